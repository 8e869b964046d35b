"""What more is hidden so that nothing protected can be worked out, component by component."""

from collections.abc import Mapping
from dataclasses import dataclass

from samspelet_lib.release.components import split
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.reach import Bound, Reach
from samspelet_lib.release.suppress_exact import least
from samspelet_lib.release.suppress_heuristic import enough, irreducible
from samspelet_lib.release.system import Standing, System, Target


@dataclass(frozen=True)
class Secondary:
    """What is hidden to protect other counts.

    Attributes:
        protects: id of each hidden figure → id of a figure that would be exposed were it shown.
        exposed: figures that what was published before, or always is, exposes whatever is hidden today.
        is_least: whether the total weight is the least possible; False where the heuristic had to do.
    """

    protects: dict[str, str]
    exposed: tuple[str, ...]
    is_least: bool


def secondary(system: System, rules: DisclosureRules) -> Secondary:
    """The least that must be hidden of the system's items."""
    protects: dict[str, str] = {}
    exposed: set[str] = set()
    is_least = True
    for part in split(system):
        reach = Reach(part, rules.nodes)
        wanted, lost = _attainable(reach)
        hidden = None
        if len(part.standing(Standing.HIDEABLE)) <= rules.exact_items:
            hidden = least(reach, list(wanted), rules.rounds)
        is_least &= hidden is not None
        hidden = irreducible(reach, list(wanted), enough(reach, list(wanted)) if hidden is None else hidden)
        protects |= {part.items[item].id: _needs(reach, wanted, hidden - {item}) for item in sorted(hidden)}
        exposed |= lost
    return Secondary(protects, tuple(sorted(exposed)), is_least)


def _attainable(reach: Reach) -> tuple[dict[Bound, str], set[str]]:
    """What can be asked for, with the figure it protects, and figures for which it is too late.

    What the policy always shows may by itself tell more of a count than the protection allows: of four
    participants at most four are women. Then no more is asked than that the rest adds nothing.
    """
    wanted: dict[Bound, str] = {}
    exposed: set[str] = set()
    for target in sorted(reach.system.targets, key=lambda each: (each.figure, each.cell)):
        for bound in (Bound(target.cell, -1, target.low), Bound(target.cell, 1, target.high)):
            nearest, is_late = _nearest(reach, target, bound)
            wanted |= {nearest: target.figure} if nearest else {}
            exposed |= {target.figure} if is_late else set()
    return wanted, exposed


def _nearest(reach: Reach, target: Target, bound: Bound) -> tuple[Bound | None, bool]:
    """The bound or what can be had of it, and whether what was published before is to blame."""
    hideable = reach.system.standing(Standing.HIDEABLE)
    todays = hideable | reach.system.standing(Standing.SHOWN)
    if target.is_earlier and not reach.believes(bound, todays):
        return None, False
    if reach.believes(bound, hideable):
        return bound, False
    without_history = hideable | reach.system.standing(Standing.EARLIER)
    is_late = target.is_earlier or reach.believes(bound, without_history)
    return bound._replace(value=reach.extreme(bound.cell, bound.sign, hideable)), is_late


def _needs(reach: Reach, wanted: Mapping[Bound, str], fewer: frozenset[int]) -> str:
    """The first figure that would be exposed with so few items hidden."""
    return next(figure for bound, figure in wanted.items() if not reach.believes(bound, fewer))
