"""How closely each hidden count can be told: the least and the most it can be."""

from collections.abc import Sequence
from typing import NamedTuple

from samspelet_lib.release.audit_world import Seen, World
from samspelet_lib.release.components import split
from samspelet_lib.release.reach import MANY, Bound, Reach

_NOTHING_HIDDEN: frozenset[int] = frozenset()
_NODES = 100_000


class Told(NamedTuple):
    """What can be told of a count: it is one of `low` to `high`, and by which relations."""

    low: int
    high: int
    relations: tuple[str, ...]

    @property
    def is_contradiction(self) -> bool:
        """Whether no number is left."""
        return self.low > self.high


VAGUE = Told(0, MANY, ())


def told(world: World, attacked: Sequence[Seen]) -> dict[Seen, Told]:
    """The counts under attack of which more can be told than that they may be small and may be large."""
    found: dict[Seen, Told] = {}
    for part in split(world.system(attacked)):
        reach = Reach(part, _NODES)
        for target in part.targets:
            seen = attacked[int(target.figure)]
            if not _is_vague(reach, target.cell, (world.rules.low, world.rules.threshold)):
                found[seen] = _closely(reach, target.cell)
    return found | {seen: _as_printed(world, seen) for seen in attacked if world.printed(seen) is not None}


def _as_printed(world: World, seen: Seen) -> Told:
    value = world.printed(seen) or 0
    return Told(value, value, ("redovisat i en annan tabell",))


def _is_vague(reach: Reach, cell: int, bounds: tuple[int, int]) -> bool:
    low, high = bounds
    return reach.believes(Bound(cell, -1, low), _NOTHING_HIDDEN) and reach.believes(
        Bound(cell, 1, high), _NOTHING_HIDDEN
    )


def _closely(reach: Reach, cell: int) -> Told:
    try:
        low = reach.extreme(cell, -1, _NOTHING_HIDDEN)
        high = reach.extreme(cell, 1, _NOTHING_HIDDEN)
    except ValueError:
        return Told(1, 0, tuple(sorted({row.relation for row in reach.system.rows})))
    above = reach.reasons(Bound(cell, 1, high + 1), _NOTHING_HIDDEN)
    below = reach.reasons(Bound(cell, -1, low - 1), _NOTHING_HIDDEN)
    return Told(low, high, tuple(sorted({*above, *below})))
