"""A scenario as money: the budget's table with other amounts, so that every rule of the plan's position holds for it.

The plan's first year is what it was budgeted to be, or what the books say that it will be.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from samspelet_lib.plan.budget import ORE_PER_TKR, Budget, BudgetRow, CostGroup, CostRow
from samspelet_lib.plan.model import Plan
from samspelet_lib.plan.scenarios import Scenario
from samspelet_lib.rules.ledger import FollowUp
from samspelet_lib.rules.ledger_money import UNMAPPED_GROUP, opening, opening_equity
from samspelet_lib.rules.ledger_rows import UNMAPPED, UNMAPPED_COST, UNMAPPED_INCOME
from samspelet_lib.rules.money import CLOSING, Money, budget_money

Row = TypeVar("Row", bound=BudgetRow)
BASIS = "scenario"
NEW = "nya_insatser"


@dataclass(frozen=True)
class Start:
    """What the plan's first year comes to, in öre.

    Attributes:
        basis: `budget` or `forecast`.
        opening: equity when the first year opens; None where it is the table's own.
        rows: row of the table → what it is instead of what is printed.
        other_income: income that no row has.
        cash: cash when the first year opens; None where no books have come in.
    """

    basis: str
    opening: int | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    unmapped_cost: int = 0
    other_income: int = 0
    cash: int | None = None


BUDGETED = Start("budget")


def forecast_start(found: FollowUp) -> Start:
    """The first year as the books and the forecast of each row have it."""
    budget = found.plan.budget
    costs = {row.id: found.forecast(row).ore for row in budget.costs}
    paid = [row for row in budget.income if row.kind in {"contributions", "external"}]
    return Start(
        basis="forecast",
        opening=opening_equity(found),
        rows=costs | {row.id: found.income_forecast(row).ore for row in paid},
        unmapped_cost=found.booked(UNMAPPED_COST),
        other_income=found.booked(UNMAPPED_INCOME),
        cash=opening(found.books, {"cash"}) if found.books.has_balances else None,
    )


def scenario_money(plan: Plan, scenario: Scenario, start: Start) -> Money:
    """Every year's money when the scenario comes true; a year's equity and cash carry over to the next.

    Cash follows equity: receivables and debts are taken to be what they were when the first year began.
    """
    budget, first = changed_budget(plan.budget, scenario, start), plan.budget.years[0]
    money = budget_money(budget)
    opens = money.opening if start.opening is None else start.opening
    money = replace(money, basis=BASIS, opening=opens, other_income={first: start.other_income})
    if start.cash is None:
        return money
    cash = {year: start.cash + money.equity(year, CLOSING) - opens for year in budget.years}
    return replace(money, cash=cash)


def changed_budget(budget: Budget, scenario: Scenario, start: Start) -> Budget:
    """The table with the scenario's amounts, and a row of new insatser."""
    first = budget.years[0]
    changes = {change.row: change.amounts_tkr for change in scenario.changes}

    def amounts(row: BudgetRow) -> dict[int, Decimal]:
        known = {first: _tkr(start.rows[row.id])} if row.id in start.rows else {}
        return row.amounts_tkr | known | changes.get(row.id, {})

    insats = next(group.id for group in budget.cost_groups if group.is_insats)
    added = [
        CostRow(id=NEW, name="Nya insatser", group=insats, amounts_tkr=scenario.insatser_tkr, ref=scenario.ref),
        CostRow(
            id=UNMAPPED_COST,
            name=UNMAPPED[UNMAPPED_COST],
            group=UNMAPPED_GROUP,
            amounts_tkr={first: _tkr(start.unmapped_cost)},
            ref=scenario.ref,
        ),
    ]
    return budget.model_copy(
        update={
            "income": _with(budget.income, amounts),
            "costs": (*_with(budget.costs, amounts), *added),
            "cost_groups": (*budget.cost_groups, CostGroup(id=UNMAPPED_GROUP, name=UNMAPPED[UNMAPPED_COST])),
        }
    )


def _with(rows: Iterable[Row], amounts: Callable[[Row], dict[int, Decimal]]) -> tuple[Row, ...]:
    return tuple(row.model_copy(update={"amounts_tkr": amounts(row)}) for row in rows)


def _tkr(ore: int) -> Decimal:
    return Decimal(ore) / ORE_PER_TKR


def without_new(scenario: Scenario, year: int) -> Scenario:
    """The scenario with no new insatser that year: what its room is counted from."""
    return scenario.model_copy(update={"insatser_tkr": scenario.insatser_tkr | {year: Decimal(0)}})


def new_ore(scenario: Scenario, year: int) -> int:
    """The scenario's new insatser of a year, in öre."""
    return int(scenario.insatser_tkr.get(year, 0) * ORE_PER_TKR)
