"""The förbund's ledgers: the SIE files of a folder, one per calendar year, as bookings in öre.

A voucher's text never leaves this room; only the months that a requisition says it covers do.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from samspelet_lib.data.sie import iter_vouchers, read_sie
from samspelet_lib.data.sie_model import FiscalYear, Objects, SieFile, SieFinding, TransRow, Voucher
from samspelet_lib.errors import Fault, RefusedError
from samspelet_lib.plan.ledger import Chart, LedgerMapping
from samspelet_lib.plan.model import Plan

SUFFIXES = frozenset({".se", ".si", ".sie"})
_HAS_VOUCHERS = "4E"


class Booking(NamedTuple):
    """One row of a voucher.

    Attributes:
        voucher: series and number, as `A 17`.
        month: 1–12 of the ledger's year.
        ore: debit positive.
        covers: first and last month (`2026-01`) that the text says it covers; None where it does not.
    """

    voucher: str
    month: int
    account: str
    cost_centre: str
    project: str
    ore: int
    covers: tuple[str, str] | None


@dataclass(frozen=True)
class LedgerYear:
    """The books of one calendar year.

    Attributes:
        file: path below the folder that was read.
        chart: the chart of accounts it follows.
        names: account → name.
        opening, closing: öre per balance account as the file states them (`#IB`, `#UB`); result accounts are
            not among them.
        last_month: the last month with a voucher; 0 without any.
        findings: what the file does not agree with itself about.
    """

    year: int
    file: str
    chart: Chart
    names: Mapping[str, str]
    opening: Mapping[str, int]
    closing: Mapping[str, int]
    bookings: tuple[Booking, ...]
    last_month: int
    findings: tuple[SieFinding, ...]


@dataclass(frozen=True)
class Ledgers:
    """Every year that has come in."""

    years: Mapping[int, LedgerYear]

    def year(self, year: int) -> LedgerYear | None:
        """The books of the year; None where they have not come in."""
        return self.years.get(year)


def read_ledgers(folder: str | Path, plan: Plan) -> Ledgers | None:
    """The ledgers below the folder; None where there is none, or nobody has said how to read them.

    Raises:
        RefusedError: a file cannot be read, has no vouchers, is no calendar year, or two are of one year.
    """
    root = Path(folder)
    if plan.ledger is None or "://" in str(folder) or not root.is_dir():
        return None
    paths = sorted(path for path in root.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    read = [_read(path, path.relative_to(root).as_posix(), plan.ledger) for path in paths]
    faults = [found for found in read if isinstance(found, Fault)]
    years = [found for found in read if isinstance(found, LedgerYear)]
    faults += _twice(years)
    if faults:
        raise RefusedError("Bokföringen kan inte användas.", faults)
    return Ledgers({found.year: found for found in sorted(years, key=lambda found: found.year)}) if years else None


def _twice(years: Iterable[LedgerYear]) -> Iterator[Fault]:
    listed = list(years)
    counted = Counter(found.year for found in listed)
    for found in listed:
        if counted[found.year] > 1:
            problem = f"det finns {counted[found.year]} filer för {found.year}; de skulle räknas dubbelt."
            yield Fault(found.file, "", problem, "Låt den senaste filen ligga kvar och flytta bort de andra.")


def _read(path: Path, name: str, mapping: LedgerMapping) -> LedgerYear | Fault:
    try:
        sie = read_sie(path)
    except RefusedError as error:
        return Fault(name, "", error.heading, " ".join(fault.remedy for fault in error.faults))
    if sie.sie_type != _HAS_VOUCHERS:
        remedy = "Exportera SIE typ 4 ur bokföringen, med verifikationer och saldon."
        return Fault(name, "", f"filen är av typ {sie.sie_type or 'okänd'} och har inte det som behövs.", remedy)
    fiscal = _fiscal(sie)
    if fiscal is None or (fiscal.start.month, fiscal.start.day, fiscal.end.month, fiscal.end.day) != (1, 1, 12, 31):
        remedy = "Exportera ett helt räkenskapsår, januari till december."
        return Fault(name, "", "räkenskapsåret är inte ett kalenderår.", remedy)
    return _year((path, name), sie, mapping)


def _year(file: tuple[Path, str], sie: SieFile, mapping: LedgerMapping) -> LedgerYear:
    path, name = file
    fiscal = _fiscal(sie)
    assert fiscal is not None, "_read has seen to it"
    pattern = re.compile(mapping.covers_pattern)
    bookings = tuple(
        booking for voucher in iter_vouchers(path) for booking in _bookings(voucher, mapping, pattern=pattern)
    )
    kptyp = " ".join(sie.header.get("KPTYP", ()))
    return LedgerYear(
        year=fiscal.start.year,
        file=name,
        chart=mapping.chart_of(kptyp),
        names={number: account.name for number, account in sie.accounts.items()},
        opening=_stated(sie, "IB"),
        closing=_stated(sie, "UB"),
        bookings=bookings,
        last_month=max((booking.month for booking in bookings), default=0),
        findings=sie.findings,
    )


def _fiscal(sie: SieFile) -> FiscalYear | None:
    return next((year for year in sie.years if year.index == 0), None)


def _stated(sie: SieFile, kind: str) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for row in sie.balances:
        if row.kind == kind and row.year == 0:
            sums[row.account] += row.amount_ore
    return dict(sums)


def _bookings(voucher: Voucher, mapping: LedgerMapping, *, pattern: re.Pattern[str]) -> Iterator[Booking]:
    head = voucher.head
    for row in voucher.rows:
        day = row.day or head.day
        if row.kind != "TRANS" or day is None:  # a row without any day is among the file's findings
            continue
        yield Booking(
            voucher=f"{head.series} {head.number}".strip(),
            month=day.month,
            account=row.account,
            cost_centre=_object(row.objects, mapping.cost_centre_dimension),
            project=_object(row.objects, mapping.project_dimension),
            ore=row.amount_ore,
            covers=_covers(row, head.text, pattern),
        )


def _object(objects: Objects, dimension: str) -> str:
    return next((key for number, key in objects if number == dimension), "")


def _covers(row: TransRow, text: str, pattern: re.Pattern[str]) -> tuple[str, str] | None:
    found = pattern.search(row.text) or pattern.search(text)
    return (found["first"], found["last"]) if found else None
