"""A ledger file in short: program, type, encoding, years, sums per account and object, totals and findings."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from samspelet_lib.data.sie_findings import safe_text
from samspelet_lib.data.sie_model import Counts, FiscalYear, Objects, SieFile, SieFinding


@dataclass(frozen=True, slots=True)
class AccountSum:
    """An account's sums in year 0, in öre; None where the file has no such row for it.

    Attributes:
        opening_ore: `#IB`.
        booked_ore: the sum of `#TRANS`.
        closing_ore: `#UB`.
        result_ore: `#RES`.
        budget_ore: the sum of `#PBUDGET` rows without objects.
    """

    number: str
    name: str
    opening_ore: int | None
    booked_ore: int | None
    closing_ore: int | None
    result_ore: int | None
    budget_ore: int | None


@dataclass(frozen=True, slots=True)
class ObjectSum:
    """An object's booked sum: `1:Nord`, every row that carries it; or a combination of objects as the file gives it."""

    key: str
    name: str
    booked_ore: int


@dataclass(frozen=True, slots=True)
class LedgerSummary:
    """What `samspelet ledger` shows of one file; identity numbers among objects and names are masked.

    Attributes:
        object_source: label the object sums come from: TRANS, or PSALDO where the file has no vouchers.
        totals: the sums of the accounts' columns, in öre.
        unverified: groups of sums that nothing else in the file can contradict.
    """

    file: str
    program: str
    sie_type: str
    encoding: str
    company: str
    chart: str
    years: tuple[FiscalYear, ...]
    counts: Counts
    accounts: tuple[AccountSum, ...]
    object_source: str
    objects: tuple[ObjectSum, ...]
    totals: dict[str, int]
    unverified: tuple[str, ...]
    findings: tuple[SieFinding, ...]


def ledger_summary(ledger: SieFile) -> LedgerSummary:
    """The ledger in short, for year 0."""
    accounts = _account_sums(ledger)
    source, objects = _object_sums(ledger)
    columns = ("opening_ore", "booked_ore", "closing_ore", "result_ore", "budget_ore")
    return LedgerSummary(
        file=ledger.name,
        program=_header(ledger, "PROGRAM"),
        sie_type=ledger.sie_type,
        encoding=ledger.encoding,
        company=_header(ledger, "FNAMN"),
        chart=_header(ledger, "KPTYP"),
        years=ledger.years,
        counts=ledger.counts,
        accounts=accounts,
        object_source=source,
        objects=objects,
        totals={column: sum(getattr(row, column) or 0 for row in accounts) for column in columns},
        unverified=ledger.unverified,
        findings=ledger.findings,
    )


def to_json(summary: LedgerSummary) -> str:
    """The summary as JSON: amounts in whole öre, dates as `2026-01-31`."""
    return json.dumps(to_plain(summary), ensure_ascii=False, indent=2)


def to_plain(summary: LedgerSummary) -> dict[str, Any]:
    """The summary as dictionaries, lists, texts and whole numbers."""
    plain = asdict(summary)
    plain["years"] = [
        {"index": year.index, "start": year.start.isoformat(), "end": year.end.isoformat()} for year in summary.years
    ]
    return plain


def _header(ledger: SieFile, label: str) -> str:
    return safe_text(" ".join(part for part in ledger.header.get(label, ()) if part))


def _account_sums(ledger: SieFile) -> tuple[AccountSum, ...]:
    stated = {
        kind: _summed((row.account, row.amount_ore) for row in ledger.balances if (row.kind, row.year) == (kind, 0))
        for kind in ("IB", "UB", "RES")
    }
    booked = _summed((row.account, row.amount_ore) for row in ledger.movements)
    budget = _summed(
        (row.account, row.amount_ore)
        for row in ledger.periods
        if row.kind == "PBUDGET" and row.year == 0 and not row.objects
    )
    used = sorted({*booked, *budget, *(account for sums in stated.values() for account in sums)})
    return tuple(
        AccountSum(
            number=safe_text(number),
            name=safe_text(ledger.accounts[number].name) if number in ledger.accounts else "",
            opening_ore=stated["IB"].get(number),
            booked_ore=booked.get(number),
            closing_ore=stated["UB"].get(number),
            result_ore=stated["RES"].get(number),
            budget_ore=budget.get(number),
        )
        for number in used
    )


def _object_sums(ledger: SieFile) -> tuple[str, tuple[ObjectSum, ...]]:
    """Every object of the vouchers; without vouchers, the lists of the `#PSALDO` rows, which may overlap."""
    if ledger.counts.vouchers:
        singles = (((key,), row.amount_ore) for row in ledger.movements for key in row.objects)
        return "TRANS", _named(ledger, singles)
    rows = ((row.objects, row.amount_ore) for row in ledger.periods if row.kind == "PSALDO" and row.year == 0)
    return "PSALDO", _named(ledger, ((objects, amount_ore) for objects, amount_ore in rows if objects))


def _named(ledger: SieFile, rows: Iterable[tuple[Objects, int]]) -> tuple[ObjectSum, ...]:
    sums: Counter[Objects] = Counter()
    for objects, amount_ore in rows:
        sums[objects] += amount_ore
    return tuple(
        ObjectSum(
            safe_text(" + ".join(":".join(key) for key in objects)),
            safe_text(" + ".join(ledger.objects.get(key, "") for key in objects)),
            booked_ore,
        )
        for objects, booked_ore in sorted(sums.items())
    )


def _summed(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for account, amount_ore in rows:
        sums[account] += amount_ore
    return dict(sums)
