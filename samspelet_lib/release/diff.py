"""Which figures differ between two releases, and why."""

from collections.abc import Iterator

from samspelet_lib.figure import Figure, Mark, by_id
from samspelet_lib.period import Period
from samspelet_lib.release.grounds import Grounds, causes
from samspelet_lib.release.store import ChangeEntry, Release

_PERIOD = ";period="
_WAS_SHOWN = "visades"  # a value that is hidden now is not told again as what it was


def diff(before: Release, after: Release, grounds: tuple[Grounds, Grounds] = ({}, {})) -> list[ChangeEntry]:
    """Every figure that differs between two releases, by id.

    Args:
        before: the earlier release.
        after: the later one, of the same reader's edition.
        grounds: what each rests on; where either is not kept, the reason is told from the releases alone.
    """
    earlier, later = _figures(before), _figures(after)
    cause = _Cause(before, after, grounds)
    return [
        change
        for name in sorted(earlier.keys() | later.keys())
        for change in _change(name, (earlier.get(name), later.get(name)), cause)
    ]


def _figures(release: Release) -> dict[str, Figure]:
    ending = f"{_PERIOD}{release.period}"
    return {name.replace(ending, ""): figure for name, figure in by_id(release.figures).items()}


def _change(name: str, pair: tuple[Figure | None, Figure | None], cause: "_Cause") -> Iterator[ChangeEntry]:
    before, after = pair
    then, now = _printed(before), _printed(after)
    if then == now:
        return
    figure = after or before
    assert figure is not None, "the name came from one of them"
    if after is not None and after.mark is Mark.HIDDEN and before is not None and before.mark is not Mark.HIDDEN:
        then = _WAS_SHOWN
    yield ChangeEntry(
        figure=name, insats=figure.dims.insats, label=figure.label, before=then, after=now, why=cause.of(before, after)
    )


def _printed(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    verdict = f", {figure.verdict}" if figure.verdict else ""
    return f"{figure.printed or '–'}{verdict}"


class _Cause:
    """Tells why a figure differs between two releases."""

    def __init__(self, before: Release, after: Release, grounds: tuple[Grounds, Grounds]) -> None:
        self._before, self._after = before, after
        self._grounds = grounds
        self._until = f"{Period.parse(after.period).end:%Y-%m}"

    def of(self, before: Figure | None, after: Figure | None) -> str:
        """The reason in words; several that cannot be told apart are joined by `eller`."""
        if before is None or after is None:
            return "nytt tal" if before is None else "redovisas inte längre"
        if (before.mark is Mark.HIDDEN) != (after.mark is Mark.HIDDEN):
            return "ändrad sekretess"
        if before.target != after.target:
            return "ändrad parameter"
        found = causes(after, *self._grounds, until=self._until) if all(self._grounds) else self._from_basis()
        return " eller ".join(found) or ("en annan period" if self._before.period != self._after.period else "okänt")

    def _from_basis(self) -> list[str]:
        words = {"leveranser": "nya eller rättade uppgifter", "params": "ändrad parameter", "program": "ändrad regel"}
        return [word for key, word in words.items() if self._before.basis.get(key) != self._after.basis.get(key)]
