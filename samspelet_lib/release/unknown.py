"""How many are unknown, where they or those who said no are few: in what else is told, and in what was told before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import ceil

from samspelet_lib.figure import ABOUT_PEOPLE, OF_A_BASE, Figure, Verdict
from samspelet_lib.release.disclosure import DisclosureRules, months_of
from samspelet_lib.release.marks import Place, leaves_few, place_of, unjudged, unknown_and_no, without_unknown
from samspelet_lib.release.primary import Primary, Wanted
from samspelet_lib.release.quantities import counts_of, ident, key_of, with_complement

Silent = frozenset[Place]
PERIOD = frozenset({"period"})
# Verdicts that the number of unknown may decide; before its time is out a count is judged by what is counted alone.
_OF_A_COUNT = frozenset({Verdict.NOT_YET, Verdict.NOT_REACHED})
_OF_A_SHARE = _OF_A_COUNT | {Verdict.AT_RISK}
_REASON = "säger med en annan läsning hur några få har räknats"
_BESIDE = " mot en annan läsning"


def families_of_few(figures: Iterable[Figure], history: Sequence[Sequence[Figure]], rules: DisclosureRules) -> Silent:
    """The wholes with their parts and readings of which how many are unknown may not be told.

    Args:
        figures: the exact figures.
        history: what was published before, oldest first.
        rules: the disclosure rules.
    """
    before: dict[Place, list[Figure]] = defaultdict(list)
    for then in (each for told in history for each in told if each.missing and each.value is not None):
        before[place_of(then, PERIOD)].append(then)
    asked = [each for each in figures if each.missing and each.disclosure in ABOUT_PEOPLE and rules.is_hideable(each)]
    return frozenset(
        family(each, rules)
        for each in asked
        if leaves_few(each, each.missing or 0, rules)
        or any(_moves_few(then, each, rules) for then in told_before(each, before[place_of(each, PERIOD)], rules))
    )


def family(figure: Figure, rules: DisclosureRules) -> Place:
    """What the figure is a part or a reading of."""
    return place_of(figure, {*rules.splitting, "reading"})


def readings_that_tell(figures: Sequence[Figure], silent: Silent, rules: DisclosureRules) -> dict[str, Primary]:
    """The readings to hide: beside the value or a reading before them they tell of a few who are counted otherwise.

    So they do, too, where what they are follows from their whole and the other parts: that is to be uncertain.
    """
    alike: dict[Place, list[Figure]] = defaultdict(list)
    for each in sorted(figures, key=lambda each: bool(each.dims.reading)):
        if each.disclosure in ABOUT_PEOPLE and rules.is_hideable(each):
            alike[place_of(each, {"reading"})].append(each)
    found: dict[str, Primary] = {}
    for together in alike.values():
        kept: list[Figure] = []
        for each in together:
            unknown = {one.missing for one in (each, *kept)} if family(each, rules) in silent else set()
            wanted = [apart for other in kept for apart in _apart((each, other), unknown, rules)]
            if each.dims.reading and wanted:
                found[ident(each)] = Primary(_REASON, tuple(wanted))
            else:
                kept.append(each)
    return found


def _apart(pair: tuple[Figure, Figure], unknown: Collection[int | None], rules: DisclosureRules) -> Iterator[Wanted]:
    """The counts of a reading that tell a few, or the unknown, beside another; how uncertain they must be."""
    reading, other = pair
    ours, theirs = with_complement(other), with_complement(reading)
    few, many = rules.low, rules.threshold
    for part in sorted(ours.keys() & theirs.keys()):
        base, step = ours[part], theirs[part] - ours[part]
        if 0 < abs(step) < many:
            low, high = (base + few, base + many) if step > 0 else (base - many, base - few)
            yield Wanted(key_of(reading, part), max(0, low), high, _BESIDE)
        elif step and abs(step) in unknown:
            yield Wanted(key_of(reading, part), theirs[part] - few, theirs[part] + few, _BESIDE)


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
    if counted is None or target is None or target.at_least is None or not figure.missing:
        return False
    if figure.verdict not in (_OF_A_SHARE if "numerator" in counts else _OF_A_COUNT):
        return False
    most = counts["denominator"] - counted if "denominator" in counts else rules.threshold - 1
    wanted = ceil(target.at_least * counts["denominator"]) if "numerator" in counts else ceil(target.at_least)
    possible = [unknown for unknown in range(1, most + 1) if leaves_few(figure, unknown, rules)]
    return len({counted + unknown >= wanted for unknown in possible}) > 1


def told_before(figure: Figure, told: Iterable[Figure], rules: DisclosureRules) -> Iterator[Figure]:
    """What was ever published of the same figure, and of the same at another checkpoint of the year.

    Args:
        figure: a figure.
        told: what was published of the same thing, whatever its period.
        rules: the disclosure rules.
    """
    months, does_add = months_of(figure.dims.period), rules.accumulates(figure.measure, dict(figure.dims.items()))
    for then in told:
        other = months_of(then.dims.period)
        is_near = months and other and (other.year, other.first_month) == (months.year, months.first_month)
        if then.dims.period == figure.dims.period or (is_near and does_add):
            yield then


def _moves_few(then: Figure, now: Figure, rules: DisclosureRules) -> bool:
    """Whether those who are unknown, or who said no, are a few more or less than was told."""
    then_told, now_told = (unknown_and_no(each, each.missing or 0) for each in (then, now))
    changes = [new - old for old, new in zip(then_told, now_told, strict=False)]
    return any(0 < abs(change) < rules.threshold for change in changes)


def _counted(counts: Mapping[str, int]) -> int | None:
    return next((counts[part] for part in sorted(OF_A_BASE & counts.keys())), None)
