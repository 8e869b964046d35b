"""How releases hang together: versions of the same figure, and checkpoints that accumulate.

A count that was published before is the same count today unless it has visibly been corrected. A count
that was hidden before is taken for unchanged as long as that agrees with everything that was shown then,
because a reader will take it so.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from samspelet_lib.figure import Figure
from samspelet_lib.period import Period
from samspelet_lib.release.disclosure import DisclosureRules, months_of
from samspelet_lib.release.linked_pools import pool_sums
from samspelet_lib.release.linked_rest import Counts, counts_among
from samspelet_lib.release.linked_splits import Sum, sums
from samspelet_lib.release.quantities import Key


class Cell(NamedTuple):
    """A count in one of its versions; made-up counts have the release they belong to as version."""

    key: Key
    version: int


class Ages(NamedTuple):
    """What each release says of each count, and the version it speaks of; the last release is today's."""

    counts: tuple[Counts, ...]
    versions: tuple[dict[Key, int], ...]

    def cell(self, release: int, key: Key) -> Cell:
        """The count as the release meant it."""
        return Cell(key, self.versions[release].get(key, -1 - release))

    @property
    def today(self) -> int:
        """The number of the release that is being made."""
        return len(self.counts) - 1


def beside_today(releases: Sequence[Sequence[Figure]]) -> list[list[Figure]]:
    """The releases, the last of them today's, with the figures that can hang together with one of today's.

    Relations tie counts of one period. Two periods are tied where both begin with the year, as the later one then
    holds what the earlier one counted. What is told of another month by itself nothing of today adds to.
    """
    todays = {figure.dims.period for figure in releases[-1]} if releases else set()
    begun = {months.year for period in todays if (months := since_new_year(period))}

    def is_near(figure: Figure) -> bool:
        period = figure.dims.period
        months = since_new_year(period)
        return period in todays or months_of(period) is None or (months is not None and months.year in begun)

    return [[figure for figure in release if is_near(figure)] for release in releases]


def since_new_year(period: str | None) -> Period | None:
    """The months of a period that begins with its year."""
    months = months_of(period)
    return months if months and months.first_month == 1 else None


def ages(releases: Sequence[Sequence[Figure]], rules: DisclosureRules) -> Ages:
    """The versions of every count over the releases, in the order of their publication."""
    counts = tuple(counts_among(release) for release in releases)
    splits = [[*sums(told, rules), *pool_sums(release)] for told, release in zip(counts, releases, strict=True)][:-1]
    changed: frozenset[Key] = frozenset()
    while True:
        found = Ages(counts, tuple(_versions(counts, changed)))
        more = frozenset(_must_have_changed(found, splits)) - changed
        if not more:
            return found
        changed |= more


def _versions(counts: Sequence[Counts], changed: frozenset[Key]) -> Iterator[dict[Key, int]]:
    """Per release the version of each count; those in `changed` are new today."""
    version: dict[Key, int] = defaultdict(int)
    last: Counts = {}
    for number, release in enumerate(counts):
        is_today = number == len(counts) - 1
        for key, value in release.items():
            before = last.get(key)
            if (None not in (before, value) and before != value) or (is_today and key in changed):
                version[key] += 1
                before = None
            last[key] = value if value is not None else before
        yield {key: version[key] for key in release}


def _must_have_changed(found: Ages, splits: Sequence[Sequence[Sum]]) -> Iterator[Key]:
    """Hidden counts of earlier releases whose value today does not agree with what was shown then."""
    today = found.counts[-1]
    for number, release in enumerate(found.counts[:-1]):
        known = {key: _value(found, number, key) for key in release}
        for each in splits[number]:
            values = [known.get(part) for part in each.parts]
            whole = known.get(each.whole)
            if each.overlaps or whole is None or None in values:
                continue
            if whole != sum(value for value in values if value is not None):
                hidden = (key for key in (each.whole, *each.parts) if release.get(key) is None)
                yield from (key for key in hidden if key in today)


def _value(found: Ages, release: int, key: Key) -> int | None:
    """What the release said of the count or, where it is the same count, what today says."""
    said = found.counts[release].get(key)
    is_same = found.versions[release].get(key) == found.versions[-1].get(key, -1)
    return found.counts[-1].get(key) if said is None and is_same else said


class Step(NamedTuple):
    """A count that holds what an earlier checkpoint of the year counted, and is no other if it is constant."""

    earlier: Cell
    later: Cell
    is_constant: bool

    @property
    def keys(self) -> tuple[Key, Key]:
        """What is counted then and later."""
        return self.earlier.key, self.later.key

    def is_broken(self, known: Mapping[Cell, int]) -> bool:
        """Whether what is known of both tells that one of them has been corrected."""
        before, now = known.get(self.earlier), known.get(self.later)
        if before is None or now is None:
            return False
        return now < before or (self.is_constant and now != before)


def steps(found: Ages, rules: DisclosureRules) -> list[Step]:
    """Each cumulative count of the year with the next one, in their latest versions."""
    latest = {key: found.cell(number, key) for number in range(len(found.counts)) for key in found.counts[number]}
    series: dict[tuple[Key, int], list[tuple[int, Key]]] = defaultdict(list)
    for key in sorted(latest):
        months = since_new_year(dict(key.dims).get("period"))
        if months and rules.accumulates(key.measure, dict(key.dims)):
            series[key.where(period=None), months.year].append((months.last_month, key))
    return [
        Step(latest[earlier], latest[later], rules.is_constant(later.measure, dict(later.dims)))
        for checkpoints in series.values()
        for (_, earlier), (_, later) in zip(sorted(checkpoints), sorted(checkpoints)[1:], strict=False)
    ]
