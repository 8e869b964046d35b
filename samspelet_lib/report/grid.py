"""A table as data, and how it is written: accessible HTML, aligned text, and plain rows for downloads."""

import html
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from samspelet_lib.figure import Mark, Verdict
from samspelet_lib.swedish import MINUS, NBSP

Cell = str | Markup

MARK_MEANINGS: dict[Mark, str] = {
    Mark.HIDDEN: "uppgiften visas inte, av hänsyn till enskilda personer",
    Mark.NOT_APPLICABLE: "uppgiften är inte aktuell",
    Mark.MISSING: "uppgift saknas",
}
_SIGNS: dict[Verdict, tuple[str, str]] = {
    Verdict.REACHED: ("✓", "reached"),
    Verdict.ON_TRACK: ("↗", "on-track"),
    Verdict.AT_RISK: ("!", "at-risk"),
    Verdict.NOT_REACHED: ("✗", "not-reached"),
    Verdict.NOT_YET: ("?", "not-yet"),
    Verdict.NO_TARGET: ("○", "neutral"),
    Verdict.NOT_APPLICABLE: ("○", "neutral"),
    Verdict.QUALITATIVE: ("○", "neutral"),
    Verdict.CONFIDENTIAL: ("○", "neutral"),
}
TKR = "tkr"  # the unit whose bare numbers are exact: an amount of whole thousands is printed without decimals
_AMOUNT = re.compile(rf"{MINUS}?[\d{NBSP}]+(?:,(\d+))?")
# With more columns than this a table may be wider than a phone; it then scrolls in a box of its own.
_COLUMNS_THAT_FIT = 3


def plain(value: Cell) -> str:
    """The text of a value, without tags; what stands in blocks or items of its own gets a blank between."""
    if not isinstance(value, Markup):
        return str(value)
    apart = re.sub(r"(?:</?(?:p|br|li|ul|ol|div|dt|dd|dl)\b[^>]*>)+", " ", value)
    return html.unescape(re.sub(r"<[^>]*>", "", apart)).strip(" ")


def verdict(word: Verdict) -> Markup:
    """The verdict in word and sign, so that colour never says it alone."""
    sign, css = _SIGNS[word]
    template = Markup('<span class="verdict {}"><span class="sign" aria-hidden="true">{}</span> {}</span>')
    return template.format(css, sign, str(word))


def shown(cell: Cell) -> Cell:
    """The cell; a mark gets its meaning, since a screen reader passes over dots in silence."""
    for mark, meaning in MARK_MEANINGS.items():
        if cell == mark:
            return Markup('<span role="img" aria-label="{}">{}</span>').format(meaning, mark.value)
    return cell


def marks_explained(rows: Iterable[Iterable[Cell]]) -> str | None:
    """What the marks among the cells mean; None where there are none."""
    used = {str(cell) for row in rows for cell in row}
    marks = [f"{mark.value} = {meaning}" for mark, meaning in MARK_MEANINGS.items() if mark.value in used]
    return f"Teckenförklaring: {'; '.join(marks)}." if marks else None


