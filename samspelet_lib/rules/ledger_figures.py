"""The follow-up as figures: rows of cost and income, months, payers, unmapped money and the financial mätpunkter."""

from collections.abc import Iterator

from samspelet_lib.data.ledger import Ledgers
from samspelet_lib.figure import Dims, Figure, Pinpoint, Unit
from samspelet_lib.period import Period
from samspelet_lib.plan.budget import CostRow, IncomeRow
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules.finance import money_figure
from samspelet_lib.rules.financial import matpunkt_figures
from samspelet_lib.rules.forecast import METHOD_NAMES, Forecast
from samspelet_lib.rules.ledger import FollowUp, follow_up
from samspelet_lib.rules.ledger_money import forecast_money, outcome_money
from samspelet_lib.rules.ledger_rows import MONTHS
from samspelet_lib.rules.money import CLOSING, OPENING, Money

_PAID = frozenset({"contributions", "external"})


def ledger_figures(plan: Plan, ledgers: Ledgers | None, period: Period) -> list[Figure]:
    """Every figure of the follow-up of the period, in öre; none where the year's books have not come in.

    Measures: `ledger_budget`, `ledger_budget_to_date`, `ledger_booked`, `ledger_periodised`,
    `ledger_requisitioned`, `ledger_forecast`, `ledger_deviation` (dims year, row), the same `ledger_booked`
    per month, those of a row also per declared group as `ledger_group_…` (row: the group), `ledger_decided`,
    `ledger_invoiced`, `ledger_paid` (row, payer), `ledger_total_…`, `ledger_equity_…` and `financial` (basis).
    """
    found = follow_up(plan, ledgers, period)
    if found is None or ledgers is None:
        return []
    outcome, expected = outcome_money(found), forecast_money(found)
    return [
        *_until(found),
        *(figure for row in plan.budget.costs for figure in _cost(found, row)),
        *_groups(found),
        *_unmapped(found),
        *_decided(found),
        *_totals(found, outcome, expected),
        *_incomes(found),
        *_before(found, ledgers, period),
        *matpunkt_figures(plan, outcome, [plan.year]),
        *matpunkt_figures(plan, expected, [plan.year]),
    ]


def _dims(found: FollowUp, **dims: str | int | None) -> Dims:
    return Dims(forbund=found.plan.forbund.id, **({"year": found.books.year} | dims))


def _books(found: FollowUp) -> Pinpoint:
    return found.mapping.document.pinpoint("Projekt, kostnadsställen och intäkter")


def _until(found: FollowUp) -> Iterator[Figure]:
    """The last month that the books reach, as the number of the month."""
    label = "Bokföringen är med till och med månad"
    figure = money_figure("ledger_until", _dims(found), label, ore=0, source=_books(found))
    yield figure.model_copy(update={"value": found.through, "unit": Unit.COUNT, "shown": str(found.through)})


def _cost(found: FollowUp, row: CostRow) -> Iterator[Figure]:
    state, expected, source = found.state(row), found.forecast(row), _books(found)
    budget = found.budget(row)
    named = {
        "ledger_budget": budget,
        "ledger_budget_to_date": sum(state.budget[: found.through]),
        "ledger_booked": state.booked_to_date,
        "ledger_periodised": state.periodised,
    }
    for measure, ore in named.items():
        yield money_figure(measure, _dims(found, row=row.id), row.name, ore=ore, source=source)
    if state.is_requisitioned:
        figure = money_figure(
            "ledger_requisitioned", _dims(found, row=row.id), row.name, ore=state.requisitioned, source=source
        )
        until = Period(found.books.year, 1, state.covered_until).end if state.covered_until else None
        yield figure.model_copy(update={"on": until})
    yield _forecast(found, row.id, row.name, expected=expected)
    deviation = expected.ore - budget
    figure = money_figure("ledger_deviation", _dims(found, row=row.id), row.name, ore=deviation, source=source)
    decisions = found.plan.decisions
    yield figure.model_copy(update={"note": decisions.action(row.id, found.by) or None if decisions else None})
    for month in range(1, found.through + 1):
        dims = _dims(found, row=row.id, month=f"{found.books.year}-{month:02}")
        yield money_figure("ledger_booked", dims, row.name, ore=state.booked[month - 1], source=source)


