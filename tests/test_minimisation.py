"""What is known of persons stays in the private folder, goes no further than it must, and is gone after a run."""

import json
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from delivered import workbook
from postgres import postgres
from small_project import ROOT, command, patched

from samspelet_lib.errors import ExitCode

pytestmark = pytest.mark.slow
INSATS, PERIOD, FOLDER = "Stegen Kristinehamn", "2026-01..08", "2026-01_08"
PSEUDONYM, SECRET = "SK-1041-QX", "hemligt9713"
RUN = ("run", PERIOD, "--only", "stegen_kristinehamn")


def project(folder, comment=None):
    """A project with the real plan and notebooks, and fifteen persons of one insats; three of them are men."""
    folder.mkdir(parents=True)
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    (folder / "leveranser").mkdir()
    persons = [
        [INSATS, f"SK-{1040 + n}-QX", "Man" if n < 3 else "Kvinna", 1985, date(2026, 1, 10), None] for n in range(15)
    ]
    sheets = {
        "Leverans": [["Insats", "Period", "Inlämnad"], [INSATS, PERIOD, date(2026, 9, 5)]],
        "Deltagare": [["Insats", "Pseudonym", "Kön", "Födelseår", "Startdatum", "Slutdatum"], *persons],
    }
    if comment:
        heads = ["Insats", "Mätpunkt", "Period", "Kommentar"]
        sheets["Kommentarer"] = [heads, [INSATS, "deltagare", "2026-08", comment]]
    workbook(folder / "leveranser" / "stegen.xlsx", sheets)
    return folder


