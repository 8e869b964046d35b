"""Hides what may not be shown, and as little more as keeps it hidden."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from samspelet_lib.figure import Figure
from samspelet_lib.release.corrected import parts_of_corrected
from samspelet_lib.release.disclosure import FORGOTTEN, DisclosureRules, Hidden, Remembered, Secret
from samspelet_lib.release.late_answers import shares_of_few_new
from samspelet_lib.release.linked import system_of
from samspelet_lib.release.linked_rest import complete
from samspelet_lib.release.linked_versions import VERSION
from samspelet_lib.release.marks import as_printed, hide
from samspelet_lib.release.primary import Primary, primaries
from samspelet_lib.release.quantities import ident
from samspelet_lib.release.reach import ContradictionError
from samspelet_lib.release.secondary import Secondary, secondary
from samspelet_lib.release.system import System
from samspelet_lib.release.together import together
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
    few = shares_of_few_new(full, history, rules)
    own |= few | _held(full, held, rules) | primaries(full, rules)
    sums, before = together(full, history, rules, alone=few)
    own |= (follow := shares_of_few_new(sums, before, rules))
    reckoned = [*full, *(each for each in sums if ident(each) in follow)]
    system, more = _least(reckoned, own, history, rules=rules, remembered=remembered)
    hidden = own.keys() | more.protects.keys()
    printed = tuple(hide(each) if ident(each) in hidden else as_printed(each, rules) for each in full)
    return Protected(
        figures=tuple(without_told_unknown(printed, full, silent, rules=rules)),
        log=tuple(_log(full, own, more.protects)),
        secrets=_secrets(system),
        exposed=tuple(_apart(name)[1] for name in more.exposed),
        is_least=more.is_least,
    )


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


def _secrets(system: System) -> frozenset[Secret]:
    todays = (target for target in system.targets if not target.is_earlier)
    return frozenset(Secret(*_apart(target.figure), target.part) for target in todays)


def _log(figures: Sequence[Figure], own: Mapping[str, Primary], protects: Mapping[str, str]) -> Iterator[Hidden]:
    for figure in sorted(figures, key=ident):
        name = ident(figure)
        if name in own:
            yield Hidden(figure.id, own[name].reason)
        elif name in protects:
            yield Hidden(figure.id, "skyddar en annan uppgift", _apart(protects[name])[1])


def _apart(name: str) -> tuple[str, str]:
    """The förbund and the figure's id."""
    forbund, _, figure = name.partition(":")
    return forbund, figure
