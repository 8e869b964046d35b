"""The parts of a system that tell nothing of each other, each to be solved on its own."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from samspelet_lib.release.system import Item, Row, Standing, System


def split(system: System) -> list[System]:
    """The connected components that hold a target, in the order of their first cell.

    A cell that a reader will know whatever is hidden connects nothing: it is a number, not an unknown.
    It is found, with the items that state it, in every component that speaks of it.
    """
    return [_renumbered(part) for part in _parts(system) if part.targets]


def _parts(system: System) -> list[System]:
    known = system.stated
    groups = _groups(system, known)
    rows, items, targets = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in system.rows:
        for root in _roots((row,), groups, known):
            rows[root].append(row)
    for item in system.items:
        for root in _roots(item.rows, groups, known):
            items[root].append(item)
    for target in system.targets:
        if target.cell not in known:
            targets[groups[target.cell]].append(target)
    facts = _facts(system, known)
    return [
        replace(
            system,
            rows=tuple(rows[root]),
            items=(*_own(items[root], groups, root), *_about(rows[root], items[root], facts)),
            targets=tuple(targets[root]),
        )
        for root in sorted(targets)
    ]


def _groups(system: System, known: frozenset[int]) -> list[int]:
    """For each cell the least cell that it is connected with."""
    root = list(range(len(system.cells)))

    def find(cell: int) -> int:
        while root[cell] != cell:
            root[cell] = cell = root[root[cell]]
        return cell

    def join(cells: Iterable[int]) -> None:
        found = {find(cell) for cell in cells if cell not in known}
        for each in found:
            root[each] = min(found)

    for row in system.rows:
        join(cell for cell, _ in row.terms)
    for item in system.items:
        for rows in (item.rows,) if item.standing is Standing.HIDEABLE else ((row,) for row in item.rows):
            join(cell for row in rows for cell, _ in row.terms)
    return [find(cell) for cell in range(len(root))]


def _roots(rows: Iterable[Row], groups: list[int], known: frozenset[int]) -> set[int]:
    return {groups[cell] for row in rows for cell, _ in row.terms if cell not in known}


def _own(items: list[Item], groups: list[int], root: int) -> list[Item]:
    """The items with the rows that speak of an unknown of this component."""
    own = []
    for item in items:
        rows = tuple(row for row in item.rows if any(groups[cell] == root for cell, _ in row.terms))
        own.append(replace(item, rows=rows))
    return own


def _facts(system: System, known: frozenset[int]) -> dict[int, list[tuple[Item, Row]]]:
    facts = defaultdict(list)
    for item in system.items:
        for row in item.rows:
            if row.fixes in known:
                facts[row.fixes].append((item, row))
    return facts


def _about(rows: list[Row], items: list[Item], facts: dict[int, list[tuple[Item, Row]]]) -> list[Item]:
    """What states the known cells that the rows speak of."""
    spoken = [*rows, *(row for item in items for row in item.rows)]
    cells = sorted({cell for row in spoken for cell, _ in row.terms} & facts.keys())
    by_item: dict[str, list[Row]] = defaultdict(list)
    kinds: dict[str, Item] = {}
    for item, row in (fact for cell in cells for fact in facts[cell]):
        by_item[item.id].append(row)
        kinds[item.id] = item
    return [replace(kinds[each], rows=tuple(by_item[each])) for each in sorted(by_item)]


def _renumbered(part: System) -> System:
    rows = [*part.rows, *(row for item in part.items for row in item.rows)]
    cells = sorted({cell for row in rows for cell, _ in row.terms} | {t.cell for t in part.targets})
    place = {cell: number for number, cell in enumerate(cells)}

    def moved(row: Row) -> Row:
        return replace(row, terms=tuple((place[cell], factor) for cell, factor in row.terms))

    return System(
        cells=tuple(part.cells[cell] for cell in cells),
        floors=tuple(part.floors[cell] for cell in cells),
        rows=tuple(map(moved, part.rows)),
        items=tuple(replace(item, rows=tuple(map(moved, item.rows))) for item in part.items),
        targets=tuple(replace(target, cell=place[target.cell]) for target in part.targets),
    )
