"""Leaks planted in finished pages stop what would publish them; the pages as they are made stop nothing."""

import shutil

import planting
import pytest
from planting import change
from small_project import ROOT, command

from samspelet_lib.errors import DisclosureError, ExitCode
from samspelet_lib.period import Period
from samspelet_lib.project import find_project
from samspelet_lib.publish.auditing import check_stage
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


@pytest.mark.parametrize("period", PERIODS)
def test_a_finished_folder_may_take_its_own_place(made, period):
    """What a run stages is let through, whatever the kind of period."""
    checked(made, folder_of(made, period), period)


@pytest.mark.long
def test_every_month_is_let_through(tmp_path):
    """Ten months in a row, early ones with little in them: no false alarm stops what a timer starts."""
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    assert command(tmp_path, "demo").returncode == ExitCode.DONE
    for month in range(1, 11):
        done = command(tmp_path, "run", f"2026-{month:02}")
        assert done.returncode in {ExitCode.DONE, ExitCode.PARTLY}, (month, done.stderr)


@pytest.mark.parametrize("plant", planting.PLANTS, ids=lambda plant: plant.__name__)
def test_a_planted_leak_stops_publishing(made, staged, plant):
    """Each is found, and what is said of it names the file and not the value."""
    folder = staged("2026")
    plant(folder)

    with pytest.raises(DisclosureError) as stopped:
        checked(made, folder, "2026")

    told = str(stopped.value)
    assert planting.PERSONNUMMER not in told
    assert "97" not in told.replace("2026-09", "")
    assert any(path.name in told for path in folder.rglob("*") if path.is_file())


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
