"""A mätpunkt over the releases: its value and verdict in each, noted with the period and gathered by the site.

Beside a period's pages lies `matpunkter.json`: every mätpunkt in the plan's words, with the printed value and the
verdict of each public release of that period, as far as the newest allows: what is hidden now is hidden in the
earlier rows too. It is made from public releases alone, so it says nothing that has not been published. The
site's pages, one a mätpunkt, are made from these files alone.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from samspelet_lib.errors import SamspeletError, UsageError
from samspelet_lib.figure import Figure
from samspelet_lib.period import Period
from samspelet_lib.publish.page_run import Page, PageRun
from samspelet_lib.publish.revisions import as_today, releases_until
from samspelet_lib.release.store import Edition, MatpunktEntry, Release
from samspelet_lib.report.base import Report
from samspelet_lib.report.goals import INSATS_PAGE, definition_place, matpunkt_key, places_on_page, value_of
from samspelet_lib.report.wording import answered, made_of, reason_alone, with_unit

FILE = "matpunkter.json"


def write_history(run: PageRun, pages: Iterable[Page]) -> None:
    """The period's `matpunkter.json`, into the stage."""
    reports = [Report(release) for release in releases_until(run, Edition.PUBLIC)]
    newest = reports[-1]
    standing = {page.file: (run.stage / page.file).read_text(encoding="utf-8") for page in _standing(run, pages)}
    told = [_matpunkt(entry, newest, standing=standing, reports=reports) for entry in newest.release.matpunkter]
    content = {
        "period": str(run.period),
        "label": run.built.label,
        "forbund": run.built.forbund,
        "is_synthetic": run.built.is_synthetic,
        "matpunkter": told,
    }
    (run.stage / FILE).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _standing(run: PageRun, pages: Iterable[Page]) -> list[Page]:
    return [page for page in pages if (run.stage / page.file).is_file()]


def _matpunkt(
    entry: MatpunktEntry, newest: Report, *, standing: Mapping[str, str], reports: Iterable[Report]
) -> dict[str, Any]:
    return {
        **words_of(entry, newest),
        "page": _address(entry, standing),
        "definition_at": _definition(entry, standing),
        "values": [row for report in reports for row in _values(entry, newest, report)],
    }


def words_of(entry: MatpunktEntry, newest: Report) -> dict[str, Any]:
    """A mätpunkt in the plan's words."""
    names = {insats.id: insats.name for insats in newest.release.insatser}
    return {
        "key": matpunkt_key(entry),
        "name": entry.name,
        "insats": names.get(entry.insats or "", ""),
        "text": entry.text,
        "source": newest.source_text(entry.source),
        "definition": entry.definition,
        "time": entry.period,
        "target": entry.target_text,
    }


def _address(entry: MatpunktEntry, standing: Mapping[str, str]) -> str | None:
    """Where the mätpunkt stands among the period's pages; None where no page has a section about it."""
    for anchor in places_on_page(entry):
        found = [file for file, html in standing.items() if f'id="{anchor}"' in html]
        # An insats' mätpunkt may be called what one of the förbund's is.
        own = [file for file in found if file.startswith(INSATS_PAGE) == bool(entry.insats)]
        own = [file for file in own if not entry.insats or file == f"{INSATS_PAGE}{entry.insats}.html"]
        if own:
            return f"{own[0]}#{anchor}"
    return None


def _definition(entry: MatpunktEntry, standing: Mapping[str, str]) -> str | None:
    """Where the period's pages tell how the mätpunkt is counted; None where they do not."""
    place = definition_place(entry)
    file, _, anchor = place.partition("#")
    return place if f'id="{anchor}"' in standing.get(file, "") else None


def _values(entry: MatpunktEntry, newest: Report, report: Report) -> list[dict[str, Any]]:
    """What a release says of the mätpunkt, as far as the newest allows; nothing where its plan did not have it."""
    same = [other for other in report.release.matpunkter if matpunkt_key(other) == matpunkt_key(entry)]
    today = value_of(newest, entry)
    return [_value(as_today(value_of(report, other), today), report.release, text=other.text) for other in same]


def _value(figure: Figure, release: Release, *, text: str) -> dict[str, Any]:
    """One release's row."""
    return {
        "release": release.number,
        "data_until": release.data_until,
        "text": text,
        **told_of(figure),
    }


def told_of(figure: Figure) -> dict[str, str | None]:
    """A figure's value, what it is made of and how it was judged, printed."""
    return {
        "value": with_unit(figure),
        "made_of": made_of(figure, in_full=False),
        "answered": answered(figure),
        "verdict": str(figure.verdict) if figure.verdict else None,
        "reason": reason_alone(figure) or None,
    }


def read_history(reports: Path, *, staged: Path | None = None) -> list[dict[str, Any]]:
    """The periods' notes, oldest period first.

    Args:
        reports: the published pages.
        staged: a period's folder that will take its place among them.
    """
    paths = {path.parent.name: path for path in sorted(reports.glob(f"*/{FILE}"))}
    if staged is not None:
        paths[staged.name.partition(".")[0]] = staged / FILE
    found = [_read(path) for path in paths.values()]
    return sorted(found, key=lambda note: (Period.parse(note["period"]).end, Period.parse(note["period"]).start))


def _read(path: Path) -> dict[str, Any]:
    try:
        note: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        Period.parse(note["period"])
        _check(note)
    except (ValueError, KeyError, TypeError, UsageError) as error:
        raise SamspeletError(
            f"{path.parent.name}/{path.name} bland sidorna är skadad och kan inte läsas. "
            "Gör om periodens sidor med samspelet run, eller hämta filen ur säkerhetskopian."
        ) from error
    return note


def _check(note: dict[str, Any]) -> None:
    """Makes sure that what the mätpunkter's pages are made from is there.

    Raises:
        KeyError: something is missing.
    """
    told = [set(matpunkt) for matpunkt in note["matpunkter"]]
    if not note.keys() >= _HEAD or not all(names >= _OF_EACH for names in told):
        raise KeyError(FILE)


_HEAD, _OF_EACH = {"label", "forbund", "is_synthetic"}, {"key", "name", "insats", "values"}
