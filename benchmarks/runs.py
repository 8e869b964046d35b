"""What a month's reports cost, against the usual ways: `python -m benchmarks.runs [--reports 1 12 100] [--rounds 3]`.

Every contestant makes the very same notebooks with the same environment from the same kept release, each in
a process tree of its own, interleaved with a rotating order; ratios are taken round by round, so that a slow
spell of the machine hits all. Building the release is timed apart. The floor makes the same report calls and
a jinja page, without Jupyter. Prints tables in Markdown, as they stand in the README.

The command lines of the plain loop know nothing of each other, so the loop may be timed on `--sample` reports,
evenly chosen, and multiplied. Past twelve reports only ours and the floor on two cores are timed, once.
"""

import argparse
import contextlib
import itertools
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.contestants import Report, contest
from samspelet_lib.publish.pool import SINGLE_THREAD

ROOT = Path(__file__).resolve().parent.parent
A_MONTH = 12  # reports
DELIVERY_REFUSED = 5  # the made-up deliveries have faults on purpose
CONTESTANTS = {
    "naive": "papermill + jupyter nbconvert på kommandoraden, en rapport i taget",
    "api_1": "papermill och nbconvert som bibliotek, en process",
    "api_2": "samma, två processer",
    "ours_1": "samspelet, en arbetare",
    "ours_2": "samspelet, två arbetare",
    "floor_1": "golv utan Jupyter, en process",
    "floor_2": "golv utan Jupyter, två processer",
}


@dataclass(frozen=True)
class Measured:
    """What one contestant took in one round: by the clock, of all cores' work, and at most of memory."""

    seconds: float
    cpu_s: float
    peak_mib: float


def reports(out: Path, period: str, count: int) -> list[Report]:
    """The period's own reports, and then its insatser over again under new names."""
    release = json.loads((out / "reports" / period / "release.json").read_text(encoding="utf-8"))
    common = {"period": period, "edition": "publik"}
    whole = [Report(name, name, common) for name in ("month", "plan", "method")]
    each = [Report(f"insats-{i['id']}", "insats", {**common, "insats": i["id"]}) for i in release["insatser"]]
    again = (Report(f"{r.name}-{n}", r.notebook, r.parameters) for n in itertools.count(2) for r in each)
    return list(itertools.islice(itertools.chain(each, whole, again), count))


def measure(contestant: str, work: Path, job: Path) -> Measured:
    """One contestant's whole process tree, from start to last page.

    Raises:
        RuntimeError: it failed, or did not make every page.
    """
    target = work / contestant
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    started, cpu = time.perf_counter(), _cpu_of_children()
    command = [
        sys.executable,
        "-m",
        "benchmarks.runs",
        "--contestant",
        contestant,
        "--job",
        str(job),
        "--to",
        str(target),
    ]
    with (target / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, tree_mib(process.pid))
            time.sleep(0.1)
    seconds = time.perf_counter() - started
    made, wanted = len(list(target.glob("*.html"))), len(json.loads(job.read_text())["reports"])
    if process.returncode or made != wanted:
        raise RuntimeError(f"{contestant}: {made} of {wanted} pages\n{(target / 'log').read_text()[-2000:]}")
    return Measured(seconds, _cpu_of_children() - cpu, peak)


def _cpu_of_children() -> float:
    """Seconds of work by the processes that have ended, each with those it waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tree_mib(pid: int) -> float:
    """Proportional memory of a process and all below it, shared pages counted once."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += process.memory_full_info().pss
    return total / 2**20


def rounds(names: list[str], count: int, *, work: Path, jobs: Mapping[str, Path]) -> dict[str, list[Measured]]:
    """Every contestant once a round, the order turned by one each time; each with its own job."""
    found: dict[str, list[Measured]] = {name: [] for name in names}
    for number in range(count):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            found[name].append(measure(name, work, jobs[name]))
            print(f"  {number + 1}: {name} {found[name][-1].seconds:.1f} s", file=sys.stderr, flush=True)
    return found


def table(found: dict[str, list[Measured]], *, count: int, sampled: int) -> str:
    """The results in Markdown; ratios are medians of the rounds', with least and most."""
    told = f"{count} {'rapport' if count == 1 else 'rapporter'}, omgångar: {len(next(iter(found.values())))}."
    if sampled < count and "naive" in found:
        told += f" Slingan är mätt på {sampled} rapporter och uppräknad."
    lines = [
        told,
        "",
        "| | s, median (min–max) | gånger snabbare än slingan | ÷ golv, två processer | processortid s | minne MiB |",
        "|:-|-:|-:|-:|-:|-:|",
    ]
    for name, measured in found.items():
        seconds = [one.seconds for one in measured]
        spread = f"{statistics.median(seconds):.1f} ({min(seconds):.1f}–{max(seconds):.1f})"
        faster = _ratios(found.get("naive"), measured)
        over = _ratios(measured, found.get("floor_2"))
        memory = max(one.peak_mib for one in measured)
        cpu = statistics.median(one.cpu_s for one in measured)
        lines.append(f"| {CONTESTANTS[name]} | {spread} | {faster} | {over} | {cpu:.1f} | {memory:.0f} |")
    return "\n".join(lines)


