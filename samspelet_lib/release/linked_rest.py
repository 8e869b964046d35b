"""Makes every split complete: who is in the whole but in none of its parts becomes a part of its own.

Otherwise the difference is a count that nobody looks after and every reader can work out; and a reader
who takes the parts for the whole would be misled. So the rest is a figure like the others, shown or
hidden by the same rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from samspelet_lib import swedish
from samspelet_lib.errors import DisclosureError
from samspelet_lib.figure import Dims, Figure, Mark, Unit
from samspelet_lib.release.declared import ANSWER
from samspelet_lib.release.disclosure import REST, DisclosureRules
from samspelet_lib.release.linked_splits import Sum, sums
from samspelet_lib.release.quantities import Key, base_of, counts_of, is_counted, key_of, parts_of

_MOST_ROUNDS = 10  # a rest in one split can call for one in another; a table has few dimensions

Counts = dict[Key, int | None]


class _MisfitError(DisclosureError):
    """Counts that cannot all be so, with one of them."""

    def __init__(self, key: Key, text: str) -> None:
        super().__init__(text)
        self.key = key


def complete(figures: Sequence[Figure], rules: DisclosureRules) -> list[Figure]:
    """The figures, and the rests that their splits leave out.

    Raises:
        DisclosureError: the parts of a split are more than its whole, and the rules do not say that they
            may overlap; or a measure is split in some places and not in others, so that nobody can tell the rest.
    """
    result = list(figures)
    for _ in range(_MOST_ROUNDS):
        try:
            rests = _rests(result, rules)
        except _MisfitError as misfit:
            _check_split_alike(figures, rules, misfit.key.measure)
            raise
        if not rests:
            return result
        result += rests
    for measure in sorted({rest.measure for rest in rests}):
        _check_split_alike(figures, rules, measure)
    raise DisclosureError("Uppdelningarna går inte att göra fullständiga; kontrollera summorna i underlaget.")


def counts_among(figures: Iterable[Figure]) -> Counts:
    """Every count that the figures carry, None where it is not known.

    Raises:
        DisclosureError: two figures state the same count differently.
    """
    counts: Counts = {}
    for figure in figures:
        known = counts_of(figure)
        for part in parts_of(figure) if is_counted(figure) else ():
            key, value = key_of(figure, part), known.get(part)
            if value is not None and counts.get(key, value) not in (None, value):
                raise _MisfitError(key, f"”{key.figure_id}” har olika bas i olika rader; rätta regeln.")
            counts[key] = value if value is not None else counts.get(key)
    return counts


def _rests(figures: Sequence[Figure], rules: DisclosureRules) -> list[Figure]:
    counts = counts_among(figures)
    bearers = {key_of(figure, part): figure for figure in figures for part in parts_of(figure)}
    hideable = {key for key, figure in bearers.items() if rules.is_hideable(figure)}
    splits = [each for each in sums(counts, rules) if not hideable.isdisjoint((each.whole, *each.parts))]
    known = _with_margins(splits, counts)
    left: dict[Key, dict[str, int]] = defaultdict(dict)
    split_of: dict[Key, Sum] = {}
    for each in splits:
        rest = _left_out(each, known)
        if rest:
            place = _place(each, counts, rules)
            left[place._replace(part="")][place.part] = rest
            split_of[place._replace(part="")] = each
    for key, taken in left.items():
        base = known.get(base_of(key))
        if ANSWER in dict(key.dims) and base is not None:
            taken.setdefault("denominator", base)
    return [_rest_figure(key, left[key], split=split_of[key], bearers=bearers) for key in sorted(left)]


def _with_margins(splits: Iterable[Sum], counts: Counts) -> Counts:
    """The counts, and for each margin that nobody printed the largest sum that any split gives it."""
    known = dict(counts)
    for each in sorted(splits, key=lambda split: -len(split.whole.dims)):
        found = _sum(each, known)
        if each.whole not in counts and found is not None and not each.overlaps:
            known[each.whole] = max(found, known.get(each.whole) or 0)
    return known


def _sum(split: Sum, known: Counts) -> int | None:
    values = [known.get(part) for part in split.parts]
    return None if None in values else sum(value for value in values if value is not None)


def _left_out(split: Sum, known: Counts) -> int | None:
    whole, found = known.get(split.whole), _sum(split, known)
    if whole is None or found is None or split.overlaps:
        return None
    if found > whole:
        raise _MisfitError(
            split.whole,
            f"”{split.whole.figure_id}”: delarna efter {', '.join(sorted(split.by))} är fler än helheten. "
            "Ange i policyn att de överlappar, eller rätta regeln som räknar dem.",
        )
    return whole - found


def _check_split_alike(figures: Iterable[Figure], rules: DisclosureRules, measure: str) -> None:
    """Refuses a measure that is split further in some places than in others.

    Raises:
        DisclosureError: with a figure that is not split as its like are.
    """
    tables: dict[Key, dict[frozenset[str], set[Key]]] = defaultdict(lambda: defaultdict(set))
    for key in (key_of(figure, "") for figure in figures if figure.measure == measure):
        pattern = frozenset(name for name, _ in key.dims if name in rules.additive)
        tables[key.project(frozenset(), rules.additive)][pattern].add(key)
    for table in tables.values():
        for smaller, larger in ((a, b) for a in table for b in table if a < b):
            unsplit = table[smaller] - {key.project(smaller, rules.additive) for key in table[larger]}
            if unsplit:
                raise DisclosureError(
                    f"”{measure}” är uppdelat efter {', '.join(sorted(larger - smaller))} på några ställen men inte i "
                    f"”{min(unsplit).figure_id}”, så det går inte att säga vad som är kvar. "
                    "Dela upp lika överallt, eller låt det som inte är uppdelat bli ett eget mått."
                )


def _place(split: Sum, counts: Counts, rules: DisclosureRules) -> Key:
    """Where the rest belongs: the one part that is named elsewhere and missing here, or `övriga`."""
    template, names = split.parts[0], sorted(split.by)
    if len(names) == 1:
        (name,) = names
        context = template.where(**{name: None})
        family = template.project(frozenset(), rules.additive)
        named = {
            dict(key.dims)[name]
            for key in counts
            if name in dict(key.dims) and key.project(frozenset(), rules.additive) == family
        }
        missing = named - {dict(part.dims)[name] for part in split.parts} - {REST}
        return context.where(**{name: missing.pop() if len(missing) == 1 else REST})
    return template.where(**dict.fromkeys(names, REST))


def _rest_figure(key: Key, left: Mapping[str, int], *, split: Sum, bearers: Mapping[Key, Figure]) -> Figure:
    model = next(bearers[part] for part in (*split.parts, split.whole) if part in bearers)
    names = ", ".join(dict(key.dims)[name] for name in sorted(split.by))
    return Figure(
        measure=model.measure,
        dims=Dims.model_validate(dict(key.dims)),
        label=f"{model.label}: {names}",
        unit=model.unit,
        decimals=model.decimals,
        base_label=model.base_label,
        answers=_remaining(split, bearers, "answers"),
        invited=_remaining(split, bearers, "invited"),
        disclosure=model.disclosure,
        nature=model.nature,
        sources=model.sources,
        **_content(model, left),
    )


def _remaining(split: Sum, bearers: Mapping[Key, Figure], name: str) -> int | None:
    """What is left of answers or invited when the parts have theirs; an answer's base is everybody's."""
    if split.whole not in bearers:
        return None
    whole: int | None = getattr(bearers[split.whole], name)
    if whole is None or ANSWER in split.by:
        return whole
    for part in split.parts:
        taken: int | None = getattr(bearers[part], name) if part in bearers else None
        if taken is None:
            return None
        whole -= taken
    return whole


def _content(model: Figure, left: Mapping[str, int]) -> dict[str, Any]:
    """What the rest's figure says, by field; a statistic of the rest is not known and stays hidden."""
    base = left.get("denominator")
    if model.unit is Unit.COUNT:
        return {"value": left.get("value", 0), "denominator": base}
    if model.unit is not Unit.SHARE or not base:
        return {"mark": Mark.HIDDEN}
    numerator = left.get("numerator", 0)
    share = swedish.rounded(Fraction(numerator, base), model.decimals + 2)
    return {"value": share, "numerator": numerator, "denominator": base}
