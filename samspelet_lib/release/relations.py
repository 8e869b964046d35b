"""The policy's relations among counts as disclosure control reads them, and whether they say enough."""

import difflib
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from samspelet_lib.errors import Fault, RefusedError
from samspelet_lib.figure import Figure
from samspelet_lib.plan.model import Plan
from samspelet_lib.plan.relations import POLICY_FILE, Counted, Relations
from samspelet_lib.release.disclosure import DisclosureRules, Flow, Overlap, Quantity, Same, Series, Sum
from samspelet_lib.release.meanings import passing_counts, same_counts
from samspelet_lib.rules.measures import MEASURES, is_measure

_PLACE = "disclosure, relations"


def relations_of(plan: Plan) -> dict[str, Any]:
    """Relations among measures, by their name in the disclosure rules; what is counted on the same rows is added."""
    told, year = plan.policy.disclosure.relations, plan.year
    declared = (
        Same(first=_quantity(first, year), second=_quantity(second, year))
        for same in told.same
        for first, second in pairwise(same.counts)
    )
    flows = (Flow(**{name: _quantity(getattr(flow, name), year) for name in Flow.model_fields}) for flow in told.flow)
    totals = (
        Sum(whole=_quantity(each.whole, year), parts=tuple(_quantity(part, year) for part in each.parts))
        for each in told.total
    )
    return {
        "same": (*declared, *same_counts(plan)),
        "flows": tuple(flows),
        "sums": tuple(totals),
        "overlapping": tuple(Overlap(**each.model_dump(exclude={"text"})) for each in told.overlap),
        "snapshots": (*_series(told.snapshot), *passing_counts(plan)),
        "constants": _series(told.constant),
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


def _quantity(counted: Counted, year: int) -> Quantity:
    return Quantity(**counted.model_dump(exclude={"year"}), year=str(year) if counted.year else None)


def _series(found: Iterable[Any]) -> tuple[Series, ...]:
    return tuple(Series(**each.model_dump(exclude={"text"})) for each in found)


def _unknown(name: str) -> Fault:
    close = difflib.get_close_matches(name, MEASURES, n=1)
    guess = f"Menade du ”{close[0]}”?" if close else "Måtten står i samspelet_lib/rules/measures.py."
    return Fault(POLICY_FILE, _PLACE, f"måttet ”{name}” finns inte.", guess)


def _untold(name: str) -> Fault:
    problem = f"måttet ”{name}” är om personer, men det står inte hur det hänger ihop med andra mått."
    return Fault(POLICY_FILE, _PLACE, problem, "Skriv det i same, flow eller total, eller i alone med skälet.")
