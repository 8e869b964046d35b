"""Releases: what is kept of a period, numbered, append-only and never changed.

A release holds every figure with all that a page needs to print it, so a page is a function of releases
and template alone. The exact edition is private; the public one is what may be shown to anybody.
"""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from samspelet_lib.errors import UsageError
from samspelet_lib.figure import Figure
from samspelet_lib.period import Period
from samspelet_lib.release.declared import hang_together
from samspelet_lib.release.entries import (
    ChangeEntry,
    CommentEntry,
    DeliveryEntry,
    InsatsEntry,
    MatpunktEntry,
    RefusalEntry,
    RowEntry,
    SourceEntry,
    TableCountEntry,
    TextEntry,
)
from samspelet_lib.release.kept_files import read_figures, read_grounds, read_release
from samspelet_lib.release.model import Edition, Release, json_schema, to_json
from samspelet_lib.release.private import PRIVATE_FOLDER, write_private
from samspelet_lib.release.private_log import NOTHING_HIDDEN, PrivateLog

__all__ = [
    "ChangeEntry",
    "CommentEntry",
    "DeliveryEntry",
    "Edition",
    "InsatsEntry",
    "MatpunktEntry",
    "RefusalEntry",
    "Release",
    "RowEntry",
    "SourceEntry",
    "Store",
    "TableCountEntry",
    "TextEntry",
    "json_schema",
    "to_json",
]

_GROUNDS = "grund"
_UNPUBLISHED = "opublicerad"


