"""The books as money on two bases: the outcome so far, and the forecast for the whole year."""

from collections.abc import Collection

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


def outcome_money(found: FollowUp) -> Money:
    """What the books hold up to and with the follow-up's month."""
    rows = {row.id: found.booked(row.id) for row in (*found.plan.budget.costs, *found.plan.budget.income)}
    cash = opening(found.books, {"cash"}) + moved(found.books, {"cash"}, found.through)
    return _money(found, "outcome", rows, cash=cash)


def forecast_money(found: FollowUp) -> Money:
    """What the year will be when every row becomes its forecast.

    Cash follows equity: receivables and debts are taken to be what they were when the year began.
    """
    budget = found.plan.budget
    rows = {row.id: found.forecast(row).ore for row in budget.costs}
    rows |= {
        row.id: found.income_forecast(row).ore for row in budget.income if row.kind in {"contributions", "external"}
    }
    money = _money(found, "forecast", rows, cash=0)
    if found.is_whole_year:
        cash = opening(found.books, {"cash"}) + moved(found.books, {"cash"}, found.through)
    else:
        cash = opening(found.books, {"cash"}) + money.equity(found.books.year, CLOSING) - money.opening
    return _money(found, "forecast", rows, cash=cash)


def _money(found: FollowUp, basis: str, rows: dict[str, int], *, cash: int) -> Money:
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
        opening=-opening(found.books, {"equity"}),
        contributions=planned.contributions | income("contributions"),
        external=income("external"),
        buffer=planned.buffer,
        costs=costs | {UNMAPPED_GROUP: {year: found.booked(UNMAPPED_COST)}},
        insats_groups=planned.insats_groups,
        named=planned.named,
        other_income={year: found.booked(UNMAPPED_INCOME)},
        cash={year: cash},
        is_final=found.is_whole_year,
    )
