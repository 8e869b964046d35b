"""Notebooks: what they may hold, and that each gives the same figures however it is run."""

import copy
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from samspelet_lib.errors import ExitCode, RefusedError, UsageError
from samspelet_lib.publish.contract import MOST_CELLS, MOST_LINES, contract_faults
from samspelet_lib.publish.notebooks import find_notebooks, read_notebook

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PERIODS = {"month": "2026-10", "interim": "2026-01..08", "year": "2026"}


def text_cell(source, name="text"):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code_cell(source, name="code", tags=(), **changes):
    metadata = {"tags": list(tags)} if tags else {}
    empty = {"execution_count": None, "outputs": []}
    return {"cell_type": "code", "id": name, "metadata": metadata, "source": source, **empty, **changes}


PARAMETERS = 'period = "2026-10"\nedition = "publik"'
SETUP = 'from samspelet_lib.report import open_report\n\nreport = open_report("plan", period, edition=edition)'


def notebook(*cells, parameters=PARAMETERS, setup=SETUP, title="# Titel", **metadata):
    """A notebook that keeps the contract, with these cells after its setup."""
    return {
        "cells": [
            text_cell(title, "title"),
            code_cell(parameters, "parameters", ["parameters"]),
            code_cell(setup, "setup", ["setup"]),
            *cells,
        ],
        "metadata": {
            "kernelspec": {"name": "python3", "language": "python"},
            "samspelet": {"each": "once"},
            **metadata,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


CALL = code_cell("report.summary()", "call")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_shipped_notebook_keeps_the_contract(path):
    """No logic, no figure, no output, only what report offers."""
    assert contract_faults(path.name, read_notebook(path)) == []


def test_a_small_notebook_keeps_the_contract():
    """What the breaches below start from is sound."""
    assert contract_faults("a.ipynb", notebook(text_cell("## Rubrik"), CALL)) == []


LOGIC = {
    "en funktion": ["def f():\n    return 1", "async def f():\n    return 1", "report.summary(lambda: 1)"],
    "en klass": ["class A:\n    pass"],
    "en slinga": [
        "for x in y:\n    report.summary()",
        "while x:\n    report.summary()",
        "report.summary(*(x for x in y))",
    ],
    "en förgrening": [
        "if x:\n    report.summary()",
        "report.summary(1 if x else 2)",
        "try:\n    x\nfinally:\n    y",
        "match x:\n    case 1:\n        y",
        "try:\n    x\nexcept* ValueError:\n    y",
    ],
    "en uträkning": ["report.summary(1 + 1)", "report.summary(x or y)", "x += 1"],
    "en jämförelse": ["report.summary(x > 1)"],
    "en indexering": ["report.rows[0]"],
    "en text som sätts ihop": ['report.summary(f"{x}")'],
    "ett with-block": ["with x:\n    y"],
    "ett magiskt kommando": ["%matplotlib inline", "!ls", "%%html\n<b>"],
    "importerar os": ["import os"],
    "importerar pandas.io": ["from pandas.io import sql"],
    "importerar samspelet_lib.rules.lint": ["from samspelet_lib.rules.lint import lint"],
    "importerar samspelet_lib": ["from samspelet_lib import rules"],
    "koden går inte att läsa": ["report.summary("],
    "ett enda anrop": ["report.summary()\nreport.money()", "report", "x = report.summary()", ""],
    f"längre än {MOST_LINES} rader": ["report.summary(\n" + "x,\n" * MOST_LINES + ")"],
}


@pytest.mark.parametrize(("words", "source"), [(words, source) for words, found in LOGIC.items() for source in found])
def test_logic_in_a_cell_is_a_fault_with_its_cell(words, source):
    """Each kind of logic is named, in which cell, and what to do instead."""
    faults = contract_faults("a.ipynb", notebook(text_cell("## Rubrik"), code_cell(source)))
    assert [fault for fault in faults if words in fault.problem and fault.place.startswith("cell 5") and fault.remedy]


BREACHES = {
    "texten innehåller en siffra": notebook(text_cell("## Rubrik\n\nMinst 80 personer."), CALL),
    "har sparade resultat": notebook(CALL | {"outputs": [{"output_type": "stream", "text": "x"}]}),
    "sparade resultat": notebook(CALL | {"execution_count": 3}),
    "cellen saknar id": notebook({key: value for key, value in CALL.items() if key != "id"}),
    "2 celler har id ”call”": notebook(CALL, CALL),
    "börjar inte med sin titel": notebook(CALL, title="Utan rubrik"),
    f"fler än {MOST_CELLS} celler": notebook(*(code_cell("report.summary()", f"c{n}") for n in range(MOST_CELLS))),
    "kärnan ska vara python3": notebook(CALL, kernelspec={"name": "ir"}),
    "parametern edition saknas": notebook(CALL, parameters='period = "2026-10"'),
    "parametern insats saknas": notebook(CALL, samspelet={"each": "insats"}),
    "parametern insatser anges inte av någon körning": notebook(CALL, parameters=f'{PARAMETERS}\ninsatser = "x"'),
    "en parameter är inte ett enkelt värde": notebook(CALL, parameters=f"{PARAMETERS}\nx = today()"),
    "”eech” har ingen verkan": notebook(CALL, samspelet={"eech": "insats"}),
    "”insatser” kan inte stå här": notebook(CALL, samspelet={"each": "insatser"}),
    "”först” kan inte stå här": notebook(CALL, samspelet={"order": "först"}),
    "”nej” kan inte stå här": notebook(CALL, samspelet={"publish": "nej"}),
    "en av perioderna finns inte": notebook(CALL, samspelet={"kinds": ["month", "quarter"]}),
}


@pytest.mark.parametrize("words", BREACHES)
def test_a_breach_is_a_fault_with_its_remedy(words):
    """Each other breach of the contract has words of its own."""
    faults = contract_faults("a.ipynb", BREACHES[words])
    assert [fault for fault in faults if words in fault.problem and fault.file == "a.ipynb" and fault.remedy]


@pytest.mark.parametrize("tag", ["parameters", "setup"])
@pytest.mark.parametrize("count", [0, 2])
def test_there_is_one_cell_of_each_tag(tag, count):
    """None and two are both breaches."""
    content = notebook(CALL)
    cells = [cell for cell in content["cells"] if tag not in cell["metadata"].get("tags", [])]
    tagged = [
        copy.deepcopy(cell) | {"id": f"{tag}-{n}"}
        for cell in content["cells"]
        if cell not in cells
        for n in range(count)
    ]
    faults = contract_faults("a.ipynb", content | {"cells": [*cells, *tagged]})
    assert f"det ska finnas en cell märkt ”{tag}”." in {fault.problem for fault in faults}


def write(folder, name, content):
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_every_breach_of_every_notebook_comes_in_one_list(tmp_path):
    """Two broken notebooks and one that is no notebook are told together, and nothing runs."""
    write(tmp_path, "a.ipynb", notebook(code_cell("import os")))
    write(tmp_path, "b.ipynb", notebook(text_cell("År 2026"), CALL))
    write(tmp_path, "c.ipynb", "inte JSON")
    with pytest.raises(RefusedError) as told:
        find_notebooks(tmp_path)
    assert {fault.file for fault in told.value.faults} == {"a.ipynb", "b.ipynb", "c.ipynb"}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"cells": 3}', "\x00"])
def test_what_is_no_notebook_is_refused(tmp_path, content):
    """Whatever lies there under the name of a notebook."""
    path = write(tmp_path, "a.ipynb", content)
    with pytest.raises(RefusedError, match="går inte att läsa som anteckningsbok"):
        read_notebook(path)


def test_a_folder_without_notebooks_is_told(tmp_path):
    """No pages can be made of nothing."""
    with pytest.raises(UsageError, match="inga anteckningsböcker"):
        find_notebooks(tmp_path)


def test_a_notebook_that_is_not_published_is_left_alone(tmp_path):
    """Exploration may hold what it likes, where its metadata say that it is not published."""
    write(tmp_path, "a.ipynb", notebook(code_cell("import os"), samspelet={"publish": False}))
    write(tmp_path, "b.ipynb", notebook(CALL))
    assert [found.name for found in find_notebooks(tmp_path)] == ["b"]


def test_notebooks_come_in_the_readers_order(tmp_path):
    """By order, then by name; one without a place comes last."""
    write(tmp_path, "a.ipynb", notebook(CALL))
    write(tmp_path, "z.ipynb", notebook(CALL, samspelet={"order": 1}))
    assert [found.name for found in find_notebooks(tmp_path)] == ["z", "a"]


# The three ways to run one.


def environment(out):
    nothing = str(out / "leveranser")  # whatever lies in the project's own folder of deliveries is left alone
    return os.environ | {"SAMSPELET_OUT": str(out), "SAMSPELET_DATA": nothing, "PYTHONPATH": str(ROOT)}


def sections(path):
    """What every call of an executed notebook shows, as text."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert not [cell for cell in cells if "papermill-error-cell-tag" in cell["metadata"].get("tags", [])]
    shown = [output["data"]["text/plain"] for cell in cells for output in cell.get("outputs", [])]
    return ["".join(text) for text in shown]


def period_of(path):
    kinds = read_notebook(path)["metadata"]["samspelet"].get("kinds", ["month"])
    return PERIODS[kinds[0]]


def name_of_page(path):
    """The page that a notebook makes with the insats it names itself."""
    content = "".join(read_notebook(path)["cells"][1]["source"])
    insats = re.search(r'^insats = "(\w+)"', content, flags=re.MULTILINE)
    return f"{path.stem}-{insats[1]}" if insats else path.stem


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """The batch's own run of a page of every notebook."""
    folder = tmp_path_factory.mktemp("batch")
    for period in sorted({period_of(path) for path in NOTEBOOKS}):
        only = [f"--only={name_of_page(path)}" for path in NOTEBOOKS if period_of(path) == period]
        command = [sys.executable, "-m", "samspelet_lib.cli", "run", period, *only]
        done = subprocess.run(command, cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=False)
        assert done.returncode == ExitCode.DONE, done.stderr
    return folder


def batch(out, path):
    folder = out / "var" / "executed" / period_of(path).replace("..", "_") / "publik"
    return sections(folder / f"{name_of_page(path)}.ipynb")


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_the_plain_papermill_command_shows_the_same(out, tmp_path, path):
    """papermill's own command, with its own engine, finds the release of the run and prints the same."""
    target = tmp_path / "out.ipynb"
    command = [
        sys.executable,
        "-m",
        "papermill",
        "--no-progress-bar",
        str(path),
        str(target),
        "-r",
        "period",
        period_of(path),
    ]
    subprocess.run(command, cwd=ROOT, env=environment(out), capture_output=True, check=True)
    assert sections(target) == batch(out, path)
    assert len(batch(out, path)) > 3


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_run_all_shows_the_same(out, tmp_path, path):
    """What JupyterLab does when an analyst runs all cells of the notebook as it lies there."""
    target = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "jupyter", "execute", str(path), f"--output={target}"]
    subprocess.run(command, cwd=path.parent, env=environment(out), capture_output=True, check=True)
    assert sections(target) == batch(out, path)


