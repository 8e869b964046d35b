"""What an executed notebook tells: its title and parts, with every pair that has nothing to tell left out.

Only sections reach a page. A cell that failed, was never run or shows anything else stops the page, in words
that say which cell it is and what to do; the message of the error stays in the executed notebook, since it may
quote a delivery.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import mistune
from markupsafe import Markup

from samspelet_lib.errors import SamspeletError
from samspelet_lib.publish.light import NotebookNode
from samspelet_lib.report.section import METADATA
from samspelet_lib.swedish import to_id

NEW_SHEET = "ny-sida"  # tag of a text cell whose part starts on a new printed sheet
_TITLE, _HEADING = 1, 2
_CALL_INSTEAD = "Låt cellen sluta med ett anrop ur samspelet_lib.report; bara sådant kan bli en sida."


class UnpublishableError(SamspeletError):
    """The notebook cannot become a page; its text says which cell and what to do."""


@dataclass(frozen=True)
class Part:
    """A part of a page: what stands under one heading, or before the first.

    Attributes:
        html: safe markup.
        heading: the part's h2; None before the first.
        anchor: the heading's id.
        is_new_sheet: true where print starts a new sheet.
    """

    html: Markup
    heading: str | None = None
    anchor: str | None = None
    is_new_sheet: bool = False


@dataclass(frozen=True)
class Story:
    """An executed notebook as a page needs it.

    Attributes:
        title: its h1, without markup.
        parts: in reading order.
        tables: every table that is shown, as `Grid.to_plain` gives it, for downloads.
    """

    title: str
    parts: tuple[Part, ...]
    tables: tuple[dict[str, Any], ...] = ()


@dataclass
class _Unit:
    """A text cell's heading and prose with the outputs of the calls that follow it."""

    level: int = 0
    heading: str = ""
    prose: str = ""
    is_new_sheet: bool = False
    outputs: list[NotebookNode] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return bool(self.outputs) and all(map(_is_empty, self.outputs))


def _is_empty(output: NotebookNode) -> bool:
    return bool(output.metadata[METADATA]["empty"])


class _Headings(mistune.HTMLRenderer):
    """mistune's renderer with an ASCII id on each heading, unique on the page."""

    def __init__(self) -> None:
        super().__init__(escape=True)
        self._used: dict[str, int] = {}

    def anchor(self, text: str) -> str:
        name = to_id(text) or "del"
        self._used[name] = self._used.get(name, 0) + 1
        return name if self._used[name] == 1 else f"{name}_{self._used[name]}"

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        del attrs
        return f'<h{level} id="{self.anchor(_words(text))}">{text}</h{level}>\n'


def _words(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup)).strip()


def rehearse() -> None:
    """Read a text once: mistune compiles its patterns at first use, and what is compiled before a fork is inherited."""
    mistune.html("# a *b*")
    mistune.create_markdown(renderer=_Headings())("# a *b*")


def to_story(notebook: NotebookNode) -> Story:
    """The notebook's title, parts and tables; pairs without content are gone, heading too.

    Raises:
        UnpublishableError: a cell failed, was not run or shows something that is not a section.
    """
    faults = list(_faults(notebook.cells))
    if faults:
        raise UnpublishableError("\n".join(["Rapporten kan inte bli en sida:", *(f"  • {fault}" for fault in faults)]))
    units = _without_empty(_units(notebook.cells))
    outputs = [output for unit in units for output in unit.outputs]
    tables = tuple(grid for output in outputs for grid in output.metadata[METADATA].get("tables", ()))
    return Story(next((unit.heading for unit in units if unit.level == _TITLE), ""), tuple(_parts(units)), tables)


def _faults(cells: Sequence[NotebookNode]) -> Iterator[str]:
    heading = "inledningen"
    for position, cell in enumerate(cells, start=1):
        where = f"Cell {position} (under ”{heading}”)"
        if cell.cell_type == "markdown":
            titles = [title for _, title, _ in _split(cell.source) if title]
            heading = titles[-1] if titles else heading
        elif cell.cell_type == "code" and cell.source.strip():
            if cell.execution_count is None:
                yield f"{where} är inte körd. Kör hela notebooken."
            yield from (f"{where} {fault}" for fault in map(_output_fault, cell.outputs) if fault)


def _output_fault(output: NotebookNode) -> str | None:
    if output.output_type == "error":
        return f"gav felet {output.ename}. Felet står i den körda notebooken."
    if output.output_type == "stream":
        # What libraries say on stderr stays in the executed notebook; what somebody printed was meant to be seen.
        return f"skriver ut text. {_CALL_INSTEAD}" if output.name == "stdout" else None
    return None if METADATA in output.metadata else f"visar något som inte är en färdig del. {_CALL_INSTEAD}"


def _split(source: str) -> Iterator[tuple[int, str, str]]:
    """The text cell at its h1 and h2 lines: level, heading, what follows."""
    pieces = re.split(r"^(#{1,2}) +(.+?) *#* *$\n?", source, flags=re.MULTILINE)
    if pieces[0].strip() or not pieces[1:]:
        yield 0, "", pieces[0]
    for marks, title, rest in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        yield len(marks), _words(str(mistune.html(title))), rest


def _units(cells: Iterable[NotebookNode]) -> list[_Unit]:
    units = [_Unit()]
    for cell in cells:
        if cell.cell_type == "markdown":
            tags = cell.metadata.get("tags", ())
            units += [_Unit(*piece, is_new_sheet=NEW_SHEET in tags) for piece in _split(cell.source)]
        elif cell.cell_type == "code":
            units[-1].outputs += [output for output in cell.outputs if output.output_type != "stream"]
    return units


def _without_empty(units: Sequence[_Unit]) -> list[_Unit]:
    kept: list[_Unit] = []
    for group in _groups(units):
        outputs = [output for unit in group for output in unit.outputs]
        if group[0].level == _TITLE or not outputs or not all(map(_is_empty, outputs)):
            head = replace(group[0], prose="") if group[0].is_empty else group[0]
            kept += [head, *(unit for unit in group[1:] if not unit.is_empty)]
    return kept


def _groups(units: Sequence[_Unit]) -> list[list[_Unit]]:
    """Units under the same h1 or h2; a group whose calls are all empty is a heading over nothing."""
    groups: list[list[_Unit]] = []
    for unit in units:
        if unit.level or not groups:
            groups.append([])
        groups[-1].append(unit)
    return groups


def _parts(units: Sequence[_Unit]) -> Iterator[Part]:
    headings = _Headings()
    render = mistune.create_markdown(renderer=headings)
    opened, html_so_far = _Unit(), ""
    for unit in units:
        if unit.level == _HEADING:
            yield from _part(opened, html_so_far, headings)
            opened, html_so_far = unit, ""
        html_so_far += str(render(unit.prose)) + "".join(output.data["text/html"] for output in unit.outputs)
    yield from _part(opened, html_so_far, headings)


def _part(opened: _Unit, inside: str, headings: _Headings) -> Iterator[Part]:
    markup = Markup(inside.strip())  # noqa: S704  sections escape what they hold, mistune escapes prose
    if opened.heading:
        yield Part(markup, opened.heading, headings.anchor(opened.heading), opened.is_new_sheet)
    elif markup:
        yield Part(markup)
