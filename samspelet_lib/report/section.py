"""Sections: what every call in a notebook returns, and the few parts they are built of.

A section is finished: accessible HTML for the page, plain text for a terminal. Text is escaped unless it is
`Markup`. Headings inside a section start at h3, since the notebook's text cells hold h1 and h2. Anchors are
given by the caller, ASCII, and unique on the page.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup, escape

from samspelet_lib.figure import Verdict
from samspelet_lib.report.grid import MARK_MEANINGS, Cell, Column, Grid, marks_explained, plain, shown, verdict
from samspelet_lib.swedish import NBSP

__all__ = [
    "EMPTY", "MARK_MEANINGS", "METADATA", "Cell", "Column", "Grid", "KeyFigure", "Section", "bullets", "chart",
    "definitions", "details", "heading", "join", "key_figures", "large", "link", "marks_explained", "notice",
    "paragraphs", "plain", "quote", "table", "verdict",
]  # fmt: skip

METADATA = "samspelet"

Notice = Literal["info", "warning", "missing"]

_NOTICE_WORDS: dict[Notice, str] = {"info": "Upplysning", "warning": "Observera", "missing": "Saknas"}


@dataclass(frozen=True)
class Section:
    """A finished part of a report.

    Attributes:
        html: accessible HTML, safe to put in a page as it is.
        text: the same for a terminal.
        is_empty: true when there is nothing to tell; publishing then drops the heading above it too.
        tables: its tables as data, for downloads.
    """

    html: str
    text: str
    is_empty: bool = False
    tables: tuple[Grid, ...] = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
        del include, exclude  # both forms are always given
        told = {"empty": self.is_empty, "tables": [grid.to_plain() for grid in self.tables]}
        return {"text/html": str(self.html), "text/plain": self.text}, {METADATA: told}

    @property
    def markup(self) -> Markup:
        """The section as part of another one, e.g. in a table's cell."""
        return Markup(self.html)  # noqa: S704 - a section is escaped when it is made

    def __str__(self) -> str:
        return self.text


EMPTY = Section("", "", is_empty=True)


@dataclass(frozen=True)
class KeyFigure:
    """A figure that is shown large; all printed by the caller.

    Attributes:
        label: what it is.
        value: the figure with its unit.
        target: the target in words, e.g. `Mål: minst 90 %`.
        verdict: how it was judged.
        trend: its development, in words or as a sparkline.
        note: what else the reader needs to judge it.
    """

    label: Cell
    value: Cell
    target: str | None = None
    verdict: Verdict | None = None
    trend: Cell | None = None
    note: Cell | None = None


def join(*sections: Section) -> Section:
    """The sections one after another; empty ones leave no trace."""
    filled = [section for section in sections if not section.is_empty]
    if not filled:
        return EMPTY
    return Section(
        "\n".join(part.html for part in filled),
        "\n\n".join(part.text for part in filled),
        tables=tuple(grid for part in filled for grid in part.tables),
    )


def heading(text: str, *, anchor: str | None = None, level: Literal[3, 4] = 3) -> Section:
    """A heading inside a section, linkable where it has an anchor."""
    attribute = Markup(' id="{}"').format(anchor) if anchor else ""
    return Section(Markup("<h{0}{1}>{2}</h{0}>").format(level, attribute, text), f"{text}\n{'-' * len(text)}")


def paragraphs(*texts: Cell) -> Section:
    """One paragraph a text; empty when there is none."""
    return _of_parts([Markup("<p>{}</p>").format(text) for text in texts], [plain(text) for text in texts], "\n\n")


def bullets(items: Iterable[Cell]) -> Section:
    """A list of points; empty when there is none."""
    listed = list(items)
    parts = [Markup("<li>{}</li>").format(item) for item in listed]
    inside = _of_parts(parts, [f"• {plain(item)}" for item in listed], "\n")
    return inside if inside.is_empty else Section(f"<ul>{inside.html}</ul>", inside.text)


def quote(text: str, source: str) -> Section:
    """The plan's own words, marked as such, with where they stand."""
    markup = Markup(
        '<figure class="quote"><blockquote><p>{}</p></blockquote><figcaption>Källa: {}</figcaption></figure>'
    ).format(text, source)
    return Section(markup, f"”{text}”\n({source})")


def definitions(pairs: Iterable[tuple[str, Cell]]) -> Section:
    """Terms with their descriptions, and what the marks among them mean; empty when there is none."""
    listed = list(pairs)
    parts = [Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(term, shown(text)) for term, text in listed]
    inside = _of_parts(parts, [f"{term}: {plain(text)}" for term, text in listed], "\n")
    return _with_marks(inside, "definitions", [text for _, text in listed])


