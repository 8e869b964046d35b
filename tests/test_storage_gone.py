"""A run whose source or whose disk is taken away: named, an exit code, and nothing of the run is left."""

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
from postgres import VARIABLE, postgres
from small_project import PERIOD, command, pages, patched, small_project
from sqlalchemy import Column, Date, Integer, MetaData, String, Table, create_engine
from sqlalchemy.pool import NullPool

from samspelet_lib.errors import ExitCode

pytestmark = [pytest.mark.slow, pytest.mark.long]

STOPPED_IN_THE_MIDDLE = """
import os, signal, time
from pathlib import Path
import samspelet_lib.data.sql as sql
real = sql._frame
def gone(connection, found):
    note = Path(connection.exec_driver_sql("show data_directory").scalar()) / "postmaster.pid"
    os.kill(int(note.read_text().split()[0]), signal.SIGQUIT)
    while note.exists():
        time.sleep(0.05)
    return real(connection, found)
sql._frame = gone
"""


def fill(url):
    """The places of one insats, as its owner's database would tell them."""
    metadata = MetaData()
    named = [("insats", String), ("plats", String), ("datum", Date), ("platser", Integer)]
    table = Table("kapacitet", metadata, *(Column(*column) for column in named))
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        metadata.create_all(connection)
        row = {"insats": "killstad", "plats": "killstad_gard", "datum": date(2026, 10, 1), "platser": 8}
        connection.execute(table.insert(), [row])


def kept(project):
    """Everything below var that a run leaves for the next, by name."""
    places = [project / "var" / name for name in ("releases", "kept", "runs")]
    return {path: path.read_bytes() for place in places for path in place.rglob("*") if path.is_file()}


def check_refused(done, project, before, *, told):
    """Exit code 2 with the cause in words; pages and releases are as they were, and nothing is staged."""
    assert done.returncode == ExitCode.USAGE, done.stdout + done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert (pages(project), kept(project)) == before
    stage = project / "var/stage"
    assert not stage.is_dir() or list(stage.iterdir()) == []


def test_postgresql_that_stops_in_the_middle_or_before(tmp_path):
    """The server is stopped while a run reads, and is gone when the next one starts."""
    if os.environ.get(VARIABLE):
        pytest.skip(f"not run: the server that {VARIABLE} names is not ours to stop")
    project = small_project(tmp_path)
    with postgres() as url:
        fill(url)
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        arguments = ("run", PERIOD, "--data", address, "--force")
        assert command(project, *arguments).returncode == ExitCode.DONE
        before = pages(project), kept(project)
        for patch in (STOPPED_IN_THE_MIDDLE, ""):
            check_refused(patched(project, patch, *arguments), project, before, told="svarar inte")


def test_a_folder_that_cannot_be_written_is_named_before_anything_is_built(tmp_path):
    """reports/ on a disk that is only to be read; writable again, the same command makes the pages."""
    project = small_project(tmp_path)
    assert command(project, "run", PERIOD).returncode == ExitCode.DONE
    before, reports = (pages(project), kept(project)), project / "reports"
    if not mounted_read_only(reports):
        pytest.skip("not run: mounting a folder that can only be read takes root")
    try:
        done = command(project, "run", PERIOD, "--force")
        check_refused(done, project, before, told=f"skrivskyddad disk). Det gäller {reports}")
    finally:
        subprocess.run(["umount", reports], check=True)
    assert command(project, "run", PERIOD, "--force").returncode == ExitCode.DONE


def mounted_read_only(folder: Path) -> bool:
    """Whether the folder could be mounted over itself, to be read only."""
    if subprocess.run(["mount", "--bind", folder, folder], check=False, capture_output=True).returncode:
        return False
    if subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=False, capture_output=True).returncode:
        subprocess.run(["umount", folder], check=True)
        return False
    return True
