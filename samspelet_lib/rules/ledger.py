"""Follow-up of the budget on the books: each row's booked, periodised and requisitioned money and its forecast."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from samspelet_lib.data.ledger import Ledgers, LedgerYear
from samspelet_lib.period import Period
from samspelet_lib.plan.budget import BudgetRow
from samspelet_lib.plan.ledger import LedgerMapping, covers
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules.forecast import Forecast, RowState, forecast, periodised_budget, row_state
from samspelet_lib.rules.ledger_rows import MONTHS, UNMAPPED, UNMAPPED_COST, UNMAPPED_INCOME, Placed, placed


@dataclass(frozen=True)
class FollowUp:
    """The plan's year on the books, up to and with the last month that both the period and the books reach.

    Attributes:
        through: 1–12.
    """

    plan: Plan
    books: LedgerYear
    through: int

    @property
    def by(self) -> date:
        """The last day that counts, for bookings and decisions."""
        return Period(self.books.year, 1, self.through).end

    def budget(self, row: BudgetRow) -> int:
        """The row's budget with the decisions of the year, in öre."""
        revised = self.plan.decisions.revised(row.id, self.by) if self.plan.decisions else 0
        return row.ore(self.books.year) + revised

    @property
    def mapping(self) -> LedgerMapping:
        """How the books become rows."""
        assert self.plan.ledger is not None, "books are read through the mapping"
        return self.plan.ledger

    @cached_property
    def bookings(self) -> list[Placed]:
        """Every booking on a result account, in its row."""
        return placed(self.plan, self.books)

    @property
    def is_whole_year(self) -> bool:
        """Whether the year is over in the books."""
        return self.through == MONTHS

    def state(self, row: BudgetRow) -> RowState:
        """The row as the books have it."""
        weights = next((found.weights for found in self.mapping.periodised if found.row == row.id), None)
        budget = periodised_budget(self.budget(row), weights)
        requisitioned = self.mapping.is_requisitioned(row.id)
        return row_state(row.id, self.bookings, budget, through=self.through, requisitioned=requisitioned)

    def forecast(self, row: BudgetRow) -> Forecast:
        """The row's full-year forecast."""
        chosen = self.mapping.method(row.id)
        owner = self.plan.decisions.owner_forecast(row.id, self.by) if self.plan.decisions else None
        return forecast(self.state(row), chosen.method if chosen else "budget_remaining", owner)

    def income_forecast(self, row: BudgetRow) -> Forecast:
        """What the row was decided to bring; what is booked, when the year is over or more has come in."""
        booked = self.booked(row.id)
        if self.is_whole_year or booked > self.budget(row):
            return Forecast(booked, "outcome" if self.is_whole_year else "booked", booked, booked)
        decided = self.budget(row)
        return Forecast(decided, "decided", min(booked, decided), decided)

    def booked(self, row: str, payer: str | None = None) -> int:
        """What is booked on the row up to and with the month, of one payer or all."""
        return sum(
            booking.ore
            for booking in self.bookings
            if booking.row == row and booking.month <= self.through and payer in {None, booking.payer}
        )

    def outstanding(self, row: str, payer: str | None = None) -> int:
        """How much more is owed to the förbund on the row than when the year began."""
        ranges = [
            accounts
            for rule in self.mapping.rules
            if rule.row == row and payer in {None, rule.payer} and rule.chart in {None, self.books.chart.id}
            for accounts in rule.receivable
        ]
        return sum(
            booking.ore
            for booking in self.books.bookings
            if booking.month <= self.through and any(covers(accounts, booking.account) for accounts in ranges)
        )

    def unmapped(self) -> Iterator[tuple[str, str, int]]:
        """The two rows that hold what no rule takes: id, name and öre."""
        for row in (UNMAPPED_COST, UNMAPPED_INCOME):
            yield row, UNMAPPED[row], self.booked(row)


def follow_up(plan: Plan, ledgers: Ledgers | None, period: Period) -> FollowUp | None:
    """The follow-up of a period; None where its year's books have not come in, or begin later."""
    books = ledgers.year(period.year) if ledgers else None
    if books is None or plan.year != period.year:
        return None
    through = min(period.last_month, books.last_month)
    return FollowUp(plan, books, through) if through else None
