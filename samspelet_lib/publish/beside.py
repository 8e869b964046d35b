"""What lies as data beside a period's pages, held against the release: no more than the newest release tells.

And the pages of the mätpunkter, held against that data: the values there are the periods' own.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

from samspelet_lib.figure import Figure, Mark
from samspelet_lib.publish.agreeing import Found
from samspelet_lib.publish.history import FILE, told_of, words_of
from samspelet_lib.publish.reading import Page
from samspelet_lib.release.audit_marks import shown_though_hidden
from samspelet_lib.release.store import Release
from samspelet_lib.report.base import Report
from samspelet_lib.report.goals import matpunkt_key, value_of
from samspelet_lib.report.section import MARK_MEANINGS

_EARLIER = re.compile(r"release-\d+\.json")
_SIGN = re.compile(r"^[^\w\s.–−] ")  # the sign before the word of a verdict
UNREADABLE = "går inte att läsa, så filen kan inte granskas"


def earlier_faults(files: Mapping[str, bytes], release: Release) -> Iterator[Found]:
    """Where the figures of earlier releases, kept beside the newest, tell what it hides."""
    for name in filter(_EARLIER.fullmatch, files):
        figures = _figures(files[name])
        if figures is None:
            yield name, "", UNREADABLE
        else:
            yield from ((name, *found) for found in shown_though_hidden(figures, release))


def history_faults(files: Mapping[str, bytes], release: Release) -> Iterator[Found]:
    """Where the mätpunkter's values over the releases are not those of the releases beside them."""
    if FILE not in files:
        return
    report = Report(release)
    entries = {matpunkt_key(entry): entry for entry in release.matpunkter}
    figures = {int(name[8:-5]): _figures(files[name]) or [] for name in filter(_EARLIER.fullmatch, files)}
    figures[release.number] = list(release.figures)
    try:
        for told in json.loads(files[FILE])["matpunkter"]:
            entry = entries.get(told["key"])
            if entry is None or any(told[name] != said for name, said in words_of(entry, report).items()):
                yield FILE, told["key"], "är inte utgåvans mätpunkt"
                continue
            own = value_of(report, entry)
            for row in told["values"]:
                same = [figure for figure in figures.get(row["release"], ()) if figure.id == own.id]
                # Without a value today it is not in an earlier release's file, and nothing of it is hidden.
                may_differ = not same and own.mark is not Mark.HIDDEN
                if not (may_differ or _is_bare(row) or any(told_of(figure).items() <= row.items() for figure in same)):
                    yield FILE, f"{told['key']}, utgåva {row['release']}", "säger något annat än utgåvan"
    except (ValueError, KeyError, TypeError):
        yield FILE, "", UNREADABLE


def page_faults(pages: Mapping[str, Page], notes: Iterable[Mapping[str, Any]]) -> Iterator[Found]:
    """Where a row of a mätpunkt's page says anything else than the periods' own notes, the newest first."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for note in notes:
        for told in note["matpunkter"]:
            rows.setdefault(told["key"], []).extend(told["values"])
    for key, page in pages.items():
        tables = [table.rows for table in page.tables if table.anchor == "varden"]
        said = [[_SIGN.sub("", _plain(cell)) for cell in row[1:]] for table in tables for row in table]
        own = [_as_printed(row) for row in reversed(rows.get(key, []))]
        for number, (one, other) in enumerate(zip_longest(said, own), start=1):
            if one != other:
                yield f"{key}.html", f"rad {number}", "säger något annat än periodens egna uppgifter"


def _as_printed(row: Mapping[str, Any]) -> list[str]:
    """What the page's table says of the release: value, base, verdict with its reason, and how far it reaches."""
    judged = f"{row['verdict'] or ''} {(row['verdict'] and row['reason']) or ''}"
    until = "" if row["value"] in MARK_MEANINGS else row["data_until"] or ""
    return [_plain(text or "") for text in (row["value"], row["made_of"] or row["answered"], judged, until)]


def _is_bare(row: Mapping[str, Any]) -> bool:
    return row["value"] == Mark.HIDDEN and not (row["made_of"] or row["answered"] or row["reason"])


def _plain(text: str) -> str:
    return " ".join(text.split())


def _figures(content: bytes) -> list[Figure] | None:
    try:
        return [Figure.model_validate(figure) for figure in json.loads(content)["figures"]]
    except (ValueError, KeyError, TypeError):
        return None
