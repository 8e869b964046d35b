"""Pages as readers meet them: in a real browser, both colour schemes, on a phone, zoomed, by keyboard and on paper."""

import gzip
import subprocess
import sys
from pathlib import Path

import browser as b
import page_rules
import pytest
import sample_page

pytestmark = [pytest.mark.slow, pytest.mark.long]

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The sample pages, with every part and chart there is, and every page that a run makes of the plan."""
    folder = tmp_path_factory.mktemp("pages")
    sample_page.write(folder)
    command = [sys.executable, "-m", "samspelet_lib.cli", "run", "2026-10", "--out", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return [folder / "sida.html", folder / "index.html", *sorted((folder / "reports").rglob("*.html"))]


@pytest.fixture(scope="module")
def chromium():
    b.needed()
    with b.started() as browser:
        yield browser


@pytest.mark.parametrize(("scheme", "width"), [("light", b.DESKTOP), ("dark", b.DESKTOP), ("light", b.PHONE)])
def test_axe_finds_nothing(chromium, files, scheme, width):
    """WCAG 2.2 A and AA as far as a machine can tell, with nothing left undecided; contrast in both schemes."""
    for file in files:
        with b.visited(chromium, file, width=width, scheme=scheme) as visit:
            assert b.axe_faults(visit, has_contrast=width == b.DESKTOP) == [], file.name


def test_no_page_breaks_our_own_rules(files):
    """What axe cannot see: alternatives that say a figure, links that say where they lead, heads, scopes and ids."""
    assert len(files) > 10
    for file in files:
        assert page_rules.faults(file.read_text(encoding="utf-8")) == [], file.name


def test_no_page_is_too_large(files):
    """A page with all its charts is at most 300 kB, 60 kB packed; what a run makes is at most 5 MB."""
    sizes = {file.name: file.stat().st_size for file in files}
    assert max(sizes.values()) <= 300_000
    assert max(len(gzip.compress(file.read_bytes())) for file in files) <= 60_000
    assert sum(sizes.values()) <= 5_000_000


def test_axe_would_find_something(chromium, tmp_path):
    """The check can fail: a page without language, title and contrast is found out."""
    broken = tmp_path / "broken.html"
    broken.write_text("<html><body><p style='color:#ccc'>Text</p><img src='data:,'></body></html>", encoding="utf-8")
    with b.visited(chromium, broken) as visit:
        rules = {fault.split()[0] for fault in b.axe_faults(visit)}
    assert {"html-has-lang", "document-title", "color-contrast", "image-alt"} <= rules


def test_nothing_leaves_the_page(chromium, files):
    """The browser's own log holds one address, the page, and no word of a policy that was broken."""
    for file in files:
        with b.visited(chromium, file) as visit:
            assert [url for url in visit.requests if not url.startswith("data:")] == [file.as_uri()]
            assert visit.log == []


def test_a_policy_that_is_broken_would_be_seen(chromium, files, tmp_path):
    """The check can fail: a style attribute and an address outside break the page's own policy."""
    page = files[0].read_text(encoding="utf-8")
    broken = tmp_path / "broken.html"
    broken.write_text(
        page.replace("<h1", '<img src="http://127.0.0.1:9/x.png" alt=""><h1 style="color:red"', 1), encoding="utf-8"
    )
    with b.visited(chromium, broken) as visit:
        said = " ".join(visit.log)
    assert "img-src" in said
    assert "style-src" in said


def test_style_and_font_are_in_force_under_the_strict_policy(chromium, files):
    """The policy lets the page's own style and font through, and nothing is drawn by attributes alone."""
    with b.visited(chromium, files[0], scheme="dark") as visit:
        visit.page.evaluate("() => document.fonts.ready")
        assert visit.page.evaluate("() => document.fonts.check('16px Inter') && document.fonts.size") == 1
        assert visit.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 31)"
        assert (
            visit.page.evaluate("() => getComputedStyle(document.querySelector('.f-a')).fill") == "rgb(220, 238, 253)"
        )


@pytest.mark.parametrize("width", [b.PHONE, b.ZOOMED])
def test_the_page_reflows(chromium, files, width):
    """At 320 pixels and at 200 per cent nothing reaches outside, but wide tables in a box that scrolls by keyboard."""
    for file in files:
        with b.visited(chromium, file, width=width) as visit:
            visit.page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
            assert b.overflow(visit) == []


def test_words_in_drawings_keep_inside_them(chromium, files):
    """The browser sets text as wide as it was measured when the chart was laid out; no word is cut at the edge."""
    outside = """() => [...document.querySelectorAll('svg.drawing text')].filter(text => {
      const box = text.getBoundingClientRect(), frame = text.ownerSVGElement.getBoundingClientRect();
      return box.left < frame.left - 1 || box.right > frame.right + 1;
    }).map(text => text.textContent)"""
    for file in files:
        with b.visited(chromium, file) as visit:
            visit.page.evaluate("() => document.fonts.ready")
            assert visit.page.evaluate(outside) == []


def test_the_page_stands_wider_spacing(chromium, files):
    """Text that a reader spaces out is not cut off (WCAG 1.4.12)."""
    for file in files:
        with b.visited(chromium, file, width=b.PHONE) as visit:
            b.space_text_out(visit)
            assert b.overflow(visit) == []


def test_the_keyboard_goes_through_the_page_in_order(chromium, files):
    """Tab follows the reading order from the skip link on, and where it is can always be seen."""
    for file in files:
        with b.visited(chromium, file) as visit:
            stops = b.tab_stops(visit)
            positions = [stop["position"] for stop in stops]
            assert stops[0]["text"] == "Hoppa till innehållet"
            assert len(stops) > 1
            assert positions == sorted(positions)
            assert [stop["text"] for stop in stops if not (stop["isSeen"] and stop["isMarked"])] == []


def test_the_skip_link_leads_past_what_every_page_begins_with(chromium, files):
    """Enter on the first stop moves to the content; the next Tab is inside it."""
    with b.visited(chromium, files[0]) as visit:
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Enter")
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("() => document.activeElement.closest('main') !== null")


def test_paper_cuts_nothing_and_shows_the_tables_behind_charts(chromium, files):
    """On A4 no row is cut between sheets, nothing is cut at the side, and what a click shows is printed."""
    for file in files:
        with b.visited(chromium, file, width=b.SHEET, scheme="dark", media="print") as visit:
            rows = "() => [...document.querySelectorAll('tr')].map(e => getComputedStyle(e).breakInside)"
            assert set(visit.page.evaluate(rows)) <= {"avoid"}
            heights = "() => [...document.querySelectorAll('details table')].map(e => e.getBoundingClientRect().height)"
            assert all(visit.page.evaluate(heights))
            assert b.overflow(visit) == []
            assert visit.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_markup_is_valid(files):
    """The Nu HTML checker has nothing to say."""
    assert b.markup_faults(files) == []


def test_invalid_markup_would_be_seen(tmp_path):
    """The check can fail: a list item outside a list is found out."""
    broken = tmp_path / "broken.html"
    broken.write_text("<!DOCTYPE html><html lang='sv'><title>T</title><div><li>x</li></div></html>", encoding="utf-8")
    assert any("li" in fault for fault in b.markup_faults([broken]))
