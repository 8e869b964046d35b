"""Answers of several groups together: readers add up what is told, and take it from what is told of more.

Two groups were told by themselves, 20 of 30 each; now both are hidden for one late answer, and a whole of which all
others are told leaves 42 of 62. Or a whole was told of two that are hidden by themselves, then and now. Either way
what few who came late have answered follows, though no figure counts just those groups.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from samspelet_lib.figure import POOLED, Dims, DisclosureClass, Figure
from samspelet_lib.release.declared import PLUS
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.linked_pools import members_of
from samspelet_lib.release.linked_splits import sums
from samspelet_lib.release.marks import Place, place_of
from samspelet_lib.release.quantities import counts_of, ident, is_counted, key_of
from samspelet_lib.release.unknown import PERIOD

_MOST = 4  # so many groups at most, each with late answers of its own, have fewer than five of them together

_Places = frozenset[Place]
_Counts = Mapping[str, int]


class Together(NamedTuple):
    """Sums of several groups' answers that nobody prints: today's, and what each earlier release told of the same."""

    todays: tuple[Figure, ...]
    history: tuple[tuple[Figure, ...], ...]


class _Whole(NamedTuple):
    """A figure of several groups together, and one of each."""

    figure: Figure
    parts: tuple[Figure, ...]


def together(
    figures: Sequence[Figure], history: Sequence[Sequence[Figure]], rules: DisclosureRules, *, alone: Collection[str]
) -> Together:
    """The sums to compare with what was told before.

    Args:
        figures: the exact figures, their splits complete.
        history: what was published before, oldest first.
        rules: the disclosure rules.
        alone: those that by themselves tell what few who are new have answered, by name.
    """
    ours = {place_of(each, PERIOD): each for each in _asked(figures)}
    told = [_told(release, rules) for release in history]
    left = {places for known in told for places in known if len(places) > 1 and places <= ours.keys()}
    few = frozenset(place for place, each in ours.items() if ident(each) in alone)
    chosen = set(left)
    for whole in _wholes(list(ours.values()), rules) if few else ():
        parts = frozenset(place_of(part, PERIOD) for part in whole.parts)
        chosen |= set(_with_few(parts & few, [frozenset(), *(each for each in left if each <= parts)]))
    ordered = [[ours[place] for place in sorted(places)] for places in sorted(chosen, key=sorted)]
    return Together(
        tuple(_sum(parts, _added(map(counts_of, parts))) for parts in ordered),
        tuple(tuple(_of_before(ordered, known)) for known in told),
    )


def _asked(figures: Iterable[Figure]) -> list[Figure]:
    return [
        each
        for each in figures
        if each.disclosure is DisclosureClass.EXPERIENCE and each.dims.option is None and is_counted(each)
    ]


def _with_few(few: _Places, left: Iterable[_Places]) -> Iterator[_Places]:
    """Groups that may be hidden together: those with few who are new, and those that were hidden before."""
    for others in left:
        for number in range(_MOST + 1):
            for chosen in combinations(sorted(few - others), number):
                if len(others) + number > 1:
                    yield others | frozenset(chosen)


def _wholes(figures: Sequence[Figure], rules: DisclosureRules) -> Iterator[_Whole]:
    by_name = {ident(figure): figure for figure in figures}
    by_key = {key_of(figure, "denominator"): figure for figure in figures}
    for each in sums(by_key, rules):
        if not each.overlaps and by_key.keys() >= {each.whole, *each.parts}:
            yield _Whole(by_key[each.whole], tuple(by_key[part] for part in each.parts))
    for figure in figures:
        if figure.members and by_name.keys() >= set(members_of(figure)):
            yield _Whole(figure, tuple(by_name[name] for name in members_of(figure)))


def _told(release: Sequence[Figure], rules: DisclosureRules) -> dict[_Places, tuple[str, _Counts]]:
    """What a release told of each group, and of those hidden that a whole leaves; with the period it told it of."""
    asked = _asked(release)
    known: dict[_Places, tuple[str, _Counts]] = {
        frozenset({place_of(each, PERIOD)}): (str(each.dims.period), counts_of(each))
        for each in asked
        if each.value is not None
    }
    for whole in _wholes(asked, rules):
        untold = frozenset(place_of(part, PERIOD) for part in whole.parts if part.value is None)
        if whole.figure.value is not None and untold:
            others = _added(counts_of(part) for part in whole.parts if part.value is not None)
            counts = {part: count - others.get(part, 0) for part, count in counts_of(whole.figure).items()}
            known.setdefault(untold, (str(whole.figure.dims.period), counts))
    return known


def _of_before(ordered: Iterable[Sequence[Figure]], known: Mapping[_Places, tuple[str, _Counts]]) -> Iterator[Figure]:
    """The sums that a release told, all of it of one period."""
    for parts in ordered:
        places = frozenset(place_of(part, PERIOD) for part in parts)
        alone = [each for place in sorted(places) if (each := frozenset({place})) in known]
        left = places - frozenset().union(*alone)
        pieces = [known[each] for each in (*alone, left) if each in known]
        periods = {period for period, _ in pieces}
        if (not left or left in known) and len(periods) == 1:
            moved = [part.model_copy(update={"dims": part.dims.model_copy(update={"period": min(periods)})})
                     for part in parts]  # fmt: skip
            yield _sum(moved, _added(counts for _, counts in pieces))


def _added(counts: Iterable[_Counts]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for each in counts:
        for part, count in each.items():
            found[part] += count
    return dict(found)


def _sum(parts: Sequence[Figure], counts: _Counts) -> Figure:
    """A figure of the groups together, tied to each of them and called as one of several insatser is."""
    first, *others = [dict(part.dims.items()) for part in parts]
    apart = [name for name, value in first.items() if any(each[name] != value for each in others)]
    kept = {name: value for name, value in first.items() if name == "matpunkt" or name not in apart}
    names = ["/".join(each[name] for name in apart if name != "matpunkt") for each in (first, *others)]
    pool = PLUS.join(filter(None, [kept.pop("insats", None), *names]))  # an insats may have series of its own
    return parts[0].model_copy(
        update={
            "measure": f"{parts[0].measure.removesuffix(POOLED)}{POOLED}",
            "dims": Dims.model_validate(kept | {"pool": pool}),
            "members": tuple(part.id for part in parts),
            "value": 0,  # not told; a share's counts are
            **counts,
        }
    )
