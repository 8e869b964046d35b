"""What to hide where the least cannot be found in reasonable work: one exposed count at a time.

For each exposed target the world is sought that frees it at the least weighted deviation from what is
shown, and the items that this world contradicts are hidden. Deviation stands in for the number of items,
which makes it a small programme of its own whatever the size of the component. Afterwards whatever turned
out to be unnecessary is shown again (`irreducible`), as after the exact method.
"""

from collections.abc import Sequence

from samspelet_lib.release.lockstep import Steps
from samspelet_lib.release.reach import Reach
from samspelet_lib.release.system import Standing
from samspelet_lib.release.worlds import Bound

_FIRST = 8  # bounds that are asked about before it is known whether any is exposed


def enough(reach: Reach, wanted: Sequence[Bound]) -> frozenset[int]:
    """Items whose hiding leaves no target exposed; not always the lightest."""
    hidden: frozenset[int] = frozenset()
    for bound in wanted:
        if not reach.believes(bound, hidden):
            hidden |= _freeing(reach, bound, hidden)
    return hidden


def irreducible(reach: Reach, wanted: Sequence[Bound], hidden: frozenset[int]) -> Steps[dict[int, Bound]]:
    """The items that have to stay hidden, each with a target that it would expose if it were shown again.

    The heaviest are tried first, and whatever exposes nothing is shown.
    """
    items = reach.system.items
    needs: dict[int, Bound] = {}
    for item in sorted(hidden, key=lambda place: (-items[place].weight, items[place].id)):
        exposed = yield from _first_exposed(wanted, hidden - {item})
        if exposed:
            needs[item] = exposed
        else:
            hidden -= {item}
    return needs


def _first_exposed(wanted: Sequence[Bound], hidden: frozenset[int]) -> Steps[Bound | None]:
    """The first bound that cannot be true: a few are asked about, and then twice as many, and so on."""
    start, count = 0, _FIRST
    while start < len(wanted):
        some = wanted[start : start + count]
        blocked = yield [(bound, hidden) for bound in some]
        for bound, core in zip(some, blocked, strict=True):
            if core is not None:
                return bound
        start, count = start + count, 2 * count
    return None


def _freeing(reach: Reach, bound: Bound, hidden: frozenset[int]) -> frozenset[int]:
    """The items to hide for one bound; everything where no world was found within the limits."""
    everything = reach.system.standing(Standing.HIDEABLE) - hidden
    nearest = reach.nearest(bound, hidden)
    return everything if nearest is None else nearest & everything