def _groups(found: FollowUp) -> Iterator[Figure]:
    """Each group that params declare: its rows added up, the range of the forecast too."""
    costs = {row.id: row for row in found.plan.budget.costs}
    for group in found.mapping.groups:
        rows = [costs[name] for name in group.rows]
        states, expected = [found.state(row) for row in rows], [found.forecast(row) for row in rows]
        budget, forecast = sum(map(found.budget, rows)), sum(each.ore for each in expected)
        named = {
            "budget": budget,
            "budget_to_date": sum(sum(state.budget[: found.through]) for state in states),
            "booked": sum(state.booked_to_date for state in states),
            "periodised": sum(state.periodised for state in states),
            "forecast": forecast,
            "deviation": forecast - budget,
        }
        dims, source = _dims(found, row=group.id), found.mapping.document.pinpoint(group.ref, group.source)
        for word, ore in named.items():
            yield money_figure(f"ledger_group_{word}", dims, group.name, ore=ore, source=source)


def _decided(found: FollowUp) -> Iterator[Figure]:
    """What the board has decided to add to a row since the budget, with number and financing in the note."""
    decisions = found.plan.decisions
    if decisions is None:
        return
    for decision in decisions.decisions:
        if decision.on <= found.by:
            dims, source = _dims(found, row=decision.row, option=decision.id), decisions.document.pinpoint(decision.ref)
            figure = money_figure("ledger_decision", dims, decision.text, ore=decision.ore, source=source)
            note = f"{decision.number}, finansieras med {decision.financing}"
            yield figure.model_copy(update={"on": decision.on, "note": note})


def _forecast(found: FollowUp, row: str, name: str, *, expected: Forecast) -> Figure:
    chosen = found.mapping.method(row)
    note = METHOD_NAMES[expected.method]
    if chosen is not None and expected.method == chosen.method:
        note = f"{note} ({chosen.because})"
    figure = money_figure("ledger_forecast", _dims(found, row=row), name, ore=expected.ore, source=_books(found))
    return figure.model_copy(update={"low": expected.low, "high": expected.high, "note": note})


def _unmapped(found: FollowUp) -> Iterator[Figure]:
    for row, name, ore in found.unmapped():
        yield money_figure("ledger_unmapped", _dims(found, row=row), name, ore=ore, source=_books(found))


def _totals(found: FollowUp, outcome: Money, expected: Money) -> Iterator[Figure]:
    """All costs, the result and equity on both bases; what is unmapped is among the costs."""
    year, source = found.books.year, _books(found)
    for money in (outcome, expected):
        dims = _dims(found, basis=money.basis)
        named = {
            ("ledger_costs", "Kostnader"): money.total_costs(year),
            ("ledger_result", "Resultat"): money.result(year),
            ("ledger_equity_opening", "Eget kapital vid årets början"): money.equity(year, OPENING),
            ("ledger_equity_closing", "Eget kapital"): money.equity(year, CLOSING),
        }
        if year in money.cash:
            named["ledger_cash", "Likvida medel"] = money.cash[year]
        for (measure, label), ore in named.items():
            yield money_figure(measure, dims, label, ore=ore, source=source)


def _incomes(found: FollowUp) -> Iterator[Figure]:
    budget = found.plan.budget
    for row in budget.income:
        if row.kind == "contributions":
            for payer in budget.contributions:
                yield from _income(found, row, payer.name, decided=payer.ore, payer=payer.id)
        if row.kind in _PAID:
            yield from _income(found, row, row.name, decided=found.budget(row))
            yield _forecast(found, row.id, row.name, expected=found.income_forecast(row))


def _income(found: FollowUp, row: IncomeRow, name: str, *, decided: int, payer: str | None = None) -> Iterator[Figure]:
    """Decided, invoiced (for external money: requisitioned) and paid: what is booked less what is still owed.

    What is owed stands on a balance account, so books without balances do not say what is paid.
    """
    invoiced = found.booked(row.id, payer)
    dims = _dims(found, row=row.id, payer=payer)
    named = {"ledger_decided": decided, "ledger_invoiced": invoiced}
    if found.books.has_balances:
        named["ledger_paid"] = invoiced - found.outstanding(row.id, payer)
    for measure, ore in named.items():
        yield money_figure(measure, dims, name, ore=ore, source=_books(found))


def _before(found: FollowUp, ledgers: Ledgers, period: Period) -> Iterator[Figure]:
    """The same months of the year before, row by row."""
    books = ledgers.year(period.year - 1)
    if books is None:
        return
    earlier = FollowUp(found.plan, books, min(found.through, books.last_month or MONTHS))
    incomes = [row for row in found.plan.budget.income if row.kind in _PAID]
    rows = [(row.id, row.name) for row in (*found.plan.budget.costs, *incomes)]
    for row, name in (*rows, *((row, name) for row, name, _ in earlier.unmapped())):
        dims = _dims(found, year=books.year, row=row)
        yield money_figure("ledger_booked", dims, name, ore=earlier.booked(row), source=_books(found))