@dataclass(frozen=True)
class Column:
    """A column's head.

    Attributes:
        label: what the column holds.
        unit: printed in the head, so that cells hold bare numbers.
        is_number: aligned as figures.
        is_header: names its rows; the first column does where none says so.
    """

    label: str
    unit: str | None = None
    is_number: bool = False
    is_header: bool = False

    @property
    def text(self) -> str:
        """The head with its unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


@dataclass(frozen=True)
class Grid:
    """A table's content, printed.

    Attributes:
        caption: what the table shows, for whom and when.
        columns: the heads.
        rows: printed cells, one for each column; a `Mark` stands in place of a value.
        anchor: the table's id.
        strong_rows: positions of totals.
        note: printed below.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    anchor: str
    strong_rows: Collection[int] = ()
    note: Cell | None = None

    def __post_init__(self) -> None:
        faulty = [index for index, row in enumerate(self.rows) if len(row) != len(self.columns)]
        if faulty:
            raise ValueError(f"table {self.anchor}: rows {faulty} do not have {len(self.columns)} cells")
        for place, column in enumerate(self.columns):
            if column.unit == TKR:
                self._align(place)

    def _align(self, place: int) -> None:
        """Gives the amounts of a column as many decimals as the one that has most."""
        found = [_AMOUNT.fullmatch(row[place]) for row in self.rows]
        most = max((len(match[1] or "") for match in found if match), default=0)
        rows = [
            [*row[:place], f"{row[place]},{'0' * most}", *row[place + 1 :]] if most and match and not match[1] else row
            for row, match in zip(self.rows, found, strict=True)
        ]
        object.__setattr__(self, "rows", rows)  # frozen: nobody has seen it yet

    @property
    def notes(self) -> list[Cell]:
        """What is printed below: the note, then the marks that occur."""
        return [note for note in (self.note, marks_explained(self.rows)) if note]

    def to_html(self) -> str:
        """The table with caption, scopes and notes; where it may be wide, in a box that scrolls by keyboard."""
        caption = Markup('<caption id="{}-caption">{}</caption>').format(self.anchor, self.caption)
        head = Markup("<thead><tr>{}</tr></thead>").format(_joined(_head(column) for column in self.columns))
        body = Markup("<tbody>{}</tbody>").format(_joined(self._rows()))
        inner = Markup('<table id="{}">{}{}{}</table>').format(self.anchor, caption, head, body)
        return self._box().format(inner) + _joined(Markup('<p class="note">{}</p>').format(text) for text in self.notes)

    def to_text(self) -> str:
        """The table with its columns aligned, for a terminal."""
        heads = [column.text for column in self.columns]
        lines = [heads, *([plain(cell) for cell in row] for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        aligned = [self._aligned(line, widths) for line in lines]
        notes = [plain(note) for note in self.notes]
        return "\n".join([self.caption, aligned[0], "-" * (sum(widths) + 2 * len(widths) - 2), *aligned[1:], *notes])

    def to_plain(self) -> dict[str, Any]:
        """The table as plain data that JSON can hold, for downloads."""
        return {
            "anchor": self.anchor,
            "caption": self.caption,
            "columns": [{"label": c.label, "unit": c.unit, "is_number": c.is_number} for c in self.columns],
            "rows": [[plain(cell) for cell in row] for row in self.rows],
            "notes": [plain(note) for note in self.notes],
        }

    def _rows(self) -> Iterable[Markup]:
        headers = {index for index, column in enumerate(self.columns) if column.is_header} or {0}
        for position, row in enumerate(self.rows):
            cells = zip(row, self.columns, strict=True)
            markup = _joined(_cell(cell, col, is_header=i in headers) for i, (cell, col) in enumerate(cells))
            css = Markup(' class="total"') if position in self.strong_rows else ""
            yield Markup("<tr{}>{}</tr>").format(css, markup)

    def _box(self) -> Markup:
        # Lists side by side would leave a phone one letter's width for the names.
        has_lists = any("<ul" in cell for row in self.rows for cell in row if isinstance(cell, Markup))
        if len(self.columns) < _COLUMNS_THAT_FIT or (len(self.columns) == _COLUMNS_THAT_FIT and not has_lists):
            return Markup('<div class="table">{}</div>')
        region = Markup('<div class="table wide" role="region" aria-labelledby="{}-caption" tabindex="0">')
        return region.format(self.anchor) + Markup("{}</div>")

    def _aligned(self, line: Sequence[str], widths: Sequence[int]) -> str:
        cells = zip(line, self.columns, widths, strict=True)
        return "  ".join(t.rjust(w) if column.is_number else t.ljust(w) for t, column, w in cells).rstrip()


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)


def _css(column: Column) -> Markup | str:
    return Markup(' class="num"') if column.is_number else ""


def _head(column: Column) -> Markup:
    unit = Markup(' <span class="unit">({})</span>').format(column.unit) if column.unit else ""
    return Markup('<th scope="col"{}>{}{}</th>').format(_css(column), column.label, unit)


def _cell(cell: Cell, column: Column, *, is_header: bool) -> Markup:
    template = Markup('<th scope="row"{}>{}</th>') if is_header else Markup("<td{}>{}</td>")
    return template.format(_css(column), shown(cell))
