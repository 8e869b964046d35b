"""What a report has read of its release: which parts, and which figures it asked for.

A page depends on nothing else of the release, so two releases that answer the same give the same page.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from samspelet_lib.figure import Figure
from samspelet_lib.release.store import DeliveryEntry, Release

Asked = tuple[str, tuple[tuple[str, str | int | None], ...]]
_ASKED_ONE_BY_ONE = "figures"
_ANY = object()  # asked for without saying which insats, or whether any
_INDEXES = 16  # a page reads its release and the year's earlier periods


@dataclass
class Lookups:
    """What has been read so far.

    Attributes:
        parts: names of the release's parts, its figures apart.
        figures: measure and dimensions of each look-up; also of those that found nothing, since a figure may come.
    """

    parts: set[str] = field(default_factory=set)
    figures: set[Asked] = field(default_factory=set)

    def ask(self, release: Release, measure: str, dims: dict[str, object]) -> list[Figure]:
        """The figures of a measure with these dimensions, in the release's order; the look-up is noted."""
        self.figures.add((measure, tuple(sorted((name, _plain(value)) for name, value in dims.items()))))
        return matching(release.figures, measure, dims)

    def note(self, release: Release) -> Release:
        """The release, noting each part that is read."""
        return cast("Release", _Noted(release, self.parts))


class _Noted:
    """A release that notes which of its parts are read."""

    def __init__(self, release: Release, parts: set[str]) -> None:
        self._release = release
        self._parts = parts

    def __getattr__(self, name: str) -> object:
        if name != _ASKED_ONE_BY_ONE:
            self._parts.add(name)
        return getattr(self._release, name)


def matching(figures: tuple[Figure, ...], measure: str, dims: dict[str, object]) -> list[Figure]:
    """The figures of a measure that have these dimensions, in their order."""
    return [
        figure
        for figure in _index(_TheVery(figures)).get((measure, dims.get("insats", _ANY)), ())
        if all(getattr(figure.dims, name) == value for name, value in dims.items())
    ]


class _TheVery:
    """A tuple that equals itself alone: to compare two releases' figures one by one takes longer than to index them."""

    def __init__(self, figures: tuple[Figure, ...]) -> None:
        self.figures = figures

    def __hash__(self) -> int:
        return id(self.figures)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _TheVery) and other.figures is self.figures


@lru_cache(maxsize=_INDEXES)
def _index(the: _TheVery) -> dict[tuple[str, object], list[Figure]]:
    """By measure and insats, and by measure alone: a page asks some hundred times, of two thousand figures."""
    index: dict[tuple[str, object], list[Figure]] = defaultdict(list)
    for figure in the.figures:
        for insats in (figure.dims.insats, _ANY):
            index[figure.measure, insats].append(figure)
    return index


def of_insats(release: Release, part: str, insats: str) -> list[Any]:
    """The entries of a part of the release that are for an insats' own page to show.

    Entries that belong to nobody in particular, such as the plan's sentences, are for every page.
    """
    if part == "findings":
        ending = f".{insats}"
        return [finding for finding in release.findings if finding.id.endswith(ending) or f"{ending}." in finding.id]
    if part == "questions":
        asked = {name for entry in release.matpunkter if entry.insats == insats for name in entry.questions}
        return [question for question in release.questions if question.id in asked]
    if part == "deliveries":
        return deliveries_of(release, insats)
    return [entry for entry in getattr(release, part) if getattr(entry, "insats", insats) == insats]


def _plain(value: object) -> str | int | None:
    return value if value is None or isinstance(value, int) else str(value)


def deliveries_of(release: Release, insats: str | None) -> list[DeliveryEntry]:
    """The deliveries that an insats' page tells of: its own and the ledger; all where no insats is named."""
    return [entry for entry in release.deliveries if insats is None or entry.insats == insats or entry.is_ledger]
