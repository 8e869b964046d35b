"""What a reader can believe: whole numbers that agree with all that is shown, found and remembered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack

from samspelet_lib.release.relaxation import Answer, Programme, solve
from samspelet_lib.release.system import Row, Standing, System

_NEAR = 1e-6  # how far from a whole number a solver's answer may lie
_BATCH = 400  # questions in one linear programme: fewer cost more calls, more cost more than they save
MANY = 10**6  # more people than any förbund has: a count that can be as large is unbounded


class Bound(NamedTuple):
    """A question: may the cell be at least (`sign` 1) or at most (−1) the value?"""

    cell: int
    sign: int
    value: int

    def holds(self, value: float) -> bool:
        """Whether the cell's value answers the question with yes."""
        return self.sign * value >= self.sign * self.value - _NEAR


class World(NamedTuple):
    """One way in which everything could be, and the items it contradicts."""

    values: tuple[int, ...]
    contradicts: frozenset[int]


@dataclass
class Reach:
    """Answers what can be believed of a system while some of its items are hidden.

    It remembers the worlds it has found, because most questions are answered by an earlier one. A world
    counts only after it has been checked against every row in whole numbers, so a "yes" never rests on a
    solver's rounding; a "no" does, and errs on the side of hiding more.

    Attributes:
        nodes: limit of one integer programme; a question that meets it is answered "no".
    """

    system: System
    nodes: int
    worlds: list[World] = field(default_factory=list)

    def __post_init__(self) -> None:
        rows = [(row, -1) for row in self.system.rows]
        rows += [(row, place) for place, item in enumerate(self.system.items) for row in item.rows]
        self._owner = np.array([owner for _, owner in rows], dtype=np.int64)
        self._matrix = _matrix([row for row, _ in rows], len(self.system.cells))
        self._factors = self._matrix.astype(np.float64)
        self._names = [row.relation for row, _ in rows]
        self._low = np.array([-np.inf if row.low is None else row.low for row, _ in rows])
        self._high = np.array([np.inf if row.high is None else row.high for row, _ in rows])
        self._cores: dict[Bound, list[frozenset[int]]] = defaultdict(list)
        self._floors = np.array(self.system.floors, dtype=np.float64)
        self._latest: tuple[frozenset[int], tuple[csr_array, Any, Any]] | None = None

    def believes(self, bound: Bound, hidden: frozenset[int]) -> bool:
        """Whether the bound can be true for who sees all items but `hidden`."""
        return answers([Question(self, bound, hidden)]) == [None]

    def remembered(self, bound: Bound, hidden: frozenset[int]) -> tuple[frozenset[int] | None, bool]:
        """The answer to a question (see `answers`) and whether it is known from earlier ones."""
        cell, sign, value = bound
        for values, contradicts in self.worlds:
            if sign * values[cell] >= sign * value and contradicts <= hidden:
                return None, True
        for core in self._cores[bound]:
            if core.isdisjoint(hidden):
                return core, True
        return None, False

    def programme(self, bound: Bound, hidden: frozenset[int]) -> Programme:
        """The question as a linear programme over the rows that are shown."""
        if self._latest is None or self._latest[0] != hidden:  # most questions come in rounds
            shown = self._shown(hidden)
            self._latest = hidden, (self._factors[shown], self._low[shown], self._high[shown])
        factors, low, high = self._latest[1]
        return Programme(factors, low, high, *self._limits(bound.cell), bound.cell, bound.sign)

    def conclude(self, bound: Bound, hidden: frozenset[int], answer: Answer) -> frozenset[int] | None:
        """What the answer to the linear programme tells of whole numbers; it is remembered."""
        core = frozenset(range(len(self.system.items))) - hidden
        if answer.values is None or not bound.holds(answer.values[bound.cell]):
            rows = np.flatnonzero(self._shown(hidden))[answer.rows]
            core = frozenset(self._owner[rows].tolist()) - {-1}
        elif self._remember(answer.values, hidden) or self._remember(self._whole(bound, self._shown(hidden)), hidden):
            return None
        self._cores[bound].append(core)
        return core

    def extreme(self, cell: int, sign: int, hidden: frozenset[int]) -> int:
        """The largest (`sign` 1) or smallest (−1) value that was found possible, `MANY` where nothing bounds it.

        Raises:
            ValueError: what is shown contradicts itself.
        """
        values = self._whole(Bound(cell, sign, 0), self._shown(hidden), aim=True)
        if values is None or not self._remember(values, hidden):
            raise ValueError("what is shown contradicts itself")
        return self.worlds[-1].values[cell]

    def reasons(self, bound: Bound, hidden: frozenset[int]) -> list[str]:
        """The relations that together rule the bound out; all of them where that is unclear."""
        (answer,) = solve([self.programme(bound, hidden)])
        is_plain = answer.values is not None and not bound.holds(answer.values[bound.cell])
        shown = np.flatnonzero(self._shown(hidden))
        return sorted({self._names[row] for row in (shown[answer.rows] if is_plain else shown)})

    def nearest(self, bound: Bound, hidden: frozenset[int]) -> frozenset[int] | None:
        """The items that a world within the bound contradicts, if it deviates as little as can be.

        Deviation is counted in weight times distance, over the rows of items that may be hidden.
        """
        system = self.system
        weights = np.array([item.weight for item in system.items] + [0], dtype=np.float64)
        bends = np.isin(self._owner, sorted(system.standing(Standing.HIDEABLE) - hidden))
        slack = eye_array(len(self._owner), format="csr")[:, bends]
        cost = weights[self._owner[bends]]
        shown = self._shown(hidden)
        low, high = self._within(bound)
        extra = np.zeros(2 * len(cost))
        result: Any = milp(
            np.concatenate([np.zeros(len(low)), cost, cost]),
            integrality=np.concatenate([np.ones(len(low)), extra]),
            bounds=Bounds(np.concatenate([low, extra]), np.concatenate([high, extra + np.inf])),
            constraints=LinearConstraint(
                hstack([self._factors, slack, -slack], format="csr")[shown],
                self._low[shown],
                self._high[shown],
            ),
            options={"node_limit": self.nodes, "mip_rel_gap": 0.0},
        )
        if result.x is None or not self._remember(result.x[: len(low)], frozenset(range(len(system.items)))):
            return None
        return self.worlds[-1].contradicts

    def _shown(self, hidden: frozenset[int]) -> NDArray[np.bool_]:
        return ~np.isin(self._owner, sorted(hidden))

    def _remember(self, values: NDArray[np.float64] | None, hidden: frozenset[int]) -> bool:
        """Keeps the world that the values stand for, if they are whole numbers and `hidden` allows it."""
        if values is None or np.abs(values - np.rint(values)).max() > _NEAR:
            return False
        whole = np.rint(values).astype(np.int64)
        sums = self._matrix @ whole
        broken = self._owner[(sums < self._low) | (sums > self._high)]
        world = World(tuple(whole.tolist()), frozenset(broken.tolist()))
        if not world.contradicts <= hidden or (whole < self._floors).any():
            return False
        self.worlds.append(world)
        return True

    def _limits(self, cell: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Floors and ceilings of the cells where one is to be moved: it stops where a count is unbounded."""
        high = np.full(len(self._floors), np.inf)
        high[cell] = MANY
        return self._floors, high

    def _within(self, bound: Bound) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Floors and ceilings of the cells where the bound is true."""
        low, high = self._floors.copy(), np.full(len(self._floors), np.inf)
        if bound.sign > 0:
            low[bound.cell] = max(bound.value, low[bound.cell])
        else:
            high[bound.cell] = bound.value
        return low, high

    def _whole(self, bound: Bound, shown: NDArray[np.bool_], *, aim: bool = False) -> NDArray[np.float64] | None:
        """Whole numbers that agree with what is shown: within the bound or, as an aim, as far as they go."""
        towards = np.zeros(len(self._floors))
        towards[bound.cell] = -bound.sign if aim else 0
        low, high = self._limits(bound.cell) if aim else self._within(bound)
        if (low > high).any():
            return None
        rows = LinearConstraint(self._factors[shown], self._low[shown], self._high[shown])
        result: Any = milp(
            towards,
            integrality=np.ones(len(towards)),
            bounds=Bounds(low, high),
            constraints=rows,
            options={"node_limit": self.nodes, "mip_rel_gap": 0.0},
        )
        found: NDArray[np.float64] | None = result.x
        return found


class Question(NamedTuple):
    """Whether a bound can be true for who sees all items of a system but some."""

    reach: Reach
    bound: Bound
    hidden: frozenset[int]


def answers(questions: Sequence[Question]) -> list[frozenset[int] | None]:
    """For each question None where the bound can be true; else shown items, one of which must go for it."""
    known = [each.reach.remembered(each.bound, each.hidden) for each in questions]
    new = [each for each, (_, is_known) in zip(questions, known, strict=True) if not is_known]
    programmes = [each.reach.programme(each.bound, each.hidden) for each in new]
    batches = [programmes[start : start + _BATCH] for start in range(0, len(programmes), _BATCH)]
    solved = [answer for batch in batches for answer in solve(batch)]
    concluded = iter(
        [each.reach.conclude(each.bound, each.hidden, answer) for each, answer in zip(new, solved, strict=True)]
    )
    return [answer if is_known else next(concluded) for answer, is_known in known]


def _matrix(rows: Sequence[Row], cells: int) -> csr_array:
    places = [(number, cell, factor) for number, row in enumerate(rows) for cell, factor in row.terms]
    row, column, factor = zip(*places, strict=True) if places else ((), (), ())
    return csr_array((np.array(factor, dtype=np.int64), (row, column)), shape=(len(rows), cells))
