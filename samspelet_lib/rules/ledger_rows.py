"""Which row of the budget each booking belongs to; what no rule takes is a row of its own, never spread."""

import calendar
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from samspelet_lib.data.ledger import Booking, LedgerYear
from samspelet_lib.plan.ledger import RESULT_KINDS, LedgerMapping, RowRule, covers
from samspelet_lib.plan.model import Plan

UNMAPPED_COST, UNMAPPED_INCOME = "unmapped_cost", "unmapped_income"
UNMAPPED = {UNMAPPED_COST: "Kostnader som inte är kopplade", UNMAPPED_INCOME: "Intäkter som inte är kopplade"}
MONTHS = 12
_INCOME_KINDS = frozenset({"income", "financial_income"})


class Placed(NamedTuple):
    """A booking in its row; öre count as the row does, so that income is positive in an income row.

    Attributes:
        covers: first and last month of the year (1–12) that the booking says it covers; None where it does not.
    """

    row: str
    payer: str | None
    month: int
    ore: int
    covers: tuple[int, int] | None


def placed(plan: Plan, books: LedgerYear) -> list[Placed]:
    """Every booking on a result account, in its row; the entry that closes the year is not among them."""
    mapping = plan.ledger
    assert mapping is not None, "books are read through the mapping"
    income_rows = {row.id for row in plan.budget.income}
    found = []
    for booking in books.bookings:
        group = books.chart.group(booking.account)
        if group is None or group.kind not in RESULT_KINDS:
            continue
        is_income = group.kind in _INCOME_KINDS
        rule = next(_matching(mapping, books, booking, rows=income_rows, is_income=is_income), None)
        row = rule.row if rule else UNMAPPED_INCOME if is_income else UNMAPPED_COST
        ore = -booking.ore if is_income else booking.ore
        found.append(Placed(row, rule.payer if rule else None, booking.month, ore, _covered(booking, books.year)))
    return found


def _matching(
    mapping: LedgerMapping, books: LedgerYear, booking: Booking, *, rows: set[str], is_income: bool
) -> Iterator[RowRule]:
    for rule in mapping.rules:
        if (rule.row in rows) == is_income and _holds(rule, books, booking):
            yield rule


def _holds(rule: RowRule, books: LedgerYear, booking: Booking) -> bool:
    conditions = (
        rule.chart in {None, books.chart.id},
        not rule.accounts or any(covers(accounts, booking.account) for accounts in rule.accounts),
        not rule.cost_centres or booking.cost_centre in rule.cost_centres,
        not rule.projects or booking.project in rule.projects,
        not rule.counterparts or booking.counterpart in rule.counterparts,
    )
    return all(conditions) and _is_valid(rule, books.year, booking.month)


def _is_valid(rule: RowRule, year: int, month: int) -> bool:
    """Whether the rule holds for any day of the month."""
    first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return rule.valid_from <= last and (rule.valid_to is None or first <= rule.valid_to)


def _covered(booking: Booking, year: int) -> tuple[int, int] | None:
    """The months of the books' own year that are covered; a requisition of another year stays where it is booked."""
    if booking.covers is None:
        return None
    first, last = (max(0, min(MONTHS + 1, _month(text, year))) for text in booking.covers)
    return (max(first, 1), min(last, MONTHS)) if first <= last and first <= MONTHS and last >= 1 else None


def _month(text: str, year: int) -> int:
    return (int(text[:4]) - year) * MONTHS + int(text[5:])


def split(ore: int, weights: Sequence[int]) -> list[int]:
    """The amount in parts by weight that add up to it, to the öre."""
    whole, parts, before, taken = sum(weights), [], 0, 0
    for weight in weights:
        before += weight
        until = ore * before // whole
        parts.append(until - taken)
        taken = until
    return parts


def by_month(bookings: Iterable[Placed], through: int) -> list[int]:
    """What is booked in each of the twelve months, up to and with one."""
    months = [0] * MONTHS
    for booking in bookings:
        if booking.month <= through:
            months[booking.month - 1] += booking.ore
    return months


def by_covered_month(bookings: Iterable[Placed], through: int) -> list[int]:
    """What is booked up to and with a month, in the months it concerns; requisitions evenly over theirs."""
    months = [0] * MONTHS
    for booking in bookings:
        if booking.month > through:
            continue
        first, last = booking.covers or (booking.month, booking.month)
        for month, part in enumerate(split(booking.ore, [1] * (last - first + 1)), start=first):
            months[month - 1] += part
    return months
