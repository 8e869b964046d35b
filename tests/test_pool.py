"""Jobs in processes of their own: every end has a name, and nobody outlives the run."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import psutil
import pytest
from engine_notebooks import alive

from samspelet_lib.errors import Fault, RefusedError, UsageError
from samspelet_lib.publish.job import Job, Outcome
from samspelet_lib.publish.pool import run_jobs

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

ROOT = Path(__file__).parent.parent


def run(jobs, **options):
    return run_jobs(jobs, **{"workers": 2, "deadline_s": 60, "method": "fork"} | options)


def wait_until(happened, patience_s=60.0):
    limit = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < limit
        time.sleep(0.02)


def returns_ten(_tell):
    return 10


def raises(_tell):
    raise LookupError("inget här")


def raises_ours(_tell):
    raise UsageError("Perioden finns inte.")


def asks_to_exit(_tell):
    sys.exit(7)


def exits(_tell):
    os._exit(3)


def crashes(_tell):
    ctypes.string_at(0)


def loops_in_python(_tell):
    while True:
        pass


def loops_in_c(_tell):
    sum(range(10**15))


def needs_too_much(_tell):
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
    return len(bytearray(2**32))


def returns_a_lock(_tell):
    return threading.Lock()


ENDS = {
    returns_ten: ("ok", "", ""),
    raises: ("exception", "LookupError", "LookupError: inget här"),
    raises_ours: ("exception", "UsageError", "Perioden finns inte."),
    asks_to_exit: ("exception", "SystemExit", "SystemExit: 7"),
    exits: ("died", "exit 3", "Processen dog (exit 3)."),
    crashes: ("died", "SIGSEGV", "Processen dog (SIGSEGV)."),
    needs_too_much: ("memory", "MemoryError", "Minnet tog slut."),
    returns_a_lock: ("exception", "TypeError", "TypeError: cannot pickle '_thread.lock' object"),
    loops_in_python: ("deadline", "", "Den blev inte klar i tid och avbröts efter 2 s."),
    loops_in_c: ("deadline", "", "Den blev inte klar i tid och avbröts efter 2 s."),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Jobs that end in every way, and then those that do not end."""
    log = tmp_path_factory.mktemp("logs")
    jobs = [Job(end.__name__, end, log / end.__name__) for end in ENDS]
    return run(jobs[:-2]) + run(jobs[-2:], deadline_s=2.0)


@pytest.mark.parametrize(("number", "end"), list(enumerate(ENDS)), ids=[end.__name__ for end in ENDS])
def test_every_end_has_its_name(outcomes, number, end):
    """A failure is told apart from the others, in words, and stops no other job."""
    outcome = outcomes[number]

    assert outcome.name == end.__name__
    assert (outcome.status, outcome.kind, outcome.cause) == ENDS[end]


def test_value_comes_back(outcomes):
    """What a job returned is in its outcome."""
    assert outcomes[0].value == 10


def test_traceback_is_kept_for_the_developer(outcomes):
    """An exception's outcome holds its traceback, with the line that raised it."""
    assert 'raise LookupError("inget här")' in outcomes[1].text


def test_killed_job_may_have_lacked_memory():
    """A job killed by somebody else says what that most often means."""
    [outcome] = run([Job("a", lambda _tell: os.kill(os.getpid(), signal.SIGKILL))])

    assert outcome.cause == "Processen dog (SIGKILL); oftast betyder det att minnet tog slut."


def test_our_errors_come_back_whole():
    """A help text keeps what it holds on its way to the parent."""
    fault = Fault("plan.toml", "start", "Datum saknas.", "Skriv det.")

    def refuses(_tell):
        raise RefusedError("Planen godtas inte.", [fault])

    [outcome] = run([Job("a", refuses)])

    assert outcome.error.faults == (fault,)


class StubbornError(UsageError):
    """An error that cannot be packed."""

    def __reduce__(self):
        raise TypeError("stays where it is")


def test_error_that_cannot_travel_is_told_by_its_text():
    """An error of ours that cannot be pickled is reported all the same."""

    def refuses(_tell):
        raise StubbornError("Fel period.")

    [outcome] = run([Job("a", refuses)])

    assert (outcome.error, outcome.kind, outcome.message) == (None, "StubbornError", "Fel period.")


class Unreadable:
    """A value that the parent cannot make again."""

    def __reduce__(self):
        return int, ("ett",)


def test_value_that_cannot_be_read_is_a_failure():
    """A result that the parent cannot read fails its own job only."""
    outcomes = run([Job("a", lambda _tell: Unreadable()), Job("b", returns_ten)])

    assert [outcome.status for outcome in outcomes] == ["exception", "ok"]


