# ruff: noqa: PLC0415 - each contestant imports what it needs itself; that is part of what it costs
"""The ways to make a month's reports that `benchmarks.runs` compares; each is run in a process of its own."""

import json
import multiprocessing
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Report:
    """A report to make: its name, its notebook and its parameters."""

    name: str
    notebook: str
    parameters: dict[str, str]


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
    style = Markup((ROOT / "samspelet_lib/report/style.css").read_text(encoding="utf-8"))
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
    from samspelet_lib.garbage import unsearched

    with unsearched():  # as `samspelet_lib.publish.start` does
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
    with unsearched():  # a run is told this by the process that has built the release
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
