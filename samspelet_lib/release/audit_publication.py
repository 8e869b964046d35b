"""A publication as an attacker keeps it: every figure read once, and what ties its counts."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from samspelet_lib.figure import Figure
from samspelet_lib.period import Period
from samspelet_lib.release.audit_reading import Count, Fact, counts_in, facts_in, printed
from samspelet_lib.release.audit_relations import Relation, relations
from samspelet_lib.release.disclosure import DisclosureRules, months_of


class Reading(NamedTuple):
    """A figure with its counts, what it tells, and which of its counts are printed."""

    figure: Figure
    name: str
    counts: tuple[Count, ...]
    facts: tuple[Fact, ...]
    printed: dict[str, int]


class Publication:
    """The figures that were published together.

    Attributes:
        readings: the figures that speak of counts, in their order.
        rules: the disclosure rules, which are public.
    """

    def __init__(self, readings: Iterable[Reading], rules: DisclosureRules) -> None:
        self.readings = tuple(readings)
        self.rules = rules

    @cached_property
    def counts(self) -> frozenset[Count]:
        """Every count that it speaks of, printed or hidden."""
        return frozenset(count for each in self.readings for count in each.counts)

    @cached_property
    def printed(self) -> dict[Count, int]:
        """The counts that are printed."""
        return {
            terms[0][0]: low
            for each in self.readings
            for terms, low, high, _ in each.facts
            if len(terms) == 1 and low is not None and low == high
        }

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """What ties its counts."""
        return (*relations(self.counts, self.rules), *self._pooled())

    def _pooled(self) -> Iterator[Relation]:
        """What is printed of several insatser together is the sum of what each of them has."""
        counts = {(each.figure.dims.forbund, each.name): each.counts for each in self.readings}
        for pool in (each for each in self.readings if each.figure.members):
            members = [counts.get((pool.figure.dims.forbund, name)) for name in pool.figure.members]
            for whole in pool.counts:
                parts = [count for own in members for count in own or () if count.part == whole.part]
                if len(parts) == len(members):
                    terms = ((whole, 1), *((part, -1) for part in parts))
                    yield Relation(terms, 0, 0, "flera insatser tillsammans")

    def untold(self) -> "Publication":
        """The same as if everything were hidden that the policy does not always show."""
        found = Publication((self._untold(each) for each in self.readings), self.rules)
        found.__dict__["relations"] = self.relations  # what is counted is the same, and so is what ties it
        return found

    def _untold(self, reading: Reading) -> Reading:
        """The figure as if it were hidden."""
        return reading._replace(facts=(), printed={}) if self.rules.is_hideable(reading.figure) else reading


def read(figures: Iterable[Figure], rules: DisclosureRules) -> Publication:
    """The publication that holds the figures."""
    found = ((figure, tuple(counts_in(figure))) for figure in figures)
    return Publication(
        (
            Reading(figure, figure.id, counts, tuple(facts_in(figure, counts)), printed(figure, counts))
            for figure, counts in found
            if counts
        ),
        rules,
    )


def within_sight(published: Sequence[Sequence[Figure]], rules: DisclosureRules) -> list[list[Figure]]:
    """The publications without what the newest has no part in; all that was attacked when it was new itself.

    What is published of a month tells of that month. Only what counts from new year holds what other publications
    of the year counted before it. Of a year, the next may tell again what it told, and of the same months.
    """
    own = {figure.dims.period for figure in published[-1]}
    months_told = [months for months in map(months_of, own) if months]
    apart = {
        period
        for period in {figure.dims.period for figures in published for figure in figures} - own
        if (months := months_of(period)) and not any(_adjoins(months, each, rules) for each in months_told)
    }
    return [[figure for figure in figures if figure.dims.period not in apart] for figures in published]


def _adjoins(period: Period, own: Period, rules: DisclosureRules) -> bool:
    years = abs(period.year - own.year)
    is_near = years <= 1 if rules.carried else years == 0
    both_begin = period.first_month == own.first_month == 1
    return is_near and (both_begin or (period.first_month, period.last_month) == (own.first_month, own.last_month))
