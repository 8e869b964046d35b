"""Which counts sum to which, derived from the dimensions of what is published.

Counts of one quantity form tables: the dimensions that are set and additive are a table's *pattern*.
A count of a smaller pattern is the sum of the counts of a larger one that agree with it. Where two tables
share a margin that nobody printed, the margin is made up, because a reader can do so too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations, product
from math import prod
from typing import NamedTuple

from samspelet_lib.release.declared import ANSWER, Declared
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.quantities import Key, base_of, matches, moved_along

_MOST_ATOMS = 2000  # finest cells made up where three tables or more share margins

Pattern = frozenset[str]
Table = dict[Pattern, set[Key]]


class Sum(NamedTuple):
    """A whole, its parts, and the dimensions that the parts are split by.

    Attributes:
        overlaps: the parts may count somebody twice, so that each is only at most the whole.
    """

    whole: Key
    parts: tuple[Key, ...]
    by: Pattern
    overlaps: bool = False


def sums(keys: Iterable[Key], rules: DisclosureRules) -> list[Sum]:
    """Every sum among the counts, in the order of the wholes."""
    families: dict[Key, set[Key]] = defaultdict(set)
    for key in keys:
        families[key.project(frozenset(), rules.additive)].add(key)
    return [found for family in sorted(families) for found in _family_sums(families[family], rules)]


def declared_among(keys: Collection[Key], rules: DisclosureRules) -> Iterator[tuple[Declared, dict[Key, int]]]:
    """What the definitions say of other measures, each with the counts that it ties and their signs."""
    alike: dict[tuple[str, str, str | None], list[Key]] = defaultdict(list)
    for key in sorted(keys):
        alike[key.measure, key.part, dict(key.dims).get("matpunkt")].append(key)
    known = set(keys)
    for rule in rules.declared:
        first = rule.signed[0][0]
        for key in alike[first.measure, first.part, first.matpunkt]:
            terms = moved_along(rule, key) if matches(first, key) else {}
            if terms and known >= terms.keys():
                yield rule, terms


def _family_sums(keys: Collection[Key], rules: DisclosureRules) -> Iterator[Sum]:
    table = _table(keys, rules)
    for smaller, larger in _steps(table):
        by = larger - smaller
        for whole, parts in _grouped(table[larger], smaller, rules):
            if whole in table[smaller] and not (whole.part == "numerator" and ANSWER in by):
                yield Sum(whole, parts, by, _overlaps(whole, by, rules))
    for pattern in sorted((each for each in table if ANSWER in each), key=sorted):
        for whole, parts in _grouped(table[pattern], pattern - {ANSWER}, rules):
            if whole.part == "numerator":  # those who answered this or that are those who answered
                base = base_of(whole)
                yield Sum(base, parts, frozenset({ANSWER}), _overlaps(base, {ANSWER}, rules))


def _grouped(keys: Collection[Key], pattern: Pattern, rules: DisclosureRules) -> list[tuple[Key, tuple[Key, ...]]]:
    groups: dict[Key, list[Key]] = defaultdict(list)
    for key in sorted(keys):
        groups[key.project(pattern, rules.additive)].append(key)
    return [(whole, tuple(parts)) for whole, parts in sorted(groups.items())]


def _overlaps(whole: Key, by: Collection[str], rules: DisclosureRules) -> bool:
    return any(rules.overlaps(whole.measure, dict(whole.dims), dim) for dim in by)


def _table(keys: Collection[Key], rules: DisclosureRules) -> Table:
    table: Table = defaultdict(set)
    for key in keys:
        table[_pattern(key, rules)].add(key)
    _add_margins(table, rules)
    return table


def _pattern(key: Key, rules: DisclosureRules) -> Pattern:
    return frozenset(name for name, _ in key.dims if name in rules.additive)


def _add_margins(table: Table, rules: DisclosureRules) -> None:
    """Makes up the margins that tables share, and the finest cells where margins alone do not tell all."""
    largest = [each for each in table if not any(each < other for other in table)]
    if not _can_be_joined(largest):
        _add_atoms(table, sorted(map(sorted, largest)), rules)
    added = True
    while added:
        shared = {one & other for one, other in combinations(sorted(table, key=sorted), 2)} - table.keys()
        for pattern in sorted(shared, key=sorted):
            above = [key for other in table if pattern < other for key in table[other]]
            table[pattern] = {key.project(pattern, rules.additive) for key in above}
        added = bool(shared)


def _can_be_joined(patterns: Collection[Pattern]) -> bool:
    """Whether tables that agree on their common margins are always margins of one table.

    They are if nothing is left when, over and over, what only one of them has is dropped, and then what
    another one holds whole (Graham's reduction of an acyclic hypergraph).
    """
    left = list(patterns)
    while True:
        names = [name for each in left for name in each]
        cut = [frozenset(name for name in each if names.count(name) > 1) for each in left]
        kept = [
            each
            for place, each in enumerate(cut)
            if not any(each < other or (each == other and place < at) for at, other in enumerate(cut))
        ]
        if kept == left:
            return len(left) <= 1
        left = kept


def _add_atoms(table: Table, largest: list[list[str]], rules: DisclosureRules) -> None:
    finest = frozenset(name for pattern in largest for name in pattern)
    values = {
        name: sorted({value for keys in table.values() for key in keys for n, value in key.dims if n == name})
        for name in sorted(finest)
    }
    if finest in table or prod(map(len, values.values())) > _MOST_ATOMS:
        return
    bare = min(key for keys in table.values() for key in keys).project(frozenset(), rules.additive)
    for choice in product(*values.values()):
        atom = bare.where(**dict(zip(values, choice, strict=True)))
        if all(atom.project(frozenset(each), rules.additive) in table[frozenset(each)] for each in largest):
            table[finest].add(atom)


def _steps(table: Table) -> Iterator[tuple[Pattern, Pattern]]:
    """Each pattern with the patterns that are next larger."""
    patterns = sorted(table, key=lambda each: (len(each), sorted(each)))
    for smaller in patterns:
        above = [each for each in patterns if smaller < each]
        yield from ((smaller, each) for each in above if not any(smaller < mid < each for mid in above))
