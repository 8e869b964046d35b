"""Answers that have come since: no two publications tell what just a few who are new have answered.

Of an experience the share and its base are told, from a least base; beside what was told before they are a share of
those who have answered in between, and there too few must not be told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from samspelet_lib.figure import Dims, DisclosureClass, Figure
from samspelet_lib.release.between import as_before
from samspelet_lib.release.disclosure import DisclosureRules, months_of
from samspelet_lib.release.marks import Place, place_of
from samspelet_lib.release.primary import MARGIN, Primary, Wanted
from samspelet_lib.release.quantities import counts_of, ident, key_of, less
from samspelet_lib.release.store import Release
from samspelet_lib.release.unknown import PERIOD, told_before

_READING = frozenset({"reading"})
_REASON = "säger med en tidigare uppgift vad några få har svarat"

_Told = Mapping[Place, Sequence[Figure]]


def shares_of_few_new(
    figures: Iterable[Figure], history: Iterable[Sequence[Figure]], rules: DisclosureRules
) -> dict[str, Primary]:
    """The experiences to hide: beside what was told they say what few who are new, or have changed, have answered.

    Args:
        figures: the exact figures.
        history: what was published before, oldest first.
        rules: the disclosure rules.
    """
    told, found = _told(history), {}
    asked = [each for each in figures if is_experience(each) and rules.is_hideable(each)] if rules.differences else []
    for figure in asked:
        others = _others(figure, told, rules)
        if any(_adds_few(changes, rules.threshold) for changes in _changes(figure, others)):
            found[ident(figure)] = Primary(_REASON, tuple(_wanted(figure, others)))
    return found | _readings_of(found, asked, told, rules=rules)


def _readings_of(
    found: Collection[str], figures: Sequence[Figure], told: _Told, *, rules: DisclosureRules
) -> dict[str, Primary]:
    """What is read otherwise of the same answers as those in `found`, and has not been told: it may be as good."""
    said: dict[Place, list[Figure]] = defaultdict(list)
    for figure in (each for each in figures if ident(each) in found):
        said[place_of(figure, _READING)] += told_before(figure, told.get(place_of(figure, PERIOD), ()), rules)
    beside = {}
    for figure in figures:
        others = said.get(place_of(figure, _READING), [])
        is_near = any(_adds_few(less(counts_of(figure), counts_of(then)), rules.threshold) for then in others)
        if is_near and ident(figure) not in found and not _is_told(figure, told):
            beside[ident(figure)] = Primary(_REASON, tuple(_wanted(figure, others)))
    return beside


def without_few_new(
    figures: Sequence[Figure], published: Iterable[Release], rules: DisclosureRules
) -> Iterator[Figure]:
    """The figures without questions told answer by answer, where too few of the answers are new to be told so.

    Told again, the difference would say what just those have answered: each answer's by itself where it is of a few,
    and of all that are new where they are fewer than are told answer by answer at all. What none of them answered
    would be told too.

    Args:
        figures: the exact figures.
        published: what was published before, oldest first.
        rules: the disclosure rules.
    """
    told = _told(release.figures for release in published)
    changed = {_question(each) for each in figures if _is_answer(each) and _tells_few(each, told, rules)}
    yield from (each for each in figures if each.dims.option is None or _question(each) not in changed)


def _told(history: Iterable[Sequence[Figure]]) -> _Told:
    found: dict[Place, list[Figure]] = defaultdict(list)
    for figure in (each for figures in history for each in figures):
        if figure.disclosure is DisclosureClass.EXPERIENCE and figure.value is not None:
            found[place_of(figure, PERIOD)].append(figure)
    return found


def _others(figure: Figure, told: _Told, rules: DisclosureRules) -> list[Figure]:
    """What was told of the same before, unless this is what readers have already: that is no news."""
    if _is_told(figure, told):
        return []
    return list(told_before(figure, told.get(place_of(figure, PERIOD), ()), rules))


def _is_told(figure: Figure, told: _Told) -> bool:
    """Whether this is what was last told of the figure's period."""
    own = [then for then in told.get(place_of(figure, PERIOD), ()) if then.dims.period == figure.dims.period]
    return bool(own) and not any(less(counts_of(figure), counts_of(own[-1])).values())


def _changes(figure: Figure, others: Sequence[Figure]) -> Iterator[dict[str, int]]:
    """How the counts differ from all that was told, and from what they would be had nobody come late in between."""
    told = [(str(then.dims.period), counts_of(then)) for then in others]
    expected = as_before(told, str(figure.dims.period))
    yield from (less(counts_of(figure), counts) for counts in (*(counts for _, counts in told), *expected))


def _adds_few(changes: Mapping[str, int], least: int) -> bool:
    """Whether those who are new, or have gone, are fewer than `least`, and something has changed."""
    return any(changes.values()) and abs(changes.get("denominator", least)) < least


def _wanted(figure: Figure, others: Sequence[Figure]) -> Iterator[Wanted]:
    """The counts to protect, each as uncertain as one that is hidden for its base.

    Nobody can believe it less than what an earlier checkpoint told, or more than a later one: what is lost on that
    side must be believable on the other.
    """
    last = {then.dims.period: then for then in others}.values()
    earlier = [counts_of(then) for then in last if _month(then) < _month(figure)]
    later = [counts_of(then) for then in last if _month(then) > _month(figure)]
    for part, count in counts_of(figure).items():
        least = max((then.get(part, 0) for then in earlier), default=0)
        most = min((then.get(part, count) for then in later), default=None)
        low = max(least, count - MARGIN)
        high = max(count + MARGIN, low + 2 * MARGIN)
        if most is not None and most < high:
            low, high = max(least, most - 2 * MARGIN), most
        yield Wanted(key_of(figure, part), min(low, count), max(high, count))


def _month(figure: Figure) -> int:
    months = months_of(figure.dims.period)
    return months.last_month if months else 0


def is_experience(figure: Figure) -> bool:
    """Whether the figure tells what people have answered, not answer by answer."""
    return figure.disclosure is DisclosureClass.EXPERIENCE and figure.dims.option is None


def _is_answer(figure: Figure) -> bool:
    return figure.disclosure is DisclosureClass.EXPERIENCE and figure.dims.option is not None


def _tells_few(figure: Figure, told: _Told, rules: DisclosureRules) -> bool:
    least = max(rules.threshold, rules.option_base)
    return any(
        _adds_few(changes, least) or any(0 < abs(change) < rules.threshold for change in changes.values())
        for changes in _changes(figure, _others(figure, told, rules))
    )


def _question(figure: Figure) -> tuple[str, Dims]:
    return figure.measure, figure.dims.model_copy(update={"option": None})
