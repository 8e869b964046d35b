"""Whether a SIE file's own checksum agrees.

`#KSUMMA` is CRC-32 over the lines between the two `#KSUMMA`: label and fields, without line ends, quotes,
braces and blanks outside quotes; blanks inside quotes count. The bytes are those of CP437; programs that
write other encodings sum the bytes they write, so either is accepted.

Source: SIE filformat 4B, `#KSUMMA`; the treatment of blanks is settled by genuine files.
"""

import zlib

from samspelet_lib.data.sie_findings import FindingLog
from samspelet_lib.data.sie_model import Fields, Record

_BRACES = frozenset("{}")


class Checksum:
    """Follows the records and sums those between the two `#KSUMMA`."""

    def __init__(self, codec: str) -> None:
        self._codecs = sorted({"cp437", codec})
        self._sums = dict.fromkeys(self._codecs, 0)
        self._begun = self._ended = 0
        self._stated = ""
        self._first_outside = self._outside = 0
        self._before = 0

    @property
    def is_ended(self) -> bool:
        """Whether the closing `#KSUMMA` has been met."""
        return bool(self._ended)

    def follow(self, record: Record) -> None:
        """Takes the next record into account."""
        if record.label == "KSUMMA":
            self._mark(record)
        elif self._begun and not self._ended:
            self._sum("" if record.label in _BRACES else "#" + record.label, record.fields)
        elif record.label != "FLAGGA":
            self._first_outside = self._first_outside or record.line
            self._outside += 1

    def verify(self, log: FindingLog) -> bool:
        """Whether the checksum agrees and covers the file; tells when there is one that does not."""
        if not self._begun and not self._ended:
            return False
        if not (self._begun and self._ended):
            log.add("checksum_incomplete", self._begun or self._ended)
            return False
        if self._outside:
            log.add("row_outside_checksum", self._first_outside, count=self._outside)
        computed = [str(value) for value in self._sums.values()]
        if self._stated not in computed:
            log.add("checksum_differs", self._ended, stated=self._stated, computed=computed[0])
        return self._stated in computed and not self._outside

    def _mark(self, record: Record) -> None:
        stated = record.fields[0] if record.fields and isinstance(record.fields[0], str) else ""
        if stated:
            self._ended, self._stated = record.line, stated
        else:
            self._begun = self._begun or record.line

    def _sum(self, label: str, fields: Fields) -> None:
        text = label + "".join(field if isinstance(field, str) else "".join(field) for field in fields)
        for codec in self._codecs:
            self._sums[codec] = zlib.crc32(text.encode(codec, "replace"), self._sums[codec])
