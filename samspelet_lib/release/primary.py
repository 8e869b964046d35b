"""Which figures the class rules hide at once, why, and which counts must not be worked out from the others."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from samspelet_lib.figure import DisclosureClass, Figure, Mark, Unit
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.quantities import Key, counts_of, ident, key_of, with_complement

_WHOLE = "value"  # every figure has one key of this name, whatever its unit
MARGIN = 2  # a count that is hidden for its base must be uncertain by as much on either side


class Wanted(NamedTuple):
    """A count to protect: a reader must believe it possibly ≤ `low` and possibly ≥ `high`.

    Attributes:
        beside: what it is protected beside, where it is no secret of its own.
    """

    key: Key
    low: int
    high: int
    beside: str = ""


class Primary(NamedTuple):
    """A figure that its class rule hides: the reason, and the counts to protect."""

    reason: str
    wanted: tuple[Wanted, ...]


def primary(figure: Figure, rules: DisclosureRules) -> Primary | None:
    """Why the figure is hidden by its own content, None where it may be shown as far as that goes."""
    if not rules.is_hideable(figure) or (figure.value is None and not counts_of(figure)):
        return None
    reason = _REASONS[figure.disclosure](figure, rules)
    return Primary(reason, tuple(_wanted(figure, rules))) if reason else None


def primaries(figures: Sequence[Figure], rules: DisclosureRules) -> dict[str, Primary]:
    """What the class rules hide, by the figure's name: by its own content, or because it splits too few."""
    sizes = {key_of(figure, _WHOLE): size for figure in figures if (size := _size(figure)) is not None}
    found = ((figure, primary(figure, rules) or _of_few(figure, sizes, rules)) for figure in figures)
    return {ident(figure): why for figure, why in found if why}


def _size(figure: Figure) -> int | None:
    """How many persons the figure is about."""
    counts = counts_of(figure)
    return counts.get("denominator", counts.get("value"))


def _of_few(figure: Figure, sizes: Mapping[Key, int], rules: DisclosureRules) -> Primary | None:
    """Hidden for splitting a whole of very few, zeros too; its own count is not small, so there is none to protect.

    A share of nobody is hidden too: the base may be a few of those who are told elsewhere, and here are none of
    them. Not where it is one part of a whole that is large enough to be split: that there are none is a zero.
    """
    size, is_missing = _size(figure), figure.mark is Mark.MISSING
    if figure.disclosure is not DisclosureClass.PERSON or not rules.is_hideable(figure):
        return None
    if size is None and not is_missing:
        return None
    key = key_of(figure, _WHOLE)
    split = [name for name, _ in figure.dims.items() if name in rules.splitting]
    wholes = [
        sizes.get(key.where(**dict.fromkeys(left_out)), 0)
        for count in range(1, len(split) + 1)
        for left_out in combinations(split, count)
    ]
    if any(0 < whole < rules.split_base for whole in wholes):
        return Primary("för få personer att dela upp", ())
    is_of_nobody = is_missing and figure.unit is Unit.SHARE and size == 0
    return Primary("ingen att ta en andel av", ()) if is_of_nobody and not any(wholes) else None


def small_counts(figure: Figure, rules: DisclosureRules) -> dict[str, int]:
    """The figure's counts of people that are too small to be shown, by part."""
    counts = with_complement(figure) if _counts_complement(figure, rules) else counts_of(figure)
    small = {part: count for part, count in counts.items() if rules.is_small(count, figure.disclosure)}
    if counts.get("denominator") == 0:
        return {}  # there is nobody to tell anything about
    return small


def _counts_complement(figure: Figure, rules: DisclosureRules) -> bool:
    return figure.has_base and (rules.complement or figure.disclosure is DisclosureClass.SENSITIVE)


def _person(figure: Figure, rules: DisclosureRules) -> str | None:
    if small_counts(figure, rules):
        return "för få personer"
    counts = counts_of(figure)
    if figure.unit is Unit.SHARE and not {"numerator", "denominator"} <= counts.keys():
        return "andel utan sitt underlag"
    if figure.unit in (Unit.COUNT, Unit.SHARE) or counts.get("denominator", 0) >= rules.statistic_base:
        return None
    return "för liten bas för ett mått om personer"


def _sensitive(figure: Figure, rules: DisclosureRules) -> str | None:
    if any(name in rules.narrowing for name, _ in figure.dims.items()):
        return "känslig uppgift under hela förbundet"
    counts = counts_of(figure)
    if counts.get("denominator", counts.get("value", 0)) < rules.sensitive_base:
        return "känslig uppgift med för liten bas"
    if figure.unit is Unit.SHARE and "numerator" not in counts:
        return "andel utan sitt underlag"
    return "för få personer" if small_counts(figure, rules) else None


def _experience(figure: Figure, rules: DisclosureRules) -> str | None:
    known = [base for base in (figure.answers, counts_of(figure).get("denominator")) if base is not None]
    if figure.mark is Mark.MISSING and known and not any(known):
        return None  # nobody has answered
    if not known or not figure.invited:
        return "svarsfrekvensen är inte känd"
    return "för få svar" if min(known) < rules.experience_base else None


_REASONS = {
    DisclosureClass.PERSON: _person,
    DisclosureClass.SENSITIVE: _sensitive,
    DisclosureClass.EXPERIENCE: _experience,
    DisclosureClass.ACTIVITY: _person,  # only where a policy lets them be hidden
    DisclosureClass.OPEN: _person,
}


def _wanted(figure: Figure, rules: DisclosureRules) -> Iterator[Wanted]:
    small, counts = small_counts(figure, rules), counts_of(figure)
    if figure.disclosure is DisclosureClass.EXPERIENCE:  # hidden for its base, however many they were
        yield from (uncertain(key_of(figure, part), count) for part, count in counts.items())
        return
    yield from (Wanted(key_of(figure, part), rules.low, rules.threshold) for part in small)
    if figure.disclosure is DisclosureClass.SENSITIVE:
        others = {part: count for part, count in counts.items() if part not in small}
        yield from (uncertain(key_of(figure, part), count) for part, count in others.items())


def uncertain(key: Key, count: int) -> Wanted:
    """A count that is hidden for its base, however many it counts."""
    return Wanted(key, max(0, count - MARGIN), count + MARGIN)
