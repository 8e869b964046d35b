"""A sheet as it stands in its file: cells by row and column number, before anything is known of them."""

from dataclasses import dataclass

import pandas as pd

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


def column_letter(position: int) -> str:
    """The letter a spreadsheet shows for the column: 0 is A, 26 is AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def without_blank_rows(cells: pd.DataFrame) -> pd.DataFrame:
    """The rows that hold anything, with their numbers."""
    if cells.empty:
        return cells
    blank = pd.concat([is_blank(cells[column]) for column in cells.columns], axis=1)
    return cells[~blank.all(axis=1)]
