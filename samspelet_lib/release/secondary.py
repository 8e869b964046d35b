"""What more is hidden so that nothing protected can be worked out, component by component."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from samspelet_lib.release.attainable import Attainable, attainable
from samspelet_lib.release.components import split
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.reach import Bound, Reach
from samspelet_lib.release.suppress_exact import least
from samspelet_lib.release.suppress_heuristic import enough, irreducible
from samspelet_lib.release.system import Standing, System

_LAST = 1000  # how much heavier a figure weighs that gives way only when nothing else helps


@dataclass(frozen=True)
class Secondary:
    """What is hidden to protect other counts.

    Attributes:
        protects: id of each hidden figure → id of a figure that would be exposed were it shown.
        exposed: figures that what was published before exposes whatever is hidden today.
        is_least: whether the total weight is the least possible; False where the heuristic had to do.
    """

    protects: dict[str, str]
    exposed: tuple[str, ...]
    is_least: bool


def secondary(system: System, rules: DisclosureRules) -> Secondary:
    """The least that must be hidden of the system's items.

    Where what was published before would expose a count, figures of a class that yields may be hidden too.
    """
    asked = [attainable(Reach(part, rules.nodes)) for part in split(system)]
    if any(each.late for each in asked):
        asked = [attainable(Reach(part, rules.nodes)) for part in split(_yielding(system, asked))]
    exposed = {target.figure for each in asked for target in each.late}
    solved = [_solved(each.reach, rules) for each in asked]
    return Secondary(
        {item: other for part in solved for item, other in part.protects.items()},
        tuple(sorted(exposed)),
        all(part.is_least for part in solved),
    )


def _yielding(system: System, asked: Sequence[Attainable]) -> System:
    """The system with what yields in exposed components made hideable, and no more asked than the policy allows."""
    number = {name: place for place, name in enumerate(system.cells)}
    names = {
        item.id for each in asked if each.late for item in each.reach.system.items if item.standing is Standing.YIELDING
    }
    items = (
        replace(item, standing=Standing.HIDEABLE, weight=item.weight * _LAST) if item.id in names else item
        for item in system.items
    )
    targets = (
        replace(target, cell=number[each.reach.system.cells[target.cell]]) for each in asked for target in each.asked
    )
    return replace(system, items=tuple(items), targets=tuple(targets))


def _solved(reach: Reach, rules: DisclosureRules) -> Secondary:
    """What is hidden in one component: the least where it can be found, in any case nothing in vain."""
    items = reach.system.items
    wanted = _bounds(reach.system)
    hidden = None
    if len(reach.system.standing(Standing.HIDEABLE)) <= rules.exact_items:
        hidden = least(reach, list(wanted), rules.rounds)
    is_least = hidden is not None
    hidden = irreducible(reach, list(wanted), enough(reach, list(wanted)) if hidden is None else hidden)
    protects = {items[item].id: _needs(reach, wanted, hidden - {item}) for item in sorted(hidden)}
    return Secondary(protects, (), is_least)


def _bounds(system: System) -> dict[Bound, str]:
    """What a reader must be able to believe, and the figure that it protects."""
    wanted: dict[Bound, str] = {}
    for target in sorted(system.targets, key=lambda each: (each.figure, each.cell)):
        sides = ((-1, target.low), (1, target.high))
        wanted |= {Bound(target.cell, sign, side): target.figure for sign, side in sides if side is not None}
    return wanted


def _needs(reach: Reach, wanted: Mapping[Bound, str], fewer: frozenset[int]) -> str:
    """The first figure that would be exposed with so few items hidden."""
    return next(figure for bound, figure in wanted.items() if not reach.believes(bound, fewer))
