"""The policy's relations among counts as disclosure control reads them, and whether they say enough."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from samspelet_lib.errors import Fault, RefusedError
from samspelet_lib.figure import Figure
from samspelet_lib.plan.matpunkt import Kind, Matpunkt
from samspelet_lib.plan.model import Plan
from samspelet_lib.plan.relations import POLICY_FILE, CarriedCount, Counted, Relations
from samspelet_lib.release.declared import Carried, Flow, Overlap, Quantity, Same, Series, Sum
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.meanings import answer_counts, carried_counts, passing_counts, same_counts
from samspelet_lib.rules.measures import MEASURES, is_measure
from samspelet_lib.rules.taking_part import is_about_everybody

_PLACE = "disclosure, relations"
_MATPUNKT = "matpunkt"
_TOOK_PART = {"participants", "participants_unsplit"}
_FROM_ROWS = {"year_stock", "case_persons"}  # made of rows alone: then participants are counted on those
_COUNTED_WHOLE = {Kind.COUNT, Kind.DISTRIBUTION}


def relations_of(plan: Plan) -> dict[str, Any]:
    """Relations among measures, by their name in the disclosure rules; what is counted on the same rows is added."""
    told, year = plan.policy.disclosure.relations, plan.year
    declared = (
        Same(first=_quantity(first, year), second=_quantity(second, year))
        for same in told.same
        for first, second in pairwise(same.counts)
    )
    bases, positive = answer_counts(plan)
    flows = (Flow(**{name: _quantity(getattr(flow, name), year) for name in Flow.model_fields}) for flow in told.flow)
    totals = (
        Sum(whole=_quantity(each.whole, year), parts=tuple(_quantity(part, year) for part in each.parts))
        for each in told.total
    )
    return {
        "same": (*declared, *same_counts(plan), *bases),
        "flows": tuple(flows),
        "sums": (*totals, *positive),
        "overlapping": tuple(Overlap(**each.model_dump(exclude={"text"})) for each in told.overlap),
        "snapshots": (*_series(told.snapshot), *passing_counts(plan)),
        "constants": _series(told.constant),
        "carried": (*(rule for each in told.carried for rule in _carried(each, year)), *carried_counts(plan)),
    }


def check_measures(names: Iterable[str]) -> None:
    """Refuses a policy that names a measure which no rule makes.

    Raises:
        RefusedError: with every such measure.
    """
    unknown = sorted({name for name in names if not is_measure(name)})
    if unknown:
        raise RefusedError("Policyn godtas inte. Inget har publicerats.", [_unknown(name) for name in unknown])


def check_covered(figures: Iterable[Figure], relations: Relations, rules: DisclosureRules) -> None:
    """Refuses figures about people of which nobody has said how they hang together with others.

    Raises:
        RefusedError: with every such measure.
    """
    told = {each.measure for each in relations.named}
    open_ones = sorted({each.measure for each in figures if rules.is_hideable(each)} - told)
    if open_ones:
        raise RefusedError("Policyn räcker inte. Inget har publicerats.", [_untold(name) for name in open_ones])


def check_own_counts(figures: Iterable[Figure], plan: Plan, rules: DisclosureRules) -> None:
    """Refuses an insats whose owner counts the participants, where nobody has said that a mätpunkt counts the same.

    Without rows the number of participants is that of a mätpunkt which is about them all: one hides what the other
    tells.

    Raises:
        RefusedError: with every such mätpunkt.
    """
    found = list(figures)
    measures: dict[str, set[str]] = defaultdict(set)
    for figure in found:
        measures[figure.dims.insats or ""].add(figure.measure)
    counted = {(figure.dims.insats, figure.dims.matpunkt) for figure in found if _is_counted(figure, rules)}
    faults = [
        _untied(measure, insats.id, matpunkt)
        for insats in plan.insatser
        for measure in sorted(measures[insats.id] & _TOOK_PART)
        for matpunkt in insats.matpunkter
        if measures[insats.id].isdisjoint(_FROM_ROWS) and (insats.id, matpunkt.id) in counted
        if is_about_everybody(matpunkt) and not _is_tied(rules, measure, (insats.id, matpunkt.id))
    ]
    if faults:
        raise RefusedError("Policyn räcker inte. Inget har publicerats.", faults)


def _is_counted(figure: Figure, rules: DisclosureRules) -> bool:
    return figure.measure == _MATPUNKT and figure.value is not None and rules.is_hideable(figure)


def _is_tied(rules: DisclosureRules, measure: str, about: tuple[str, str]) -> bool:
    """Whether the measure is said to be the same count as the mätpunkt of an insats."""
    insats, matpunkt = about
    for each in rules.same:
        here = {(end.measure, end.matpunkt) for end in (each.first, each.second) if end.insats in (None, insats)}
        if here == {(measure, None), (_MATPUNKT, matpunkt)}:
            return True
    return False


def _untied(measure: str, insats: str, matpunkt: Matpunkt) -> Fault:
    part = "value" if matpunkt.kind in _COUNTED_WHOLE else "denominator"
    line = f'{{ measure = "{_MATPUNKT}", insats = "{insats}", matpunkt = "{matpunkt.id}", part = "{part}" }}'
    problem = (
        f"{insats} räknar själv sina deltagare, och mätpunkten ”{matpunkt.name}” är om samma personer. "
        "Ingen rad har de två antalen bredvid varandra, så det ena kan visa vad det andra döljer."
    )
    return Fault(
        POLICY_FILE,
        f"{_PLACE}, same",
        problem,
        f'Lägg till en rad med just de två: counts = [{{ measure = "{measure}" }}, {line}].',
    )


def _quantity(counted: Counted, year: int) -> Quantity:
    named = {None: None, "this": str(year), "last": str(year - 1)}
    return Quantity(**counted.model_dump(exclude={"year"}), year=named[counted.year])


def _carried(told: CarriedCount, year: int) -> Iterator[Carried]:
    """What the year tells again; and what the next does, where that says of which year it is."""
    is_named = "last" in {told.then.year, told.now.year}
    for again in (year, year + 1) if is_named else (year,):
        yield Carried(then=_quantity(told.then, again), now=_quantity(told.now, again), days=told.days)


def _series(found: Iterable[Any]) -> tuple[Series, ...]:
    return tuple(Series(**each.model_dump(exclude={"text"})) for each in found)


def _unknown(name: str) -> Fault:
    close = difflib.get_close_matches(name, MEASURES, n=1)
    guess = f"Menade du ”{close[0]}”?" if close else "Måtten står i samspelet_lib/rules/measures.py."
    return Fault(POLICY_FILE, _PLACE, f"måttet ”{name}” finns inte.", guess)


def _untold(name: str) -> Fault:
    problem = f"måttet ”{name}” är om personer, men det står inte hur det hänger ihop med andra mått."
    return Fault(POLICY_FILE, _PLACE, problem, "Skriv det i same, flow eller total, eller i alone med skälet.")
