"""One job's process: how the parent starts it, listens to it and stops it, and what it does itself."""

import contextlib
import faulthandler
import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from samspelet_lib.errors import SamspeletError
from samspelet_lib.publish.guardian import MARK, Guardian, kill_group
from samspelet_lib.publish.job import Job, Outcome, Status


@dataclass(frozen=True)
class _News:
    """What a job tells while it works."""

    content: object


class Worker:
    """A job's process, seen from the parent.

    Attributes:
        job: what it does.
        number: the job's place in the run.
        started: when, by the monotonic clock.
    """

    def __init__(self, job: Job, number: int, *, context: Any, guardian: Guardian) -> None:
        self.job: Final = job
        self.number: Final = number
        self.started: Final = time.monotonic()
        self._guardian = guardian
        self._mark = f"{guardian.run}.{number}"
        self._last: Outcome | None = None
        self._code = 0
        self._reader, writer = context.Pipe(duplex=False)
        inherited = guardian if context.get_start_method() == "fork" else None
        self._process = context.Process(target=_main, args=(job, writer, self._mark, inherited))
        with _interrupts_held():
            self._process.start()
            writer.close()
            self._pid = int(self._process.pid)
            guardian.watch(self._pid)

    def handles(self) -> list[Any]:
        """Return what to wait for: the end of the process, and a word from it."""
        return [self._process.sentinel] + [self._reader] * (not self._reader.closed)

    def listen(self, on_news: Callable[[Job, object], None]) -> bool:
        """Pass on the news there is; return whether the process has said its last word or can say no more."""
        gone = self._is_gone()  # asked first: what a process that is gone has said lies in the pipe by now
        while not self._reader.closed and self._reader.poll():
            message = self._receive()
            if isinstance(message, _News):
                on_news(self.job, message.content)
            elif message is not None:
                self._last = message
        return gone or self._last is not None

    def settle(self, *, late: bool) -> Outcome:
        """End the process and all that it started; return how the job ended."""
        duration_s = time.monotonic() - self.started
        code = self.stop()
        if self._last is None:
            self._guardian.sweep(self._mark)
        last = self._last or _without_a_word(self.job.name, code, late=late)
        return replace(last, duration_s=duration_s)

    def stop(self) -> int:
        """Kill the process and its group; return its exit code, which is negative for a signal."""
        if self._pid:
            kill_group(self._pid)  # before the process is waited for: until then its number is its own
            self._process.kill()
            self._process.join()
            self._guardian.forget(self._pid)
            self._code = int(self._process.exitcode)
            self._process.close()
            self._reader.close()
            self._pid = 0
        return self._code

    def _is_gone(self) -> bool:
        """Return whether the process has ended, without waiting for it where that can be told."""
        if not hasattr(os, "waitid"):
            return self._process.exitcode is not None
        try:
            return os.waitid(os.P_PID, self._pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True

    def _receive(self) -> Any:
        try:
            return self._reader.recv()
        except (EOFError, OSError):
            self._reader.close()
            return None
        except Exception as error:  # noqa: BLE001  whatever keeps the job's own object from being made here
            return _failed(self.job.name, error)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait until the block is done: in the middle of a fork Python would only print it and go on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _without_a_word(name: str, code: int, *, late: bool) -> Outcome:
    if late:
        return Outcome(name, "deadline")
    return Outcome(name, "died", kind=signal.Signals(-code).name if code < 0 else f"exit {code}")


def _failed(name: str, error: BaseException) -> Outcome:
    status: Status = "memory" if isinstance(error, MemoryError) else "exception"
    text = "".join(traceback.format_exception(error))
    return Outcome(name, status, error=_portable(error), kind=type(error).__name__, message=str(error), text=text)


def _portable(error: BaseException) -> SamspeletError | None:
    """Return the error if it is one of ours and survives the way to the parent; its text does in any case."""
    if not isinstance(error, SamspeletError):
        return None
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes
    except Exception:  # noqa: BLE001  an exception class may fail in any way it likes
        return None
    return error


def _main(job: Job, writer: Any, mark: str, guardian: Guardian | None) -> None:  # noqa: PLR0917  by position
    """Do the job in this process and tell the parent how it went, which then kills what is left of it.

    So threads and exit functions that a job has left behind hold nobody up.
    """
    outcome = _attempt(job, writer, mark, guardian)
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    try:
        writer.send(outcome)
    except Exception as error:  # noqa: BLE001  whatever keeps the job's result from being sent
        writer.send(_failed(job.name, error))


def _attempt(job: Job, writer: Any, mark: str, guardian: Guardian | None) -> Outcome:  # noqa: PLR0917
    try:
        _settle_in(job, mark, guardian)
        return Outcome(job.name, "ok", value=job.run(lambda news: writer.send(_News(news))))
    except BaseException as error:  # noqa: BLE001  SystemExit too: nothing a job raises may stop another
        return _failed(job.name, error)


def _settle_in(job: Job, mark: str, guardian: Guardian | None) -> None:
    """Make the process a group of its own that the guardian knows, and give it its log."""
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
    if guardian is not None:
        guardian.watch(os.getpid())
        guardian.let_go()
    os.environ[MARK] = mark
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the parent's own handlers are for the parent
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # held while the process was started
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if job.log is not None:
        log = os.open(job.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for stream in (1, 2):
            os.dup2(log, stream)
        os.close(log)
        faulthandler.enable(2)
