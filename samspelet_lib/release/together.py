"""Answers of several groups together: readers add up what is told, and take it from what is told of more.

Two groups were told by themselves, 20 of 30 each; now both are hidden for one late answer, and a whole of which all
others are told leaves 42 of 62. Or a whole was told of two that are hidden by themselves, then and now. Either way
what few who came late have answered follows, though no figure counts just those groups.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations, product
from typing import NamedTuple

from samspelet_lib.figure import POOLED, Dims, Figure
from samspelet_lib.release.declared import PLUS
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.late_answers import is_experience, shares_of_few_new
from samspelet_lib.release.linked_pools import members_of
from samspelet_lib.release.linked_splits import sums
from samspelet_lib.release.marks import Place, place_of
from samspelet_lib.release.primary import Primary
from samspelet_lib.release.quantities import added, counts_of, ident, is_counted, key_of, less
from samspelet_lib.release.unknown import PERIOD

_Places = frozenset[Place]
_Counts = Mapping[str, int]
_Known = dict[_Places, _Counts]  # of groups, each alone or several together


class Telling(NamedTuple):
    """A figure of several groups together that must not follow from what is shown, and why."""

    figure: Figure
    primary: Primary


class _Told(NamedTuple):
    """Which figures can be added up: those of one measure, pools of it too, and of one period."""

    forbund: str
    measure: str
    period: str

    def is_near(self, other: "_Told") -> bool:
        """Whether the other is the same of perhaps another period."""
        return self[:2] == other[:2]


class _Whole(NamedTuple):
    """A figure of several groups together, and one of each."""

    figure: Figure
    parts: tuple[Figure, ...]


def sums_that_tell(
    shown: Sequence[Figure], exact: Sequence[Figure], history: Sequence[Sequence[Figure]], *, rules: DisclosureRules
) -> dict[str, Telling]:
    """The sums of groups that follow from what is to be shown, and tell what a few who are new have answered.

    Args:
        shown: the figures as they are to be published.
        exact: the same figures as they are.
        history: what was published before, oldest first.
        rules: the disclosure rules.

    Returns:
        The sums, which nobody prints, by name.
    """
    now, before = _known(shown, rules), [_known(release, rules) for release in history]
    ours = {place_of(each, PERIOD): each for each in _asked(exact)} if any(before) else {}
    found: dict[str, Telling] = {}
    for told, known in now.items() if ours else ():
        earlier = [(each.period, known) for release in before for each, known in release.items() if each.is_near(told)]
        for places in _sets(known, [each for _, each in earlier]):
            if places <= ours.keys() and any(_ways(places, known)):
                groups = [ours[place] for place in sorted(places)]
                whole = _sum(groups, told.period, added([counts_of(each) for each in groups]))
                history_of = [[_sum(groups, then, counts)] for then, counts in _told_of(places, earlier)]
                few = shares_of_few_new([whole], history_of, rules)
                found |= {name: Telling(whole, why) for name, why in few.items()}
    return found


def _sets(now: _Known, before: Iterable[_Known]) -> list[_Places]:
    """Groups of which something follows together, today or before, and such of both."""
    ours = {each for each in now if len(each) > 1}
    theirs = {each for known in before for each in known if len(each) > 1}
    both = {one | other for one, other in product(ours, theirs) if one & other}
    return sorted(ours | theirs | both, key=sorted)


def _known(release: Iterable[Figure], rules: DisclosureRules) -> dict[_Told, _Known]:
    """What a release tells of groups, of each measure and period."""
    alike: dict[_Told, list[Figure]] = defaultdict(list)
    for figure in _asked(release):
        measure = figure.measure.removesuffix(POOLED)
        alike[_Told(figure.dims.forbund, measure, str(figure.dims.period))].append(figure)
    return {told: _known_of(figures, rules) for told, figures in alike.items()}


def _asked(figures: Iterable[Figure]) -> list[Figure]:
    return [each for each in figures if is_experience(each) and is_counted(each)]


def _known_of(figures: Sequence[Figure], rules: DisclosureRules) -> _Known:
    """What is told of each group, and what follows of several that are hidden: from a whole, and from one another."""
    alone = {frozenset({place_of(each, PERIOD)}): counts_of(each) for each in figures if each.value is not None}
    left: _Known = {}
    for whole in (each for each in _wholes(figures, rules) if each.figure.value is not None):
        untold = frozenset(place_of(part, PERIOD) for part in whole.parts if part.value is None)
        others = [counts_of(part) for part in whole.parts if part.value is not None]
        if untold:
            left[untold] = less(counts_of(whole.figure), added(others)) if others else counts_of(whole.figure)
    while more := {
        one - other: less(left[one], left[other])
        for one, other in permutations(left, 2)
        if other < one and one - other not in left
    }:
        left |= more
    return {**alone, **left}


def _wholes(figures: Sequence[Figure], rules: DisclosureRules) -> Iterator[_Whole]:
    by_name = {ident(figure): figure for figure in figures}
    by_key = {key_of(figure, "denominator"): figure for figure in figures}
    for each in sums(by_key, rules):
        if not each.overlaps and by_key.keys() >= {each.whole, *each.parts}:
            yield _Whole(by_key[each.whole], tuple(by_key[part] for part in each.parts))
    for figure in figures:
        if figure.members and by_name.keys() >= set(members_of(figure)):
            yield _Whole(figure, tuple(by_name[name] for name in members_of(figure)))


def _told_of(places: _Places, releases: Iterable[tuple[str, _Known]]) -> Iterator[tuple[str, _Counts]]:
    """What readers have known of the groups together, oldest first: of each group what was last told of the period."""
    newest: dict[str, _Known] = defaultdict(dict)
    for period, known in releases:
        newest[period] |= known
        if any(each <= places for each in known):
            yield from ((period, counts) for counts in _ways(places, newest[period]))


def _ways(places: _Places, known: _Known) -> Iterator[_Counts]:
    """What follows of the groups together, in each way in which known ones make them up."""
    first = min(places)
    for some in (each for each in known if first in each and each <= places):
        if some == places:
            yield known[some]
        else:
            yield from (added([known[some], rest]) for rest in _ways(places - some, known))


def _sum(parts: Sequence[Figure], period: str, counts: _Counts) -> Figure:
    """A figure of the groups together at a period, tied to each of them and called as one of several insatser is."""
    about = [dict(part.dims.items()) for part in parts]
    apart = [name for name, value in about[0].items() if any(each[name] != value for each in about)]
    kept = {name: value for name, value in about[0].items() if name == "matpunkt" or name not in apart}
    names = ["/".join(each[name] for name in apart if name != "matpunkt") for each in about]
    pool = PLUS.join(filter(None, [kept.pop("insats", None), *names]))  # an insats may have series of its own
    return parts[0].model_copy(
        update={
            "measure": f"{parts[0].measure.removesuffix(POOLED)}{POOLED}",
            "dims": Dims.model_validate(kept | {"period": period, "pool": pool}),
            "members": tuple(part.id for part in parts),
            "value": 0,  # not told; a share's counts are
            **counts,
        }
    )
