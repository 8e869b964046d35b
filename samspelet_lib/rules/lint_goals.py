"""Findings about the financial mål: ceilings under each reading, margins and next year's corridor."""

from collections.abc import Iterator
from fractions import Fraction

from samspelet_lib.figure import Figure, Finding, NamedAmount, Severity, Verdict
from samspelet_lib.plan.matpunkt import Kind, Matpunkt, MoneySelection
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules.corridor import (
    READINGS,
    administrations,
    ceiling_of,
    corridor,
    find,
    least_for_administration,
    unused_that_tips,
)
from samspelet_lib.rules.financial import is_equity_share, is_share_of_costs, matpunkt_figures
from samspelet_lib.rules.lint_budget import amount_of
from samspelet_lib.rules.money import OPENING, Money
from samspelet_lib.swedish import percent, tkr, tkr_at_least, tkr_at_most

_BROKEN = {Verdict.NOT_REACHED, Verdict.AT_RISK}


def goal_findings(plan: Plan, money: Money) -> Iterator[Finding]:
    """Every finding about the financial mätpunkter on the plan's own figures."""
    figures = list(matpunkt_figures(plan, money))
    for matpunkt in plan.finance.matpunkter:
        for year in plan.budget.years:
            own = [f for f in figures if f.dims.matpunkt == matpunkt.id and f.dims.year == year]
            yield from _readings_that_break(plan, money, (matpunkt, year, own))
    yield from _margins(plan, money)
    yield from _meaningless(plan, money)
    yield from _corridor(plan, money)
    yield from _undecided_money(plan)


def _readings_that_break(plan: Plan, money: Money, about: tuple[Matpunkt, int, list[Figure]]) -> Iterator[Finding]:
    matpunkt, year, figures = about
    broken = [figure for figure in figures if figure.verdict in _BROKEN]
    if not broken:
        return
    every = len(broken) == len(figures)
    how = "under varje läsning" if every else f"under {len(broken)} av {len(figures)} läsningar"
    yield Finding(
        id=f"goal.{matpunkt.id}.{year}",
        severity=Severity.CONTRADICTION if year == plan.year else Severity.NOTICE,
        title=f"{matpunkt.name} {year}: planens egna tal håller inte målet {how}",
        text=f"”{matpunkt.text}” {_worst(plan, money, (matpunkt, year))}".strip(),
        settle="Styrelsen beslutar vilken läsning som gäller, och vid behov hur målet ska nås.",
        figures=tuple(NamedAmount(label=figure.label, text=figure.printed) for figure in figures),
        sources=broken[0].sources,
    )


def _worst(plan: Plan, money: Money, about: tuple[Matpunkt, int]) -> str:
    """How far equity lies over the ceiling when the year opens, in words; empty for other goals."""
    matpunkt, year = about
    ceiling = ceiling_of(plan, is_equity_share)
    if not is_equity_share(matpunkt) or ceiling is None or year != plan.year:
        return ""
    base = money.contributions[year]
    opening, most = money.equity(year, OPENING), ceiling * base
    if opening <= most or not base:
        return ""
    return (
        f"Vid årets början är eget kapital {tkr(opening)} tkr, {percent(Fraction(opening, base), 2)} av tilldelade "
        f"{tkr(base)} tkr. Taket är {tkr_at_most(most)} tkr; eget kapital ligger {tkr(opening - most)} tkr över."
    )


def _margins(plan: Plan, money: Money) -> Iterator[Finding]:
    ceiling, matpunkt = ceiling_of(plan, is_share_of_costs), _administration(plan)
    rows = [row.ore(plan.year) for row in plan.budget.costs if row.group in money.insats_groups]
    if ceiling is None or matpunkt is None or not rows:
        return
    for reading, words, administration in administrations(plan, money, plan.year):
        margin = unused_that_tips(money, plan.year, ceiling=ceiling, administration=administration)
        if 0 <= margin < min(rows):
            share = Fraction(administration, money.total_costs(plan.year))
            yield Finding(
                id=f"margin.{matpunkt.id}.{reading}",
                severity=Severity.NOTICE,
                title=f"{matpunkt.name}: {tkr_at_most(margin)} tkr i oanvända kostnader räcker för att missa målet",
                text=(
                    f"Läst som ”{words}” är andelen {percent(share, 2)}. Blir andra kostnader {tkr_at_most(margin)} "
                    "tkr lägre än budget är taket nått; varje krona till bryter målet, utan att administrationen ökat."
                ),
                settle="Styrelsen beslutar vad som räknas som administration.",
                figures=(NamedAmount(label=words, text=percent(share, 2)), amount_of("Marginal", margin)),
                sources=(plan.finance.document.pinpoint(matpunkt.ref),),
            )


