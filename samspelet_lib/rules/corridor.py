"""The corridor: the least and most new insatser the board can decide for a coming year.

The ceiling on equity asks for a least amount, the budget that is to hold with its buffer kept sets a most,
and the ceiling on administration asks for another least. Bounds are whole öre, a lower bound rounded up
and an upper one down, so that a printed bound always keeps its goal.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from samspelet_lib import swedish
from samspelet_lib.figure import Dims, Figure, Target
from samspelet_lib.plan.matpunkt import Matpunkt, MoneySelection
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules.finance import money_figure, share_figure
from samspelet_lib.rules.financial import is_equity_share, is_share_of_costs, readings_of
from samspelet_lib.rules.money import CLOSING, INSIDE, ON_TOP, OPENING, Money, amount

READINGS = {INSIDE: "bufferten ingår i eget kapital", ON_TOP: "bufferten ligger ovanpå eget kapital"}


@dataclass(frozen=True)
class Corridor:
    """New insatser in öre: the least for the equity ceiling and the most for the budget, buffer kept."""

    least: int
    most: int

    @property
    def is_open(self) -> bool:
        """Whether any amount keeps both goals."""
        return self.least <= self.most


def corridor(money: Money, year: int, *, ceiling: Fraction, buffer: str) -> Corridor:
    """The corridor of a year under one reading of the buffer.

    Source: the plan's financial mätpunkter on equity, buffer and budget.
    """
    equity = money.equity(year, CLOSING, buffer)
    least = math.ceil(equity - ceiling * money.contributions.get(year, 0))
    kept = money.buffer.get(year, 0) if buffer == INSIDE else 0
    return Corridor(max(0, least), money.equity(year, CLOSING) - kept)


def both(corridors: list[Corridor]) -> Corridor:
    """The corridor that keeps the goals under every reading."""
    return Corridor(max(c.least for c in corridors), min(c.most for c in corridors))


def least_for_administration(money: Money, year: int, *, ceiling: Fraction, administration: int) -> int:
    """The least new insatser, in öre, at which administration is no more than its share of all costs."""
    return max(0, math.ceil(administration / ceiling) - money.total_costs(year))


def unused_that_tips(money: Money, year: int, *, ceiling: Fraction, administration: int) -> int:
    """How much other cost, in öre, may go unused before administration passes its share; below 0 if passed."""
    return math.floor(money.total_costs(year) - administration / ceiling)


def corridor_figures(plan: Plan, money: Money) -> Iterator[Figure]:
    """The corridor of the year after the plan's, its conflict with administration, and this year's margin."""
    yield from _margins(plan, money)
    yield from _equity(plan, money)
    equity = ceiling_of(plan, is_equity_share)
    if equity is None or plan.year + 1 not in plan.budget.years:
        return
    year = plan.year + 1
    found = {reading: corridor(money, year, ceiling=equity, buffer=reading) for reading in READINGS}
    for reading, bounds in (found | {"both": both(list(found.values()))}).items():
        yield from _bounds(plan, year, (reading, bounds))
    ceiling = ceiling_of(plan, is_share_of_costs)
    for reading, label, administration in administrations(plan, money, year) if ceiling else ():
        least = least_for_administration(money, year, ceiling=ceiling or Fraction(1), administration=administration)
        yield _figure(plan, "corridor_administration", (year, reading, label), ore=least, at_least=True)


def _margins(plan: Plan, money: Money) -> Iterator[Figure]:
    ceiling = ceiling_of(plan, is_share_of_costs)
    if ceiling is None:
        return
    for reading, label, administration in administrations(plan, money, plan.year):
        margin = unused_that_tips(money, plan.year, ceiling=ceiling, administration=administration)
        yield _figure(plan, "administration_margin", (plan.year, reading, label), ore=margin, at_least=False)


def _equity(plan: Plan, money: Money) -> Iterator[Figure]:
    """Equity against its ceiling, year by year: the share, the most that is allowed and what is left under it."""
    ceiling, matpunkt = ceiling_of(plan, is_equity_share), find(plan, is_equity_share)
    for year in plan.budget.years if matpunkt and ceiling else ():
        assert matpunkt is not None
        most, base = (ceiling or 0) * money.contributions[year], money.contributions[year]
        source = plan.finance.document.pinpoint(matpunkt.ref)
        yield _figure(plan, "equity_most", (year, None, "Tak för eget kapital"), ore=math.floor(most), at_least=False)
        for at in (OPENING, CLOSING):
            equity, dims = money.equity(year, at), Dims(forbund=plan.forbund.id, year=year, reading=at)
            yield share_figure("equity_share", dims, matpunkt.name, parts=(equity, base), source=source)
            left = math.floor(most - equity)
            yield _figure(plan, "equity_margin", (year, at, "Kvar under taket"), ore=left, at_least=False)


def _bounds(plan: Plan, year: int, found: tuple[str, Corridor]) -> Iterator[Figure]:
    reading, bounds = found
    words = READINGS.get(reading, "båda läsningarna samtidigt")
    yield _figure(plan, "corridor_least", (year, reading, f"Minst, {words}"), ore=bounds.least, at_least=True)
    yield _figure(plan, "corridor_most", (year, reading, f"Högst, {words}"), ore=bounds.most, at_least=False)


def _figure(plan: Plan, measure: str, about: tuple[int, str | None, str], *, ore: int, at_least: bool) -> Figure:
    year, reading, label = about
    dims = Dims(forbund=plan.forbund.id, year=year, reading=reading)
    source = plan.budget.document.pinpoint(plan.budget.ref)
    figure = money_figure(measure, dims, label, ore=ore, source=source)
    shown = swedish.tkr_at_least(ore) if at_least else swedish.tkr_at_most(ore)
    return figure.model_copy(update={"shown": shown})


def ceiling_of(plan: Plan, is_wanted: Callable[[Matpunkt], bool]) -> Fraction | None:
    """The at-most target of the financial mätpunkt that is wanted; None where the plan has none, or allows nothing."""
    matpunkt = find(plan, is_wanted)
    if matpunkt is None or not isinstance(matpunkt.target, Target) or matpunkt.target.at_most is None:
        return None
    return Fraction(matpunkt.target.at_most) or None


def find(plan: Plan, is_wanted: Callable[[Matpunkt], bool]) -> Matpunkt | None:
    """The first financial mätpunkt that is wanted and sets a ceiling, not a floor."""
    return next((found for found in plan.finance.matpunkter if is_wanted(found) and not _is_floor(found)), None)


def _is_floor(matpunkt: Matpunkt) -> bool:
    return isinstance(matpunkt.target, Target) and matpunkt.target.at_most is None


def administrations(plan: Plan, money: Money, year: int) -> list[tuple[str, str, int]]:
    """Each reading of administration: id, words and amount in öre, in the order of params."""
    matpunkt = find(plan, is_share_of_costs)
    if matpunkt is None:
        return []
    found: list[tuple[str, str, int]] = []
    for reading in readings_of(matpunkt):
        count = (matpunkt.read_as(reading) if reading else matpunkt).count
        assert isinstance(count, MoneySelection), "is_share_of_costs has seen to it"
        name, words = (reading.id, reading.text) if reading else (matpunkt.id, matpunkt.name)
        found.append((name, words, amount(count, money, year) or 0))
    return found
