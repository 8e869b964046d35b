"""The relations that an attacker sees among published counts, from their dimensions alone.

Shares no code with what hides the counts, and goes about it another way: every pair of tables is
compared, and where many tables share margins, the finest cells behind them all are reckoned with.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations, product
from math import prod
from typing import NamedTuple

from samspelet_lib.figure import OF_A_BASE
from samspelet_lib.release.audit_reading import Count
from samspelet_lib.release.declared import ANSWER, Carried, Quantity
from samspelet_lib.release.disclosure import DisclosureRules, months_of

_MOST_CELLS = 2000  # finest cells that are reckoned with

Names = frozenset[str]
Tables = dict[Names, list[Count]]


class Relation(NamedTuple):
    """low ≤ Σ factor · count ≤ high, and what a finding calls it."""

    terms: tuple[tuple[Count, int], ...]
    low: int | None
    high: int | None
    name: str


def relations(counts: Collection[Count], rules: DisclosureRules) -> Iterator[Relation]:
    """What ties the counts of one publication."""
    families: dict[Count, list[Count]] = defaultdict(list)
    for count in sorted(counts):
        families[_without(count, set(rules.additive))].append(count)
    for family in families.values():
        tables: Tables = defaultdict(list)
        for count in family:
            tables[frozenset(dict(count.place)) & set(rules.additive)].append(count)
        yield from _between_tables(tables, rules)
        yield from _finest(tables, rules)
    yield from _shares(counts, rules)
    yield from _declared(counts, rules)


def _without(count: Count, names: Collection[str]) -> Count:
    return count.at({name: value for name, value in count.place if name not in names})


def _grouped(table: list[Count], away: Names) -> dict[Count, list[Count]]:
    groups: dict[Count, list[Count]] = defaultdict(list)
    for count in table:
        groups[_without(count, away)].append(count)
    return groups


def _between_tables(tables: Tables, rules: DisclosureRules) -> Iterator[Relation]:
    """Sums of one table that are sums, or counts, of another."""
    for one, other in combinations(sorted(tables, key=sorted), 2):
        left, right = _grouped(tables[one], one - other), _grouped(tables[other], other - one)
        for margin in sorted(left.keys() & right.keys()):
            yield from _equal((left[margin], one - other), (right[margin], other - one), rules)


def _equal(
    one: tuple[list[Count], Names], other: tuple[list[Count], Names], rules: DisclosureRules
) -> Iterator[Relation]:
    """Two sums of the same people; where parts may overlap, only that a part is no more than its whole."""
    (left, left_by), (right, right_by) = one, other
    if left[0].part == "numerator" and ANSWER in left_by | right_by:
        return  # what was answered sums to those who answered, not to one answer
    name = f"summan över {', '.join(sorted(left_by | right_by))}"
    doubled = {by for by in left_by | right_by if rules.overlaps(left[0].measure, dict(left[0].place), by)}
    if not doubled:
        terms = tuple((count, 1) for count in left) + tuple((count, -1) for count in right)
        yield Relation(terms, 0, 0, name)
    elif not left_by or not right_by:
        (whole,), parts = (left, right) if not left_by else (right, left)
        yield from (Relation(((part, 1), (whole, -1)), None, 0, f"del av {name}") for part in parts)


def _finest(tables: Tables, rules: DisclosureRules) -> Iterator[Relation]:
    """The cells of the table that would hold all tables, where their margins do not tell everything."""
    largest = [names for names in sorted(tables, key=sorted) if not any(names < other for other in tables)]
    everything: Names = frozenset().union(*largest)
    if _is_tree(largest, everything):
        return
    cells = _cells(tables, largest, everything)
    for names in largest if cells else []:
        behind = _grouped(cells, everything - names)
        for count in tables[names]:
            yield from _equal(([count], frozenset()), (behind[count], everything - names), rules)


def _is_tree(largest: list[Names], everything: Names) -> bool:
    """Whether the tables hang together as a tree, so that agreeing margins are all there is to know.

    They do if the heaviest tree over what pairs of them share is as heavy as a join tree is.
    """
    inside, outside, weight = set(largest[:1]), set(largest[1:]), 0
    while outside:
        shared, nearest = max((max(len(one & other) for one in inside), sorted(other)) for other in outside)
        weight += shared
        inside.add(frozenset(nearest))
        outside.discard(frozenset(nearest))
    return weight == sum(map(len, largest)) - len(everything)


def _cells(tables: Tables, largest: list[Names], everything: Names) -> list[Count]:
    values = {
        name: sorted({dict(count.place)[name] for names in largest if name in names for count in tables[names]})
        for name in sorted(everything)
    }
    if prod(map(len, values.values())) > _MOST_CELLS:
        return []
    bare = _without(tables[largest[0]][0], everything)
    found = (
        bare.at({**dict(bare.place), **dict(zip(values, choice, strict=True))}) for choice in product(*values.values())
    )
    listed = {names: set(tables[names]) for names in largest}
    return [cell for cell in found if all(_without(cell, everything - n) in listed[n] for n in largest)]


def _shares(counts: Collection[Count], rules: DisclosureRules) -> Iterator[Relation]:
    """Those counted and those not are the base; all answers to a question are its base."""
    answers: dict[Count, list[Count]] = defaultdict(list)
    for count in sorted(counts):
        base = _without(count, {ANSWER})._replace(part="denominator")
        if count.part not in OF_A_BASE or base not in counts:
            continue
        rest = count._replace(part="complement")
        yield Relation(((count, 1), (rest, 1), (base, -1)), 0, 0, "antal av sin bas")
        if count.part == "numerator" and ANSWER in dict(count.place):
            answers[base].append(count)
    for base, parts in sorted(answers.items()):
        yield from _equal(([base], frozenset()), (parts, frozenset({ANSWER})), rules)


def _declared(counts: Collection[Count], rules: DisclosureRules) -> Iterator[Relation]:
    """What the method page says of counts of different measures."""
    known = set(counts)
    counted: dict[tuple[str, str, str | None], list[Count]] = defaultdict(list)
    for count in sorted(known) if rules.declared else ():
        counted[count.measure, count.part, dict(count.place).get("matpunkt")].append(count)
    for rule in rules.declared:
        first = rule.signed[0][0]
        for count in counted[first.measure, first.part, first.matpunkt]:
            here = dict(count.place)
            elsewhere = any(end.insats not in (None, here.get("insats")) for end, _ in rule.signed)
            if first.is_at(here) and not elsewhere:  # ids of mätpunkter are told apart by their insats
                terms = tuple((_moved(count, quantity), sign) for quantity, sign in rule.signed)
                if known.issuperset(each for each, _ in terms):
                    yield Relation(terms, 0, 0, rule.name)


def told_again(counts: Collection[Count], rules: DisclosureRules) -> Iterator[tuple[Count, Count]]:
    """Each count that a year tells again, with the one of the year before that it is."""
    alike: dict[tuple[str, str], list[Count]] = defaultdict(list)
    for count in counts:
        alike[count.measure, count.part].append(count)
    known = set(counts)
    for rule in rules.carried:
        for count in sorted(alike[rule.now.measure, rule.now.part]):
            then = _told_first(count, rule)
            if then in known:
                yield count, then


def _told_first(count: Count, rule: Carried) -> Count | None:
    here = dict(count.place)
    months = months_of(here.get("period"))
    period = rule.told_first(months) if months and rule.now.is_at(here) else None
    if period is None:
        return None
    then = _moved(count, rule.then)
    return then.at({**dict(then.place), "period": str(period)})


def _moved(count: Count, end: Quantity) -> Count:
    place = {name: value for name, value in count.place if name not in end.own_dims}
    there = count.at(place | {name: value for name, value in end.own_dims.items() if value is not None})
    return there._replace(measure=end.measure, part=end.part)
