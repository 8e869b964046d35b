"""One period's pages: the release in a process of its own, a worker per page, then one swap of the folder."""

import json
import re
import shutil
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from samspelet_lib.errors import ExitCode, SamspeletError
from samspelet_lib.period import Period
from samspelet_lib.plan.publication import load_publication
from samspelet_lib.project import Project
from samspelet_lib.publish import keys
from samspelet_lib.publish.auditing import check_common, check_stage
from samspelet_lib.publish.downloads import copy_downloads, files_of
from samspelet_lib.publish.job import Job, Outcome
from samspelet_lib.publish.kept import (
    Kept,
    KeptPage,
    files_in,
    forget_kept,
    mark,
    read_kept,
    versions_digest,
    whole_basis,
    write_kept,
)
from samspelet_lib.publish.lock import working_in
from samspelet_lib.publish.make import make
from samspelet_lib.publish.matpunkt_pages import FOLDER as MATPUNKTER
from samspelet_lib.publish.notebooks import Notebook, find_notebooks, read_notebook
from samspelet_lib.publish.older import mark_older
from samspelet_lib.publish.options import RunOptions, bases, folder_of
from samspelet_lib.publish.page_run import Built, Page, PageRun
from samspelet_lib.publish.pages import choose, keep_release, pages_of
from samspelet_lib.publish.pool import run_jobs
from samspelet_lib.publish.progress import UNCHANGED, Ended, Narrator, ended, narrator
from samspelet_lib.publish.ready import get_ready
from samspelet_lib.publish.record import write_record
from samspelet_lib.publish.site import MANIFEST, write_matpunkter, write_period, write_site
from samspelet_lib.publish.stage import naming_storage, put_in_place, put_right, require_writable, staging
from samspelet_lib.release.basis import program_digest
from samspelet_lib.release.private import PRIVATE_FOLDER
from samspelet_lib.release.store import Edition, Store

RELEASE_DEADLINE_S = 3600.0  # reading a year's deliveries on a slow, busy machine must not lose the month


@dataclass(frozen=True)
class Made:
    """What came of a run's pages.

    Attributes:
        outcomes: of the pages that were made, by name.
        kept: what each page that stands depends on, where that is known.
    """

    run: PageRun
    pages: list[Page]
    outcomes: dict[str, Outcome]
    kept: dict[str, KeptPage]

    def left(self, basis: dict[str, str], files: dict[str, str]) -> Kept:
        """What the run leaves for the next."""
        number, mark = self.run.built.number, self.run.mark
        return Kept(basis, 0, number, files, self.kept, mark=mark, is_whole=self.is_whole)

    @property
    def is_whole(self) -> bool:
        """Whether every page stands, none of them older."""
        return all(page.release and not page.is_older and not page.failed for page in self.pages)


def run(project: Project, period: Period, options: RunOptions) -> int:
    """Makes a period's pages and tells where they are; the exit code.

    Raises:
        SamspeletError: nothing could be run: the period, params or a notebook is wrong, or the disk is full.
        DisclosureError: the pages would say more than they may; nothing is published.
    """
    folder = folder_of(project, period, options)
    with naming_storage(), working_in(project.var), narrator(as_json=options.as_json) as tell:
        require_writable(bases(project))
        put_right(project.var, bases(project))
        find_notebooks(project.notebooks)  # refuses what breaks the contract before anything is built
        basis = whole_basis(project, options)
        built = _build(project, period)
        matpunkter = project.reports / MATPUNKTER
        with staging(folder, project.var) as stage, staging(matpunkter, project.var) as common:
            made = render(project, period, options, built=built, stage=stage, tell=tell)
            if options.is_public:
                _check(made.run, common)
                Store(project.var).publish(period, built.number)
            forget_kept(project, period, options)
            put_in_place(stage, folder, is_public=options.is_public)
            if options.is_public:
                put_in_place(common, matpunkter, is_public=True)
        if options.is_public:
            write_site(project)
        code = _exit_code(made, built)
        left = replace(made.left(basis, files_in(folder)), exit_code=int(code), final_on=final_on(project, period))
        write_record(made.run, options, pages=made.pages, outcomes=made.outcomes, left=left)
        write_kept(project, period, options, kept=left)  # last: a run that is cut off before is finished by the next
        _tell(made, folder / "index.html", tell)
    return code


def render(project: Project, period: Period, options: RunOptions, *, built: Built, stage: Path, tell: Narrator) -> Made:
    """Every page of a kept release into the stage, with its index and its data; what came of each."""
    whole = page_run(project, period, options, built=built, stage=stage)
    folder = folder_of(project, period, options)
    before = _standing(folder)
    pages = choose(pages_in(whole), options.only)
    forced = {page.name for page in pages if page.is_chosen} if options.force else set()
    known = {name: page for name, page in _known(whole, folder, options).items() if name not in forced}
    pages = [replace(page, is_unchanged=page.name in known, release=before.get(page.name)) for page in pages]
    outcomes = make(pages, whole, tell, options=options)
    made = [_placed(page, outcomes.get(page.name), whole=whole, folder=folder) for page in pages]
    write_period(whole, made)
    new = {name: outcome.value for name, outcome in outcomes.items() if isinstance(outcome.value, KeptPage)}
    return Made(whole, made, outcomes, known | new)


