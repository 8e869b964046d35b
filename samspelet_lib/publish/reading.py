"""What a reader, a screen reader or a program finds in a page: every text with where it stands, tables and drawings.

Read from the bytes, by a parser that knows nothing of how the page was made. What stands where no reader looks,
such as a comment or an attribute without a use, is a fault whatever it says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from samspelet_lib.figure import Mark
from samspelet_lib.publish.drawing import Drawing
from samspelet_lib.release.audit_places import Slot

_HEADINGS = ("h1", "h2", "h3", "h4")
_TEXTS = {*_HEADINGS, "caption", "th", "td", "dt", "dd", "p", "li", "figcaption", "summary", "title", "text", "desc"}
_VOID = {"meta", "br", "img", "hr", "wbr", "link", "input", "col", "source", "path", "use", "circle", "rect", "line"}
_APART = {"br", "p", "li", "div", "dd", "dt", "td", "th", "ul", "figcaption", "blockquote"}
_DIGIT = re.compile(r"\d")
_BLANKS = re.compile(r"[ \n\t\r]+")  # a no-break space is part of a number
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_SPOKEN = {"aria-label", "alt", "title", "summary", "content", "label", "placeholder", "download", "value"}
_SILENT = {
    "aria-current", "aria-hidden", "aria-labelledby", "charset", "class", "cx", "cy", "d", "fill", "font-family",
    "font-size", "font-weight", "height", "href", "http-equiv", "id", "lang", "name", "open", "patternunits", "points",
    "r", "rel", "role", "rx", "scope", "stroke", "stroke-dasharray", "stroke-width", "tabindex", "text-anchor",
    "transform", "viewbox", "width", "x", "x1", "x2", "y", "y1", "y2", "colspan", "rowspan", "type",
}  # fmt: skip
_METAS = {"viewport", "color-scheme", "referrer", "content-security-policy", None}
_FORBIDDEN = {"script", "template", "iframe", "object", "embed", "metadata", "foreignobject", "noscript", "input"}


@dataclass
class Table:
    """A table as read: `rows` without the heads, each with its row head first."""

    anchor: str
    caption: str = ""
    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class Page:
    """All that was read of one page.

    Attributes:
        faults: places that hold something no reader would find, or that lack what a reader needs.
        facts: the lines under the title: period, release, how far the figures reach.
    """

    title: str = ""
    slots: list[Slot] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    banners: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    text: str = ""


def read_page(html: str) -> Page:
    """The page as read."""
    parser = _Parser()
    parser.page.faults += _styles(html)
    parser.feed(_STYLE.sub("", html, count=1))
    parser.close()
    return parser.finished()


def _styles(html: str) -> Iterator[str]:
    if html.count("<style") > 1:
        yield "fler än en formatmall"
    for style in _STYLE.findall(html)[:1]:
        if "/*" in style:
            yield "kommentar i formatmallen"


class _Parser(HTMLParser):
    """Follows the open elements; a text belongs to every open element that collects text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[str] = []
        self._collecting: list[tuple[str, list[str], dict[str, str]]] = []
        self._heads: dict[str, str] = {}
        self._term = ""
        self._table: Table | None = None
        self._drawing: Drawing | None = None
        self._figure: tuple[str, int] | None = None  # anchor, and the drawings that stood before it
        self._last: dict[str, str] = {}
        self._marks: set[tuple[tuple[str, str], ...]] = set()
        self._waiting: list[Slot] = []
        self._section: list[str] = []
        self._all: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._check(tag, given)
        self._last = given
        if tag in _APART:
            self._add(" ")
        if tag not in _VOID:
            self._open.append(tag)
        if tag in {"section", "h2"}:
            self._end_section()
        self._begin(tag, given)
        if self._drawing is not None:
            self._drawing.add(tag, given)
        if tag in _TEXTS:
            self._collecting.append((tag, [], given))
        self._say_attributes(tag, given)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        """A table, a row, a figure or a drawing begins."""
        if tag == "table":
            self._table = Table(given.get("id", ""))
        elif tag == "figure" and given.get("class") == "chart":
            self._figure = (given.get("id", ""), len(self.page.drawings))
        elif tag == "svg":
            self._drawing = Drawing(self._figure[0] if self._figure else "", given.get("aria-label", ""))
            self.page.drawings.append(self._drawing)
            for fact in given.get("aria-label", "").split(";"):
                self._slot("alternativtexten", fact)
        elif tag == "tr" and self._table is not None:
            self._table.rows.append([])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or tag not in self._open:
            return
        while self._open and self._open.pop() != tag:
            pass
        if tag in _APART:
            self._add(" ")
        if tag in _TEXTS and self._collecting and self._collecting[-1][0] == tag:
            name, pieces, given = self._collecting.pop()
            # A no-break space is part of a number.
            self._collected(name, _BLANKS.sub(" ", "".join(pieces)).strip(" "), given)
        self._end(tag)

    def _end(self, tag: str) -> None:
        """A table, a drawing, a figure or a part of the page ends."""
        if tag == "table" and self._table is not None:
            self._end_table(self._table)
        elif tag == "svg":
            self._drawing = None
        elif tag == "figure" and "figure" not in self._open:
            self._figure = None
        elif tag == "section":
            self._end_section()

    def handle_data(self, data: str) -> None:
        if self._drawing is None:
            self._all.append(data)
        self._section.append(data)
        self._add(data)
        if data.strip() == Mark.HIDDEN and self._open[-1:] == ["span"]:
            self._marks.add(tuple(sorted(self._last.items())))
        if data.strip() and not self._collecting and self._open[-1:] not in (["a"], ["strong"], ["span"], ["div"]):
            self._slot("text utanför stycken", data)

    def handle_comment(self, data: str) -> None:
        del data
        self.page.faults.append("kommentar i sidans källa")

    def handle_pi(self, data: str) -> None:
        del data
        self.page.faults.append("instruktion i sidans källa")

    def unknown_decl(self, data: str) -> None:
        del data
        self.page.faults.append("okänd märkning i sidans källa")

    def finished(self) -> Page:
        """The page, when all of it has been fed."""
        self._end_section()
        self.page.text = "".join(self._all)
        if len(self._marks) > 1 or any(_DIGIT.search(value) for mark in self._marks for _, value in mark):
            self.page.faults.append("märkena för dolda tal är inte lika")
        return self.page

    def _add(self, data: str) -> None:
        for _, pieces, _ in self._collecting:
            pieces.append(data)

    def _check(self, tag: str, given: dict[str, str]) -> None:
        if tag in _FORBIDDEN:
            self.page.faults.append(f"elementet <{tag}>")
        unknown = sorted(set(given) - _SPOKEN - _SILENT)
        self.page.faults += [f"attributet {name} på <{tag}>" for name in unknown]
        if tag == "meta" and given.get("name", given.get("http-equiv", "").lower() or None) not in _METAS:
            self.page.faults.append("metadata i sidans huvud")

    def _say_attributes(self, tag: str, given: dict[str, str]) -> None:
        for name in _SPOKEN & set(given):
            if tag in {"meta", "svg"} or given[name] == "":
                continue
            self._slot(f"attributet {name} på <{tag}>", given[name])

    def _collected(self, tag: str, text: str, given: dict[str, str]) -> None:
        if tag in _HEADINGS:
            self._heads = {name: self._heads.get(name, "") for name in _HEADINGS[: _HEADINGS.index(tag)]} | {tag: text}
            self.page.title = text if tag == "h1" else self.page.title
        if self._table is not None:
            self._in_table(self._table, tag, text, is_head=given.get("scope") == "col")
        elif tag == "text" and self._drawing is not None:
            self._drawing.texts.append(text)
        elif tag in {"title", "desc"} and self._drawing is not None:
            self._drawing.alt += f" {text}"
        elif tag == "dt":
            self._term = text
        elif tag == "dd":
            self._slot(f"”{self._term}”", text, self._term)
        elif not any(name in {"dd", "dt"} for name, _, _ in self._collecting):
            self._free(tag, text, given)

    def _free(self, tag: str, text: str, given: dict[str, str]) -> None:
        if tag == "li" and self._heads.keys() == {"h1"} and "nav" not in self._open:
            self.page.facts.append(text)
        if tag == "p" and "header" in self._open and given.get("class") != "site":
            self.page.banners.append(text)
        if tag == "figcaption" and self._figure:
            for drawing in self.page.drawings[self._figure[1] :]:
                drawing.title = text
            self._heads["figure"] = text
            return  # what a drawing is called is held against its table
        self._slot(f"<{tag}>", text)

    def _in_table(self, table: Table, tag: str, text: str, *, is_head: bool) -> None:
        if tag == "caption":
            table.caption = text
        elif tag == "th" and is_head:
            table.heads.append(text)
        elif tag in {"td", "th"} and table.rows:
            table.rows[-1].append(text)

    def _end_table(self, table: Table) -> None:
        self._table = None
        table.rows = [row for row in table.rows if row]
        self.page.tables.append(table)
        if self._figure:
            for drawing in self.page.drawings[self._figure[1] :]:
                drawing.table = table.rows
                drawing.words = " ".join([table.caption, *table.heads])
        for number, row in enumerate(table.rows, start=1):
            for head, cell in zip(table.heads[1:], row[1:], strict=False):
                place = f"tabellen {table.anchor or table.caption}, rad {number}, kolumnen ”{head}”"
                self._slot(place, cell, table.caption, row[0], head, table=table.caption)

    def _slot(self, place: str, text: str, *context: str, table: str = "") -> None:
        headings = [f"under ”{self._heads[name]}”" for name in ("h3", "h2") if self._heads.get(name)][:1]
        where = ", ".join([*headings, place])
        about = (*filter(None, self._heads.values()), *filter(None, context))
        self._waiting.append(Slot(where, text, about, table=table, is_free=place.startswith("<")))

    def _end_section(self) -> None:
        whole = "".join(self._section)
        self.page.slots += [replace(slot, section=whole) for slot in self._waiting]
        self._waiting, self._section = [], []