def machine(release_s: float) -> str:
    """What it was measured on, and what is not counted."""
    names = ("papermill", "nbconvert", "nbclient", "ipykernel", "jupyterlab", "pandas", "matplotlib", "seaborn")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} kärnor, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}, "
        f"{versions}.\n"
        f"Att bygga utgåvan och göra periodens sidor första gången tog {release_s:.1f} s och ingår inte."
    )


def marginal(few: tuple[int, dict[str, list[Measured]]], many: tuple[int, dict[str, list[Measured]]]) -> str:
    """What one report more costs, from two counts: ours against the floor, both on two cores."""
    told = []
    for what, part in (("på klockan", "seconds"), ("processortid", "cpu_s")):
        ours, floor = (
            (_median(many[1][name], part) - _median(few[1][name], part)) / (many[0] - few[0])
            for name in ("ours_2", "floor_2")
        )
        told.append(f"{ours:.2f} s {what} mot golvets {floor:.2f} s, {ours / floor:.2f} gånger")
    return f"En rapport till ({few[0]} → {many[0]}): {'; '.join(told)}."


def _median(measured: list[Measured], part: str) -> float:
    return statistics.median(getattr(one, part) for one in measured)


def _ratios(over: list[Measured] | None, under: list[Measured] | None) -> str:
    if not over or not under:
        return "–"
    ratios = [a.seconds / b.seconds for a, b in zip(over, under, strict=True)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"


def main() -> None:
    """Builds the release once, then lets the contestants meet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, nargs="+", default=[1, 12, 100])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=6)
    parser.add_argument("--period", default="2026-10")
    parser.add_argument("--data", help="deliveries; made-up ones where not given")
    parser.add_argument("--only", nargs="*", choices=CONTESTANTS, default=list(CONTESTANTS))
    parser.add_argument("--contestant", help=argparse.SUPPRESS)
    parser.add_argument("--job", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contestant:
        contest(options.contestant, json.loads(options.job.read_text()), options.to)
        return
    with tempfile.TemporaryDirectory(prefix="samspelet-") as folder:
        _meet(Path(folder), options)


def _meet(work: Path, options: argparse.Namespace) -> None:
    out, data = work / "out", options.data or str(work / "leveranser")
    if not options.data:
        demo = [sys.executable, "-m", "samspelet_lib.cli", "demo", data]
        subprocess.run(demo, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    os.environ |= {"SAMSPELET_OUT": str(out), "SAMSPELET_DATA": data, "SAMSPELET_RELEASE": "1"}
    os.environ |= SINGLE_THREAD
    started = time.perf_counter()
    build = [sys.executable, "-m", "samspelet_lib.cli", "run", options.period]
    made = subprocess.run(build, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
    if made.returncode not in {0, DELIVERY_REFUSED}:
        raise RuntimeError(f"the release could not be built: exit code {made.returncode}")
    print(machine(time.perf_counter() - started), flush=True)
    results = {}
    for count in sorted(options.reports):
        names = [name for name in options.only if count <= A_MONTH or name in {"ours_2", "floor_2"}]
        results[count] = _contest(work, names, count, options)
        print(f"\n{table(results[count], count=count, sampled=options.sample)}", flush=True)
    if len(results) > 1 and {"ours_2", "floor_2"} <= set(options.only):
        few, many = sorted(results)[-2:]
        print(f"\n{marginal((few, results[few]), (many, results[many]))}")


def _contest(work: Path, names: list[str], count: int, options: argparse.Namespace) -> dict[str, list[Measured]]:
    """One table's measurements."""
    made = reports(work / "out", options.period, count)
    sampled = made[:: max(1, count // options.sample)][: options.sample]  # not only the first: they differ in size
    common = {"out": str(work / "out"), "period": options.period}
    jobs = {}
    for name in names:
        jobs[name] = work / f"{name}.json"
        asked = [vars(one) for one in (sampled if name == "naive" else made)]
        jobs[name].write_text(json.dumps({"reports": asked, **common}))
    found = rounds(names, 1 if count > A_MONTH else options.rounds, work=work, jobs=jobs)
    scale = count / len(sampled)
    whole = {
        "naive": [replace(one, seconds=one.seconds * scale, cpu_s=one.cpu_s * scale) for one in found.get("naive", [])]
    }
    return found | (whole if "naive" in found else {})


if __name__ == "__main__":
    main()
