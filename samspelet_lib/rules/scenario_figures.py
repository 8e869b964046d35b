"""The scenarios as figures: what may be committed, and what equity, buffer, cash and administration become."""

from collections.abc import Iterator, Sequence

from samspelet_lib import swedish
from samspelet_lib.data.ledger import Ledgers
from samspelet_lib.figure import UNDECIDED, Dims, Figure, Pinpoint
from samspelet_lib.period import Period
from samspelet_lib.plan.documents import Document, Statement
from samspelet_lib.plan.matpunkt import Kind
from samspelet_lib.plan.model import Plan
from samspelet_lib.plan.scenarios import Scenario
from samspelet_lib.rules.corridor import (
    READINGS,
    Corridor,
    administrations,
    both,
    ceiling_of,
    corridor,
    least_for_administration,
)
from samspelet_lib.rules.finance import money_figure, share_figure
from samspelet_lib.rules.financial import is_equity_share, is_share_of_costs, matpunkt_figures
from samspelet_lib.rules.ledger import follow_up
from samspelet_lib.rules.money import CLOSING, Money
from samspelet_lib.rules.scenario import (
    BUDGETED,
    Start,
    forecast_start,
    new_ore,
    scenario_money,
    without_new,
)

BOTH = "both"
FITS, TOO_LITTLE, TOO_MUCH, CLOSED = (
    "ryms",
    "för lite för taket",
    "för mycket för budgeten",
    "inget belopp håller båda målen",
)


def scenario_figures(plan: Plan, ledgers: Ledgers | None, period: Period) -> list[Figure]:
    """Every scenario's figures, in öre and shares; none where params have no scenario.

    Dims scenario and year; basis `forecast` where the plan's own year is the forecast's, not the
    budget's. Measures: `scenario_new`, `scenario_change` (row), `scenario_costs`, `scenario_result`,
    `scenario_equity`, `scenario_free`, `scenario_cash`, `scenario_equity_share`, `scenario_least`, `scenario_most`,
    `scenario_administration` (reading) and `scenario_financial` (matpunkt, reading).

    Source: params, scenarios.toml.
    """
    if plan.scenarios is None:
        return []
    found = follow_up(plan, ledgers, period)
    starts = [BUDGETED, *([forecast_start(found)] if found else [])]
    return [figure for scenario in plan.scenarios.scenarios for figure in _scenario(plan, scenario, starts)]


def scenario_texts(plan: Plan) -> list[tuple[Document, str, tuple[Statement, ...]]]:
    """What each scenario assumes in words, and who has decided it, as (document, section, statements)."""
    if plan.scenarios is None:
        return []
    texts = tuple(
        Statement(id=found.id, name=found.name, text=_said(found), ref=found.ref, source=found.source)
        for found in plan.scenarios.scenarios
    )
    return [(plan.scenarios.document, "scenario", texts)]


def _said(scenario: Scenario) -> str:
    if scenario.decided_by == UNDECIDED:
        return f"{scenario.text} Ej beslutat."
    return f"{scenario.text} Beslutat av {scenario.decided_by} ({scenario.decided_on})."


def _source(plan: Plan, scenario: Scenario) -> Pinpoint:
    assert plan.scenarios is not None, "scenario_figures has seen to it"
    return plan.scenarios.document.pinpoint(scenario.ref, scenario.source)


def _changes(plan: Plan, scenario: Scenario) -> Iterator[Figure]:
    """The rows that become something else, as assumed."""
    names = {row.id: row.name for row in (*plan.budget.income, *plan.budget.costs)}
    for change in scenario.changes:
        row = next(row for row in (*plan.budget.income, *plan.budget.costs) if row.id == change.row)
        assumed = row.model_copy(update={"amounts_tkr": change.amounts_tkr})
        for year in change.amounts_tkr:
            dims = Dims(forbund=plan.forbund.id, year=year, row=row.id, scenario=scenario.id)
            source = _source(plan, scenario)
            yield money_figure("scenario_change", dims, names[row.id], ore=assumed.ore(year), source=source)


def _scenario(plan: Plan, scenario: Scenario, starts: Sequence[Start]) -> Iterator[Figure]:
    """The scenario from each start; the mätpunkter from the last, which knows most."""
    yield from _changes(plan, scenario)
    for start in starts:
        money = scenario_money(plan, scenario, start)
        for year in plan.budget.years[1:]:
            dims = _dims(plan, scenario, start, year=year)
            yield from _position(money, dims, _source(plan, scenario))
            yield from _room(plan, (scenario, start), dims)
    yield from _goals(plan, scenario, starts[-1])


