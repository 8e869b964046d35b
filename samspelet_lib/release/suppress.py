"""Hides what may not be shown, and as little more as keeps it hidden."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from samspelet_lib.figure import Figure
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.linked import system_of
from samspelet_lib.release.linked_rest import complete
from samspelet_lib.release.marks import as_printed, hide
from samspelet_lib.release.primary import primary
from samspelet_lib.release.quantities import ident
from samspelet_lib.release.secondary import secondary


@dataclass(frozen=True)
class Hidden:
    """Why a figure was hidden; it holds ids and reasons, never a value.

    Attributes:
        figure: the figure's id.
        reason: the class rule that hid it, or that it protects another.
        protects: id of a figure that would be exposed were this one shown; None for the class rule.
        parts: which of its counts are to be protected.
    """

    figure: str
    reason: str
    protects: str | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Protected:
    """Figures as the public may see them, and what was done.

    Attributes:
        figures: all figures in their order, and last the rests that their splits left out.
        log: what was hidden and why; private, because it tells primary from secondary.
        exposed: ids of figures that today's or earlier publications expose whatever is hidden now. Unless
            it is empty no safe revision exists, and what is new has to wait.
        is_least: whether no smaller loss is possible; False where the heuristic had to do.
    """

    figures: tuple[Figure, ...]
    log: tuple[Hidden, ...]
    exposed: tuple[str, ...]
    is_least: bool

    @property
    def secrets(self) -> frozenset[tuple[str, str]]:
        """Every count to protect, by figure id and part."""
        return frozenset((entry.figure, part) for entry in self.log for part in entry.parts)


def protect(
    figures: Sequence[Figure],
    history: Sequence[Sequence[Figure]],
    rules: DisclosureRules,
    *,
    secrets: Collection[tuple[str, str]] | None = None,
) -> Protected:
    """The figures with every protected count hidden and nothing shown that would give it away.

    Args:
        figures: the exact figures of a release.
        history: what was published before, oldest first.
        rules: the disclosure rules.
        secrets: what earlier releases had to protect (`Protected.secrets`), which saves other figures that
            they hid from being protected as well; None where nobody remembers.

    Raises:
        DisclosureError: parts of a split are more than its whole, and the rules do not let them overlap.
    """
    full = complete(figures, rules)
    primaries = {ident(figure): found for figure in full if (found := primary(figure, rules))}
    more = secondary(system_of(full, primaries, history, rules=rules, secrets=secrets), rules)
    log = []
    for figure in full:
        name = ident(figure)
        if name in primaries:
            log.append(Hidden(figure.id, primaries[name].reason, parts=primaries[name].parts))
        elif name in more.protects:
            log.append(Hidden(figure.id, "skyddar en annan uppgift", more.protects[name]))
    hidden = primaries.keys() | more.protects.keys()
    return Protected(
        figures=tuple(hide(each) if ident(each) in hidden else as_printed(each, rules) for each in full),
        log=tuple(sorted(log, key=lambda entry: entry.figure)),
        exposed=more.exposed,
        is_least=more.is_least,
    )
