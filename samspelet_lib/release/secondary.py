"""What more is hidden so that nothing protected can be worked out, component by component."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from samspelet_lib.release.attainable import Attainable, PolicyAlone, attainable
from samspelet_lib.release.components import split
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.lockstep import Steps, together
from samspelet_lib.release.reach import Reach, check_agreed
from samspelet_lib.release.suppress_exact import least
from samspelet_lib.release.suppress_heuristic import enough, irreducible
from samspelet_lib.release.system import Standing, System, Target
from samspelet_lib.release.worlds import Bound

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

    Raises:
        ContradictionError: what is shown, today or before, cannot all be true.
    """
    asked = _asked(system, rules)
    late = [each for each in asked if each.late]
    if late and rules.yielding:
        again = _asked(_yielding(system, asked), rules, about={name for each in late for name in _names(each)})
        redone = {name for each in again for name in _names(each)}
        asked = [*again, *(each for each in asked if redone.isdisjoint(_names(each)))]
    exposed = {target.figure for each in asked for target in each.late}
    solved = together([(each.reach, _solved(each, rules)) for each in asked])
    return Secondary(
        {item: other for part in solved for item, other in part.protects.items()},
        tuple(sorted(exposed)),
        all(part.is_least for part in solved),
    )


def _names(part: Attainable) -> set[str]:
    """The cells that are protected in a component."""
    return {part.reach.system.cells[target.cell] for target in part.asked}


def _asked(system: System, rules: DisclosureRules, about: Collection[str] | None = None) -> list[Attainable]:
    """What can be asked for, in each component where there is a choice or a history, and today's release has a part.

    With `about` only the components that hold one of these cells are looked at.

    Raises:
        ContradictionError: what is shown in one of them cannot all be true.
    """
    policy = PolicyAlone(system, rules.nodes)
    reaches = [
        Reach(part, rules.nodes)
        for part in split(system)
        if part.standing(Standing.HIDEABLE, Standing.EARLIER)
        and any(item.is_todays for item in part.items)
        and (about is None or not set(about).isdisjoint(part.cells))
    ]
    check_agreed(reaches)
    return together([(reach, attainable(reach, policy)) for reach in reaches])


def _yielding(system: System, asked: Sequence[Attainable]) -> System:
    """The system with what yields in exposed components hideable, and asking no more than the policy allows."""
    number = {name: place for place, name in enumerate(system.cells)}
    late = [each for each in asked if each.late]
    names = {item.id for each in late for item in each.reach.system.items if item.standing is Standing.YIELDING}
    items = (
        replace(item, standing=Standing.HIDEABLE, weight=item.weight * _LAST) if item.id in names else item
        for item in system.items
    )
    targets = (
        replace(target, cell=number[each.reach.system.cells[target.cell]]) for each in asked for target in each.asked
    )
    return replace(system, items=tuple(items), targets=tuple(targets))


def _solved(part: Attainable, rules: DisclosureRules) -> Steps[Secondary]:
    """What is hidden in one component: the least where it can be found, in any case nothing in vain."""
    reach, items = part.reach, part.reach.system.items
    figures = _bounds(part.had)
    wanted = list(figures)
    hidden = None
    if len(reach.system.standing(Standing.HIDEABLE)) <= rules.exact_items:
        hidden = yield from least(reach, wanted, rules.rounds)
    is_least = hidden is not None
    needs = yield from irreducible(reach, wanted, enough(reach, wanted) if hidden is None else hidden)
    return Secondary({items[item].id: figures[bound] for item, bound in needs.items()}, (), is_least)


def _bounds(targets: Sequence[Target]) -> dict[Bound, str]:
    """What a reader must be able to believe, and the figure that it protects."""
    wanted: dict[Bound, str] = {}
    for target in sorted(targets, key=lambda each: (each.figure, each.cell)):
        sides = ((-1, target.low), (1, target.high))
        wanted |= {Bound(target.cell, sign, side): target.figure for sign, side in sides if side is not None}
    return wanted
