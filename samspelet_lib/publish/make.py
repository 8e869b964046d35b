"""The pages of a run, worked off: in processes of this machine, or on a cluster."""

import os
from collections.abc import Sequence
from contextlib import suppress

from samspelet_lib.errors import SamspeletError
from samspelet_lib.garbage import unsearched
from samspelet_lib.publish.job import Outcome
from samspelet_lib.publish.options import RunOptions
from samspelet_lib.publish.page_run import Page, PageRun
from samspelet_lib.publish.pages import explained, job
from samspelet_lib.publish.pool import run_jobs
from samspelet_lib.publish.progress import UNCHANGED, Ended, Narrator, ended
from samspelet_lib.publish.ready import get_ready
from samspelet_lib.publish.stage import StorageError
from samspelet_lib.release.store import Edition, Store
from samspelet_lib.report.history import REPEATED


def make(pages: Sequence[Page], whole: PageRun, tell: Narrator, *, options: RunOptions) -> dict[str, Outcome]:
    """The outcome of each page that is asked for and would come out differently; by default a worker per core.

    Raises:
        StorageError: the disk is full or cannot be written; then no page is worth putting in place.
        UsageError: there is no such cluster.
    """
    for page in pages:
        if page.is_chosen and page.is_unchanged:
            tell.page(Ended(page.name, UNCHANGED))
    wanted = [page for page in pages if page.is_chosen and not page.is_unchanged]
    if not wanted:
        return {}
    work_off = _here if options.scheduler is None else _on_cluster
    outcomes = work_off(wanted, whole, tell, options=options)
    for outcome in outcomes.values():
        if isinstance(outcome.error, StorageError):
            raise outcome.error
    return outcomes


def _here(pages: Sequence[Page], whole: PageRun, tell: Narrator, *, options: RunOptions) -> dict[str, Outcome]:
    get_ready()
    _read_ahead(whole)
    tell.begins([page.name for page in pages])
    outcomes = run_jobs(
        [job(page, whole) for page in pages],
        workers=options.workers or os.cpu_count() or 1,
        deadline_s=options.deadline_s,
        on_done=lambda outcome: tell.page(ended(outcome)),
        on_news=lambda work, news: tell.step(work.name, news),  # type: ignore[arg-type]  # a page tells its steps
    )
    return {page.name: explained(found, page, whole) for page, found in zip(pages, outcomes, strict=True)}


def _read_ahead(run: PageRun) -> None:
    """Reads the release and what pages take from earlier ones, so that each worker has them from the fork.

    What is damaged is told by the page that needs it.
    """
    store = Store(run.project.var)
    with unsearched(), suppress(SamspeletError):
        release = store.read(run.period, Edition(run.edition), run.built.number)
        store.earlier(release, REPEATED)
        store.before(release)


def _on_cluster(pages: Sequence[Page], whole: PageRun, tell: Narrator, *, options: RunOptions) -> dict[str, Outcome]:
    from samspelet_lib.publish.cluster import on_cluster  # noqa: PLC0415 - only where a cluster is asked for

    tell.begins([page.name for page in pages])
    return on_cluster(pages, whole, options, on_done=lambda outcome: tell.page(ended(outcome)))
