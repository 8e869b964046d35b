"""What an attacker reads in published figures. Shares no code with what hides them."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from samspelet_lib.figure import OF_A_BASE, Figure, Mark, Unit, Verdict
from samspelet_lib.release.declared import ANSWER

Place = tuple[tuple[str, str], ...]


class Count(NamedTuple):
    """A number of people or things that is printed or hidden: of what, which part, and where."""

    measure: str
    part: str
    place: Place

    def at(self, place: dict[str, str]) -> "Count":
        """The same count elsewhere."""
        return self._replace(place=tuple(sorted(place.items())))


class Fact(NamedTuple):
    """Something printed: low ≤ Σ factor · count ≤ high."""

    terms: tuple[tuple[Count, int], ...]
    low: int | None
    high: int | None
    source: str


def count_in(figure: Figure, part: str) -> Count:
    """One of the figure's counts; a base does not depend on what was answered."""
    skipped = {ANSWER} if part == "denominator" else set()
    dims = vars(figure.dims).items()
    place = sorted((name, str(value)) for name, value in dims if value is not None and name not in skipped)
    return Count(figure.measure, part, tuple(place))


def counts_in(figure: Figure) -> list[Count]:
    """Every count that the figure has, whether it is printed or hidden."""
    if figure.mark in (Mark.MISSING, Mark.NOT_APPLICABLE):
        return []
    parts = {
        Unit.ORE: [],
        Unit.COUNT: ["value"] + ["denominator"] * figure.has_base,
        Unit.SHARE: ["numerator", "denominator"],
    }
    return [count_in(figure, part) for part in parts.get(figure.unit, ["denominator"])]


def printed(figure: Figure, counts: Iterable[Count] | None = None) -> dict[str, int]:
    """The counts that stand in print, by part; `counts` saves reading the figure's again."""
    parts = [count.part for count in (counts_in(figure) if counts is None else counts)]
    values = {part: getattr(figure, part) for part in parts}
    return {part: int(value) for part, value in values.items() if value is not None and value % 1 == 0}


def counted(figure: Figure) -> int | None:
    """Who is counted, where that is printed; of a figure with a base, a part of it."""
    return next((count for part, count in sorted(printed(figure).items()) if part in OF_A_BASE), None)


def not_counted(figure: Figure) -> int | None:
    """Who is in the base and not counted, where it follows from print."""
    own, base = counted(figure), printed(figure).get("denominator")
    return None if own is None or base is None else base - own


def facts_in(figure: Figure, counts: Iterable[Count] | None = None) -> Iterator[Fact]:
    """What the figure tells: its printed counts, and what a rounded share or a verdict says of hidden ones."""
    by_part = {count.part: count for count in (counts_in(figure) if counts is None else counts)}
    known = printed(figure, by_part.values())
    for part, value in known.items():
        yield Fact(((by_part[part], 1),), value, value, f"redovisat: {figure.id}")
    if figure.unit is Unit.SHARE and {"numerator", "denominator"} - known.keys():
        yield from _share_facts(figure)
    if figure.unit is Unit.COUNT and "value" not in known:
        for limit in _judged(figure):
            terms = ((count_in(figure, "value"), 1),)
            yield Fact(terms, *limit.whole_numbers(), f"bedömningen av {figure.id}")


class Limit(NamedTuple):
    """A bound that something printed sets: above or below, the bound itself included or not."""

    bound: Fraction
    is_above: bool
    is_strict: bool = False

    def whole_numbers(self) -> tuple[int | None, int | None]:
        """The least or the most a count may be."""
        if self.is_above:
            return (floor(self.bound) + 1 if self.is_strict else ceil(self.bound)), None
        return None, (ceil(self.bound) - 1 if self.is_strict else floor(self.bound))


def _share_facts(figure: Figure) -> Iterator[Fact]:
    limits = [(limit, f"bedömningen av {figure.id}") for limit in _judged(figure)]
    if figure.value is not None and figure.mark is None:
        half = Fraction(1, 2 * 10 ** (figure.decimals + 2))
        rounded = (
            Limit(Fraction(figure.value) - half, is_above=True),
            Limit(Fraction(figure.value) + half, is_above=False),
        )
        limits += [(limit, f"avrundad andel: {figure.id}") for limit in rounded]
    for (bound, is_above, is_strict), source in limits:
        terms = (
            (count_in(figure, "numerator"), bound.denominator),
            (count_in(figure, "denominator"), -bound.numerator),
        )
        step = 1 if is_strict else 0
        yield Fact(terms, step if is_above else None, None if is_above else -step, source)


def _judged(figure: Figure) -> Iterator[Limit]:
    """What the verdict tells, where it is a plain yes or no."""
    target = figure.target
    if target is None or (target.at_least is not None) == (target.at_most is not None):
        return
    bound = Fraction(target.at_least if target.at_least is not None else target.at_most or 0)
    wants_above = target.at_least is not None
    if figure.verdict is Verdict.REACHED:
        yield Limit(bound, is_above=wants_above)
    elif figure.verdict is Verdict.NOT_REACHED:
        yield Limit(bound, is_above=not wants_above, is_strict=True)