def _check(run: PageRun, common: Path) -> None:
    """Makes the mätpunkter's pages as they will be, and makes sure that they and the stage may be published."""
    kept, exact = (Store(run.project.var).read(run.period, edition, run.built.number) for edition in Edition)
    check_stage(run.project, run.stage, kept, exact=exact, is_from_rows=run.built.traces.are_in)
    write_matpunkter(run.project, common, staged=run.stage)
    check_common(run.project, common, kept, staged=run.stage, is_from_rows=run.built.traces.are_in)


def page_run(project: Project, period: Period, options: RunOptions, *, built: Built, stage: Path) -> PageRun:
    """What every worker needs to know."""
    executed = project.var / "executed" / period.folder / options.edition
    executed.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    program = (program_digest(), versions_digest())
    said = mark(final_on(project, period), options.today)
    return PageRun(project, period, built, options.edition, options.engine, stage, executed, program, said)


def final_on(project: Project, period: Period) -> str | None:
    """From when a period is final, by the calendar."""
    found = (entry.final.isoformat() for entry in load_publication(project.params) if entry.period == str(period))
    return next(found, None)


def pages_in(whole: PageRun) -> list[Page]:
    """Every page of the run's period."""
    found = find_notebooks(whole.project.notebooks)
    notebooks = [notebook for notebook in found if whole.period.kind in notebook.kinds]
    return list(pages_of(notebooks, whole.built, {notebook.name: title_of(notebook) for notebook in notebooks}))


def title_of(notebook: Notebook) -> str:
    """The notebook's title: its first heading."""
    cells = read_notebook(notebook.path)["cells"]
    text = "".join("".join(cell["source"]) for cell in cells[:1])
    found = re.match(r"# (.+)", text)
    return found[1].strip() if found else notebook.name


def _build(project: Project, period: Period) -> Built:
    work = Job("release", partial(keep_release, project, period))
    outcome = run_jobs([work], workers=1, deadline_s=RELEASE_DEADLINE_S, on_news=_import_ahead)[0]
    if outcome.error is not None:
        raise outcome.error
    if not isinstance(outcome.value, Built):
        raise SamspeletError(f"Utgåvan kunde inte göras. {outcome.cause}\n{outcome.text}")
    return outcome.value


def _import_ahead(_work: Job, _news: object) -> None:
    """When the release's process has begun: what the pages need, imported here meanwhile."""
    get_ready()


def _standing(folder: Path) -> dict[str, int]:
    """Which release each page that stands was made from."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return {}
    content = json.loads(manifest.read_text(encoding="utf-8"))
    return {page["file"].removesuffix(".html"): int(page.get("release") or 0) for page in content["pages"]}


def _known(whole: PageRun, folder: Path, options: RunOptions) -> dict[str, KeptPage]:
    """The pages that stand whole and would come out the same."""
    kept = read_kept(whole.project, whole.period, options)
    if kept is None or not kept.pages:
        return {}
    release = Store(whole.project.var).read(whole.period, Edition(whole.edition), whole.built.number)
    return {
        page.name: kept.pages[page.name]
        for page in pages_in(whole)
        if page.name in kept.pages
        and all(keys.is_whole(folder / file, digest) for file, digest in files_of(page.name, kept.files))
        and keys.key(page, whole, kept.pages[page.name], release=release) == kept.pages[page.name].key
    }


def _placed(page: Page, outcome: Outcome | None, *, whole: PageRun, folder: Path) -> Page:
    """The page as it will stand: the one just made, or the one that stood, marked where it is older."""
    if outcome is not None and outcome.status == "ok":
        return replace(page, release=whole.built.number)
    failed = outcome.cause if outcome is not None else None
    before = folder / page.file
    if not before.is_file() or page.release is None:
        return replace(page, failed=failed, release=None)
    is_older = failed is not None or (not page.is_unchanged and page.release < whole.built.number)
    if is_older:
        text = mark_older(before.read_text(encoding="utf-8"), page.release)
        (whole.stage / page.file).write_text(text, encoding="utf-8")
    else:
        shutil.copyfile(before, whole.stage / page.file)
    copy_downloads(folder, whole.stage, page.name)
    return replace(page, failed=failed, is_older=is_older)


def _exit_code(made: Made, built: Built) -> ExitCode:
    return ExitCode.PARTLY if built.refused or any(page.failed for page in made.pages) else ExitCode.DONE


def _tell(made: Made, index: Path, tell: Narrator) -> None:
    built = made.run.built
    rows = []
    for page in made.pages:
        outcome = made.outcomes.get(page.name)
        note = f"står kvar från utgåva {page.release}" if page.is_older else ""
        if outcome is not None:
            rows.append(replace(ended(outcome), note=note))
        elif page.is_chosen:
            rows.append(Ended(page.name, UNCHANGED))
        if page.failed:
            tell.failure(f"{page.title} ({page.file})", page.failed)
    if built.refused:
        tell.notice(f"En leverans är inte hel. Det som ska rättas står i {built.refused}")
    tell.closing(rows, index)
    if any(page.failed for page in made.pages):
        print("En eller flera sidor kunde inte göras.", file=sys.stderr)  # noqa: T201 - where a timer looks
