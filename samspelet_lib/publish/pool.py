"""Runs jobs, each in a process of its own, some at a time; none can stop another or outlive the run.

On Linux a worker is forked: it starts with all that the parent has imported, and is thrown away with all that
it did. That is safe only while the parent has a single thread, for a lock that another thread holds is copied
locked. The parent therefore imports and never computes, and `keep_single_threaded` stops the libraries that
start threads as they are imported. Where forking is not safe, workers are started afresh (`spawn`).
"""

import gc
import multiprocessing
import os
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Literal

from samspelet_lib.publish.guardian import Guardian, guarded
from samspelet_lib.publish.job import Job, Outcome
from samspelet_lib.publish.worker import Worker

Method = Literal["fork", "spawn"]

LONGEST_WAIT_S = 0.5  # a death is noticed at once, unless a child of the dead holds its pipes open
SINGLE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",  # read by numpy's OpenBLAS as it is loaded
    "OMP_NUM_THREADS": "1",  # by the same, and by Arrow for its own threads
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # by Arrow's memory allocator
}


def keep_single_threaded() -> None:
    """Stop libraries from starting threads as they are imported; call it before the first of them.

    It also leaves each worker one thread to compute with, which is all there is when every core has one.
    """
    os.environ.update(SINGLE_THREAD)


@contextmanager
def _shared() -> Iterator[None]:
    """Keep the search for garbage off what is inherited: a worker that searched it would copy every page of it."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def native_threads() -> int:
    """Return how many threads this process has, those of libraries too; 0 when the system does not tell."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.exists() else 0


def best_method() -> Method:
    """Return `fork` where it is safe: on Linux, with a single thread. A parent with more is warned about."""
    if sys.platform != "linux":
        return "spawn"
    threads = native_threads()
    if threads > 1:
        warning = f"{threads} threads where a fork needs one: workers are started afresh, which is slower"
        warnings.warn(warning, RuntimeWarning, stacklevel=3)
        return "spawn"
    return "fork"


def run_jobs(
    jobs: Sequence[Job],
    *,
    workers: int,
    deadline_s: float,
    on_done: Callable[[Outcome], None] = lambda _outcome: None,
    on_news: Callable[[Job, object], None] = lambda _job, _news: None,
    method: Method | None = None,
) -> list[Outcome]:
    """Return how each job ended, in the order of `jobs`.

    However the run itself ends, by Ctrl-C or `kill -9`, no process of a job is left.

    Args:
        jobs: what to do.
        workers: how many at a time.
        deadline_s: how long a job may take; past it, its process and all that it started are killed.
        on_done: called with each outcome as it comes.
        on_news: called with the job and what it tells while it works.
        method: how processes are started; by default `best_method()`.

    Raises:
        ValueError: no worker, or no time.
    """
    if workers < 1 or deadline_s <= 0:
        raise ValueError(f"workers={workers}, deadline_s={deadline_s}")
    context = multiprocessing.get_context(method or best_method())
    with guarded() as guardian, _shared():
        crew = _Crew(context, guardian, deadline_s)
        try:
            return crew.work_off(jobs, workers, on_done=on_done, on_news=on_news)
        finally:
            crew.stop()


class _Crew:
    """The workers at work."""

    def __init__(self, context: Any, guardian: Guardian, deadline_s: float) -> None:
        self._context = context
        self._guardian = guardian
        self._deadline_s = deadline_s
        self._workers: list[Worker] = []

    def work_off(
        self,
        jobs: Sequence[Job],
        workers: int,
        *,
        on_done: Callable[[Outcome], None],
        on_news: Callable[[Job, object], None],
    ) -> list[Outcome]:
        """Return the outcomes of all jobs, with at most `workers` at work."""
        waiting = deque(enumerate(jobs))
        outcomes: dict[int, Outcome] = {}
        while waiting or self._workers:
            while waiting and len(self._workers) < workers:
                self._start(*waiting.popleft())
            self._wait()
            for worker, late in self._finished(on_news):
                outcomes[worker.number] = worker.settle(late=late)
                self._workers.remove(worker)
                on_done(outcomes[worker.number])
        return [outcomes[number] for number in sorted(outcomes)]

    def stop(self) -> None:
        """Kill all that are still at work."""
        for worker in self._workers:
            worker.stop()

    def _start(self, number: int, job: Job) -> None:
        self._workers.append(Worker(job, number, context=self._context, guardian=self._guardian))

    def _wait(self) -> None:
        """Wait until a worker has something to say, ends or is late."""
        first = min(worker.started for worker in self._workers)
        left = first + self._deadline_s - time.monotonic()
        handles = [handle for worker in self._workers for handle in worker.handles()]
        wait(handles, timeout=max(0.0, min(left, LONGEST_WAIT_S)))

    def _finished(self, on_news: Callable[[Job, object], None]) -> list[tuple[Worker, bool]]:
        """Return those that have ended, and those that are late."""
        finished = []
        for worker in self._workers:
            over = worker.listen(on_news)
            late = time.monotonic() - worker.started >= self._deadline_s
            if over or late:
                finished.append((worker, late and not over))
        return finished
