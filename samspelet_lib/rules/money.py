"""The förbund's money on one basis, and the amounts that a mätpunkt selects from it.

All amounts are whole öre. Equity rolls on: what a year leaves is what the next opens with, whatever the
plan prints; the printed figure is kept beside it.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from samspelet_lib.figure import Target
from samspelet_lib.plan.budget import ORE_PER_TKR, Budget
from samspelet_lib.plan.matpunkt import MoneySelection

OPENING = "opening"
CLOSING = "closing"
INSIDE, ON_TOP, EXEMPT = "inside", "on_top", "exempt"


@dataclass(frozen=True)
class Money:
    """Amounts per year on one basis (budget, outcome or forecast), in öre.

    Attributes:
        first_year: the year whose opening equity is known; later years carry forward.
        opening: equity at the start of the first year, as printed, without a buffer on top.
        costs: cost group → year → amount.
        insats_groups: the cost groups that are insatser.
        named: figures of the text (`stated:…`) and printed totals (`total:…`), per year.
        other_income: income that is neither contributions nor the plan's external money; a ledger may have it.
        cash: cash at the end of a year; only a ledger knows it.
        is_final: the amounts are those of a year that is over.
    """

    basis: str
    first_year: int
    last_year: int
    opening: int
    contributions: dict[int, int]
    external: dict[int, int]
    buffer: dict[int, int]
    costs: dict[str, dict[int, int]]
    insats_groups: frozenset[str]
    named: dict[str, dict[int, int]] = field(default_factory=dict)
    other_income: dict[int, int] = field(default_factory=dict)
    cash: dict[int, int] = field(default_factory=dict)
    is_final: bool = False

    def total_costs(self, year: int) -> int:
        """All costs of the year."""
        return sum(by_year.get(year, 0) for by_year in self.costs.values())

    def insats_costs(self, year: int) -> int:
        """The costs of insatser in the year."""
        return sum(self.costs[group].get(year, 0) for group in self.insats_groups)

    def result(self, year: int) -> int:
        """Income less costs.

        Source: kommunallagen 11 kap. 5 § (income is to exceed costs), through finsamlagen 21 §.
        """
        income = sum(kind.get(year, 0) for kind in (self.contributions, self.external, self.other_income))
        return income - self.total_costs(year)

    def equity(self, year: int, at: str, buffer: str = INSIDE) -> int:
        """Equity at the start or end of the year, under one reading of the buffer.

        Inside: the buffer is part of the printed equity. On top: it comes in addition. Exempt: it is
        part of the printed equity but does not count against a ceiling.

        Source: kommunallagen 11 kap. 6 § (the expected position at the end of the year).
        """
        years = range(self.first_year, year + (1 if at == CLOSING else 0))
        carried = self.opening + sum(self.result(earlier) for earlier in years)
        extra = {INSIDE: 0, ON_TOP: 1, EXEMPT: -1}[buffer] * self.buffer.get(year, 0)
        return carried + extra


def budget_money(budget: Budget) -> Money:
    """The plan's budget as money."""

    def income(kind: str) -> dict[int, int]:
        rows = [row for row in budget.income if row.kind == kind]
        return {year: sum(row.ore(year) for row in rows) for year in budget.years}

    costs = {
        group.id: {year: sum(row.ore(year) for row in budget.costs if row.group == group.id) for year in budget.years}
        for group in budget.cost_groups
    }
    named = {f"total:{total.id}": {year: total.ore(year) for year in budget.years} for total in budget.totals}
    named |= {f"stated:{stated.id}": {stated.year: stated.ore} for stated in budget.stated}
    return Money(
        basis="budget",
        first_year=budget.years[0],
        last_year=budget.years[-1],
        opening=income("equity")[budget.years[0]],
        contributions=income("contributions"),
        external=income("external"),
        buffer=income("buffer"),
        costs=costs,
        insats_groups=frozenset(group.id for group in budget.cost_groups if group.is_insats),
        named=named,
    )


def amount(selection: MoneySelection, money: Money, year: int) -> int | None:
    """The selected amount in öre; None where the basis does not know it."""
    terms = [_term(term, selection, (money, year + selection.year_offset)) for term in selection.money]
    known = [term for term in terms if term is not None]
    return sum(known) if len(known) == len(terms) else None


def _term(term: str, selection: MoneySelection, where: tuple[Money, int]) -> int | None:
    money, year = where
    if not money.first_year <= year <= money.last_year:
        return None
    if ":" in term:
        group = money.costs.get(term.removeprefix("group:"))
        return money.named[term].get(year) if group is None else group.get(year, 0)
    if term == "equity":
        return money.equity(year, selection.at or CLOSING, selection.buffer or INSIDE)
    simple = {"contributions": money.contributions, "external": money.external}
    if term in simple:
        return simple[term].get(year, 0)
    if term == "cash":
        return money.cash.get(year)
    return money.total_costs(year) if term == "costs" else None


def target_ore(target: Target) -> int:
    """The amount of a target given in tkr, in öre."""
    bound = target.at_least if target.at_least is not None else target.at_most
    return int((bound or 0) * ORE_PER_TKR)


def is_kept(target: Target, value: Fraction) -> bool:
    """Whether an unrounded value keeps the target; both bounds count as kept when they are met exactly."""
    if target.at_least is not None and value < Fraction(target.at_least):
        return False
    return target.at_most is None or value <= Fraction(target.at_most)
