"""Frames as people write them: labels instead of ids, kronor instead of öre, yes and no in words."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from samspelet_lib.data.tables import Column

YES, NO = "Ja", "Nej"
_ORE_PER_KRONA = 100

Cell = str | int | float | date | Decimal | None


def to_cells(values: pd.Series, column: Column, labels: Mapping[str, str]) -> list[Cell]:
    """The column's values as they are written in a form; None where a value is missing.

    Args:
        values: typed as the column's definition says.
        column: the definition.
        labels: id → label of the values that have one.
    """
    return [None if pd.isna(value) else _to_cell(value, column, labels) for value in values]


def _to_cell(value: Any, column: Column, labels: Mapping[str, str]) -> Cell:
    writers: dict[str, Callable[[Any], Cell]] = {
        "date": lambda day: pd.Timestamp(day).date(),
        "bool": lambda is_so: YES if is_so else NO,
        "int": int,
        "decimal": float,
        "money": lambda ore: Decimal(int(ore)) / _ORE_PER_KRONA,
        "codes": lambda codes: "; ".join(labels.get(code, code) for code in str(codes).split(";")),
    }
    return writers.get(column.type, lambda text: labels.get(str(text), str(text)))(value)
