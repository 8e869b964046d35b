"""A sheet as it stands in its file: cells by row and column number, before anything is known of them."""

from dataclasses import dataclass, replace

import pandas as pd

from samspelet_lib.data.cells import Cells, to_cells
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
        cells: with the row numbers that a spreadsheet shows.
        notes: other texts of the file, such as comments, that are only searched for identity numbers.
        headings: column names that came apart from the rows, as in Parquet; empty when they stand in a row.
    """

    sheet: str
    cells: Cells
    notes: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    def without_blank_rows(self) -> "Grid":
        """The same sheet with the rows that hold anything; a cell of nothing but blanks is missing."""
        return replace(self, cells=self.cells.without_blank_rows())


NOTHING = Grid("", to_cells(pd.DataFrame()))


def column_letter(position: int) -> str:
    """The letter a spreadsheet shows for the column: 0 is A, 26 is AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
