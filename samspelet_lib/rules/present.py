"""Results of kinds as figures: rounded for print, with notes in plain words."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from samspelet_lib.data.dimensions import PERSONAL, dimension
from samspelet_lib.data.tables import load_tables
from samspelet_lib.figure import NOT_CONCERNED, Dims, DisclosureClass, Figure, Mark, Target, Unit
from samspelet_lib.period import Period
from samspelet_lib.plan.documents import Document
from samspelet_lib.plan.matpunkt import Matpunkt, RowSelection
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules.result import Result
from samspelet_lib.swedish import number, rounded

About = tuple[str | None, Document, Matpunkt]

UNSPLIT = {DisclosureClass.OPEN, DisclosureClass.ACTIVITY}
_MOST_DECIMALS = 4


def to_figure(plan: Plan, period: Period, about: About, *, result: Result) -> Figure:
    """The result as a figure of the mätpunkt."""
    owner, document, matpunkt = about
    target = matpunkt.target if result.verdict and isinstance(matpunkt.target, Target) else None
    decimals = result.decimals or _decimals(result, target)
    dims = {"forbund": plan.forbund.id, "insats": owner, "matpunkt": matpunkt.id, "period": str(period)}
    return Figure(
        measure=result.measure,
        dims=Dims.model_validate(dims | dict(result.dims)),
        label=result.label or matpunkt.name,
        value=_value(result, decimals),
        mark=_mark(result),
        unit=result.unit,
        decimals=decimals,
        numerator=result.numerator,
        denominator=result.denominator,
        base_label=result.base_label,
        answers=result.answers,
        invited=result.invited,
        missing=result.missing,
        low=None if result.low is None else rounded(result.low, _MOST_DECIMALS),
        high=None if result.high is None else rounded(result.high, _MOST_DECIMALS),
        on=result.on,
        target=target,
        verdict=result.verdict,
        verdict_reason=result.reason,
        disclosure=_disclosure(matpunkt, result),
        nature=matpunkt.nature,
        sources=(document.pinpoint(matpunkt.ref),),
        note=" ".join(_notes(result)) or None,
    )


def _value(result: Result, decimals: int) -> Decimal | None:
    if result.value is None:
        return None
    return rounded(result.value, decimals + 2 if result.unit is Unit.SHARE else decimals)


def _mark(result: Result) -> Mark | None:
    if result.value is not None:
        return None
    return Mark.NOT_APPLICABLE if result.is_in_words else Mark.MISSING


def _decimals(result: Result, target: Target | None) -> int:
    """As few decimals as print a share without making it look as if it reached a target that it misses."""
    if result.unit is not Unit.SHARE or result.value is None or target is None or target.at_least is None:
        return 0
    wanted = Fraction(target.at_least)
    if result.value >= wanted:
        return 0
    return next((d for d in range(_MOST_DECIMALS) if rounded(result.value * 100, d) < wanted * 100), _MOST_DECIMALS)


def _disclosure(matpunkt: Matpunkt, result: Result) -> DisclosureClass:
    """The mätpunkt's class; what is split by who people are is about persons."""
    if result.disclosure is not None:
        return max(result.disclosure, matpunkt.disclosure, key=list(DisclosureClass).index)
    if matpunkt.disclosure in UNSPLIT and _splits_people(matpunkt, result):
        return DisclosureClass.PERSON
    return matpunkt.disclosure


def _splits_people(matpunkt: Matpunkt, result: Result) -> bool:
    """Whether it is a part of a whole of persons: by sex, age or kommun, or by anything else that is told of them."""
    if PERSONAL & set(result.dims):
        return True
    base = matpunkt.base
    is_of_people = isinstance(base, RowSelection) and load_tables()[base.table].is_people
    return is_of_people and bool({dimension(column) for column in matpunkt.by} & set(result.dims))


def _notes(result: Result) -> Iterator[str]:
    if result.not_due:
        yield f"{number(result.not_due)} har ännu inte haft sin tid och räknas varken som ja eller nej."
    if result.not_applicable:
        yield f"{number(result.not_applicable)} {NOT_CONCERNED} och räknas inte."
    if result.missing and result.answers is None:
        yield f"{number(result.missing)} saknar uppgift."
    yield from result.notes
