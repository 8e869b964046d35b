"""What came in, wherever it lies: deliveries in files or a database, and ledgers in files.

No pseudonym passes this door: rows get running numbers, and of pseudonyms only keyed checksums go on.
"""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.ledger import Ledgers
from samspelet_lib.data.ledger_read import read_ledgers
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.read import read_deliveries
from samspelet_lib.data.renumber import pseudonyms, renumbered
from samspelet_lib.data.traces import Traces
from samspelet_lib.plan.model import Plan


class Came(NamedTuple):
    """Everything that came in; None where nothing did. `traces` tell a pseudonym that was about to be published."""

    deliveries: Deliveries | None
    ledgers: Ledgers | None
    traces: Traces = Traces()


def open_all(place: str, plan: Plan) -> Came:
    """Deliveries and ledgers of one place.

    Raises:
        DisclosureError: a personnummer or samordningsnummer was found.
        RefusedError: a ledger cannot be used.
        UsageError: the database cannot be reached, or lacks a table.
    """
    deliveries = _read(place, plan)
    traces = Traces.of(pseudonyms(deliveries.frames)) if deliveries else Traces()
    return Came(_without_pseudonyms(deliveries), read_ledgers(place, plan), traces)


def open_deliveries(place: str, plan: Plan) -> Deliveries | None:
    """Everything that has been delivered, checked; None where nothing has come in.

    Raises:
        DisclosureError: a personnummer or samordningsnummer was found.
        UsageError: the database cannot be reached, or lacks a table.
    """
    return _without_pseudonyms(_read(place, plan))


def _without_pseudonyms(deliveries: Deliveries | None) -> Deliveries | None:
    return replace(deliveries, frames=renumbered(deliveries.frames)) if deliveries else None


def _read(place: str, plan: Plan) -> Deliveries | None:
    lookups = Lookups.from_plan(plan)
    if "://" in place:
        from samspelet_lib.data.sql import read_sql  # noqa: PLC0415 - SQLAlchemy only where a database is read

        return read_sql(place, lookups)
    folder = Path(place)
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return None
    return read_deliveries(folder, lookups)