def test_outcomes_stand_in_the_order_of_the_jobs():
    """Outcomes come as jobs end, and are returned as the jobs stood."""
    came = []

    outcomes = run(
        [Job("slow", lambda _tell: time.sleep(0.5)), Job("quick", returns_ten)],
        on_done=lambda outcome: came.append(outcome.name),
    )

    assert came == ["quick", "slow"]
    assert [outcome.name for outcome in outcomes] == ["slow", "quick"]


def meets(mine, other):
    """A job that ends when it has seen the other at work."""

    def job(_tell):
        mine.touch()
        while not other.exists():
            time.sleep(0.01)

    return job


def test_two_workers_work_at_a_time(tmp_path):
    """Two jobs that wait for each other meet when there are two workers."""
    a, b = tmp_path / "a", tmp_path / "b"

    outcomes = run([Job("a", meets(a, b)), Job("b", meets(b, a))])

    assert [outcome.status for outcome in outcomes] == ["ok", "ok"]


def test_one_worker_works_at_a_time(tmp_path):
    """Two jobs that wait for each other never meet when there is one worker."""
    a, b = tmp_path / "a", tmp_path / "b"

    outcomes = run([Job("a", meets(a, b)), Job("b", meets(b, a))], workers=1, deadline_s=1.0)

    assert [outcome.status for outcome in outcomes] == ["deadline", "ok"]


def test_news_comes_while_the_job_works():
    """What a job tells arrives in order, before its outcome."""
    came = []

    def tells(tell):
        for number in range(3):
            tell(number)

    run(
        [Job("a", tells)],
        on_news=lambda job, news: came.append((job.name, news)),
        on_done=lambda outcome: came.append(outcome.status),
    )

    assert came == [("a", 0), ("a", 1), ("a", 2), "ok"]


def test_no_job_is_no_work():
    """An empty run ends at once."""
    assert run([]) == []


@pytest.mark.parametrize("wrong", [{"workers": 0}, {"deadline_s": 0}])
def test_impossible_runs_are_refused(wrong):
    """Nobody at work, or no time to work in, is a mistake in the program."""
    with pytest.raises(ValueError, match="workers="):
        run([Job("a", returns_ten)], **wrong)


def test_thread_left_behind_holds_nobody_up():
    """A job is over when it returns, whatever threads it has left running."""

    def leaves_a_thread(_tell):
        threading.Thread(target=time.sleep, args=(60,)).start()

    [outcome] = run([Job("a", leaves_a_thread)])

    assert outcome.status == "ok"
    assert outcome.duration_s < 60


def soon_gone(pid):
    """Whether it is gone within ten seconds: a killed process is there until the system has reaped it."""
    for _ in range(100):
        if not alive(pid):
            return True
        time.sleep(0.1)
    return False


def test_death_is_seen_though_a_child_holds_the_pipes():
    """A worker that dies after a fork of its own is found dead, not late, and its child goes with it."""
    pids = []

    def forks_and_exits(tell):
        child = os.fork()
        if child == 0:
            time.sleep(60)
        tell(child)
        os._exit(5)

    [outcome] = run([Job("a", forks_and_exits)], deadline_s=30, on_news=lambda _job, pid: pids.append(pid))

    assert (outcome.status, outcome.kind) == ("died", "exit 5")
    assert soon_gone(*pids)


@pytest.mark.parametrize(
    ("number", "status", "kind"),
    [(signal.SIGTERM, "died", "SIGTERM"), (signal.SIGINT, "exception", "KeyboardInterrupt")],
)
def test_signals_mean_to_a_worker_what_they_mean_to_python(number, status, kind):
    """What the parent does at a signal is not what its workers do."""
    before = signal.signal(number, signal.SIG_IGN)
    try:
        [outcome] = run([Job("a", lambda _tell: signal.raise_signal(number))])
    finally:
        signal.signal(number, before)

    assert (outcome.status, outcome.kind) == (status, kind)


def test_log_takes_what_goes_past_python(tmp_path):
    """Bytes written straight to the streams, and a crash's last words, are in a file for the owner only."""
    log = tmp_path / "log"

    def speaks_and_crashes(_tell):
        os.write(1, b"hej\n")
        ctypes.string_at(0)

    run([Job("a", speaks_and_crashes, log)])

    assert log.read_text().startswith("hej\nFatal Python error: Segmentation fault")
    assert log.stat().st_mode & 0o777 == 0o600


def test_log_that_cannot_be_written_fails_its_job(tmp_path):
    """A job without a place for its log is a named failure."""
    [outcome] = run([Job("a", returns_ten, tmp_path / "missing" / "log")])

    assert (outcome.status, outcome.kind) == ("exception", "FileNotFoundError")


