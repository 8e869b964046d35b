"""The demo: made-up deliveries of every insats, as real people would hand them in.

The same plan and seed give the same files. Every delivery says that it is made up, so that every page made
from it does.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from samspelet_lib.data.demo_files import Asked, write_delivery
from samspelet_lib.data.demo_known import known
from samspelet_lib.data.demo_scenario import Owner, Planned, Scenario, load_scenario
from samspelet_lib.data.demo_tables import true_tables
from samspelet_lib.data.form_contents import forms_of
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.tables import load_tables
from samspelet_lib.errors import UsageError
from samspelet_lib.period import Period
from samspelet_lib.plan.model import Plan

HEAD = "leverans"
SEED = 2026


def write_demo(plan: Plan, folder: Path, *, seed: int = SEED) -> list[Path]:
    """The files that were written to the folder, in the order of their names.

    Args:
        plan: decides the forms, and which insatser the demo has.
        folder: created when it is not there.
        seed: another seed gives other people, with the same shares.

    Raises:
        UsageError: the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(
            f"Mappen {folder.name} är inte tom. Demon skrivs bara i en tom mapp, så att inget blandas ihop."
        )
    scenario = load_scenario()
    forms = {form.insats: form for form in forms_of(plan)}
    lookups = Lookups.from_plan(plan)
    written = []
    for owner in scenario.owners:
        if owner.insats in forms:
            asked = Asked(forms[owner.insats], lookups)
            written += _write_owner(scenario, owner, asked, folder=folder, seed=seed)
    return sorted(written)


def _write_owner(scenario: Scenario, owner: Owner, asked: Asked, *, folder: Path, seed: int) -> list[Path]:
    tables = true_tables(scenario, owner, seed)
    written = []
    for planned in owner.deliveries:
        path = folder / planned.name
        path.parent.mkdir(parents=True, exist_ok=True)
        frames = _frames(scenario, planned, tables)
        written += write_delivery(planned, path, {HEAD: _head(owner, planned), **frames}, asked=asked)
    return written


def _frames(scenario: Scenario, planned: Planned, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The rows that the delivery holds, table by table; tables without any are left out."""
    period = Period.parse(planned.period)
    names = planned.tables or tuple(load_tables())
    found = {
        name: known(scenario, load_tables()[name], tables[name], period=period) for name in names if name in tables
    }
    cut = {name: frame.iloc[: len(frame) - planned.leave_out.get(name, 0)] for name, frame in found.items()}
    return {name: frame for name, frame in cut.items() if len(frame)}


def _head(owner: Owner, planned: Planned) -> pd.DataFrame:
    """What the delivery says of itself; above all that it is made up."""
    table = load_tables()[HEAD]
    told = {
        "insats": owner.insats or None,
        "period": planned.period,
        "inlamnad_datum": planned.handed_in,
        "version": planned.version,
        "lamnad_av": planned.by,
        "syntetisk": True,
    }
    return pd.DataFrame([told]).reindex(columns=table.ids).astype({column.id: column.dtype for column in table.columns})
