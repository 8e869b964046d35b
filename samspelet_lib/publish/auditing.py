"""The attacker: takes what is published and names every place that says more than it may.

Two rounds. A folder is held against its own `release.json`: pages, alt texts, drawings, downloads and whatever else
lies there; the mätpunkter's pages against the newest release and the periods' own notes. Then each folder's release
is attacked by reckoning with all that were published before it (see `reckoning`). What is attacked is only what is
published; which of the hidden counts are those of few people is read in the private logs.

Out of scope, and said so in the help: an attacker who knows which of several figures the program prefers to hide,
and one who knows some of the persons. A finding names file, place and relation, never the value.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import ValidationError

from samspelet_lib.errors import DisclosureError, SamspeletError, UsageError
from samspelet_lib.figure import DisclosureClass, Figure, Unit
from samspelet_lib.period import Period
from samspelet_lib.plan.contact import load_contact
from samspelet_lib.project import Project
from samspelet_lib.publish.agreeing import Manifest, is_period, provenance
from samspelet_lib.publish.beside import earlier_faults, history_faults, page_faults
from samspelet_lib.publish.downloaded import csv_faults, xlsx_faults
from samspelet_lib.publish.drawing import NUMBER, numbers
from samspelet_lib.publish.history import read_history
from samspelet_lib.publish.leaks import Audited, Leak
from samspelet_lib.publish.reading import Page, read_page
from samspelet_lib.publish.reckoning import without_log, worked_out
from samspelet_lib.publish.searching import Search, faults_in, here, mails_in
from samspelet_lib.release.audit_marks import more_than_marks
from samspelet_lib.release.audit_places import Places
from samspelet_lib.release.store import Edition, Release, Store
from samspelet_lib.swedish import percent

RELEASE, MANIFEST = "release.json", "pages.json"
_KNOWN = {".html", ".json", ".csv", ".xlsx"}
Files = dict[str, bytes]


def check_stage(
    project: Project,
    stage: Path,
    kept: Release,
    *,
    exact: Release | None = None,
    is_from_rows: Callable[[str], bool] = lambda _text: False,
) -> None:
    """Makes sure that a staged folder may take its place among the pages.

    Args:
        project: whose pages they are.
        stage: the whole of the period's folder.
        kept: the public release as it is kept; `release.json` must be that one.
        exact: the same release as it is within the house; a number in a hidden figure's place is then a finding
            only where it is one of the figure's own. Without it, every number there that nothing explains is.
        is_from_rows: whether a text holds a pseudonym of the deliveries.

    Raises:
        DisclosureError: something in it may not be published; names each place.
    """
    earlier = _earlier(project, kept, _releases(project.reports))
    files = _files(stage)
    search = _search(project, kept, is_from_rows)
    leaks = [*_in_folder(stage.name.partition(".")[0], files, earlier, search=search, exact=exact)]
    if _read_release(files.get(RELEASE, b"")) != kept:
        leaks.append(Leak(RELEASE, "", "är inte den utgåva som har gjorts"))
    _refuse(leaks)


def check_common(
    project: Project,
    pages: Path,
    kept: Release,
    *,
    staged: Path,
    is_from_rows: Callable[[str], bool] = lambda _text: False,
) -> None:
    """Makes sure that the mätpunkter's pages may be published, as they will be with the staged period.

    Args:
        project: whose pages they are.
        pages: the folder of them.
        kept: the public release of the staged period.
        staged: the period's folder.
        is_from_rows: whether a text holds a pseudonym of the deliveries.

    Raises:
        DisclosureError: something in it may not be published; names each place.
    """
    others = [release for release in _releases(project.reports).values() if release.period != kept.period]
    releases = sorted([*others, kept], key=lambda release: release.sequence)
    newest = releases[-1]
    exact = Store(project.var).read(Period.parse(newest.period), Edition.INTERNAL, newest.number)
    notes = read_history(project.reports, staged=staged)
    found = _in_common(_files(pages), releases, project, notes=notes, exact=exact, is_from_rows=is_from_rows)
    _refuse([Leak(f"{pages.name.partition('.')[0]}/{leak.file}", leak.place, leak.relation) for leak in found])


def _refuse(leaks: Collection[Leak]) -> None:
    if leaks:
        named = "\n".join(f"  • {leak}" for leak in sorted(set(leaks)))
        raise DisclosureError(f"Sidorna skulle säga mer än de får. Inget har publicerats.\n{named}")


def audit(project: Project, period_text: str | None = None) -> Audited:
    """Everything that lies among the published pages; of one period where it is named.

    Raises:
        UsageError: nothing is published, or nothing for the period.
    """
    wanted = Period.parse(period_text).folder if period_text else None
    folders = sorted(path for path in project.reports.iterdir() if path.is_dir()) if project.reports.is_dir() else []
    if not folders or (wanted and wanted not in {folder.name for folder in folders}):
        raise UsageError("Det finns inga publicerade sidor att granska. Kör: samspelet run PERIOD")
    releases = _releases(project.reports)
    chosen = [folder for folder in folders if wanted in (None, folder.name)]
    leaks, count = set(_around(project, releases)), 0
    for folder in chosen:
        files = _files(folder)
        count += len(files)
        own = releases.get(folder.name)
        earlier = _earlier(project, own, releases) if own else []
        if is_period(folder.name):
            found = _in_folder(folder.name, files, earlier, search=_search(project, own))
        else:
            found = _in_common(files, list(releases.values()), project, notes=read_history(project.reports))
        leaks |= {Leak(f"{folder.name}/{leak.file}", leak.place, leak.relation) for leak in found}
    names = [folder.name for folder in chosen]
    leaks |= set(worked_out(project, releases, names))
    return Audited(tuple(sorted(leaks)), count, tuple(names), tuple(without_log(project, releases, names)))


def _earlier(project: Project, own: Release, releases: Mapping[str, Release]) -> list[Release]:
    """What was published before a release, with what its pages repeat of releases that have been made anew since."""
    store, found = Store(project.var), [each for each in releases.values() if each.sequence < own.sequence]
    for name in own.earlier:
        with contextlib.suppress(SamspeletError):  # where they are published elsewhere than they are made
            found.append(store.named(name))
    return list({(each.period, each.number): each for each in found}.values())


def _releases(reports: Path) -> dict[str, Release]:
    """The public releases that lie among the pages, by folder, in the order they were published."""
    paths = sorted(reports.glob(f"*/{RELEASE}")) if reports.is_dir() else []
    found = {path.parent.name: release for path in paths if (release := _read_release(path.read_bytes()))}
    return dict(sorted(found.items(), key=lambda pair: pair[1].sequence))


def _read_release(content: bytes) -> Release | None:
    try:
        return Release.model_validate_json(content)
    except ValidationError:
        return None


def _files(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def _search(
    project: Project, release: Release | None, is_from_rows: Callable[[str], bool] = lambda _text: False
) -> Search:
    said, contact = mails_in(release) if release else (frozenset(), ""), load_contact(project.params)
    decided = {contact.email.casefold()} if contact else set()
    found = here(project.root, project.var, project.params)
    names = frozenset(name for name in found.names if name.casefold() not in said[1])
    return Search(said[0] | decided, names, found.folders, is_from_rows)


def _in_common(
    files: Files,
    releases: Sequence[Release],
    project: Project,
    *,
    notes: Sequence[dict[str, Any]],
    exact: Release | None = None,
    is_from_rows: Callable[[str], bool] = lambda _text: False,
) -> Iterator[Leak]:
    """The mätpunkter's pages: held against the newest release, with those before it, and the periods' own notes."""
    if not releases:
        return
    pages = _pages(files)
    yield from _in_bytes(files, _search(project, releases[-1], is_from_rows))
    yield from _in_pages(pages, releases[-1], releases[:-1], exact=exact)
    yield from (Leak(*found) for found in page_faults(pages, notes))
    yield from _in_downloads(files, pages)


def _in_bytes(files: Files, search: Search) -> Iterator[Leak]:
    for name, content in files.items():
        if PurePosixPath(name).suffix not in _KNOWN or PurePosixPath(name).name.startswith("."):
            yield Leak(name, "", "en fil av ett slag som inte publiceras")
        yield from (Leak(name, "", kind) for kind in faults_in(name, content, search))


def _pages(files: Files) -> dict[str, Page]:
    names = [name for name in files if name.endswith(".html")]
    return {name.removesuffix(".html"): read_page(files[name].decode("utf-8")) for name in names}


def _in_folder(
    folder: str, files: Files, earlier: Sequence[Release], *, search: Search, exact: Release | None = None
) -> Iterator[Leak]:
    yield from _in_bytes(files, search)
    release = _read_release(files.get(RELEASE, b""))
    if release is None:
        yield Leak(RELEASE, "", "saknas eller går inte att läsa, så sidorna kan inte granskas")
        return
    yield from (Leak(RELEASE, *found) for found in more_than_marks(release))
    yield from (Leak(*found) for found in (*earlier_faults(files, release), *history_faults(files, release)))
    pages, manifest = _pages(files), Manifest.of(files.get(MANIFEST, b""))
    yield from (Leak(*found) for found in provenance(folder, pages, release, manifest=manifest))
    yield from _in_pages(pages, release, earlier, exact=exact)
    yield from _in_downloads(files, pages)


def _in_pages(
    pages: dict[str, Page], release: Release, earlier: Sequence[Release], *, exact: Release | None = None
) -> Iterator[Leak]:
    places = Places(release, [each for each in earlier if each.period != release.period], exact)
    also = set(_targets(release.figures))
    for name, page in pages.items():
        file = f"{name}.html"
        yield from (Leak(file, fault, "något som ingen läsare ser") for fault in page.faults)
        yield from (
            Leak(file, drawing.anchor, fault)
            for drawing in page.drawings
            for fault in drawing.faults(also | numbers(page.text))
        )
        yield from (
            Leak(file, place, f"ett tal där utgåvan döljer {figure}") for place, figure in places.leaks(page.slots)
        )


def _targets(figures: Collection[Figure]) -> Iterator[str]:
    """Targets that drawings of money name though the table behind does not."""
    for figure in figures:
        if figure.disclosure is DisclosureClass.OPEN and figure.target and figure.unit is Unit.SHARE:
            for bound in (figure.target.at_least, figure.target.at_most):
                yield from NUMBER.findall(percent(bound, figure.decimals)) if bound is not None else ()


def _in_downloads(files: Files, pages: dict[str, Page]) -> Iterator[Leak]:
    for name, content in files.items():
        found: Callable[[], Iterator[str]] | None = None
        if name.endswith(".csv"):
            found = partial(csv_faults, name, content, pages)
        elif name.endswith(".xlsx"):
            found = partial(xlsx_faults, content, pages.get(PurePosixPath(name).stem))
        if found is not None:
            yield from (Leak(name, "", fault) for fault in found())


def _around(project: Project, releases: dict[str, Release]) -> Iterator[Leak]:
    """What lies beside the periods' folders."""
    newest = list(releases.values())[-1] if releases else None
    search = _search(project, newest)
    for path in sorted(project.reports.iterdir()):
        if path.is_file():
            content = path.read_bytes()
            yield from (Leak(path.name, "", kind) for kind in faults_in(path.name, content, search))
            if path.suffix == ".html":
                yield from (
                    Leak(path.name, fault, "något som ingen läsare ser")
                    for fault in read_page(content.decode("utf-8")).faults
                )
