"""One period's pages: the release in a process of its own, a worker per page, then one swap of the folder."""

import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from samspelet_lib.errors import ExitCode, SamspeletError
from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.job import Job, Outcome
from samspelet_lib.publish.lock import holding
from samspelet_lib.publish.notebooks import Notebook, find_notebooks, read_notebook
from samspelet_lib.publish.page import exporter
from samspelet_lib.publish.pages import Built, EngineName, Page, PageRun, choose, job, keep_release, pages_of
from samspelet_lib.publish.pool import run_jobs
from samspelet_lib.publish.site import status, write_period, write_site
from samspelet_lib.publish.stage import PRIVATE_FOLDER, put_in_place, staging

DEADLINE_S = 300.0


@dataclass(frozen=True)
class RunOptions:
    """What of a period is to be made.

    Attributes:
        only: names of notebooks, pages or insatser; all where empty.
        edition: `publik` goes to `reports/`, `intern` to `var/arbetsmaterial/`.
        engine: `samspelet`, or `nbclient` as the reference.
        as_json: tell how it went as JSON.
    """

    only: tuple[str, ...] = ()
    edition: str = "publik"
    engine: EngineName = "samspelet"
    as_json: bool = False

    @property
    def is_public(self) -> bool:
        """Whether the pages are for anybody."""
        return self.edition == "publik"


def run(project: Project, period_text: str, options: RunOptions) -> int:
    """Makes a period's pages and tells where they are; the exit code.

    Raises:
        SamspeletError: nothing could be run: the period, params or a notebook is wrong.
    """
    period = Period.parse(period_text)
    folder = folder_of(project, period, options)
    with holding(project.var):
        find_notebooks(project.notebooks)  # refuses what breaks the contract before anything is built
        built = _build(project, period)
        with staging(folder, project.var) as stage:
            made = render(project, period, options, built=built, stage=stage)
            put_in_place(stage, folder, is_public=options.is_public)
        if options.is_public:
            write_site(project)
    (_tell_json if options.as_json else _tell)(made, built, folder / "index.html")
    return ExitCode.PARTLY if built.refused or any(page.failed for page in made) else ExitCode.DONE


def folder_of(project: Project, period: Period, options: RunOptions) -> Path:
    """Where the pages of a period stand in an edition."""
    base = project.reports if options.is_public else project.var / "arbetsmaterial"
    return base / period.folder


def render(project: Project, period: Period, options: RunOptions, *, built: Built, stage: Path) -> list[Page]:
    """Every page of a kept release into the stage, with its index and its data; what came of each."""
    notebooks = [found for found in find_notebooks(project.notebooks) if period.kind in found.kinds]
    titles = {notebook.name: title_of(notebook) for notebook in notebooks}
    pages = choose(list(pages_of(notebooks, built, titles)), options.only)
    executed = _private(project.var / "executed" / period.folder / options.edition)
    whole = PageRun(project, period, built, options.edition, options.engine, stage, executed)
    folder = folder_of(project, period, options)
    made = [_kept(page, folder, stage) for page in _make(pages, whole)]
    write_period(whole, made)
    return made


def title_of(notebook: Notebook) -> str:
    """The notebook's title: its first heading."""
    cells = read_notebook(notebook.path)["cells"]
    text = "".join("".join(cell["source"]) for cell in cells[:1])
    found = re.match(r"# (.+)", text)
    return found[1].strip() if found else notebook.name


def _build(project: Project, period: Period) -> Built:
    outcome = run_jobs([Job("release", partial(keep_release, project, period))], workers=1, deadline_s=DEADLINE_S)[0]
    if outcome.error is not None:
        raise outcome.error
    if not isinstance(outcome.value, Built):
        raise SamspeletError(f"Utgåvan kunde inte göras. {outcome.cause}\n{outcome.text}")
    return outcome.value


def _private(folder: Path) -> Path:
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    return folder


def _make(pages: Sequence[Page], whole: PageRun) -> list[Page]:
    from samspelet_lib.publish.engine import preload  # noqa: PLC0415 - before the fork, and only in a run

    preload()
    exporter()
    chosen = [page for page in pages if page.is_chosen]
    outcomes = run_jobs(
        [job(page, whole) for page in chosen], workers=os.cpu_count() or 1, deadline_s=DEADLINE_S, on_done=_progress
    )
    failed = {outcome.name: outcome.cause for outcome in outcomes if outcome.status != "ok"}
    return [replace(page, failed=failed.get(page.name)) for page in pages]


def _progress(outcome: Outcome) -> None:
    word = "klar" if outcome.status == "ok" else "misslyckad"
    print(f"{outcome.name:<32} {word}  {outcome.duration_s:.1f} s", file=sys.stderr)  # noqa: T201


def _kept(page: Page, folder: Path, stage: Path) -> Page:
    """A page that was not made keeps the one that stands; a failed one is marked as older."""
    before, here = folder / page.file, stage / page.file
    if page.is_chosen and page.failed is None:
        return page
    if before.is_file():
        shutil.copyfile(before, here)
        return replace(page, is_older=page.failed is not None)
    return page


def _tell(pages: Sequence[Page], built: Built, index: Path) -> None:
    for page in (page for page in pages if page.failed):
        print(f"\n{page.title} ({page.file}) kunde inte göras.\n{page.failed}", file=sys.stderr)  # noqa: T201
    if built.refused:
        print(f"\nEn leverans är inte hel. Det som ska rättas står i {built.refused}", file=sys.stderr)  # noqa: T201
    print(f"\nÖppna {index}")  # noqa: T201


def _tell_json(pages: Sequence[Page], built: Built, index: Path) -> None:
    told = {
        "index": str(index),
        "release": built.number,
        "to_correct": built.refused,
        "pages": [{"file": p.file, "title": p.title, "status": status(p), "cause": p.failed} for p in pages],
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))  # noqa: T201
