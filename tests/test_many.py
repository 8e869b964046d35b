"""A folder of förbund: each a run of its own in folders of its own; one that fails stops no other."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_project import PERIOD, ROOT, command, pages, small_project

from samspelet_lib.arguments import parser, passed_on
from samspelet_lib.errors import ExitCode
from samspelet_lib.project import Project
from samspelet_lib.publish.many import forbund_in

OTHER = ROOT / "tests/forbund_b/params"


def project(tmp_path, data="leveranser"):
    return Project(tmp_path, tmp_path / "params", data, tmp_path / "out")


def test_each_forbund_has_folders_of_its_own(tmp_path):
    """By the name of its folder of params; a folder without params is none; a database serves all."""
    for name in ("b", "a", "tom"):
        (tmp_path / "params" / name).mkdir(parents=True)
    for name in ("b", "a"):
        (tmp_path / "params" / name / "forbund.toml").touch()
    found = forbund_in(project(tmp_path))
    assert [(p.params.name, Path(p.data), p.reports) for p in found] == [
        (name, Path("leveranser") / name, tmp_path / "out" / name / "reports") for name in ("a", "b")
    ]
    assert {p.data for p in forbund_in(project(tmp_path, "postgresql://server/db"))} == {"postgresql://server/db"}


def test_one_forbunds_params_are_no_folder_of_them(tmp_path):
    """A project as it always was is run as it always was."""
    assert forbund_in(Project(ROOT, ROOT / "params", "leveranser", tmp_path)) == []


@pytest.mark.parametrize(
    "words",
    [
        [PERIOD],
        ["--due", "--today", "2026-03-20", "--json"],
        [PERIOD, "--only", "plan", "--only", "month", "--force", "--deadline", "60", "--edition", "intern"],
        [PERIOD, "--executor", "dask", "--scheduler", "tcp://server:8786"],
    ],
)
def test_what_was_asked_is_passed_on(words):
    """Everything but folders and the number of workers, which are each förbund's own."""
    asked = parser().parse_args(["run", *words, "--params", "x", "--workers", "3"])
    again = parser().parse_args(["run", *passed_on(asked)])
    assert vars(again) == vars(asked) | {"params": None, "workers": None}


ENDS = """
import os, sys
if sys.argv[-1] == "a":
    os.kill(os.getpid(), 9) if {how!r} == "killed" else sys.exit({how!r})
"""
TWO = """
import sys
from pathlib import Path
from samspelet_lib.project import Project
from samspelet_lib.publish.many import run_many

*words, root = sys.argv[1:]
forbund = [Project(Path(root), Path(name), "leveranser", Path(name)) for name in ("a", "b")]
sys.exit(run_many(forbund, words, at_a_time=2))
"""


@pytest.mark.parametrize(("how", "worst"), [("killed", 1), (130, 130), (77, 1), (4, 4), (0, 0)])
@pytest.mark.parametrize("words", [[PERIOD], [PERIOD, "--json"]], ids=["text", "json"])
def test_a_run_that_was_cut_off_is_no_success(tmp_path, how, worst, words):
    """Killed, interrupted or ended as no run ends: the code says so, the signal is named, the other is told too."""
    (tmp_path / "samspelet_lib").mkdir()
    (tmp_path / "samspelet_lib/__init__.py").touch()
    (tmp_path / "samspelet_lib/cli.py").write_text(ENDS.format(how=how), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", TWO, *words, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == worst, done.stderr
    if "--json" in words:
        events = {event.get("forbund", "all"): event for event in map(json.loads, done.stdout.splitlines())}
        assert [events[name]["exit_code"] for name in ("a", "b", "all")] == [worst, 0, worst]
    else:
        assert "== a\n" in done.stdout
        assert f"2 förbund, {1 if worst else 2} utan anmärkning." in done.stdout
    assert ("Processen dog (SIGKILL)" in done.stdout) == (how == "killed")


@pytest.mark.slow
def test_two_forbund_are_run_and_the_one_that_is_refused_stops_no_other(tmp_path):
    """The worst exit code; the other's pages stand, and each output is told under its name."""
    folder = small_project(tmp_path / "p")
    (folder / "alla").mkdir()
    shutil.copytree(folder / "params", folder / "alla/samspelet")
    shutil.copytree(OTHER, folder / "alla/annat")
    done = command(folder, "run", PERIOD, "--params", "alla", "--out", "ut")
    assert done.returncode in {ExitCode.USAGE, ExitCode.REFUSED}, done.stdout + done.stderr
    assert "== annat" in done.stdout
    assert "2 förbund, 1 utan anmärkning." in done.stdout
    assert "words.html" in pages(folder / "ut/samspelet")
    assert not (folder / "ut/annat/reports").exists()
    told = command(folder, "run", PERIOD, "--params", "alla", "--out", "ut", "--json")
    events = [json.loads(line) for line in told.stdout.splitlines()]
    assert [event["event"] for event in events] == ["forbund", "forbund", "all"]
    said = {event["forbund"]: event["said"] for event in events[:2]}
    assert said["samspelet"][-1]["event"] in {"closing", "skipped"}
    assert said["annat"][-1]["exit_code"] == done.returncode
