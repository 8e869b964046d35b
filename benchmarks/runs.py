# ruff: noqa: PLC0415 - each contestant imports what it needs itself; that is part of what it costs
"""What a month's reports cost, against the usual ways: `python -m benchmarks.runs [--reports 12] [--rounds 3]`.

Every contestant makes the very same notebooks with the same environment from the same kept release, each in
a process tree of its own, interleaved with a rotating order; ratios are taken round by round, so that a slow
spell of the machine hits all. Building the release is timed apart. The floor makes the same report calls and
a jinja page, without Jupyter. Prints a table in Markdown.
"""

import argparse
import contextlib
import itertools
import json
import multiprocessing
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
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
class Report:
    """A report to make: its name, its notebook and its parameters."""

    name: str
    notebook: str
    parameters: dict[str, str]


@dataclass(frozen=True)
class Measured:
    """What one contestant took in one round."""

    seconds: float
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
    started = time.perf_counter()
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
    return Measured(seconds, peak)


def tree_mib(pid: int) -> float:
    """Proportional memory of a process and all below it, shared pages counted once."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += process.memory_full_info().pss
    return total / 2**20


def naive(report: Report, target: Path) -> None:
    """The two command lines."""
    done = str(target / f"{report.name}.ipynb")
    given = [word for name, value in report.parameters.items() for word in ("-r", name, value)]
    subprocess.run([sys.executable, "-m", "papermill", str(source(report)), done, *given], check=True)
    subprocess.run([sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", done], check=True)


def api(report: Report, target: Path) -> None:
    """The same two programs as libraries."""
    import papermill
    from nbconvert import HTMLExporter

    done = target / f"{report.name}.ipynb"
    papermill.execute_notebook(str(source(report)), str(done), dict(report.parameters), cwd=str(ROOT))
    html, _ = HTMLExporter().from_filename(str(done))
    (target / f"{report.name}.html").write_text(html, encoding="utf-8")


def floor(report: Report, target: Path) -> None:
    """The same calls and a jinja page: the least that such pages can cost."""
    from types import SimpleNamespace as Made

    import jinja2
    import mistune
    from markupsafe import Markup

    folder = ROOT / "samspelet_lib/publish/template"
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True)
    space: dict[str, object] = {}
    parts = []
    for cell in json.loads(source(report).read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(Made(heading=None, html=Markup(mistune.html(text)), is_new_sheet=False))
        elif "parameters" in cell["metadata"].get("tags", []):
            space |= report.parameters
        else:
            shown = _run_cell(text, space)
            parts.append(Made(heading=None, html=Markup(shown.html if shown is not None else ""), is_new_sheet=False))
    shell = Made(site="", home=None, trail=[], banners=[], facts=[], footer=[])
    style = Markup((folder / "style.css").read_text(encoding="utf-8"))
    page = Made(
        title=report.name, shell=shell, style=style, policy="", parts=parts, first_heading=-1, has_contents=False
    )
    html = environment.get_template("index.html.j2").render(resources=Made(page=page))
    (target / f"{report.name}.html").write_text(html, encoding="utf-8")


def _run_cell(text: str, space: dict[str, object]) -> object:
    """What the cell shows: the value of its last expression."""
    import ast

    tree = ast.parse(text)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), space)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), space) if last else None


def ours(made: list[Report], target: Path, workers: int, *, out: Path, period_text: str) -> None:
    """The pages of our own run, from the kept release."""
    from dataclasses import replace

    from samspelet_lib.period import Period
    from samspelet_lib.project import Project
    from samspelet_lib.publish.make import make
    from samspelet_lib.publish.options import RunOptions
    from samspelet_lib.publish.page_run import Page
    from samspelet_lib.publish.pages import built_of
    from samspelet_lib.publish.progress import narrator
    from samspelet_lib.publish.run import page_run
    from samspelet_lib.release.store import Edition, Store

    period = Period.parse(period_text)
    project = Project(ROOT, ROOT / "params", os.environ["SAMSPELET_DATA"], out)
    built = built_of(Store(project.var).read(period, Edition.PUBLIC))
    run = replace(page_run(project, period, RunOptions(), built=built, stage=target), executed=target)
    pages = [Page(r.name, r.name, source(r), insats=r.parameters.get("insats")) for r in made]
    with narrator(as_json=False) as tell:
        make(pages, run, tell, options=RunOptions(workers=workers))


def source(report: Report) -> Path:
    """The report's notebook."""
    return ROOT / "notebooks" / f"{report.notebook}.ipynb"


