"""How periods hang together: which counted the same months, checkpoints that accumulate, and a year with the next."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from samspelet_lib.figure import Figure
from samspelet_lib.period import Period
from samspelet_lib.release.between import as_before
from samspelet_lib.release.declared import Carried, adjoin
from samspelet_lib.release.disclosure import DisclosureRules, months_of
from samspelet_lib.release.linked_versions import Ages, Cell
from samspelet_lib.release.quantities import Key, matches


def beside_today(releases: Sequence[Sequence[Figure]], rules: DisclosureRules) -> list[list[Figure]]:
    """The releases, the last of them today's, with the figures that can hang together with one of today's.

    Relations tie counts of one period. Two periods are tied where both begin with the year, as the later one then
    holds what the earlier one counted. What is told of another month by itself nothing of today adds to. Where a year
    is told again the next, so are those of the year before and after, and the same months of them.
    """
    todays = {months for figure in releases[-1] if (months := months_of(figure.dims.period))} if releases else set()

    @cache
    def is_near(period: str | None) -> bool:
        months = months_of(period)
        near = (each for each in todays if months and adjoin(months, each))
        return months is None or any(rules.carried or each.year == months.year for each in near)

    return [[figure for figure in release if is_near(figure.dims.period)] for release in releases]


def since_new_year(period: str | None) -> Period | None:
    """The months of a period that begins with its year."""
    months = months_of(period)
    return months if months and months.first_month == 1 else None


class Step(NamedTuple):
    """A count that holds what an earlier checkpoint counted, and is no other if it is constant."""

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
    """Each cumulative count of the year with the next one, and with what the year after tells of it.

    All are in their latest versions.
    """
    latest = {key: found.cell(number, key) for number in range(len(found.counts)) for key in found.counts[number]}
    within = [
        Step(latest[earlier], latest[later], rules.is_constant(later.measure, dict(later.dims)))
        for checkpoints in _series(latest, rules).values()
        for earlier, later in pairwise(checkpoints)
    ]
    return [*within, *_told_again(latest, rules)]


def held_against(found: Ages, rules: DisclosureRules) -> dict[Key, set[int]]:
    """Numbers of the year's other checkpoints that readers may hold today's counts against, where one was corrected.

    What each would be, were it still as much more than another checkpoint as was published, and what was published
    of the others before they were corrected: where a correction is hidden, that is what readers have. What is
    published of them now is the step before today's.
    """
    corrected = {key for versions in found.versions for key, version in versions.items() if version}
    series = _series({key for counts in found.counts for key in counts}, rules) if corrected else {}
    held: dict[Key, set[int]] = {}
    for checkpoints in (each for each in series.values() if not corrected.isdisjoint(each)):
        told = [
            (key.name, {key.part: value})
            for counts in found.counts[: found.today]
            for key in checkpoints
            if (value := counts.get(key)) is not None
        ]
        now = {key.name: counts[key] for counts in found.counts for key in checkpoints if key in counts}
        for key in checkpoints:
            superseded = {each[key.part] for name, each in told if name != key.name and each[key.part] != now[name]}
            held[key] = superseded | {each[key.part] for each in as_before(told, key.name)}
    return held


def _series(keys: Iterable[Key], rules: DisclosureRules) -> dict[tuple[Key, int], list[Key]]:
    """The cumulative counts that are the same but for their checkpoint of the year, in the order of the months."""
    series: dict[tuple[Key, int], list[tuple[int, Key]]] = defaultdict(list)
    for key in sorted(keys):
        months = since_new_year(dict(key.dims).get("period"))
        if months and rules.accumulates(key.measure, dict(key.dims)):
            series[key.where(period=None), months.year].append((months.last_month, key))
    return {place: [key for _, key in sorted(checkpoints)] for place, checkpoints in series.items()}


def _told_again(latest: Mapping[Key, Cell], rules: DisclosureRules) -> Iterator[Step]:
    """Each count of one year with the same count as the next year tells it."""
    alike: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key in latest:
        alike[key.measure, key.part].append(key)
    for rule in rules.carried:
        for key in sorted(alike[rule.now.measure, rule.now.part]):
            first = _told_first(key, rule)
            if first and first in latest:
                yield Step(latest[first], latest[key], is_constant=True)


def _told_first(key: Key, rule: Carried) -> Key | None:
    """The count of the year before that the count tells again."""
    months = months_of(dict(key.dims).get("period"))
    period = rule.told_first(months) if months and matches(rule.now, key) else None
    if period is None:
        return None
    then = key.where(**rule.then.own_dims, period=str(period))
    return then._replace(measure=rule.then.measure, part=rule.then.part)
