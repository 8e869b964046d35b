"""Rows of workbooks and CSV files as they lie in the files: standard library only, nothing of the project.

A workbook is a zip of XML. A row is heading → text as it stands; dates that a workbook keeps as numbers are ISO days.
"""

import csv
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAY_ZERO = date(1899, 12, 30)
_MONTHS = [
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
]  # fmt: skip
Row = dict[str, str]


def workbook_rows(path: Path, sheet: str) -> list[Row]:
    """The rows below the headings of a sheet; none where the workbook has no such sheet."""
    with zipfile.ZipFile(path) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))
        places = {
            each.get("Id"): each.get("Target") for each in ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        }
        found = [places[s.get(_RELATION)] for s in book.iterfind("m:sheets/m:sheet", _NS) if s.get("name") == sheet]
        if not found:
            return []
        texts = _shared_texts(archive)
        root = ET.fromstring(archive.read("xl/" + found[0].lstrip("/").removeprefix("xl/")))
    lines = [_cells(row, texts) for row in root.iterfind("m:sheetData/m:row", _NS)]
    while lines and len(lines[0]) == 1:
        lines.pop(0)  # a title above the headings
    headings, *rows = lines or [{}]
    return [{headings[place]: text for place, text in row.items() if place in headings} for row in rows if row]


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = ET.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(part.text or "" for part in item.iter(f"{{{_NS['m']}}}t")) for item in root]


def _cells(row: ET.Element, texts: list[str]) -> dict[str, str]:
    found = {}
    for cell in row:
        value = cell.find("m:v", _NS)
        text = texts[int(value.text)] if cell.get("t") == "s" and value is not None else _plain(cell, value)
        if text:
            found[re.sub(r"\d", "", cell.get("r"))] = text
    return found


def _plain(cell: ET.Element, value: ET.Element | None) -> str:
    if value is None:
        return "".join(part.text or "" for part in cell.iter(f"{{{_NS['m']}}}t"))
    return value.text or ""


def day(text: str) -> str:
    """A day as ISO: what stands there, the serial number that a workbook keeps, or the day in words."""
    if re.fullmatch(r"\d{5}(\.0)?", text):
        return str(_DAY_ZERO + timedelta(days=int(float(text))))
    words = text.replace("\u00a0", " ").split()
    if len(words) == 3 and words[1] in _MONTHS:
        return f"{words[2]}-{_MONTHS.index(words[1]) + 1:02}-{int(words[0]):02}"
    return text


def csv_rows(path: Path) -> list[Row]:
    """The rows of a CSV file, in the encodings and with the separators that Excel writes."""
    data = path.read_bytes()
    text = data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig" if _is_utf8(data) else "cp1252")
    separator = "\t" if "\t" in text.splitlines()[0] else ";"
    return list(csv.DictReader(text.splitlines(), delimiter=separator))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
