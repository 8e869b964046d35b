"""A folder takes another's place whole, whatever happens on the way."""

import os
import shutil
import subprocess
import sys

import pytest
from killing import ROOT, killed

from samspelet_lib.errors import LockedError
from samspelet_lib.publish.lock import holding
from samspelet_lib.publish.stage import StorageError, naming_storage, put_in_place, put_right, staging, write_whole
from samspelet_lib.publish.swap import exchange, recover, swap

SWAP = "samspelet_lib.publish.swap"
TWO_RENAMES = "import samspelet_lib.publish.swap as s; s.exchange = lambda new, folder: False"


def folder(path, text):
    path.mkdir(parents=True)
    (path / "index.html").write_text(text)
    (path / f"{text}.html").write_text(text)
    return path


def held(path):
    return {found.name: found.read_text() for found in path.iterdir()} if path.is_dir() else None


OLD, NEW = ({"index.html": name, f"{name}.html": name} for name in ("old", "new"))


@pytest.fixture
def places(tmp_path):
    """A folder to fill, the one it will replace, and the private place for what is set aside."""
    return (
        folder(tmp_path / "var/stage/reports/2026-03.1", "new"),
        folder(tmp_path / "reports/2026-03", "old"),
        tmp_path / "var/stage/reports",
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such step")
def test_two_folders_change_places_in_one_step(places):
    """Linux exchanges the names; both folders exist all the while."""
    new, old, _ = places
    assert exchange(new, old)
    assert (held(old), held(new)) == (NEW, OLD)


def test_a_first_folder_is_moved_in(places):
    """Where nothing stood there is nothing to exchange with."""
    new, old, aside = places
    shutil.rmtree(old)
    swap(new, old, aside)
    assert held(old) == NEW


@pytest.mark.parametrize("two_renames", [False, True])
def test_what_stood_there_is_gone_afterwards(places, monkeypatch, two_renames):
    """By either way the new folder stands and no trace of the old one is left."""
    new, old, aside = places
    if two_renames:
        monkeypatch.setattr(f"{SWAP}.exchange", lambda _new, _folder: False)
    swap(new, old, aside)
    assert held(old) == NEW
    assert list(aside.iterdir()) == []


def test_a_refused_rename_leaves_what_stood_there(places, monkeypatch):
    """The second of two renames fails since the new folder is gone: the old one is put back at once."""
    new, old, aside = places
    monkeypatch.setattr(f"{SWAP}.exchange", lambda _new, _folder: False)
    shutil.rmtree(new)
    with pytest.raises(FileNotFoundError):
        swap(new, old, aside)
    assert held(old) == OLD


@pytest.mark.parametrize(
    ("point", "also", "stands"),
    [
        ("exchange:before", "", OLD),
        ("exchange:after", "", NEW),
        ("set_aside:before", TWO_RENAMES, OLD),
        ("set_aside:after", TWO_RENAMES, None),
        ("move_in:before", TWO_RENAMES, None),
        ("move_in:after", TWO_RENAMES, NEW),
    ],
)
def test_killed_at_a_rename_the_folder_is_whole(places, point, also, stands):
    """Before and after each rename: what stands is the old folder or the new one, whole.

    Only between the two renames of a system without exchange is it missing, and the next run puts it back.
    """
    new, old, aside = places
    killed(
        f"{SWAP}:{point}",
        f"s.swap(*map(Path, {[str(p) for p in (new, old, aside)]!r}))",
        also=f"from pathlib import Path; import {SWAP} as s; {also}",
    )
    assert held(old) == stands
    recover([(aside, old.parent)])
    assert held(old) == (stands or OLD)
    assert not aside.exists(), "nothing that the killed run left is left"


def test_recovery_does_not_touch_a_folder_that_stands(places):
    """A folder that was set aside and also stands was replaced; the one that stands is kept."""
    _, old, aside = places
    folder(aside / "2026-03.before", "older")
    assert recover([(aside, old.parent)]) == []
    assert held(old) == OLD


def test_a_stage_is_gone_when_the_run_breaks(tmp_path):
    """An exception on the way leaves neither pages nor a stage."""

    def breaking():
        with staging(tmp_path / "reports/2026-03", tmp_path / "var") as stage:
            (stage / "index.html").write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaking()
    assert list((tmp_path / "var/stage").iterdir()) == []
    assert not (tmp_path / "reports").exists()


def test_public_and_internal_folders_of_a_period_are_put_right_apart(tmp_path):
    """Both editions have a folder `2026-03`; each is put back where it stood."""
    bases = (tmp_path / "reports", tmp_path / "var/arbetsmaterial")
    for base in bases:
        base.mkdir(parents=True)
        folder(tmp_path / "var/stage" / base.name / "2026-03.before", base.name)
    put_right(tmp_path / "var", bases)
    assert [held(base / "2026-03")["index.html"] for base in bases] == ["reports", "arbetsmaterial"]


def test_pages_get_the_modes_of_their_edition(tmp_path):
    """Public pages can be read by a web server, internal ones only by their owner."""
    for is_public, mode in ((True, 0o644), (False, 0o600)):
        stage, place = folder(tmp_path / f"stage/{is_public}", "new"), tmp_path / f"base/{is_public}"
        put_in_place(stage, place, is_public=is_public)
        assert (place / "index.html").stat().st_mode & 0o777 == mode


def test_a_second_run_is_refused_and_told_who_runs(tmp_path):
    """The lock names its holder; when the holder is gone, so is the lock."""
    with holding(tmp_path), pytest.raises(LockedError, match=str(os.getpid())), holding(tmp_path):
        pass
    with holding(tmp_path):
        pass


def test_a_lock_whose_holder_was_killed_holds_nobody(tmp_path):
    """`kill -9` leaves the file, but not the lock."""
    killed(
        "os:getcwd:before",
        f"context = holding(Path({str(tmp_path)!r}))\ncontext.__enter__()\nos.getcwd()",
        also="import os\nfrom pathlib import Path\nfrom samspelet_lib.publish.lock import holding",
    )
    with holding(tmp_path):
        pass


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 KiB."""
    place = tmp_path / "small"
    place.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], check=False, capture_output=True
    ).returncode:
        pytest.skip("not run: mounting a small disk takes root")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_named_and_what_stood_there_stands(small_disk):
    """A file that does not fit leaves the old one, and no half one beside it."""
    page = small_disk / "index.html"
    write_whole(page, "old")
    with pytest.raises(StorageError, match="Disken är full"), naming_storage():
        write_whole(page, "x" * 100_000)
    assert held(small_disk) == {"index.html": "old"}


def test_a_disk_that_cannot_be_written_is_named(small_disk):
    """A read-only disk is told in words, with what to do."""
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(StorageError, match="skrivskyddad"), naming_storage():
        write_whole(small_disk / "index.html", "new")


def test_a_file_where_a_folder_should_be_is_named(tmp_path):
    """`reports` that is a file is told in words."""
    (tmp_path / "var").write_text("")
    stage = staging(tmp_path / "reports/2026-03", tmp_path / "var")
    with pytest.raises(StorageError, match="är en fil"), naming_storage(), stage:
        pass


def test_the_program_needs_nothing_heavy_to_recover():
    """Swap, stage, lock and the note of the last run import the standard library alone."""
    code = "import sys; before = set(sys.modules)\nimport samspelet_lib.publish.start, samspelet_lib.publish.lock\n"
    code += "print({name.partition('.')[0] for name in set(sys.modules) - before} - sys.stdlib_module_names)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{'samspelet_lib'}"
