"""A private record of each run: what went in, what it was made with, and what came of each page."""

import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from samspelet_lib.publish.job import Outcome
from samspelet_lib.publish.kept import Kept
from samspelet_lib.publish.options import RunOptions
from samspelet_lib.publish.page_run import Page, PageRun
from samspelet_lib.publish.stage import write_whole
from samspelet_lib.release.basis import inputs_of
from samspelet_lib.release.private import PRIVATE_FOLDER

FOLDER = "runs"
Outcomes = Mapping[str, Outcome]


def write_record(run: PageRun, options: RunOptions, *, pages: Sequence[Page], outcomes: Outcomes, left: Kept) -> Path:
    """The file `var/runs/<n>.json`; numbers go on for ever, and a record is never changed."""
    project = run.project
    folder = project.var / FOLDER
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    numbers = [int(path.stem) for path in folder.glob("*.json") if path.stem.isdecimal()]
    path = folder / f"{max(numbers, default=0) + 1}.json"
    content = {
        "period": str(run.period),
        "edition": options.edition,
        "engine": options.engine,
        "only": list(options.only),
        "release": run.built.number,
        "exit_code": left.exit_code,
        "basis": left.basis,
        "inputs": inputs_of(project),
        "python": platform.python_version(),
        "versions": dict(sorted((found.name.lower(), found.version) for found in distributions())),
        "pages": [_page(page, outcomes.get(page.name), left) for page in pages],
    }
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return path


def _page(page: Page, outcome: Outcome | None, left: Kept) -> dict[str, Any]:
    kept = left.pages.get(page.name)
    return {
        "page": page.name,
        "status": outcome.status if outcome else "unchanged" if page.is_unchanged else "left",
        "cause": page.failed,
        "duration_s": round(outcome.duration_s, 3) if outcome else None,
        "release": page.release,
        "is_older": page.is_older,
        "key": kept.key if kept else None,
    }
