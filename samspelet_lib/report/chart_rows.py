"""Charts of one bar a row: label above, bar below it, what needs to be said beneath."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samspelet_lib.figure import Mark
from samspelet_lib.report.chart_canvas import (
    GROUND,
    HIDDEN,
    INK,
    LINE,
    QUIET,
    TONE_A,
    WIDTH,
    Canvas,
    Fill,
    Value,
    box,
    is_number,
    to_float,
)
from samspelet_lib.report.chart_seaborn import sns
from samspelet_lib.report.chart_text import text_width, wrapped

BAR = 14.0
_HIDDEN_WIDTH = 28.0
_BETWEEN = 12.0


@dataclass(frozen=True)
class Line:
    """One row of a chart, printed.

    Attributes:
        label: above the bar.
        value: the bar's length; a mark or None where there is none to draw.
        shown: beside the bar.
        detail: below the bar.
    """

    label: str
    value: Value
    shown: str
    detail: str | None = None


class Rows:
    """Where each row's label, bar and detail stand, and how long a value is drawn.

    Attributes:
        canvas: the drawing.
        low, high: the values at either end of the scale.
        has_column: values stand in a column at the right edge, clear of what is drawn across the bars.
    """

    def __init__(
        self, lines: Sequence[Line], *, top: float = 0, extent: tuple[float, float] | None = None,
        has_column: bool = False,
    ) -> None:  # fmt: skip
        self.lines = lines
        self._has_column = has_column
        self._top = top
        self._labels = [wrapped(line.label, WIDTH) for line in lines]
        self._above = max(map(len, self._labels)) * LINE + 4
        self._details = [wrapped(line.detail, WIDTH) if line.detail else [] for line in lines]
        self._pitch = self._above + BAR + max(map(len, self._details)) * LINE + _BETWEEN
        self.canvas = Canvas(top + len(lines) * self._pitch - _BETWEEN + 4)
        self.low, self.high = extent or _extent(lines)
        self._reserved = max(text_width(line.shown, is_strong=True) for line in lines) + 8
        self._draw_words()

    def bar_top(self, row: int) -> float:
        """The upper edge of the row's bar."""
        return self._top + row * self._pitch + self._above

    @property
    def bottom(self) -> float:
        """The lower edge of the last row's bar."""
        return self.bar_top(len(self.lines) - 1) + BAR

    def x(self, value: float) -> float:
        """Where the value is on the scale."""
        return (value - self.low) / (self.high - self.low) * (WIDTH - self._reserved)

    def draw_bars(self) -> None:
        """Each row's bar with its value beside it; what is hidden or missing is drawn as such."""
        drawn = {row: to_float(line.value) for row, line in enumerate(self.lines) if is_number(line.value)}
        self._bars(drawn)
        for row, line in enumerate(self.lines):
            if row in drawn:
                self.beside(row, max(drawn[row], 0.0), line.shown)
            else:
                self.without(row, line.value)
        if self.low < 0:
            zero = self.x(0)
            self.canvas.line([(zero, self.bar_top(0) - 4), (zero, self.bottom + 4)], colour=QUIET, width=1)

    def rule(self, value: float, top: float) -> None:
        """A dashed line down across all bars, light where it crosses one; labels that it meets stand clear of it."""
        x = self.x(value)
        self.canvas.rule([(x, top), (x, self.bottom + 4)], colour=INK, dash="--")
        for row, (line, label) in enumerate(zip(self.lines, self._labels, strict=True)):
            if is_number(line.value) and to_float(line.value) >= value:
                bar = self.bar_top(row)
                self.canvas.line([(x, bar), (x, bar + BAR)], colour=GROUND, width=1.5)
            for number, text in enumerate(reversed(label)):
                width = text_width(text) + 3
                if width > x - 4:
                    self.canvas.clear((0, self.bar_top(row) - 18 - number * LINE, width, LINE + 1))

    def box(self, row: int, extent: tuple[float, float], fill: Fill, *, inset: float = 0) -> None:
        """A stretch of the row's bar between two values."""
        start, end = sorted((self.x(extent[0]), self.x(extent[1])))
        # Half the outline and half the gap to a neighbour lie inside the stretch.
        place = (start + 0.75, self.bar_top(row) + inset, max(end - start - 1.5, 0.5), BAR - 2 * inset)
        box(self.canvas, place, fill)

    def plate(self, row: int, middle: float, width: float) -> None:
        """A piece of ground on a texture, for a number to stand on."""
        box(self.canvas, (middle - width / 2, self.bar_top(row) + 1, width, BAR - 2), Fill(GROUND))

    def within(self, row: int, middle: float, text: str, *, colour: str) -> None:
        """A number on its part of the bar."""
        self.canvas.text(middle, self.bar_top(row) + BAR - 3, text, colour=colour, align="center", weight=600)

    def beside(self, row: int, value: float, text: str) -> None:
        """A value as text, just to the right of its bar or in the column."""
        y = self.bar_top(row) + BAR - 3
        if self._has_column:
            self.canvas.text(WIDTH, y, text, weight=600, align="right")
        else:
            self.canvas.text(self.x(value) + 6, y, text, weight=600)

    def without(self, row: int, value: Value) -> None:
        """A box of one size, whatever it hides; or the words that nothing came in."""
        top = self.bar_top(row)
        start = self.x(0) if self.low < 0 else 0.0
        if value is Mark.HIDDEN:
            box(self.canvas, (start + 1, top + 1, _HIDDEN_WIDTH, BAR - 2), HIDDEN)
            self.canvas.text(start + _HIDDEN_WIDTH + 8, top + BAR - 3, "..  visas inte", colour=QUIET)
            return
        text = "–  uppgift saknas" if value is None or value is Mark.MISSING else ".  inte aktuellt"
        self.canvas.text(start, top + BAR - 3, text, colour=QUIET)

    def mark(self, row: int, value: float) -> None:
        """A line across the bar, edged so that it is seen on any tone."""
        top, x = self.bar_top(row), self.x(value)
        self.stroke([(x, top - 3), (x, top + BAR + 3)])

    def stroke(self, points: Sequence[tuple[float, float]]) -> None:
        """A line in the text's colour with an edge in the ground's."""
        self.canvas.line(points, colour=GROUND, width=5)
        self.canvas.line(points, colour=INK, width=2)

    def _bars(self, drawn: Mapping[int, float]) -> None:
        if not drawn:
            return
        count = len(self.lines)
        top = self.bar_top(0) + (BAR - self._pitch) / 2
        axes = self.canvas.axes((0, top, WIDTH - self._reserved, count * self._pitch))
        sns.barplot(
            x=list(drawn.values()), y=list(drawn), order=range(count), orient="h", width=BAR / self._pitch,
            errorbar=None, color=TONE_A, saturation=1, linewidth=0, ax=axes,
        )  # fmt: skip
        axes.set(xlim=(self.low, self.high), ylim=(count - 0.5, -0.5))

    def _draw_words(self) -> None:
        for row, (label, detail) in enumerate(zip(self._labels, self._details, strict=True)):
            for number, text in enumerate(reversed(label)):
                self.canvas.text(0, self.bar_top(row) - 7 - number * LINE, text)
            for number, text in enumerate(detail, start=1):
                self.canvas.text(0, self.bar_top(row) + BAR + number * LINE - 1, text, colour=QUIET)


def _extent(lines: Sequence[Line]) -> tuple[float, float]:
    values = [to_float(line.value) for line in lines]
    return min(0.0, *values), max(0.0, *values) or 1.0
