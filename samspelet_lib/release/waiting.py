"""Corrections that have to wait: what hangs together with a count that a revision would give away.

A corrected delivery changes several figures at once. Shown beside what was published before, some of them
may tell of one person. Those, and everything that could be reckoned with them, keep what was published
until the next checkpoint; the rest is revised.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from samspelet_lib.figure import Figure, Mark, Pinpoint
from samspelet_lib.period import Period, PeriodKind
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.entries import TextEntry
from samspelet_lib.release.linked_splits import sums
from samspelet_lib.release.marks import Place, place_of
from samspelet_lib.release.quantities import Key, is_counted, key_of, matches, moved_along, parts_of

NOTE = "En rättelse väntar till {checkpoint}, för att ingen enskild ska kunna röjas."
_SAID_ONCE = (
    "Det finns rättelser av uppgifter som har stått i tidigare rapporter. De väntar till {checkpoint}, för att ingen "
    "enskild ska kunna röjas. De uppgifter som de gäller, och de som hänger ihop med dem, visas som förut eller inte "
    "alls."
)


def next_checkpoint(period: Period) -> str:
    """When what waits may be told."""
    if period.kind is PeriodKind.MONTH:
        return "nästa delårs- eller årsredovisning"
    is_interim = period.kind is PeriodKind.INTERIM
    return f"årsredovisningen {period.year}" if is_interim else f"delårsrapporten {period.year + 1}"


def waiting_text(period: Period, source: Pinpoint) -> TextEntry:
    """What the period's page says where something waits; never what, which would tell that it has changed."""
    text = _SAID_ONCE.format(checkpoint=next_checkpoint(period))
    return TextEntry(id="vantar", section="rättelse", name="Rättelser som väntar", text=text, source=source)


def hidden_since(told: Iterable[Figure], before: Iterable[Figure]) -> frozenset[str]:
    """The ids of what was shown and is hidden now."""
    shown = {figure.id for figure in before if figure.value is not None}
    return frozenset(figure.id for figure in told if figure.mark is Mark.HIDDEN and figure.id in shown)


def are_corrected(exact: Iterable[Figure], before: Iterable[Figure], among: Collection[str]) -> bool:
    """Whether anything of what is named is another number than before."""
    then = {figure.id: _numbers(figure) for figure in before}
    return any(then.get(figure.id) != _numbers(figure) for figure in exact if figure.id in among)


def _numbers(figure: Figure) -> tuple[object, ...]:
    return figure.value, figure.numerator, figure.denominator, figure.missing


def connected_with(exposed: Collection[str], figures: Sequence[Figure], rules: DisclosureRules) -> frozenset[str]:
    """The ids of all figures that hang together with the exposed ones.

    An exposed figure of an earlier period stands for the one of this period that counts the same; one of another year
    for all that is told in both. A mätpunkt and its readings hang together: what one counts otherwise than another may
    be a few, and are told by both.
    """
    of_figure = {
        figure.id: [key_of(figure, part) for part in parts_of(figure)] for figure in figures if is_counted(figure)
    }
    group = _Groups({key for keys in of_figure.values() for key in keys})
    for terms in _relations(list(group.root), rules):
        group.join(terms)
    for names in (*((figure.id, *figure.members) for figure in figures), *_readings(figures)):
        group.join([key for name in names for key in of_figure.get(name, ())])
    reached = {
        group.find(key) for name, keys in of_figure.items() if _place(name) in map(_place, exposed) for key in keys
    }
    if {_year(name) for name in exposed} - {_year(figure.id) for figure in figures}:
        reached |= {group.find(key) for keys in of_figure.values() for key in keys if _is_told_twice(key, rules)}
    return frozenset(name for name, keys in of_figure.items() for key in keys if group.find(key) in reached)


def keep_published(
    figures: Sequence[Figure], before: Sequence[Figure], *, waiting: Collection[str], note: str
) -> tuple[Figure, ...]:
    """The figures, those that wait as they were published; what was not published before is left out."""
    published = {figure.id: figure for figure in before}
    now = {figure.id for figure in figures}
    rests = [figure for figure in before if figure.id in waiting and figure.id not in now]
    kept = (published.get(figure.id) if figure.id in waiting else figure for figure in (*figures, *rests))
    return tuple(_noted(figure, note) if figure.id in waiting else figure for figure in kept if figure is not None)


def _noted(figure: Figure, note: str) -> Figure:
    """What is shown says that it waits; what is hidden says nothing, as it may not have changed."""
    if figure.value is None or (figure.note and note in figure.note):
        return figure
    return figure.model_copy(update={"note": f"{figure.note} {note}" if figure.note else note})


def _place(figure_id: str) -> str:
    """The id without its period."""
    return ";".join(part for part in figure_id.split(";") if not part.startswith("period="))


def _year(figure_id: str) -> str:
    """The year of the id's period, if it has one."""
    periods = [part for part in figure_id.split(";") if part.startswith("period=")]
    return periods[0].removeprefix("period=").partition("-")[0] if periods else ""


def _is_told_twice(key: Key, rules: DisclosureRules) -> bool:
    """Whether the count is told in the year after, or was in the year before."""
    return any(matches(each, key) for rule in rules.carried for each in (rule.then, rule.now))


def _readings(figures: Sequence[Figure]) -> Iterable[Sequence[str]]:
    """The ids of each figure and its readings."""
    found: dict[Place, list[str]] = defaultdict(list)
    for figure in figures:
        found[place_of(figure, {"reading"})].append(figure.id)
    return found.values()


def _relations(keys: Sequence[Key], rules: DisclosureRules) -> Iterator[Sequence[Key]]:
    for each in sums(keys, rules):
        yield (each.whole, *each.parts)
    for rule in rules.declared:
        first = rule.signed[0][0]
        for key in keys:
            if matches(first, key):
                yield list(moved_along(rule, key))


class _Groups:
    """Counts that hang together, each group known by one of them."""

    def __init__(self, keys: Collection[Key]) -> None:
        self.root = {key: key for key in keys}

    def find(self, key: Key) -> Key:
        while self.root.setdefault(key, key) != key:
            self.root[key] = key = self.root[self.root[key]]
        return key

    def join(self, keys: Sequence[Key]) -> None:
        found = {self.find(key) for key in keys}
        for each in found:
            self.root[each] = min(found)
