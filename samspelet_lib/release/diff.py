"""Which figures differ between two releases, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from samspelet_lib.figure import Figure, Mark, by_id
from samspelet_lib.release.store import Release

_PERIOD = ";period="


@dataclass(frozen=True)
class Change:
    """One figure that differs; printed, since both releases are for the same reader.

    Attributes:
        figure: id without its period, so that two months can be compared.
        why: new figure, gone, changed suppression, parameter, rule or data.
    """

    figure: str
    label: str
    before: str
    after: str
    why: str


def diff(before: Release, after: Release) -> list[Change]:
    """Every figure that differs between two releases, by id."""
    earlier, later = _figures(before), _figures(after)
    cause = _cause(before, after)
    return [
        change
        for name in sorted(earlier.keys() | later.keys())
        for change in _change(name, (earlier.get(name), later.get(name)), cause)
    ]


def _figures(release: Release) -> dict[str, Figure]:
    ending = f"{_PERIOD}{release.period}"
    return {name.replace(ending, ""): figure for name, figure in by_id(release.figures).items()}


def _change(name: str, pair: tuple[Figure | None, Figure | None], cause: str) -> Iterator[Change]:
    before, after = pair
    then, now = _printed(before), _printed(after)
    if then == now:
        return
    figure = after or before
    assert figure is not None, "the name came from one of them"
    if before is None or after is None:
        why = "nytt tal" if before is None else "redovisas inte längre"
    elif Mark.HIDDEN in {before.mark, after.mark}:
        why = "ändrad sekretess"
    else:
        why = cause
    yield Change(name, figure.label, then, now, why)


def _printed(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    verdict = f", {figure.verdict}" if figure.verdict else ""
    return f"{figure.printed or '–'}{verdict}"


def _cause(before: Release, after: Release) -> str:
    """What the two releases rest on that differs; several causes cannot be told apart."""
    words = {
        "params": "ändrad parameter",
        "program": "ändrad regel",
        "leveranser": "nya uppgifter" if before.period != after.period else "rättad eller ny leverans",
    }
    found = [word for key, word in words.items() if before.basis.get(key) != after.basis.get(key)]
    if before.period != after.period and not found:
        return "en annan period"
    return " eller ".join(found) or "okänt"
