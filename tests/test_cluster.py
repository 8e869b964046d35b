"""The same jobs on a real Dask cluster: the same pages to the byte, and failures told as they are here."""

import builtins
import json
import re
import shutil
import subprocess
import sys

import pytest
from small_project import PERIOD, ROOT, command, pages, patched, small_project, write_notebook

from samspelet_lib.errors import ExitCode, UsageError
from samspelet_lib.period import Period
from samspelet_lib.project import find_project
from samspelet_lib.publish.cluster import _client
from samspelet_lib.publish.kept import versions_digest
from samspelet_lib.publish.options import scheduler_from
from samspelet_lib.publish.page_run import PageRun
from samspelet_lib.publish.pages import built_of
from samspelet_lib.publish.parcel import pack, work_off
from samspelet_lib.publish.run import pages_in
from samspelet_lib.release.basis import program_digest
from samspelet_lib.release.store import Edition, Store

NOWHERE = "tcp://127.0.0.1:9"


def test_a_cluster_is_asked_for_whole():
    """The executor without an address, and the address without the executor, are refused; neither is this machine."""
    for executor, address in (("dask", None), ("local", NOWHERE)):
        with pytest.raises(UsageError, match="--executor dask --scheduler"):
            scheduler_from(executor, address)
    assert (scheduler_from("local", None), scheduler_from("dask", NOWHERE)) == (None, NOWHERE)


def test_without_the_package_the_help_says_what_to_install(monkeypatch):
    """`distributed` is an extra."""
    real = builtins.__import__

    def without(name, *rest, **named):
        if name == "distributed":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"pip install 'samspelet\[dask\]'"):
        _client(NOWHERE)


PACKED_AS_A_CLUSTER_DOES = """
import pickle
from samspelet_lib.errors import RefusedError
from samspelet_lib.publish.breakdown import Breakdown, NotebookError, NotebookMemoryError
import distributed  # last, as it changes how the errors that it finds are packed

broken = Breakdown("var", "varför", "vad")
for error in (NotebookError(broken), NotebookMemoryError(broken), RefusedError("x")):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error)), type(error)
print("hela")
"""


@pytest.mark.slow
def test_an_error_is_whole_after_the_way_from_a_cluster():
    """`distributed` packs every exception its own way: kind, words and attributes are the same all the same."""
    done = subprocess.run(
        [sys.executable, "-c", PACKED_AS_A_CLUSTER_DOES], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.stdout == "hela\n", done.stderr


CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as running:
        print(running.scheduler_address, flush=True)
        sys.stdin.read()
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two workers, each a process of its own; in no test's process, since `distributed` packs every exception anew."""
    script = tmp_path_factory.mktemp("cluster") / "cluster.py"
    script.write_text(CLUSTER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        yield running.stdout.readline().strip()
        running.stdin.close()


@pytest.mark.slow
def test_the_cluster_makes_the_same_pages(tmp_path, cluster):
    """Every file of the period, byte by byte, from here and from the cluster; and a broken page in three lines."""
    here, there = (small_project(tmp_path / name) for name in ("here", "there"))
    for folder in (here, there):
        write_notebook(folder, "sources", ["report.sources()"])
    dask = ("--executor", "dask", "--scheduler", cluster)
    assert command(here, "run", PERIOD).returncode == ExitCode.DONE
    done = command(there, "run", PERIOD, *dask)
    assert done.returncode == ExitCode.DONE, done.stdout + done.stderr
    assert pages(there) == pages(here)
    assert (there / f"var/executed/{PERIOD}/publik/words.ipynb").is_file()
    write_notebook(there, "sources", ["report.words()", "report.wrods()"])
    broken = command(there, "run", PERIOD, *dask)
    assert broken.returncode == ExitCode.PARTLY
    assert re.search(r"sources.ipynb, cell \[\d\] under rubriken ”Rubrik b”\nAttributeError", broken.stdout)
    assert "Äldre utgåva" in pages(there)["sources.html"].decode()


EARLIER = "2026-01..08"


@pytest.mark.slow
def test_a_page_that_tells_of_earlier_periods_is_made_there_too(tmp_path):
    """An insats' page and a month's read the releases of the year's earlier periods: those are sent along.

    A full notebook in a process that has nothing but the parcel; the page is the same to the byte as made here.
    """
    folder = small_project(tmp_path / "p")
    (folder / "notebooks/words.ipynb").unlink()
    for name in ("insats", "month"):
        shutil.copy(ROOT / f"notebooks/{name}.ipynb", folder / "notebooks")
    for name, only in ((EARLIER, ["insats-tris"]), (PERIOD, ["insats-tris", "month"])):
        done = command(folder, "run", name, *(word for page in only for word in ("--only", page)))
        assert done.returncode == ExitCode.DONE, done.stdout + done.stderr
    project, period = find_project(str(folder / "params"), None, str(folder)), Period.parse(PERIOD)
    release = Store(project.var).read(period, Edition.PUBLIC)
    assert release.earlier == (f"{EARLIER}@1",)
    program = (program_digest(), versions_digest())
    mark = json.loads(pages(folder)["pages.json"])["mark"]
    run = PageRun(project, period, built_of(release), "publik", "samspelet", tmp_path, tmp_path, program, mark)
    for page in pages_in(run):
        if page.name in {"insats-tris", "month"}:
            returned = work_off(pack(page, run), 120.0)
            assert returned.outcome.status == "ok", returned.outcome.cause
            assert returned.files == {name: made for name, made in pages(folder).items() if name in returned.files}
            assert page.file in returned.files


@pytest.mark.slow
def test_another_version_of_the_program_is_told(tmp_path, cluster):
    """Its pages would not be the same, so none is made."""
    patch = "import samspelet_lib.publish.run as r\nr.program_digest = lambda: 'en annan'"
    done = patched(small_project(tmp_path / "p"), patch, "run", PERIOD, "--executor", "dask", "--scheduler", cluster)
    assert done.returncode == ExitCode.PARTLY, done.stdout + done.stderr
    assert "en annan version av programmet" in done.stdout


@pytest.mark.slow
def test_a_cluster_that_does_not_answer_is_named(tmp_path):
    """The address, and what to do; nothing is published."""
    folder = small_project(tmp_path / "p")
    done = command(folder, "run", PERIOD, "--executor", "dask", "--scheduler", NOWHERE)
    assert done.returncode == ExitCode.USAGE
    assert f"Klustret {NOWHERE} svarar inte" in done.stderr
    assert not (folder / "reports").exists()
