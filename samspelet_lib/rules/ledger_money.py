"""The books as money on two bases: the outcome so far, and the forecast for the whole year."""

from collections.abc import Collection
from dataclasses import replace

from samspelet_lib.data.ledger import LedgerYear
from samspelet_lib.plan.ledger import AccountKind
from samspelet_lib.rules.ledger import FollowUp
from samspelet_lib.rules.ledger_rows import UNMAPPED_COST, UNMAPPED_INCOME
from samspelet_lib.rules.money import CLOSING, Money, budget_money

UNMAPPED_GROUP = "unmapped"


def opening(books: LedgerYear, kinds: Collection[AccountKind]) -> int:
    """What accounts of these kinds held when the year began, in öre, debit positive."""
    return sum(ore for account, ore in books.opening.items() if _kind(books, account) in kinds)


def moved(books: LedgerYear, kinds: Collection[AccountKind], through: int) -> int:
    """What has been booked on accounts of these kinds up to and with a month, in öre, debit positive."""
    rows = (booking for booking in books.bookings if booking.month <= through)
    return sum(booking.ore for booking in rows if _kind(books, booking.account) in kinds)


def _kind(books: LedgerYear, account: str) -> str | None:
    group = books.chart.group(account)
    return group.kind if group else None


def opening_equity(found: FollowUp) -> int:
    """Equity when the year began, in öre: the books', or the budget's where the books do not say."""
    if not found.books.has_balances:
        return budget_money(found.plan.budget).opening
    return -opening(found.books, {"equity"})


def outcome_money(found: FollowUp) -> Money:
    """What the books hold up to and with the follow-up's month."""
    rows = {row.id: found.booked(row.id) for row in (*found.plan.budget.costs, *found.plan.budget.income)}
    return _with_cash(found, _money(found, "outcome", rows), is_moved=True)


def forecast_money(found: FollowUp) -> Money:
    """What the year will be when every row becomes its forecast.

    Cash follows equity: receivables and debts are taken to be what they were when the year began.
    """
    budget = found.plan.budget
    rows = {row.id: found.forecast(row).ore for row in budget.costs}
    rows |= {
        row.id: found.income_forecast(row).ore for row in budget.income if row.kind in {"contributions", "external"}
    }
    return _with_cash(found, _money(found, "forecast", rows), is_moved=found.is_whole_year)


def _with_cash(found: FollowUp, money: Money, *, is_moved: bool) -> Money:
    """The money with its cash: as it has moved, or as equity changes; unknown where nothing says what there was."""
    if not found.books.has_balances:
        return money
    change = money.equity(found.books.year, CLOSING) - money.opening
    if is_moved:
        change = moved(found.books, {"cash"}, found.through)
    return replace(money, cash={found.books.year: opening(found.books, {"cash"}) + change})


def _money(found: FollowUp, basis: str, rows: dict[str, int]) -> Money:
    plan, year = found.plan, found.books.year
    planned = budget_money(plan.budget)

    def income(kind: str) -> dict[int, int]:
        return {year: sum(rows.get(row.id, 0) for row in plan.budget.income if row.kind == kind)}

    costs = {
        group.id: {year: sum(rows[row.id] for row in plan.budget.costs if row.group == group.id)}
        for group in plan.budget.cost_groups
    }
    return Money(
        basis=basis,
        first_year=year,
        last_year=planned.last_year,
        opening=opening_equity(found),
        contributions=planned.contributions | income("contributions"),
        external=income("external"),
        buffer=planned.buffer,
        costs=costs | {UNMAPPED_GROUP: {year: found.booked(UNMAPPED_COST)}},
        insats_groups=planned.insats_groups,
        named=planned.named,
        other_income={year: found.booked(UNMAPPED_INCOME)},
        is_final=found.is_whole_year,
    )
