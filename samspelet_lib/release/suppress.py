"""Hides what may not be shown, and as little more as keeps it hidden."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from samspelet_lib.figure import Figure
from samspelet_lib.release.corrected import parts_of_corrected
from samspelet_lib.release.disclosure import FORGOTTEN, DisclosureRules, Hidden, Remembered, Secret
from samspelet_lib.release.linked import system_of
from samspelet_lib.release.linked_rest import complete
from samspelet_lib.release.marks import as_printed, hide
from samspelet_lib.release.primary import Primary, primaries
from samspelet_lib.release.quantities import ident
from samspelet_lib.release.secondary import secondary
from samspelet_lib.release.system import System
from samspelet_lib.release.unknown import families_of_few, readings_that_tell, without_told_unknown


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
) -> Protected:
    """The figures with every protected count hidden and nothing shown that would give it away.

    Args:
        figures: the exact figures of a release.
        history: what was published before, oldest first.
        rules: the disclosure rules.
        remembered: what earlier releases had to protect (`Protected.secrets`) and their exact figures, which
            saves other figures that they hid from being protected as well.

    Raises:
        DisclosureError: parts of a split are more than its whole, and the rules do not let them overlap.
    """
    full = complete(figures, rules)
    silent = families_of_few(full, history, rules)
    own = readings_that_tell(full, silent, rules) | parts_of_corrected(full, history, rules) | primaries(full, rules)
    system = system_of(full, own, history, rules=rules, remembered=remembered)
    more = secondary(system, rules)
    hidden = own.keys() | more.protects.keys()
    printed = tuple(hide(each) if ident(each) in hidden else as_printed(each, rules) for each in full)
    return Protected(
        figures=tuple(without_told_unknown(printed, full, silent, rules=rules)),
        log=tuple(_log(full, own, more.protects)),
        secrets=_secrets(system),
        exposed=tuple(_apart(name)[1] for name in more.exposed),
        is_least=more.is_least,
    )


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
