"""Reads the förbund's ledgers: SIE files, and extracts of a kommun's ledger, one file per calendar year.

A voucher's text never leaves this room; only the months that a requisition says it covers do.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from samspelet_lib.data.ledger import Booking, Ledgers, LedgerYear
from samspelet_lib.data.ledger_extract_year import ExtractYear, read_extract_year, to_year
from samspelet_lib.data.sie import iter_vouchers, read_sie
from samspelet_lib.data.sie_model import FiscalYear, Objects, SieFile, TransRow, Voucher
from samspelet_lib.errors import Fault, RefusedError
from samspelet_lib.plan.ledger import LedgerMapping
from samspelet_lib.plan.model import Plan

SUFFIXES = frozenset({".se", ".si", ".sie"})
_HAS_VOUCHERS = "4E"


def read_ledgers(folder: str | Path, plan: Plan) -> Ledgers | None:
    """The ledgers below the folder; None where there is none, or nobody has said how to read them.

    Raises:
        RefusedError: a file cannot be read, has no vouchers, is no calendar year, or two are of one year.
        DisclosureError: an extract holds a personnummer or samordningsnummer.
    """
    root = Path(folder)
    if plan.ledger is None or "://" in str(folder) or not root.is_dir():
        return None
    read = list(_each(root, plan.ledger))
    faults = [found for found in read if isinstance(found, Fault)]
    faults += _twice([found for found in read if not isinstance(found, Fault)])
    years = {found.year: found for found in read if isinstance(found, LedgerYear)}
    extracts = [found for found in read if isinstance(found, ExtractYear)]
    for extract in sorted(extracts, key=lambda found: found.year) if not faults else ():
        years[extract.year] = to_year(extract, plan.ledger, years.get(extract.year - 1))
    if faults:
        raise RefusedError("Bokföringen kan inte användas.", faults)
    return Ledgers(dict(sorted(years.items()))) if years else None


def _each(root: Path, mapping: LedgerMapping) -> Iterator[LedgerYear | ExtractYear | Fault]:
    for path in sorted(path for path in root.rglob("*") if path.is_file() and not path.name.startswith((".", "~$"))):
        name = path.relative_to(root).as_posix()
        extract = mapping.extract_of(path.name)
        if path.suffix.lower() in SUFFIXES:
            yield _read(path, name, mapping)
        elif extract is not None:
            yield read_extract_year(path, name, extract)


def _twice(years: Iterable[LedgerYear | ExtractYear]) -> Iterator[Fault]:
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
        made=_made(sie),
    )


def _fiscal(sie: SieFile) -> FiscalYear | None:
    return next((year for year in sie.years if year.index == 0), None)


def _made(sie: SieFile) -> str:
    """The day that the file says it was made, ISO; empty where it says none or no day."""
    try:
        return datetime.strptime("".join(sie.header.get("GEN", ())[:1]), "%Y%m%d").date().isoformat()  # noqa: DTZ007
    except ValueError:
        return ""


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
            counterpart=_object(row.objects, mapping.counterpart_dimension),
        )


def _object(objects: Objects, dimension: str | None) -> str:
    return next((key for number, key in objects if number == dimension), "")


def _covers(row: TransRow, text: str, pattern: re.Pattern[str]) -> tuple[str, str] | None:
    found = pattern.search(row.text) or pattern.search(text)
    return (found["first"], found["last"]) if found else None
