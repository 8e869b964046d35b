"""A folder of förbund: each a run of its own in folders of its own; one that fails stops no other."""

import shutil
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
