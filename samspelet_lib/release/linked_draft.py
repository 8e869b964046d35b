"""A system in the making: cells get their numbers as relations, figures and targets speak of them."""

from collections.abc import Iterable, Mapping, Sequence

from samspelet_lib.figure import OF_A_BASE, DisclosureClass, Figure, Unit
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.linked_rest import counts_among
from samspelet_lib.release.linked_time import held_against
from samspelet_lib.release.linked_versions import VERSION, Ages, Cell
from samspelet_lib.release.primary import Wanted, uncertain
from samspelet_lib.release.quantities import Key, Saying, base_of, ident, is_counted, key_of, parts_of, sayings
from samspelet_lib.release.system import Item, Row, Standing, System, Target, may_hold


class Draft:
    """What is known while a system is put together.

    Attributes:
        ages: what each release says of each count, and in which version.
        bearers: the newest figure that carries each count that may be hidden.
        known: the value of each count that was ever shown, and of all of today's.
    """

    def __init__(self, releases: Sequence[Sequence[Figure]], ages: Ages, rules: DisclosureRules) -> None:
        self.ages = ages
        self.rules = rules
        self.bearers = _bearers(releases, rules)
        self.known: dict[Cell, int] = {}
        self._told: frozenset[Cell] = frozenset()  # what earlier releases have shown
        for number, counts in enumerate(ages.counts):
            self._told = frozenset(self.known)
            self.known |= {ages.cell(number, key): value for key, value in counts.items() if value is not None}
        self._held = held_against(ages, rules)
        self._numbers: dict[Cell, int] = {}
        self._rows: dict[Row, None] = {}
        self._items: list[Item] = []
        self._targets: list[Target] = []

    @property
    def today(self) -> int:
        """The number of the release that is being made."""
        return len(self.ages.counts) - 1

    def system(self) -> System:
        """The finished system."""
        names = tuple(f"{key.name}{VERSION}{version}" for key, version in self._numbers)
        floors = tuple(self._floor(cell) for cell in self._numbers)
        return System(names, floors, tuple(self._rows), tuple(self._items), tuple(self._targets))

    def tie(self, terms: Mapping[Cell, int], bounds: tuple[int | None, int | None], relation: str) -> bool:
        """Adds a relation; False where it is not so, which what is known of its cells can tell."""
        if not may_hold(terms, self.known, bounds):
            return False
        self._rows[self._row(terms, bounds, relation)] = None
        return True

    def show(self, release: int, figure: Figure, worth: int | None = None) -> None:
        """Adds what the figure tells, as far as it concerns any cell; `worth` where the rules alone do not say it."""
        rows = tuple(
            self._row(self._terms(release, saying), (saying.low, saying.high), saying.relation)
            for saying in sayings(figure)
            if self._concerns(release, saying)
        )
        if rows:
            is_todays = release == self.today
            name = ident(figure) if is_todays else f"{release}:{ident(figure)}"
            weight = max(1, self.rules.weight(figure) if worth is None else worth)
            self._items.append(Item(name, rows, self._standing(release, figure), weight, is_todays))

    def protect(self, wanted: Wanted) -> None:
        """Adds a count of today to protect."""
        cell = self.ages.cell(self.today, wanted.key)
        if wanted.key.part == "complement":
            cell = self.complement(self.today, wanted.key)
        named = wanted.key._replace(part=f"{wanted.key.part}{wanted.beside}")
        self._aim(cell, (wanted.low, wanted.high), named)

    def protect_change(self, cell: Cell, change: tuple[int, int], key: Key) -> None:
        """Adds a count to protect because it has changed (from, to) by a few."""
        before, now = change
        few, many = self.rules.low, self.rules.threshold
        if not 0 < abs(now - before) < many:
            return
        low, high = (before + few, before + many) if now > before else (before - many, before - few)
        self._aim(cell, (low, high), key)

    def protect_unknown_change(self, new: Cell, later: Cell) -> None:
        """Adds what came since a checkpoint that hid its count: it may be a few, and nobody here remembers."""
        if self.ages.versions[self.today].get(later.key) == later.version:
            self._aim(new, (self.rules.low, self.rules.threshold), new.key)

    def protect_before(self, cell: Cell, experience: int | None = None) -> None:
        """Adds a count that an earlier release hid, unless today's figures have it in hand.

        Args:
            cell: the count.
            experience: its number, where it is of an experience and somebody remembers it: hidden for its base.
        """
        is_todays = self.ages.versions[self.today].get(cell.key) == cell.version
        if cell in self._numbers and cell not in self.known and not is_todays:
            few = Wanted(cell.key, self.rules.low, self.rules.threshold)
            wanted = few if experience is None else uncertain(cell.key, experience)
            self._aim(cell, (wanted.low, wanted.high), cell.key, is_earlier=True)

    def cells_of(self, exact: Sequence[Sequence[Figure]]) -> dict[Cell, int]:
        """The exact counts of earlier releases, in the version that each release spoke of."""
        return {
            self.ages.cell(release, key): value
            for release, figures in enumerate(exact)
            for key, value in counts_among(figures).items()
            if value is not None
        }

    def told_before(self, key: Key) -> list[int]:
        """Every other number that readers may hold today's against, where it is not the one they have already.

        What the count was published as, and what follows for it from the year's other checkpoints.
        """
        todays = self.ages.cell(self.today, key)
        earlier = (Cell(key, version) for version in range(todays.version))
        numbers = {self.known[cell] for cell in earlier if cell in self._told} | self._held.get(key, set())
        return [] if todays in self._told else sorted(numbers)

    def complement(self, release: int, key: Key) -> Cell:
        """The count of those in a base who are not counted, by any of the counts of the same figure."""
        counted = (key._replace(part=part) for part in OF_A_BASE)
        told = [each for each in counted if each in self.ages.counts[release]]
        versions = {self.ages.cell(release, each).version for each in (*told, base_of(key))}
        version = versions.pop() if len(versions) == 1 else -1 - release
        return Cell(key._replace(part="complement"), version)

    def newest(self, key: Key) -> int:
        """The number of the last release that speaks of the count."""
        return max(number for number, counts in enumerate(self.ages.counts) if key in counts)

    def whole(self, cell: Cell) -> Key:
        """What the count is a part of where it splits people up, at its checkpoint."""
        return cell.key.where(**dict.fromkeys(self.rules.splitting))

    def difference(self, earlier: Cell, later: Cell) -> Cell:
        """What a later checkpoint holds beyond an earlier one."""
        since = dict(earlier.key.dims)["period"]
        return later._replace(key=later.key._replace(part=f"{later.key.part} sedan {since}"))

    def _aim(self, cell: Cell, bounds: tuple[int, int], key: Key, *, is_earlier: bool = False) -> None:
        self._targets.append(Target(self._number(cell), *bounds, key.ident, key.part, is_earlier))

    def _number(self, cell: Cell) -> int:
        return self._numbers.setdefault(cell, len(self._numbers))

    def _row(self, terms: Mapping[Cell, int], bounds: tuple[int | None, int | None], relation: str) -> Row:
        low, high = bounds
        return Row(tuple((self._number(cell), factor) for cell, factor in terms.items()), low, high, relation)

    def _terms(self, release: int, saying: Saying) -> dict[Cell, int]:
        return {self.ages.cell(release, key): factor for key, factor in saying.terms}

    def _concerns(self, release: int, saying: Saying) -> bool:
        terms = self._terms(release, saying)
        is_ours = any(cell in self._numbers for cell in terms)
        return is_ours and may_hold(terms, self.known, (saying.low, saying.high))

    def _standing(self, release: int, figure: Figure) -> Standing:
        is_shown_zero = self.rules.zeros == "shown" and figure.unit is Unit.COUNT and figure.value == 0
        if self.rules.is_hideable(figure) and not is_shown_zero:
            return Standing.EARLIER if release < self.today else Standing.HIDEABLE
        yields = figure.disclosure in self.rules.yielding and release == self.today
        return Standing.YIELDING if yields else Standing.SHOWN

    def _floor(self, cell: Cell) -> int:
        """The least a reader takes the count to be: with zeros always shown, what is hidden is not zero."""
        bearer = self.bearers.get(cell.key)
        if self.rules.zeros != "shown" or bearer is None or cell.key.part != "value":
            return 0
        is_counted_people = bearer.disclosure is DisclosureClass.PERSON and self.known.get(cell) != 0
        return 1 if is_counted_people else 0


def _bearers(releases: Iterable[Iterable[Figure]], rules: DisclosureRules) -> dict[Key, Figure]:
    return {
        key_of(figure, part): figure
        for release in releases
        for figure in release
        if rules.is_hideable(figure) and is_counted(figure)
        for part in parts_of(figure)
    }