def starts_programs(ending):
    """A job that starts two programs, one of them out of its group, tells their numbers and ends so."""

    def job(tell):
        sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
        tell(subprocess.Popen(sleep).pid)
        tell(subprocess.Popen(sleep, start_new_session=True).pid)
        tell(os.getpid())
        ending(tell)

    return job


@pytest.mark.parametrize(
    ("ending", "deadline_s"),
    [(returns_ten, 60), (raises, 60), (exits, 60), pytest.param(loops_in_c, 4, marks=pytest.mark.slow)],
)
def test_programs_of_a_job_end_with_it(ending, deadline_s):
    """What a job has started is gone after the run, however the job ended."""
    pids = []

    run([Job("a", starts_programs(ending))], deadline_s=deadline_s, on_news=lambda _job, pid: pids.append(pid))

    assert len(pids) == 3
    assert not any(map(alive, pids))


def test_programs_of_a_dead_job_are_gone_before_the_next():
    """What a job that died had started does not work beside the jobs after it."""
    pids = []

    outcomes = run(
        [Job("a", starts_programs(exits)), Job("b", lambda _tell: [pid for pid in pids if alive(pid)])],
        workers=1,
        on_news=lambda _job, pid: pids.append(pid),
    )

    assert len(pids) == 3
    assert outcomes[1].value == []


def test_an_error_in_the_parent_stops_the_workers():
    """If telling of an outcome fails, the run ends and so do its workers."""
    pids = []

    def tells_and_loops(tell):
        tell(os.getpid())
        loops_in_python(tell)

    def fails(_job, pid):
        pids.append(pid)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([Job("a", tells_and_loops)], on_news=fails)

    assert not any(map(psutil.pid_exists, pids))  # waited for, too


RUN_OF_TWO = """
    import subprocess, sys, time
    from samspelet_lib.publish.job import Job
    from samspelet_lib.publish.pool import run_jobs

    def job(tell):
        tell(subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True).pid)
        import os
        tell(os.getpid())
        sum(range(10**15))

    run_jobs([Job("a", job), Job("b", job)], workers=2, deadline_s=60, method="fork",
             on_news=lambda job, pid: print(pid, flush=True))
"""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_run(end):
    """Ctrl-C, a stop from the system and kill -9 all leave no process behind."""
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(RUN_OF_TWO)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    pids = [int(parent.stdout.readline()) for _ in range(4)]
    try:
        assert all(map(alive, pids))

        parent.send_signal(end)
        parent.wait(60)

        wait_until(lambda: not any(map(alive, pids)))
        assert parent.returncode == -end  # a KeyboardInterrupt that nobody catches ends as its signal
    finally:
        parent.stdout.close()
        for pid in filter(alive, pids):
            os.kill(pid, signal.SIGKILL)


def tells_its_parent(tell):
    tell(os.environ["SAMSPELET_RUN"])
    return os.getppid()


@pytest.mark.slow
def test_spawned_workers_do_the_same():
    """Workers that are started afresh tell, return, die and are late as forked ones."""
    jobs = [Job(job.__name__, job) for job in (tells_its_parent, exits)]
    news = []

    returned, died = run(jobs, method="spawn", on_news=lambda job, what: news.append((job.name, what)))
    [late] = run([Job("loops", loops_in_c)], method="spawn", deadline_s=1.0)

    assert (returned.status, returned.value) == ("ok", os.getpid())
    assert (died.status, died.kind) == ("died", "exit 3")
    assert late.status == "deadline"
    assert [(name, what.endswith(".0")) for name, what in news] == [("tells_its_parent", True)]


def test_environment_is_left_as_it_was():
    """A run's mark is gone from the environment after it."""
    before = dict(os.environ)

    run([Job("a", returns_ten)])

    assert dict(os.environ) == before


THREADS = """
    from samspelet_lib.publish.pool import best_method, keep_single_threaded, native_threads
    keep_single_threaded()
    from samspelet_lib.publish.engine import preload
    preload()
    import matplotlib.pyplot, nbconvert.exporters, pandas, pyarrow.parquet, scipy.stats, seaborn, sqlalchemy
    print(native_threads(), best_method())
    import io
    file = io.BytesIO()
    pandas.DataFrame({"a": [1]}).to_parquet(file)
    pandas.read_parquet(file)
    print(native_threads() > 1)
    best_method()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_parent_that_only_imports_has_one_thread():
    """All that a run imports leaves one thread to fork from; a parallel read makes more, which is seen."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(THREADS)],
        cwd=ROOT,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error::RuntimeWarning", "OPENBLAS_NUM_THREADS": "2"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.splitlines() == ["1 fork", "True"]
    assert "RuntimeWarning" in done.stderr
    assert "threads where a fork needs one" in done.stderr


def test_outcome_that_is_ok_has_no_cause():
    """There is nothing to say about a job that went well."""
    assert Outcome("a", "ok").cause == ""
