"""Counts what an XLS workbook holds: the records of its sheets, in an OLE file.

Source: [MS-XLS] 2.4 (records) and [MS-CFB] 2 (the file they lie in).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from samspelet_lib.data.grid import UnreadableError
from samspelet_lib.data.guard import BROKEN, ENCRYPTED, HAS_MACROS, Cell, Contents, SheetContents

_END_OF_CHAIN = 0xFFFFFFFA  # this and above are marks, not sectors
_ENTRY = 128  # bytes of a directory entry
_HEADER_FAT = 109  # sectors of the allocation table that the header names
_SMALL = 4096  # streams of fewer bytes lie in a file within the file
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _BOOLERR, _FORMULA, _MULRK = 0x809, 0x0A, 0x2F, 0x85, 0x205, 0x06, 0xBD
_ONE_CELL = {0x203, 0x27E, 0xFD, 0x204, 0xD6, _BOOLERR, _FORMULA}  # NUMBER RK LABELSST LABEL RSTRING
_TEXT, _ERROR, _NOTHING = 0, 2, 3  # results of a formula that are not numbers …
_NO_NUMBER = b"\xff\xff"  # … and the end of such a result


@dataclass
class _Sheet:
    filled: int = 0
    last_row: int = 0
    last_column: int = 0
    errors: list[Cell] = field(default_factory=list)

    def add(self, kind: int, body: bytes) -> None:
        row, column = struct.unpack_from("<HH", body)
        if kind == _FORMULA and body[6] == _NOTHING and body[12:14] == _NO_NUMBER:
            return
        cells = (len(body) - 6) // 6 if kind == _MULRK else 1
        self.filled += cells
        self.last_row = max(self.last_row, row + 1)
        self.last_column = max(self.last_column, column + cells)
        if _is_unsure(kind, body):
            self.errors.append((row + 1, column))


def read_biff(content: bytes) -> Contents:
    """What the workbook holds.

    Raises:
        UnreadableError: encrypted, broken or with macros.
    """
    names = content
    if "EncryptedPackage".encode("utf-16-le") in names:
        raise UnreadableError(ENCRYPTED)
    if "_VBA_PROJECT".encode("utf-16-le") in names:
        raise UnreadableError(HAS_MACROS)
    try:
        stream = _workbook_stream(content)
        return Contents(_sheets(stream))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise UnreadableError(BROKEN) from error


def _sheets(stream: bytes) -> dict[str, SheetContents]:
    names = {
        struct.unpack_from("<I", body)[0]: _sheet_name(body)
        for kind, body in _records(stream, 0)
        if kind == _BOUNDSHEET
    }
    return {name: _sheet(stream, offset) for offset, name in names.items()}


def _sheet(stream: bytes, offset: int) -> SheetContents:
    sheet, depth = _Sheet(), 0
    for kind, body in _records(stream, offset):
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            break
        if depth == 1 and kind in _ONE_CELL | {_MULRK}:
            sheet.add(kind, body)
    return SheetContents(sheet.filled, tuple(sheet.errors), sheet.last_row, sheet.last_column)


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """Kind and body of the records from an offset on; those of the workbook itself end at its end mark."""
    in_globals = offset == 0
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        if kind == _FILEPASS:
            raise UnreadableError(ENCRYPTED)
        yield kind, stream[offset + 4 : offset + 4 + length]
        if in_globals and kind == _EOF:
            return
        offset += 4 + length


def _sheet_name(body: bytes) -> str:
    length, is_wide = body[6], body[7] & 1
    return body[8 : 8 + length * 2].decode("utf-16-le") if is_wide else body[8 : 8 + length].decode("latin-1")


def _is_unsure(kind: int, body: bytes) -> bool:
    """Whether what the cell shows cannot be known from the number the reader gives.

    That is so for error values and for formulas with a text as result: some programs write 0 for the text.
    """
    if kind == _BOOLERR:
        return bool(body[7])
    if kind != _FORMULA:
        return False
    result = body[6:14]
    return result == bytes(8) or (result[6:] == _NO_NUMBER and result[0] in {_TEXT, _ERROR})


def _workbook_stream(content: bytes) -> bytes:
    size, small_size = (1 << power for power in struct.unpack_from("<HH", content, 30))
    file = _Chains(content[size:], size, _allocation_table(content, size))
    directory, small_table = (struct.unpack_from("<I", content, at)[0] for at in (48, 60))
    entries = file.chain(directory)
    for start in range(0, len(entries), _ENTRY):
        entry = entries[start : start + _ENTRY]
        name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le")
        first, length = struct.unpack_from("<II", entry, 116)
        if name in {"Workbook", "Book"}:
            small = _small(file, entries, table=small_table, size=small_size) if length < _SMALL else file
            return small.chain(first)[:length]
    raise UnreadableError(BROKEN)


def _small(file: "_Chains", entries: bytes, *, table: int, size: int) -> "_Chains":
    """The file within the file where streams of less than 4 096 bytes lie; the first entry says where."""
    inner = file.chain(struct.unpack_from("<I", entries, 116)[0])
    words = file.chain(table)
    return _Chains(inner, size, list(struct.unpack(f"<{len(words) // 4}I", words)))


def _allocation_table(content: bytes, size: int) -> list[int]:
    words = size // 4
    sectors = list(struct.unpack_from(f"<{_HEADER_FAT}I", content, 76))
    following = struct.unpack_from("<I", content, 68)[0]
    while following < _END_OF_CHAIN and len(sectors) * size < len(content):
        more = struct.unpack_from(f"<{words}I", content, (following + 1) * size)
        sectors += more[:-1]
        following = more[-1]
    used = [number for number in sectors if number < _END_OF_CHAIN]
    return [word for number in used for word in struct.unpack_from(f"<{words}I", content, (number + 1) * size)]


@dataclass(frozen=True)
class _Chains:
    """Sectors of one size, and the table that tells which follows which."""

    sectors: bytes
    size: int
    table: list[int]

    def chain(self, first: int) -> bytes:
        """The bytes of the chain that begins with a sector."""
        pieces, seen, number = [], set(), first
        while number < _END_OF_CHAIN:
            if number in seen:
                raise UnreadableError(BROKEN)
            seen.add(number)
            pieces.append(self.sectors[number * self.size : (number + 1) * self.size])
            number = self.table[number]
        return b"".join(pieces)
