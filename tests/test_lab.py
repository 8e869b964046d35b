"""The Lab as an analyst meets it: a real JupyterLab, a notebook run by the menu, the figures of the batch."""

import copy
import json
import shutil
import sys

import browser as b
import lab_server as lab
import pytest
from bs4 import BeautifulSoup
from IPython.core.interactiveshell import InteractiveShell
from test_notebooks import CALL, code_cell, notebook, text_cell
from traitlets.config import Config

from samspelet_lib.errors import ExitCode, Fault, RefusedError
from samspelet_lib.publish.contract import contract_faults
from samspelet_lib.publish.lab_saving import without_results
from samspelet_lib.publish.notebooks import read_notebook
from samspelet_lib.report.section import Column, paragraphs, table
from samspelet_lib.report.showing import bundle, notebook_style

PERIOD, INSATS = "2026-10", "stegen_kristinehamn"


def as_run(content):
    """The notebook as JupyterLab holds it after a run."""
    ran = copy.deepcopy(content)
    for number, cell in enumerate(cell for cell in ran["cells"] if cell["cell_type"] == "code"):
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hemligt"}]
        cell["execution_count"] = number + 1
        cell["metadata"]["execution"] = {"iopub.execute_input": "2026-11-01T10:00:00"}
    return ran


def saved(content, path="notebooks/a.ipynb"):
    model = {"type": "notebook", "content": content}
    without_results(model=model, path=path)
    return model["content"]


def test_a_notebook_is_saved_without_its_results():
    """What was shown is not in the file, and the file is one that a run accepts."""
    ran = as_run(notebook(text_cell("## Rubrik"), CALL))
    assert contract_faults("a.ipynb", ran)
    kept = saved(ran)
    assert "hemligt" not in json.dumps(kept)
    assert contract_faults("a.ipynb", kept) == []


def test_below_the_private_folder_results_are_kept():
    """There a record of a run stays as it is."""
    ran = as_run(notebook(CALL))
    assert saved(copy.deepcopy(ran), "var/executed/a.ipynb") == ran


def test_other_files_are_saved_as_they_are():
    """A text file has no cells, and a rename comes without content."""
    model = {"type": "file", "content": "text"}
    without_results(model=model, path="a.txt")
    assert model == {"type": "file", "content": "text"}
    renamed = {"type": "notebook", "content": None}
    without_results(model=renamed, path="notebooks/a.ipynb")
    assert renamed == {"type": "notebook", "content": None}


def test_in_a_notebook_a_part_carries_its_style_and_tells_the_same():
    """The words and the metadata are those of a run; the style holds inside the part alone."""
    part = table("Antal", [Column("Insats"), Column("Antal", is_number=True)], [("A", "3")], anchor="t")
    (data, told), (plain_data, plain_told) = bundle(part), part._repr_mimebundle_()
    assert data["text/plain"] == plain_data["text/plain"]
    assert told == plain_told
    assert plain_data["text/html"] in data["text/html"]
    style = notebook_style()
    assert style.startswith(".samspelet.samspelet.samspelet{")
    assert style.count("{") == style.count("}")
    assert not {"@page", "@font-face", "prefers-color-scheme", ":root"} & set(style.replace("{", " ").split())
    assert "data-jp-theme-light" in style


def test_an_empty_part_says_in_a_notebook_that_it_is_left_out():
    """An analyst would otherwise see nothing and wonder."""
    data, told = bundle(paragraphs())
    assert "utelämnas" in data["text/html"]
    assert told["samspelet"]["empty"] is True


def test_a_users_mistake_is_shown_without_a_traceback():
    """IPython shows our own errors as their words, line by line, and other errors as it always does."""
    quiet = Config()
    quiet.HistoryManager.enabled = False
    shell = InteractiveShell(config=quiet)
    shown = []
    shell._showtraceback = lambda _kind, _value, lines: shown.append(lines)
    shell.user_ns["error"] = RefusedError("Går inte.", [Fault("a.toml", "id", "Saknas.", "Skriv id.")])
    shell.run_cell("raise error")
    assert shown[0] == ["Går inte.", "  • a.toml, id: Saknas. Skriv id."]
    shell.run_cell("1 / 0")
    assert "ZeroDivisionError" in "".join(shown[1])


# The real one.


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return lab.lab_project(tmp_path_factory.mktemp("lab"), insats_files="*Stegen*")


