"""Questions to decide: every open interpretation, with the outcome under each reading.

An insats that leaves the same thing open about several mätpunkter has one question, not several.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samspelet_lib.figure import Figure, Mark, Outcome, Question, Unit, Verdict
from samspelet_lib.plan.documents import Document
from samspelet_lib.plan.matpunkt import Interpretation, Matpunkt, Reading
from samspelet_lib.plan.model import Plan
from samspelet_lib.swedish import tkr

NO_DATA = "kan inte räknas ännu; underlag saknas"
HIDDEN = "visas inte, av hänsyn till enskilda personer"


@dataclass(frozen=True)
class _Open:
    """One open interpretation and the mätpunkter of one owner that it is about."""

    owner: str | None
    document: Document
    interpretation: Interpretation
    matpunkter: list[Matpunkt]

    def question_id(self, plan: Plan) -> str:
        return f"{self.owner or plan.forbund.id}.{self.matpunkter[0].id}.{self.interpretation.id}"


_Found = dict[tuple[str | None, str | None, str | None], Figure]


def questions(plan: Plan, figures: Sequence[Figure]) -> list[Question]:
    """Every open interpretation of the plan, in the plan's order."""
    found: _Found = {
        (f.dims.insats, f.dims.matpunkt, f.dims.reading): f
        for f in figures
        if f.dims.matpunkt is not None and f.dims.year in {None, plan.year} and f.dims.sex is None
    }
    return [_question(plan, matter, found) for matter in _open(plan)]


def question_ids(plan: Plan) -> dict[tuple[str | None, str], tuple[str, ...]]:
    """The ids of the open questions about each mätpunkt, by its insats and id."""
    ids: dict[tuple[str | None, str], tuple[str, ...]] = {}
    for matter in _open(plan):
        for matpunkt in matter.matpunkter:
            key = (matter.owner, matpunkt.id)
            ids[key] = (*ids.get(key, ()), matter.question_id(plan))
    return ids


def _open(plan: Plan) -> list[_Open]:
    matters: dict[tuple[str | None, str, tuple[str, ...]], _Open] = {}
    for owner, document, matpunkt in plan.all_matpunkter():
        for interpretation in matpunkt.open_interpretations:
            key = (owner, interpretation.text, tuple(reading.text for reading in interpretation.readings))
            matters.setdefault(key, _Open(owner, document, interpretation, [])).matpunkter.append(matpunkt)
    return list(matters.values())


def _question(plan: Plan, matter: _Open, found: _Found) -> Question:
    name = plan.insats(matter.owner).name if matter.owner else plan.forbund.short_name
    return Question(
        id=matter.question_id(plan),
        about=f"{name}: {'; '.join(matpunkt.name for matpunkt in matter.matpunkter)}",
        text=matter.interpretation.text,
        who=matter.interpretation.who,
        outcomes=tuple(_outcomes(matter, found)),
        sources=tuple(matter.document.pinpoint(matpunkt.ref) for matpunkt in matter.matpunkter),
    )


def _outcomes(matter: _Open, found: _Found) -> Iterator[Outcome]:
    for place, reading in enumerate(matter.interpretation.readings):
        figures = [
            _figure(matter, matpunkt, found, reading=reading, is_used=place == 0) for matpunkt in matter.matpunkter
        ]
        known = [
            (m, f) for m, f in zip(matter.matpunkter, figures, strict=True) if f is not None and f.value is not None
        ]
        verdicts = {figure.verdict for _, figure in known}
        result = _result(matter, known) if known else _why_none(reading, figures)
        yield Outcome(reading=reading.id, text=reading.text, result=result, verdict=_one(verdicts))


def _why_none(reading: Reading, figures: Sequence[Figure | None]) -> str:
    is_hidden = any(figure is not None and figure.mark is Mark.HIDDEN for figure in figures)
    return HIDDEN if is_hidden else reading.why_not or NO_DATA


def _figure(matter: _Open, matpunkt: Matpunkt, found: _Found, *, reading: Reading, is_used: bool) -> Figure | None:
    figure = found.get((matter.owner, matpunkt.id, reading.id))
    return figure or (found.get((matter.owner, matpunkt.id, None)) if is_used else None)


def _result(matter: _Open, known: Sequence[tuple[Matpunkt, Figure]]) -> str:
    if len(matter.matpunkter) == 1:
        return _printed(known[0][1])
    return "; ".join(f"{matpunkt.name}: {_printed(figure)}" for matpunkt, figure in known)


def _printed(figure: Figure) -> str:
    if figure.unit is Unit.ORE and figure.denominator is not None:
        return f"{figure.printed} av {tkr(figure.denominator)} tkr"
    return figure.printed


def _one(verdicts: set[Verdict | None]) -> Verdict | None:
    return next(iter(verdicts)) if len(verdicts) == 1 else None
