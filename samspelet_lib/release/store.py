"""Releases: what is kept of a period, numbered, append-only and never changed.

A release holds every figure with all that a page needs to print it, so a page is a function of releases
and template alone. The exact edition is private; the public one is what may be shown to anybody.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError

from samspelet_lib.errors import SamspeletError, UsageError
from samspelet_lib.figure import Figure, Finding, Model, Question
from samspelet_lib.period import Period
from samspelet_lib.release.entries import (
    ChangeEntry,
    CommentEntry,
    DeliveryEntry,
    InsatsEntry,
    MatpunktEntry,
    RowEntry,
    SourceEntry,
    TableCountEntry,
    TextEntry,
)
from samspelet_lib.release.suppress import Hidden

__all__ = [
    "ChangeEntry",
    "CommentEntry",
    "DeliveryEntry",
    "Edition",
    "InsatsEntry",
    "MatpunktEntry",
    "Release",
    "RowEntry",
    "SourceEntry",
    "Store",
    "TableCountEntry",
    "TextEntry",
    "json_schema",
    "to_json",
]

SCHEMA_VERSION = 1
_GROUNDS = "grund"
_NOT_CONTENT = {"number", "previous", "sequence", "compared_with", "basis", "changes"}
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700


class Edition(StrEnum):
    """Who a release is for."""

    PUBLIC = "publik"
    INTERNAL = "intern"


class Release(Model):
    """Everything about one period, in one edition.

    Attributes:
        number: 1, 2, 3 … within the period; 0 in a draft.
        previous: the number of the release it follows; None for the first.
        sequence: its place among all releases that were ever kept, of any period; 0 in a draft.
        compared_with: the release that changes are told against, as `2026-09@2`; None for the first.
        changes: the figures that differ from that release, and why.
        basis: checksums of what it rests on: params, deliveries and program.
        data_until: the last day the figures speak of, as text; None where no delivery has come.
        is_synthetic: true when any delivery is made up, which every page says.
    """

    schema_version: int = SCHEMA_VERSION
    edition: Edition
    forbund: str
    forbund_name: str
    forbund_short: str
    period: str
    year: int
    number: int = 0
    previous: int | None = None
    sequence: int = 0
    compared_with: str | None = None
    basis: dict[str, str] = Field(default_factory=dict)
    data_until: str | None = None
    is_synthetic: bool = False
    plan_name: str
    plan_status: str
    years: tuple[int, ...]
    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    matpunkter: tuple[MatpunktEntry, ...] = ()
    insatser: tuple[InsatsEntry, ...] = ()
    rows: tuple[RowEntry, ...] = ()
    texts: tuple[TextEntry, ...] = ()
    comments: tuple[CommentEntry, ...] = ()
    deliveries: tuple[DeliveryEntry, ...] = ()
    table_counts: tuple[TableCountEntry, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    changes: tuple[ChangeEntry, ...] = ()

    @property
    def digest(self) -> str:
        """Checksum of the content, whatever its number."""
        content = self.model_dump_json(exclude=_NOT_CONTENT)
        return hashlib.sha256(content.encode()).hexdigest()


def json_schema() -> str:
    """The published JSON Schema of `release.json`."""
    return json.dumps(Release.model_json_schema(mode="serialization"), ensure_ascii=False, indent=1, sort_keys=True)


def to_json(release: Release) -> str:
    """The release as the text that is kept and published: one form, so same content is same bytes."""
    return json.dumps(release.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1) + "\n"


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

    def published(self) -> list[tuple[Period, int]]:
        """Every release that is kept, by period and number."""
        return [(period, number) for period in self.periods() for number in self.numbers(period)]

    def history(self, period: Period, *, without_newest: bool) -> list[Release]:
        """The public releases of the period's year in the order they were published.

        Args:
            period: the period that a release is made for.
            without_newest: leave out the period's own newest release, to see whether it is made again.
        """
        own = self.numbers(period)
        newest = (period, own[-1]) if own and without_newest else None
        found = [name for name in self.published() if name[0].year == period.year and name != newest]
        releases = [self.read(of, Edition.PUBLIC, number) for of, number in found]
        return sorted(releases, key=lambda release: release.sequence)

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
        path = self._path(period, edition, wanted)
        try:
            return Release.model_validate_json(path.read_text(encoding="utf-8"))
        except (ValidationError, OSError, UnicodeDecodeError) as error:
            raise SamspeletError(
                f"Utgåvan releases/{period.folder}/{path.name} är skadad och kan inte läsas. "
                "Hämta den ur säkerhetskopian; en utgåva ändras aldrig."
            ) from error

    def named(self, name: str, edition: Edition = Edition.PUBLIC) -> Release:
        """The release that `2026-03` or `2026-03@2` names; the newest where no number is given.

        Raises:
            UsageError: the name is no release.
        """
        period, _, number = name.partition("@")
        if number and not number.isdecimal():
            raise UsageError(f"”{name}” är ingen utgåva. Skriv till exempel 2026-03 eller 2026-03@2.")
        return self.read(Period.parse(period), edition, int(number) if number else None)

    def before(self, release: Release) -> Release | None:
        """The release that changes are told against; None for the first."""
        name = release.compared_with if release.number else self.compared_with(Period.parse(release.period))
        if name is None:
            return None
        return self.named(name, release.edition)

    def compared_with(self, period: Period) -> str | None:
        """Which release a new one is compared with: the period's newest, else of the last period of its kind before."""
        earlier = [found for found in self.periods() if found.kind is period.kind and found.end < period.end]
        for candidate in (period, *reversed(earlier)):
            numbers = self.numbers(candidate)
            if numbers:
                return f"{candidate}@{numbers[-1]}"
        return None

    def add(
        self,
        public: Release,
        internal: Release,
        log: Sequence[Hidden] = (),
        *,
        basis: dict[str, str] | None = None,
        grounds: Mapping[str, str] | None = None,
    ) -> int:
        """Keep a release in both editions; same content as the newest gives no new number.

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
        if last is not None and self._is_same(period, last, (public, internal)):
            return last
        number = (last or 0) + 1
        folder = self._root / period.folder
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        hidden = [{"figure": entry.figure, "reason": entry.reason, "protects": entry.protects} for entry in log]
        _write_once(folder / f"{number}.dolt.json", json.dumps(hidden, ensure_ascii=False, indent=1) + "\n")
        _write_once(
            folder / f"{number}.{_GROUNDS}.json", json.dumps(grounds or {}, ensure_ascii=False, indent=1) + "\n"
        )
        kept_as = {
            "basis": basis or {},
            "sequence": len(self.published()) + 1,
            "number": number,
            "previous": last,
            "compared_with": self.compared_with(period),
        }
        # The public file comes last: only a release that has it counts as kept.
        for release in (internal, public):
            kept = release.model_copy(update=kept_as)
            _write_once(self._path(period, release.edition, number), to_json(kept))
        return number

    def current(self, public: Release, internal: Release, edition: Edition) -> Path:
        """The file that holds this content: the newest release when it is the same, else a draft."""
        period = Period.parse(public.period)
        numbers = self.numbers(period)
        if numbers and self._is_same(period, numbers[-1], (public, internal)):
            return self._path(period, edition, numbers[-1])
        folder = self._root.parent / "drafts" / period.folder
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        path = folder / f"{edition}.json"
        _write_once(path, to_json(public if edition is Edition.PUBLIC else internal))
        return path

    def is_newest(self, public: Release, internal: Release) -> bool:
        """Whether the period's newest release has this content."""
        period = Period.parse(public.period)
        numbers = self.numbers(period)
        return bool(numbers) and self._is_same(period, numbers[-1], (public, internal))

    def grounds(self, release: Release) -> dict[str, str]:
        """What a kept release rests on, part by part; empty where that was not kept."""
        folder = self._root / Period.parse(release.period).folder
        path = folder / f"{release.number}.{_GROUNDS}.json"
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}

    def _is_same(self, period: Period, number: int, pair: tuple[Release, Release]) -> bool:
        return all(self.read(period, release.edition, number).digest == release.digest for release in pair)

    def _path(self, period: Period, edition: Edition, number: int) -> Path:
        return self._root / period.folder / f"{number}.{edition}.json"


def _write_once(path: Path, text: str) -> None:
    temporary = path.with_suffix(".tmp")
    with os.fdopen(
        os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE_FILE), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
