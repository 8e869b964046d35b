"""Looks inside a workbook before it is opened: is it what it says, can all of it be read, is its size sane?

The reader of workbooks gives blank cells where a spreadsheet shows an error value, and reserves memory for
the whole area up to the last cell. Filled cells, error values and areas are therefore counted here, from
the file itself.
"""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from samspelet_lib.data.grid import UnreadableError
from samspelet_lib.data.values import Refusal

MOST_BYTES = 50_000_000  # of a file
MOST_UNPACKED = 400_000_000  # of what a file unpacks to
MOST_CELLS = 20_000_000  # of the area of a sheet
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|^basic/|^scripts/", re.IGNORECASE)
_ENCRYPTED_FLAG = 0x1

ENCRYPTED = Refusal("krypterad", "Arbetsboken är skyddad med lösenord.", "Spara den utan lösenord och lämna den igen.")
BROKEN = Refusal(
    "trasig",
    "Filen är trasig eller av ett annat slag än namnet säger.",
    "Öppna den i kalkylprogrammet, spara den som XLSX och lämna den igen.",
)
HAS_MACROS = Refusal("makron", "Arbetsboken innehåller makron.", "Spara den som XLSX utan makron och lämna den igen.")
TOO_LARGE = Refusal(
    "for_stor",
    "Filen är större än en leverans kan vara, eller har ifyllda celler långt utanför tabellen.",
    "Ta bort det som står utanför tabellen, eller dela upp leveransen.",
)

Cell = tuple[int, int]  # row from 1, column from 0


@dataclass(frozen=True)
class SheetContents:
    """What a sheet holds according to the file.

    Attributes:
        filled: cells with a value, error values among them.
        errors: cells that show an error value or a formula that has not been computed.
        last_row: the last row with a filled cell, from 1; 0 in an empty sheet.
        last_column: the last column with one, from 1.
    """

    filled: int = 0
    errors: tuple[Cell, ...] = ()
    last_row: int = 0
    last_column: int = 0

    @property
    def area(self) -> int:
        """Cells from A1 to the last filled one."""
        return self.last_row * self.last_column


@dataclass(frozen=True)
class Contents:
    """What a workbook holds according to its parts: sheet name → contents, and comments and properties."""

    sheets: Mapping[str, SheetContents] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The parts of a zipped workbook that is whole, in the clear, without macros and of a sane size.

    Raises:
        UnreadableError: it is not.
        zipfile.BadZipFile: a part has not the size and checksum that it declares.
    """
    members = archive.infolist()
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members) or _has_encrypted_parts(archive):
        raise UnreadableError(ENCRYPTED)
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise UnreadableError(TOO_LARGE)
    if any(_MACROS.search(member.filename) for member in members):
        raise UnreadableError(HAS_MACROS)
    return {member.filename: archive.read(member) for member in members}


def _has_encrypted_parts(archive: zipfile.ZipFile) -> bool:
    """Whether the list of an ODS file's parts says that they are encrypted."""
    parts = "META-INF/manifest.xml"
    is_listed = parts in archive.namelist() and archive.getinfo(parts).file_size <= MOST_BYTES
    return is_listed and b"encryption-data" in archive.read(parts)


def check_size(path: Path) -> None:
    """Makes sure that the file is not too large to read.

    Raises:
        UnreadableError: it is.
    """
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableError(TOO_LARGE)


def check_areas(contents: Contents) -> None:
    """Makes sure that no sheet needs more memory than a delivery can.

    Raises:
        UnreadableError: a cell stands far outside the table.
    """
    if any(sheet.area > MOST_CELLS for sheet in contents.sheets.values()):
        raise UnreadableError(TOO_LARGE)


def plain_xml(part: bytes) -> bytes:
    """A part of a workbook.

    Raises:
        UnreadableError: it declares entities, which no spreadsheet does.
    """
    if b"<!ENTITY" in part or b"<!DOCTYPE" in part:
        raise UnreadableError(BROKEN)
    return part


def text_of(xml: bytes) -> str:
    """The text between the tags."""
    return " ".join(piece.strip() for piece in ET.fromstring(xml).itertext() if piece.strip())  # noqa: S314 -- `plain_xml` refuses entities