@pytest.fixture(scope="module")
def batch(project):
    """What the batch shows of an insats, cell by cell; afterwards there is no release any more."""
    done = lab.command(project, "run", PERIOD, "--only", INSATS)
    assert done.returncode in {ExitCode.DONE, ExitCode.PARTLY}, done.stderr
    executed = read_notebook(project / "var" / "executed" / PERIOD / "publik" / f"insats-{INSATS}.ipynb")
    shutil.rmtree(project / "var" / "releases")
    code = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    code = [cell for cell in code if "injected-parameters" not in cell["metadata"].get("tags", [])]
    return [shown(cell) for cell in code]


def shown(cell):
    html = "".join("".join(output["data"]["text/html"]) for output in cell["outputs"])
    return lab.plain(BeautifulSoup(html, "html.parser").get_text())


@pytest.fixture(scope="module")
def port(project):
    with lab.started(project) as found:
        yield found


@pytest.fixture(scope="module")
def chromium():
    b.needed()
    with b.started() as browser:
        yield browser


@pytest.mark.slow
def test_nobody_else_reaches_the_lab(port):
    """It listens to this machine alone, and answers nobody without the token."""
    if sys.platform == "linux":
        assert lab.addresses(port) == ["0100007F"]
    assert lab.status(port, "/api/contents") == 403
    assert lab.status(port, f"/api/contents?token={lab.TOKEN}") == 200


@pytest.mark.slow
def test_run_all_in_the_lab_shows_the_figures_of_the_batch(chromium, batch, project, port):
    """Without any release a draft is made, and every cell shows what the page shows; only the draft's name differs."""
    path = "notebooks/insats.ipynb"
    with lab.notebook(chromium, port, path) as (page, asked):
        assert page.inner_text(".jp-KernelName").strip() == "Samspelet"
        lab.run_all(page)
        found = lab.outputs(page)
        page.keyboard.press("Control+s")
        page.wait_for_selector(".jp-NotebookPanel:not(.jp-mod-dirty)")
        readable(page)
    assert len(found) == len(batch) > 10
    for lab_text, batch_text in zip(found, batch, strict=True):
        if batch_text:
            assert lab_text == batch_text.replace("utgåva 1 av", "utkast av")
        else:
            assert lab_text in {"", "Inget att visa här; på sidan utelämnas avsnittet med sin rubrik."}
    assert not [url for url in asked if f"127.0.0.1:{port}" not in url and not url.startswith(("data:", "blob:"))]
    assert not list((project / "var" / "releases").glob("*"))
    assert contract_faults(path, read_notebook(project / path)) == []


COLOURS = """() => {
  const seen = element => getComputedStyle(element);
  const part = document.querySelector('.jp-RenderedHTML .samspelet');
  const cell = part.ownerDocument.querySelector('.samspelet th[scope=row], .samspelet dd');
  return { ground: seen(part).backgroundColor, ink: seen(cell).color,
           drawn: [...document.querySelectorAll('.samspelet svg .f-a')].map(shape => seen(shape).fill) };
}"""
LEAST_CONTRAST = 4.5


def readable(page):
    """In the light and the dark theme words stand out from the ground, and a chart's shapes have their colours."""
    grounds = set()
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        page.click(".lm-MenuBar-itemLabel:text-is('Settings')")
        page.hover(".lm-Menu-itemLabel:text-is('Theme')")
        page.click(f".lm-Menu-itemLabel:text-is('{theme}')")
        dark = "Dark" in theme
        page.wait_for_selector(f"body[data-jp-theme-light='{'false' if dark else 'true'}']", state="attached")
        page.wait_for_timeout(500)  # the theme's own sheet is loaded after the mark is set
        colours = page.evaluate(COLOURS)
        grounds.add(colours["ground"])
        assert contrast(colours["ground"], colours["ink"]) >= LEAST_CONTRAST, (theme, colours)
        assert colours["drawn"]
        assert {fill for fill in colours["drawn"] if contrast(colours["ground"], fill) < 3} == set()
    assert len(grounds) == 2


def contrast(one, other):
    """The contrast of two CSS colours, as WCAG counts it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [float(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.slow
def test_a_cell_error_is_words_an_analyst_can_use(chromium, port, project):
    """An insats that is not there: one sentence with those that are, no traceback."""
    setup = f'from samspelet_lib.report import open_report\n\nopen_report("insats", "{PERIOD}", "finns_ej")'
    content = notebook(setup=setup)
    (project / "notebooks" / "utforska" / "fel.ipynb").write_text(json.dumps(content), encoding="utf-8")
    with lab.notebook(chromium, port, "notebooks/utforska/fel.ipynb") as (page, _):
        lab.run_all(page)
        said = lab.outputs(page)[-1]
    assert said.startswith("”finns_ej” är ingen insats i planen. De som finns: grums, ")
    assert "Traceback" not in said
    assert len(said) < 200


@pytest.mark.slow
def test_the_lab_opens_on_the_start_notebook(chromium, port):
    """The first address leads to it, and all of it runs."""
    with lab.notebook(chromium, port, "notebooks/utforska/start.ipynb") as (page, _):
        lab.run_all(page)
        assert not page.query_selector(f"{lab.FRONT} [data-mime-type='application/vnd.jupyter.stderr']")
        assert "Stegen Kristinehamn" in " ".join(lab.outputs(page))


# From exploration to report.


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A project with an analyst's own notebook, copied from the month's."""
    folder = tmp_path_factory.mktemp("own")
    for name in ("params", "notebooks"):
        shutil.copytree(lab.ROOT / name, folder / name)
    (folder / "leveranser").mkdir()
    return folder


