"""Questions to decide: every open interpretation, with the outcome under each reading."""

from collections.abc import Iterator, Sequence

from samspelet_lib.figure import Figure, Outcome, Question
from samspelet_lib.plan.documents import Document
from samspelet_lib.plan.matpunkt import Interpretation, Matpunkt
from samspelet_lib.plan.model import Plan

NO_DATA = "kan inte räknas ännu; underlag saknas"


def questions(plan: Plan, figures: Sequence[Figure]) -> list[Question]:
    """Every open interpretation of the plan, in the plan's order."""
    found = {(f.dims.insats, f.dims.matpunkt, f.dims.reading): f for f in figures if f.dims.year in {None, plan.year}}
    return [
        _question(plan, (owner, document, matpunkt, interpretation), found)
        for owner, document, matpunkt in plan.all_matpunkter()
        for interpretation in matpunkt.open_interpretations
    ]


def question_ids(plan: Plan, owner: str | None, matpunkt: Matpunkt) -> tuple[str, ...]:
    """The ids of the open questions about a mätpunkt."""
    name = owner or plan.forbund.id
    return tuple(f"{name}.{matpunkt.id}.{i.id}" for i in matpunkt.open_interpretations)


_Found = dict[tuple[str | None, str | None, str | None], Figure]


def _question(plan: Plan, about: tuple[str | None, Document, Matpunkt, Interpretation], found: _Found) -> Question:
    owner, document, matpunkt, interpretation = about
    name = plan.insats(owner).name if owner else plan.forbund.short_name
    return Question(
        id=f"{owner or plan.forbund.id}.{matpunkt.id}.{interpretation.id}",
        about=f"{name}: {matpunkt.name}",
        text=interpretation.text,
        who=interpretation.who,
        outcomes=tuple(_outcomes((owner, matpunkt), interpretation, found)),
        sources=(document.pinpoint(matpunkt.ref),),
    )


def _outcomes(which: tuple[str | None, Matpunkt], interpretation: Interpretation, found: _Found) -> Iterator[Outcome]:
    owner, matpunkt = which
    for reading in interpretation.readings:
        figure = found.get((owner, matpunkt.id, reading.id))
        if figure is None:
            yield Outcome(reading=reading.id, text=reading.text, result=NO_DATA)
        else:
            yield Outcome(
                reading=reading.id, text=reading.text, result=figure.printed or NO_DATA, verdict=figure.verdict
            )
