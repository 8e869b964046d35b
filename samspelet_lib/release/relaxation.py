"""Many questions in one linear programme: how far counts can go when fractions are let through.

A question is small and there are hundreds of them, so that asking costs more than answering. They are put
side by side, each with its own copy of the cells, and solved at once.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

Floats = NDArray[np.float64]

_OPTIMAL = 0


class Programme(NamedTuple):
    """One question: move one or several cells as far as they go within rows and limits.

    Attributes:
        factors: a row's factor per cell.
        low, high: bounds of the rows.
        floors, ceilings: bounds of the cells.
        aims: which cells to move, up (1) or down (−1).
    """

    factors: csr_array
    low: Floats
    high: Floats
    floors: Floats
    ceilings: Floats
    aims: tuple[tuple[int, int], ...]


class Answer(NamedTuple):
    """Where the cells end up, None where no numbers fit, and what each row costs the one that is moved."""

    values: Floats | None
    duals: Floats


def at_once(programme: Programme, bounds: Sequence[tuple[int, int, int]]) -> Programme:
    """The question of bringing many (cell, sign, value) to their values at once; beyond it nothing is gained.

    Each gets a cell of its own, that it drags along as far as its value.
    """
    factors, count = programme.factors, len(bounds)
    rows, cells = factors.shape
    own = cells + np.arange(count)
    dragging, signs, values = (np.array(each, dtype=np.int64) for each in zip(*bounds, strict=True))
    nothing, far = np.zeros(count), np.full(count, np.inf)
    beside = csr_array(
        (
            np.concatenate([factors.data, np.column_stack([signs, -signs]).ravel()]),
            np.concatenate([factors.indices, np.column_stack([dragging, own]).ravel()]),
            np.concatenate([factors.indptr, factors.nnz + 2 * np.arange(1, count + 1)]),
        ),
        shape=(rows + count, cells + count),
    )
    return Programme(
        beside,
        np.concatenate([programme.low, nothing]),
        np.concatenate([programme.high, far]),
        np.concatenate([programme.floors, np.where(signs > 0, 0, values)]),
        np.concatenate([programme.ceilings, np.where(signs > 0, values, far)]),
        tuple(zip(own.tolist(), signs.tolist(), strict=True)),
    )


def solve(programmes: Sequence[Programme]) -> list[Answer]:
    """The answer to every question, in their order."""
    together = _solve_together(programmes)
    if together is not None:
        return together
    if len(programmes) == 1:
        return [Answer(None, np.ones(len(programmes[0].low)))]
    middle = len(programmes) // 2  # one of them has no answer; the others must not suffer
    return [*solve(programmes[:middle]), *solve(programmes[middle:])]


def _solve_together(programmes: Sequence[Programme]) -> list[Answer] | None:
    low = np.concatenate([each.low for each in programmes])
    high = np.concatenate([each.high for each in programmes])
    equal = low == high
    upper, lower = np.isfinite(high) & ~equal, np.isfinite(low) & ~equal
    factors = _side_by_side([each.factors for each in programmes])
    aim = np.zeros(factors.shape[1])
    starts = np.cumsum([0, *(len(each.floors) for each in programmes)])
    for start, each in zip(starts, programmes, strict=False):
        for cell, sign in each.aims:
            aim[start + cell] = -sign
    limits = [np.concatenate(each) for each in zip(*((p.floors, p.ceilings) for p in programmes), strict=True)]
    one_sided = np.concatenate([np.flatnonzero(upper), np.flatnonzero(lower)])
    turned = np.concatenate([np.ones(upper.sum()), -np.ones(lower.sum())])
    result: Any = linprog(
        aim,
        A_ub=factors[one_sided].multiply(turned[:, None]).tocsr(),
        b_ub=np.concatenate([high[upper], -low[lower]]),
        A_eq=factors[equal],
        b_eq=high[equal],
        bounds=np.column_stack(limits),
        method="highs-ds",
    )
    if result.status != _OPTIMAL:
        return None
    duals = np.zeros(len(low))
    duals[equal] = result.eqlin.marginals
    np.add.at(duals, one_sided, turned * result.ineqlin.marginals)
    return _taken_apart(programmes, result.x, duals)


def _taken_apart(programmes: Sequence[Programme], values: Floats, duals: Floats) -> list[Answer]:
    answers = []
    cell = row = 0
    for each in programmes:
        cells, rows = cell + len(each.floors), row + len(each.low)
        answers.append(Answer(values[cell:cells], duals[row:rows]))
        cell, row = cells, rows
    return answers


def _side_by_side(parts: Sequence[csr_array]) -> csr_array:
    cells = np.cumsum([0, *(part.shape[1] for part in parts)])
    ends = np.cumsum([0, *(part.nnz for part in parts)])
    columns = np.concatenate([part.indices + start for part, start in zip(parts, cells, strict=False)])
    starts = [part.indptr[:-1] + end for part, end in zip(parts, ends, strict=False)]
    factors = np.concatenate([part.data for part in parts])
    return csr_array(
        (factors, columns, np.concatenate([*starts, ends[-1:]])),
        shape=(sum(part.shape[0] for part in parts), int(cells[-1])),
    )
