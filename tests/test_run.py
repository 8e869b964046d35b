"""Whole runs: what is skipped, what is kept when a page fails, and what a killed run leaves."""

import fcntl
import json
import re
import shutil
import subprocess

import pytest
from killing import killed, left_over
from small_project import PERIOD, command, pages, patched, record, small_project, write_notebook

from samspelet_lib.errors import ExitCode

pytestmark = [pytest.mark.slow, pytest.mark.long]
BROKEN = ["report.words()", "report.finns_inte()"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project whose period has been made once."""
    folder = small_project(tmp_path_factory.mktemp("projekt"))
    done = command(folder, "run", PERIOD)
    assert done.returncode == ExitCode.DONE, done.stdout + done.stderr
    return folder


@pytest.fixture
def project(made, tmp_path):
    """A copy of it, to change."""
    subprocess.run(["cp", "-a", f"{made}/.", tmp_path], check=True)
    return tmp_path


def test_nothing_changed_is_skipped_and_said(project):
    """A second run makes nothing and writes nothing; --force makes the same bytes again."""
    before = pages(project)
    done = command(project, "run", PERIOD)
    assert (done.returncode, record(project)["release"]) == (ExitCode.DONE, 1)
    assert "hoppas över" in done.stdout
    assert len(list((project / "var/runs").iterdir())) == 1
    forced = command(project, "run", PERIOD, "--force")
    assert "1 klar" in forced.stdout
    assert pages(project) == before


@pytest.mark.parametrize("damage", ["page", "note", "half a note"])
def test_a_broken_cache_entry_is_never_used(project, damage):
    """A page that is not the noted one, or a note that is not whole, is made again."""
    before = pages(project)
    page, note = project / f"reports/{PERIOD}/words.html", project / f"var/kept/publik/{PERIOD}.json"
    if damage == "page":
        page.write_bytes(page.read_bytes()[:-20])
    elif damage == "note":
        content = json.loads(note.read_text())
        content["kept"]["pages"]["words"]["key"] = "0" * 32
        note.write_text(json.dumps(content))
    else:
        note.write_bytes(note.read_bytes()[:100])
    done = command(project, "run", PERIOD)
    assert "1 klar, 0 oförändrad" in done.stdout
    assert pages(project) == before


def test_only_the_page_that_changed_is_made_again(project):
    """A new notebook beside it leaves the page that stands; the record says which was made."""
    before = pages(project)
    write_notebook(project, "sources", ["report.sources()"])
    done = command(project, "run", PERIOD)
    assert "1 klar, 1 oförändrad" in done.stdout
    assert pages(project)["words.html"] == before["words.html"]
    assert {page["page"]: page["status"] for page in record(project)["pages"]} == {
        "words": "unchanged",
        "sources": "ok",
    }
    assert command(project, "verify", PERIOD).returncode == ExitCode.DONE


def test_a_failed_page_keeps_the_one_before_marked_as_older(project):
    """Exit code 5; where, why and what to do in three lines; the banner names the release; mended, it is gone."""
    before = pages(project)["words.html"].decode()
    write_notebook(project, "words", BROKEN)
    for _time in range(2):  # failing again does not mark it twice
        done = command(project, "run", PERIOD)
        after = pages(project)["words.html"].decode()
        assert done.returncode == ExitCode.PARTLY
        assert re.search(r"words.ipynb, cell \[\d\] under rubriken ”Rubrik b”\nAttributeError.*\nÖppna ", done.stdout)
        assert after.count("Äldre utgåva") == 2, "as words and as label, once"
        assert "Sidan är från utgåva 1." in after
    assert "misslyckad, visar en äldre utgåva" in pages(project)["index.html"].decode()
    write_notebook(project, "words", ["report.words()", "report.sources()"])
    assert command(project, "run", PERIOD).returncode == ExitCode.DONE
    assert pages(project)["words.html"].decode() == before


DEATHS = {
    "os._exit(3)": r"Processen dog \(exit 3\)\.",
    "os.kill(os.getpid(), signal.SIGKILL)": r"Processen dog \(SIGKILL\); oftast betyder det att minnet tog slut\.",
    "ctypes.string_at(0)": r"Processen dog \(SIGSEGV\)\.",
    "[None for _ in iter(int, 1)]": r"Den blev inte klar i tid och avbröts efter \d+ s\.",
    "resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31)) or bytes(2**32)": r"Minnet tog slut\.",
}


@pytest.mark.parametrize("death", DEATHS)
def test_a_worker_that_dies_is_told_by_cell_and_its_notebook_is_marked(project, death):
    """Crash, kill, endless loop, memory: where, cause, what to do; the other page is made; no process is left."""
    write_notebook(project, "dies", ["report.words()", "report.questions()"])
    modules = "import ctypes, os, resource, signal, samspelet_lib.report.method as m\n"
    patch = f"{modules}m.MethodReport.questions = lambda self: {death}"
    done = patched(project, patch, "run", PERIOD, "--force", "--deadline", "30")
    assert done.returncode == ExitCode.PARTLY, done.stderr
    place = r"dies\.ipynb, cell \[\d\] under rubriken ”Rubrik b”"
    assert re.search(rf"{place}\n{DEATHS[death]}\n\S", done.stdout), done.stdout
    executed = project / f"var/executed/{PERIOD}/publik/dies.ipynb"
    assert "error" in [output["output_type"] for cell in cells_of(executed) for output in cell.get("outputs", [])]
    assert not list(executed.parent.glob("*.journal"))
    assert "words.html" in pages(project)
    assert left_over(project) == []


def test_a_process_that_is_left_is_seen(project, tmp_path_factory):
    """Whatever a command has started is found, also where it works elsewhere; so the checks above can fail."""
    elsewhere = str(tmp_path_factory.mktemp("elsewhere"))
    quiet = "stdout=s.DEVNULL, stderr=s.DEVNULL"
    leaves = f"import subprocess as s\ns.Popen(['sleep', '60'], cwd={elsewhere!r}, start_new_session=True, {quiet})"
    assert patched(project, leaves, "list").returncode == ExitCode.DONE
    [found] = left_over(project, wait_s=0)
    found.kill()
    assert left_over(project) == []


def cells_of(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


@pytest.mark.parametrize(
    "point",
    [
        "swap:exchange:before",
        "swap:exchange:after",
        "run:write_site:before",
        "run:write_site:after",
        "run:write_record:after",
        "run:write_kept:after",
    ],
)
def test_a_killed_run_leaves_whole_pages_and_the_next_finishes(project, point):
    """`kill -9` before and after each rename of a run: what stands is whole, and the next run completes it."""
    before = pages(project)
    write_notebook(project, "sources", ["report.sources()"])
    killed(
        f"samspelet_lib.publish.{point}",
        f"main(['run', {PERIOD!r}])",
        cwd=project,
        also="import samspelet_lib.publish.run\nfrom samspelet_lib.cli import main",
    )
    stands = pages(project)
    is_new = "sources.html" in stands
    assert is_new or stands == before
    assert {file for file in stands if file.endswith(".html")} == {"index.html", "words.html"} | (
        {"sources.html"} if is_new else set()
    )
    assert command(project, "run", PERIOD).returncode == ExitCode.DONE
    assert {"index.html", "words.html", "sources.html"} <= set(pages(project))
    assert "sources.html" in (project / "reports/index.html").read_text()
    assert list((project / "var/stage").iterdir()) == []
    assert "hoppas över" in command(project, "run", PERIOD).stdout


def test_a_release_that_was_never_published_is_not_in_the_log(project):
    """A run is cut off before its pages stand, and something changes: readers meet the two that were published."""
    places = project / "leveranser/Kapacitet.csv"
    write = "Insats;Plats;Datum;Platser (antal)\nkillstad;killstad_gard;2026-10-01;{}\n".format
    places.write_text(write(9), encoding="utf-8")
    also = "import samspelet_lib.publish.run\nfrom samspelet_lib.cli import main"
    killed("samspelet_lib.publish.run:check_stage:before", f"main(['run', {PERIOD!r}])", cwd=project, also=also)
    places.write_text(write(8), encoding="utf-8")
    assert command(project, "run", PERIOD).returncode == ExitCode.DONE

    first, third = json.loads(pages(project)["revisions.json"])["revisions"]
    assert (first["number"], third["number"], third["changed"].keys()) == (1, 3, {"nya uppgifter", "nytt tal"})
    assert "release-2.json" not in pages(project)
    whole = json.loads(pages(project)["release.json"])
    assert (whole["previous"], whole["compared_with"]) == (1, f"{PERIOD}@1")
    assert command(project, "verify", PERIOD).returncode == ExitCode.DONE


def test_two_runs_at_once_the_second_is_told_who_runs(project):
    """Exit code 6 at once, and nothing is changed."""
    with (project / "var/lock").open("r+") as lock:
        lock.truncate()
        lock.write("4711\n")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = command(project, "run", PERIOD, "--force")
    assert done.returncode == ExitCode.LOCKED
    assert "process 4711" in done.stderr


def test_a_full_disk_publishes_nothing_and_is_named(project):
    """Pages that do not fit: named, nothing of the run is left, and what stood stands."""
    before, var = pages(project), project / "var"
    place = project / "liten"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", place], check=False, capture_output=True)
    if done.returncode:
        pytest.skip("not run: mounting a small disk takes root")
    try:
        subprocess.run(["cp", "-a", var, project / "reports", place], check=True)
        fill(place, leaving=16_384)
        found = command(project, "run", PERIOD, "--force", "--out", str(place))
        assert found.returncode == ExitCode.USAGE, found.stdout
        assert "Disken är full" in found.stderr
        assert "Traceback" not in found.stderr
        assert pages(place) == before
        assert list((place / "var/stage").rglob("*")) == []
    finally:
        subprocess.run(["umount", place], check=True)


def fill(place, *, leaving):
    """Fill the disk until only so many bytes are left."""
    free = shutil.disk_usage(place).free
    (place / "fyllnad").write_bytes(b"x" * (free - leaving))


def test_json_lines_tell_each_step(project):
    """Every line is one JSON object; the last one is the closing."""
    done = command(project, "run", PERIOD, "--force", "--json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["event"] for event in events if event["event"] != "cell"] == ["begins", "page", "closing"]
    assert [event["heading"] for event in events if event["event"] == "cell"][-1] == "Rubrik b"


def test_the_record_says_what_the_run_rested_on(project):
    """Inputs with checksums, versions, engine, and per page key, duration and status; private."""
    found = record(project)
    assert {"params/forbund.toml", "notebooks/words.ipynb"} <= set(found["inputs"])
    assert (found["engine"], found["exit_code"], found["versions"]["papermill"][0]) == ("samspelet", 0, "2")
    [page] = found["pages"]
    assert (page["page"], page["status"], page["release"], len(page["key"])) == ("words", "ok", 1, 32)
    assert page["duration_s"] > 0
    assert (project / "var/runs/1.json").stat().st_mode & 0o077 == 0
