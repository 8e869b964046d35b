"""Makes deliveries for tests: workbooks and CSV files of two invented insatser."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from samspelet_lib.data.lookups import Lookups

# An individinriktad insats, a strukturövergripande one, and what they may name.
LOOKUPS = Lookups(
    lists={
        "insats": {"stigen": "Stigen Norr", "bron": "Bron"},
        "part": {"fk": "Försäkringskassan", "af": "Arbetsförmedlingen", "region": "Regionen"},
        "kommun": {"norr": "Norr", "soder": "Söder"},
        "matpunkt": {"antal": "Antal deltagare", "moten": "Möten"},
    },
    matpunkter={"stigen": frozenset({"antal"}), "bron": frozenset({"moten"})},
    orientation={"stigen": frozenset({"individ"}), "bron": frozenset({"struktur"})},
    age_from=16,
    age_to=64,
)

Cells = Sequence[Sequence[Any]]

HEAD = ["Insats", "Pseudonym", "Kön", "Födelseår", "Startdatum", "Slutdatum"]


def participants(count: int, *, first: int = 1) -> list[list[Any]]:
    """A heading row and that many participants who started in January and are still there."""
    return [
        HEAD,
        *([["stigen", f"p{n}", "Kvinna", 1985, date(2026, 1, 10), None] for n in range(first, first + count)]),
    ]


def workbook(path: Path, sheets: Mapping[str, Cells]) -> Path:
    """A workbook with these sheets; dates are date cells."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    _write(sheet, number, column, cell)
    return path


def _write(sheet: Any, row: int, column: int, cell: Any) -> None:
    if isinstance(cell, date | datetime):
        sheet.write_datetime(row, column, cell)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, str) and cell.startswith("=formel "):
        sheet.write_formula(row, column, "=1/0", None, cell.removeprefix("=formel "))
    elif cell is not None:
        sheet.write(row, column, cell) if not isinstance(cell, str) else sheet.write_string(row, column, cell)


def csv(path: Path, rows: Cells, *, separator: str = ";", encoding: str = "utf-8") -> Path:
    """A CSV file; cells are written as they print."""
    lines = [separator.join("" if cell is None else str(cell) for cell in row) for row in rows]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path
