"""What a reader can believe: whole numbers that agree with all that is shown, found and remembered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from samspelet_lib.release.system import Row, Standing, System

_OPTIMAL, _INFEASIBLE = 0, 2
_NEAR = 1e-6  # how far from a whole number a solver's answer may lie
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

    values: NDArray[np.int64]
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
        self._floors = np.array(self.system.floors, dtype=np.float64)

    def believes(self, bound: Bound, hidden: frozenset[int]) -> bool:
        """Whether the bound can be true for who sees all items but `hidden`."""
        return self.blocking(bound, hidden) is None

    def blocking(self, bound: Bound, hidden: frozenset[int]) -> frozenset[int] | None:
        """None where the bound can be true; else shown items, one of which must go for it to be."""
        for world in self.worlds:
            if bound.holds(world.values[bound.cell]) and world.contradicts <= hidden:
                return None
        shown = self._shown(hidden)
        values, used = self._relaxed(bound, shown)
        if values is None or not bound.holds(values[bound.cell]):
            return frozenset(self._owner[used].tolist()) - {-1}
        if self._remember(values, hidden) or self._remember(self._whole(bound, shown), hidden):
            return None
        return frozenset(range(len(self.system.items))) - hidden

    def extreme(self, cell: int, sign: int, hidden: frozenset[int]) -> int:
        """The largest (`sign` 1) or smallest (−1) value that was found possible, `MANY` where nothing bounds it.

        Raises:
            ValueError: what is shown contradicts itself.
        """
        values = self._whole(Bound(cell, sign, MANY if sign > 0 else 0), self._shown(hidden), aim=True)
        if values is None or not self._remember(values, hidden):
            raise ValueError("what is shown contradicts itself")
        return int(self.worlds[-1].values[cell])

    def reasons(self, bound: Bound, hidden: frozenset[int]) -> list[str]:
        """The relations that together rule the bound out; all of them where that is unclear."""
        values, used = self._relaxed(bound, self._shown(hidden))
        is_plain = values is not None and not bound.holds(values[bound.cell])
        return sorted({self._names[row] for row in (used if is_plain else range(len(self._names)))})

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
        world = World(whole, frozenset(broken.tolist()))
        if not world.contradicts <= hidden or (whole < self._floors).any():
            return False
        self.worlds.append(world)
        return True

    def _limits(self, bound: Bound) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Floors and ceilings of the cells; the bound's cell need not go further than is asked for."""
        low, high = self._floors.copy(), np.full(len(self._floors), np.inf)
        if bound.sign > 0:
            high[bound.cell] = max(bound.value, low[bound.cell])
        else:
            low[bound.cell] = max(bound.value, low[bound.cell])
        return low, high

    def _within(self, bound: Bound) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Floors and ceilings of the cells where the bound is true."""
        low, high = self._floors.copy(), np.full(len(self._floors), np.inf)
        if bound.sign > 0:
            low[bound.cell] = max(bound.value, low[bound.cell])
        else:
            high[bound.cell] = bound.value
        return low, high

    def _relaxed(self, bound: Bound, shown: NDArray[np.bool_]) -> tuple[NDArray[np.float64] | None, NDArray[np.intp]]:
        """The cell as far towards the bound as fractions allow, and the rows that hold it back."""
        equal = shown & (self._low == self._high)
        upper = shown & ~equal & np.isfinite(self._high)
        lower = shown & ~equal & np.isfinite(self._low)
        aim = np.zeros(len(self._floors))
        aim[bound.cell] = -bound.sign
        low, high = self._limits(bound)
        result: Any = linprog(
            aim,
            A_ub=vstack([self._factors[upper], -self._factors[lower]]),
            b_ub=np.concatenate([self._high[upper], -self._low[lower]]),
            A_eq=self._factors[equal],
            b_eq=self._high[equal],
            bounds=np.column_stack([low, high]),
            method="highs-ds",
        )
        if result.status != _OPTIMAL:
            return None, np.flatnonzero(shown)
        duals = np.concatenate([result.eqlin.marginals, result.ineqlin.marginals])
        rows = np.concatenate([np.flatnonzero(kind) for kind in (equal, upper, lower)])
        return result.x, rows[np.abs(duals) > _NEAR]

    def _whole(self, bound: Bound, shown: NDArray[np.bool_], *, aim: bool = False) -> NDArray[np.float64] | None:
        """Whole numbers that agree with what is shown: within the bound or, as an aim, as far as they go."""
        towards = np.zeros(len(self._floors))
        towards[bound.cell] = -bound.sign if aim else 0
        low, high = self._limits(bound) if aim else self._within(bound)
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


def _matrix(rows: Sequence[Row], cells: int) -> csr_array:
    places = [(number, cell, factor) for number, row in enumerate(rows) for cell, factor in row.terms]
    row, column, factor = zip(*places, strict=True) if places else ((), (), ())
    return csr_array((np.array(factor, dtype=np.int64), (row, column)), shape=(len(rows), cells))
