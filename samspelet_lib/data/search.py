"""Searches a sheet, its headings, names and notes for identity numbers."""

from collections.abc import Iterable
from functools import cache

import pandas as pd

from samspelet_lib.data.cells import Cells, ObjectCells
from samspelet_lib.data.delivery import Source
from samspelet_lib.data.grid import Grid, column_letter
from samspelet_lib.data.identity import Place, has_identity_number, mask, may_hold_identity, rows_with_identity
from samspelet_lib.data.tables import load_tables
from samspelet_lib.swedish import to_id

_AMOUNTS = {"int", "decimal", "money"}
_LOOK_AT = 40  # rows that may hold the heading of a column of amounts


def identity_places(file: str, grid: Grid) -> list[Place]:
    """Everywhere that an identity number stands: file name, sheet name, notes, headings and cells."""
    source = Source(mask(file), mask(grid.sheet), "")
    places = [Place(source.file, "filens namn")] if has_identity_number(file) else []
    if has_identity_number(grid.sheet):
        places.append(Place(source.file, "bladets namn"))
    if any(has_identity_number(note) for note in grid.notes):
        places.append(Place(source.file, "kommentarer eller egenskaper"))
    places += [
        Place(source.file, source.place(column=column_letter(position)))
        for position, heading in enumerate(grid.headings)
        if has_identity_number(heading)
    ]
    for position in _suspected(grid.cells):
        places += _in_column(source, grid, position)
    return places


def _suspected(cells: Cells) -> Iterable[int]:
    """The columns to look at cell by cell; none where no cell among objects has the shape of a number."""
    if not isinstance(cells, ObjectCells):
        return range(cells.width)
    if not may_hold_identity(cells.array):
        return ()
    return [position for position in range(cells.width) if may_hold_identity(cells.array[:, position])]


def _in_column(source: Source, grid: Grid, position: int) -> list[Place]:
    cells, letter = grid.cells.column(position), column_letter(position)
    heading = grid.headings[position] if grid.headings else ""
    rows = rows_with_identity(cells, is_amount=_holds_amounts(cells, heading))
    return [Place(source.file, source.place(int(row), letter)) for row in rows]


def _holds_amounts(cells: pd.Series, heading: str) -> bool:
    headings = _amount_headings()
    texts = [heading, *(cell for cell in cells.iloc[:_LOOK_AT] if isinstance(cell, str))]
    return any(to_id(text.partition("(")[0]) in headings for text in texts)


@cache
def _amount_headings() -> frozenset[str]:
    return frozenset(
        way
        for table in load_tables().values()
        for way, column in table.headings.items()
        if table.column(column).type in _AMOUNTS
    )