def _administration(plan: Plan) -> Matpunkt | None:
    return find(plan, is_share_of_costs)


def _meaningless(plan: Plan, money: Money) -> Iterator[Finding]:
    matpunkt = _administration(plan)
    for year in plan.budget.years if matpunkt else ():
        if money.insats_costs(year) == 0 and money.total_costs(year):
            shares = [
                NamedAmount(label=words, text=percent(Fraction(amount, money.total_costs(year)), 1))
                for _, words, amount in administrations(plan, money, year)
            ]
            assert matpunkt is not None
            yield Finding(
                id=f"meaningless.{matpunkt.id}.{year}",
                severity=Severity.NOTICE,
                title=f"{matpunkt.name} {year} är ej meningsfull",
                text=f"Inga insatser är beslutade för {year}, så nästan alla kostnader är förbundets egna.",
                settle=f"Styrelsen beslutar om insatser för {year}.",
                figures=tuple(shares),
                sources=(plan.finance.document.pinpoint(matpunkt.ref), plan.budget.document.pinpoint(plan.budget.ref)),
            )


def _corridor(plan: Plan, money: Money) -> Iterator[Finding]:
    year, equity, ceiling = plan.year + 1, ceiling_of(plan, is_equity_share), ceiling_of(plan, is_share_of_costs)
    if equity is None or ceiling is None or year not in plan.budget.years:
        return
    broadest = max(administrations(plan, money, year), key=lambda found: found[2])
    least = least_for_administration(money, year, ceiling=ceiling, administration=broadest[2])
    found = {words: corridor(money, year, ceiling=equity, buffer=reading) for reading, words in READINGS.items()}
    if all(bounds.least <= max(bounds.least, least) <= bounds.most for bounds in found.values()):
        return
    spans = tuple(
        NamedAmount(label=words, text=f"{tkr_at_least(bounds.least)}–{tkr_at_most(bounds.most)} tkr")
        for words, bounds in found.items()
    )
    yield Finding(
        id=f"corridor.{year}",
        severity=Severity.GAP,
        title=f"Alla finansiella mål kan inte nås {year} under varje läsning",
        text=(
            f"Nya insatser {year} ryms inom spannen nedan om eget kapital och budget ska hålla. Räknas administration "
            f"som ”{broadest[1]}” behövs minst {tkr_at_least(least)} tkr i nya insatser för att hålla dess mål."
        ),
        settle="Styrelsen beslutar om bufferten ingår i eget kapital och vad som räknas som administration.",
        figures=(*spans, NamedAmount(label=f"Minst för {broadest[1]}", text=f"{tkr_at_least(least)} tkr")),
        sources=(plan.budget.document.pinpoint(plan.budget.ref),),
    )


def _undecided_money(plan: Plan) -> Iterator[Finding]:
    """The buffer read as part of equity or not, and as equity or cash: two questions that move other goals."""
    for matpunkt in plan.finance.matpunkter:
        for interpretation in matpunkt.open_interpretations:
            selections = [
                selection
                for reading in interpretation.readings
                if isinstance(selection := _selection(matpunkt.read_as(reading)), MoneySelection)
            ]
            kinds = {
                "inside": _differ(selections, "buffer"),
                "cash": matpunkt.kind is Kind.LEVEL and _differ(selections, "money"),
            }
            for name, holds in kinds.items():
                if holds:
                    yield Finding(
                        id=f"buffer.{name}.{matpunkt.id}.{interpretation.id}",
                        severity=Severity.GAP,
                        title=_BUFFER_TITLES[name],
                        text=interpretation.text,
                        settle="Styrelsen beslutar; till dess visas målen under båda läsningarna.",
                        figures=(
                            NamedAmount(label="Läsningar", text="; ".join(r.text for r in interpretation.readings)),
                        ),
                        sources=(plan.finance.document.pinpoint(matpunkt.ref),),
                    )


_BUFFER_TITLES = {
    "inside": "Planen säger inte om bufferten ingår i eget kapital",
    "cash": "Planen säger inte om bufferten är eget kapital eller likvida medel",
}


def _selection(matpunkt: Matpunkt) -> object:
    return matpunkt.value or matpunkt.count


def _differ(selections: list[MoneySelection], attribute: str) -> bool:
    return len({getattr(selection, attribute) for selection in selections}) > 1
