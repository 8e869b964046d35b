"""A sheet as it stands in its file: cells by row and column number, before anything is known of them."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_object_dtype

from samspelet_lib.data.columns import is_blank
from samspelet_lib.data.values import Refusal


class UnreadableError(Exception):
    """A file or sheet that cannot be read; becomes a finding for the whole of it.

    Attributes:
        refusal: why, and what to do.
    """

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(f"{refusal.problem} {refusal.remedy}")


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet.

    Attributes:
        sheet: the sheet's name; empty for a CSV or Parquet file.
        cells: columns 0, 1, 2 …; the index is the row number that a spreadsheet shows.
        notes: other texts of the file, such as comments, that are only searched for identity numbers.
        headings: column names that came apart from the rows, as in Parquet; empty when they stand in a row.
    """

    sheet: str
    cells: pd.DataFrame
    notes: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    @cached_property
    def objects(self) -> "np.ndarray[Any, Any] | None":
        """All cells as one array, where they are Python objects, as a workbook gives them; None otherwise.

        What is done to the whole array costs as much as what is done to one column of a frame.
        """
        return self.cells.to_numpy() if all(is_object_dtype(dtype) for dtype in self.cells.dtypes) else None

    def without_blank_rows(self) -> "Grid":
        """The same sheet with the rows that hold anything; a cell of nothing but blanks is missing."""
        if self.objects is None or self.cells.empty:
            return replace(self, cells=without_blank_rows(self.cells))
        blank = pd.isna(self.objects) | np.frompyfunc(_is_blank_text, 1, 1)(self.objects).astype("bool")
        rows = ~blank.all(axis=1)
        kept = self.objects.copy()
        kept[blank] = None
        cells = pd.DataFrame(kept[rows], index=self.cells.index[rows], columns=self.cells.columns, dtype="object")
        return replace(self, cells=cells)


def column_letter(position: int) -> str:
    """The letter a spreadsheet shows for the column: 0 is A, 26 is AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def without_blank_rows(cells: pd.DataFrame) -> pd.DataFrame:
    """The rows that hold anything, with their numbers; a cell of nothing but blanks is missing."""
    if cells.empty:
        return cells
    blank = pd.concat([is_blank(cells[column]) for column in cells.columns], axis=1)
    return cells.mask(blank)[~blank.all(axis=1)]


def _is_blank_text(cell: object) -> bool:
    return isinstance(cell, str) and (not cell or cell.isspace())
