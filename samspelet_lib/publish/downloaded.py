"""Whether the files beside a page hold the page's tables and nothing more, cell by cell.

Read with the standard library alone: what a spreadsheet would show, and every part that it would not.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

from samspelet_lib.publish.reading import Page, Table

_FIELD = re.compile(r'("(?:[^"]|"")*"|[^"{separator}\r\n]*)(?:{separator}|(\r?\n)|$)'.replace("{separator}", "%s"))
_CELL = re.compile(r"([A-Z]+)(\d+)")
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core)\.xml|xl/(?:workbook|styles|sharedStrings)\.xml"
    r"|xl/theme/theme1\.xml|xl/_rels/workbook\.xml\.rels|xl/metadata\.xml"
    r"|xl/worksheets/(?:sheet\d+\.xml|_rels/sheet\d+\.xml\.rels)|xl/tables/table\d+\.xml"
)
Rows = list[list[str]]


def csv_faults(name: str, content: bytes, pages: dict[str, Page]) -> Iterator[str]:
    """What a CSV file says that its page's table does not; `name` is `data/<page>/<table>.csv`."""
    path = PurePosixPath(name)
    tables = pages[path.parent.name].tables if path.parent.name in pages else []
    table = next((each for each in tables if each.anchor == path.name.split(".")[0]), None)
    if table is None:
        yield "filen hör inte till någon tabell på någon sida"
        return
    text = content.decode("utf-8-sig")
    rows = parse(text, ";" if text.partition("\n")[0].count(";") >= len(table.heads) - 1 > 0 else ",")
    yield from _differences(rows[1:], table)


def xlsx_faults(content: bytes, page: Page | None) -> Iterator[str]:
    """What a workbook says that its page does not."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        yield from (f"arbetsboken har delen {part}" for part in book.namelist() if not _PARTS.fullmatch(part))
        if page is None:
            yield "filen hör inte till någon sida"
            return
        strings = _shared(book)
        for number, part in enumerate(_sheets(book)):
            rows = _rows(book.read(part), strings)
            if number:  # the first sheet is the cover, which holds no table
                yield from (f"blad {number + 1}: {fault}" for fault in _sheet_faults(rows, page.tables))


def parse(text: str, separator: str) -> Rows:
    """The cells of a CSV text."""
    field = re.compile(_FIELD.pattern % (re.escape(separator), re.escape(separator)))
    rows: Rows = [[]]
    at = 0
    while at < len(text):
        found = field.match(text, at)
        if found is None:  # a quote inside a cell: the rest is one cell
            rows[-1].append(text[at:])
            break
        raw = found[1]
        rows[-1].append(raw[1:-1].replace('""', '"') if raw.startswith('"') else raw)
        if found[2]:
            rows.append([])
        at = found.end() if found.end() > at else len(text)
    return [row for row in rows if row]


def _sheet_faults(rows: Rows, tables: Sequence[Table]) -> Iterator[str]:
    caption = rows[0][0] if rows and rows[0] else ""
    table = next((each for each in tables if each.caption == caption), None)
    if table is None:
        yield "bladet hör inte till någon tabell på sidan"
        return
    if len(rows) <= len(table.rows):
        yield "bladet har färre rader än tabellen på sidan"
        return
    yield from _differences(rows[-len(table.rows) :], table)
    above = rows[1 : -len(table.rows) - 1]
    if any(re.search(r"\d", cell) and _is_number(cell) for row in above for cell in row):
        yield "bladet har tal ovanför tabellen"


def _differences(rows: Rows, table: Table) -> Iterator[str]:
    if len(rows) != len(table.rows):
        yield "filen har inte lika många rader som tabellen på sidan"
    for number, (found, said) in enumerate(zip(rows, table.rows, strict=False), start=1):
        padded = [*found, *[""] * (len(said) - len(found))]
        if len(padded) > len(said) and any(padded[len(said) :]):
            yield f"rad {number} har fler celler än på sidan"
        for column, (cell, other) in enumerate(zip(padded, said, strict=False), start=1):
            if not _is_same(cell, other):
                yield f"rad {number}, kolumn {column} säger något annat än sidan"


def _is_same(cell: str, said: str) -> bool:
    if _letters(cell) == _letters(said):
        return True
    first, second = _value(cell), _value(said)
    return first is not None and second is not None and abs(first - second) < 1e-9 + 1e-12 * abs(second)


def _letters(text: str) -> str:
    return re.sub(r"[\s']+", "", text).replace("\u2212", "-")


def _is_number(text: str) -> bool:
    return _value(text) is not None


def _value(text: str) -> float | None:
    plain = _letters(text).replace(",", ".")
    is_percent = plain.endswith("%")
    try:
        return float(plain.removesuffix("%")) / (100 if is_percent else 1)
    except ValueError:
        return None


def _xml(content: bytes) -> ET.Element:
    if _ENTITY.search(content):
        raise ValueError("a workbook does not declare entities")
    return ET.fromstring(content)  # noqa: S314 - entities are refused above


def _shared(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return ["".join(item.itertext()) for item in _xml(book.read("xl/sharedStrings.xml"))]


def _sheets(book: zipfile.ZipFile) -> list[str]:
    names = [name for name in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
    return sorted(names, key=lambda name: int(re.sub(r"\D", "", name)))


def _rows(content: bytes, strings: Sequence[str]) -> Rows:
    """The sheet's cells as texts, blank ones too."""
    rows: Rows = []
    for row in _xml(content).iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}row"):
        cells: list[str] = []
        for cell in row:
            place = _CELL.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else len(cells)
            cells += [""] * (column - len(cells))
            text = "".join(cell.itertext())
            cells.append(strings[int(text)] if cell.get("t") == "s" and text else text)
        if any(cells):
            rows.append(cells)
    return rows


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
