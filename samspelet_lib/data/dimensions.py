"""Columns that figures are split by: the dimension of a figure, and what its values are called."""

from collections.abc import Mapping

from samspelet_lib.data.tables import Table
from samspelet_lib.plan.model import Plan

UNKNOWN = "uppgift_saknas"
PERSONAL = frozenset({"sex", "age", "kommun"})  # what persons are split by

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


def unknown(column: str) -> str:
    """The value for those of whom the column tells nothing; among the sexes there is one already."""
    return "annat_okant" if column == "kon" else UNKNOWN


def is_always_told(column: str, value: str) -> bool:
    """Whether a split has a row for the value though nobody has it: else the rows tell who people are."""
    return value != UNKNOWN or dimension(column) in PERSONAL


def labels(plan: Plan, table: Table, column: str) -> Mapping[str, str]:
    """What the column's values are called, in the order they are shown."""
    definition = table.column(column)
    if definition.codes:
        return {**definition.codes} | ({unknown(column): "Uppgift saknas"} if unknown(column) == UNKNOWN else {})
    parts = {part.id: part.name for part in plan.forbund.parts}
    return {**parts, UNKNOWN: "Uppgift saknas"}
