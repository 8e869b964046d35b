"""What reading gives: frames per table, where every row came from, and what was mended or found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from samspelet_lib.errors import Fault

Level = Literal["file", "row", "remark"]


@dataclass(frozen=True, order=True)
class Source:
    """A sheet of a file, or a whole CSV or Parquet file.

    Attributes:
        file: path relative to the folder that was read, with `/`.
        sheet: the sheet's name; empty where there is none.
        table: id of the table it holds.
    """

    file: str
    sheet: str
    table: str

    def place(self, row: int | None = None, column: str = "") -> str:
        """Where in the file, in words: `blad Deltagare, rad 14, kolumn C (Startdatum)`."""
        parts = [f"blad {self.sheet}"] if self.sheet else []
        parts += [f"rad {row}"] if row is not None else []
        parts += [f"kolumn {column}"] if column else []
        return ", ".join(parts)


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong or odd in a delivery.

    Attributes:
        source: the sheet.
        row: row number in the sheet; 0 for the whole sheet.
        column: column letter and label; empty for the whole row.
        level: `file` refuses the sheet, `row` the row; `remark` is told and the row is counted.
        reason: stable id of the kind of fault, such as `tvetydigt_datum`.
        problem: what is wrong, in Swedish, without values.
        remedy: what to do.
    """

    source: Source
    row: int
    column: str
    level: Level
    reason: str
    problem: str
    remedy: str

    @property
    def fault(self) -> Fault:
        """The finding as a fault, to be listed with faults of other kinds."""
        place = self.source.place(self.row or None, self.column)
        return Fault(self.source.file, place, self.problem, self.remedy)


@dataclass(frozen=True, order=True)
class Repair:
    """Something that was mended while reading: what, where first, and how many times."""

    source: Source
    column: str
    text: str
    first_row: int
    count: int


@dataclass(frozen=True, order=True)
class Count:
    """Rows of one sheet.

    Attributes:
        read: rows in force; always `counted + refused`.
        replaced: rows that a later delivery has replaced; they are not among those read.
    """

    source: Source
    read: int
    counted: int
    refused: int
    replaced: int


@dataclass(frozen=True, order=True)
class Declared:
    """What a delivery says of itself, per insats: its period and which delivery is the later.

    Attributes:
        insats: "" where the sheet holds several, or the förbund as a whole.
        period: as `str(Period)`; "" when nothing is said, and then nothing is replaced.
        handed_in: ISO date; "" when nothing is said.
        version: 1 when nothing is said.
    """

    insats: str
    period: str = ""
    handed_in: str = ""
    version: int = 1


@dataclass(frozen=True)
class Deliveries:
    """Everything that came in, checked.

    Attributes:
        frames: table id → rows that count, with the table's columns, `_kalla` (number in `sources`) and
            `_rad`. Every table is there, empty when nobody delivered it. Rows never leave this room.
        sources: the sheets, numbered by their place in the tuple.
        declared: per sheet, what it says of itself.
        findings: sorted; refused sheets and rows, and remarks.
        repairs: sorted.
        counts: per sheet.
        passed_over: files and sheets that are no deliveries, such as instructions and ledgers.
    """

    frames: Mapping[str, pd.DataFrame]
    sources: tuple[Source, ...]
    declared: Mapping[Source, tuple[Declared, ...]]
    findings: tuple[Finding, ...]
    repairs: tuple[Repair, ...]
    counts: tuple[Count, ...]
    passed_over: tuple[str, ...]

    @property
    def refused(self) -> tuple[Finding, ...]:
        """The findings that refuse a sheet or a row; with any, a run ends with exit code 5."""
        return tuple(finding for finding in self.findings if finding.level != "remark")
