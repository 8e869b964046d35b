"""Writes the list "Att rätta": what the deliverer has to mend, as a workbook to filter and tick off."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from samspelet_lib.data.delivery import Finding, Level

_HEADINGS = (
    ("Fil", 36),
    ("Blad", 20),
    ("Rad", 8),
    ("Kolumn", 26),
    ("Vad som är fel", 60),
    ("Vad du gör", 60),
    ("Följd", 34),
)
_EFFECT: dict[Level, str] = {
    "file": "Filen eller bladet räknas inte",
    "row": "Raden räknas inte",
    "remark": "Raden räknas; kontrollera den",
}
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same bytes every time


def write_to_correct(findings: Sequence[Finding], path: Path) -> None:
    """Writes the findings to an XLSX file, one a row.

    Every cell is text or a number: a text that begins with = + - or @ is never a formula.
    """
    with xlsxwriter.Workbook(
        str(path),
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True},
    ) as book:
        book.set_properties({"title": "Att rätta", "language": "sv-SE", "created": _MADE})
        sheet = book.add_worksheet("Att rätta")
        head, wrap = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True})
        for column, (heading, width) in enumerate(_HEADINGS):
            sheet.set_column(column, column, width, wrap)
            sheet.write_string(0, column, heading, head)
        for row, finding in enumerate(sorted(findings), start=1):
            _write(sheet, row, finding)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(findings)), len(_HEADINGS) - 1)


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, finding: Finding) -> None:
    source = finding.source
    texts = (
        source.file,
        source.sheet,
        "",
        finding.column,
        finding.problem,
        finding.remedy,
        _EFFECT[finding.level],
    )
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text)
    if finding.row:
        sheet.write_number(row, 2, finding.row)
