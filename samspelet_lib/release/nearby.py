"""What a question is about: the unknown cells that hang together while some items are shown.

A cell whose value is stated by something shown is a number; it ties nothing. What is left falls into small
parts, and what hides an item far away does not touch them.
"""

from collections import defaultdict
from typing import NamedTuple

from samspelet_lib.release.system import Row, Standing, System

ALWAYS = -1  # owner of a row that holds whatever is shown
_KEPT = 256  # choices of hidden items whose parts are remembered


class Nearby(NamedTuple):
    """A part: its unknown cells, the rows that are shown of them, and the stated cells that these speak of."""

    cells: tuple[int, ...]
    rows: tuple[int, ...]
    edge: tuple[int, ...]


class Net:
    """Which cells of a system hang together; items that are hidden are given as a number's bits.

    Attributes:
        rows: every row of the system and its items.
        owners: for each row its item's place, or `ALWAYS`.
    """

    def __init__(self, system: System) -> None:
        owned = [(row, ALWAYS) for row in system.rows]
        owned += [(row, place) for place, item in enumerate(system.items) for row in item.rows]
        self.rows: list[Row] = [row for row, _ in owned]
        self.owners = [owner for _, owner in owned]
        self._speaking: dict[int, list[int]] = defaultdict(list)
        stating: dict[int, list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            for cell, _ in row.terms:
                self._speaking[cell].append(number)
            if row.fixes is not None:
                stating[row.fixes].append(number)
        hideable = system.standing(Standing.HIDEABLE)
        self._stating = {
            cell: sorted(numbers, key=lambda number: (self.owners[number] in hideable, self.owners[number]))
            for cell, numbers in stating.items()
        }
        self._everything = range(len(system.cells))
        self._found: dict[int, dict[int, Nearby]] = {}

    def is_shown(self, row: int, hidden: int) -> bool:
        """Whether a reader has the row."""
        owner = self.owners[row]
        return owner == ALWAYS or not hidden >> owner & 1

    def stated_by(self, cell: int, hidden: int) -> int | None:
        """A shown row that states the cell; one that nobody may hide where there is one."""
        return next((row for row in self._stating.get(cell, ()) if self.is_shown(row, hidden)), None)

    def around(self, cell: int, hidden: int) -> Nearby:
        """The part that an unknown cell lies in."""
        if len(self._found) > _KEPT:
            self._found.clear()
        found = self._found.setdefault(hidden, {})
        if cell not in found:
            part = self._part(cell, hidden)
            found |= dict.fromkeys(part.cells, part)
        return found[cell]

    def whole(self, hidden: int) -> Nearby:
        """Everything as one part, with the rows that state cells."""
        shown = (row for row in range(len(self.rows)) if self.is_shown(row, hidden))
        return Nearby(tuple(self._everything), tuple(shown), ())

    def _part(self, cell: int, hidden: int) -> Nearby:
        cells, rows, edge = {cell}, set[int](), set[int]()
        untried = [cell]
        while untried:
            for row in self._speaking[untried.pop()]:
                if row in rows or not self.is_shown(row, hidden):
                    continue
                rows.add(row)
                for other, _ in self.rows[row].terms:
                    if other in cells or other in edge:
                        continue
                    if self.stated_by(other, hidden) is None:
                        cells.add(other)
                        untried.append(other)
                    else:
                        edge.add(other)
        return Nearby(tuple(sorted(cells)), tuple(sorted(rows)), tuple(sorted(edge)))
