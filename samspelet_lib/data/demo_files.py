"""The files of the demo, as people make them: our form filled in, a workbook of their own, ODS, or CSV."""

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import xlsxwriter

from samspelet_lib.data.demo_ods import write_ods
from samspelet_lib.data.demo_scenario import Planned
from samspelet_lib.data.form_cells import Cell, to_cells
from samspelet_lib.data.form_contents import Form, FormTable
from samspelet_lib.data.form_workbook import write_form
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.tables import Table, load_tables
from samspelet_lib.swedish import MINUS, long_date, number

Grid = list[list[Cell]]  # the rows of a sheet, the headings first

_WRITTEN = datetime(2026, 1, 1)  # noqa: DTZ001 -- a fixed time: the same bytes whenever it is written
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_SUMMED = {"int", "decimal", "money"}


def write_delivery(planned: Planned, path: Path, frames: Mapping[str, pd.DataFrame], *, asked: "Asked") -> list[Path]:
    """The files of one delivery, written.

    Args:
        planned: how they look.
        path: the file; for CSV the beginning of each table's file.
        frames: table id → rows, with the delivery's own head in `leverans`.
        asked: the owner's form, and the labels of values.
    """
    if planned.kind == "form":
        slipped = {name: _slipped(planned, name, frame) for name, frame in frames.items()}
        write_form(asked.form, path, {name: asked.wide(name, frame) for name, frame in slipped.items()})
        return [path]
    grids = {name: _grid(planned, load_tables()[name], frame, lookups=asked.lookups) for name, frame in frames.items()}
    if planned.kind == "csv":
        return [_write_csv(planned, path, name, grid=grid) for name, grid in grids.items()]
    named = {load_tables()[name].label: grid for name, grid in grids.items()}
    (write_ods if planned.kind == "ods" else _write_sheets)(path, named)
    return [path]


class Asked:
    """The owner's form and the labels that values are written with."""

    def __init__(self, form: Form, lookups: Lookups) -> None:
        self.form, self.lookups = form, lookups

    def wide(self, table: str, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows as the form asks for them: a column per question where it has one.

        Raises:
            ValueError: the rows answer a question that the form does not ask, a mistake in `demo.toml`.
        """
        sheet = self.form.sheet(table)
        spread = sheet.table.spread
        if spread is None or not _questions(sheet):
            return frame
        if not frame[spread.question].isin(_questions(sheet)).all():
            raise ValueError(f"{self.form.insats}: a question in {table} is not in the form")
        index = [name for name in sheet.table.ids if name not in {spread.question, spread.answer}]
        numbered = frame.assign(_number=frame.groupby([*index, spread.question], dropna=False).cumcount())
        keys = numbered.groupby([*index, "_number"], dropna=False, sort=False).ngroup()
        answers = numbered.assign(_form=keys).pivot_table(
            index="_form", columns=spread.question, values=spread.answer, aggfunc="first", dropna=False
        )
        heads = numbered[index].assign(_form=keys).drop_duplicates("_form").set_index("_form")
        return heads.join(answers).reset_index(drop=True)


def _slipped(planned: Planned, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with the slips of a form, which are values that its drop-downs and limits let through."""
    changed = frame.reset_index(drop=True)
    for slip in planned.slips:
        if slip.table == table:
            changed.loc[min(slip.row, len(changed)) - 1, slip.column] = slip.cell
    return changed


def _questions(sheet: FormTable) -> list[str]:
    return [column.id for column in sheet.columns if column.is_question]


def _grid(planned: Planned, table: Table, frame: pd.DataFrame, *, lookups: Lookups) -> Grid:
    """The table as an owner writes it: own headings, own ways to write numbers, and the slips."""
    slipped = {slip.column for slip in planned.slips if slip.table == table.id}
    used = [
        column for column in table.columns if frame[column.id].notna().any() or column.required or column.id in slipped
    ]
    columns = []
    for column in used:
        allowed = column.codes or (lookups.lists.get(column.lookup or "", {}) if column.lookup != "matpunkt" else {})
        cells = to_cells(frame[column.id], column, allowed)
        columns.append(
            [planned.headings.get(column.id, column.label), *map(_spoken if planned.is_spoken else _as_is, cells)]
        )
    rows = [list(row) for row in zip(*columns, strict=True)]
    for slip in planned.slips:
        if slip.table == table.id:
            rows[min(slip.row, len(rows) - 1)][[column.id for column in used].index(slip.column)] = slip.cell
    rows += rows[1 : 1 + planned.repeat.get(table.id, 0)]
    if not planned.is_spoken or table.subject == "leverans":
        return rows
    sums: list[Cell] = [_sum(frame, column.id) if column.type in _SUMMED else None for column in used]
    return [[f"{table.label}, {planned.name}"], [], *rows, ["Summa", *sums[1:]]]


def _as_is(cell: Cell) -> Cell:
    return cell


def _spoken(cell: Cell) -> Cell:
    """Numbers and dates as text, the way they are written by hand."""
    if isinstance(cell, date):
        return long_date(cell)
    if isinstance(cell, float | Decimal):
        return number(Decimal(str(cell)), 1).replace(MINUS, "-")
    return cell


def _sum(frame: pd.DataFrame, column: str) -> Cell:
    return float(frame[column].sum())


def _write_sheets(path: Path, sheets: Mapping[str, Grid]) -> None:
    with xlsxwriter.Workbook(path, _OPTIONS) as workbook:
        workbook.set_properties({"created": _WRITTEN})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, grid in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, cells in enumerate(grid):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        sheet.write(row, column, cell)


def _write_csv(planned: Planned, path: Path, table: str, *, grid: Grid) -> Path:
    """One table as CSV, named by table, period and day: such a file has no place for a Leverans sheet."""
    period = planned.period.replace("..", "_")
    file = path.with_name(
        f"{path.name} {load_tables()[table].label} {period} {planned.handed_in} v{planned.version}.csv"
    )
    text = io.StringIO()
    csv.writer(text, delimiter=planned.separator, lineterminator="\r\n").writerows(
        [["" if cell is None else _in_csv(cell) for cell in row] for row in grid]
    )
    file.write_bytes(text.getvalue().encode(planned.encoding))
    return file


def _in_csv(cell: Cell) -> str:
    return str(cell).replace(".", ",") if isinstance(cell, float | Decimal) else str(cell)
