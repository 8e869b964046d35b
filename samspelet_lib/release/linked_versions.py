"""Versions of the same figure: what each release says of a count, and whether it still is the same count.

A count that was published before is the same count today unless it has visibly been corrected. A count that was
hidden is taken for unchanged as long as that agrees with everything that is shown, because a reader will take it so.
Where it does not, the reader sees that something has been corrected: then it is another count from there on.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from samspelet_lib.figure import OF_A_BASE, Figure
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.linked_pools import pool_sums
from samspelet_lib.release.linked_rest import Counts, counts_among
from samspelet_lib.release.linked_splits import declared_among, sums
from samspelet_lib.release.quantities import Key, base_of
from samspelet_lib.release.system import may_hold

VERSION = "@"  # parts the name of a count from the number of its version

Change = tuple[int, Key]  # a count that is another from this release on
Relation = Mapping[Key, int]  # counts with their factors, which sum to nothing


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


class Doubt(NamedTuple):
    """What a reader cannot take to be unchanged, though no single relation tells why.

    Attributes:
        names: the counts, by name.
        exact: what they were in truth, release by release; empty where nobody remembers.
    """

    names: Collection[str] = ()
    exact: Sequence[Sequence[Figure]] = ()


NO_DOUBT = Doubt()


def ages(releases: Sequence[Sequence[Figure]], rules: DisclosureRules, doubt: Doubt = NO_DOUBT) -> Ages:
    """The versions of every count over the releases, in the order of their publication."""
    counts = tuple(counts_among(release) for release in releases)
    often = _told_again(counts)
    relations = [
        [each for each in _relations(told, release, rules) if not often.isdisjoint(each)] if often else []
        for told, release in zip(counts, releases, strict=True)
    ]
    changed = frozenset(_doubted(counts, doubt)) if doubt.names else frozenset()
    while True:
        found = Ages(counts, tuple(_versions(counts, changed)))
        more = frozenset(_must_have_changed(found, relations))
        if more <= changed:
            return found
        changed |= more


def _told_again(counts: Sequence[Counts]) -> set[Key]:
    """The counts that more than one release speaks of."""
    seen: set[Key] = set()
    again: set[Key] = set()
    for release in counts:
        again |= seen & release.keys()
        seen |= release.keys()
    return again


def _relations(counts: Counts, release: Sequence[Figure], rules: DisclosureRules) -> Iterator[Relation]:
    """What ties the counts of a release, each to the last number."""
    for each in (*sums(counts, rules), *pool_sums(release)):
        if not each.overlaps:
            yield {each.whole: -1, **dict.fromkeys(each.parts, 1)}
    yield from (terms for _, terms in declared_among(counts, rules))
    for key in counts:
        if key.part in OF_A_BASE and base_of(key) in counts:
            yield {key: 1, key._replace(part="complement"): 1, base_of(key): -1}


def _doubted(counts: Sequence[Counts], doubt: Doubt) -> Iterator[Change]:
    """The doubted counts that are another number than when they were last told.

    Where nobody remembers what they were, any that was hidden then or now may be another. What is kept hidden
    today, because its correction waits, is what it was.
    """
    remembered: list[Counts] = [counts_among(release) for release in doubt.exact]
    last: Counts = {}
    for number, release in enumerate(counts):
        truth = remembered[number] if number < len(remembered) else {}
        for key in (key for key in release if key.name in doubt.names):
            meant = truth.get(key) if release[key] is None else release[key]
            is_kept = meant is None and number == len(counts) - 1
            if key in last and not is_kept and (meant is None or meant != last[key]):
                yield number, key
            last[key] = last.get(key) if is_kept else meant


def _versions(counts: Sequence[Counts], changed: Collection[Change]) -> Iterator[dict[Key, int]]:
    """Per release the version of each count; those in `changed` are new in that release."""
    version: dict[Key, int] = defaultdict(int)
    last: Counts = {}
    for number, release in enumerate(counts):
        for key, value in release.items():
            before = last.get(key)
            if (None not in (before, value) and before != value) or (number, key) in changed:
                version[key] += 1
                before = None
            last[key] = value if value is not None else before
        yield {key: version[key] for key in release}


def _must_have_changed(found: Ages, relations: Sequence[Sequence[Relation]]) -> Iterator[Change]:
    """Hidden counts that another release shows in the same version, and that do not agree with what is shown here."""
    shown: dict[Cell, tuple[int, int]] = {}
    for number, release in enumerate(found.counts):
        shown |= {found.cell(number, key): (number, value) for key, value in release.items() if value is not None}
    for number, release in enumerate(found.counts):
        for terms in relations[number]:
            told = {key: shown[cell] for key in terms if (cell := found.cell(number, key)) in shown}
            if not may_hold(terms, {key: value for key, (_, value) in told.items()}, (0, 0)):
                hidden = (key for key in told if release.get(key) is None)
                yield from ((max(number, told[key][0]), key) for key in hidden)
