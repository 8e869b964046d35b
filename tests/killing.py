"""A program that does something and is killed, as by `kill -9`, right before or after one named function."""

import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


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
