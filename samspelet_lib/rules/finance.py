"""The plan's money as figures: contributions, the table as printed and recomputed, result and equity."""

from collections.abc import Iterator
from fractions import Fraction

from samspelet_lib import swedish
from samspelet_lib.figure import Dims, DisclosureClass, Figure, Mark, Pinpoint, Unit
from samspelet_lib.plan.budget import PrintedTotal
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules.money import CLOSING, OPENING, Money

SHARE_DECIMALS = 2


def contribution_figures(plan: Plan) -> Iterator[Figure]:
    """What each payer and each financing group is to pay, and its share of the whole.

    Source: finsamlagen 5 §.
    """
    budget, year = plan.budget, plan.year
    total = sum(payer.ore for payer in budget.contributions)
    for payer in budget.contributions:
        dims = Dims(forbund=plan.forbund.id, year=year, payer=payer.id)
        source = budget.document.pinpoint(payer.ref)
        yield money_figure("contribution", dims, payer.name, ore=payer.ore, source=source)
        yield share_figure("contribution_share", dims, payer.name, parts=(payer.ore, total), source=source)
    for group in plan.forbund.financing_groups:
        paid = sum(payer.ore for payer in budget.contributions if payer.group == group.id)
        dims = Dims(forbund=plan.forbund.id, year=year, part=group.id)
        source = Pinpoint(source=group.source, ref=group.ref)
        yield share_figure("group_share", dims, group.name, parts=(paid, total), source=source)


def table_figures(plan: Plan) -> Iterator[Figure]:
    """Every row of the plan's table as printed, and every total as printed and recomputed."""
    budget = plan.budget
    for row in (*budget.income, *budget.costs, *budget.totals):
        for year in budget.years:
            dims = Dims(forbund=plan.forbund.id, year=year, row=row.id)
            source = budget.document.pinpoint(row.ref)
            yield money_figure("budget", dims, row.name, ore=row.ore(year), source=source)
            if isinstance(row, PrintedTotal):
                yield money_figure("budget_recomputed", dims, row.name, ore=recomputed(plan, row, year), source=source)


def recomputed(plan: Plan, total: PrintedTotal, year: int) -> int:
    """The total's rows added up, in öre; a total of totals is recomputed all the way down."""
    budget = plan.budget
    rows = {row.id: row.ore(year) for row in (*budget.income, *budget.costs)}
    totals = {other.id: other for other in budget.totals}

    def value(name: str) -> int:
        if name == "costs":
            return sum(row.ore(year) for row in budget.costs)
        return rows[name] if name in rows else recomputed(plan, totals[name], year)

    return sum(map(value, total.plus)) - sum(map(value, total.minus))


def position_figures(plan: Plan, money: Money) -> Iterator[Figure]:
    """Result and equity per year: what the law asks a budget to show."""
    source = plan.budget.document.pinpoint(plan.budget.ref)
    for year in plan.budget.years:
        dims = Dims(forbund=plan.forbund.id, year=year)
        yield money_figure("contributions", dims, "Parternas bidrag", ore=money.contributions[year], source=source)
        yield money_figure("costs", dims, "Kostnader", ore=money.total_costs(year), source=source)
        yield money_figure("result", dims, "Resultat (intäkter minus kostnader)", ore=money.result(year), source=source)
        for at, label in (
            (OPENING, "Eget kapital vid årets början"),
            (CLOSING, "Eget kapital vid årets slut"),
        ):
            yield money_figure(f"equity_{at}", dims, label, ore=money.equity(year, at), source=source)


def money_figure(measure: str, dims: Dims, label: str, *, ore: int, source: Pinpoint) -> Figure:
    """An open figure in öre."""
    return Figure(
        measure=measure,
        dims=dims,
        label=label,
        value=ore,
        unit=Unit.ORE,
        disclosure=DisclosureClass.OPEN,
        sources=(source,),
    )


def share_figure(measure: str, dims: Dims, label: str, *, parts: tuple[int, int], source: Pinpoint) -> Figure:
    """An open share of two amounts in öre, numerator first; not applicable where the second is nothing."""
    return Figure(
        measure=measure,
        dims=dims,
        label=label,
        value=swedish.rounded(Fraction(*parts), SHARE_DECIMALS + 2) if parts[1] else None,
        mark=None if parts[1] else Mark.NOT_APPLICABLE,
        unit=Unit.SHARE,
        decimals=SHARE_DECIMALS,
        numerator=parts[0],
        denominator=parts[1],
        disclosure=DisclosureClass.OPEN,
        sources=(source,),
    )
