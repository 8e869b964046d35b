"""The text of a ledger file from its bytes: which encoding it is in, and its lines, in bounded memory.

`#FORMAT PC8` proves nothing: files that say so are CP437, Latin-1, Windows-1252 or UTF-8. What tells is
how the Swedish letters are written, counted over the whole file.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from samspelet_lib.data.sie_findings import FindingLog

CHUNK = 1 << 20
LONGEST_LINE = 1 << 16
HEAD = 4096

# å ä ö Å Ä Ö é É ü, as the two families of encodings write them
_DOS_LETTERS = bytes([0x86, 0x84, 0x94, 0x8F, 0x8E, 0x99, 0x82, 0x90, 0x81])
_LATIN_LETTERS = bytes([0xE5, 0xE4, 0xF6, 0xC5, 0xC4, 0xD6, 0xE9, 0xC9, 0xFC])
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROLS = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ASCII = bytes(range(128))
_C1 = bytes(range(0x80, 0xA0))
_EURO_IN_LATIN_9 = 0xA4
_DOS_END_OF_FILE = b"\x1a"
_BOM_NAME = "UTF-8 med BOM"
_CODECS = {
    "ASCII": "ascii",
    "UTF-8": "utf-8",
    _BOM_NAME: "utf-8",
    "CP437": "cp437",
    "ISO-8859-1": "iso-8859-1",
    "ISO-8859-15": "iso-8859-15",
    "Windows-1252": "cp1252",
}
# What no Swedish text holds: box drawing and Greek from Latin letters read as CP437, and UTF-8 read as either.
_SUSPECT = re.compile("[\u2500-\u259f\u0393-\u03c6\u0080-\u009f]|Ã[\u0080-\u00bf\u2013-\u2026\u0160-\u0178]")


@dataclass(frozen=True)
class Survey:
    """What one pass over the bytes tells.

    Attributes:
        size: bytes in the file.
        head: its first bytes.
        encoding: the encoding found, by the name people know it under.
        is_certain: whether the bytes leave no doubt.
        controls: bytes that are control characters other than tab and line ends.
        has_open_end: whether the last line lacks its line end.
        has_suspects: whether any byte may be a letter of another encoding.
    """

    size: int
    head: bytes
    encoding: str
    is_certain: bool
    controls: int
    has_open_end: bool
    has_suspects: bool

    @property
    def codec(self) -> str:
        """The Python codec of the encoding."""
        return _CODECS[self.encoding]


class _Evidence:
    """Counts over the bytes of a file, chunk by chunk."""

    def __init__(self) -> None:
        self.size = self.controls = self.high = self.utf8 = self.dos = self.latin = 0
        self.present: set[int] = set()
        self.is_utf8 = True
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.last = b""

    def add(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self.last = chunk[-2:]
        self.controls += len(chunk) - len(chunk.translate(None, _CONTROLS))
        high = chunk.translate(None, _ASCII)
        if high:
            self._add_high(chunk, high)
        self._decode(chunk)

    def finish(self) -> None:
        self._decode(b"", is_last=True)

    def _add_high(self, chunk: bytes, high: bytes) -> None:
        self.high += len(high)
        self.present.update(high)
        self.dos += len(high) - len(high.translate(None, _DOS_LETTERS))
        self.latin += len(high) - len(high.translate(None, _LATIN_LETTERS))
        self.utf8 += sum(len(sequence) for sequence in _UTF8_SEQUENCE.findall(chunk))

    def _decode(self, chunk: bytes, *, is_last: bool = False) -> None:
        if self.is_utf8:
            try:
                self._decoder.decode(chunk, is_last)
            except UnicodeDecodeError:
                self.is_utf8 = False


def survey(path: Path) -> Survey:
    """What the file's bytes tell: its encoding, its size and whether it looks like text."""
    evidence = _Evidence()
    with path.open("rb") as stream:
        head = stream.read(HEAD)
        evidence.add(head)
        while chunk := stream.read(CHUNK):
            evidence.add(chunk)
    evidence.finish()
    encoding, is_certain = _encoding(evidence, head)
    has_open_end = not evidence.last.rstrip(_DOS_END_OF_FILE).endswith((b"\n", b"\r"))
    return Survey(
        size=evidence.size,
        head=head,
        encoding=encoding,
        is_certain=is_certain,
        controls=evidence.controls,
        has_open_end=has_open_end,
        has_suspects=_has_suspects(evidence.present, _CODECS[encoding]),
    )


def _has_suspects(present: set[int], codec: str) -> bool:
    """Whether the letters used can be of another encoding; in UTF-8 that takes a look at each line."""
    letters = bytes(sorted(present)).decode(codec, "replace")
    return codec == "utf-8" or "Ã" in letters or _SUSPECT.search(letters) is not None


def _encoding(evidence: _Evidence, head: bytes) -> tuple[str, bool]:
    if head.startswith(codecs.BOM_UTF8):
        return _BOM_NAME, evidence.is_utf8
    if not evidence.high:
        return "ASCII", True
    # One damaged byte does not make a UTF-8 file something else: three bytes of four are enough.
    if evidence.is_utf8 or 4 * evidence.utf8 >= 3 * evidence.high:
        return "UTF-8", evidence.is_utf8
    if evidence.dos >= evidence.latin:
        return "CP437", evidence.dos > 4 * evidence.latin
    return _latin(evidence.present), evidence.latin > 4 * evidence.dos


def _latin(present: set[int]) -> str:
    if _EURO_IN_LATIN_9 in present:
        return "ISO-8859-15"
    return "Windows-1252" if present.intersection(_C1) else "ISO-8859-1"


def raw_lines(path: Path) -> Iterator[bytes]:
    """The file's lines without line ends, whichever of CRLF, LF and CR it uses.

    A line beyond `LONGEST_LINE` comes in pieces, so that memory stays bounded whatever the file is.
    """
    with path.open("rb") as stream:
        rest = b""
        for chunk in _whole_line_ends(stream):
            *whole, rest = (rest + chunk).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
            yield from whole
            if len(rest) > LONGEST_LINE:
                yield rest
                rest = b""
        if rest.rstrip(_DOS_END_OF_FILE):
            yield rest.rstrip(_DOS_END_OF_FILE)


def _whole_line_ends(stream: BinaryIO) -> Iterator[bytes]:
    """Chunks that never end between CR and LF."""
    while chunk := stream.read(CHUNK):
        if chunk.endswith(b"\r"):
            chunk += stream.read(1)  # the chunk made whole
        yield chunk


def text_lines(path: Path, found: Survey, log: FindingLog) -> Iterator[tuple[int, str]]:
    """The file's lines as text, numbered from 1; what cannot be read is told in the log."""
    if not found.is_certain:
        log.add("encoding_uncertain", 0, encoding=found.encoding)
    codec = found.codec
    for number, raw in enumerate(raw_lines(path), 1):
        line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        if found.controls and _CONTROL.search(line):
            log.tally("control_character", number)
        if line.isascii():
            yield number, line.decode("ascii")
        else:
            text = line.decode(codec, "replace")
            _tell_odd(text, number, found, log=log)
            yield number, unicodedata.normalize("NFC", text) if codec == "utf-8" else text


def _tell_odd(text: str, number: int, found: Survey, *, log: FindingLog) -> None:
    if "\ufffd" in text:
        log.tally("undecodable", number)
    if found.has_suspects and _SUSPECT.search(text):
        log.tally("character_suspect", number)
