"""Which pages a period has, and how one of them is made in its worker."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from samspelet_lib.errors import UsageError
from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.accessibility import FILE, TITLE
from samspelet_lib.publish.breakdown import explain
from samspelet_lib.publish.downloads import FOLDER, with_links, write_downloads
from samspelet_lib.publish.job import Job, Outcome, Tell
from samspelet_lib.publish.kept import KeptPage
from samspelet_lib.publish.keys import page_of
from samspelet_lib.publish.notebooks import Notebook
from samspelet_lib.publish.page import Banner, Shell, read, to_page
from samspelet_lib.publish.page_run import Built, Page, PageRun
from samspelet_lib.publish.stage import StorageError, naming_storage
from samspelet_lib.publish.story import to_story
from samspelet_lib.publish.workbook import write_workbook
from samspelet_lib.release.store import Edition, Release, Store
from samspelet_lib.report.grid import Cell, plain
from samspelet_lib.report.open import opened
from samspelet_lib.report.section import link

NUMBER_VARIABLE = "SAMSPELET_RELEASE"


def keep_release(project: Project, period: Period, tell: Tell) -> Built:
    """Builds and keeps the period's release; run in a process of its own, since it computes. Tells that it has begun.

    Raises:
        SamspeletError: params or deliveries are not accepted.
    """
    tell("begun")
    from samspelet_lib.data.door import open_all  # noqa: PLC0415 - the parent never computes
    from samspelet_lib.plan.load import load_plan  # noqa: PLC0415
    from samspelet_lib.release.checking import keep_to_correct  # noqa: PLC0415
    from samspelet_lib.release.keep import keep  # noqa: PLC0415
    from samspelet_lib.release.lineage import check_published  # noqa: PLC0415

    check_published(Store(project.var), sorted(project.reports.glob("*/release.json")))
    plan = load_plan(project.params, period.year)
    came = open_all(project.data, plan)
    deliveries = came.deliveries
    to_correct = keep_to_correct(project, deliveries)
    refused = str(to_correct) if to_correct and deliveries and deliveries.refused else None
    release = keep(Store(project.var), plan, period, came=came, project=project)
    return replace(built_of(release, refused), traces=came.traces)


def built_of(release: Release, refused: str | None = None) -> Built:
    """What the pages of a release need to know of it."""
    insatser = tuple((insats.id, insats.name) for insats in release.insatser)
    label = Period.parse(release.period).label
    until = release.data_until
    return Built(release.number, release.forbund_name, label, insatser, release.is_synthetic, until, refused)


def pages_of(notebooks: Sequence[Notebook], built: Built, title_of: dict[str, str]) -> Iterator[Page]:
    """Every page that the notebooks make for a release, in the order readers meet them."""
    for notebook in notebooks:
        if notebook.each == "insats":
            for insats_id, name in built.insatser:
                yield Page(f"{notebook.name}-{insats_id}", name, notebook.path, insats=insats_id)
        else:
            yield Page(notebook.name, title_of[notebook.name], notebook.path)


def choose(pages: Sequence[Page], only: Sequence[str]) -> list[Page]:
    """The pages, those outside `only` marked as left alone.

    Raises:
        UsageError: a name is neither a notebook, a page nor an insats.
    """
    names = {name for page in pages for name in _names(page)}
    unknown = sorted(set(only) - names)
    if unknown:
        raise UsageError(f"”{unknown[0]}” finns inte. Välj bland: {', '.join(sorted(names))}.")
    return [_chosen(page, is_chosen=not only or bool(_names(page) & set(only))) for page in pages]


def _names(page: Page) -> set[str]:
    return {page.name, page.notebook.stem, *([page.insats] if page.insats else [])}


def _chosen(page: Page, *, is_chosen: bool) -> Page:
    return Page(page.name, page.title, page.notebook, insats=page.insats, is_chosen=is_chosen)


def job(page: Page, run: PageRun) -> Job:
    """The work of one page, for a process of its own."""
    return Job(page.name, partial(make_page, page, run), log=run.executed / f"{page.name}.log")


def explained(outcome: Outcome, page: Page, run: PageRun) -> Outcome:
    """The outcome with what stopped it in three lines; what is left of a killed worker's notebook is marked."""
    if outcome.status == "ok" or isinstance(outcome.error, StorageError):
        return outcome
    return replace(outcome, error=explain(outcome, page.notebook, run.executed / f"{page.name}.ipynb"))


def make_page(page: Page, run: PageRun, tell: Tell) -> KeptPage | None:
    """Executes the page's notebook and writes the finished page into the stage; what it depends on.

    With the reference engine the cells run in a process of their own, and what they read is not known.

    Raises:
        SamspeletError: a cell failed, or the page is not fit to be shown.
    """
    from samspelet_lib.publish.engine import execute  # noqa: PLC0415 - heavy, and only workers need it

    os.environ |= run.project.environment() | {NUMBER_VARIABLE: str(run.built.number)}
    parameters = {"period": str(run.period), "edition": run.edition}
    if page.insats:
        parameters["insats"] = page.insats
    target = run.executed / f"{page.name}.ipynb"
    with naming_storage():
        execute(page.notebook, target, parameters, cwd=run.project.root, engine=run.engine, on_step=tell)
        _write(page, run, target)
    if len(opened) != 1:
        return None
    release = Store(run.project.var).read(run.period, Edition(run.edition), run.built.number)
    return page_of(page, run, opened[0], release=release)


def _write(page: Page, run: PageRun, target: Path) -> None:
    notebook = read(target)
    story = with_links(to_story(notebook), page.name)
    around, title = shell(run, trail=[(run.built.label, "index.html")]), f"{page.title}, {run.built.label}"
    facts = [around.site, *(plain(banner.line) for banner in around.banners), *map(plain, around.facts)]
    if story.tables:
        workbook = link("Sidans tabeller i Excel", f"{FOLDER}/{page.name}.xlsx")
        around = replace(around, facts=[*around.facts, workbook])
    html = to_page(notebook, around, title=title, story=story)  # first: a page that is refused leaves no file
    write_downloads(run.stage, page.name, story.tables)
    write_workbook(run.stage, page.name, title, tables=story.tables, facts=facts)
    (run.stage / page.file).write_text(html, encoding="utf-8")


def shell(run: PageRun, *, trail: Sequence[tuple[str, str]] = ()) -> Shell:
    """What stands around every page of the run: whose it is, which release, and what to know first."""
    internal = run.edition == Edition.INTERNAL
    banners = [
        *([Banner("internal")] if internal else []),
        *(
            [Banner("synthetic", "Sidan visar hur rapporten ser ut, inte hur det gick.")]
            if run.built.is_synthetic
            else []
        ),
    ]
    until = run.built.data_until or "inga uppgifter har kommit in"
    facts = [f"Period: {run.built.label}", f"Utgåva {run.built.number}", f"Uppgifter t.o.m.: {until}"]
    home = None if internal else "../index.html"
    closing = () if internal else footer("../")
    return Shell(run.built.forbund, home=home, trail=trail, facts=facts, banners=banners, footer=closing)


def footer(base: str) -> tuple[Cell, ...]:
    """The closing line of every public page.

    Args:
        base: relative address of the site's own folder.
    """
    return (link(TITLE, f"{base}{FILE}"),)
