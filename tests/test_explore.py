"""What an analyst works with: things by their id, kinds that explain themselves, rows without pseudonyms."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from kind_rows import INSATS, deliveries, example_plan
from samspelet import plan
from test_kinds import CASES, _figures
from traitlets.config import Config

from samspelet_lib.explore import behind, kinds, moved, open_raw
from samspelet_lib.explore.plan import plan_view
from samspelet_lib.explore.raw import raw_of
from samspelet_lib.publish.notebooks import find_notebooks, read_notebook

ROOT = Path(__file__).resolve().parent.parent
EXPLORATION = sorted((ROOT / "notebooks" / "utforska").glob("*.ipynb"))


@pytest.fixture(scope="module")
def shell():
    """IPython as a kernel has it, with one plan and the kinds in it; nobody else's, and it remembers nothing."""
    quiet = Config()
    quiet.HistoryManager.enabled = False
    one = InteractiveShell(config=quiet)
    one.user_ns.update(plan=plan_view(plan()), kinds=kinds)
    return one


def completed(shell, code):
    with provisionalcompleter():
        return [found.text for found in shell.Completer.completions(code, len(code)) if not found.text.startswith("_")]


def test_the_tab_key_gives_the_ids(shell):
    """After a dot come the insatser of the plan, after one of them its mätpunkter; nothing else stands among them."""
    insats = plan().insatser[0]
    assert completed(shell, "plan.insatser.") == sorted(found.id for found in plan().insatser)
    own = completed(shell, f"plan.insatser.{insats.id}.matpunkter.")
    assert own == sorted(found.id for found in insats.matpunkter)


def test_the_tab_key_gives_the_ids_in_brackets(shell):
    """As for the columns of a frame."""
    found = completed(shell, 'plan.insatser["')
    assert {each.id for each in plan().insatser} <= {text.strip("\"']") for text in found}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stegen", "Menade du stegen_kristinehamn?"),
        ("gruns", "Menade du grums?"),
        ("zzz", "De som finns: stegen_krist"),
    ],
)
def test_an_id_that_is_not_there_is_told_with_those_that_are(name, words):
    """By dot and in brackets alike."""
    view = plan_view(plan())
    with pytest.raises(AttributeError, match=re.escape(words)):
        getattr(view.insatser, name)
    with pytest.raises(KeyError, match=re.escape(words)):
        view.insatser[name]


def test_an_insats_is_shown_with_its_matpunkter():
    """A table that a screen reader can read, and the same as text."""
    insats = plan().insatser[0]
    shown = plan_view(plan()).insatser[insats.id].section()
    assert '<th scope="row">' in shown.html
    assert all(matpunkt.name in shown.text for matpunkt in insats.matpunkter)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_question_mark_after_a_kind_shows_a_worked_case(shell, path):
    """What IPython shows holds definition, source and a case; and what the case gives is what the rules count."""
    shown = shell.object_inspect_text(f"kinds.{path.stem}")
    view = kinds[path.stem]
    for words in (view.title, view.source, view.case["says"]):
        assert words in shown
    figure = _figures(view.case)[0]
    expected = view.case["expect"]
    assert {"printed", "mark"} & set(expected)
    if "printed" in expected:
        assert figure.printed.replace("\u00a0", " ") == expected["printed"]
    for key in ("verdict", "numerator", "denominator", "mark"):
        if key in expected:
            assert getattr(figure, key) == expected[key]
            assert str(expected[key]) in shown


TABLES = {
    "deltagare": """
person | startdatum | slutdatum
xq71   | 2026-01-10 |
xq72   | 2026-02-01 | 2026-03-31
xq73   | 2026-10-05 |
xq74   | 2025-02-01 | 2025-12-31
""",
    "vald": """
person | besvarat | datum
xq73   | ja       | 2026-10-10
xq71   | nej      | 2026-01-20
""",
}
COUNT = {
    "kind": "count",
    "count": {"table": "deltagare", "from": "startdatum", "to": "slutdatum", "per": "person"},
    "target": {"at_least": 2, "unit": "personer"},
}


@pytest.fixture
def raw():
    return raw_of(plan_view(example_plan(COUNT)), with_sources(deliveries(TABLES, until=date(2026, 12, 31))))


def with_sources(came):
    """The same deliveries, as if each table had come in a file of its own."""
    from dataclasses import replace  # noqa: PLC0415

    from samspelet_lib.data.delivery import Source  # noqa: PLC0415

    names = sorted(came.frames)
    frames = {name: frame.assign(_kalla=names.index(name)) for name, frame in came.frames.items()}
    return replace(came, frames=frames, sources=tuple(Source(f"{name}.xlsx", "Blad", name) for name in names))


