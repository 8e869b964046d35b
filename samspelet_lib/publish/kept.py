"""What the last run of a period left: what it rested on, and the bytes of every file it put in place.

So a run with nothing to do can say so before anything heavy is imported; only the standard library. A note that
is damaged, or does not fit the files that stand, counts as none: the pages are then made again.
"""

import hashlib
import json
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.options import RunOptions, folder_of
from samspelet_lib.publish.stage import write_whole
from samspelet_lib.release.basis import basis_of
from samspelet_lib.release.private import PRIVATE_FOLDER


@dataclass(frozen=True)
class KeptPage:
    """A page that stands.

    Attributes:
        key: checksum of all that the page was made from.
        release: number of the release that it was made from.
        parts: the parts of the release that it read.
        figures: the look-ups it made, as measure and dimensions.
    """

    key: str
    release: int
    parts: tuple[str, ...] = ()
    figures: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Kept:
    """What a run left.

    Attributes:
        basis: what it rested on; empty where that cannot be told, as for a database.
        exit_code: how it ended.
        release: the release's number.
        files: checksum of every file in the period's folder.
        pages: by page name; only those whose dependencies are known.
        final_on: from when the period is final by the calendar, as text; None where the calendar has no such period.
        mark: what was said of that.
        is_whole: every page of the period stands and is of this run's making, or would be the same.
    """

    basis: dict[str, str]
    exit_code: int
    release: int
    files: dict[str, str]
    pages: dict[str, KeptPage] = field(default_factory=dict)
    final_on: str | None = None
    mark: str = ""
    is_whole: bool = True


def whole_basis(project: Project, options: RunOptions) -> dict[str, str]:
    """Checksums of all that a run rests on, versions and engine among them."""
    return basis_of(project) | {"versioner": versions_digest(), "motor": options.engine}


def versions_digest() -> str:
    """Checksum of interpreter and installed distributions, from their folders' names."""
    names = sorted({name for name in _installed() if name.endswith(".dist-info")})
    return _short(json.dumps([platform.python_version(), names]).encode())


def _installed() -> list[str]:
    folders = {folder for folder in sys.path if folder and Path(folder).is_dir()}
    return [name for folder in folders for name in os.listdir(folder)]  # noqa: PTH208 - names alone, and quickly


def files_in(folder: Path) -> dict[str, str]:
    """Checksum of every file of a period's folder, by name."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return {path.relative_to(folder).as_posix(): _short(path.read_bytes()) for path in paths}


def unchanged(project: Project, period: Period, options: RunOptions) -> Kept | None:
    """What the last run left, where a new one would come to the same; None where there is something to do."""
    kept = read_kept(project, period, options)
    if kept is None or not kept.is_whole or not kept.basis.get("leveranser", ""):
        return None
    if kept.mark != mark(kept.final_on, options.today):
        return None
    if options.is_public and _noted_site(project) != _site(project):
        return None
    if kept.files != files_in(folder_of(project, period, options)):
        return None
    return kept if kept.basis == whole_basis(project, options) else None


def mark(final_on: str | None, today: date) -> str:
    """Whether the period's figures may still change; empty where the calendar does not say."""
    if final_on is None:
        return ""
    return "definitiv" if today >= date.fromisoformat(final_on) else "preliminär"


def note_site(project: Project) -> None:
    """Note the site's own pages, those outside the periods' folders, as they now stand."""
    path = _site_note(project)
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    write_whole(path, _text(_site(project)) + "\n")


def _site(project: Project) -> dict[str, str]:
    """Checksum of every file that belongs to no period."""
    periods = [path.parent for path in project.reports.glob("*/pages.json")]
    own = (path for path in project.reports.glob("*") if path.is_file())
    others = (path for path in project.reports.glob("*/") if path.is_dir() and path not in periods)
    found = {path.name: _short(path.read_bytes()) for path in own}
    return found | {f"{folder.name}/{name}": digest for folder in others for name, digest in files_in(folder).items()}


def _noted_site(project: Project) -> dict[str, str] | None:
    try:
        found: dict[str, str] = json.loads(_site_note(project).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _site_note(project: Project) -> Path:
    return project.var / "kept" / "site.json"


def read_kept(project: Project, period: Period, options: RunOptions) -> Kept | None:
    """The note of the last run; None where there is none that can be trusted."""
    try:
        outer = json.loads(_path(project, period, options).read_text(encoding="utf-8"))
        if outer["sha256"] != _short(_text(outer["kept"]).encode()):
            return None
        content = outer["kept"]
        pages = {name: KeptPage(**page) for name, page in content.pop("pages").items()}
        return Kept(**content, pages=pages)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_kept(project: Project, period: Period, options: RunOptions, *, kept: Kept) -> None:
    """Note what the run left; the last thing a run does, so that one that was cut off is finished by the next."""
    content = asdict(kept)
    path = _path(project, period, options)
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    write_whole(path, _text({"sha256": _short(_text(content).encode()), "kept": content}) + "\n")


def forget_kept(project: Project, period: Period, options: RunOptions) -> None:
    """A run that begins to change what stands takes the note away first."""
    _path(project, period, options).unlink(missing_ok=True)


def _path(project: Project, period: Period, options: RunOptions) -> Path:
    return project.var / "kept" / options.edition / f"{period.folder}.json"


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