def large(value: str) -> Cell:
    """A value for large print: the word for what is counted stands smaller, and may stand on a line of its own."""
    number, blank, word = value.rpartition(NBSP)
    is_word = blank and number and word.isalpha()
    return Markup('{} <span class="of">{}</span>').format(number, word) if is_word else value


def key_figures(items: Iterable[KeyFigure]) -> Section:
    """The figures a reader should see first, each with target, verdict and trend; empty when there is none."""
    listed = list(items)
    inside = _of_parts([_key_figure(item) for item in listed], [_key_figure_text(item) for item in listed], "\n")
    return _with_marks(inside, "key-figures", [item.value for item in listed])


def link(text: str, href: str) -> Markup:
    """A link; its text must say where it leads, read on its own."""
    return Markup('<a href="{}">{}</a>').format(href, text)


def notice(text: Cell, kind: Notice) -> Section:
    """Something the reader must not miss, with a word for its kind."""
    word = _NOTICE_WORDS[kind]
    markup = Markup('<div class="notice {}"><p><strong>{}:</strong> {}</p></div>').format(kind, word, text)
    return Section(markup, f"{word}: {plain(text)}")


def details(summary: str, section: Section) -> Section:
    """A section that the reader opens; printed open."""
    if section.is_empty:
        return EMPTY
    markup = Markup("<details><summary>{}</summary>{}</details>").format(summary, section.markup)
    return Section(markup, f"{summary}\n{section.text}", tables=section.tables)


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    anchor: str,
    strong_rows: Collection[int] = (),
    note: Cell | None = None,
) -> Section:
    """A table with caption, scopes, units in the heads and its marks explained below; empty without rows.

    Args:
        caption: what the table shows, for whom and when.
        columns: the heads; the columns that name the rows come first.
        rows: printed cells, one for each column; a `Mark` stands in place of a value.
        anchor: the table's id.
        strong_rows: positions of totals.
        note: printed below.

    Raises:
        ValueError: a row is not as long as the heads, which is a bug in the caller.
    """
    if not rows:
        return EMPTY
    grid = Grid(caption, columns, rows, anchor, strong_rows, note)
    return Section(grid.to_html(), grid.to_text(), tables=(grid,))


def chart(svg: str, behind: Section, *, anchor: str, title: str, unit: str, note: str | None = None) -> Section:
    """A drawing with the finding as its title and the table it was drawn from.

    Args:
        svg: as `svg.to_inline` leaves it, with its alt text inside.
        behind: the table with the same figures.
        anchor: the figure's id.
        title: the finding, one sentence.
        unit: what is drawn, in which unit and period.
        note: printed below.
    """
    below = Markup('<p class="note">{}</p>').format(note) if note else ""
    shown = details("Visa siffrorna i en tabell", behind)
    head = Markup('<figcaption><span class="finding">{}</span> <span class="unit">{}</span></figcaption>').format(
        title, unit
    )
    markup = f'<figure class="chart" id="{escape(anchor)}">{head}{svg}{below}{shown.html}</figure>'
    return Section(markup, "\n".join([title, unit, *([note] if note else []), behind.text]), tables=behind.tables)


def _with_marks(inside: Section, css: str, cells: Sequence[Cell]) -> Section:
    """A list of terms, and below it what the marks among its cells mean."""
    if inside.is_empty:
        return EMPTY
    html, marks = (
        f'<dl class="{css}">{inside.html}</dl>',
        marks_explained([[plain(cell).partition(" ")[0] for cell in cells]]),
    )
    if marks is None:
        return Section(html, inside.text)
    return Section(f'{html}<p class="note">{escape(marks)}</p>', f"{inside.text}\n{marks}")


def _of_parts(parts: list[Markup], texts: list[str], between: str) -> Section:
    return Section("".join(parts), between.join(texts)) if parts else EMPTY


def _key_figure(item: KeyFigure) -> Markup:
    lines = [
        Markup("<div><dt>{}</dt>").format(item.label),
        Markup('<dd class="value">{}</dd>').format(shown(item.value)),
        Markup("<dd>{}</dd>").format(item.target) if item.target else "",
        Markup("<dd>{}</dd>").format(verdict(item.verdict)) if item.verdict else "",
        Markup("<dd>{}</dd>").format(item.trend) if item.trend else "",
        Markup('<dd class="note">{}</dd>').format(item.note) if item.note else "",
    ]
    return Markup("").join([*lines, Markup("</div>")])


def _key_figure_text(item: KeyFigure) -> str:
    judged = plain(verdict(item.verdict)) if item.verdict else None
    rest = [part for part in (item.target, judged, item.trend, item.note) if part]
    return f"{plain(item.label)}: {plain(item.value)}" + "".join(f" · {plain(part)}" for part in rest)
