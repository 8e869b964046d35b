"""How periods hang together: which of them counted the same months, and checkpoints that accumulate."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from samspelet_lib.figure import Figure
from samspelet_lib.period import Period
from samspelet_lib.release.disclosure import DisclosureRules, months_of
from samspelet_lib.release.linked_versions import Ages, Cell
from samspelet_lib.release.quantities import Key


def beside_today(releases: Sequence[Sequence[Figure]]) -> list[list[Figure]]:
    """The releases, the last of them today's, with the figures that can hang together with one of today's.

    Relations tie counts of one period. Two periods are tied where both begin with the year, as the later one then
    holds what the earlier one counted. What is told of another month by itself nothing of today adds to.
    """
    todays = {figure.dims.period for figure in releases[-1]} if releases else set()
    begun = {months.year for period in todays if (months := since_new_year(period))}

    def is_near(figure: Figure) -> bool:
        period = figure.dims.period
        months = since_new_year(period)
        return period in todays or months_of(period) is None or (months is not None and months.year in begun)

    return [[figure for figure in release if is_near(figure)] for release in releases]


def since_new_year(period: str | None) -> Period | None:
    """The months of a period that begins with its year."""
    months = months_of(period)
    return months if months and months.first_month == 1 else None


class Step(NamedTuple):
    """A count that holds what an earlier checkpoint of the year counted, and is no other if it is constant."""

    earlier: Cell
    later: Cell
    is_constant: bool

    @property
    def keys(self) -> tuple[Key, Key]:
        """What is counted then and later."""
        return self.earlier.key, self.later.key

    def is_broken(self, known: Mapping[Cell, int]) -> bool:
        """Whether what is known of both tells that one of them has been corrected."""
        before, now = known.get(self.earlier), known.get(self.later)
        if before is None or now is None:
            return False
        return now < before or (self.is_constant and now != before)


def steps(found: Ages, rules: DisclosureRules) -> list[Step]:
    """Each cumulative count of the year with the next one, in their latest versions."""
    latest = {key: found.cell(number, key) for number in range(len(found.counts)) for key in found.counts[number]}
    series: dict[tuple[Key, int], list[tuple[int, Key]]] = defaultdict(list)
    for key in sorted(latest):
        months = since_new_year(dict(key.dims).get("period"))
        if months and rules.accumulates(key.measure, dict(key.dims)):
            series[key.where(period=None), months.year].append((months.last_month, key))
    return [
        Step(latest[earlier], latest[later], rules.is_constant(later.measure, dict(later.dims)))
        for checkpoints in series.values()
        for (_, earlier), (_, later) in zip(sorted(checkpoints), sorted(checkpoints)[1:], strict=False)
    ]
