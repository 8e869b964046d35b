"""The counts that figures carry, each by what it counts, and what a shown figure says of them."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from samspelet_lib.figure import OF_A_BASE, Dims, Figure, Mark, Unit, Verdict
from samspelet_lib.release.declared import ANSWER, Declared, Quantity


class Key(NamedTuple):
    """A count by what it counts: measure, part of the figure, and all dimensions that are set."""

    measure: str
    part: str
    dims: tuple[tuple[str, str], ...]

    def where(self, **changed: str | None) -> "Key":
        """The same count with other dimensions; None takes a dimension away."""
        dims = {**dict(self.dims), **changed}
        kept = ((name, dims[name]) for name in Dims.model_fields if dims.get(name) is not None)
        return self._replace(dims=tuple((name, str(value)) for name, value in kept))

    def project(self, names: frozenset[str], additive: tuple[str, ...]) -> "Key":
        """The count summed over the additive dimensions that are not in `names`."""
        return self.where(**{name: None for name in additive if name not in names})

    @property
    def figure_id(self) -> str:
        """The id of a figure with this measure and these dimensions."""
        return ";".join([self.measure, *(f"{name}={value}" for name, value in self.dims if name != "forbund")])

    @property
    def name(self) -> str:
        """What the count is told apart by among all counts."""
        return f"{self.dims}{self.measure}#{self.part}"

    @property
    def ident(self) -> str:
        """What the figure is told apart by where several förbund meet."""
        return f"{dict(self.dims)['forbund']}:{self.figure_id}"


class Saying(NamedTuple):
    """What a shown figure tells of its counts: low ≤ Σ factor · count ≤ high."""

    terms: tuple[tuple[Key, int], ...]
    low: int | None
    high: int | None
    relation: str


def ident(figure: Figure) -> str:
    """What the figure is told apart by where several förbund meet."""
    return f"{figure.dims.forbund}:{figure.id}"


def key_of(figure: Figure, part: str) -> Key:
    """The key of one of the figure's counts; the base of an answer is the base of them all."""
    dims = vars(figure.dims).items()  # in their fixed order; asking the model is slow, and this is asked often
    key = Key(figure.measure, part, tuple((name, str(value)) for name, value in dims if value is not None))
    return base_of(key) if part == "denominator" else key


def parts_of(figure: Figure) -> tuple[str, ...]:
    """The counts that a figure of this unit has, known or not; money has none."""
    if figure.unit is Unit.ORE:
        return ()
    if figure.unit is Unit.COUNT:
        return ("value", "denominator") if figure.has_base else ("value",)
    return ("numerator", "denominator") if figure.unit is Unit.SHARE else ("denominator",)


def counts_of(figure: Figure) -> dict[str, int]:
    """The figure's counts that are known, by part."""
    found = {part: getattr(figure, part) for part in parts_of(figure)}
    return {part: int(value) for part, value in found.items() if value is not None and value == int(value)}


def with_complement(figure: Figure) -> dict[str, int]:
    """The figure's counts that are known and, where some are counted out of a base, those who are not."""
    counts = counts_of(figure)
    counted = next((counts[part] for part in sorted(OF_A_BASE & counts.keys())), None)
    if counted is not None and "denominator" in counts:
        counts["complement"] = counts["denominator"] - counted
    return counts


def added(counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """The sums of counts, by the parts that all of them have."""
    shared = set(counts[0]).intersection(*counts[1:])
    return {part: sum(each[part] for each in counts) for part in sorted(shared)}


def less(counts: Mapping[str, int], others: Mapping[str, int]) -> dict[str, int]:
    """Counts less others, by the parts that both have."""
    return {part: counts[part] - others[part] for part in sorted(counts.keys() & others.keys())}


def is_counted(figure: Figure) -> bool:
    """Whether the figure stands for counts at all: it has some, or had some before they were hidden."""
    return bool(parts_of(figure)) and (figure.mark in (None, Mark.HIDDEN))


def sayings(figure: Figure) -> Iterator[Saying]:
    """What the figure tells as it stands: counts, the rounding of a share without counts, and its verdict."""
    counts = counts_of(figure)
    for part, count in counts.items():
        yield Saying(((key_of(figure, part), 1),), count, count, "redovisat tal")
    if figure.unit is Unit.SHARE and len(counts) < len(parts_of(figure)):
        if figure.value is not None:
            yield from _rounding(figure, figure.value)
        yield from _verdict_on_share(figure)
    if figure.unit is Unit.COUNT and "value" not in counts:
        yield from _verdict_on_count(figure)


def _rounding(figure: Figure, value: Decimal) -> Iterator[Saying]:
    half = Fraction(1, 2 * 10 ** (figure.decimals + 2))
    terms = _scaled(figure, Fraction(value) - half, 1), _scaled(figure, Fraction(value) + half, -1)
    yield from (Saying(each, 0, None, "avrundad andel") for each in terms)


def _scaled(figure: Figure, bound: Fraction, sign: int) -> tuple[tuple[Key, int], ...]:
    """Numerator − bound · denominator in whole numbers, with the sign turned where it is −1."""
    return (
        (key_of(figure, "numerator"), sign * bound.denominator),
        (key_of(figure, "denominator"), -sign * bound.numerator),
    )


def _verdict_on_share(figure: Figure) -> Iterator[Saying]:
    for bound, is_met, sign in _judged(figure):
        terms = _scaled(figure, bound, sign if is_met else -sign)
        yield Saying(terms, 0 if is_met else 1, None, "bedömning mot mål")


def _verdict_on_count(figure: Figure) -> Iterator[Saying]:
    key = key_of(figure, "value")
    for bound, is_met, sign in _judged(figure):
        at_least = ceil(bound) if sign > 0 else floor(bound) + 1
        low, high = (at_least, None) if is_met == (sign > 0) else (None, at_least - 1)
        yield Saying(((key, 1),), low, high, "bedömning mot mål")


def _judged(figure: Figure) -> Iterator[tuple[Fraction, bool, int]]:
    """Each bound of the target, whether it is met, and the side on which it is met (1: at least)."""
    target = figure.target
    if target is None or figure.verdict not in (Verdict.REACHED, Verdict.NOT_REACHED):
        return
    is_met = figure.verdict is Verdict.REACHED
    named = [(target.at_least, 1), (target.at_most, -1)]
    bounds = [(Fraction(bound), sign) for bound, sign in named if bound is not None]
    if is_met or len(bounds) == 1:  # one of several bounds missed does not tell which
        yield from ((bound, is_met, sign) for bound, sign in bounds)


def matches(quantity: Quantity, key: Key) -> bool:
    """Whether the key is a count of the quantity."""
    return (key.measure, key.part) == (quantity.measure, quantity.part) and quantity.is_at(dict(key.dims))


def moved_along(rule: Declared, key: Key) -> dict[Key, int]:
    """The counts that a relation ties at the key's dimensions, with signs; none where one is not counted there."""
    dims = dict(key.dims)
    if any(quantity.insats not in (None, dims.get("insats")) for quantity, _ in rule.signed):
        return {}  # a mätpunkt of another insats may have the same id
    return {
        key.where(**quantity.own_dims)._replace(measure=quantity.measure, part=quantity.part): sign
        for quantity, sign in rule.signed
    }


def base_of(counted: Key) -> Key:
    """The base of a share's numerator, or of a count that has one; answers to one question share theirs."""
    return counted.where(**{ANSWER: None})._replace(part="denominator")
