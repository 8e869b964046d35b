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
        blocked = yield [(bound, hidden - {item}) for bound in wanted]
        exposed = [bound for bound, core in zip(wanted, blocked, strict=True) if core is not None]
        if exposed:
            needs[item] = exposed[0]
        else:
            hidden -= {item}
    return needs


def _freeing(reach: Reach, bound: Bound, hidden: frozenset[int]) -> frozenset[int]:
    """The items to hide for one bound; everything where no world was found within the limits."""
    everything = reach.system.standing(Standing.HIDEABLE) - hidden
    nearest = reach.nearest(bound, hidden)
    return everything if nearest is None else nearest & everything