@pytest.mark.slow
def test_without_a_release_the_notebook_makes_a_draft(tmp_path):
    """Run All on a fresh checkout shows figures, and says that they are a draft."""
    target = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "jupyter", "execute", str(ROOT / "notebooks" / "plan.ipynb"), f"--output={target}"]
    subprocess.run(command, cwd=ROOT / "notebooks", env=environment(tmp_path), capture_output=True, check=True)
    text = " ".join(sections(target))
    assert "20,75" in text
    assert "utkast" in text
    assert not list((tmp_path / "var" / "releases").glob("*"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        (["-p", "period", "oktober"], "”oktober” är ingen period"),
        (["-p", "insats", "steget"], "”steget” är ingen insats i planen"),
        (["-p", "edition", "hemlig"], "”hemlig” är ingen utgåva"),
        (["-r", "period", "2031"], "ingen verksamhetsplan för 2031"),
    ],
)
def test_a_wrong_parameter_is_told_in_the_notebook(out, tmp_path, parameters, says):
    """papermill stops at the setup, with words that say what there is instead."""
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", str(ROOT / "notebooks" / "insats.ipynb")]
    done = subprocess.run(
        [*command, str(tmp_path / "out.ipynb"), *parameters],
        cwd=ROOT,
        env=environment(out),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert says in re.sub(r"\s+", " ", done.stderr)
