"""A page's tables as one workbook, `data/<page>.xlsx`: a cover, one table a sheet, and what the marks mean.

Made to be read aloud too: headings on the first row of a defined table, nothing merged, no colour that carries
meaning. Texts are written as texts, so that no cell can become a formula; same content, same bytes.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from samspelet_lib.publish.downloads import FOLDER, amount, heads
from samspelet_lib.report.grid import MARK_MEANINGS
from samspelet_lib.swedish import to_id

COVER = "Om filen"
_WRITTEN = datetime(2026, 1, 1)  # noqa: DTZ001 -- a fixed time: the same bytes whenever it is written
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_TABLE_STYLE = "Table Style Light 1"
_NAME_LENGTH, _WIDEST, _NARROWEST = 31, 60, 9
_FORMATS = {
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "font_size": 13},
    "head": {"bold": True, "text_wrap": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top", "num_format": "@"},
    "note": {"text_wrap": False},
    "link": {"underline": 1, "font_color": "#0b4f8a"},
}


def write_workbook(
    stage: Path, page: str, title: str, *, tables: Sequence[dict[str, Any]], facts: Sequence[str]
) -> Path | None:
    """The workbook of a page's tables; None where the page has none.

    Args:
        stage: folder of the period.
        page: the page's name.
        title: the page's title.
        tables: as `Grid.to_plain` gives them.
        facts: what the reader must know first: whose it is, banners, period, release.

    Raises:
        OSError: it could not be written.
    """
    if not tables:
        return None
    path = stage / FOLDER / f"{page}.xlsx"
    path.parent.mkdir(exist_ok=True)
    names, content = _sheet_names(tables), BytesIO()  # in memory: the library hides what the disk says
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        book.set_properties({"title": title, "company": facts[0], "created": _WRITTEN})
        formats = {name: book.add_format(kind) for name, kind in _FORMATS.items()}
        _write_cover(book.add_worksheet(COVER), title, facts, names=names, tables=tables, formats=formats)
        for number, (name, table) in enumerate(zip(names, tables, strict=True), start=1):
            _write_table(book, book.add_worksheet(name), table, number=number, formats=formats)
    path.write_bytes(content.getvalue())
    return path


def _sheet_names(tables: Sequence[dict[str, Any]]) -> list[str]:
    """A name a sheet: its number and the beginning of the caption."""
    cleaned = [re.sub(r"[\[\]:*?/\\']", " ", table["caption"]) for table in tables]
    return [f"{number} {text}"[:_NAME_LENGTH].strip() for number, text in enumerate(cleaned, start=1)]


def _write_cover(
    sheet: Worksheet,
    title: str,
    facts: Sequence[str],
    *,
    names: Sequence[str],
    tables: Sequence[dict[str, Any]],
    formats: dict[str, Format],
) -> None:
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, title, formats["title"])
    marks = [f"{mark.value} = {meaning}" for mark, meaning in MARK_MEANINGS.items()]
    lines = [*facts, "Samma tabeller står på sidan med samma titel.", "Tecken i stället för tal:", *marks]
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line)
    first = len(lines) + 2
    sheet.write_string(first - 1, 0, "Tabeller", formats["heading"])
    for row, (name, table) in enumerate(zip(names, tables, strict=True), start=first):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", formats["link"], string=table["caption"][:255])


def _write_table(
    book: Workbook, sheet: Worksheet, table: dict[str, Any], *, number: int, formats: dict[str, Format]
) -> None:
    """Caption, notes, then the table, without blank rows between."""
    sheet.write_string(0, 0, table["caption"], formats["heading"])
    for row, note in enumerate(table["notes"], start=1):
        sheet.write_string(row, 0, note, formats["note"])
    first = 1 + len(table["notes"])
    texts, rows = heads(table), table["rows"]
    columns = [{"header": text, "header_format": formats["head"]} for text in texts]
    name = f"t{number}_{to_id(table['anchor'])}"
    area = (first, 0, first + len(rows), len(texts) - 1)
    sheet.add_table(*area, {"columns": columns, "name": name, "style": _TABLE_STYLE, "autofilter": False})
    for position, row in enumerate(rows, start=first + 1):
        for column, cell in enumerate(row):
            _write_cell(book, sheet, (position, column), cell=cell, formats=formats)
    for column, text in enumerate(texts):
        longest = max(len(cell) for cell in [text, *(row[column] for row in rows)])
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, longest + 2)))
    sheet.freeze_panes(first + 1, 1)


def _write_cell(
    book: Workbook, sheet: Worksheet, at: tuple[int, int], *, cell: str, formats: dict[str, Format]
) -> None:
    found = amount(cell)
    if found is None:
        sheet.write_string(*at, cell, formats["text"])
        return
    pattern = "#,##0" + ("." + "0" * found.decimals if found.decimals else "") + ("%" if found.is_percent else "")
    if pattern not in formats:
        formats[pattern] = book.add_format({"num_format": pattern, "valign": "top"})
    sheet.write_number(*at, float(found.value), formats[pattern])
