"""Both engines give every shipped notebook the same outputs, cell by cell, and the same page."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from samspelet_lib.errors import ExitCode

ROOT = Path(__file__).parent.parent
PERIODS = {
    "2026-10": ("month", "plan", "scenario", "method", "stegen_kristinehamn"),
    "2026-01..08": ("interim",),
    "2026": ("year",),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Made-up deliveries, so that every notebook has something to show."""
    folder = tmp_path_factory.mktemp("demo") / "leveranser"
    subprocess.run([sys.executable, "-m", "samspelet_lib.cli", "demo", str(folder)], cwd=ROOT, check=True)
    return folder


def run(out, period, engine, *, data):
    only = [word for name in PERIODS[period] for word in ("--only", name)]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "samspelet_lib.cli",
            "run",
            period,
            *only,
            "--engine",
            engine,
            "--data",
            str(data),
            "--out",
            str(out),
            "--force",
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {ExitCode.DONE, ExitCode.PARTLY}, done.stderr  # the demo has faulty deliveries on purpose
    assert " 0 misslyckad" in done.stdout, done.stdout
    folder = period.replace("..", "_")
    pages = {path.name: path.read_bytes() for path in (out / "reports" / folder).glob("*.html")}
    return cells(out / "var/executed" / folder / "publik"), pages


def cells(folder):
    """Execution count and outputs of every cell of every executed notebook."""
    found = {path.name: json.loads(path.read_text())["cells"] for path in sorted(folder.glob("*.ipynb"))}
    return {
        (name, number): (cell.get("execution_count"), cell.get("outputs"))
        for name, content in found.items()
        for number, cell in enumerate(content)
    }


def test_every_shipped_notebook_is_compared():
    """A new notebook that the list above does not reach is told here."""
    shipped = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert shipped == {"insats", "month", "plan", "method", "interim", "year", "scenario"}


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("period", PERIODS)
def test_both_engines_show_the_same(tmp_path, data, period):
    """Same execution counts, same outputs with their metadata, and pages of the same bytes."""
    ours, our_pages = run(tmp_path, period, "samspelet", data=data)
    reference, reference_pages = run(tmp_path, period, "nbclient", data=data)
    assert {name for name, _ in ours} == {name for name, _ in reference}
    assert len({name for name, _ in ours}) == len(PERIODS[period])
    for place, shown in reference.items():
        assert ours[place] == shown, place
    assert our_pages == reference_pages
