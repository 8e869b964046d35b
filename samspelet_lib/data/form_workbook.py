"""Writes one form as a workbook that can be filled in, read aloud, printed and read back.

Headings stand on the first row of a defined table, nothing is merged, and no colour carries meaning. Texts
are always written as texts: a cell can never become a formula.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from samspelet_lib.data.form_cells import Cell, to_cells
from samspelet_lib.data.form_contents import INSATS, Form, FormColumn, FormTable, Need, form_rules
from samspelet_lib.data.form_limits import allowed, note, validation
from samspelet_lib.data.tables import Table
from samspelet_lib.swedish import enumerate_words

HELP_SHEET = "Läs först"
COLUMNS_SHEET = "Om kolumnerna"
LISTS_SHEET = "Listor"

_LAST_ROW = 5000  # rows with drop-downs and limits
_BLANK_ROWS = 20  # of the defined table; it grows when more is written
_WRITTEN = datetime(2026, 1, 1)  # noqa: DTZ001 -- a fixed time: the same bytes whenever it is written
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_TABLE_STYLE = "Table Style Light 1"
_FORMATS = {
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "font_size": 13},
    "head": {"bold": True},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "text": {"num_format": "@"},  # so that a typed 2026-03 stays a month and 007 keeps its zeros
    "date": {"num_format": "yyyy-mm-dd"},
    "int": {"num_format": "0"},
    "money": {"num_format": "#,##0.00"},
    "decimal": {"num_format": "General"},
}
_WIDTHS = {"text": 60, "code": 26, "codes": 40, "pseudonym": 14}
_WIDTH, _WIDEST = 13, 40
_HELP_WIDTHS = (34, 90, 44, 44)
_COLUMNS_WIDTHS = (26, 30, 16, 70, 70)
_LETTER, _ROW_HEIGHT = 0.95, 15  # width of a letter against a column's, height of a line

Area = tuple[int, int, int, int]  # first row and column, last row and column


def write_form(form: Form, path: Path, rows: Mapping[str, pd.DataFrame] | None = None) -> None:
    """Writes the form.

    Args:
        form: what it holds.
        path: the file.
        rows: table id → rows that are filled in beforehand; one column per column id or question.
    """
    with xlsxwriter.Workbook(path, _OPTIONS) as workbook:
        subject = f"Verksamhetsplan {form.year}"
        workbook.set_properties({"title": _title(form), "subject": subject, "created": _WRITTEN})
        _Writer(workbook, form).write(rows or {})


def _title(form: Form) -> str:
    return form_rules().words.title.format(name=form.name)


class _Writer:
    """Writes the sheets of one workbook; holds its formats and the lists of the drop-downs."""

    def __init__(self, workbook: Workbook, form: Form) -> None:
        self.workbook, self.form = workbook, form
        self.formats = {name: workbook.add_format(properties) for name, properties in _FORMATS.items()}
        self.lists = _lists(form)

    def write(self, rows: Mapping[str, pd.DataFrame]) -> None:
        """Every sheet: instructions, tables, the columns described, and last the lists."""
        self._instructions()
        for sheet in self.form.sheets:
            self._table(sheet, rows.get(sheet.table.id, _prefilled(self.form, sheet.table)))
        self._columns()
        self._lists()

    def _sheet(self, name: str, widths: Sequence[int] = ()) -> Worksheet:
        sheet = self.workbook.add_worksheet(name)
        sheet.set_paper(9)  # A4
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&RSida &P av &N")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.formats["wrapped"])
        return sheet

    def _instructions(self) -> None:
        words, sheet = form_rules().words, self._sheet(HELP_SHEET, _HELP_WIDTHS)
        sheet.write_string(0, 0, _title(self.form), self.formats["title"])
        how = [(str(number), text.format(year=self.form.year)) for number, text in enumerate(words.how, start=1)]
        at = self._texts(sheet, 1, [("", f"Verksamhetsplan {self.form.year}"), *self.form.purpose])
        sheet.write_string(at, 0, words.how_heading, self.formats["heading"])
        at = self._texts(sheet, at + 1, how)
        about = [(part.table.label, part.table.description) for part in self.form.sheets]
        for heading, columns, lines in (
            (words.matpunkter_heading, words.matpunkter_columns, _lines(self.form.matpunkter)),
            (words.instruments_heading, words.instruments_columns, _lines(self.form.instruments)),
            (words.sheets_heading, words.sheets_columns, about),
        ):
            if lines:
                sheet.write_string(at, 0, heading, self.formats["heading"])
                at = self._lines(sheet, at + 1, columns=columns, lines=lines, widths=_HELP_WIDTHS) + 1

    def _texts(self, sheet: Worksheet, at: int, lines: Sequence[tuple[str, str]]) -> int:
        """Texts with a word before each; gives the row to go on at."""
        for row, line in enumerate(lines, start=at):
            self._line(sheet, row, line, widths=_HELP_WIDTHS)
        return at + len(lines) + 1

    def _line(self, sheet: Worksheet, row: int, line: Sequence[str], *, widths: Sequence[int]) -> None:
        """Texts in one row, which is made high enough for the longest."""
        for column, text in enumerate(line):
            sheet.write_string(row, column, text, self.formats["wrapped"])
        high = max(math.ceil(len(text) * _LETTER / width) for text, width in zip(line, widths, strict=False))
        sheet.set_row(row, _ROW_HEIGHT * max(high, 1))

    def _lines(
        self,
        sheet: Worksheet,
        at: int,
        *,
        columns: Sequence[str],
        lines: Sequence[Sequence[str]],
        widths: Sequence[int],
    ) -> int:
        """A defined table of texts; gives the row after it."""
        self._defined(sheet, (at, 0, at + len(lines), len(columns) - 1), columns, autofilter=False)
        for row, line in enumerate(lines, start=at + 1):
            self._line(sheet, row, line, widths=widths)
        return at + len(lines) + 1

    def _defined(self, sheet: Worksheet, area: Area, columns: Sequence[str], **options: object) -> None:
        """Makes the area a table with a heading row, which screen readers announce."""
        headers = [{"header": text, "header_format": self.formats["head"]} for text in columns]
        sheet.add_table(*area, {"columns": headers, "style": _TABLE_STYLE, **options})

    def _table(self, part: FormTable, rows: pd.DataFrame) -> None:
        sheet = self._sheet(part.table.label)
        for at, column in enumerate(part.columns):
            sheet.set_column(at, at, _width(column), self._format(column))
        area = (0, 0, len(rows) or _BLANK_ROWS, len(part.columns) - 1)
        self._defined(sheet, area, [column.heading for column in part.columns], name=f"tabell_{part.table.id}")
        for at, column in enumerate(part.columns):
            sheet.write_comment(0, at, note(column, self.form.year), {"x_scale": 2, "y_scale": 1.5})
            rule = validation(part, column, year=self.form.year, lists=self.lists)
            sheet.data_validation(1, at, _LAST_ROW, at, rule)
            if column.id in rows:
                cells = to_cells(rows[column.id], column.column, column.choices)
                for row, cell in enumerate(cells, start=1):
                    _write(sheet, (row, at), cell)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)

    def _format(self, column: FormColumn) -> object:
        return self.formats.get(column.column.type, self.formats["text"])

    def _columns(self) -> None:
        sheet = self._sheet(COLUMNS_SHEET, _COLUMNS_WIDTHS)
        lines = [
            (
                part.table.label,
                column.heading.removesuffix(" *"),
                "Ja" if column.heading.endswith("*") else "",
                column.text,
                allowed(column, self.form.year),
            )
            for part in self.form.sheets
            for column in part.columns
        ]
        self._lines(sheet, 0, columns=form_rules().words.columns_columns, lines=lines, widths=_COLUMNS_WIDTHS)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)

    def _lists(self) -> None:
        sheet = self._sheet(LISTS_SHEET)
        for at, (values, name) in enumerate(self.lists.items()):
            sheet.set_column(at, at, max(len(value) for value in values) + 2)
            for row, value in enumerate([name, *values]):
                sheet.write_string(row, at, value)
            letter = xl_col_to_name(at)
            self.workbook.define_name(name, f"={LISTS_SHEET}!${letter}$2:${letter}${len(values) + 1}")
        sheet.freeze_panes(1, 0)


def _lists(form: Form) -> dict[tuple[str, ...], str]:
    """The values of every drop-down → the name of its list; columns with the same values share one."""
    choices = [tuple(column.choices.values()) for part in form.sheets for column in part.columns if column.choices]
    return {values: f"lista_{number}" for number, values in enumerate(dict.fromkeys(choices), start=1)}


def _lines(needs: Sequence[Need]) -> list[tuple[str, str, str, str]]:
    return [(need.id, need.text, need.where, enumerate_words([table.label for table in need.tables])) for need in needs]


def _prefilled(form: Form, table: Table) -> pd.DataFrame:
    """The delivery's head with the insats and the first version; other tables are blank."""
    if table.subject != "leverans":
        return pd.DataFrame()
    return pd.DataFrame({INSATS: [form.insats or None], "version": [1]})


def _width(column: FormColumn) -> int:
    longest = max((len(label) for label in column.choices.values()), default=0)
    needed = min(longest + 4, _WIDEST) if longest else _WIDTHS.get(column.column.type, _WIDTH)
    return max(len(column.heading) + 3, needed)  # room for the filter button


def _write(sheet: Worksheet, at: tuple[int, int], cell: Cell) -> None:
    """Writes a value as what it is; the column's format holds for it."""
    match cell:
        case None:
            return
        case str():
            sheet.write_string(*at, cell)
        case date():
            sheet.write_datetime(*at, cell)
        case int() | float() | Decimal():
            sheet.write_number(*at, cell)
