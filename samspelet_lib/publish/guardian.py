"""Sees to it that no process outlives the run that started it, however the run ends.

The guardian is a small process of its own, started with the run. It listens to a pipe that only the run (and,
for an instant, each new worker) holds open. When the pipe closes, be it because the run is done or because it
was killed, the guardian kills what is left and ends. It finds what is left in two ways: by the process groups
of the workers, and by an environment variable that every program started by a worker has inherited. The
second way reaches those that left the group, as Jupyter's kernels do.

This file is run as a program, by path, so it imports nothing of the project.
"""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

MARK = "SAMSPELET_RUN"


class Guardian:
    """The run's end of the pipe.

    Attributes:
        run: the run's name. Its workers have `<run>.<number>` in the environment variable `MARK`.
    """

    def __init__(self) -> None:
        self.run = secrets.token_hex(8)
        self._process = subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-I", __file__, self.run],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={name: value for name, value in os.environ.items() if name != MARK},  # in a run within a run
            start_new_session=True,  # Ctrl-C in the terminal is not for the guardian
            text=True,
            bufsize=1,
        )

    def watch(self, pid: int) -> None:
        """Kill the process group `pid` if the run ends before it is forgotten."""
        self._say(f"watch {pid}")

    def forget(self, pid: int) -> None:
        """The worker is dead, or as good as; its number may soon belong to another."""
        self._say(f"forget {pid}")

    def sweep(self, mark: str) -> None:
        """Kill every program that has `mark`; returns when it is done."""
        self._say(f"sweep {mark}")
        if self._process.stdout:
            self._process.stdout.readline()

    def let_go(self) -> None:
        """Close this process' end of the pipe; a forked worker does so once it is watched."""
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()

    def end(self) -> None:
        """Let the guardian kill what is left, and wait until it has."""
        self.let_go()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def _say(self, order: str) -> None:
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):  # somebody killed the guardian: the run goes on without
                self._process.stdin.write(order + "\n")


@contextlib.contextmanager
def guarded() -> Iterator[Guardian]:
    """Yield a guardian of everything that is started inside; afterwards nothing of it is left."""
    guardian = Guardian()
    try:
        yield guardian
    finally:
        guardian.end()


def kill_group(pid: int) -> None:
    """Kill the process group `pid`, where there are groups; elsewhere, and when it is gone, do nothing."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _sweep(mark: str) -> None:
    """Kill programs that were started with `mark` or a mark below it, until none is found."""
    for _round in range(100):  # a program stuck in the kernel dies when it comes out; do not wait for ever
        if not _kill_marked(mark):
            return
        time.sleep(0.02)


def _kill_marked(mark: str) -> int:
    import psutil  # type: ignore[import-untyped]  # noqa: PLC0415

    killed = 0
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if f"{process.environ().get(MARK, '')}.".startswith(f"{mark}."):
                process.kill()
                killed += 1
    return killed


def _main(run: str) -> None:
    import psutil  # noqa: F401, PLC0415  now, while the run works, so that its end need not wait

    groups: set[int] = set()
    for line in sys.stdin:
        order, value = line.split()
        if order == "watch":
            groups.add(int(value))
        elif order == "forget":
            groups.discard(int(value))
        else:
            _sweep(value)
            sys.stdout.write("swept\n")
            sys.stdout.flush()
    for pid in groups:
        kill_group(pid)
    _sweep(run)


if __name__ == "__main__":
    _main(sys.argv[1])
