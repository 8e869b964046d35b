"""A run of many förbund: each a run of its own, with folders of its own, as many at a time as there are cores.

One förbund's failure stops no other. Each run is a program of its own, so that nothing of one can meet another.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from samspelet_lib.errors import ExitCode
from samspelet_lib.project import MARKER, Project
from samspelet_lib.publish.job import Job, Outcome, Tell
from samspelet_lib.publish.pool import run_jobs

_LONGEST_S = 24 * 3600.0  # each page has its own deadline; this one is for a run that hangs outside of them
_WORST_FIRST = (
    ExitCode.BUG,
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
    own = [] if "--workers" in arguments or cores == 1 else ["--workers", "1"]
    jobs = [Job(project.params.name, partial(_run, project, [*arguments, *own])) for project in projects]
    outcomes = run_jobs(jobs, workers=cores, deadline_s=_LONGEST_S, on_done=_tell)
    codes = {_code(outcome) for outcome in outcomes}
    print(f"{len(outcomes)} förbund, {sum(_code(o) == ExitCode.DONE for o in outcomes)} utan anmärkning.")  # noqa: T201
    return next((code for code in _WORST_FIRST if code in codes), ExitCode.BUG)


def _run(project: Project, arguments: Sequence[str], _tell: Tell) -> tuple[int, str]:
    folders = ["--params", str(project.params), "--data", project.data, "--out", str(project.out)]
    command = [sys.executable, "-m", "samspelet_lib.cli", "run", *arguments, *folders]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.returncode, done.stdout


def _tell(outcome: Outcome) -> None:
    print(f"== {outcome.name}\n{_said(outcome)}", flush=True)  # noqa: T201 - a förbund is done; this is its report


def _said(outcome: Outcome) -> str:
    return outcome.value[1] if isinstance(outcome.value, tuple) else outcome.cause


def _code(outcome: Outcome) -> int:
    return outcome.value[0] if isinstance(outcome.value, tuple) else ExitCode.BUG
