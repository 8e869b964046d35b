"""The financial mätpunkter: their value under each reading, and the verdict, unrounded."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from samspelet_lib import swedish
from samspelet_lib.figure import NOT_STATED, Dims, DisclosureClass, Figure, Target, Unit, Verdict
from samspelet_lib.plan.matpunkt import Kind, Matpunkt, MoneySelection, Reading
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules.finance import SHARE_DECIMALS
from samspelet_lib.rules.money import OPENING, Money, amount, is_kept, target_ore


def matpunkt_figures(plan: Plan, money: Money, years: Sequence[int] | None = None) -> Iterator[Figure]:
    """The financial mätpunkter per year and reading; for the plan's years unless others are named."""
    for matpunkt in plan.finance.matpunkter:
        for reading in readings_of(matpunkt):
            for year in plan.budget.years if years is None else years:
                figure = _figure(plan, money, (matpunkt, reading, year))
                if figure is not None:
                    yield figure


def readings_of(matpunkt: Matpunkt) -> list[Reading | None]:
    """The different ways the mätpunkt can be computed; [None] where there is only one.

    The first reading of a question is the one in use; another that sets nothing cannot be computed.
    """
    readings = {
        reading.id: reading
        for interpretation in matpunkt.interpretations
        for place, reading in enumerate(interpretation.readings)
        if reading.sets or place == 0
    }
    return list(readings.values()) or [None]


def _figure(plan: Plan, money: Money, which: tuple[Matpunkt, Reading | None, int]) -> Figure | None:
    matpunkt, reading, year = which
    as_read = matpunkt.read_as(reading) if reading else matpunkt
    found = measured(as_read, money, year)
    if found is None:
        return None
    is_share = as_read.kind is Kind.MONEY_SHARE
    verdict, reason = judge(as_read, money, year)
    return Figure(
        measure="financial",
        dims=_dims(plan, money, which),
        label=reading.text if reading else matpunkt.name,
        value=swedish.rounded(found.value, SHARE_DECIMALS + 2 if is_share else 0),
        unit=Unit.SHARE if is_share else Unit.ORE,
        decimals=SHARE_DECIMALS if is_share else 0,
        numerator=found.numerator,
        denominator=found.denominator,
        target=as_read.target if isinstance(as_read.target, Target) else None,
        verdict=verdict,
        verdict_reason=reason,
        disclosure=DisclosureClass.OPEN,
        nature=matpunkt.nature,
        sources=(
            plan.finance.document.pinpoint(matpunkt.ref),
            plan.budget.document.pinpoint(plan.budget.ref),
        ),
    )


def _dims(plan: Plan, money: Money, which: tuple[Matpunkt, Reading | None, int]) -> Dims:
    matpunkt, reading, year = which
    basis = None if money.basis == "budget" else money.basis
    reading_id = reading.id if reading else None
    return Dims(forbund=plan.forbund.id, year=year, matpunkt=matpunkt.id, reading=reading_id, basis=basis)


class Measured(NamedTuple):
    """An unrounded value with what it is made of, in öre."""

    value: Fraction
    numerator: int
    denominator: int | None


def measured(matpunkt: Matpunkt, money: Money, year: int) -> Measured | None:
    """The mätpunkt's value on this money; None where an amount is unknown."""
    top = matpunkt.value or matpunkt.count
    assert isinstance(top, MoneySelection), "loading lets money kinds select money only"
    numerator = amount(top, money, year)
    denominator = amount(matpunkt.base, money, year) if isinstance(matpunkt.base, MoneySelection) else None
    if numerator is None or (matpunkt.base is not None and not denominator):
        return None
    if matpunkt.kind is Kind.MONEY_SHARE and denominator:
        return Measured(Fraction(numerator, denominator), numerator, denominator)
    return Measured(Fraction(numerator), numerator, denominator)


def judge(matpunkt: Matpunkt, money: Money, year: int) -> tuple[Verdict | None, str]:
    """The verdict on this basis and why; None for the outcome of a year that is not over, which is information.

    What is already a fact (equity when the plan's first year opens, the outcome of a whole year) is reached
    or not; a budget or a forecast can only keep its target or put it at risk. A share of costs means
    nothing before insatser are decided.
    """
    found = measured(matpunkt, money, year)
    if found is None:
        return Verdict.NOT_YET, "Beloppet finns inte i planen."
    if matpunkt.target == NOT_STATED:
        return Verdict.NO_TARGET, "Planen anger inget målvärde."
    if is_share_of_costs(matpunkt) and money.insats_costs(year) == 0:
        return Verdict.NOT_APPLICABLE, "Ej meningsfull: inga insatser är beslutade för året."
    kept = _is_kept(matpunkt, found)
    if money.is_final or _is_fact(matpunkt, money, year):
        return (Verdict.REACHED if kept else Verdict.NOT_REACHED), _FACT[money.basis]
    if money.basis == "outcome":
        return None, "Det bokförda hittills är information; bedömningen vilar på helårsprognosen."
    return (Verdict.ON_TRACK if kept else Verdict.AT_RISK), _EXPECTED[money.basis]


_FACT = {
    "budget": "Preliminärt belopp vid årets början.",
    "outcome": "Enligt bokföringen för hela året.",
    "forecast": "Enligt bokföringen.",
}
_EXPECTED = {
    "budget": "Enligt budget; inget är bokfört ännu.",
    "forecast": "Enligt helårsprognosen.",
    "scenario": "Enligt scenariots antaganden.",
}


def _is_fact(matpunkt: Matpunkt, money: Money, year: int) -> bool:
    """Whether the value is known when the first year opens; what the year's costs come to is not."""
    top, base = matpunkt.value or matpunkt.count, matpunkt.base
    if not isinstance(top, MoneySelection) or top.at != OPENING or year != money.first_year:
        return False
    is_decided = not isinstance(base, MoneySelection) or set(base.money) == {"contributions"}
    return money.basis == "budget" or (money.basis == "forecast" and is_decided)


def is_share_of_costs(matpunkt: Matpunkt) -> bool:
    """Whether the mätpunkt is a share of all costs, as administration is."""
    return (
        matpunkt.kind is Kind.MONEY_SHARE
        and isinstance(matpunkt.base, MoneySelection)
        and "costs" in matpunkt.base.money
        and isinstance(matpunkt.count, MoneySelection)
        and all(term.startswith("group:") for term in matpunkt.count.money)
    )


def is_equity_share(matpunkt: Matpunkt) -> bool:
    """Whether the mätpunkt is equity as a share of something."""
    return (
        matpunkt.kind is Kind.MONEY_SHARE
        and isinstance(matpunkt.count, MoneySelection)
        and "equity" in matpunkt.count.money
    )


def _is_kept(matpunkt: Matpunkt, found: Measured) -> bool:
    if matpunkt.kind is Kind.AMOUNT:
        return found.numerator <= (found.denominator or 0)
    assert isinstance(matpunkt.target, Target), "loading asks these kinds for a target"
    if matpunkt.kind is Kind.LEVEL:
        return found.numerator >= target_ore(matpunkt.target)
    return is_kept(matpunkt.target, found.value)