class Store:
    """The releases below `var/releases`, one folder a period, one file an edition and number."""

    def __init__(self, var: Path) -> None:
        self._root = var / "releases"

    def numbers(self, period: Period) -> list[int]:
        """The numbers that are kept of a period, oldest first."""
        files = (self._root / period.folder).glob(f"*.{Edition.PUBLIC}.json")
        return sorted(int(path.name.split(".")[0]) for path in files)

    def periods(self) -> list[Period]:
        """The periods that have a release, in order."""
        if not self._root.is_dir():
            return []
        return sorted(Period.parse(path.name) for path in self._root.iterdir() if path.is_dir())

    def numbers_for(self, period: Period, edition: Edition) -> list[int]:
        """The numbers that readers of an edition know of, oldest first; the public knows of what was published."""
        if edition is Edition.INTERNAL:
            return self.numbers(period)
        return [number for number in self.numbers(period) if not self._note(period, number).exists()]

    def publish(self, period: Period, number: int) -> None:
        """From now on the release counts as published; called before its pages take their place.

        So a run that is cut off in between leaves one that counts though nobody saw it, never the opposite.
        """
        self._note(period, number).unlink(missing_ok=True)

    def history(self, period: Period, *, without_newest: bool) -> list[Release]:
        """The public releases of the period's year that were published, in that order, and what else hangs together.

        That is of the years before and after: what began with the year, and the same months.

        Args:
            period: the period that a release is made for.
            without_newest: leave out the period's own newest release, to see whether it is made again.
        """
        own = self.numbers(period)
        newest = (period, own[-1]) if own and without_newest else None
        names = ((of, number) for of in self.periods() for number in self.numbers_for(of, Edition.PUBLIC))
        found = [name for name in names if hang_together(name[0], period) and name != newest]
        releases = [self.read(of, Edition.PUBLIC, number) for of, number in found]
        return sorted(releases, key=lambda release: release.sequence)

    def log(self, period: Period, number: int) -> PrivateLog | None:
        """What a release hid and why; None where it is gone or cannot be read."""
        try:
            return PrivateLog.from_text(self._log_path(period, number).read_text(encoding="utf-8"))
        except OSError:
            return None

    def read(self, period: Period, edition: Edition, number: int | None = None) -> Release:
        """A release; the newest where no number is given.

        Raises:
            UsageError: there is no such release.
            SamspeletError: the file is damaged.
        """
        numbers = self.numbers(period)
        wanted = number or (numbers[-1] if numbers else None)
        if wanted is None or wanted not in numbers:
            which = f"Utgåva {number} av {period.label}" if number else f"Någon utgåva av {period.label}"
            raise UsageError(f"{which} finns inte. Kör: samspelet run {period}")
        return read_release(self._path(period, edition, wanted))

    def named(self, name: str, edition: Edition = Edition.PUBLIC) -> Release:
        """The release that `2026-03` or `2026-03@2` names; where no number is given, the newest that readers know of.

        Raises:
            UsageError: the name is no release.
        """
        period, _, number = name.partition("@")
        if number and not number.isdecimal():
            raise UsageError(f"”{name}” är ingen utgåva. Skriv till exempel 2026-03 eller 2026-03@2.")
        known = self.numbers_for(Period.parse(period), edition)
        return self.read(Period.parse(period), edition, int(number) if number else next(reversed(known), None))

    def before(self, release: Release) -> Release | None:
        """The release that changes are told against; None for the first."""
        name = release.compared_with if release.number else self.compared_with(release)
        if name is None:
            return None
        return self.named(name, release.edition)

    def earlier(self, release: Release, measures: Collection[str]) -> list[tuple[Period, tuple[Figure, ...]]]:
        """The figures of some measures in the year's earlier periods, oldest first; of the same edition."""
        names = release.earlier if release.number else self._earlier(release)
        return [self._some_figures(name, release.edition, measures) for name in names]

    def _earlier(self, release: Release) -> tuple[str, ...]:
        """One release for each day that a period ended on; where two did, the one that covers more."""
        period = Period.parse(release.period)
        newest = {found: self._newest_for(found, release.edition) for found in self.periods()}
        ended = {found.end: found for found in reversed(newest) if found.year == period.year and newest[found]}
        periods = [found for end, found in sorted(ended.items()) if end < period.end]
        return tuple(f"{found}@{newest[found]}" for found in periods)

    def _some_figures(
        self, name: str, edition: Edition, measures: Collection[str]
    ) -> tuple[Period, tuple[Figure, ...]]:
        period, _, number = name.partition("@")
        path = self._path(Period.parse(period), edition, int(number))
        return Period.parse(period), read_figures(path, measures)

    def compared_with(self, release: Release) -> str | None:
        """Which release a new one is compared with: the period's newest, else of the last period of its kind before.

        The public edition only with what was published.
        """
        period = Period.parse(release.period)
        earlier = [found for found in self.periods() if found.kind is period.kind and found.end < period.end]
        for candidate in (period, *reversed(earlier)):
            number = self._newest_for(candidate, release.edition)
            if number:
                return f"{candidate}@{number}"
        return None

    def _newest_for(self, period: Period, edition: Edition) -> int | None:
        return next(reversed(self.numbers_for(period, edition)), None)

    def add(
        self,
        public: Release,
        internal: Release,
        log: PrivateLog = NOTHING_HIDDEN,
        *,
        basis: dict[str, str] | None = None,
        grounds: Mapping[str, str] | None = None,
    ) -> int:
        """Keep a release in both editions, not yet published; same content as the newest gives no new number.

        Args:
            public: what anybody may see.
            internal: the same, exact.
            log: what was hidden and why.
            basis: checksums of what it rests on, whole.
            grounds: the same, part by part; kept beside it and private.

        Returns:
            The number under which the content is kept.
        """
        period = Period.parse(public.period)
        numbers = self.numbers(period)
        last = numbers[-1] if numbers else None
        if last is not None and self._is_same(period, last, (public, internal)) and self._is_in_turn(period, last):
            return last
        number = (last or 0) + 1
        folder = self._root / period.folder
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        write_private(self._log_path(period, number), log.to_text())
        write_private(self._note(period, number), "")
        write_private(
            self._grounds_path(period, number), json.dumps(grounds or {}, ensure_ascii=False, indent=1) + "\n"
        )
        kept_as = {
            "basis": basis or {},
            "sequence": len(self._all()) + 1,
            "number": number,
            "follows": self._newest(),
        }
        # The public file comes last: only a release that has it counts as kept.
        for release in (internal, public):
            kept = release.model_copy(update=kept_as | self._after(release))
            write_private(self._path(period, release.edition, number), to_json(kept))
        return number

    def _after(self, release: Release) -> dict[str, Any]:
        """Which releases its own readers know of before it."""
        return {
            "previous": self._newest_for(Period.parse(release.period), release.edition),
            "compared_with": self.compared_with(release),
            "earlier": self._earlier(release),
        }

    def current(self, public: Release, internal: Release, edition: Edition) -> Path:
        """The file that holds this content: the newest release when it is the same, else a draft."""
        period = Period.parse(public.period)
        numbers = self.numbers(period)
        if numbers and self._is_same(period, numbers[-1], (public, internal)):
            return self._path(period, edition, numbers[-1])
        folder = self._root.parent / "drafts" / period.folder
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        path = folder / f"{edition}.json"
        write_private(path, to_json(public if edition is Edition.PUBLIC else internal))
        return path

    def is_newest(self, release: Release) -> bool:
        """Whether the period's newest release has this content in the same edition."""
        period = Period.parse(release.period)
        numbers = self.numbers(period)
        return bool(numbers) and self._is_same(period, numbers[-1], (release,))

    def files(self, release: Release) -> list[Path]:
        """The files that a kept release of an edition is read from; the public one is what makes it count as kept."""
        period, number = Period.parse(release.period), release.number
        return [self._path(period, edition, number) for edition in sorted({Edition.PUBLIC, release.edition})]

    def grounds(self, release: Release) -> dict[str, str]:
        """What a kept release rests on, part by part; empty where that was not kept or is damaged."""
        return read_grounds(self._grounds_path(Period.parse(release.period), release.number))

    def _is_same(self, period: Period, number: int, same: tuple[Release, ...]) -> bool:
        return all(self.read(period, release.edition, number).digest == release.digest for release in same)

    def _newest(self) -> str | None:
        """The release that was kept last, of any period, as others name it."""
        found = [self.read(period, Edition.PUBLIC, number) for period, number in self._all()]
        return max(found, key=lambda release: release.sequence).name if found else None

    def _all(self) -> list[tuple[Period, int]]:
        return [(period, number) for period in self.periods() for number in self.numbers(period)]

    def _is_in_turn(self, period: Period, number: int) -> bool:
        """Whether nothing was kept since, where it was never published: publications stand in their order."""
        is_last = self.read(period, Edition.PUBLIC, number).sequence == len(self._all())
        return is_last or not self._note(period, number).exists()

    def _note(self, period: Period, number: int) -> Path:
        """A file that is there until the release is published; so a store without such files is all published."""
        return self._root / period.folder / f"{number}.{_UNPUBLISHED}"

    def _log_path(self, period: Period, number: int) -> Path:
        return self._root / period.folder / f"{number}.dolt.json"

    def _grounds_path(self, period: Period, number: int) -> Path:
        return self._root / period.folder / f"{number}.{_GROUNDS}.json"

    def _path(self, period: Period, edition: Edition, number: int) -> Path:
        return self._root / period.folder / f"{number}.{edition}.json"
