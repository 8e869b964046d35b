"""Ways in which everything could be: whole numbers that agree with what is shown, found and remembered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from samspelet_lib.release.nearby import Nearby, Net
from samspelet_lib.release.relaxation import Floats, Programme, at_once
from samspelet_lib.release.system import Row, System

NEAR = 1e-6  # how far from a whole number a solver's answer may lie
MANY = 10**6  # more people than any förbund has: a count that can be as large is unbounded

Items = frozenset[int]


class Bound(NamedTuple):
    """A question: may the cell be at least (`sign` 1) or at most (−1) the value?"""

    cell: int
    sign: int
    value: int

    def holds(self, value: float) -> bool:
        """Whether the cell's value answers the question with yes."""
        return self.sign * value >= self.sign * self.value - NEAR


class Tied(NamedTuple):
    """A part in numbers: its rows over its own cells, their bounds less what is stated, and the edge's factors."""

    factors: csr_array
    low: Floats
    high: Floats
    floors: Floats
    edge: csr_array


@dataclass
class Worlds:
    """A system's unknown numbers: what hangs together, and the whole numbers that were found possible.

    Numbers count only after they have been checked against every row in whole numbers.

    Attributes:
        nodes: limit of one integer programme; a question that meets it is answered "no".
    """

    system: System
    nodes: int
    _seen: dict[int, dict[tuple[int, int], None]] = field(default_factory=lambda: defaultdict(dict))
    _bits: dict[Items, int] = field(default_factory=dict)
    _tied_parts: dict[Nearby, Tied] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.net = Net(self.system)
        self._owner = np.array(self.net.owners, dtype=np.int64)
        self._matrix = _matrix(self.net.rows, range(len(self.system.cells)))
        self._low = np.array([-np.inf if row.low is None else row.low for row in self.net.rows])
        self._high = np.array([np.inf if row.high is None else row.high for row in self.net.rows])
        self._floors = np.array(self.system.floors, dtype=np.float64)

    @property
    def is_possible(self) -> bool:
        """Whether there is a way in which everything could be with all items shown."""
        return self._base is not None

    def bits(self, items: Items) -> int:
        """A set of items as the bits of a number."""
        if items not in self._bits:
            self._bits[items] = sum(1 << item for item in items)
        return self._bits[items]

    def part(self, cell: int, hidden: Items) -> Nearby:
        """What hangs together with the cell for who sees all items but `hidden`."""
        bits = self.bits(hidden)
        return self.net.whole(bits) if self._base is None else self.net.around(cell, bits)

    def programme(self, cell: int, sign: int, hidden: Items) -> Programme:
        """How far the cell goes as a linear programme over what hangs together with it."""
        part = self.part(cell, hidden)
        tied, place = self._tied(part), part.cells.index(cell)
        ceilings = np.full(len(part.cells), np.inf)
        ceilings[place] = MANY
        return Programme(tied.factors, tied.low, tied.high, tied.floors, ceilings, ((place, sign),))

    def programme_of_all(self, bounds: Sequence[Bound], hidden: Items) -> Programme:
        """How near all bounds come to being true at once, of cells that hang together, as a linear programme."""
        part = self.part(bounds[0].cell, hidden)
        tied, far = self._tied(part), np.full(len(part.cells), np.inf)
        placed = [(part.cells.index(cell), sign, value) for cell, sign, value in bounds]
        return at_once(Programme(tied.factors, tied.low, tied.high, tied.floors, far, ()), placed)

    def programme_of_everything(self) -> Programme | None:
        """Any way in which everything could be, as a linear programme; None where one is known or there is nothing."""
        if "_base" in self.__dict__ or not self.system.cells:
            return None
        tied = self._tied(self.net.whole(0))
        return Programme(tied.factors, tied.low, tied.high, tied.floors, np.full(len(tied.floors), np.inf), ())

    def start_from(self, values: Floats | None) -> None:
        """Takes the values for the way in which everything could be, if they are whole numbers and fit."""
        if values is not None and np.abs(values - np.rint(values)).max() <= NEAR:
            whole = np.rint(values).astype(np.int64)
            if self._fits(whole):
                self.__dict__["_base"] = whole

    @cached_property
    def _base(self) -> NDArray[np.int64] | None:
        """One way in which everything could be with all items shown; None where none was found."""
        everything = self.net.whole(0)
        if not everything.cells:
            return np.zeros(0, dtype=np.int64)
        found = self._integers(everything, np.zeros(len(self._floors)), (self._floors, self._floors + np.inf))
        if found is None:
            return None
        whole = np.rint(found).astype(np.int64)
        return whole if self._fits(whole) else None

    def _fits(self, whole: NDArray[np.int64]) -> bool:
        sums = self._matrix @ whole
        return bool((sums >= self._low).all() and (sums <= self._high).all() and (whole >= self._floors).all())

    def _tied(self, part: Nearby) -> Tied:
        if part not in self._tied_parts:
            rows = [self.net.rows[row] for row in part.rows]
            factors, edge = _matrix(rows, part.cells), _matrix(rows, part.edge)
            told = edge @ self._base[list(part.edge)] if part.edge and self._base is not None else 0
            low, high = self._low[list(part.rows)] - told, self._high[list(part.rows)] - told
            self._tied_parts[part] = Tied(factors, low, high, self._floors[list(part.cells)], edge)
        return self._tied_parts[part]

    def _remember(self, part: Nearby, values: Floats | None, hidden: Items) -> bool:
        return values is not None and self._kept(part, values, hidden) is not None

    def _kept(self, part: Nearby, values: Floats, hidden: Items) -> Items | None:
        """Keeps the numbers, if they are whole and `hidden` allows them; the items that they contradict."""
        if np.abs(values - np.rint(values)).max() > NEAR:
            return None
        whole = np.zeros(len(self._floors), dtype=np.int64) if self._base is None else self._base.copy()
        whole[list(part.cells)] = np.rint(values).astype(np.int64)
        sums = self._matrix @ whole
        contradicted = frozenset(self._owner[(sums < self._low) | (sums > self._high)].tolist())
        if not contradicted <= hidden or (whole < self._floors).any():
            return None
        bits = self.bits(contradicted)
        for cell in part.cells:
            self._seen[cell][int(whole[cell]), bits] = None
        return contradicted

    def _within(self, bound: Bound, part: Nearby) -> tuple[Floats, Floats]:
        """Floors and ceilings of the part's cells where the bound is true."""
        low, high = self._floors[list(part.cells)], np.full(len(part.cells), np.inf)
        place = part.cells.index(bound.cell)
        if bound.sign > 0:
            low[place] = max(bound.value, low[place])
        else:
            high[place] = bound.value
        return low, high

    def _whole(self, bound: Bound, hidden: Items, *, aim: bool = False) -> Floats | None:
        """Whole numbers that agree with what is shown: within the bound or, as an aim, as far as they go."""
        part = self.part(bound.cell, hidden)
        programme = self.programme(*bound[:2], hidden)
        towards = np.zeros(len(part.cells))
        towards[part.cells.index(bound.cell)] = -bound.sign if aim else 0
        low, high = (programme.floors, programme.ceilings) if aim else self._within(bound, part)
        return None if (low > high).any() else self._integers(part, towards, (low, high))

    def _integers(self, part: Nearby, towards: Floats, limits: tuple[Floats, Floats]) -> Floats | None:
        tied = self._tied(part)
        result: Any = milp(
            towards,
            integrality=np.ones(len(towards)),
            bounds=Bounds(*limits),
            constraints=LinearConstraint(tied.factors, tied.low, tied.high),
            options={"node_limit": self.nodes, "mip_rel_gap": 0.0},
        )
        found: Floats | None = result.x
        return found


def _matrix(rows: Sequence[Row], cells: Sequence[int]) -> csr_array:
    """The rows' factors over the cells; other cells that they speak of are left out."""
    place = {cell: number for number, cell in enumerate(cells)}
    kept = [[(place[cell], factor) for cell, factor in row.terms if cell in place] for row in rows]
    columns = np.array([column for row in kept for column, _ in row], dtype=np.int32)
    factors = np.array([factor for row in kept for _, factor in row], dtype=np.float64)
    starts = np.cumsum([0, *map(len, kept)], dtype=np.int32)
    return csr_array((factors, columns, starts), shape=(len(rows), len(cells)))
