"""Deliveries, wherever they lie: a folder of files or a database."""

from pathlib import Path

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.read import read_deliveries
from samspelet_lib.plan.model import Plan


def open_deliveries(place: str, plan: Plan) -> Deliveries | None:
    """Everything that has been delivered, checked; None where nothing has come in.

    Raises:
        DisclosureError: a personnummer or samordningsnummer was found.
        UsageError: the database cannot be reached, or lacks a table.
    """
    lookups = Lookups.from_plan(plan)
    if "://" in place:
        from samspelet_lib.data.sql import read_sql  # noqa: PLC0415 - SQLAlchemy only where a database is read

        return read_sql(place, lookups)
    folder = Path(place)
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return None
    return read_deliveries(folder, lookups)
