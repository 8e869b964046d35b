"""What two publications tell of a few people: who was not counted, who is no longer unknown, what the new ones said.

Reads only what is printed; shares no code with what hides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from samspelet_lib.figure import ABOUT_PEOPLE, DisclosureClass, Figure
from samspelet_lib.release.audit_reading import Count, count_in, counted, not_counted, printed
from samspelet_lib.release.disclosure import DisclosureRules, months_of

_NOT_COUNTED = "de som inte räknas, sedan en tidigare uppgift"
_UNKNOWN = "de som saknar uppgift, sedan en tidigare uppgift"
_ANSWERED = "de som har svarat sedan en tidigare uppgift"
_LATE = "de som har kommit till i efterhand mellan två kontrollpunkter"
_SUPERSEDED = "jämförelse med en kontrollpunkt som har rättats sedan"
_CORRECTED = "jämförelse med en tidigare version"
_ASKED = ABOUT_PEOPLE | {DisclosureClass.EXPERIENCE}

_Place = tuple[str, frozenset[tuple[str, str]]]
_Numbers = Mapping[str, int]


def few_since(
    published: Sequence[Figure], earlier: Sequence[Sequence[Figure]], rules: DisclosureRules
) -> Iterator[tuple[Figure, str]]:
    """The figures that tell of a few people beside what was printed of them before.

    Args:
        published: the newest figures.
        earlier: what was published before, oldest first.
        rules: the disclosure rules.
    """
    before: dict[_Place, list[Figure]] = defaultdict(list)
    for figure in (each for figures in earlier for each in figures if each.disclosure in _ASKED):
        before[_place(figure)].append(figure)
    for figure in published if rules.differences else ():
        told = before.get(_place(figure)) if figure.disclosure in _ASKED else None
        if told:
            yield from ((figure, relation) for relation in sorted(set(_tells(figure, told, rules))))
    for figure, other in _read_otherwise(published) if rules.differences else ():
        told = [*before.get(_place(other), ()), *before.get(_place(figure), ())]
        if _ANSWERED in _tells(figure, told, rules):
            yield figure, _ANSWERED


def few_corrected(
    published: Iterable[Figure], earlier: Iterable[Iterable[Figure]], rules: DisclosureRules
) -> Iterator[tuple[Figure, str, str]]:
    """The figures that were printed before, ever, with a few more or less: which part of them, and what tells it.

    Args:
        published: the newest figures.
        earlier: what was published before, oldest first.
        rules: the disclosure rules.
    """
    before: dict[Count, list[int]] = defaultdict(list)
    for figure in (each for figures in earlier for each in figures if _tells_of_each(each)):
        for part, value in printed(figure).items():
            before[count_in(figure, part)].append(value)
    for figure in (each for each in published if _tells_of_each(each)) if rules.differences else ():
        for part, value in printed(figure).items():
            told = before[count_in(figure, part)]
            if value not in told[-1:] and any(_is_few(value - each, rules) for each in told):
                yield figure, part, _CORRECTED


def _tells_of_each(figure: Figure) -> bool:
    """Whether a few more or less of a count tell something of just those few."""
    is_answer = figure.dims.option is not None and figure.disclosure is DisclosureClass.EXPERIENCE
    return is_answer or figure.disclosure in ABOUT_PEOPLE


def _read_otherwise(published: Iterable[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Experiences that are printed, each with the readings of the same that are hidden: they may be much alike."""
    alike: dict[_Place, list[Figure]] = defaultdict(list)
    for figure in published:
        if figure.disclosure is DisclosureClass.EXPERIENCE:
            measure, dims = _place(figure)
            alike[measure, frozenset(dim for dim in dims if dim[0] != "reading")].append(figure)
    for figures in alike.values():
        yield from product(
            (each for each in figures if each.value is not None), (each for each in figures if each.value is None)
        )


def _tells(figure: Figure, told: Sequence[Figure], rules: DisclosureRules) -> Iterator[str]:
    """Beside every version of the same figure, where this is not the one that readers have, and other checkpoints."""
    by_period: dict[str, list[Figure]] = defaultdict(list)
    for then in told:
        by_period[str(then.dims.period)].append(then)
    own = by_period.get(str(figure.dims.period), [])
    is_news = not own or (printed(own[-1]), own[-1].missing) != (printed(figure), figure.missing)
    others = list(_same_year(figure, by_period, rules)) if is_news else []
    if any(_tells_late(figure, list(_stood_beside(other, [*told, figure])), rules) for other in others):
        yield _LATE
    versions = own if is_news else []
    if figure.disclosure is DisclosureClass.EXPERIENCE:
        beside = [*versions, *(each for period in others for each in by_period[period])]
        if any(_answers_of_few(printed(then), printed(figure), _least(figure, rules)) for then in beside):
            yield _ANSWERED
        return
    last = by_period.get(_last_checkpoint(figure, by_period, rules), [])
    for then in (*versions, *last[-1:]):
        yield from _rests(then, figure, rules)
    for then in (each for period in others for each in _superseded(by_period[period])):
        yield from _rests(then, figure, rules)
        if _has_moved_by_few(then, figure, rules):
            yield _SUPERSEDED


