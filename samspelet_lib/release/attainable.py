"""How well a count can be protected at all, given what is always shown and what was shown before."""

from dataclasses import dataclass, replace

from samspelet_lib.release.reach import Bound, Reach
from samspelet_lib.release.system import Standing, Target


@dataclass(frozen=True)
class Attainable:
    """What can be asked for in one component.

    Attributes:
        reach: the component with its targets lowered to what hiding everything that may be hidden attains.
        asked: its targets as far as the policy itself allows them.
        late: targets that what was published before keeps from what the policy allows.
    """

    reach: Reach
    asked: tuple[Target, ...]
    late: tuple[Target, ...]


def attainable(reach: Reach) -> Attainable:
    """What can be asked for in a component.

    What the policy always shows may by itself tell more of a count than the protection allows: of four
    participants at most four are women. Then no more is asked than that the rest adds nothing to it.
    """
    asked, had, late = [], [], []
    for target in reach.system.targets:
        low, high = _side(reach, target, -1), _side(reach, target, 1)
        asked.append(replace(target, low=low[0], high=high[0]))
        had.append(replace(target, low=low[1], high=high[1]))
        late += [target] if asked[-1] != had[-1] else []
    lowered = Reach(replace(reach.system, targets=tuple(had)), reach.nodes, reach.worlds)
    return Attainable(lowered, tuple(asked), tuple(late))


def _side(reach: Reach, target: Target, sign: int) -> tuple[int | None, int | None]:
    """One side of a target: as far as the policy allows it, and as far as it can be had."""
    value = target.low if sign < 0 else target.high
    if value is None:
        return None, None
    bound = Bound(target.cell, sign, value)
    system = reach.system
    hideable = system.standing(Standing.HIDEABLE)
    todays = frozenset(place for place, item in enumerate(system.items) if item.is_todays)
    if target.is_earlier and not reach.believes(bound, todays):
        return None, None  # earlier releases told it already
    if reach.believes(bound, hideable):
        return value, value
    had = reach.extreme(target.cell, sign, hideable)
    without_history = hideable | system.standing(Standing.EARLIER)
    if target.is_earlier or reach.believes(bound, without_history):
        return value, had
    return reach.extreme(target.cell, sign, without_history), had
