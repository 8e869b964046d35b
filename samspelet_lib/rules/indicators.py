"""The mätpunkter of insatser and structure as figures, one kind at a time."""

from samspelet_lib.figure import Dims, Figure, Mark, Unit, Verdict
from samspelet_lib.plan.documents import Document
from samspelet_lib.plan.matpunkt import Matpunkt
from samspelet_lib.plan.model import Plan

NO_DELIVERY = "Ingen leverans har kommit in."


def indicator_figures(plan: Plan, period: str) -> list[Figure]:
    """One figure for every mätpunkt that is not about money."""
    financial = {matpunkt.id for matpunkt in plan.finance.matpunkter}
    return [
        _undelivered(plan, period, (owner, document, matpunkt))
        for owner, document, matpunkt in plan.all_matpunkter()
        if owner is not None or matpunkt.id not in financial
    ]


def _undelivered(plan: Plan, period: str, about: tuple[str | None, Document, Matpunkt]) -> Figure:
    owner, document, matpunkt = about
    return Figure(
        measure="matpunkt",
        dims=Dims(forbund=plan.forbund.id, insats=owner, matpunkt=matpunkt.id, period=period),
        label=matpunkt.name,
        mark=Mark.MISSING,
        unit=Unit.COUNT,
        verdict=Verdict.NOT_YET,
        verdict_reason=NO_DELIVERY,
        disclosure=matpunkt.disclosure,
        nature=matpunkt.nature,
        sources=(document.pinpoint(matpunkt.ref),),
    )
