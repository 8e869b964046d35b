"""A whole run on the real params and the real notebooks: its pages, its failures, and one more insats."""

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from samspelet import plan
from small_project import PERIOD, ROOT, command, small_project, write_notebook

from samspelet_lib.errors import ExitCode

pytestmark = pytest.mark.slow
BROKEN_CALL = "report.questions()", "report.qestions()"


class Links(HTMLParser):
    """The addresses on a page, and its anchors."""

    def __init__(self, page):
        super().__init__()
        self.found, self.anchors = [], set()
        self.feed(page)

    def handle_starttag(self, _tag, attrs):
        given = dict(attrs)
        self.found += [given[name] for name in ("href", "src") if given.get(name)]
        self.anchors |= {given["id"]} if given.get("id") else set()


def broken_links(site):
    """Links on any page of the site that lead nowhere."""
    pages = {path: Links(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    for path, links in pages.items():
        for address in links.found:
            url = urlsplit(address)
            if url.scheme:
                continue
            target = (path.parent / url.path).resolve() if url.path else path
            if not target.is_file() or (url.fragment and url.fragment not in pages[target].anchors):
                yield f"{path.name}: {address}"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The real project in a folder of its own, run once."""
    folder = tmp_path_factory.mktemp("made")
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    done = command(folder, "run", PERIOD)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert str(folder / "reports" / PERIOD / "index.html") in done.stdout
    return folder


@pytest.fixture
def project(made, tmp_path):
    """A copy of it, to change."""
    return shutil.copytree(made, tmp_path / "project", symlinks=True)


def page_names(folder):
    return {path.name for path in (folder / "reports" / PERIOD).glob("*.html")}


def published(folder):
    """Every file of the period, by its place, with its bytes."""
    pages = folder / "reports" / PERIOD
    return {str(path.relative_to(pages)): path.read_bytes() for path in pages.rglob("*") if path.is_file()}


def released(folder):
    return sorted(path.name for path in (folder / "var" / "releases" / PERIOD).iterdir())


def test_a_run_makes_every_page(made):
    """Index, plan, method, the period's own page and one page an insats."""
    insatser = {f"insats-{insats.id}.html" for insats in plan().insatser}
    assert page_names(made) == {"index.html", "plan.html", "method.html", "month.html", "scenario.html"} | insatser
    assert (made / "reports" / "index.html").is_file()


def test_every_link_leads_somewhere(made):
    """On every page, to pages, files and places on pages."""
    assert list(broken_links(made / "reports")) == []


def test_every_insats_is_reached_from_the_index(made):
    """By its own name, from the period's index; and the period from the site's."""
    index = (made / "reports" / PERIOD / "index.html").read_text(encoding="utf-8")
    for insats in plan().insatser:
        assert re.search(rf'<a href="insats-{insats.id}.html">{re.escape(insats.name)}', index), insats.id
    site = (made / "reports" / "index.html").read_text(encoding="utf-8")
    assert f'href="{PERIOD}/' in site


def test_nothing_private_is_among_the_public_pages(made):
    """Executed notebooks, exact releases and records stay in var."""
    names = {path.suffix for path in (made / "reports").rglob("*") if path.is_file()}
    assert ".ipynb" not in names
    assert (made / "var").stat().st_mode & 0o077 == 0
    assert str(made) not in "".join(path.read_text("utf-8") for path in (made / "reports").rglob("*.html"))


def test_a_second_run_keeps_the_release_and_the_bytes(project):
    """Same content, no new number, and the same files to the byte when all is made again."""
    before = published(project)
    releases = released(project)
    done = command(project, "run", PERIOD, "--force")
    assert done.returncode == ExitCode.DONE, done.stderr
    assert released(project) == releases
    assert published(project) == before


def test_a_changed_amount_is_a_new_release(project):
    """What was decided anew gets the next number; the one before is kept as it was."""
    budget = project / "params" / "2026" / "budget.toml"
    first = {path.name: path.read_bytes() for path in (project / "var" / "releases" / PERIOD).iterdir()}
    budget.write_text(budget.read_text("utf-8").replace("2026 = 1200,", "2026 = 1250,"), encoding="utf-8")
    done = command(project, "run", PERIOD, "--only", "plan")
    assert done.returncode == ExitCode.DONE, done.stderr
    kept = {path.name: path.read_bytes() for path in (project / "var" / "releases" / PERIOD).iterdir()}
    assert {name: kept[name] for name in first} == first
    assert {name.split(".")[0] for name in kept} == {"1", "2"}


def break_plan(folder):
    path = folder / "notebooks" / "plan.ipynb"
    text = path.read_text(encoding="utf-8")
    assert text.count(BROKEN_CALL[0]) == 1
    path.write_text(text.replace(*BROKEN_CALL), encoding="utf-8")


def test_a_notebook_that_fails_half_way_leaves_its_page_and_the_others(project):
    """Exit code 5: the notebook, the heading of the cell and the cause; its page of before stands, marked; no half."""
    before = (project / "reports" / PERIOD / "plan.html").read_text(encoding="utf-8")
    break_plan(project)
    done = command(project, "run", PERIOD)
    said = done.stdout + done.stderr
    assert done.returncode == ExitCode.PARTLY
    assert "plan.ipynb" in said
    assert "”Frågor att besluta”" in said
    assert "AttributeError" in said
    assert "qestions" in said
    stands = (project / "reports" / PERIOD / "plan.html").read_text(encoding="utf-8")
    assert "Äldre utgåva" in stands
    assert (
        re.search(r"<main.*</main>", stands, re.DOTALL)[0][-2000:]
        == re.search(r"<main.*</main>", before, re.DOTALL)[0][-2000:]
    )
    assert page_names(project) >= {"method.html", "insats-grums.html"}
    assert list(broken_links(project / "reports")) == []
    assert not list((project / "var" / "stage").glob("*"))


def test_the_index_says_which_page_failed(project):
    """A reader sees that the page is older, and mending the notebook takes the word away."""
    break_plan(project)
    command(project, "run", PERIOD)
    index = (project / "reports" / PERIOD / "index.html").read_text(encoding="utf-8")
    assert "misslyckad" in index
    shutil.copyfile(ROOT / "notebooks" / "plan.ipynb", project / "notebooks" / "plan.ipynb")
    assert command(project, "run", PERIOD).returncode == ExitCode.DONE
    assert "misslyckad" not in (project / "reports" / PERIOD / "index.html").read_text(encoding="utf-8")


def test_a_page_that_has_never_been_made_is_not_linked(tmp_path):
    """The first run of a broken notebook: the other page is published, and no index leads to what is not there."""
    folder = small_project(tmp_path)
    write_notebook(folder, "broken", ["report.words()", "report.wrods()"])
    done = command(folder, "run", PERIOD)
    assert done.returncode == ExitCode.PARTLY
    assert page_names(folder) == {"index.html", "words.html"}
    assert list(broken_links(folder / "reports")) == []
    for index in (folder / "reports" / PERIOD / "index.html", folder / "reports" / "index.html"):
        assert "Broken" in index.read_text(encoding="utf-8")


def test_a_new_insats_is_one_file_and_has_its_page(project):
    """One TOML file more: its page, its line in the index, its row on the plan's page; no code is touched."""
    source = (project / "params/2026/insatser/grums.toml").read_text(encoding="utf-8")
    added = source.replace('id = "grums"', 'id = "bryggan"', 1).replace('name = "Grums"', 'name = "Bryggan"', 1)
    added = added.replace("order = 7", "order = 8").replace(
        'budget_rows = ["forberedande_grums"]', 'budget_rows = "ej angivet i planen"'
    )
    (project / "params/2026/insatser/bryggan.toml").write_text(added, encoding="utf-8")
    before = page_names(project)
    done = command(project, "run", PERIOD)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert page_names(project) - before == {"insats-bryggan.html"}
    pages = project / "reports" / PERIOD
    assert re.search(r"<h1[^>]*>Bryggan", (pages / "insats-bryggan.html").read_text("utf-8"))
    for name in ("index.html", "plan.html"):
        assert "Bryggan" in (pages / name).read_text("utf-8"), name
    manifest = json.loads((pages / "pages.json").read_text("utf-8"))
    assert {"insats-bryggan.html"} <= {page["file"] for page in manifest["pages"]}
    assert list(broken_links(project / "reports")) == []


def test_the_internal_edition_is_apart_and_marked(project):
    """Exact figures are made beside the public ones, for their owner alone."""
    done = command(project, "run", PERIOD, "--edition", "intern", "--only", "plan")
    assert done.returncode == ExitCode.DONE, done.stderr
    page = project / "var" / "arbetsmaterial" / PERIOD / "plan.html"
    assert "Arbetsmaterial – får inte spridas" in page.read_text("utf-8")
    assert Path(page).stat().st_mode & 0o077 == 0