def test_no_pseudonym_is_shown(raw):
    """Neither on the screen nor in what could be saved, in any table."""
    for frame in raw.tables:
        assert "xq7" not in frame._repr_html_() + repr(frame) + frame.to_csv()
    assert "xq7" not in repr(raw)


def test_a_person_has_the_same_number_in_every_table(raw):
    """So that tables can be joined: the first and the third of one are the second and the first of the other."""
    people, forms = raw.tables.deltagare["person"].tolist(), raw.tables.vald["person"].tolist()
    assert len(set(people)) == 4
    assert forms == [people[2], people[0]]


def test_every_frame_says_that_it_may_not_be_published(raw):
    """Also what has been picked and worked out of one."""
    frame = raw.tables.deltagare
    picked = frame[frame["slutdatum"].isna()].sort_values("startdatum").assign(ny=1).head(1)
    for each in (frame, picked):
        assert "Får inte publiceras" in each._repr_html_()
        assert "Får inte publiceras" in repr(each)


def test_the_rows_behind_a_figure_are_those_that_were_counted(raw):
    """Three persons, three rows in one file; who left before the year is not among them."""
    view = raw.plan.insatser[INSATS].matpunkter.prov
    found = behind(raw, view, "2026")
    assert found.figure.value == 3
    assert found.rows["person"].nunique() == 3
    assert found.rows["roll"].unique().tolist() == ["räknas"]
    assert found.files[["fil", "antal rader"]].to_numpy().tolist() == [["deltagare.xlsx", 3]]


def test_what_came_between_two_months_is_told(raw):
    """One began in October; going backwards the same row is no longer there."""
    view = raw.plan.insatser[INSATS].matpunkter.prov
    forward = moved(raw, view, before="2026-09", after="2026-10")
    assert forward[["skillnad", "rad"]].to_numpy().tolist() == [["ny", 2]]
    backward = moved(raw, view, before="2026-10", after="2026-09")
    assert backward["skillnad"].tolist() == ["inte längre"]
    assert moved(raw, view, before="2026-10", after="2026-10").empty


def test_without_deliveries_it_is_said(tmp_path, monkeypatch):
    """What to do stands in the words."""
    from samspelet_lib.errors import UsageError  # noqa: PLC0415

    monkeypatch.setenv("SAMSPELET_DATA", str(tmp_path))
    with pytest.raises(UsageError, match="samspelet demo"):
        open_raw()


# The notebooks.


@pytest.mark.parametrize("path", EXPLORATION, ids=lambda path: path.stem)
def test_an_exploration_is_kept_without_results_and_says_what_it_is(path):
    """No output in the file, the kernel that every machine has, and the words that it is not published."""
    content = read_notebook(path)
    for cell in content["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert content["metadata"]["kernelspec"]["name"] == "python3"
    words = " ".join("".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "markdown")
    assert re.search(r"får inte publiceras|publiceras aldrig", words, flags=re.IGNORECASE)


def test_no_page_is_made_of_an_exploration():
    """A run does not see that folder."""
    made = {notebook.path for notebook in find_notebooks(ROOT / "notebooks")}
    assert made
    assert made & set(EXPLORATION) == set()


def test_the_start_notebook_leads_to_every_notebook():
    """No link leads nowhere and no notebook is left out."""
    start = ROOT / "notebooks" / "utforska" / "start.ipynb"
    words = "".join("".join(cell["source"]) for cell in read_notebook(start)["cells"])
    linked = {(start.parent / target).resolve() for target in re.findall(r"\]\(([^)]+\.ipynb)\)", words)}
    assert linked == {*(ROOT / "notebooks").glob("*.ipynb"), *EXPLORATION} - {start}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Made-up deliveries, all of them."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "samspelet_lib.cli", "demo", str(folder / "leveranser")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("path", EXPLORATION, ids=lambda path: path.stem)
def test_an_exploration_runs_from_top_to_bottom(demo, tmp_path, path):
    """papermill runs it as it lies there, on made-up deliveries without any release; no pseudonym is shown."""
    environment = {"SAMSPELET_DATA": str(demo / "leveranser"), "SAMSPELET_OUT": str(tmp_path)}
    target = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", str(path), str(target)]
    done = subprocess.run(
        command, cwd=path.parent, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    shown = json.dumps([cell.get("outputs") for cell in read_notebook(target)["cells"]])
    assert len(shown) > 1000
    assert not re.search(r"\b[A-Z]{2}\d{4}\b", shown)  # how the made-up pseudonyms look
    shutil.rmtree(tmp_path)
