"""The least that must be hidden, by an integer programme to which cuts are added as they are found.

The programme chooses items to hide. As long as some target can be told too closely, it is given a cut: a
set of shown items such that the target stays exposed even if everything else is hidden, so that one of
them must go. When no target is exposed, no choice costs less: every cut is a necessity.

The cut is read off the linear relaxation: the items that hold the target back are those whose rows have a
dual price. Cutting them down further, to sets of which every item counts, was tried and costs more
questions than it saves; it is done only where fractions free the target and whole numbers do not.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from samspelet_lib.release.lockstep import Steps
from samspelet_lib.release.reach import Reach
from samspelet_lib.release.system import Standing, System
from samspelet_lib.release.worlds import Bound


def least(reach: Reach, wanted: Sequence[Bound], rounds: int) -> Steps[frozenset[int] | None]:
    """The items to hide at the least total weight; None where the limits were met first.

    Items count by their place in the system. Equal losses are told apart by the items' ids.
    """
    cuts: set[frozenset[int]] = set()
    for _ in range(rounds):
        hidden = _cheapest(reach.system, sorted(map(sorted, cuts)), reach.nodes)
        if hidden is None:
            return None
        found = yield from _cuts(reach.system, wanted, hidden)
        if not found:
            return hidden
        cuts |= found
    return None


def _cuts(system: System, wanted: Sequence[Bound], hidden: frozenset[int]) -> Steps[set[frozenset[int]]]:
    """The cuts that the choice does not meet: for each bound one after another, until it would hold."""
    hideable = system.standing(Standing.HIDEABLE)
    found: set[frozenset[int]] = set()
    trial = dict.fromkeys(wanted, hidden)
    while trial:
        blocked = yield list(trial.items())
        cores = {bound: core & hideable for bound, core in zip(trial, blocked, strict=True) if core is not None}
        vague = {bound: core for bound, core in cores.items() if core == hideable - trial[bound]}
        cores |= yield from _smallest(system, vague)
        found |= set(cores.values())
        trial = {bound: trial[bound] | core for bound, core in cores.items() if core}
    return found


def _smallest(system: System, cores: dict[Bound, frozenset[int]]) -> Steps[dict[Bound, frozenset[int]]]:
    """Each set cut down until none of its items can be done without."""
    hideable = system.standing(Standing.HIDEABLE)
    cores = dict(cores)
    untried = {bound: _lightest_first(system, core) for bound, core in cores.items()}
    while untried := {bound: items for bound, items in untried.items() if items}:
        tried = {bound: items.pop(0) for bound, items in untried.items()}
        asked = {bound: hideable - (cores[bound] - {item}) for bound, item in tried.items()}
        replies = yield list(asked.items())
        for (bound, item), core in zip(tried.items(), replies, strict=True):
            if core is not None:  # exposed without the item too
                cores[bound] = (cores[bound] - {item}) & core
                untried[bound] = [each for each in untried[bound] if each in cores[bound]]
    return cores


def _lightest_first(system: System, items: frozenset[int]) -> list[int]:
    return sorted(items, key=lambda place: (system.items[place].weight, place))


def _cheapest(system: System, cuts: Sequence[Sequence[int]], nodes: int) -> frozenset[int] | None:
    """The lightest choice that meets every cut; ties go to the items that come first by id."""
    if not cuts:
        return frozenset()
    choice = sorted({item for cut in cuts for item in cut}, key=lambda place: system.items[place].id)
    column = {item: number for number, item in enumerate(choice)}
    rows = np.zeros((len(cuts), len(choice)))
    for number, cut in enumerate(cuts):
        rows[number, [column[item] for item in cut]] = 1
    more_than_all_ranks = len(choice) * (len(choice) + 1)
    cost = [system.items[item].weight * more_than_all_ranks + rank for rank, item in enumerate(choice)]
    result: Any = milp(
        np.array(cost, dtype=np.float64),
        integrality=np.ones(len(choice)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, lb=1),
        options={"node_limit": nodes, "mip_rel_gap": 0.0},
    )
    if result.status != 0:
        return None
    return frozenset(item for item, taken in zip(choice, result.x, strict=True) if taken > 1 / 2)
