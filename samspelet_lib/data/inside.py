"""Counts what a workbook holds by reading its own parts: XLSX and ODS are zipped XML, XLS is BIFF in OLE."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from samspelet_lib.data.biff import read_biff
from samspelet_lib.data.grid import UnreadableError
from samspelet_lib.data.guard import (
    BROKEN,
    MOST_CELLS,
    OLE,
    TOO_LARGE,
    ZIP,
    Cell,
    Contents,
    SheetContents,
    check_areas,
    check_size,
    plain_xml,
    text_of,
    unpacked,
)

_NOTES = re.compile(r"xl/(?:comments|threadedComments/|drawings/drawing)[^/]*\.xml$|docProps/\w+\.xml$|meta\.xml$")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# What reading the parts of a broken workbook raises.
_BROKEN_PARTS = (
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    ValueError,
    LookupError,
    EOFError,
    NotImplementedError,
    OSError,
)

# A cell that holds a formula, a value or an inline text; other cells only have a style.
_FILLED = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]+)(\d+)"[^>]*(?<!/)>\s*<(?:\w+:)?(?:f|v|is)\b')
_VALUES = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]|<(?:\w+:)?is>\s*<(?:\w+:)?t(?:\s[^>]*)?>[^<]")
_ERROR = re.compile(rb'<(?:\w+:)?c\s[^>]*\bt="e"[^>]*>')
_FORMULA_TAG = re.compile(rb"<(?:\w+:)?f[\s/>]")
_FORMULA = rb"<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
_EMPTY_VALUE = rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)\s*"
# A formula without a value; a text result (t="str") may be empty, but its value is then written as empty.
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\s[^>]*(?<!/)>\s*" + _FORMULA + rb"</(?:\w+:)?c>"
    rb'|<(?:\w+:)?c\s(?![^>]*\bt="str")[^>]*(?<!/)>\s*' + _FORMULA + _EMPTY_VALUE + rb"</(?:\w+:)?c>"
)
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_EMPTY_STRING = re.compile(rb"<(?:\w+:)?si\s*/>|<(?:\w+:)?si>\s*<(?:\w+:)?t(?:\s[^>]*)?(?:/>|></(?:\w+:)?t>)\s*</")

_ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ODS_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ODS_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ODS_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


def look_inside(path: Path) -> Contents:
    """What the workbook holds.

    Raises:
        UnreadableError: encrypted, broken, with macros or too large.
    """
    check_size(path)
    content = path.read_bytes()
    if content.startswith(OLE):
        contents = read_biff(content)
    elif content.startswith(ZIP):
        contents = _in_zip(content)
    else:
        raise UnreadableError(BROKEN)
    check_areas(contents)
    return contents


def _in_zip(content: bytes) -> Contents:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = unpacked(archive)
        notes = tuple(text_of(plain_xml(part)) for name, part in parts.items() if _NOTES.search(name))
        is_ods = "content.xml" in parts
        sheets = _in_ods(plain_xml(parts["content.xml"])) if is_ods else _in_xlsx(parts)
    except _BROKEN_PARTS as error:
        raise UnreadableError(BROKEN) from error
    return Contents(sheets, notes)


def _in_xlsx(parts: Mapping[str, bytes]) -> dict[str, SheetContents]:
    workbook = ET.fromstring(plain_xml(parts["xl/workbook.xml"]))  # noqa: S314
    relations = ET.fromstring(plain_xml(parts["xl/_rels/workbook.xml.rels"]))  # noqa: S314
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    may_be_blank = bool(_EMPTY_STRING.search(parts.get("xl/sharedStrings.xml", b"")))
    return {
        sheet.get("name", ""): _xlsx_sheet(
            plain_xml(parts[_member(targets[sheet.get(_RELATION)])]), may_be_blank=may_be_blank
        )
        for sheet in workbook.iter()
        if sheet.tag.endswith("}sheet") and "worksheets/" in targets.get(sheet.get(_RELATION), "")
    }


def _member(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _xlsx_sheet(xml: bytes, *, may_be_blank: bool) -> SheetContents:
    """The sheet's contents; filled cells are not counted where a shared text may be empty."""
    cells = _FILLED.findall(xml)
    return SheetContents(
        filled=0 if may_be_blank else len(_VALUES.findall(xml)),
        errors=tuple(sorted(_xlsx_errors(xml))),
        last_row=max((int(row) for _, row in cells), default=0),
        last_column=max((_column_number(letters) for letters in {letters for letters, _ in cells}), default=0),
    )


def _xlsx_errors(xml: bytes) -> set[Cell]:
    """Cells with an error value or an uncomputed formula; the long searches only where a short one finds a trace."""
    errors = _ERROR.finditer(xml) if b't="e"' in xml else ()
    uncomputed = _UNCOMPUTED.finditer(xml) if _FORMULA_TAG.search(xml) else ()
    return {_cell(match[0]) for match in [*errors, *uncomputed]}


def _cell(tag: bytes) -> Cell:
    match = _REFERENCE.search(tag)
    if match is None:
        raise UnreadableError(BROKEN)
    return int(match[2]), _column_number(match[1]) - 1


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


@dataclass
class _OdsSheet:
    """Counts one sheet while its rows go by."""

    row: int = 0
    filled: int = 0
    last_row: int = 0
    last_column: int = 0
    errors: list[Cell] = field(default_factory=list)

    def add(self, row: ET.Element) -> None:
        repeated = int(row.get(f"{_ODS_TABLE}number-rows-repeated", "1"))
        column = 0
        for cell in row:
            width = int(cell.get(f"{_ODS_TABLE}number-columns-repeated", "1"))
            if _is_filled(cell):
                self._count(cell, column, width=width, height=repeated)
            column += width
        self.row += repeated

    def _count(self, cell: ET.Element, column: int, *, width: int, height: int) -> None:
        self.filled += width * height
        self.last_row = self.row + height
        self.last_column = max(self.last_column, column + width)
        if self.last_row * self.last_column > MOST_CELLS:
            raise UnreadableError(TOO_LARGE)
        if cell.get(f"{_ODS_CALC}value-type") == "error":
            rows = range(self.row + 1, self.row + height + 1)
            self.errors += [(row, column + offset) for row in rows for offset in range(width)]

    def contents(self) -> SheetContents:
        return SheetContents(self.filled, tuple(self.errors), self.last_row, self.last_column)


def _is_filled(cell: ET.Element) -> bool:
    if cell.get(f"{_ODS_OFFICE}value-type") not in {None, "string"}:
        return True
    return any(text for paragraph in cell.iter(f"{_ODS_TEXT}p") for text in paragraph.itertext())


def _in_ods(xml: bytes) -> dict[str, SheetContents]:
    sheets: dict[str, SheetContents] = {}
    for name, sheet in _ods_sheets(xml):
        counted = _OdsSheet()
        for row in sheet.iter(f"{_ODS_TABLE}table-row"):
            counted.add(row)
        sheets[name] = counted.contents()
    return sheets


def _ods_sheets(xml: bytes) -> Iterator[tuple[str, ET.Element]]:
    root = ET.fromstring(xml)  # noqa: S314 -- `plain_xml` refuses entities
    for sheet in root.iter(f"{_ODS_TABLE}table"):
        yield sheet.get(f"{_ODS_TABLE}name", ""), sheet
