"""A page's key: the checksum of all that it is made from. Same key, same bytes, so it need not be made again."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from samspelet_lib.publish.kept import KeptPage
from samspelet_lib.publish.page_run import Page, PageRun
from samspelet_lib.release.store import Release
from samspelet_lib.report.lookups import Lookups, matching, of_insats

_NUMBERING = {"number", "previous", "basis"}  # a page that is not made again keeps the number it was made with


def page_of(page: Page, run: PageRun, lookups: Lookups, *, release: Release) -> KeptPage:
    """What is to be noted of a page that has just been made."""
    parts = tuple(sorted(lookups.parts))
    figures = tuple(sorted(lookups.figures, key=str))
    kept = KeptPage("", run.built.number, parts, figures)
    return KeptPage(key(page, run, kept, release=release), run.built.number, parts, figures)


def key(page: Page, run: PageRun, kept: KeptPage, *, release: Release) -> str:
    """The key that the page would have with this release, were it to read what it read last time."""
    built = run.built
    content = [
        hashlib.sha256(page.notebook.read_bytes()).hexdigest(),
        [page.name, page.title, page.insats, str(run.period), run.edition, run.engine],
        [built.forbund, built.label, built.is_synthetic, built.data_until],
        run.program,
        [_part(release, name, page.insats) for name in kept.parts if name not in _NUMBERING],
        [_answer(release, measure, dims) for measure, dims in kept.figures],
    ]
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()[:32]


def is_whole(path: Path, checksum: str | None) -> bool:
    """Whether the page that stands is the one that was noted."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest()[:32] == checksum


def _part(release: Release, name: str, insats: str | None) -> Any:
    """A part of the release; for an insats' page only the entries that such a page shows."""
    part = getattr(release, name)
    if isinstance(part, tuple):
        return [name, [_plain(entry) for entry in (of_insats(release, name, insats) if insats else part)]]
    return [name, str(part)]


def _answer(release: Release, measure: str, dims: Iterable[Iterable[Any]]) -> list[str]:
    asked = {str(name): value for name, value in map(tuple, dims)}
    return [figure.model_dump_json() for figure in matching(release.figures, measure, asked)]


def _plain(entry: Any) -> str:
    return str(entry.model_dump_json()) if hasattr(entry, "model_dump_json") else str(entry)
