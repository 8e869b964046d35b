"""Hides what may not be shown, and as little more as keeps it hidden."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from samspelet_lib.figure import Figure
from samspelet_lib.release.corrected import parts_of_corrected
from samspelet_lib.release.disclosure import FORGOTTEN, DisclosureRules, Hidden, Remembered, Secret
from samspelet_lib.release.late_answers import shares_of_few_new
from samspelet_lib.release.linked import system_of
from samspelet_lib.release.linked_pools import members_of
from samspelet_lib.release.linked_rest import complete
from samspelet_lib.release.linked_versions import VERSION
from samspelet_lib.release.marks import as_printed, hide
from samspelet_lib.release.primary import Primary, primaries
from samspelet_lib.release.quantities import ident
from samspelet_lib.release.reach import ContradictionError
from samspelet_lib.release.secondary import Secondary, secondary
from samspelet_lib.release.system import System
from samspelet_lib.release.together import Telling, sums_that_tell
from samspelet_lib.release.unknown import families_of_few, readings_that_tell, without_told_unknown

HELD = "rättelser av tidigare uppgifter skulle röja den"


@dataclass(frozen=True)
class Protected:
    """Figures as the public may see them, and what was done.

    Attributes:
        figures: all figures in their order, and last the rests that their splits left out.
        log: what was hidden and why; private, because it tells primary from secondary.
        secrets: every count to protect; as private as the log.
        exposed: ids of figures that today's or earlier publications expose whatever is hidden now. Unless
            it is empty no safe revision exists, and what is new has to wait.
        is_least: whether no smaller loss is possible; False where the heuristic had to do.
    """

    figures: tuple[Figure, ...]
    log: tuple[Hidden, ...]
    secrets: frozenset[Secret]
    exposed: tuple[str, ...]
    is_least: bool


def protect(
    figures: Sequence[Figure],
    history: Sequence[Sequence[Figure]],
    rules: DisclosureRules,
    *,
    remembered: Remembered = FORGOTTEN,
    held: Collection[str] = (),
) -> Protected:
    """The figures with every protected count hidden and nothing shown that would give it away.

    Args:
        figures: the exact figures of a release.
        history: what was published before, oldest first.
        rules: the disclosure rules.
        remembered: what earlier releases had to protect (`Protected.secrets`) and their exact figures, which
            saves other figures that they hid from being protected as well.
        held: ids of figures that are hidden whatever they say, since beside earlier releases they would tell.

    Raises:
        DisclosureError: parts of a split are more than its whole, and the rules do not let them overlap.
        ContradictionError: what is shown, today or before, cannot all be true.
    """
    full = complete(figures, rules)
    silent = families_of_few(full, history, rules)
    own = readings_that_tell(full, silent, rules) | parts_of_corrected(full, history, rules)
    own |= shares_of_few_new(full, history, rules) | _held(full, held, rules) | primaries(full, rules)
    hiding = _hiding(full, own, history, rules=rules, remembered=remembered)
    printed = tuple(hide(each) if ident(each) in hiding.names else as_printed(each, rules) for each in full)
    return Protected(
        figures=tuple(without_told_unknown(printed, full, silent, rules=rules)),
        log=tuple(_log(full, hiding)),
        secrets=hiding.secrets,
        exposed=hiding.exposed,
        is_least=hiding.more.is_least,
    )


@dataclass(frozen=True)
class _Hiding:
    """What is hidden: by the rules, and more to protect that.

    Attributes:
        own: what the rules hide, by name, sums of groups among them that nobody prints.
        members: of each such sum, the names of its groups.
    """

    own: Mapping[str, Primary]
    members: Mapping[str, Sequence[str]]
    system: System
    more: Secondary

    @property
    def names(self) -> frozenset[str]:
        """Everything that is hidden."""
        return frozenset(self.own.keys() | self.more.protects.keys())

    @property
    def secrets(self) -> frozenset[Secret]:
        """The counts of today's figures to protect."""
        todays = (each for each in self.system.targets if not each.is_earlier and each.figure not in self.members)
        return frozenset(Secret(*_apart(target.figure), target.part) for target in todays)

    @property
    def exposed(self) -> tuple[str, ...]:
        """The ids of figures that publications expose whatever is hidden; of a sum those of its groups."""
        return tuple(_apart(each)[1] for name in self.more.exposed for each in self.members.get(name, [name]))

    def protected_by(self, name: str) -> str:
        """The id of a figure that would be exposed were the hidden one shown."""
        protected = self.more.protects[name]
        return _apart(min(self.members.get(protected, [protected])))[1]


def _hiding(
    figures: Sequence[Figure],
    own: Mapping[str, Primary],
    history: Sequence[Sequence[Figure]],
    *,
    rules: DisclosureRules,
    remembered: Remembered,
) -> _Hiding:
    """The least that must be hidden, so that sums of what is left shown tell nothing either."""
    sums: dict[str, Telling] = {}
    while True:
        asked = {**own, **{name: each.primary for name, each in sums.items()}}
        together = [*figures, *(each.figure for each in sums.values())]
        system, more = _least(together, asked, history, rules=rules, remembered=remembered)
        members = {name: members_of(each.figure) for name, each in sums.items()}
        found = _Hiding(asked, members, system, more)
        shown = [hide(each) if ident(each) in found.names else each for each in figures]
        telling = sums_that_tell(shown, figures, history, rules=rules)
        if telling.keys() <= sums.keys():
            return found
        sums |= telling


def _held(figures: Iterable[Figure], held: Collection[str], rules: DisclosureRules) -> dict[str, Primary]:
    ours = (figure for figure in figures if figure.id in held and rules.is_hideable(figure))
    return {ident(figure): Primary(HELD, ()) for figure in ours}


def _least(
    figures: Sequence[Figure],
    own: Mapping[str, Primary],
    history: Sequence[Sequence[Figure]],
    *,
    rules: DisclosureRules,
    remembered: Remembered,
) -> tuple[System, Secondary]:
    """The system and what more must be hidden in it.

    A reader takes what was hidden before to be unchanged, as far as that agrees with everything that is shown. Where
    it does not, something has been corrected in between.

    Raises:
        ContradictionError: what is shown cannot all be true, whatever has been corrected.
    """
    doubted: frozenset[str] = frozenset()
    while True:
        system = system_of(figures, own, history, rules=rules, remembered=remembered, doubted=doubted)
        try:
            return system, secondary(system, rules)
        except ContradictionError as error:
            wider = (doubted | _counts(cells) for cells in (error.unknown, error.stated))
            more = next((each for each in wider if each != doubted), None)
            if more is None:
                raise
            doubted = more


def _counts(cells: Iterable[str]) -> frozenset[str]:
    """The counts of which these are versions."""
    return frozenset(cell.rpartition(VERSION)[0] for cell in cells)


def _log(figures: Sequence[Figure], hiding: _Hiding) -> Iterator[Hidden]:
    for figure in sorted(figures, key=ident):
        name = ident(figure)
        if name in hiding.own:
            yield Hidden(figure.id, hiding.own[name].reason)
        elif name in hiding.names:
            yield Hidden(figure.id, "skyddar en annan uppgift", hiding.protected_by(name))


def _apart(name: str) -> tuple[str, str]:
    """The förbund and the figure's id."""
    forbund, _, figure = name.partition(":")
    return forbund, figure
