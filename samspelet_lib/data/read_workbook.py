"""Reads the sheets of an XLSX, XLS or ODS workbook, after making sure that all of it can be read."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    cells = pd.DataFrame(rows, dtype="object", index=pd.RangeIndex(1, len(rows) + 1))
    return cells.apply(_column, axis="index") if len(cells) else cells


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


def _column(cells: pd.Series) -> pd.Series:
    """The column with None for empty cells and words for truth values, which equal 0 and 1 in Python."""
    cells = cells.mask(cells.map(_is_empty), None)
    is_bool = cells.map(_is_bool)
    return cells.mask(is_bool, cells.map(_yes_or_no)) if is_bool.any() else cells


def _is_empty(cell: object) -> bool:
    return isinstance(cell, str) and not cell


def _yes_or_no(cell: object) -> str:
    return "ja" if cell is True else "nej"


def _is_bool(cell: object) -> bool:
    return isinstance(cell, bool)


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