def contest(contestant: str, job: dict[str, object], target: Path) -> None:
    """One contestant's work, in this process."""
    made = [Report(**report) for report in job["reports"]]
    kind, _, workers = contestant.partition("_")
    if kind == "ours":
        ours(made, target, int(workers), out=Path(job["out"]), period_text=job["period"])
        return
    do = {"naive": naive, "api": api, "floor": floor}[kind]
    if kind == "floor":
        import jinja2  # noqa: F401  imported once, before the fork, as ours does
        import mistune  # noqa: F401

        import samspelet_lib.report  # noqa: F401
    if workers == "2":
        context = multiprocessing.get_context("fork" if kind == "floor" else "spawn")
        with context.Pool(2, maxtasksperchild=1 if kind == "floor" else None) as pool:
            pool.starmap(do, [(report, target) for report in made], chunksize=1)
    else:
        for report in made:
            do(report, target)


def rounds(names: list[str], count: int, *, work: Path, job: Path) -> dict[str, list[Measured]]:
    """Every contestant once a round, the order turned by one each time."""
    found: dict[str, list[Measured]] = {name: [] for name in names}
    for number in range(count):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            found[name].append(measure(name, work, job))
            print(f"  {number + 1}: {name} {found[name][-1].seconds:.1f} s", file=sys.stderr)
    return found


def table(found: dict[str, list[Measured]], *, count: int, release_s: float) -> str:
    """The results in Markdown; ratios are medians of the rounds', with least and most."""
    names = ("papermill", "nbconvert", "nbclient", "ipykernel", "jupyterlab", "pandas", "matplotlib")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    told = f"{count} rapporter, {len(next(iter(found.values())))} omgångar, {os.cpu_count()} kärnor"
    lines = [
        f"{told}, {platform.system()}, Python {platform.python_version()}, {versions}.",
        f"Att bygga utgåvan och göra periodens sidor första gången tog {release_s:.1f} s och ingår inte.",
        "",
        "| | s, median (min–max) | gånger snabbare än slingan | ÷ golv, två processer | minne MiB |",
        "|-|-|-|-|-|",
    ]
    for name, measured in found.items():
        seconds = [one.seconds for one in measured]
        spread = f"{statistics.median(seconds):.1f} ({min(seconds):.1f}–{max(seconds):.1f})"
        faster = _ratios(found.get("naive"), measured)
        over = _ratios(measured, found.get("floor_2"))
        memory = max(one.peak_mib for one in measured)
        lines.append(f"| {CONTESTANTS[name]} | {spread} | {faster} | {over} | {memory:.0f} |")
    return "\n".join(lines)


def _ratios(over: list[Measured] | None, under: list[Measured] | None) -> str:
    if not over or not under:
        return "–"
    ratios = [a.seconds / b.seconds for a, b in zip(over, under, strict=True)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"


def main() -> None:
    """Builds the release once, then lets the contestants meet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--period", default="2026-10")
    parser.add_argument("--data", default=str(ROOT / "leveranser"))
    parser.add_argument("--only", nargs="*", choices=CONTESTANTS, default=list(CONTESTANTS))
    parser.add_argument("--contestant", help=argparse.SUPPRESS)
    parser.add_argument("--job", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contestant:
        contest(options.contestant, json.loads(options.job.read_text()), options.to)
        return
    with tempfile.TemporaryDirectory(prefix="samspelet-") as folder:
        work, out = Path(folder), Path(folder) / "out"
        os.environ |= {"SAMSPELET_OUT": str(out), "SAMSPELET_DATA": options.data, "SAMSPELET_RELEASE": "1"}
        os.environ |= {
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "JE_ARROW_MALLOC_CONF": "background_thread:false",
        }
        started = time.perf_counter()
        build = [sys.executable, "-m", "samspelet_lib.cli", "run", options.period]
        subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        release_s = time.perf_counter() - started
        made = reports(out, options.period, options.reports)
        job = work / "job.json"
        job.write_text(json.dumps({"reports": [vars(one) for one in made], "out": str(out), "period": options.period}))
        found = rounds(options.only, options.rounds, work=work, job=job)
        print(table(found, count=options.reports, release_s=release_s))


if __name__ == "__main__":
    main()
