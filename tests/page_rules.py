"""Rules for pages that axe and a validator cannot see. Not a test itself: `faults` takes the text of any page."""

import re
from itertools import pairwise

from bs4 import BeautifulSoup

STOCK_ALT = ("bild av", "bild på", "diagram som visar", "graf över", "chart", "image", "no description")
STOCK_LINKS = {"här", "klicka här", "läs mer", "mer", "länk", "ladda ner", "här.", "se här"}


def faults(html: str) -> list[str]:
    """Everything that is wrong with the page, one line each."""
    soup = BeautifulSoup(html, "html.parser")
    return [
        *_document(soup, html),
        *_headings(soup),
        *_tables(soup),
        *_drawings(soup),
        *_links(soup),
        *_anchors(soup),
    ]


def drawing_faults(html: str) -> list[str]:
    """What is wrong with the charts of a page, or of a part of one."""
    return list(_drawings(BeautifulSoup(html, "html.parser")))


def _document(soup, html):
    if soup.html.get("lang") != "sv":
        yield "the page does not say that it is in Swedish"
    if soup.find(["script", "iframe", "link", "img", "object", "embed", "form"]):
        yield "the page holds something active or external"
    if soup.find(style=True) or len(soup.find_all("style")) != 1:
        yield "there is a style attribute, or not exactly one style sheet"
    if re.search(r"(src|srcset|@import|url\()\s*=?\s*[\"']?(https?:)?//", html):
        yield "an address outside is asked for"
    for landmark in ("header", "main"):
        if len(soup.find_all(landmark)) != 1:
            yield f"not exactly one {landmark}"
    if not soup.title or not soup.title.text.strip():
        yield "no title"


def _headings(soup):
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile(r"^h[1-6]$"))]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"h{after} after h{before}"
    for heading in soup.find_all(re.compile(r"^h[1-6]$")):
        if not heading.text.strip():
            yield "an empty heading"


def _tables(soup):
    for table in soup.find_all("table"):
        name = table.get("id")
        if not table.caption or not table.caption.text.strip():
            yield f"table {name} has no caption"
        if table.find("th", scope=False):
            yield f"table {name} has a head without scope"
        if any(not head.text.strip() for head in table.find_all("th")):
            yield f"table {name} has an empty head"
        if not all(row.find("th", scope="row") for row in table.tbody.find_all("tr")):
            yield f"table {name} has a row without a head"


def _drawings(soup):
    for figure in soup.select("figure.chart"):
        name, alt = figure.get("id"), figure.svg.get("aria-label", "")
        title = figure.select_one(".finding").text
        cells = [cell.text.strip() for cell in figure.select("tbody td")]
        if figure.svg.get("role") != "img" or not alt:
            yield f"chart {name} has no text alternative"
        if alt.strip(".") == title.strip("."):
            yield f"chart {name}: the alternative only repeats the title"
        if alt.lower().startswith(STOCK_ALT):
            yield f"chart {name}: a stock phrase for an alternative"
        figures = [cell for cell in cells if re.search(r"\d", cell)]
        if figures and not any(_states(alt, cell) for cell in figures):
            yield f"chart {name}: the alternative states no figure of the table beneath"
        if not figure.table:
            yield f"chart {name} has no table"


def _states(text, figure):
    """Whether the text holds the figure as a number of its own, not as digits of another."""
    return re.search(rf"(?<![\d,.\xa0−–-]){re.escape(figure)}(?![\d])(?!,\d)(?!\xa0\d)", text) is not None


def _links(soup):
    for link in soup.find_all("a"):
        if link.text.strip().lower() in STOCK_LINKS or not link.text.strip():
            yield f"a link says nothing of where it leads: {link.get('href')}"
        if not link.get("href"):
            yield f"a link without address: {link.text}"


def _anchors(soup):
    ids = [element["id"] for element in soup.find_all(id=True)]
    yield from (f"id {name} occurs twice" for name in sorted({name for name in ids if ids.count(name) > 1}))
    yield from (f"id {name} is not ASCII" for name in ids if not re.fullmatch(r"[A-Za-z][\w-]*", name, re.ASCII))
    for link in soup.find_all("a", href=re.compile("^#")):
        if link["href"][1:] not in ids:
            yield f"nothing at {link['href']}"
    pointed = [
        (name, element[name])
        for name in ("aria-labelledby", "aria-describedby")
        for element in soup.find_all(**{name: True})
    ]
    yield from (f"{name} points at nothing: {value}" for name, value in pointed if value not in ids)
