"""Reads the sheets of an XLSX, XLS or ODS workbook, after making sure that all of it can be read."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, ZipError

from samspelet_lib.data.cells import ObjectCells, Objects
from samspelet_lib.data.grid import Grid, UnreadableError
from samspelet_lib.data.guard import BROKEN, ENCRYPTED, Cell, SheetContents
from samspelet_lib.data.inside import look_inside
from samspelet_lib.data.values import CELL_ERROR, Refusal

LOST_CELLS = Refusal(
    "celler_saknas",
    "Arbetsboken innehåller fler ifyllda celler än vad som går att läsa.",
    "Öppna den i kalkylprogrammet, spara den på nytt som XLSX och lämna den igen.",
)


def read_workbook(path: Path) -> list[Grid]:
    """The workbook's sheets, hidden ones too, in their order.

    Raises:
        UnreadableError: encrypted, broken, with macros, too large, or not all of it can be read.
    """
    contents = look_inside(path)
    with _broken_is_told():
        sheets = list(_sheets(CalamineWorkbook.from_path(str(path))))
    grids = []
    for name, rows in sheets:
        values = _checked(_values(rows), contents.sheets.get(name, SheetContents()))
        grids.append(Grid(name, ObjectCells(np.arange(1, len(values) + 1, dtype="int32"), values)))
    return [replace(grid, notes=() if number else contents.notes) for number, grid in enumerate(grids)]


def _sheets(workbook: CalamineWorkbook) -> Iterator[tuple[str, Sequence[Sequence[object]]]]:
    """Name and rows of each sheet; charts and macro sheets have none."""
    for sheet in workbook.sheets_metadata:
        if sheet.typ is SheetTypeEnum.WorkSheet:
            yield sheet.name, workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)


def _values(rows: Sequence[Sequence[object]]) -> Objects:
    """The sheet's cells; an empty cell is None."""
    values = np.array(rows, dtype="object").reshape(len(rows), -1) if any(rows) else np.empty((len(rows), 0), "object")
    return np.asarray(_AS_CELLS(values), dtype="object")


@contextmanager
def _broken_is_told() -> Iterator[None]:
    """Turns what the reader says of a broken file into our words.

    The reader is written in Rust. Its panics derive from BaseException, have no importable class, and print
    a trace of their own to the process's standard error, which is closed meanwhile.
    """
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    except PasswordError as error:
        raise UnreadableError(ENCRYPTED) from error
    except (CalamineError, ZipError, OSError, ValueError) as error:
        raise UnreadableError(BROKEN) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableError(BROKEN) from error
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _cell(cell: object) -> object:
    """None for an empty cell and words for truth values, which equal 0 and 1 in Python."""
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    return None if isinstance(cell, str) and not cell else cell


_AS_CELLS = np.frompyfunc(_cell, 1, 1)


def _checked(cells: Objects, contents: SheetContents) -> Objects:
    """The cells with error values marked; refuses the sheet if fewer were read than the file holds."""
    if contents.errors:
        cells = _with_errors(cells, contents.errors)
    if np.count_nonzero(pd.notna(cells)) < contents.filled:
        raise UnreadableError(LOST_CELLS)
    return cells


def _with_errors(cells: Objects, errors: tuple[Cell, ...]) -> Objects:
    rows, columns = np.array(errors).T
    height, width = max(len(cells), rows.max()), max(cells.shape[1], columns.max() + 1)
    marked = np.full((height, width), None, dtype="object")
    marked[: len(cells), : cells.shape[1]] = cells
    marked[rows - 1, columns] = CELL_ERROR
    return marked