def _stood_beside(other: str, told: Sequence[Figure]) -> Iterator[_Numbers]:
    """What has lain between the last figure's checkpoint and another in print, each time that one of them was told."""
    own, newest = str(told[-1].dims.period), dict[str, _Numbers]()
    for figure in told:
        numbers, period = _groups(figure), str(figure.dims.period)
        if numbers and period in {own, other}:
            newest[period] = numbers
            if len(newest) > 1:
                shared = newest[own].keys() & newest[other].keys()
                yield {name: newest[own][name] - newest[other][name] for name in shared}


def _tells_late(figure: Figure, stood: Sequence[_Numbers], rules: DisclosureRules) -> bool:
    """Whether what lies between two checkpoints now is another by a few than it ever was."""
    *before, now = stood or [{}]
    if figure.disclosure is DisclosureClass.EXPERIENCE:
        return any(_answers_of_few(then, now, _least(figure, rules)) for then in before)
    is_group = any(name in rules.groups for name, _ in figure.dims.items())
    asked = now.keys() - (set() if is_group else {"denominator"})
    return any(_is_few(now[name] - then[name], rules) for then in before for name in asked & then.keys())


def _groups(figure: Figure) -> dict[str, int]:
    """The groups of people that the figure tells of: who is counted, who is not, and who is unknown or said no."""
    found, rest = printed(figure), not_counted(figure)
    if figure.disclosure is DisclosureClass.EXPERIENCE or rest is None:
        return found
    unknown = figure.missing
    return found | {"rest": rest} | ({"unknown": unknown, "no": rest - unknown} if unknown else {})


def _place(figure: Figure) -> _Place:
    """What is counted, whenever it is."""
    return figure.measure, frozenset(dim for dim in figure.dims.items() if dim[0] != "period")


def _last_checkpoint(figure: Figure, told: Iterable[str], rules: DisclosureRules) -> str:
    """The year's latest earlier period that counts from new year too; empty where there is none."""
    own = months_of(figure.dims.period)
    found = [
        (each.last_month, name)
        for name in _same_year(figure, told, rules)
        if own and (each := months_of(name)) and each.last_month < own.last_month
    ]
    return max(found, default=(0, ""))[1]


def _same_year(figure: Figure, told: Iterable[str], rules: DisclosureRules) -> Iterator[str]:
    """The year's other periods that count from new year, as the figure does."""
    months = months_of(figure.dims.period)
    if months is None or months.first_month != 1 or not rules.accumulates(figure.measure, dict(figure.dims.items())):
        return
    for name in told:
        other = months_of(name)
        if other and (other.year, other.first_month) == (months.year, 1) and other.last_month != months.last_month:
            yield name


def _rests(then: Figure, now: Figure, rules: DisclosureRules) -> Iterator[str]:
    """Those of a base who are not counted, and those of them who are unknown or said no."""
    before, after = not_counted(then), not_counted(now)
    if before is None or after is None:
        return
    if rules.complement and _is_few(after - before, rules):
        yield _NOT_COUNTED
    if then.missing and now.missing:
        said_no = (after - now.missing) - (before - then.missing)
        if any(_is_few(change, rules) for change in (now.missing - then.missing, said_no)):
            yield _UNKNOWN


def _superseded(versions: Sequence[Figure]) -> list[Figure]:
    """What was printed before the last version, and is otherwise in that or hidden."""
    return [each for each in versions[:-1] if printed(each) != printed(versions[-1])]


def _has_moved_by_few(then: Figure, now: Figure, rules: DisclosureRules) -> bool:
    before, after = counted(then), counted(now)
    return before is not None and after is not None and _is_few(after - before, rules)


def _answers_of_few(before: _Numbers, after: _Numbers, least: int) -> bool:
    """Whether the two differ, and fewer have come or gone between them than are told what they answered."""
    if before == after or "denominator" not in before.keys() & after.keys():
        return False
    return abs(after["denominator"] - before["denominator"]) < least


def _least(figure: Figure, rules: DisclosureRules) -> int:
    return max(rules.threshold, rules.option_base) if figure.dims.option else rules.threshold


def _is_few(change: int, rules: DisclosureRules) -> bool:
    return 0 < abs(change) < rules.threshold
