"""A run that is killed at any moment: what stands is one whole edition, and the next run finishes."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from killing import left_over
from small_project import PERIOD, command, environment_of, pages, small_project, write_notebook

from samspelet_lib.errors import ExitCode

pytestmark = [pytest.mark.slow, pytest.mark.long]
SEED, TIMES = 20261126, 20
EDITIONS = (["report.words()", "report.sources()"], ["report.sources()"])


def test_killed_twenty_times_at_random_reports_are_whole(tmp_path):
    """`kill -9` of the process group, twenty moments from a seed: the old edition or the new, to the byte.

    So each of the two folders that a run puts in place: the period's and the mätpunkter's.
    No process of the run is left, and the next run makes the new edition.
    """
    project, chance = small_project(tmp_path), random.Random(SEED)
    whole, common, (_, took) = zip(*(made(project, calls) for calls in EDITIONS), strict=True)
    cut_off = 0
    for number in range(TIMES):
        write_notebook(project, "words", EDITIONS[number % 2])
        cut_off += is_killed(project, after_s=chance.uniform(0, took))
        assert pages(project) in whole, f"time {number}"
        assert pages(project, "matpunkt") in common, f"time {number}"
        assert (tmp_path / "reports/index.html").read_text("utf-8").rstrip().endswith("</html>")
        assert left_over(project) == [], f"time {number}"
        *finished, took = made(project, EDITIONS[number % 2])  # how fast the machine is just now
        assert finished == [whole[number % 2], common[number % 2]], f"time {number}"
        assert list((project / "var/stage").iterdir()) == []
    assert cut_off > TIMES // 2, "most were killed while they worked"


def made(project, calls):
    """The pages of an undisturbed run, the period's and the mätpunkter's, and how long it took."""
    write_notebook(project, "words", calls)
    started = time.monotonic()
    done = command(project, "run", PERIOD)
    assert done.returncode == ExitCode.DONE, done.stdout + done.stderr
    return pages(project), pages(project, "matpunkt"), time.monotonic() - started


def is_killed(project, *, after_s):
    """Whether a run was still at work after so long; then it and its whole group are killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "samspelet_lib.cli", "run", PERIOD],
        cwd=project,
        env=environment_of(project),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(after_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait() == -signal.SIGKILL
