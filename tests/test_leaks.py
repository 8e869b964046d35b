"""Leaks planted in finished pages stop what would publish them; the pages as they are made stop nothing."""

import re
import shutil

import planting
import pytest
from planting import change
from small_project import PERIOD, ROOT, command, patched, small_project

from samspelet_lib.errors import DisclosureError, ExitCode
from samspelet_lib.period import Period
from samspelet_lib.project import find_project
from samspelet_lib.publish.auditing import audit, check_common, check_stage
from samspelet_lib.publish.reading import read_page
from samspelet_lib.release.audit_places import Places
from samspelet_lib.release.store import Edition, Store

pytestmark = pytest.mark.slow
PERIODS = ("2026-09", "2026-01..08", "2026")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A month, an interim and a year of the demo, as a user gets them."""
    folder = tmp_path_factory.mktemp("leaks")
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    change(folder / "params/forbund.toml", 'email = ""', 'email = "Kansli@exempel.se"')  # as the page asks for
    assert command(folder, "demo").returncode == ExitCode.DONE
    for period in PERIODS:
        done = command(folder, "run", period)
        assert done.returncode in {ExitCode.DONE, ExitCode.PARTLY}, done.stderr
    return folder


def folder_of(made, period):
    return made / "reports" / Period.parse(period).folder


def checked(made, folder, period):
    """What publishing the folder in place of the period's would be told."""
    project = find_project(str(made / "params"), None, str(made))
    check_stage(project, folder, Store(project.var).read(Period.parse(period), Edition.PUBLIC))


@pytest.fixture
def staged(made, tmp_path):
    """A copy of a period's finished folder, to plant in."""

    def stage(period):
        return shutil.copytree(folder_of(made, period), tmp_path / Period.parse(period).folder)

    return stage


def test_finished_pages_give_no_finding(made):
    """Month, interim and year as they are made: every month's user meets this, so no false alarm."""
    done = command(made, "audit")
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    assert "0 fynd" in done.stdout


def test_pages_without_the_private_logs_are_audited_as_far_as_they_go_and_it_is_said(made, tmp_path):
    """As where the pages have been copied to another machine: which hidden counts are small is not known there."""
    for name in ("params", "reports"):
        shutil.copytree(made / name, tmp_path / name)
    here, there = (audit(find_project(str(folder / "params"), None, str(folder))) for folder in (made, tmp_path))

    assert here.without_log == ()
    assert there.without_log == tuple(sorted(Period.parse(period).folder for period in PERIODS))
    assert (here.leaks, there.files) == ((), here.files)
    assert {leak.file for leak in there.leaks} <= {"utgåvorna tillsammans"}  # certain, and known to be small to nobody
    assert "Den privata loggen finns inte här för 2026, " in there.to_text()
    assert "loggen" not in here.to_text()


@pytest.mark.parametrize("period", PERIODS)
def test_a_finished_folder_may_take_its_own_place(made, period):
    """What a run stages is let through, whatever the kind of period."""
    checked(made, folder_of(made, period), period)


@pytest.mark.long
def test_every_month_is_let_through(tmp_path):
    """Ten months in a row, early ones with little in them: no false alarm stops what a timer starts."""
    with_demo(tmp_path)
    for month in range(1, 11):
        run(tmp_path, f"2026-{month:02}")


def with_demo(folder):
    """A project with the demo's deliveries; the folder."""
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    assert command(folder, "demo").returncode == ExitCode.DONE


def run(folder, period):
    done = command(folder, "run", period)
    assert done.returncode in {ExitCode.DONE, ExitCode.PARTLY}, (period, done.stderr)


def test_a_corrected_delivery_is_let_through(tmp_path):
    """One case fewer: the interim report is made again, and nothing is found in October, which repeats the first."""
    with_demo(tmp_path)
    for period in ("2026-01..08", "2026-10"):
        run(tmp_path, period)
    [delivery] = tmp_path.glob("leveranser/2026/TRIS TRIS-ärenden 2026-07_10 *.csv")
    rows = delivery.read_text(encoding="utf-16").splitlines()
    delivery.write_text("\n".join([rows[0], *rows[2:]]) + "\n", encoding="utf-16")
    run(tmp_path, "2026-01..08")

    done = command(tmp_path, "audit")
    assert (done.returncode, "0 fynd" in done.stdout) == (ExitCode.DONE, True), done.stdout
    assert (tmp_path / "reports/2026-01_08/release-1.json").is_file()


