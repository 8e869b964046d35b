"""A run of many förbund: each a run of its own, with folders of its own, as many at a time as there are cores.

One förbund's failure stops no other. Each run is a program of its own, so that nothing of one can meet another.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from samspelet_lib.errors import ExitCode
from samspelet_lib.project import MARKER, Project
from samspelet_lib.publish.job import Job, Outcome, Tell
from samspelet_lib.publish.pool import run_jobs

_LONGEST_S = 24 * 3600.0  # each page has its own deadline; this one is for a run that hangs outside of them
_WORST_FIRST = (
    ExitCode.BUG,
    ExitCode.INTERRUPTED,
    ExitCode.DISCLOSURE,
    ExitCode.REFUSED,
    ExitCode.USAGE,
    ExitCode.LOCKED,
    ExitCode.PARTLY,
    ExitCode.DONE,
)


def forbund_in(project: Project) -> list[Project]:
    """The projects of a folder of förbund, by name; empty where the folder is itself one förbund's params.

    `params/karlstad` goes with `leveranser/karlstad` and the output folder's `karlstad`; a database serves all.
    """
    if (project.params / MARKER.name).is_file():
        return []
    return [_own(project, path.parent) for path in sorted(project.params.glob(f"*/{MARKER.name}"))]


def _own(project: Project, params: Path) -> Project:
    data = project.data if "://" in project.data else str(Path(project.data) / params.name)
    return replace(project, params=params, data=data, out=project.out / params.name)


def run_many(projects: Sequence[Project], arguments: Sequence[str], *, at_a_time: int | None = None) -> int:
    """Runs each förbund and tells what it said; the worst exit code.

    Args:
        projects: one a förbund.
        arguments: of the command `run`, without folders.
        at_a_time: by default as many as there are cores; each then makes one page at a time.
    """
    cores = at_a_time or os.cpu_count() or 1
    own = [] if cores == 1 else ["--workers", "1"]
    as_json = "--json" in arguments
    jobs = [Job(project.params.name, partial(_run, project, [*arguments, *own])) for project in projects]
    outcomes = run_jobs(jobs, workers=cores, deadline_s=_LONGEST_S, on_done=_tell_json if as_json else _tell)
    codes = [_code(outcome) for outcome in outcomes]
    worst = next(code for code in _WORST_FIRST if code in codes)
    if as_json:
        _print_line({"event": "all", "count": len(codes), "done": codes.count(ExitCode.DONE), "exit_code": worst})
    else:
        print(f"{len(codes)} förbund, {codes.count(ExitCode.DONE)} utan anmärkning.")  # noqa: T201
    return worst


@dataclass(frozen=True)
class _Ran:
    """How a förbund's own run ended, and what it wrote; the errors apart only where programs read the rest."""

    code: int
    said: str
    errors: str


def _run(project: Project, arguments: Sequence[str], _tell: Tell) -> _Ran:
    folders = ["--params", str(project.params), "--data", project.data, "--out", str(project.out)]
    command = [sys.executable, "-m", "samspelet_lib.cli", "run", *arguments, *folders]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        command,
        cwd=project.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if "--json" in arguments else subprocess.STDOUT,
        text=True,
        check=False,
    )
    return _Ran(done.returncode, done.stdout, done.stderr or "")


def _tell(outcome: Outcome) -> None:
    print(f"== {outcome.name}\n{_said(outcome)}", flush=True)  # noqa: T201 - a förbund is done; this is its report


def _tell_json(outcome: Outcome) -> None:
    """The same on one line: what a run of one förbund says, as a list."""
    ran = outcome.value if isinstance(outcome.value, _Ran) else _Ran(ExitCode.BUG, "", "")
    said, rest = _objects(ran.said)
    errors = "\n".join(text.strip() for text in (rest, ran.errors, _cause(outcome)) if text.strip())
    _print_line(
        {"event": "forbund", "forbund": outcome.name, "exit_code": _code(outcome), "said": said, "errors": errors}
    )


def _objects(text: str) -> tuple[list[object], str]:
    """The JSON values that a text begins with, and what is left of it."""
    found: list[object] = []
    while text := text.lstrip():
        try:
            value, end = json.JSONDecoder().raw_decode(text)
        except ValueError:
            break
        found.append(value)
        text = text[end:]
    return found, text


def _print_line(content: dict[str, object]) -> None:
    print(json.dumps(content, ensure_ascii=False), flush=True)  # noqa: T201 - the answer that was asked for


def _said(outcome: Outcome) -> str:
    said = outcome.value.said if isinstance(outcome.value, _Ran) else ""
    return "\n".join(text for text in (said, _cause(outcome)) if text)


def _cause(outcome: Outcome) -> str:
    """What ended a run that could not say so itself; empty where it could."""
    if not isinstance(outcome.value, _Ran):
        return outcome.cause
    if outcome.value.code >= 0:
        return ""
    return replace(outcome, status="died", kind=signal.Signals(-outcome.value.code).name).cause


def _code(outcome: Outcome) -> ExitCode:
    """One that a run ends with; whatever else it ended with is a bug."""
    code = outcome.value.code if isinstance(outcome.value, _Ran) else ExitCode.BUG
    return ExitCode(code) if code in _WORST_FIRST else ExitCode.BUG
