"""What a SIE file holds: accounts, objects, balances, movements and what did not agree.

Amounts are integer öre with the file's own signs: debit positive, so income is negative. Objects are pairs
of dimension and object, `("1", "Nord")`, written `1:Nord`.

Source: SIE filformat 4B (2008-09-30).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeAlias

ObjectKey: TypeAlias = tuple[str, str]
Objects: TypeAlias = tuple[ObjectKey, ...]
Fields: TypeAlias = tuple[str | tuple[str, ...], ...]


class Level(StrEnum):
    """How much a finding weighs."""

    DIFFERENCE = "avviker"  # a figure does not agree, or something could not be read
    NOTE = "notera"  # worth knowing; every figure stands


@dataclass(frozen=True, slots=True)
class SieFinding:
    """One thing in a ledger that does not agree or is not as the format says.

    Attributes:
        code: stable name of the kind of finding.
        level: whether a figure is touched.
        line: line in the file, the first where several are told in one finding; 0 for the file as a whole.
        message: what was found, in Swedish, without personal data.
        figures: what the message is about: account, öre, counts.
    """

    code: str
    level: Level
    line: int
    message: str
    figures: Mapping[str, int | str]

    def place(self, file: str) -> str:
        """Where it was found: the file, and the line where it is about one."""
        return f"{file}, rad {self.line}" if self.line else file


class Record(NamedTuple):
    """One line of the file: its label without `#`, and its fields; a `{ … }` list is a tuple."""

    line: int
    label: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A fiscal year: 0 is the file's own, −1 the one before; it may be broken, shorter or longer."""

    index: int
    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the chart; `kind` is T, S, K, I or empty (`#KTYP`)."""

    number: str
    name: str
    kind: str = ""
    unit: str = ""
    sru: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension; `parent` is the dimension a `#UNDERDIM` belongs to."""

    number: str
    name: str
    parent: str = ""


class Balance(NamedTuple):
    """A row of `#IB`, `#UB`, `#RES`, `#OIB` or `#OUB`; `objects` is empty for the first three."""

    kind: str
    year: int
    account: str
    objects: Objects
    amount_ore: int
    line: int


class PeriodAmount(NamedTuple):
    """A row of `#PSALDO` or `#PBUDGET`: one month's change, not cumulative.

    Rows without objects are the account's total; rows with objects are parts of it and are never added to it.
    """

    kind: str
    year: int
    month: str
    account: str
    objects: Objects
    amount_ore: int
    line: int


class Movement(NamedTuple):
    """The sum of the `#TRANS` rows of one account, list of objects and month (`2026-03`, or empty)."""

    account: str
    objects: Objects
    month: str
    amount_ore: int
    rows: int


class TransRow(NamedTuple):
    """A row of a voucher; `kind` is TRANS, or RTRANS or BTRANS, which are never summed."""

    kind: str
    account: str
    objects: Objects
    amount_ore: int
    day: date | None
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class VoucherHead:
    """The `#VER` line."""

    series: str
    number: str
    day: date | None
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher with its rows in the file's order."""

    head: VoucherHead
    rows: tuple[TransRow, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a kind the file holds."""

    lines: int = 0
    vouchers: int = 0
    trans: int = 0
    rtrans: int = 0
    btrans: int = 0


@dataclass(frozen=True, slots=True)
class SieFile:
    """A ledger file, read and reconciled.

    Attributes:
        name: the file's name, without folder.
        encoding: the encoding found from the bytes.
        sie_type: 1, 2, 3, 4E or 4I; empty when neither label nor content tells.
        header: first value of each header label, as in the file.
        movements: sums of `#TRANS` rows, sorted; small however many vouchers the file holds.
        other: rows with labels this reader does not know, kept as they stand (the first 10 000).
        unverified: names of the groups of sums that nothing else in the file can contradict.
        findings: everything that does not agree, in the file's order.
    """

    name: str
    encoding: str
    sie_type: str
    header: Mapping[str, tuple[str, ...]]
    years: tuple[FiscalYear, ...]
    accounts: Mapping[str, Account]
    dimensions: Mapping[str, Dimension]
    objects: Mapping[ObjectKey, str]
    balances: tuple[Balance, ...]
    periods: tuple[PeriodAmount, ...]
    movements: tuple[Movement, ...]
    other: tuple[Record, ...]
    counts: Counts
    unverified: tuple[str, ...]
    findings: tuple[SieFinding, ...]
