"""Columns that figures are split by: the dimension of a figure, and what its values are called."""

from collections.abc import Mapping

from samspelet_lib.data.tables import Table
from samspelet_lib.plan.model import Plan

UNKNOWN = "uppgift_saknas"

_DIMENSIONS = {
    "kon": "sex",
    "aldersgrupp": "age",
    "kommun": "kommun",
    "part": "part",
    "narvarande_parter": "part",
    "remitterande_part": "part",
    "roll": "role",
    "omgang": "wave",
}


def dimension(column: str) -> str:
    """The dimension of a split by this column."""
    return _DIMENSIONS.get(column, "option")


def labels(plan: Plan, table: Table, column: str) -> Mapping[str, str]:
    """What the column's values are called, in the order they are shown."""
    definition = table.column(column)
    if definition.codes:
        return {**definition.codes, UNKNOWN: "Uppgift saknas"}
    parts = {part.id: part.name for part in plan.forbund.parts}
    return {**parts, UNKNOWN: "Uppgift saknas"}
