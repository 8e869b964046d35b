"""Pages as readers meet them: in a real browser, both colour schemes, on a phone, zoomed, by keyboard and on paper."""

import gzip
import http.server
import re
import shutil
import threading
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import browser as b
import page_rules
import pytest
import sample_page
from page_checks import CHECKS, look
from small_project import ROOT, command

from samspelet_lib.errors import ExitCode
from samspelet_lib.publish.page import content_policy

pytestmark = pytest.mark.slow

PERIOD = "2026-10"
WORD_OUTSIDE = '<svg class="drawing" role="img" aria-label="2" viewBox="0 0 9 9"><text x="8">22222</text></svg>'


def made(folder, *runs):
    """The real project with the demo's deliveries, run for these periods; its folder."""
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    assert command(folder, "demo").returncode == ExitCode.DONE
    for arguments in runs:
        done = command(folder, "run", *arguments)
        assert done.returncode in {ExitCode.DONE, ExitCode.PARTLY}, done.stderr
    return folder


def own_pages(folder):
    """The site's own pages, of those about a mätpunkt the list and the largest."""
    lists = [folder / "reports/index.html", folder / "reports/tillganglighet.html"]
    matpunkter = sorted((folder / "reports/matpunkt").glob("*.html"), key=lambda file: file.stat().st_size)
    return [*lists, folder / "reports/matpunkt/index.html", matpunkter[-1]]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return made(tmp_path_factory.mktemp("site"), [PERIOD])


@pytest.fixture(scope="module")
def files(site):
    """The sample pages, with every part and chart there is, every page of a month, and the site's own."""
    sample_page.write(site)
    return [
        site / "sida.html",
        site / "index.html",
        *sorted((site / "reports" / PERIOD).glob("*.html")),
        *own_pages(site),
    ]


@pytest.fixture(scope="module")
def chromium():
    b.needed()
    with b.started() as browser:
        yield browser


@pytest.fixture(scope="module")
def found(chromium, files):
    """What the browser finds wrong with each page."""
    return {file: look(chromium, file) for file in files}


@pytest.mark.parametrize("check", CHECKS)
def test_every_page_holds(found, check):
    """What `page_checks.CHECKS` says of each check, on every page of a month, and the site's: of the mätpunkter two.

    All of theirs, and every kind of period, are in the long one below.
    """
    assert len(found) > 10
    assert {file: faults[check] for file, faults in found.items() if faults[check]} == {}


def test_no_page_breaks_our_own_rules(files):
    """What axe cannot see: alternatives that say a figure, links that say where they lead, heads, scopes and ids."""
    for file in files:
        assert page_rules.faults(file.read_text(encoding="utf-8")) == [], file.name


def test_the_markup_is_valid(files):
    """The Nu HTML checker has nothing to say."""
    assert b.markup_faults(files) == []


@pytest.mark.long
def test_every_page_of_a_year_holds(chromium, tmp_path):
    """Every file of every kind of period, of every mätpunkt and of the working material, by every check."""
    folder = made(
        tmp_path, ["2026-01..08"], [PERIOD], ["2026"], [PERIOD, "--edition", "intern"], ["2026", "--edition", "intern"]
    )
    files = [*(folder / "reports").rglob("*.html"), *(folder / "var/arbetsmaterial").rglob("*.html")]
    assert len(files) > 100
    faults = {
        file: {**look(chromium, file), "own": page_rules.faults(file.read_text(encoding="utf-8"))} for file in files
    }
    assert {file: wrong for file, checks in faults.items() if (wrong := {k: v for k, v in checks.items() if v})} == {}
    assert b.markup_faults(files) == []
    assert too_large(files, [path.parent for path in folder.rglob("pages.json")]) == []


def too_large(files, folders):
    """Pages above 300 kB with all their charts, or 60 kB packed; folders of a period above 5 MB, data files too."""
    sizes = {file: (file.stat().st_size, len(gzip.compress(file.read_bytes()))) for file in files}
    sets = {f: sum(each.stat().st_size for each in f.rglob("*") if each.is_file()) for f in folders}
    pages = [file for file, (size, packed) in sizes.items() if size > 300_000 or packed > 60_000]
    return pages + [folder for folder, size in sets.items() if size > 5_000_000]


def test_no_page_is_too_large(site, files):
    """Every page of a month, and its set."""
    assert too_large(files, [site / "reports" / PERIOD]) == []


