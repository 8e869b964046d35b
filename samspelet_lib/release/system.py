"""Disclosure control as arithmetic: unknown whole numbers, what ties them, and what each figure says.

Nothing here knows of figures or policies. A *cell* is an unknown whole number with a floor. A *row* ties
cells: low ≤ Σ coefficient · cell ≤ high. Rows of the system always hold; the rows of an *item* hold for a
reader only while the item is shown. A *target* is a cell that a reader must believe possibly as low as
`low` and possibly as high as `high`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TypeVar

Count = TypeVar("Count")


class Standing(Enum):
    """Whether an item may be hidden."""

    HIDEABLE = "may be hidden"
    YIELDING = "is shown unless nothing else keeps what was hidden before"
    SHOWN = "is always shown, or always was"
    EARLIER = "was published before, though it might have been hidden"


@dataclass(frozen=True)
class Row:
    """A linear relation among cells.

    Attributes:
        terms: (cell, coefficient), each cell once.
        low, high: bounds; None where there is none.
        relation: its name for a reader of the log; it holds no value.
    """

    terms: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None
    relation: str

    @property
    def fixes(self) -> int | None:
        """The cell whose value the row states, None if it does not state one."""
        single = len(self.terms) == 1 and self.low is not None and self.low == self.high
        return self.terms[0][0] if single else None


@dataclass(frozen=True)
class Item:
    """Something that is shown or hidden whole, and what it tells while it is shown.

    Attributes:
        weight: what is lost when it is hidden.
        is_todays: it belongs to the release that is being made.
    """

    id: str
    rows: tuple[Row, ...]
    standing: Standing
    weight: int = 1
    is_todays: bool = True


@dataclass(frozen=True)
class Target:
    """A cell to protect: a reader must believe it possibly ≤ `low` and possibly ≥ `high`.

    Attributes:
        low, high: None where that side need not be believed.
        figure, part: what a log calls the cell.
        is_earlier: the cell was hidden before, and was perhaps not in need of protection: what earlier
            releases already told of it is not asked back.
    """

    cell: int
    low: int | None
    high: int | None
    figure: str
    part: str
    is_earlier: bool = False


@dataclass(frozen=True)
class System:
    """Cells (names and floors), rows, items and targets; cells are numbered by their place."""

    cells: tuple[str, ...]
    floors: tuple[int, ...]
    rows: tuple[Row, ...]
    items: tuple[Item, ...]
    targets: tuple[Target, ...]

    def standing(self, *kinds: Standing) -> frozenset[int]:
        """The items of these standings, by their place."""
        return frozenset(place for place, item in enumerate(self.items) if item.standing in kinds)

    @cached_property  # asked for each cell of a contradiction, and it goes through everything that is shown
    def stated(self) -> frozenset[int]:
        """Cells that an item states which nobody may hide."""
        shown = (item for item in self.items if item.standing is not Standing.HIDEABLE)
        return frozenset(row.fixes for item in shown for row in item.rows if row.fixes is not None)


def exactly(cell: int, value: int, relation: str) -> Row:
    """The row that states a cell's value."""
    return Row(((cell, 1),), value, value, relation)


def total(whole: int, parts: Iterable[int], relation: str) -> Row:
    """The row that says that the parts sum to the whole."""
    return Row(((whole, -1), *((part, 1) for part in parts)), 0, 0, relation)


def at_most(smaller: int, larger: int, relation: str) -> Row:
    """The row that says that one cell is at most another."""
    return Row(((smaller, 1), (larger, -1)), None, 0, relation)


def may_hold(terms: Mapping[Count, int], known: Mapping[Count, int], bounds: tuple[int | None, int | None]) -> bool:
    """Whether what is known of the counts lets their sum, each with its factor, be within the bounds.

    None is less than nothing, so one that is left alone must not have to be.
    """
    low, high = bounds
    lone = [count for count in terms if count not in known]
    told = sum(known[count] * factor for count, factor in terms.items() if count in known)
    if not lone:
        return (low is None or told >= low) and (high is None or told <= high)
    if len(lone) > 1 or low != high or low is None:
        return True
    return (low - told) * terms[lone[0]] >= 0
