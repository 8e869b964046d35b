"""A program that does something and is killed, as by `kill -9`, right before or after one named function."""

import importlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
LONGEST_WAIT_S = 20
MARKER = "PROVETS_PROJEKT"  # in the environment of every command of a test, and so of every process it starts


def killed(point, call, *, cwd=ROOT, also=""):
    """Run `call` (Python text) in a process of its own that is killed at `module:function:before|after`."""
    code = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'tests')!r}]; import killing\n"
    code += f"killing.kill_at({point!r})\n{also}\n{call}\n"
    done = subprocess.run([sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, f"never came to {point}: {done.returncode}\n{done.stdout}{done.stderr}"


def kill_at(point):
    """From now on, the process dies at that point."""
    where, name, when = point.split(":")
    module = importlib.import_module(where)
    real = getattr(module, name)

    def dying(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, dying)


def left_over(project, *, wait_s=LONGEST_WAIT_S):
    """The processes that the project's commands started and that are still there after a while; empty when none is."""
    ends = time.monotonic() + wait_s
    while (found := _started_in(project)) and time.monotonic() < ends:
        time.sleep(0.1)
    return found


def _started_in(project):
    """By what they have inherited, wherever they work now; and by where they work, should they have lost that."""
    found = []
    for process in psutil.process_iter():
        try:
            inherited, place = process.environ().get(MARKER), process.cwd()
        except psutil.Error:  # gone by now, or not ours
            continue
        if str(project) in {inherited, place}:
            found.append(process)
    return found
