"""The plan and the tables speak of the same columns and values."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.tables import load_tables
from samspelet_lib.plan.load import load_plan, plan_years
from samspelet_lib.plan.matpunkt import Matpunkt, RowSelection

PARAMS = Path(__file__).parents[1] / "params"
PLAN = load_plan(PARAMS, max(plan_years(PARAMS)))
LOOKUPS = Lookups.from_plan(PLAN)
TABLES = load_tables()


def selections(matpunkt: Matpunkt) -> Iterator[RowSelection]:
    """What a mätpunkt counts, under each of its readings."""
    readings = [reading for i in matpunkt.interpretations for reading in i.readings if reading.sets]
    for read in [matpunkt, *(matpunkt.read_as(reading) for reading in readings)]:
        for selection in (read.base, read.count, read.value, read.proxy):
            if isinstance(selection, RowSelection):
                yield selection


OWNED = [(insats or "forbundet", matpunkt) for insats, _, matpunkt in PLAN.all_matpunkter()]


@pytest.mark.parametrize(("insats", "matpunkt"), OWNED, ids=[f"{insats}.{m.id}" for insats, m in OWNED])
def test_a_matpunkt_counts_columns_and_values_that_can_be_delivered(insats: str, matpunkt: Matpunkt):
    """Every table, column and value that a mätpunkt of the plan names exists in the tables."""
    assert insats
    for selection in selections(matpunkt):
        table = TABLES[selection.table]
        named = [*selection.where, selection.date, selection.column, selection.start, selection.stop]
        assert {name for name in named if name} <= set(table.ids)
        for name, values in selection.where.items():
            column = table.column(name)
            allowed = LOOKUPS.allowed(column.codes, column.lookup)
            wanted = values if isinstance(values, tuple) else (values,)
            assert allowed is None or set(wanted) <= set(allowed)


def test_the_plan_gives_the_lists_that_deliveries_are_checked_against():
    """Insatser, parter, kommuner and mätpunkter come from the plan; each insats has its own mätpunkter."""
    assert set(LOOKUPS.lists) == {"insats", "matpunkt", "part", "kommun"}
    assert set(LOOKUPS.orientation) == set(LOOKUPS.lists["insats"])
    assert sum(len(ids) for ids in LOOKUPS.matpunkter.values()) == len(OWNED)
    assert (LOOKUPS.age_from, LOOKUPS.age_to) == (16, 64)