@pytest.mark.parametrize("plant", planting.PLANTS, ids=lambda plant: plant.__name__)
def test_a_planted_leak_stops_publishing(made, staged, plant):
    """Each is found, and what is said of it names the file and not the value."""
    folder = staged("2026")
    plant(folder)

    with pytest.raises(DisclosureError) as stopped:
        checked(made, folder, "2026")

    told = str(stopped.value)
    assert planting.PERSONNUMMER not in told
    assert says_a_planted_number(told) is None, told
    assert any(path.name in told for path in folder.rglob("*") if path.is_file())


def says_a_planted_number(told):
    """What every plant plants, outside of where it is found."""
    where = r"[\w./-]+\.(?:html|csv|json|xlsx|xml)|\b(?:rad|kolumn|blad|utgåva) \d+|\b20\d\d-\d\d\b"
    return re.search(r"\b(?:3|97|tre kvinnor)\b", re.sub(where, "", told))


@pytest.mark.parametrize("plant", planting.COMMON_PLANTS, ids=lambda plant: plant.__name__)
def test_a_leak_among_the_matpunkter_stops_publishing(made, tmp_path, plant):
    """Their pages are read before the period takes its place, with their files; the finding names the file alone."""
    folder = shutil.copytree(made / "reports/matpunkt", tmp_path / "matpunkt")
    common_checked(made, folder)
    plant(folder)

    with pytest.raises(DisclosureError) as stopped:
        common_checked(made, folder)

    told = str(stopped.value)
    assert "matpunkt/" in told
    assert says_a_planted_number(told) is None, told


def common_checked(made, folder):
    project, period = find_project(str(made / "params"), None, str(made)), Period.parse("2026")
    kept = Store(project.var).read(period, Edition.PUBLIC)
    check_common(project, folder, kept, staged=folder_of(made, "2026"))


def test_the_audit_reads_what_the_matpunkter_offer(made, tmp_path):
    """Their downloads, and the notes beside each period that they are made from."""
    for name in ("params", "reports", "var"):
        shutil.copytree(made / name, tmp_path / name)
    planting.a_cell_of_a_matpunkts_file(tmp_path / "reports/matpunkt")
    planting.in_the_notes_of_matpunkter(tmp_path / "reports/2026-09")

    found = {leak.file for leak in audit(find_project(str(tmp_path / "params"), None, str(tmp_path))).leaks}

    assert "2026-09/matpunkter.json" in found
    assert any(re.fullmatch(r"matpunkt/data/.+/varden\.csv", file) for file in found), found


LEAKING = """
import samspelet_lib.publish.run as r
real = r.write_matpunkter
def leaking(project, pages, *, staged):
    real(project, pages, staged=staged)
    (pages / "underlag.csv").write_text("kvinnor;3")
r.write_matpunkter = leaking
"""


def test_nothing_of_a_period_is_published_where_a_matpunkts_page_would_leak(tmp_path):
    """Neither the period's pages nor theirs."""
    done = patched(small_project(tmp_path), LEAKING, "run", PERIOD)
    assert done.returncode == ExitCode.DISCLOSURE, done.stdout + done.stderr
    assert "matpunkt/underlag.csv" in done.stderr
    assert not (tmp_path / "reports").exists()


def test_the_last_interims_page_left_lying_is_found(made, staged):
    """A page that was not taken away, though it looks like the others."""
    folder = staged("2026")
    shutil.copyfile(folder_of(made, "2026-01..08") / "interim.html", folder / "interim.html")
    with pytest.raises(DisclosureError, match=r"interim\.html"):
        checked(made, folder, "2026")


def test_pages_of_two_periods_are_a_mixed_set(made, staged):
    """The interim's page of an insats under the year's name."""
    folder = staged("2026")
    page = planting.with_mark(folder_of(made, "2026-01..08"))
    shutil.copyfile(page, folder / page.name)
    with pytest.raises(DisclosureError, match="en annan period än mappen"):
        checked(made, folder, "2026")


def test_every_hidden_cell_is_watched(made):
    """Whichever mark is replaced by a number that no figure has, it is found."""
    project = find_project(str(made / "params"), None, str(made))
    places = Places(Store(project.var).read(Period.parse("2026"), Edition.PUBLIC))
    page = planting.with_mark(folder_of(made, "2026")).read_text(encoding="utf-8")
    pieces = page.split(planting.MARK)
    assert len(pieces) > 2
    for number in range(1, len(pieces)):
        leaking = planting.MARK.join(pieces[:number]) + "97" + planting.MARK.join(pieces[number:])
        assert list(places.leaks(read_page(leaking).slots)), number
