"""Pools: what small insatser that ask the same thing of the same people show together, as one figure.

Which insatser are in a pool follows from the plan and from who has delivered, never from what is hidden of each,
so that a pool tells nobody why a figure of its own is hidden. Whether it is shown is decided with everything else.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from samspelet_lib import swedish
from samspelet_lib.figure import POOLED, Dims, DisclosureClass, Figure, Mark, Unit
from samspelet_lib.plan.model import Plan
from samspelet_lib.plan.policy import Pooling
from samspelet_lib.release.declared import PLUS
from samspelet_lib.release.meanings import asks
from samspelet_lib.release.quantities import counts_of, parts_of

_CLASSES = frozenset({DisclosureClass.EXPERIENCE, DisclosureClass.PERSON})  # what is sensitive is only ever of all
_WHOLE = frozenset({"forbund", "period", "insats", "matpunkt", "row", "wave"})  # no split, and no other reading
_UNITS = frozenset({Unit.COUNT, Unit.SHARE})  # medians and means do not add up
_SUMMED = ("answers", "invited")
_UNKNOWN = "I underlaget finns också de som saknar uppgift."  # how many is not told: one insats' would tell the other's


class _Asked(NamedTuple):
    """What is asked, in words that are the same for the same thing."""

    measure: str
    meaning: str
    where: tuple[tuple[str, str], ...]
    unit: Unit
    disclosure: DisclosureClass


def pools(figures: Sequence[Figure], plan: Plan) -> Iterator[Figure]:
    """The figures of several insatser together that the policy lets be shown in place of those of each.

    A pool has no verdict: a target is set for each insats, and says nothing of them together.

    Source: params/policy.toml, disclosure, pooling.
    """
    settings = plan.policy.disclosure.pooling
    names = {insats.id: insats.name for insats in plan.insatser if settings and insats.group in settings.groups}
    found: dict[_Asked, list[Figure]] = defaultdict(list)
    for figure in figures:
        if settings and figure.dims.insats in names and _can_be_pooled(figure, settings):
            found[_asked(figure, plan)].append(figure)
    for members in found.values():
        if len(members) > 1:
            yield _pool(members, names)


def in_place_of_hidden(figures: Sequence[Figure]) -> Iterator[Figure]:
    """The figures without the pools that are hidden themselves, or of which every member is shown."""
    hidden = {figure.id for figure in figures if figure.mark is Mark.HIDDEN}
    for figure in figures:
        if not figure.members or (figure.value is not None and not hidden.isdisjoint(figure.members)):
            yield figure


def _can_be_pooled(figure: Figure, settings: Pooling) -> bool:
    is_whole = {name for name, _ in figure.dims.items()} <= _WHOLE
    is_asked = figure.measure in settings.measures and figure.disclosure in _CLASSES and figure.unit in _UNITS
    counts = counts_of(figure)
    is_known = figure.value is not None and counts.keys() == set(parts_of(figure)) and counts.get("denominator") != 0
    return is_whole and is_asked and is_known


def _asked(figure: Figure, plan: Plan) -> _Asked:
    dims = dict(figure.dims.items())
    insats, matpunkt = dims.pop("insats"), dims.pop("matpunkt", None)
    own = [asks(each) for each in plan.insats(insats).matpunkter if each.id == matpunkt]
    return _Asked(figure.measure, "".join(own), tuple(sorted(dims.items())), figure.unit, figure.disclosure)


def _pool(members: Sequence[Figure], names: dict[str, str]) -> Figure:
    """The sum of the figures; it is called by the insatser in the plan's order."""
    first = members[0]
    insatser = [str(figure.dims.insats) for figure in members]
    dims = dict(first.dims.items()) | {"pool": PLUS.join(sorted(insatser))}
    return Figure(
        measure=f"{first.measure}{POOLED}",
        dims=Dims.model_validate({name: value for name, value in dims.items() if name != "insats"}),
        label=f"{swedish.enumerate_words([names[insats] for insats in insatser])} tillsammans",
        unit=first.unit,
        decimals=first.decimals,
        base_label=_shared([figure.base_label for figure in members]),
        disclosure=first.disclosure,
        nature=first.nature,
        sources=tuple(dict.fromkeys(source for figure in members for source in figure.sources)),
        note=" ".join(_notes(members, [names[insats] for insats in insatser])) or None,
        members=tuple(sorted(figure.id for figure in members)),
        **_summed(members),
    )


def _notes(members: Sequence[Figure], names: Sequence[str]) -> Iterator[str]:
    """What a reader must know of those that it is the sum of: who lacks facts, and how far each is known."""
    if any(figure.missing for figure in members):
        yield _UNKNOWN
    known: dict[str, list[str]] = defaultdict(list)
    for figure, name in zip(members, names, strict=True):
        for day in swedish.until_days(figure.note or ""):
            known[day].append(name)
    if known:
        each = [f"{day} för {swedish.enumerate_words(own)}" for day, own in known.items()]
        yield f"Uppgifterna når till och med {swedish.enumerate_words(each)}."


def _shared(words: Sequence[str | None]) -> str | None:
    """The word that all have; None where they differ, as when one owner has counted."""
    return words[0] if len(set(words)) == 1 else None


def _summed(members: Sequence[Figure]) -> dict[str, Any]:
    first = members[0]
    counts = {part: sum(counts_of(figure)[part] for figure in members) for part in parts_of(first)}
    each = {name: [getattr(figure, name) for figure in members] for name in _SUMMED}
    answered = {name: None if None in own else sum(own) for name, own in each.items()}
    if first.unit is not Unit.SHARE:
        return counts | answered
    share = Fraction(counts["numerator"], counts["denominator"])
    return counts | answered | {"value": swedish.rounded(share, first.decimals + 2)}
