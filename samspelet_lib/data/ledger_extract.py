"""Reads the extract of a kommun's ledger, CSV or Excel, for a förbund whose books a member keeps.

A column map says which column holds what, since every system names them in its own way. A row that
cannot be read refuses the file, with every such row in one list; sum rows are held against the rows above
them and left out, and told.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from samspelet_lib.data.columns import TypedColumn, is_blank, to_typed
from samspelet_lib.data.grid import Grid, UnreadableError, column_letter
from samspelet_lib.data.guard import check_size
from samspelet_lib.data.identity import check_places
from samspelet_lib.data.read_csv import read_csv
from samspelet_lib.data.read_workbook import read_workbook
from samspelet_lib.data.search import identity_places
from samspelet_lib.data.sie_findings import FindingLog
from samspelet_lib.data.sie_model import SieFinding
from samspelet_lib.data.tables import Column, ColumnType
from samspelet_lib.data.values import Refusal
from samspelet_lib.errors import Fault, RefusedError
from samspelet_lib.plan.extract import ExtractColumns
from samspelet_lib.swedish import enumerate_words, first_upper

_TEXTS = frozenset({".csv", ".tsv", ".txt"})
_FAULTS_SHOWN = 50
_TYPES: dict[str, ColumnType] = {
    "account": "text",
    "ansvar": "text",
    "project": "text",
    "counterpart": "text",
    "date": "date",
    "amount": "money",
    "voucher": "text",
    "text": "text",
}
_REQUIRED = ("account", "date", "amount")
_MISSING = Refusal("saknas", "Uppgiften saknas.", "Fyll i den, eller rätta utdraget i ekonomisystemet.")
_FRAME = ["account", "ansvar", "project", "counterpart", "date", "amount_ore", "voucher", "text"]
_SUM = re.compile(r"\s*(?:del)?(?:summa|total)", re.IGNORECASE)
_MINUS_BEHIND = re.compile(r"^\s*(.*\d)\s*[-\u2212]\s*$")  # 1 250,00- as several ledger systems print it


@dataclass(frozen=True)
class LedgerExtract:
    """The extract's bookings.

    Attributes:
        name: the file's name.
        rows: `row` in the file, `account`, `ansvar`, `project`, `counterpart` (text, missing where blank),
            `date`, `amount_ore` (debit positive), `voucher`, `text`.
        findings: what was left out or mended, and sums that do not agree.
    """

    name: str
    rows: pd.DataFrame
    findings: tuple[SieFinding, ...]


def read_ledger_extract(path: Path, columns: ExtractColumns) -> LedgerExtract:
    """The bookings of the extract, debit positive in öre, with findings.

    Raises:
        RefusedError: the file, a column or a row cannot be read; every fault is listed.
        DisclosureError: a personnummer or samordningsnummer stands somewhere.
    """
    grid = _grid(path, columns)
    check_places(identity_places(path.name, grid))
    positions = _positions(path.name, grid, columns)
    log = FindingLog()
    raw = _mapped_cells(grid, columns, positions, log=log)
    is_sum = _is_sum(raw)
    typed = {name: to_typed(raw[name], _column(name), None) for name in raw.columns}
    _check_rows(path.name, raw, typed, places=_Places(grid.sheet, positions, columns.headings, is_sum))
    _tell_mended(typed, log)
    rows = pd.DataFrame({name: column.cells for name, column in typed.items()})
    rows["amount"] = rows["amount"].astype("int64") * (1 if columns.sign == "debit_positive" else -1)
    _check_sums(rows["amount"], is_sum, log)
    return LedgerExtract(path.name, _bookings(rows[~is_sum]), log.findings())


@dataclass(frozen=True)
class _Places:
    """Where a mapped cell stands, and which rows are sums."""

    sheet: str
    positions: dict[str, int]
    headings: dict[str, str]
    is_sum: pd.Series

    def words(self, row: int, name: str) -> str:
        sheet = f"blad {self.sheet}, " if self.sheet else ""
        return f"{sheet}rad {row}, kolumn {column_letter(self.positions[name])} ({self.headings[name]})"


def _refused(name: str, faults: Sequence[Fault]) -> RefusedError:
    return RefusedError(f"{name} kan inte läsas som huvudboksutdrag.", faults)


def _grid(path: Path, columns: ExtractColumns) -> Grid:
    """The sheet the extract stands in."""
    try:
        check_size(path)
        grids = [read_csv(path)] if path.suffix.lower() in _TEXTS else read_workbook(path)
    except UnreadableError as error:
        fault = Fault(path.name, "", error.refusal.problem, error.refusal.remedy)
        raise _refused(path.name, [fault]) from error
    except OSError as error:
        fault = Fault(path.name, "", "Filen finns inte eller går inte att öppna.", "Rätta sökvägen.")
        raise _refused(path.name, [fault]) from error
    filled = [grid for grid in grids if grid.cells.without_blank_rows().rows.size]
    chosen = [grid for grid in filled if columns.sheet in {None, grid.sheet}]
    if len(chosen) == 1:
        return chosen[0]
    problem = "Filen är tom." if not filled else "Det framgår inte vilket blad som är utdraget."
    raise _refused(path.name, [Fault(path.name, "", problem, "Ange bladets namn i kolumnkartan (sheet).")])


def _positions(name: str, grid: Grid, columns: ExtractColumns) -> dict[str, int]:
    """Name in the frame → column number, by the headings."""
    found: dict[str, list[int]] = {}
    headings = grid.cells.only(grid.cells.rows == columns.heading_row).to_objects()
    for position, cell in enumerate(headings[0] if len(headings) else ()):
        if isinstance(cell, str):
            found.setdefault(_folded(cell), []).append(position)
    faults = []
    for heading in columns.headings.values():
        count = len(found.get(_folded(heading), ()))
        if count != 1:
            what = "finns flera gånger" if count else "finns inte"
            problem = f"Kolumnen ”{heading}” {what} bland rubrikerna."
            remedy = "Rätta kolumnkartan (rubrik eller heading_row) eller utdraget."
            faults.append(Fault(name, f"rad {columns.heading_row}", problem, remedy))
    if faults:
        raise _refused(name, faults)
    return {key: found[_folded(heading)][0] for key, heading in columns.headings.items()}


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def _mapped_cells(grid: Grid, columns: ExtractColumns, positions: dict[str, int], *, log: FindingLog) -> pd.DataFrame:
    """The cells of the mapped columns under the headings; what is passed over is told."""
    below = grid.cells.only(grid.cells.rows > columns.heading_row).without_blank_rows()
    filled = np.flatnonzero(grid.cells.filled().any(axis=0)).tolist()
    unread = [column_letter(number) for number in filled if number not in positions.values()]
    if unread:
        log.add("columns_not_read", columns.heading_row, columns=enumerate_words(unread))
    cells = below.columns(list(positions.values())).to_frame(list(positions)).set_axis(below.rows, axis="index")
    repeated = cells["account"].map(_folded_cell) == _folded(columns.account)
    textual = pd.concat([is_blank(cells[name]) for name in _REQUIRED], axis=1).all(axis=1)
    for row in cells.index[repeated | textual]:
        log.tally("row_passed_over", int(row))
    cells = cells[~(repeated | textual)].astype("object")
    cells["amount"] = cells["amount"].map(_minus_in_front)
    return cells


def _folded_cell(cell: object) -> str:
    return _folded(cell) if isinstance(cell, str) else ""


def _minus_in_front(cell: object) -> object:
    return _MINUS_BEHIND.sub(r"-\1", cell) if isinstance(cell, str) else cell


def _is_sum(cells: pd.DataFrame) -> pd.Series:
    """Rows with an amount but no date, and no account or the word Summa in its place."""
    says_sum = cells["account"].map(lambda cell: isinstance(cell, str) and bool(_SUM.match(cell)))
    no_account = is_blank(cells["account"]) | says_sum
    return no_account & is_blank(cells["date"]) & ~is_blank(cells["amount"])


def _column(name: str) -> Column:
    return Column(id=name, label=name, description="", type=_TYPES[name])


def _check_rows(name: str, raw: pd.DataFrame, typed: Mapping[str, TypedColumn], *, places: _Places) -> None:
    """Refuses the file when a cell cannot be read, or a booking lacks account, date or amount."""
    faults = [
        Fault(name, places.words(row, column), refusal.problem, refusal.remedy)
        for column, row, refusal in sorted(_refusals(raw, typed, places.is_sum), key=lambda found: found[1])
    ]
    if len(faults) > _FAULTS_SHOWN:
        rest = f"Ytterligare {len(faults) - _FAULTS_SHOWN} fel."
        faults = [*faults[:_FAULTS_SHOWN], Fault(name, "", rest, "Rätta de första och läs in på nytt.")]
    if faults:
        raise _refused(name, faults)


def _refusals(
    raw: pd.DataFrame, typed: Mapping[str, TypedColumn], is_sum: pd.Series
) -> Iterator[tuple[str, int, Refusal]]:
    for column, read in typed.items():
        for refusal, rows in read.refused.items():
            yield from ((column, int(row), refusal) for row in rows)
    for column in _REQUIRED:
        missing = raw.index[is_blank(raw[column]) & ~is_sum]
        yield from ((column, int(row), _MISSING) for row in missing)


def _tell_mended(typed: Mapping[str, TypedColumn], log: FindingLog) -> None:
    for read in typed.values():
        for repair, rows in read.repaired.items():
            for row in rows:
                log.tally("cell_mended", int(row), first_upper(repair))


def _check_sums(amounts: pd.Series, is_sum: pd.Series, log: FindingLog) -> None:
    """Holds every sum row against the rows since the last one, and against all rows above it."""
    booked = amounts.mask(is_sum, 0).cumsum()
    since = 0
    for row in amounts.index[is_sum]:
        stated_ore, above_ore = int(amounts[row]), int(booked[row])
        if stated_ore in {above_ore, above_ore - since}:
            log.tally("sum_row_left_out", int(row))
        else:
            log.add("sum_row_differs", int(row), stated_ore=stated_ore, booked_ore=above_ore - since)
        since = above_ore


def _bookings(rows: pd.DataFrame) -> pd.DataFrame:
    frame = rows.rename(columns={"amount": "amount_ore"}).reindex(columns=_FRAME)
    frame.insert(0, "row", frame.index.astype("int64"))
    return frame.reset_index(drop=True)
