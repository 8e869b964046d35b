"""Makes a period's pages again from its kept release and tells which bytes differ."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from samspelet_lib.errors import ExitCode, UsageError
from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.lock import working_in
from samspelet_lib.publish.make import make
from samspelet_lib.publish.older import mark_older
from samspelet_lib.publish.options import RunOptions, folder_of
from samspelet_lib.publish.page_run import Built, Page
from samspelet_lib.publish.pages import built_of
from samspelet_lib.publish.progress import narrator
from samspelet_lib.publish.run import page_run, pages_in
from samspelet_lib.publish.site import MANIFEST, write_period
from samspelet_lib.publish.stage import naming_storage, staging
from samspelet_lib.release.store import Edition, Store


@dataclass(frozen=True)
class Verified:
    """The files of a period: which are the same, and which differ, are missing or are left over."""

    same: tuple[str, ...]
    differing: tuple[str, ...]

    @property
    def exit_code(self) -> ExitCode:
        """Done, or differs."""
        return ExitCode.DIFFERS if self.differing else ExitCode.DONE


def verify(project: Project, period_text: str) -> Verified:
    """The published pages of a period against pages made again from the release they name.

    Raises:
        UsageError: nothing is published for the period, or its release is gone.
    """
    period, options = Period.parse(period_text), RunOptions()
    folder = folder_of(project, period, options)
    if not (folder / MANIFEST).is_file():
        raise UsageError(f"Det finns inga sidor för {period.label}. Kör: samspelet run {period}")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    with naming_storage(), working_in(project.var), staging(folder, project.var) as stage:
        _render(project, period, manifest, stage=stage)
        return compare(stage, folder)


def _render(project: Project, period: Period, manifest: dict[str, Any], *, stage: Path) -> None:
    """Each page from the release that it was made from, then the index from the newest of them."""
    runs = {
        number: replace(
            page_run(project, period, RunOptions(), built=_built(project, period, number), stage=stage),
            mark=manifest["mark"],
        )
        for number in {manifest["release"], *(page["release"] for page in manifest["pages"])} - {None}
    }
    newest = runs[manifest["release"]]
    stood = {page["file"]: page for page in manifest["pages"]}
    pages = [_as_it_stood(page, stood[page.file]) for page in pages_in(newest) if page.file in stood]
    with narrator(as_json=False) as tell:
        for number, run in sorted(runs.items()):
            make([page for page in pages if page.release == number], run, tell, options=RunOptions())
    for page in pages:
        file = stage / page.file
        if page.is_older and page.release and file.is_file():
            file.write_text(mark_older(file.read_text(encoding="utf-8"), page.release), encoding="utf-8")
    write_period(newest, pages)


def _built(project: Project, period: Period, number: int) -> Built:
    return built_of(Store(project.var).read(period, Edition.PUBLIC, number))


def _as_it_stood(page: Page, row: dict[str, Any]) -> Page:
    failed = row["status"] if row["status"].startswith("misslyckad") else None
    return replace(page, release=row["release"], is_older=row["is_older"], failed=failed)


def compare(stage: Path, folder: Path) -> Verified:
    """Two folders, file by file and byte by byte."""
    names = sorted({path.relative_to(base).as_posix() for base in (stage, folder) for path in base.rglob("*.*")})
    is_same = {name: _bytes(stage / name) == _bytes(folder / name) for name in names}
    return Verified(
        same=tuple(name for name in names if is_same[name]),
        differing=tuple(name for name in names if not is_same[name]),
    )


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
