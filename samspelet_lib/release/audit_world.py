"""All publications as one attacker sees them: unknown counts, what ties them, what is printed where."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from samspelet_lib.figure import DisclosureClass
from samspelet_lib.release.audit_publication import Publication
from samspelet_lib.release.audit_reading import Count, Fact
from samspelet_lib.release.audit_relations import Relation, told_again
from samspelet_lib.release.disclosure import DisclosureRules, months_of
from samspelet_lib.release.system import Item, Row, Standing, System, Target

SINCE = " sedan "  # the part of a count that came after an earlier checkpoint

Seen = tuple[Count, int]  # a count in the version in which it was published


class World:
    """Publications in their order, the last one under attack.

    Attributes:
        bearers: the newest figure of each count.
        numbers: each count, in its version, by its number in the system.
        steps: each cumulative count of the year with the next checkpoint's, and with what the year after tells of it,
            in their newest versions; and whether the later one tells the same and no more.
    """

    def __init__(self, publications: Sequence[Publication], rules: DisclosureRules, *, unchanged: bool) -> None:
        """Reads everything; `unchanged`: what was hidden once is taken to be what is published of it since."""
        self.publications = publications
        self.rules = rules
        self.bearers = {
            count: reading.figure for each in publications for reading in each.readings for count in reading.counts
        }
        self.versions = [dict[Count, int]() for _ in publications]
        self.numbers: dict[Seen, int] = {}
        self.steps: dict[tuple[Seen, Seen], bool] = {}
        self._printed: dict[Seen, int] = {}
        self._rows: dict[Row, None] = {}
        self._number_versions(unchanged=unchanged)
        for release in range(len(publications)):
            self._relate(release)
        self._relate_checkpoints()

    @property
    def today(self) -> int:
        """The number of the publication under attack."""
        return len(self.publications) - 1

    def seen(self, release: int, count: Count) -> Seen:
        """The count in the version that the publication speaks of."""
        return count, self.versions[release].get(count, -1 - release)

    def system(self, attacked: Sequence[Seen]) -> System:
        """What is known and what ties it, with the counts under attack as targets."""
        for seen in attacked:
            self._number(seen)
        items = [
            Item(f"{release}:{reading.name}", tuple(self._row(release, fact) for fact in facts), Standing.SHOWN)
            for release, publication in enumerate(self.publications)
            for reading in publication.readings
            if (facts := [fact for fact in reading.facts if self._concerns(release, fact)])
        ]
        targets = [
            Target(self.numbers[seen], self.rules.low, self.rules.threshold, str(number), seen[0].part)
            for number, seen in enumerate(attacked)
        ]
        names = tuple(f"{count.measure}#{count.part}" for count, _ in self.numbers)
        floors = tuple(map(self._floor, self.numbers))
        return System(names, floors, tuple(self._rows), tuple(items), tuple(targets))

    def printed(self, seen: Seen) -> int | None:
        """The count where it is printed."""
        return self._printed.get(seen)

    def _number_versions(self, *, unchanged: bool) -> None:
        """A count that is printed with another number has been corrected, and a hidden one that would not fit."""
        corrected: set[tuple[int, Count]] = set()
        again = self._read_again() if unchanged else frozenset()
        while True:
            self._number_once(corrected, unchanged=unchanged)
            more = set(self._misfits(again)) - corrected if again else set()
            if not more:
                return
            corrected |= more

    def _number_once(self, corrected: Collection[tuple[int, Count]], *, unchanged: bool) -> None:
        version: dict[Count, int] = defaultdict(int)
        last: dict[Count, int | None] = {}
        self._printed = {}
        for release, publication in enumerate(self.publications):
            printed = publication.printed
            for count in publication.counts:
                now, before = printed.get(count), last.get(count)
                is_other = now != before if None not in (now, before) else not unchanged
                is_other = is_other or (release, count) in corrected
                version[count] += count in last and is_other
                last[count] = before if now is None and not is_other else now
                self.versions[release][count] = version[count]
                if now is not None:
                    self._printed[count, version[count]] = now

    def _read_again(self) -> frozenset[Count]:
        """The counts that more than one publication speaks of."""
        times = Counter(count for publication in self.publications for count in publication.counts)
        return frozenset(count for count, number in times.items() if number > 1)

    def _misfits(self, again: frozenset[Count]) -> Iterator[tuple[int, Count]]:
        """Hidden counts that another publication prints, which what is printed beside them does not allow."""
        where = {
            self.seen(release, count): release
            for release, publication in enumerate(self.publications)
            for count in publication.printed
        }
        for release, publication in enumerate(self.publications):
            for relation in publication.relations:
                counts = [count for count, _ in relation.terms]
                if again.isdisjoint(counts) or self._fits(release, relation):
                    continue
                for count in (each for each in counts if each not in publication.printed):
                    printed_in = where.get(self.seen(release, count))
                    if printed_in is not None:
                        yield max(release, printed_in), count

    def _fits(self, release: int, relation: Relation) -> bool:
        """Whether what is printed of the counts, here or elsewhere, lets the relation be true."""
        terms = [(self._printed.get(self.seen(release, count)), factor) for count, factor in relation.terms]
        left = sum(value * factor for value, factor in terms if value is not None)
        unknown = [factor for value, factor in terms if value is None]
        low, high = relation.low, relation.high
        if unknown:
            return len(unknown) > 1 or low != high or low is None or (low - left) * unknown[0] >= 0
        return (low is None or left >= low) and (high is None or left <= high)

    def _relate(self, release: int) -> None:
        for relation in self.publications[release].relations:
            self._tie([(self.seen(release, count), factor) for count, factor in relation.terms], relation)

    def _relate_checkpoints(self) -> None:
        """A later checkpoint of the year holds what an earlier one counted, and what came since."""
        newest = {count: self.seen(release, count) for release, each in enumerate(self.versions) for count in each}
        years: dict[tuple[Count, int], list[tuple[int, Count]]] = defaultdict(list)
        for count in sorted(newest):
            place = dict(count.place)
            period = months_of(place.pop("period", None))
            if period and period.first_month == 1 and self.rules.accumulates(count.measure, place):
                years[count.at(place), period.year].append((period.last_month, count))
        for checkpoints in years.values():
            ordered = [count for _, count in sorted(checkpoints)]
            for earlier, later in pairwise(ordered):
                is_same = self.rules.is_constant(later.measure, dict(later.place))
                self.steps[newest[earlier], newest[later]] = is_same
        self.steps |= {(newest[then], newest[now]): True for now, then in told_again(newest, self.rules)}
        corrected = {self._whole(step[1][0]) for step in self.steps if self.is_corrected(*step)}
        for ((earlier, _), (later, _)), is_same in self.steps.items():
            if self._whole(later) in corrected:
                continue  # what is printed of the whole tells that its parts may have been corrected too
            if is_same:
                told = Relation((), 0, 0, "samma som vid en tidigare kontrollpunkt")
                self._tie([(newest[earlier], 1), (newest[later], -1)], told)
                continue
            since = later._replace(part=f"{later.part}{SINCE}{dict(earlier.place)['period']}")
            terms = [(newest[earlier], 1), (self.seen(self.today, since), 1), (newest[later], -1)]
            self._tie(terms, Relation((), 0, 0, "årets kontrollpunkter"))

    def is_corrected(self, earlier: Seen, later: Seen) -> bool:
        """Whether print tells that a count is not what the checkpoint before it would have it be."""
        before, now = self._printed.get(earlier), self._printed.get(later)
        if before is None or now is None:
            return False
        return now < before or (self.steps[earlier, later] and now != before)

    def _whole(self, count: Count) -> Count:
        """What the count is a part of where it splits people up, at its checkpoint."""
        return count.at({name: value for name, value in count.place if name not in self.rules.splitting})

    def _tie(self, terms: list[tuple[Seen, int]], relation: Relation) -> None:
        unknown = [factor for seen, factor in terms if seen not in self._printed]
        left = sum(self._printed[seen] * factor for seen, factor in terms if seen in self._printed)
        if not unknown or (len(unknown) == 1 and relation.low == relation.high and left * unknown[0] > 0):
            return  # printed numbers that do not fit are no relation
        row = tuple((self._number(seen), factor) for seen, factor in terms)
        self._rows[Row(row, relation.low, relation.high, relation.name)] = None

    def _concerns(self, release: int, fact: Fact) -> bool:
        is_new = len(fact.terms) > 1 or fact.low != fact.high
        return is_new or self.seen(release, fact.terms[0][0]) in self.numbers

    def _row(self, release: int, fact: Fact) -> Row:
        terms = tuple((self._number(self.seen(release, count)), factor) for count, factor in fact.terms)
        return Row(terms, fact.low, fact.high, fact.source)

    def _number(self, seen: Seen) -> int:
        return self.numbers.setdefault(seen, len(self.numbers))

    def _floor(self, seen: Seen) -> int:
        """What is hidden is not zero where zeros are always shown."""
        figure = self.bearers.get(seen[0])
        if self.rules.zeros != "shown" or figure is None or seen[0].part != "value":
            return 0
        return int(figure.disclosure is DisclosureClass.PERSON and seen not in self._printed)
