"""The months of a SIE file against its vouchers, or against its balances where it has no vouchers.

`#PSALDO` and `#PBUDGET` hold one month's change. A row without objects is the account's total; rows with
objects are parts of it and are never added to it.

Source: SIE filformat 4B, `#PSALDO #PBUDGET`.
"""

from collections import Counter
from typing import TypeAlias

from samspelet_lib.data.sie_books import Books
from samspelet_lib.data.sie_findings import Figures, FindingLog
from samspelet_lib.data.sie_model import Objects, PeriodAmount
from samspelet_lib.data.sie_reconcile import shown

_Month: TypeAlias = tuple[str, int, str, str]  # label, year, account, month


def reconcile_periods(books: Books, log: FindingLog, *, has_vouchers: bool) -> None:
    """Tells every month that the vouchers or the balances contradict, and rows that stand twice or outside."""
    _check_repeated(books, log)
    _check_within_year(books, log)
    _check_parts(books, log, has_vouchers=has_vouchers)
    years = sorted({row.year for row in books.periods if row.kind == "PSALDO" and not row.objects})
    for year in years:
        if year == 0 and has_vouchers:
            _check_months(books, log)
        else:
            _check_sums(books, log, year)


def _check_repeated(books: Books, log: FindingLog) -> None:
    met: set[tuple[str, int, str, str, Objects]] = set()
    for row in books.periods:
        key = row[:5]
        if key in met:
            figures: Figures = {"label": row.kind, "account": row.account, "month": row.month}
            log.add("period_repeated", row.line, objects=shown(row.objects), **figures)
        met.add(key)


def _check_within_year(books: Books, log: FindingLog) -> None:
    months = {index: (f"{year.start:%Y-%m}", f"{year.end:%Y-%m}") for index, year in books.years.items()}
    for row in books.periods:
        first, last = months.get(row.year, ("", "9999"))
        if not first <= row.month <= last:
            log.tally("period_outside_year", row.line, row.kind)


def _check_months(books: Books, log: FindingLog) -> None:
    """Year 0, month by month, against the vouchers."""
    stated, lines = _totals(books, 0)
    booked: Counter[tuple[str, str]] = Counter()
    for (account, _, month), (amount_ore, _) in books.movements.items():
        booked[account, month] += amount_ore
    for account, month in sorted({*stated, *booked}):
        stated_ore, booked_ore = stated[account, month], booked[account, month]
        if stated_ore != booked_ore:
            line = lines.get((account, month)) or books.used_accounts[account].line
            figures: Figures = {"stated_ore": stated_ore, "booked_ore": booked_ore}
            log.add("period_differs", line, account=account, month=month or "utan månad", **figures)


def _check_sums(books: Books, log: FindingLog, year: int) -> None:
    """A year without vouchers: the months' sum against `#RES`, and `#UB` less `#IB`."""
    months, _ = _totals(books, year)
    stated: Counter[str] = Counter()
    for (account, _), amount_ore in months.items():
        stated[account] += amount_ore
    changed: Counter[str] = Counter()
    for kind, sign in (("RES", 1), ("UB", 1), ("IB", -1)):
        for account, amount_ore in books.sums(kind, year).items():
            changed[account] += sign * amount_ore
    for account in sorted({*stated, *changed} if changed else ()):
        if stated[account] != changed[account]:
            line = books.used_accounts[account].line
            figures: Figures = {"stated_ore": stated[account], "booked_ore": changed[account]}
            log.add("period_sum_differs", line, account=account, year=year, **figures)


def _totals(books: Books, year: int) -> tuple[Counter[tuple[str, str]], dict[tuple[str, str], int]]:
    """Öre per account and month of the rows without objects, and the first line of each."""
    totals: Counter[tuple[str, str]] = Counter()
    lines: dict[tuple[str, str], int] = {}
    for row in books.periods:
        if row.kind == "PSALDO" and row.year == year and not row.objects:
            totals[row.account, row.month] += row.amount_ore
            lines.setdefault((row.account, row.month), row.line)
    return totals, lines


def _check_parts(books: Books, log: FindingLog, *, has_vouchers: bool) -> None:
    """Rows with objects beside the account's own row: the row is there, and what no object carries is told."""
    totals = {_month(row): row.amount_ore for row in books.periods if not row.objects}
    parts: dict[str, Counter[_Month]] = {}
    lines: dict[tuple[str, _Month], int] = {}
    for row in books.periods:
        if not row.objects:
            continue
        if _month(row) not in totals:
            log.tally("object_rows_without_total", row.line, row.kind)
        for dimension, _ in row.objects if len(row.objects) == 1 else ():
            parts.setdefault(dimension, Counter())[_month(row)] += row.amount_ore
            lines.setdefault((dimension, _month(row)), row.line)
    for dimension, sums in parts.items():
        for month, amount_ore in sums.items():
            rest_ore = totals.get(month, amount_ore) - amount_ore
            # With vouchers the months are held against them, and a rest without object is nothing odd.
            if rest_ore and not (has_vouchers and month[0] == "PSALDO"):
                subject = f"#{month[0]}, dimension {dimension}"
                log.tally("object_rows_differ", lines[dimension, month], subject, amount_ore=rest_ore)


def _month(row: PeriodAmount) -> _Month:
    return row.kind, row.year, row.account, row.month
