"""What is due when, by the calendar alone; and what a timer is told."""

import json
import re
import shutil
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest
from samspelet import PARAMS
from small_project import command, pages, small_project

from samspelet_lib.errors import ExitCode, RefusedError, SamspeletError
from samspelet_lib.plan.publication import load_publication
from samspelet_lib.project import Project
from samspelet_lib.publish.kept import mark
from samspelet_lib.publish.schedule import by_hand, command_of, install, units

TWICE = """period = [
  { period = "2026-01", due = 2026-02-20, final = 2026-03-31 },
  { period = "2026-01", due = 2026-02-21, final = 2026-03-31 },
]"""


def project(tmp_path, data="leveranser"):
    return Project(root=tmp_path / "a b%", params=tmp_path / "params", data=data, out=tmp_path)


def calendar(tmp_path, text):
    (tmp_path / "params/2026").mkdir(parents=True)
    head = 'document = { source = "x", date = 2026-01-01, status = "förslag" }\n'
    (tmp_path / "params/2026/publication.toml").write_text(head + text, encoding="utf-8")
    return tmp_path / "params"


def test_the_calendar_has_each_month_the_interim_and_the_year():
    """Fourteen periods of 2026, none due before it is over."""
    found = [entry.period for entry in load_publication(PARAMS)]
    assert len(found) == len(set(found)) == 14
    assert {"2026-01..08", "2026"} < set(found)


@pytest.mark.parametrize(
    "line",
    [
        'period = [{ period = "2026-13", due = 2026-02-20, final = 2026-03-31 }]',
        'period = [{ period = "2026-01", due = 2026-01-20, final = 2026-03-31 }]',
        'period = [{ period = "2026-01", due = 2026-02-20, final = 2026-02-20 }]',
        'period = [{ period = "2026-01", due = 2026-02-20 }]',
        'period = [{ period = "2026-01", due = 2026-02-20, final = 2026-03-31, x = 1 }]',
        TWICE,
    ],
)
def test_a_malformed_calendar_is_refused_by_name(tmp_path, line):
    """A period that is none, days out of order, a missing or unknown key, a period twice."""
    with pytest.raises(RefusedError, match=r"2026/publication\.toml"):
        load_publication(calendar(tmp_path, line))


def test_a_period_is_preliminary_until_its_day():
    """The day itself is final; a period outside the calendar is not marked."""
    assert mark("2026-03-31", date(2026, 3, 30)) == "preliminär"
    assert mark("2026-03-31", date(2026, 3, 31)) == "definitiv"
    assert mark(None, date(2026, 3, 31)) == ""


def test_the_timer_catches_up_and_names_every_folder(tmp_path):
    """Persistent=true, and a command that works from anywhere; a per cent sign in a path is doubled."""
    found = units(project(tmp_path))
    assert "Persistent=true" in found.timer
    assert f"WorkingDirectory={tmp_path}/a b%%\n" in found.service
    assert f'"--params" "{tmp_path}/params"' in found.service


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here to ask")
def test_systemd_accepts_the_units(tmp_path):
    """Its own checker has nothing to say about the two files."""
    (tmp_path / "a b%").mkdir()
    found = units(project(tmp_path))
    paths = [tmp_path / "samspelet.service", tmp_path / "samspelet.timer"]
    for path, text in zip(paths, (found.service, found.timer), strict=True):
        path.write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *paths], capture_output=True, text=True, check=False
    )
    assert not [line for line in done.stderr.splitlines() if "samspelet" in line]


def test_the_crontab_line_escapes_what_cron_reads(tmp_path):
    """cron ends a command at a bare per cent sign."""
    line = by_hand(project(tmp_path, data=f"{tmp_path}/100%")).splitlines()[-1]
    assert line.startswith("0 6 * * * cd ")
    assert re.findall(r"(.)%", line) == ["\\", "\\"]


def test_installing_writes_the_two_files_of_the_user(tmp_path, monkeypatch):
    """The files lie where systemd looks; where it cannot be reached, the text says what to run."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    text = install(project(tmp_path))
    if shutil.which("systemctl") is None:
        assert "crontab" in text
        return
    assert sorted(path.name for path in (tmp_path / "config/systemd/user").glob("samspelet.*")) == [
        "samspelet.service",
        "samspelet.timer",
    ]


def test_a_password_is_never_written_in_a_timetable(tmp_path):
    """A database address with a password is refused, with what to do instead."""
    with pytest.raises(SamspeletError, match="pgpass"):
        install(project(tmp_path, data="postgresql://anna:hemligt@server/db"))


def test_the_scheduled_command_is_ours(tmp_path):
    """What the timer starts is `run --due` with the project's folders."""
    assert command_of(project(tmp_path))[2:5] == ["samspelet_lib.cli", "run", "--due"]


