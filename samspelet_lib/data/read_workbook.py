"""Reads the sheets of an XLSX, XLS or ODS workbook, after making sure that all of it can be read."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, ZipError

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
    workbook = _open(path)
    grids = []
    for number, sheet in enumerate(workbook.sheets_metadata):
        if sheet.typ is not SheetTypeEnum.WorkSheet:
            continue
        cells = _checked(_cells(workbook, sheet.name), contents.sheets.get(sheet.name, SheetContents()))
        grids.append(Grid(sheet.name, cells, contents.notes if not number else ()))
    return grids


def _open(path: Path) -> CalamineWorkbook:
    with _broken_is_told():
        return CalamineWorkbook.from_path(str(path))


def _cells(workbook: CalamineWorkbook, name: str) -> pd.DataFrame:
    """The sheet's cells; an empty cell is None."""
    with _broken_is_told():
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    values = np.array(rows, dtype="object").reshape(len(rows), -1) if any(rows) else np.empty((len(rows), 0), "object")
    return pd.DataFrame(np.frompyfunc(_cell, 1, 1)(values), index=pd.RangeIndex(1, len(rows) + 1), dtype="object")


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


def _checked(cells: pd.DataFrame, contents: SheetContents) -> pd.DataFrame:
    """The cells with error values marked; refuses the sheet if fewer were read than the file holds."""
    for column, rows in _by_column(contents.errors).items():
        cells = cells.reindex(
            index=pd.RangeIndex(1, max(len(cells), *rows) + 1),
            columns=pd.RangeIndex(max(len(cells.columns), column + 1)),
        )
        marked = pd.Series(cells.index.isin(rows), index=cells.index)
        cells[column] = cells[column].astype("object").mask(marked, CELL_ERROR)
    if int(cells.notna().to_numpy().sum()) < contents.filled:
        raise UnreadableError(LOST_CELLS)
    return cells


def _by_column(errors: tuple[Cell, ...]) -> dict[int, list[int]]:
    columns: dict[int, list[int]] = {}
    for row, column in errors:
        columns.setdefault(column, []).append(row)
    return columns