@contextmanager
def served(folder):
    """The folder on a plain web server that adds the pages' own policy as a header; its address."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def end_headers(self):
            self.send_header("Content-Security-Policy", content_policy())
            super().end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def test_the_site_works_on_a_server_with_a_strict_policy(chromium, site, files):
    """Every page opens with its style, its links lead on, and a table beside it can be fetched."""
    with served(site / "reports") as address, b.visited(chromium, files[0]) as visit:
        visit.log.clear()
        for file in files[2:]:
            visit.page.goto(f"{address}/{file.relative_to(site / 'reports').as_posix()}")
            assert visit.page.evaluate("() => document.fonts.check('16px Inter') && document.fonts.size") == 1
        visit.page.goto(f"{address}/{PERIOD}/month.html")
        with visit.page.expect_download() as download:
            visit.page.click(".downloads a >> nth=0")
        assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")
        visit.page.click(".site a")
        assert visit.page.title().startswith("Rapporter")
        assert [line for line in visit.log if "favicon" not in line] == []


def test_a_page_in_a_mail_is_whole(chromium, site, tmp_path):
    """One page, saved on its own somewhere else, looks the same: nothing of it lies beside it."""
    file = site / "reports" / PERIOD / "month.html"
    alone = Path(shutil.copy(file, tmp_path))
    pictures = []
    for path in (file, alone):
        with b.visited(chromium, path) as visit:
            pictures.append(visit.page.screenshot())
    assert pictures[0] == pictures[1]


def test_axe_would_find_something(chromium, tmp_path):
    """The check can fail: a page without language, title and contrast is found out."""
    broken = tmp_path / "broken.html"
    broken.write_text("<html><body><p style='color:#ccc'>Text</p><img src='data:,'></body></html>", encoding="utf-8")
    with b.visited(chromium, broken) as visit:
        rules = {fault.split()[0] for fault in b.axe_faults(visit)}
    assert {"html-has-lang", "document-title", "color-contrast", "image-alt"} <= rules


@pytest.mark.parametrize(
    ("before", "after", "check"),
    [
        ("<h1>", '<img src="http://127.0.0.1:9/x.png" alt="Märke"><h1>', "outside"),
        ("<h1>", '<h1 style="color:red">', "outside"),
        (".wide{overflow-x: auto;}", "", "reflow"),
        ('<a class="skip"', '<a class="passed"', "keyboard"),
        ("tr,.drawing", ".drawing", "paper"),
        ("<h1>", f"{WORD_OUTSIDE}<h1>", "drawings"),
    ],
)
def test_each_check_can_fail(chromium, files, tmp_path, before, after, check):
    """A fault put into a good page is found by the check that looks for it."""
    page = files[0].read_text(encoding="utf-8")
    assert before in page
    text = page.replace(before, after, 1)
    if check in {"reflow", "keyboard", "paper"}:  # let the spoilt page look as it is meant to, whatever its policy says
        text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        text = text.replace('class="passed" href="#innehall"', 'class="passed"')
    broken = tmp_path / "broken.html"
    broken.write_text(text, encoding="utf-8")
    assert look(chromium, broken)[check] != []


def test_style_and_font_are_in_force_under_the_strict_policy(chromium, files):
    """The policy lets the page's own style and font through, and nothing is drawn by attributes alone."""
    with b.visited(chromium, files[0], scheme="dark") as visit:
        visit.page.evaluate("() => document.fonts.ready")
        assert visit.page.evaluate("() => document.fonts.check('16px Inter') && document.fonts.size") == 1
        assert visit.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 31)"
        assert (
            visit.page.evaluate("() => getComputedStyle(document.querySelector('.f-a')).fill") == "rgb(220, 238, 253)"
        )


def test_the_skip_link_leads_past_what_every_page_begins_with(chromium, files):
    """Enter on the first stop moves to the content; the next Tab is inside it."""
    with b.visited(chromium, files[0]) as visit:
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Enter")
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("() => document.activeElement.closest('main') !== null")


def test_invalid_markup_would_be_seen(tmp_path):
    """The check can fail: a list item outside a list is found out."""
    broken = tmp_path / "broken.html"
    broken.write_text("<!DOCTYPE html><html lang='sv'><title>T</title><div><li>x</li></div></html>", encoding="utf-8")
    assert any("li" in fault for fault in b.markup_faults([broken]))
