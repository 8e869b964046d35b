"""Parts of a whole that print tells has been corrected by a few: they would tell whose count the few are."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from samspelet_lib.figure import Figure
from samspelet_lib.period import PeriodKind
from samspelet_lib.release.disclosure import DisclosureRules, months_of
from samspelet_lib.release.linked_time import since_new_year
from samspelet_lib.release.primary import Primary
from samspelet_lib.release.quantities import Key, ident, key_of, matches

_WHOLE = "value"
_REASON = "helheten har rättats med några få"


def parts_of_corrected(
    figures: Sequence[Figure], history: Sequence[Sequence[Figure]], rules: DisclosureRules
) -> dict[str, Primary]:
    """The parts to hide today of a count that is the same all year, where its whole was ever told otherwise.

    One more was there from the beginning. Who takes the other parts to be the same sees whose the one is, and what
    was hidden of the parts before.
    """
    before: dict[Key, set[int]] = defaultdict(set)
    for release in history:
        for key, value in (*_wholes(release, rules), *_wholes_told_again(release, rules)):
            before[key].add(value)
    corrected = {
        key
        for key, value in _wholes(figures, rules)
        if any(0 < abs(value - then) < rules.threshold for then in before[key])
    }
    return {
        ident(figure): Primary(_REASON, ())
        for figure in figures
        if rules.is_hideable(figure) and _is_constant(figure, rules) and _place(figure, rules) in corrected
    }


def _wholes(figures: Sequence[Figure], rules: DisclosureRules) -> Iterator[tuple[Key, int]]:
    for figure in figures:
        if figure.value is not None and not rules.is_hideable(figure) and _is_constant(figure, rules):
            yield _place(figure, rules), int(figure.value)


def _wholes_told_again(figures: Sequence[Figure], rules: DisclosureRules) -> Iterator[tuple[Key, int]]:
    """What a whole year told, by what the year after calls it."""
    whole_years = (each for each in figures if each.value is not None and not rules.is_hideable(each))
    for figure in whole_years if rules.carried else ():
        months = months_of(figure.dims.period)
        if not months or months.kind is not PeriodKind.YEAR:
            continue
        key = key_of(figure, _WHOLE)
        for rule in (each for each in rules.carried if each.days == "new_year" and matches(each.then, key)):
            again = key.where(**rule.now.own_dims, period=str(months.year + 1))
            yield again._replace(measure=rule.now.measure), int(figure.value or 0)


def _place(figure: Figure, rules: DisclosureRules) -> Key:
    """What the count is a part of, at whichever checkpoint of the year."""
    key = key_of(figure, _WHOLE)
    months = months_of(figure.dims.period)
    return key.where(**dict.fromkeys(rules.splitting), period=str(months.year) if months else None)


def _is_constant(figure: Figure, rules: DisclosureRules) -> bool:
    is_cumulative = since_new_year(figure.dims.period) is not None
    return is_cumulative and rules.is_constant(figure.measure, dict(key_of(figure, _WHOLE).dims))
