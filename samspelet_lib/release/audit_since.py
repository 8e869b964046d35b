"""What two publications tell of a few people: who was not counted, who is no longer unknown, what the new ones said.

Reads only what is printed; shares no code with what hides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from samspelet_lib.figure import ABOUT_PEOPLE, OF_A_BASE, DisclosureClass, Figure
from samspelet_lib.release.audit_reading import printed
from samspelet_lib.release.disclosure import DisclosureRules, months_of

_NOT_COUNTED = "de som inte räknas, sedan en tidigare uppgift"
_UNKNOWN = "de som saknar uppgift, sedan en tidigare uppgift"
_ANSWERED = "de som har svarat sedan en tidigare uppgift"
_ASKED = ABOUT_PEOPLE | {DisclosureClass.EXPERIENCE}

_Place = tuple[str, frozenset[tuple[str, str]]]


def few_since(
    published: Sequence[Figure], earlier: Sequence[Sequence[Figure]], rules: DisclosureRules
) -> Iterator[tuple[Figure, str]]:
    """The figures that tell of a few people beside what was printed of them before.

    Args:
        published: the newest figures.
        earlier: what was published before, oldest first.
        rules: the disclosure rules.
    """
    before: dict[_Place, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in (each for figures in earlier for each in figures if each.disclosure in _ASKED):
        before[_place(figure)][str(figure.dims.period)].append(figure)
    for figure in published if rules.differences else ():
        told = before.get(_place(figure)) if figure.disclosure in _ASKED else None
        if told:
            yield from ((figure, relation) for relation in sorted(set(_tells(figure, told, rules))))


def _tells(figure: Figure, told: Mapping[str, Sequence[Figure]], rules: DisclosureRules) -> Iterator[str]:
    """Beside every version of the same figure, where this is not the one that readers have, and other checkpoints."""
    own = told.get(str(figure.dims.period), ())
    is_news = not own or (printed(own[-1]), own[-1].missing) != (printed(figure), figure.missing)
    versions = own if is_news else ()
    if figure.disclosure is DisclosureClass.EXPERIENCE:
        others = [each for period in _same_year(figure, told, rules) for each in told[period]] if is_news else []
        if any(_answers_of_few(then, figure, rules) for then in (*versions, *others)):
            yield _ANSWERED
        return
    last = told.get(_last_checkpoint(figure, told, rules), ())
    for then in (*versions, *last[-1:]):
        yield from _rests(then, figure, rules)


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
    before, after = _not_counted(then), _not_counted(now)
    if before is None or after is None:
        return
    if rules.complement and _is_few(after - before, rules):
        yield _NOT_COUNTED
    if then.missing and now.missing:
        said_no = (after - now.missing) - (before - then.missing)
        if any(_is_few(change, rules) for change in (now.missing - then.missing, said_no)):
            yield _UNKNOWN


def _answers_of_few(then: Figure, now: Figure, rules: DisclosureRules) -> bool:
    """Whether the two differ, and fewer have come or gone between them than are told what they answered."""
    before, after = printed(then), printed(now)
    if before == after or "denominator" not in before.keys() & after.keys():
        return False
    least = max(rules.threshold, rules.option_base) if now.dims.option else rules.threshold
    return abs(after["denominator"] - before["denominator"]) < least


def _counted(figure: Figure) -> int | None:
    return next((count for part, count in sorted(printed(figure).items()) if part in OF_A_BASE), None)


def _not_counted(figure: Figure) -> int | None:
    counted, base = _counted(figure), printed(figure).get("denominator")
    return None if counted is None or base is None else base - counted


def _is_few(change: int, rules: DisclosureRules) -> bool:
    return 0 < abs(change) < rules.threshold