@pytest.mark.slow
@pytest.mark.long
def test_a_simulated_year(tmp_path):
    """Twelve calls, the clock an argument: each period is made when due, again while preliminary, then never.

    Each month's places come in time but February's, which come a month late and are corrected a month after that.
    In May the plan's words are corrected. In November a figure of January, long final, is delivered anew.
    """
    folder = small_project(tmp_path)
    history = {}
    for month in range(1, 13):
        _deliver(folder, month)
        if month == 5:
            _correct(folder)
        today = date(2026 + (month == 12), month % 12 + 1, 21)
        history[month] = _call(folder, today)
    _check_the_history(history)
    _check_february(folder)
    again = command(folder, "run", "--due", "--today", "2027-01-21")
    assert "gjord" not in again.stdout, "nothing is done twice"
    assert "preliminära" in pages(folder, "2026-12")["index.html"].decode()


def _call(folder, today):
    """One morning's call; status and release by period."""
    done = command(folder, "run", "--due", "--today", str(today), "--json")
    assert done.returncode == ExitCode.DONE, done.stdout + done.stderr
    status = json.loads((folder / "var/status.json").read_text())
    assert (status["today"], status["exit_code"]) == (str(today), 0)
    return {entry["period"]: (entry["status"], entry["release"]) for entry in status["done"]}


def _deliver(folder, month):
    """What has come by the call about a month."""
    if month != 2:
        _places(folder, month, 8)
    if month in {3, 4}:
        _places(folder, 2, {3: 9, 4: 7}[month])
    if month == 11:
        _places(folder, 1, 5)


def _places(folder, month, count):
    text = f"Insats;Plats;Datum;Platser (antal)\nkillstad;killstad_gard;2026-{month:02}-01;{count}\n"
    (folder / f"leveranser/Kapacitet {month:02}.csv").write_text(text, encoding="utf-8")


def _correct(folder: Path) -> None:
    path = folder / "params/2026/insatser/tris.toml"
    content = path.read_text(encoding="utf-8")
    name = tomllib.loads(content)["name"]
    path.write_text(content.replace(f'name = "{name}"', f'name = "{name} (rättad)"', 1), encoding="utf-8")


def _check_the_history(history):
    assert history[1] == {"2026-01": ("gjord", 1)}
    assert history[2]["2026-02"] == ("gjord", 1)
    for month, periods in history.items():
        made = {period for period, (status, _) in periods.items() if status == "gjord"}
        assert f"2026-{month:02}" in made or month in {6, 7}, f"nothing was made in call {month}"
    statuses = [history[month]["2026-02"][0] for month in range(2, 13)]
    assert statuses == ["gjord"] * 3 + ["definitiv, rörs inte"] * 8, "late, corrected, final"
    assert history[5]["2026-04"][0] == "gjord", "preliminary: the correction of the plan makes it again"
    final = {month: history[month]["2026-01"] for month in range(4, 13)}
    assert set(final.values()) == {("definitiv, rörs inte", history[3]["2026-01"][1])}, "whatever is delivered"
    assert {status for status, _ in history[12].values()} <= {"gjord", "inget nytt", "definitiv, rörs inte"}
    assert {"2026-08", "2026-01..08"} <= set(history[8])


def _check_february(folder):
    """Its log reads: first, a new figure, corrected delivery; and its first release is there to be read."""
    log = json.loads((folder / "reports/2026-02/revisions.json").read_text())
    assert log["mark"] == "definitiv"
    first, late, corrected = log["revisions"]
    assert (first["changed"], first["file"]) == ({}, "release-1.json")
    assert late["changed"] == {"nytt tal": 1}
    assert set(corrected["changed"]) == {"rättad eller kompletterad leverans"}
    assert corrected["insatser"] == ["Killstad samt uppsökande verksamhet"]
    told = command(folder, "diff", "2026-02@2", "2026-02@3")
    assert "(rättad eller kompletterad leverans)" in told.stdout
