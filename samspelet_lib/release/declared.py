"""What the definitions and the plan tell of counts: series over the year, and relations among measures.

Protection and attack are told the same, because the method page tells it to every reader.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, Literal

from samspelet_lib.figure import POOLED, Model
from samspelet_lib.period import Period

PLUS = "+"  # between the insatser of a pool
ANSWER = "option"  # the dimension whose parts share one base: what was answered, not who answered


class Series(Model):
    """All figures of one measure, or of one mätpunkt where it is named."""

    measure: str
    insats: str | None = None
    matpunkt: str | None = None

    def covers(self, measure: str, dims: Mapping[str, str]) -> bool:
        """Whether a figure with this measure and these dimensions belongs to the series."""
        is_ours = self.measure == measure.removesuffix(POOLED) and self.matpunkt in (None, dims.get("matpunkt"))
        pool = dims.get("pool", dims.get("insats", ""))  # those of a pool are alike in this
        return is_ours and (self.insats is None or self.insats in pool.split(PLUS))


class Overlap(Series):
    """A split whose parts may count the same person twice, e.g. a question with several answers."""

    dim: str


class Quantity(Model):
    """One count that figures carry, wherever the dimensions that are not named here agree.

    Attributes:
        insats: the insats it is counted in; not set, in each of them and in all together.
        matpunkt, reading, year: not set means figures that have no such dimension.
        option: not set means any, or none.
        part: the figure's value, or numerator or denominator of a share.
    """

    measure: str
    insats: str | None = None
    matpunkt: str | None = None
    reading: str | None = None
    year: str | None = None
    option: str | None = None
    part: Literal["value", "numerator", "denominator"] = "value"

    @property
    def own_dims(self) -> dict[str, str | None]:
        """The dimensions by which its figures differ from those of another quantity at the same place."""
        named = {"matpunkt": self.matpunkt, "reading": self.reading, "year": self.year}
        return named if self.option is None else {**named, ANSWER: self.option}

    def is_at(self, dims: Mapping[str, str]) -> bool:
        """Whether a count with these dimensions is of this quantity."""
        own = all(dims.get(name) == value for name, value in self.own_dims.items())
        return own and self.insats in (None, dims.get("insats"))


Signed = tuple[tuple[Quantity, int], ...]


class Same(Model):
    """Two quantities that are the same count wherever their other dimensions agree."""

    first: Quantity
    second: Quantity
    name: ClassVar[str] = "samma antal i flera tabeller"

    @property
    def signed(self) -> Signed:
        """The quantities with signs, so that they sum to nothing."""
        return (self.first, 1), (self.second, -1)


class Flow(Model):
    """A stock that is what was there before, plus those who came, less those who left."""

    opening: Quantity
    inflow: Quantity
    outflow: Quantity
    closing: Quantity
    name: ClassVar[str] = "ingående + nya − avslutade"

    @property
    def signed(self) -> Signed:
        """The quantities with signs, so that they sum to nothing."""
        return (self.opening, 1), (self.inflow, 1), (self.outflow, -1), (self.closing, -1)


class Sum(Model):
    """A whole that is the sum of quantities of other measures."""

    whole: Quantity
    parts: tuple[Quantity, ...]
    name: ClassVar[str] = "summan av flera mått"

    @property
    def signed(self) -> Signed:
        """The quantities with signs, so that they sum to nothing."""
        return (self.whole, 1), *((part, -1) for part in self.parts)


Declared = Same | Flow | Sum


def adjoin(one: Period, other: Period) -> bool:
    """Whether what one year tells again of another can be told of these: both begin with it, or are the same months."""
    begin = one.first_month == other.first_month == 1
    return abs(one.year - other.year) <= 1 and (begin or one == replace(other, year=one.year))


def hang_together(one: Period, other: Period) -> bool:
    """Whether releases of the periods are seen beside each other: those of a year, and those that tell again."""
    return one.year == other.year or adjoin(one, other)


class Carried(Model):
    """A count that is told again the year after: where the year began, or for the same days a year before.

    Attributes:
        then, now: what it was called in its own year, and what it is called in the next.
        days: `new_year`, what a whole year ended with and every checkpoint of the next begins with; `same`, what was
            told of the same months.
    """

    then: Quantity
    now: Quantity
    days: Literal["new_year", "same"]

    def told_first(self, period: Period) -> Period | None:
        """The period of the year before that told what the period tells again."""
        if self.days == "same":
            return Period(period.year - 1, period.first_month, period.last_month)
        return Period.parse(period.year - 1) if period.first_month == 1 else None
