"""How well a count can be protected at all, given what is always shown and what was shown before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from samspelet_lib.release.components import split
from samspelet_lib.release.lockstep import Steps
from samspelet_lib.release.reach import Question, Reach, as_far
from samspelet_lib.release.system import Standing, System, Target
from samspelet_lib.release.worlds import Bound


@dataclass(frozen=True)
class Attainable:
    """What can be asked for in one component.

    Attributes:
        asked: its targets as far as the policy itself allows them.
        had: its targets as far as they are attained when everything is hidden that may be.
        late: targets that what was published before keeps from what the policy allows.
    """

    reach: Reach
    asked: tuple[Target, ...]
    had: tuple[Target, ...]
    late: tuple[Target, ...]


class _Side(NamedTuple):
    """One side of a target."""

    target: Target
    bound: Bound


class PolicyAlone:
    """The system without what was published before and might have been hidden, taken apart on demand."""

    def __init__(self, system: System, nodes: int) -> None:
        items = tuple(item for item in system.items if item.standing is not Standing.EARLIER)
        self._system = replace(system, items=items)
        self._nodes = nodes

    def allows(self, asked: Sequence[tuple[str, int, int]]) -> list[int]:
        """For each (cell's name, sign, value) the value, or how near to it the cell may be believed to come."""
        return as_far([Question(*self._question(*each)) for each in asked])

    def _question(self, name: str, sign: int, value: int) -> tuple[Reach, Bound, frozenset[int]]:
        reach, cell = self._places[name]
        return reach, Bound(cell, sign, value), reach.system.standing(Standing.HIDEABLE)

    @cached_property
    def _places(self) -> dict[str, tuple[Reach, int]]:
        reaches = [Reach(part, self._nodes) for part in split(self._system)]
        return {name: (reach, cell) for reach in reaches for cell, name in enumerate(reach.system.cells)}


def attainable(reach: Reach, policy: PolicyAlone) -> Steps[Attainable]:
    """What can be asked for in a component.

    What the policy always shows may by itself tell more of a count than the protection allows: of four
    participants at most four are women. Then no more is asked than that the rest adds nothing to it.
    """
    targets = yield from _as_left(reach, reach.system.targets)
    open_sides = yield from _still_open(reach, _sides(targets))
    hideable = reach.system.standing(Standing.HIDEABLE)
    blocked = yield [(side.bound, hideable) for side in open_sides]
    lacking = [side for side, core in zip(open_sides, blocked, strict=True) if core is not None]
    had = {side: side.bound.value for side in open_sides}
    had |= dict(zip(lacking, as_far([Question(reach, side.bound, hideable) for side in lacking]), strict=True))
    asked = {side: side.bound.value for side in open_sides}
    todays = [side for side in lacking if not side.target.is_earlier]
    allowed = policy.allows([(reach.system.cells[cell], sign, value) for _, (cell, sign, value) in todays])
    asked |= dict(zip(todays, allowed, strict=True))
    _keep_apart(asked, lambda cell, value: policy.allows([(reach.system.cells[cell], -1, value)])[0])
    _keep_apart(had, lambda cell, value: _as_low_as(reach, cell, value))
    return Attainable(
        reach,
        tuple(_lowered(target, asked) for target in targets),
        tuple(_lowered(target, had) for target in targets),
        tuple(target for target in targets if _lowered(target, asked) != _lowered(target, had)),
    )


def _as_left(reach: Reach, targets: Sequence[Target]) -> Steps[tuple[Target, ...]]:
    """The targets; one that was hidden and told to be few even then must not become a single number now."""
    todays = _todays(reach)
    few = [target for target in targets if target.is_earlier and target.low is not None]
    blocked = yield [(Bound(target.cell, 1, (target.low or 0) + 1), todays) for target in few]
    most = {
        target: reach.extreme(target.cell, 1, todays)
        for target, core in zip(few, blocked, strict=True)
        if core is not None
    }
    return tuple(
        replace(target, low=most[target] - 1, high=most[target]) if most.get(target, 0) > 0 else target
        for target in targets
    )


def _todays(reach: Reach) -> frozenset[int]:
    return frozenset(place for place, item in enumerate(reach.system.items) if item.is_todays)


def _keep_apart(values: dict[_Side, int], lowest: Callable[[int, int], int]) -> None:
    """Asks for one less where a count cannot be as large as it should: both sides would be one and the same number."""
    high = {side.target: value for side, value in values.items() if side.bound.sign > 0}
    for side, low in list(values.items()):
        most = high.get(side.target, low + 1)
        if side.bound.sign < 0 and most <= low:
            values[side] = lowest(side.bound.cell, most - 1)


def _as_low_as(reach: Reach, cell: int, value: int) -> int:
    """The value, or how near to it the cell may be believed to come when everything is hidden that may be."""
    return as_far([Question(reach, Bound(cell, -1, value), reach.system.standing(Standing.HIDEABLE))])[0]


def _sides(targets: Sequence[Target]) -> list[_Side]:
    both = [(target, sign, target.low if sign < 0 else target.high) for target in targets for sign in (-1, 1)]
    return [_Side(target, Bound(target.cell, sign, value)) for target, sign, value in both if value is not None]


def _still_open(reach: Reach, sides: list[_Side]) -> Steps[list[_Side]]:
    """Those that earlier releases have not told already."""
    todays = _todays(reach)
    earlier = [side for side in sides if side.target.is_earlier]
    blocked = yield [(side.bound, todays) for side in earlier]
    told = {side for side, core in zip(earlier, blocked, strict=True) if core is not None}
    return [side for side in sides if side not in told]


def _lowered(target: Target, values: dict[_Side, int]) -> Target:
    found = {side.bound.sign: values.get(side) for side in _sides([target])}
    return replace(target, low=found.get(-1), high=found.get(1))
