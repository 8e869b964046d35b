"""A project of its own with the real params and one small notebook, to run whole commands in."""

import json
import os
import shutil
import subprocess
import sys

from killing import MARKER, ROOT

PERIOD = "2026-10"


def small_project(folder):
    """Params, notebooks and an empty folder of deliveries; the folder."""
    shutil.copytree(ROOT / "params", folder / "params")
    (folder / "leveranser").mkdir()
    (folder / "notebooks").mkdir()
    write_notebook(folder, "words", ["report.words()", "report.sources()"])
    return folder


def write_notebook(folder, name, calls):
    """A notebook of the method's report that makes these calls."""
    cells = [
        text("title", f"# {name.title()}\n\nFör prov."),
        code("parameters", f'period = "{PERIOD}"\nedition = "publik"', ["parameters"]),
        code(
            "setup",
            'from samspelet_lib.report import open_report\n\nreport = open_report("method", period, edition=edition)',
            ["setup"],
        ),
    ]
    for number, call in enumerate(calls):
        cells += [text(f"head-{number}", "## Rubrik " + "abcdefgh"[number]), code(f"call-{number}", call, [])]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    content = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebooks" / f"{name}.ipynb").write_text(json.dumps(content))


def text(name, source):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code(name, source, tags):
    cell = {"cell_type": "code", "id": name, "metadata": {"tags": tags}, "source": source}
    return cell | {"outputs": [], "execution_count": None}


def environment_of(folder):
    """What a command in the project is started with."""
    return os.environ | {"PYTHONPATH": str(ROOT), MARKER: str(folder)}


def command(folder, *arguments, **environment):
    """One command in the project."""
    return subprocess.run(
        [sys.executable, "-m", "samspelet_lib.cli", *arguments],
        cwd=folder,
        env=environment_of(folder) | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def patched(folder, patch, *arguments):
    """One command in the project, after some Python text that changes what the program does."""
    first = "from samspelet_lib.publish.pool import keep_single_threaded\nkeep_single_threaded()\n"
    code = f"{first}{patch}\nimport sys\nfrom samspelet_lib.cli import main\nsys.exit(main({list(arguments)!r}))"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment_of(folder),
        capture_output=True,
        text=True,
        check=False,
    )


def pages(folder, period=PERIOD):
    """Every published file of a period, by name."""
    whole = folder / "reports" / period
    return {path.relative_to(whole).as_posix(): path.read_bytes() for path in whole.rglob("*") if path.is_file()}


def record(folder):
    """The newest run record."""
    files = sorted((folder / "var/runs").glob("*.json"), key=lambda path: int(path.stem))
    return json.loads(files[-1].read_text())
