"""The revision log of a period: each release, why it was made and what it changed; earlier ones kept as data.

An earlier release stays within reach as far as today's allows: of its figures, those that the newest release
shows too. What is hidden now is not to be read in an older file beside it.
"""

import json
from collections import Counter
from dataclasses import asdict, dataclass

from markupsafe import Markup

from samspelet_lib.figure import Figure, Mark, Verdict, by_id
from samspelet_lib.publish.page_run import PageRun
from samspelet_lib.release.marks import hide
from samspelet_lib.release.store import Edition, Release, Store
from samspelet_lib.report.section import Column, Section, link, table
from samspelet_lib.swedish import plural

FILE = "revisions.json"
_PARTS = ("numerator", "denominator", "answers", "invited", "missing", "low", "high")


@dataclass(frozen=True)
class Revision:
    """One release of a period.

    Attributes:
        data_until: the last day that its figures speak of; None where nothing had come in.
        changed: how many figures differ from the release before, by reason.
        insatser: names of the insatser that those figures are about.
        file: its figures as data, where it is an earlier one that is kept so; the newest's are `release.json`.
    """

    number: int
    data_until: str | None
    changed: dict[str, int]
    insatser: tuple[str, ...]
    file: str | None


def write_revisions(run: PageRun) -> list[Revision]:
    """The log as data in the stage, and the figures of every earlier public release beside it; oldest first."""
    releases = releases_until(run, Edition(run.edition))
    newest, is_public = releases[-1], run.edition == Edition.PUBLIC
    log = [_revision(release, is_kept=is_public and release is not newest) for release in releases]
    for release, revision in zip(releases, log, strict=True):
        if revision.file:
            (run.stage / revision.file).write_text(_still_shown(release, newest), encoding="utf-8")
    content = {"period": newest.period, "mark": run.mark, "revisions": [asdict(revision) for revision in log]}
    (run.stage / FILE).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return log


def revisions_section(log: list[Revision]) -> Section:
    """The log as a table, the newest first."""
    rows = [
        (
            _numbered(revision, is_newest=revision is log[-1]),
            revision.data_until or "–",
            _why(revision, is_first=revision is log[0]),
            ", ".join(revision.insatser) or Mark.NOT_APPLICABLE,
        )
        for revision in reversed(log)
    ]
    columns = [Column("Utgåva"), Column("Uppgifter t.o.m."), Column("Varför"), Column("Insatser som berörs")]
    return table("Periodens utgåvor", columns, rows, anchor="utgavor-tabell")


def releases_until(run: PageRun, edition: Edition) -> list[Release]:
    """The period's releases that the edition's readers know of, oldest first; the run's own is the last."""
    store, own = Store(run.project.var), run.built.number
    before = [number for number in store.numbers_for(run.period, edition) if number < own]
    return [store.read(run.period, edition, number) for number in (*before, own)]


def _revision(release: Release, *, is_kept: bool) -> Revision:
    changes = () if release.previous is None else release.changes  # the first is compared with another period
    about = {change.insats for change in changes}
    names = tuple(insats.name for insats in release.insatser if insats.id in about)
    counts = dict(sorted(Counter(change.why for change in changes).items()))
    file = f"release-{release.number}.json" if is_kept else None
    return Revision(release.number, release.data_until, counts, names, file)


def _numbered(revision: Revision, *, is_newest: bool) -> str | Markup:
    """The release, linked to its figures; an earlier one of the working material is not kept as data."""
    text, file = f"Utgåva {revision.number}", "release.json" if is_newest else revision.file
    return link(text, file) if file else text


def _why(revision: Revision, *, is_first: bool) -> str:
    if is_first:
        return "första utgåvan"
    told = [f"{why} ({plural(count, 'tal', 'tal')})" for why, count in revision.changed.items()]
    return "; ".join(told) or "ändrade ord, inga ändrade tal"


def _still_shown(release: Release, newest: Release) -> str:
    """The figures of an earlier release that the newest shows too, as JSON."""
    shown = by_id(figure for figure in newest.figures if figure.mark is None)
    told = [as_today(figure, shown[figure.id]) for figure in release.figures if figure.id in shown]
    content = {
        "period": release.period,
        "number": release.number,
        "data_until": release.data_until,
        "is_synthetic": release.is_synthetic,
        "figures": [figure.model_dump(mode="json", by_alias=True) for figure in told],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def as_today(figure: Figure, today: Figure) -> Figure:
    """An earlier release's figure with no more than the newest release tells of the same one.

    What the newest hides is hidden; what it tells the value of, but not what it is made of or how it was judged
    (a part may be hidden), says nothing of that either.
    """
    if today.mark is Mark.HIDDEN:
        return hide(figure)
    untold = {name: None for name in _PARTS if getattr(today, name) is None}
    if today.verdict is not Verdict.CONFIDENTIAL:
        return figure.model_copy(update=untold)
    return figure.model_copy(update=untold | {"verdict": figure.verdict and today.verdict, "verdict_reason": None})
