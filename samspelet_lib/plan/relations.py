"""How counts of different figures hang together, in params: what no dimension of a figure tells.

A reader can reckon with all of it, because the method page says so; protection and attacker are told the same.
"""

from typing import Literal

from pydantic import Field

from samspelet_lib.figure import Model

POLICY_FILE = "policy.toml"  # where relations stand, for those who find a fault in them later


class Counted(Model):
    """A count that figures carry: the measure, and what it is narrowed to.

    Attributes:
        year: `this` for figures of the period's own year, where the measure is told by year, `last` for those of the
            year before.
        option: one answer or class of the measure.
        part: the value itself, or what a share counts or is a share of.
    """

    measure: str
    insats: str | None = None
    matpunkt: str | None = None
    reading: str | None = None
    year: Literal["this", "last"] | None = None
    option: str | None = None
    part: Literal["value", "numerator", "denominator"] = "value"


class SameCount(Model):
    """Counts that stand in several places and are the same people, where they are split alike."""

    counts: tuple[Counted, ...] = Field(min_length=2)
    text: str


class FlowCount(Model):
    """A count at the end that is the one at the start, plus those who came, less those who left."""

    opening: Counted
    inflow: Counted
    outflow: Counted
    closing: Counted
    text: str


class SumCount(Model):
    """A count that is the sum of other measures."""

    whole: Counted
    parts: tuple[Counted, ...] = Field(min_length=2)
    text: str


class CarriedCount(Model):
    """A count of one year that the next year tells again.

    Attributes:
        then, now: what it was called in its own year, and what it is called in the next.
        days: `new_year`, what the whole year told stands at every checkpoint of the next; `same`, what was told of
            some months stands beside those of the same months a year later.
    """

    then: Counted
    now: Counted
    days: Literal["new_year", "same"]
    text: str


class SeriesCount(Model):
    """All figures of a measure, or of one mätpunkt, with what is said of them."""

    measure: str
    insats: str | None = None
    matpunkt: str | None = None
    text: str


class OverlapCount(SeriesCount):
    """A split along `dim` in which the same person may be counted twice."""

    dim: str


class AnswerCount(SeriesCount):
    """How many gave each answer: together the base of the question's share, the positive ones what it counts.

    Attributes:
        shares: the measures whose questions are told so; which answers are positive the scale says.
    """

    shares: tuple[str, ...] = Field(min_length=1)


class Relations(Model):
    """How the counts of different figures hang together, which no dimension tells.

    Attributes:
        same, flow, total: what a reader can reckon with, since the method page says so.
        answers: counts by answer, beside the shares of the same answers.
        overlap: splits that do not sum.
        snapshot: what a later checkpoint of the year does not hold all of.
        constant: what is the same at every checkpoint of the year.
        carried: what the next year tells again.
        alone: measures about persons that hang together with no other, and why.
    """

    same: tuple[SameCount, ...] = ()
    flow: tuple[FlowCount, ...] = ()
    total: tuple[SumCount, ...] = ()
    answers: tuple[AnswerCount, ...] = ()
    overlap: tuple[OverlapCount, ...] = ()
    snapshot: tuple[SeriesCount, ...] = ()
    constant: tuple[SeriesCount, ...] = ()
    carried: tuple[CarriedCount, ...] = ()
    alone: tuple[SeriesCount, ...] = ()

    @property
    def counts(self) -> tuple[Counted, ...]:
        """Every count that a relation names."""
        flows = (each for flow in self.flow for each in (flow.opening, flow.inflow, flow.outflow, flow.closing))
        totals = (each for total in self.total for each in (total.whole, *total.parts))
        carried = (each for told in self.carried for each in (told.then, told.now))
        return (*(each for same in self.same for each in same.counts), *flows, *totals, *carried)

    @property
    def named(self) -> tuple[Counted | SeriesCount, ...]:
        """Everything that is named."""
        return (*self.counts, *self.answers, *self.overlap, *self.snapshot, *self.constant, *self.alone)
