"""How many are unknown, where they or those who said no are few: in what else is told, and in what was told before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil

from samspelet_lib.figure import ABOUT_PEOPLE, OF_A_BASE, Figure
from samspelet_lib.release.disclosure import DisclosureRules, months_of
from samspelet_lib.release.marks import Place, leaves_few, place_of, unjudged, without_unknown
from samspelet_lib.release.primary import Primary
from samspelet_lib.release.quantities import counts_of, ident

Silent = frozenset[Place]
_PERIOD = frozenset({"period"})
_REASON = "säger med huvudläsningen hur några få har räknats"


def families_of_few(figures: Iterable[Figure], history: Sequence[Sequence[Figure]], rules: DisclosureRules) -> Silent:
    """The wholes with their parts and readings of which how many are unknown may not be told.

    Args:
        figures: the exact figures.
        history: what was published before, oldest first.
        rules: the disclosure rules.
    """
    before: dict[Place, dict[str, Figure]] = defaultdict(dict)
    for then in (each for told in history for each in told if each.missing and each.value is not None):
        before[place_of(then, _PERIOD)][str(then.dims.period)] = then
    asked = [each for each in figures if each.missing and each.disclosure in ABOUT_PEOPLE and rules.is_hideable(each)]
    return frozenset(
        family(each, rules)
        for each in asked
        if leaves_few(each, each.missing or 0, rules)
        or any(_moves_few(then, each, rules) for then in _told_before(each, before[place_of(each, _PERIOD)], rules))
    )


def family(figure: Figure, rules: DisclosureRules) -> Place:
    """What the figure is a part or a reading of."""
    return place_of(figure, {*rules.splitting, "reading"})


def readings_that_tell(figures: Sequence[Figure], silent: Silent, rules: DisclosureRules) -> dict[str, Primary]:
    """The readings to hide: beside the value they tell how many are unknown, or of a few who are counted otherwise."""
    plain = {place_of(each, {"reading"}): each for each in figures if not each.dims.reading}
    return {
        ident(each): Primary(_REASON, ())
        for each in figures
        if each.dims.reading and each.disclosure in ABOUT_PEOPLE and rules.is_hideable(each)
        if (own := plain.get(place_of(each, {"reading"})))
        if any(
            0 < step < rules.threshold or (step == own.missing and family(own, rules) in silent)
            for step in _steps(own, each)
        )
    }


def _steps(own: Figure, reading: Figure) -> Iterator[int]:
    ours, theirs = counts_of(own), counts_of(reading)
    yield from (abs(ours[part] - theirs[part]) for part in ours.keys() & theirs.keys())


def without_told_unknown(
    figures: Sequence[Figure], exact: Sequence[Figure], silent: Silent, *, rules: DisclosureRules
) -> Iterator[Figure]:
    """The figures without how many are unknown where it may not be told, and without a verdict that rests on it.

    Those who are unknown of a whole, less those of the parts that tell, are those of the part that does not, of
    which perhaps nothing else is shown either: so all of them tell it, or none.
    """
    silent |= {
        family(figure, rules)
        for figure, own in zip(figures, exact, strict=True)
        if own.missing and not figure.missing and (figure.value is not None or figure.disclosure in ABOUT_PEOPLE)
    }
    for figure, own in zip(figures, exact, strict=True):
        if figure.value is None or family(figure, rules) not in silent:
            yield figure
        else:
            quiet = without_unknown(figure) if figure.missing else figure
            yield unjudged(quiet) if figure.disclosure in ABOUT_PEOPLE and _rests_on_unknown(own, rules) else quiet


def _rests_on_unknown(figure: Figure, rules: DisclosureRules) -> bool:
    """Whether the verdict tells some of the numbers that may be unknown from others.

    That nothing is told of them says that they, or those who said no, are few. Of 25 in 30 one who knows that four
    more would do sees by "not yet" that just four are unknown and one said no.
    """
    counts, target = counts_of(figure), figure.target
    counted = _counted(counts)
    if counted is None or target is None or target.at_least is None or not figure.missing or not figure.verdict:
        return False
    base = counts.get("denominator", counted)
    wanted = ceil(target.at_least * base) if "numerator" in counts else ceil(target.at_least)
    possible = [unknown for unknown in range(1, base - counted + 1) if leaves_few(figure, unknown, rules)]
    return len({counted + unknown >= wanted for unknown in possible}) > 1


def _told_before(figure: Figure, told: Mapping[str, Figure], rules: DisclosureRules) -> Iterator[Figure]:
    """What was published of the same figure, and of the same at an earlier checkpoint of the year."""
    months, does_add = months_of(figure.dims.period), rules.accumulates(figure.measure, dict(figure.dims.items()))
    for period, then in told.items():
        other = months_of(period)
        is_near = months and other and (other.year, other.first_month) == (months.year, months.first_month)
        if period == figure.dims.period or (is_near and does_add):
            yield then


def _moves_few(then: Figure, now: Figure, rules: DisclosureRules) -> bool:
    """Whether those who are unknown, or who said no, are a few more or less than was told."""
    changes = [new - old for old, new in zip(_left(then), _left(now), strict=False)]
    return any(0 < abs(change) < rules.threshold for change in changes)


def _left(figure: Figure) -> list[int]:
    """How many are unknown and, where the others are told, how many said no."""
    counts, unknown = counts_of(figure), figure.missing or 0
    counted = _counted(counts)
    no = [counts["denominator"] - counted - unknown] if counted is not None and "denominator" in counts else []
    return [unknown, *no]


def _counted(counts: Mapping[str, int]) -> int | None:
    return next((counts[part] for part in sorted(OF_A_BASE & counts.keys())), None)
