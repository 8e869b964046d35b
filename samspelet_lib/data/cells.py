"""The cells of one sheet: Python objects in one array, or, where there are many, columns of one type each.

A year's deliveries are hundreds of small sheets. What is done to an array of objects costs a tenth of what it
costs on a frame; what is done to a million cells costs a tenth in a typed column.
"""

import re
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
import pandas as pd
from pandas.api.types import is_object_dtype

from samspelet_lib.data.columns import is_blank
from samspelet_lib.data.matching import is_whole

Objects = np.ndarray[Any, Any]  # of two dimensions; an empty cell is None
Numbers = np.ndarray[tuple[int], np.dtype[np.int32]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

_FEW = 50_000  # cells that cost less as objects than as columns


class Cells(Protocol):
    """The cells by row and column, both from 0."""

    @property
    def rows(self) -> Numbers:
        """Per row, the number that a spreadsheet shows."""

    @property
    def width(self) -> int:
        """How many columns there are."""

    def top(self, count: int) -> Objects:
        """The first rows."""

    def column(self, position: int) -> pd.Series:
        """One column; the index is the row numbers."""

    def filled(self) -> Mask:
        """Per row and column, whether the cell holds anything."""

    def says(self, pattern: str, *, width: int) -> Mask:
        """Per row and each of the first columns, whether the cell is a text that the pattern matches wholly."""

    def without_blank_rows(self) -> Self:
        """The rows that hold anything; a cell of nothing but blanks is empty."""

    def only(self, rows: Mask | slice) -> Self:
        """Some of the rows."""

    def columns(self, positions: list[int]) -> Self:
        """Some of the columns, in this order."""

    def to_frame(self, names: list[str]) -> pd.DataFrame:
        """The columns under these names; the rows are numbered from 0."""

    def to_objects(self) -> Objects:
        """All cells as objects."""


@dataclass(frozen=True)
class ObjectCells:
    """Cells as a workbook gives them."""

    rows: Numbers
    array: Objects

    @property
    def width(self) -> int:
        """How many columns there are."""
        return int(self.array.shape[1])

    def top(self, count: int) -> Objects:
        """The first rows."""
        return self.array[:count]

    def column(self, position: int) -> pd.Series:
        """One column; the index is the row numbers."""
        return pd.Series(self.array[:, position], index=self.rows, dtype="object")

    def filled(self) -> Mask:
        """Per row and column, whether the cell holds anything."""
        return np.asarray(pd.notna(self.array), dtype="bool")

    def says(self, pattern: str, *, width: int) -> Mask:
        """Per row and each of the first columns, whether the cell is a text that the pattern matches wholly."""
        matches = re.compile(pattern).fullmatch
        found = np.frompyfunc(lambda cell: isinstance(cell, str) and matches(cell) is not None, 1, 1)
        return np.asarray(found(self.array[:, :width]), dtype="bool")

    def without_blank_rows(self) -> "ObjectCells":
        """The rows that hold anything; a cell of nothing but blanks is empty."""
        blank = np.asarray(_IS_NOTHING(self.array), dtype="bool")
        rows = ~blank.all(axis=1)
        array = self.array.copy()
        array[blank] = None
        return ObjectCells(self.rows[rows], array[rows])

    def only(self, rows: Mask | slice) -> "ObjectCells":
        """Some of the rows."""
        return ObjectCells(self.rows[rows], self.array[rows])

    def columns(self, positions: list[int]) -> "ObjectCells":
        """Some of the columns, in this order."""
        return ObjectCells(self.rows, self.array[:, positions])

    def to_frame(self, names: list[str]) -> pd.DataFrame:
        """The columns under these names; the rows are numbered from 0."""
        return pd.DataFrame(self.array, columns=names, dtype="object")

    def to_objects(self) -> Objects:
        """All cells as objects."""
        return self.array


@dataclass(frozen=True)
class TypedCells:
    """Cells whose columns have a type each, as a large CSV file or a Parquet file gives them.

    Attributes:
        frame: columns 0, 1, 2 …; the index is the row numbers.
    """

    frame: pd.DataFrame

    @property
    def rows(self) -> Numbers:
        """Per row, the number that a spreadsheet shows."""
        return self.frame.index.to_numpy(dtype="int32")

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.frame.columns)

    def top(self, count: int) -> Objects:
        """The first rows."""
        return _to_objects(self.frame.iloc[:count])

    def column(self, position: int) -> pd.Series:
        """One column; the index is the row numbers."""
        return self.frame.iloc[:, position]

    def filled(self) -> Mask:
        """Per row and column, whether the cell holds anything."""
        return self.frame.notna().to_numpy()

    def says(self, pattern: str, *, width: int) -> Mask:
        """Per row and each of the first columns, whether the cell is a text that the pattern matches wholly."""
        columns = [cells.astype("str") for _, cells in self.frame.iloc[:, :width].items()]
        return np.column_stack([is_whole(cells, pattern) for cells in columns])

    def without_blank_rows(self) -> "TypedCells":
        """The rows that hold anything; a cell of nothing but blanks is empty."""
        blank = pd.concat([is_blank(cells) for _, cells in self.frame.items()], axis=1)
        return TypedCells(self.frame.mask(blank)[~blank.all(axis=1)])

    def only(self, rows: Mask | slice) -> "TypedCells":
        """Some of the rows."""
        return TypedCells(self.frame.iloc[rows])

    def columns(self, positions: list[int]) -> "TypedCells":
        """Some of the columns, in this order."""
        return TypedCells(self.frame.iloc[:, positions])

    def to_frame(self, names: list[str]) -> pd.DataFrame:
        """The columns under these names; the rows are numbered from 0."""
        return self.frame.set_axis(names, axis="columns").reset_index(drop=True)

    def to_objects(self) -> Objects:
        """All cells as objects."""
        return _to_objects(self.frame)


def to_cells(frame: pd.DataFrame) -> Cells:
    """The cells of a frame, whose index is the row numbers."""
    if frame.size > _FEW and not all(is_object_dtype(dtype) for dtype in frame.dtypes):
        return TypedCells(frame)
    return ObjectCells(frame.index.to_numpy(dtype="int32"), _to_objects(frame))


def _to_objects(frame: pd.DataFrame) -> Objects:
    values = frame.to_numpy(dtype="object", copy=True)
    values[pd.isna(values)] = None
    return values


def _is_nothing(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


_IS_NOTHING = np.frompyfunc(_is_nothing, 1, 1)
