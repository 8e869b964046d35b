"""The pages a run makes of the demo: their size, their first sheet, and the way from a figure to its definition."""

import gzip
import re
import shutil
import subprocess

import browser as b
import page_rules
import pytest
from small_project import ROOT, command

pytestmark = [pytest.mark.slow, pytest.mark.long]

PERIODS = ("2026-01..08", "2026-10")


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The demo's pages of an interim period and of a later month."""
    folder = tmp_path_factory.mktemp("demo")
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for call in (["demo"], *(["run", period] for period in PERIODS)):
        done = command(folder, *call)
        assert done.returncode in {0, 5}, done.stderr
    return folder / "reports"


def test_pages_and_the_set_of_a_period_keep_their_size(reports):
    """An insats page with all its charts is at most 300 kB, 60 kB packed; a period's folder, all files, 5 MB."""
    for folder in (path.parent for path in reports.glob("*/pages.json")):
        pages = list(folder.glob("insats-*.html"))
        assert pages
        for page in pages:
            content = page.read_bytes()
            assert len(content) <= 300_000, page
            assert len(gzip.compress(content)) <= 60_000, page
        assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 5_000_000


def test_no_page_breaks_our_own_rules(reports):
    """With figures and charts on them, as without."""
    for page in sorted(reports.rglob("*.html")):
        assert page_rules.faults(page.read_text(encoding="utf-8")) == [], page


def test_every_matpunkt_leads_to_its_definition_and_its_heading_in_the_plan(reports):
    """In two clicks: from the insats' page to the method page, where the plan's heading stands in the same row."""
    method = (reports / "2026-10" / "method.html").read_text(encoding="utf-8")
    rows = dict(re.findall(r'<tr><th scope="row"><span id="(def-[^"]+)">(.*?)</tr>', method))
    for page in sorted((reports / "2026-10").glob("insats-*.html")):
        text = page.read_text(encoding="utf-8")
        goals = re.findall(r'<h3 id="mal-([^"]+)"', text)
        led = re.findall(r'<dd>.*?href="method\.html#(def-[^"]+)".*?</dd>', text[text.index("<h3 id=") :])
        assert len(goals) == len(led) > 0
        assert all("Verksamhetsplan 2026: " in rows[anchor] for anchor in led)


def test_every_page_of_a_matpunkt_leads_to_where_it_stands_and_how_it_is_counted(reports):
    """Also those of the förbund as a whole and of its money: each address holds what it names."""
    pages = [page for page in sorted((reports / "matpunkt").glob("*.html")) if page.stem != "index"]
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        led = re.findall(r'href="\.\./([^"/]+)/([^"#]+)#([^"]+)"', text)
        assert any(file == "method.html" for _, file, _ in led), page
        assert any(file != "method.html" for _, file, _ in led), page
        for folder, file, anchor in led:
            assert f'id="{anchor}"' in (reports / folder / file).read_text(encoding="utf-8"), (page, anchor)


def test_the_first_sheet_of_an_insats_stands_alone(reports, tmp_path):
    """Title, message and every key figure are on the first sheet of paper, and the goals begin on the next."""
    if b.CHROMIUM is None or shutil.which("pdftotext") is None:
        pytest.skip("no Chromium or pdftotext here: the first sheet was not looked at")
    for page in sorted((reports / "2026-10").glob("insats-*.html")):
        first, second = sheets(page, tmp_path / "sida.pdf")[:2]
        text = page.read_text(encoding="utf-8")
        title = re.search(r"<h1>(.*?)</h1>", text)[1]
        assert words(title) in first
        assert "Det viktigaste" in first
        summary = text[text.index('id="det_viktigaste"') : text.index('id="mal_for_mal"')]
        for label in re.findall(r"<div><dt>(.*?)</dt>", summary):
            assert all(word in first for word in words(re.sub("<[^>]*>", "", label)).split()), (page.name, label)
        assert "Mål för mål" not in first
        assert second.startswith("Mål för mål")


def sheets(page, pdf):
    """The text of each sheet that the page is printed on."""
    subprocess.run(
        [b.CHROMIUM, "--headless", *b.FLAGS, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri()],
        check=True,
        capture_output=True,
    )
    text = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    return [words(sheet) for sheet in text.split("\f")]


def words(text):
    """The text with single blanks, whatever broke its lines."""
    return " ".join(text.replace("\u00a0", " ").split())