def _goals(plan: Plan, scenario: Scenario, start: Start) -> Iterator[Figure]:
    money = scenario_money(plan, scenario, start)
    for figure in matpunkt_figures(plan, money, plan.budget.years[1:]):
        if figure.dims.matpunkt in _judged(plan):
            told = figure.dims.model_copy(update={"scenario": scenario.id, "basis": _basis(start)})
            yield figure.model_copy(update={"measure": "scenario_financial", "dims": told})


def _judged(plan: Plan) -> set[str]:
    """The mätpunkter that a scenario can be held against; a year that has no decided budget cannot break it."""
    return {matpunkt.id for matpunkt in plan.finance.matpunkter if matpunkt.kind is not Kind.AMOUNT}


def _dims(plan: Plan, scenario: Scenario, start: Start, *, year: int) -> Dims:
    return Dims(forbund=plan.forbund.id, year=year, scenario=scenario.id, basis=_basis(start))


def _basis(start: Start) -> str | None:
    return None if start.basis == "budget" else start.basis


def _position(money: Money, dims: Dims, source: Pinpoint) -> Iterator[Figure]:
    year = dims.year or 0
    closing = money.equity(year, CLOSING)
    named = {
        ("scenario_costs", "Kostnader"): money.total_costs(year),
        ("scenario_result", "Resultat"): money.result(year),
        ("scenario_equity", "Eget kapital vid årets slut"): closing,
        ("scenario_free", "Eget kapital utöver bufferten"): closing - money.buffer.get(year, 0),
        ("scenario_cash", "Likvida medel vid årets slut"): money.cash.get(year),
    }
    for (measure, label), ore in named.items():
        if ore is not None:
            yield money_figure(measure, dims, label, ore=ore, source=source)
    shares = (closing, money.contributions.get(year, 0))
    yield share_figure("scenario_equity_share", dims, "Eget kapital av bidragen", parts=shares, source=source)


def _room(plan: Plan, about: tuple[Scenario, Start], dims: Dims) -> Iterator[Figure]:
    """All the new insatser that the board can decide for the year, the scenario's other years as they are."""
    (scenario, start), year = about, dims.year or 0
    bare = scenario_money(plan, without_new(scenario, year), start)
    equity = ceiling_of(plan, is_equity_share)
    found = {reading: corridor(bare, year, ceiling=equity, buffer=reading) for reading in READINGS} if equity else {}
    source = _source(plan, scenario)
    yield _new(found, (scenario, dims), source)
    for reading, bounds in (found | ({BOTH: both(list(found.values()))} if found else {})).items():
        words = READINGS.get(reading, "båda läsningarna samtidigt")
        yield _bound("scenario_least", dims, (reading, words), ore=bounds.least, source=source)
        yield _bound("scenario_most", dims, (reading, words), ore=bounds.most, source=source)
    ceiling = ceiling_of(plan, is_share_of_costs)
    for reading, words, administration in administrations(plan, bare, year) if ceiling else ():
        assert ceiling is not None
        least = least_for_administration(bare, year, ceiling=ceiling, administration=administration)
        yield _bound("scenario_administration", dims, (reading, words), ore=least, source=source)


def _new(found: dict[str, Corridor], about: tuple[Scenario, Dims], source: Pinpoint) -> Figure:
    scenario, dims = about
    ore = new_ore(scenario, dims.year or 0)
    figure = money_figure("scenario_new", dims, scenario.name, ore=ore, source=source)
    return figure.model_copy(update={"note": fit(both(list(found.values())), ore) if found else None})


def fit(room: Corridor, ore: int) -> str:
    """In words, how an amount of new insatser fits in the room of both readings."""
    if not room.is_open:
        return CLOSED
    if ore < room.least:
        return TOO_LITTLE
    return TOO_MUCH if ore > room.most else FITS


def _bound(measure: str, dims: Dims, reading: tuple[str, str], *, ore: int, source: Pinpoint) -> Figure:
    """A bound, rounded inwards in print: a least amount up, a most amount down."""
    name, words = reading
    figure = money_figure(measure, dims.model_copy(update={"reading": name}), words, ore=ore, source=source)
    shown = swedish.tkr_at_most(ore) if measure == "scenario_most" else swedish.tkr_at_least(ore)
    return figure.model_copy(update={"shown": shown})
