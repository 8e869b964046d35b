"""Pages: an executed notebook, or sections put together by the program, in one shell that works everywhere.

A page is one file: style and font inside, no script, no address outside, and a content policy that says so.
Same content, same bytes.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import jinja2
from markupsafe import Markup

from samspelet_lib.publish.light import NotebookNode, TemplateExporter, nbformat
from samspelet_lib.publish.story import Part, Story, UnpublishableError, rehearse, to_story
from samspelet_lib.report.section import Cell, Section
from samspelet_lib.swedish import to_id

__all__ = [
    "Banner",
    "Part",
    "Shell",
    "Story",
    "UnpublishableError",
    "content_policy",
    "part",
    "read",
    "to_page",
    "to_site_page",
]

BannerKind = Literal["draft", "synthetic", "internal", "older"]
_BANNER_WORDS: dict[BannerKind, str] = {
    "draft": "Utkast",
    "synthetic": "Syntetiska uppgifter",
    "internal": "Arbetsmaterial – får inte spridas",
    "older": "Äldre utgåva",
}
_HEADINGS_WORTH_LISTING = 3


@dataclass(frozen=True)
class Banner:
    """What the reader must know before anything else on the page.

    Attributes:
        kind: decides the words.
        text: what it means here, e.g. a link to the newest edition.
    """

    kind: BannerKind
    text: Cell | None = None

    @property
    def word(self) -> str:
        """The words that always stand for its kind."""
        return _BANNER_WORDS[self.kind]

    @property
    def line(self) -> Cell:
        """The banner as one line, for a file that is not a page."""
        return Markup("{}. {}").format(self.word, self.text) if self.text else self.word

    @property
    def html(self) -> Markup:
        """The banner as it stands on every page; one place, so that a kept page can be given one later."""
        text = Markup(" {}").format(self.text) if self.text else ""
        return Markup('<div class="banner {}" role="note" aria-label="{}"><p><strong>{}</strong>{}</p></div>').format(
            self.kind, self.word, self.word, text
        )


@dataclass(frozen=True)
class Shell:
    """What stands around a page's content.

    Attributes:
        site: who publishes.
        home: address of the first page, relative; None on the first page itself.
        trail: text and relative address of the pages above this one.
        facts: printed under the title: period, edition, how far the figures reach.
        banners: in the order they are shown.
        footer: closing lines.
    """

    site: str
    home: str | None = None
    trail: Sequence[tuple[str, str]] = ()
    facts: Sequence[Cell] = ()
    banners: Sequence[Banner] = ()
    footer: Sequence[Cell] = ()


class PageExporter(TemplateExporter):
    """nbconvert's exporter with our template: autoescaped, without input, highlighting and a second parse."""

    def _create_environment(self) -> jinja2.Environment:
        environment: jinja2.Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = True
        environment.undefined = jinja2.StrictUndefined
        return environment


def to_page(source: Path | NotebookNode, shell: Shell, *, title: str | None = None, story: Story | None = None) -> str:
    """The executed notebook as a page.

    Args:
        source: the executed notebook or its file.
        shell: what stands around the content.
        title: the page's title in place of the notebook's, where it names the insats and the period.
        story: what the notebook tells, where the caller has added to it.

    Raises:
        UnpublishableError: a cell failed, was not run or shows something that is not a section, there is no title,
            or the same part stands twice.
    """
    notebook = read(source) if isinstance(source, Path) else source
    story = story or to_story(notebook)
    resources = {"page": _content(title or story.title, story.parts, shell)}
    html, _ = exporter().from_notebook_node(notebook, resources)
    return _checked(html)


def to_site_page(title: str, parts: Sequence[Part], shell: Shell) -> str:
    """A page that the program puts together itself, in the same shell.

    Raises:
        UnpublishableError: there is no title.
    """
    return _checked(exporter().template.render(resources={"page": _content(title, parts, shell)}))


def part(heading: str | None, section: Section, *, anchor: str | None = None) -> Part:
    """A section as a part of a page, under its heading."""
    return Part(section.markup, heading, (anchor or to_id(heading)) if heading else None)


@cache
def exporter() -> PageExporter:
    """The one exporter; made and compiled once, before any fork."""
    made = PageExporter(  # type: ignore[no-untyped-call]
        template_name="template",
        extra_template_basedirs=[str(files("samspelet_lib.publish"))],
        file_extension=".html",
        default_preprocessors=[],  # none would find work, and the notebook is validated after each
    )
    _ = made.template
    rehearse()
    return made


@cache
def content_policy() -> str:
    """The policy that each page carries; a server's own policy must allow this style."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    style = f"style-src 'sha256-{digest}'"
    return f"default-src 'none'; {style}; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"


@cache
def _style() -> Markup:
    css = files("samspelet_lib.report").joinpath("style.css").read_text(encoding="utf-8")
    font = files("samspelet_lib.report").joinpath("fonts/inter.woff2").read_bytes()
    short = re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"/\*.*?\*/|\n\s*", "", css, flags=re.DOTALL))
    return Markup(short.replace("FONT", base64.b64encode(font).decode()))  # noqa: S704  our own style


def read(path: Path) -> NotebookNode:
    """The notebook in a file, as it stands."""
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call,no-any-return]


def _content(title: str, parts: Sequence[Part], shell: Shell) -> dict[str, Any]:
    if not title:
        raise UnpublishableError("Rapporten saknar titel. Börja notebooken med en textcell: # Titel")
    headed = [index for index, part in enumerate(parts) if part.heading]
    return {
        "title": title,
        "parts": parts,
        "shell": shell,
        "style": _style(),
        "policy": content_policy(),
        "first_heading": headed[0] if headed else -1,
        "has_contents": len(headed) >= _HEADINGS_WORTH_LISTING,
    }


def _checked(html: str) -> str:
    counts = Counter(re.findall(r'\sid="([^"]+)"', html))
    if repeated := sorted(name for name, count in counts.items() if count > 1):
        raise UnpublishableError(
            f"Samma del står två gånger på sidan ({', '.join(repeated)}).\n"
            "Ta bort det ena anropet i anteckningsboken; varje anrop kan stå en gång."
        )
    return html