def holding(folder, text):
    """The files below a folder that hold the text."""
    return [path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def too_open(folder):
    """What below a private folder, itself among it, others than the user may read."""
    return [path for path in (folder, *folder.rglob("*")) if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Both editions of an interim."""
    folder = project(tmp_path_factory.mktemp("minimal") / "p")
    for edition in ("publik", "intern"):
        done = command(folder, *RUN, "--edition", edition)
        assert done.returncode == ExitCode.DONE, done.stderr
    return folder


def test_all_that_is_private_is_the_users_own(made):
    """Folders and files below var, whoever wrote them; the pages can be read by anybody."""
    assert too_open(made / "var") == []
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (made / "reports").rglob("*") if path.is_file()}
    folders = [made / "reports", *(path for path in (made / "reports").rglob("*") if path.is_dir())]
    assert (modes, {stat.S_IMODE(path.stat().st_mode) for path in folders}) == ({0o644}, {0o755})


def test_a_folder_that_was_open_is_closed(tmp_path):
    """As an earlier version, or somebody in haste, may have left it."""
    folder = project(tmp_path / "p")
    (folder / "var").mkdir(mode=0o755)
    assert command(folder, *RUN).returncode == ExitCode.DONE
    assert too_open(folder / "var") == []


def test_a_draft_is_as_private_as_a_release(tmp_path):
    """A notebook that is opened before anything was run makes the folder."""
    folder = project(tmp_path / "p")
    code = "import sys; from samspelet_lib.release.draft import main; sys.exit(main(['2026-10', 'publik']))"
    where = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=where, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.decode().strip()).is_relative_to(folder / "var" / "drafts")
    assert too_open(folder / "var") == []


def test_no_pseudonym_leaves_the_reading_room(made):
    """Neither pages nor releases, executed notebooks, records or logs hold one, in any edition."""
    assert holding(made / "leveranser", "xl/") != []
    assert [found for name in ("var", "reports") for found in holding(made / name, PSEUDONYM)] == []


def test_an_executed_notebook_holds_no_more_than_its_page(made):
    """Every word and number that a cell has shown stands on the page, and there is no row of a table of rows."""
    page = (made / "reports" / FOLDER / "insats-stegen_kristinehamn.html").read_text(encoding="utf-8")
    on_page = words(BeautifulSoup(page, "html.parser").get_text(" "))
    notebook = json.loads((made / "var/executed" / FOLDER / "publik/insats-stegen_kristinehamn.ipynb").read_text())
    shown = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    assert {output["output_type"] for output in shown} == {"execute_result"}
    for output in shown:
        for kind, text in output["data"].items():
            said = BeautifulSoup("".join(text), "html.parser").get_text(" ") if kind == "text/html" else "".join(text)
            assert words(said) <= on_page, f"{kind}: {sorted(words(said) - on_page)[:5]}"


def words(text):
    return set(re.findall(r"\w+", text))


# What a library may do as it reads or writes: a file of rows in the folder for temporary files. Then the end.
_ROWS = """
import os, signal, tempfile
from samspelet_lib.data import door
real = door.open_all
def dying(*given):
    came = real(*given)
    with tempfile.NamedTemporaryFile('w', delete=False) as file:
        file.write('SK-1041-QX;man;1985')
        file.flush()
        os.kill({who}, signal.SIGKILL)
        signal.pause()
door.open_all = dying
"""


@pytest.mark.parametrize(("who", "code"), [("os.getpid()", None), ("os.getppid()", -signal.SIGKILL)])
def test_rows_in_a_temporary_file_are_private_and_gone_after_a_kill(tmp_path, monkeypatch, who, code):
    """As by `kill -9`, of the process that builds the release or of the whole run, with rows on disk."""
    common = tmp_path / "tmp"
    common.mkdir()
    monkeypatch.setenv("TMPDIR", str(common))
    folder = project(tmp_path / "p")

    done = patched(folder, _ROWS.format(who=who), *RUN)

    assert code is None or done.returncode == code, done.stderr
    assert done.returncode != ExitCode.DONE
    left = holding(folder / "var", PSEUDONYM)
    assert len(left) == (0 if code is None else 1)
    assert all(path.is_relative_to(folder / "var" / "tmp") for path in left)
    assert too_open(folder / "var") == []
    assert list(common.rglob("*")) == []

    assert command(folder, *RUN).returncode == ExitCode.DONE
    assert holding(folder / "var", PSEUDONYM) == []
    assert list(common.rglob("*")) == []


def test_the_address_of_a_database_is_written_nowhere(tmp_path):
    """Its account and password are for the reading room alone; nor is the path of a database file told."""
    folder = project(tmp_path / "p")
    with postgres() as url:
        address = url.set(drivername="postgresql", username="prov", password=SECRET)
        _fill_postgres(url)
        done = command(folder, *RUN, "--data", address.render_as_string(hide_password=False))
    assert done.returncode == ExitCode.DONE, done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert [found for name in ("var", "reports") for found in holding(folder / name, SECRET)] == []
    assert holding(folder / "var", f":{url.port}") == []


def test_the_path_of_a_database_file_is_written_nowhere(tmp_path):
    """A folder's name can tell whose data it is."""
    folder = project(tmp_path / "p")
    place = tmp_path / SECRET
    place.mkdir()
    with sqlite3.connect(place / "data.db") as connection:
        connection.execute("create table deltagare (insats text, person text, kon text, startdatum date)")
        connection.execute("insert into deltagare values ('stegen_kristinehamn', 'SK-1041-QX', 'man', '2026-01-10')")
    done = command(folder, *RUN, "--data", f"sqlite:///{place / 'data.db'}")
    assert done.returncode == ExitCode.DONE, done.stderr
    assert [found for name in ("var", "reports") for found in holding(folder / name, SECRET)] == []


def _fill_postgres(url):
    from sqlalchemy import create_engine, text  # noqa: PLC0415

    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("create table deltagare (insats text, person text, kon text, startdatum date)"))
        connection.execute(
            text("insert into deltagare values ('stegen_kristinehamn', 'SK-1041-QX', 'man', '2026-01-10')")
        )
    engine.dispose()


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("SK-1041-QX väntar på beslut.", "löpnummer eller namn ur en leverans"),
        ("Fråga anna.andersson@kommun.se.", "e-postadress som inte är beslutad"),
        (r"Listan ligger i G:\Stegen\lista.xlsx.", "sökväg på en dator"),
        ("Fråga 811218-9876.", "personnummer"),
        ("Av deltagarna är 3 män.", "ett tal där utgåvan döljer participants"),
    ],
)
def test_an_owners_words_stop_the_run(tmp_path, comment, told):
    """What a comment says of a person, or of where the lists lie, is told by place and kind; nothing is swapped."""
    folder = project(tmp_path / "p", comment)
    stopped = command(folder, *RUN)
    assert stopped.returncode == ExitCode.DISCLOSURE
    assert told in stopped.stderr
    assert not any(word in stopped.stderr for word in ("1041", "anna", "lista", "811218"))
    assert not (folder / "reports").exists()
    assert not list((folder / "var" / "stage").glob("*/*"))


def test_words_that_stop_a_run_leave_the_pages_that_stood(tmp_path):
    """A comment that comes later does not take away what had been published."""
    folder = project(tmp_path / "p")
    assert command(folder, *RUN).returncode == ExitCode.DONE
    page = folder / "reports" / FOLDER / "insats-stegen_kristinehamn.html"
    before = page.read_bytes()
    heads = ["Insats", "Mätpunkt", "Period", "Kommentar"]
    words_of = {
        "Leverans": [["Insats", "Period", "Inlämnad"], [INSATS, PERIOD, date(2026, 9, 6)]],
        "Kommentarer": [heads, [INSATS, "deltagare", "2026-08", f"{PSEUDONYM} väntar."]],
    }
    workbook(folder / "leveranser" / "ord.xlsx", words_of)
    assert command(folder, *RUN).returncode == ExitCode.DISCLOSURE
    assert page.read_bytes() == before
