"""Params that cannot be accepted: every fault of every file at once, each with file, place and remedy."""

import shutil
import tomllib
from pathlib import Path

import pytest

from samspelet_lib.errors import ExitCode, RefusedError
from samspelet_lib.plan.load import load_plan

HERE = Path(__file__).parent
MUSEUM = HERE / "bad_params"
SOUND = HERE / "forbund_b" / "params"
CASES = tomllib.loads((HERE / "cases" / "bad_params.toml").read_text(encoding="utf-8"))
TOGETHER = [case for case in CASES["edit"] if case.get("together", True)]


def refused(params, year):
    with pytest.raises(RefusedError) as told:
        load_plan(params, year)
    return told.value


@pytest.fixture(scope="module")
def museum():
    """What loading says of the museum: a file for each mistake."""
    return refused(MUSEUM, 2026)


@pytest.fixture
def params(tmp_path):
    """A sound params folder to break."""
    return shutil.copytree(SOUND, tmp_path / "params")


def test_every_broken_file_is_a_case():
    """Nothing in the museum goes without a case."""
    files = {path.relative_to(MUSEUM).as_posix() for path in MUSEUM.rglob("*") if path.is_file()}
    assert files == {case["file"] for case in CASES["file"]}
    assert len(files) >= 40


def test_each_mistake_is_one_fault_and_all_come_in_one_list(museum):
    """As many faults as files, one for each, in the order of the files; exit code 3."""
    assert [fault.file for fault in museum.faults] == sorted(case["file"] for case in CASES["file"])
    assert museum.exit_code is ExitCode.REFUSED
    assert str(museum).count("\n") == len(CASES["file"])


@pytest.mark.parametrize("case", CASES["file"], ids=lambda case: case["file"])
def test_a_fault_says_where_what_and_what_to_do(museum, case):
    """The place is the key or the line, and the text has the words of the case."""
    fault = next(fault for fault in museum.faults if fault.file == case["file"])
    assert fault.place == case["place"]
    assert [words for words in case["says"] if words not in f"{fault.problem} {fault.remedy}"] == []
    assert fault.problem.endswith(".")
    assert fault.remedy.endswith(".")


def edit(params, case):
    path = params / case["file"]
    text = path.read_text(encoding="utf-8")
    assert text.count(case["old"]) == 1, "the case changes one place"
    path.write_text(text.replace(case["old"], case["new"]), encoding="utf-8")


def told(fault):
    return fault.file, fault.place


@pytest.mark.parametrize("case", CASES["edit"], ids=lambda case: f"{case['file']} {case['place']}")
def test_a_change_that_breaks_a_sound_file_is_one_fault(params, case):
    """One place changed is one fault, with its place and words."""
    edit(params, case)
    (fault,) = refused(params, 2027).faults
    assert told(fault) == (case["file"], case["place"])
    assert [words for words in case["says"] if words not in f"{fault.problem} {fault.remedy}"] == []


def test_one_fault_hides_no_other(params):
    """All the changes made at once, several in one file, are all told."""
    for case in TOGETHER:
        edit(params, case)
    faults = refused(params, 2027).faults
    assert sorted(map(told, faults)) == sorted((case["file"], case["place"]) for case in TOGETHER)


@pytest.mark.parametrize("name", sorted(path.relative_to(SOUND).as_posix() for path in SOUND.rglob("*.toml")))
def test_a_file_that_cannot_be_read_blames_no_other(params, name):
    """Half a file is one fault: what other files say of it is left alone until it can be read."""
    path = params / name
    path.write_bytes(path.read_bytes()[:200] + b'\nx = "')
    (fault,) = refused(params, 2027).faults
    assert fault.file == name
    assert fault.place.startswith("rad ")


@pytest.mark.parametrize(
    "name", sorted(path.relative_to(SOUND).as_posix() for path in SOUND.rglob("*.toml") if "insatser" not in path.parts)
)
def test_a_missing_file_is_one_fault(params, name):
    """Every file but those of insatser must be there."""
    (params / name).unlink()
    (fault,) = refused(params, 2027).faults
    assert (fault.file, fault.problem) == (name, "filen saknas.")


def test_an_insats_may_not_have_the_forbunds_id(params):
    """Questions are named after their owner, so the two may not be mixed up."""
    text = (params / "2027/insatser/navet.toml").read_text(encoding="utf-8")
    (params / "2027/insatser/granalven.toml").write_text(text.replace('id = "navet"', 'id = "granalven"'), "utf-8")
    (fault,) = refused(params, 2027).faults
    assert told(fault) == ("2027/insatser/granalven.toml", "id")
    assert "förbundets id" in fault.problem


def test_a_folder_where_a_file_should_be_is_told(params):
    """What is not a file cannot be opened, and that is said."""
    (params / "policy.toml").unlink()
    (params / "policy.toml").mkdir()
    (fault,) = refused(params, 2027).faults
    assert told(fault) == ("policy.toml", "")
    assert "går inte att öppna" in fault.problem


def test_windows_ways_of_saving_text_are_read(params):
    """A byte order mark and Windows line ends change nothing."""
    before = load_plan(params, 2027)
    for path in params.rglob("*.toml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_plan(params, 2027) == before


def test_hidden_files_are_left_alone(params):
    """What a file manager or editor leaves beside an insats is not an insats."""
    (params / "2027/insatser/.DS_Store").write_bytes(b"\x00")
    assert len(load_plan(params, 2027).insatser) == 3