def write_own(folder, *cells, without=()):
    content = read_notebook(folder / "notebooks" / "month.ipynb")
    content["cells"] = [cell for cell in content["cells"] if cell["id"] not in without]
    path = folder / "notebooks" / "my_notebook.ipynb"
    path.write_text(json.dumps(content | {"cells": [*content["cells"], *cells]}), encoding="utf-8")


BROKEN = {
    "import pandas as pd": ["importerar pandas", "report.money()"],
    "from samspelet_lib import explore": ["importerar samspelet_lib", "får inte publiceras"],
    "from samspelet_lib.explore import open_raw": ["importerar samspelet_lib.explore", "notebooks/utforska"],
    "report.matpunkt.deltagare": ["inte ett enda anrop", "report.summary()"],
    "for x in report.matpunkter():\n    print(x)": ["en slinga", "samspelet_lib"],
    "!ls": ["magiskt kommando", "Ta bort"],
}


@pytest.mark.slow
def test_what_a_page_may_not_hold_is_told_before_anything_runs(own):
    """Every breach at once, each with its cell and what to do instead."""
    cells = [code_cell(source, f"own-{number}") for number, source in enumerate(BROKEN)]
    write_own(own, text_cell("## Eget\n\nUnder 2026.", "own-text"), *cells)
    done = lab.command(own, "run", PERIOD, "--only", "my_notebook")
    assert done.returncode == ExitCode.REFUSED
    lines = [line for line in done.stderr.splitlines() if "my_notebook.ipynb" in line]
    first = len(read_notebook(own / "notebooks" / "month.ipynb")["cells"]) + 2
    for number, words in enumerate(BROKEN.values()):
        assert [line for line in lines if f"cell {first + number}" in line and all(word in line for word in words)], (
            words,
            lines,
        )
    assert [line for line in lines if f"cell {first - 1}" in line and "innehåller en siffra" in line]
    assert not (own / "reports").exists()


@pytest.mark.slow
def test_a_call_that_does_not_exist_is_told_with_its_cell(own):
    """The contract cannot know; the run says which heading it stands under."""
    write_own(own, text_cell("## Eget", "own-text"), code_cell("report.summery()", "own"))
    done = lab.command(own, "run", PERIOD, "--only", "my_notebook")
    assert done.returncode == ExitCode.PARTLY
    told = done.stdout + done.stderr
    assert "summery" in told
    assert "under rubriken ”Eget”" in told


@pytest.mark.slow
def test_the_same_call_twice_is_told_as_such(own):
    """Links into the page would lead to either; so which part it is, and what to do."""
    write_own(own, text_cell("## Pengar igen", "own-text"), code_cell("report.money()", "own"))
    done = lab.command(own, "run", PERIOD, "--only", "my_notebook")
    assert done.returncode == ExitCode.PARTLY
    assert "Samma del står två gånger" in done.stdout + done.stderr
    assert "Ta bort det ena anropet" in done.stdout + done.stderr


@pytest.mark.slow
def test_a_copied_notebook_becomes_a_page_of_its_own(own):
    """Cells moved and a heading of one's own, one command, and the page is there with them; it is the only one."""
    shutil.rmtree(own / "reports", ignore_errors=True)
    mine = text_cell("## Pengarna sist", "own-text"), code_cell("report.money()", "own")
    write_own(own, *mine, without=("money-text", "money"))
    done = lab.command(own, "run", PERIOD, "--only", "my_notebook")
    assert done.returncode == ExitCode.DONE, done.stdout + done.stderr
    names = {path.name for path in (own / "reports" / PERIOD).glob("*.html")} - {"index.html"}
    assert "my_notebook.html" in names
    assert "month.html" not in names
    page = (own / "reports" / PERIOD / "my_notebook.html").read_text(encoding="utf-8")
    assert "Pengarna sist</h2>" in page
