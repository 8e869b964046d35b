"""A matrix of figures, each in its cell, with the larger ones on darker ground."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.colors import ListedColormap

from samspelet_lib.figure import Unit
from samspelet_lib.report.chart_canvas import (
    GROUND,
    HEAT,
    INK,
    LINE,
    ON_B,
    QUIET,
    WIDTH,
    Canvas,
    Figures,
    Look,
    Value,
    Words,
    head,
    is_number,
    printed,
    spoken,
    styled,
    to_float,
    to_section,
    told,
)
from samspelet_lib.report.chart_seaborn import sns
from samspelet_lib.report.chart_text import TEXT, text_width, wrapped
from samspelet_lib.report.section import EMPTY, Column, Section, marks_explained

_NAMES = 112.0
_CELL = 26.0
_DEGREES, _LEAN, _RISE = 50, 0.64, 0.77  # of a turned head: its angle, cosine and sine
_ON_HEAT = (INK, INK, ON_B, GROUND)


@dataclass(frozen=True)
class HeatRow:
    """A row of the matrix: its name and one value for each column."""

    label: str
    values: Sequence[Value]


def matrix_heat(
    words: Words, heads: Sequence[str], rows: Sequence[HeatRow], *, unit: Unit = Unit.COUNT, decimals: int = 0
) -> Section:
    """Figures in cells, in four steps from small to large; the figure itself stands in the cell.

    Raises:
        ValueError: a row has not one value for each head.
    """
    if odd := [row.label for row in rows if len(row.values) != len(heads)]:
        raise ValueError(f"not {len(heads)} values: {', '.join(odd)}")
    if not rows or not heads:
        return EMPTY
    with styled():
        drawn = _Matrix(heads, rows)
        drawn.draw([[printed(value, unit, decimals) for value in row.values] for row in rows])
        return to_section(drawn.canvas, words, _figures(heads, rows, unit, decimals=decimals))


class _Matrix:
    """Where names, heads and cells stand; heads are turned where a word is wider than its column."""

    def __init__(self, heads: Sequence[str], rows: Sequence[HeatRow]) -> None:
        self._rows = rows
        self._width = (WIDTH - _NAMES) / len(heads)
        self._heads = [wrapped(text, self._width - 4) for text in heads]
        self._turned = any(text_width(line) > self._width for lines in self._heads for line in lines)
        if self._turned:
            self._heads = [[text] for text in heads]
            # The last head leans out over its column by so much.
            out = text_width(heads[-1]) * _LEAN + TEXT * _RISE
            self._width = (WIDTH - _NAMES - out) / (len(heads) - 0.5)
        self._names = [wrapped(row.label, _NAMES - 8) for row in rows]
        self._height = max(_CELL, max(map(len, self._names)) * LINE + 4)
        self._top = self._head_height()
        self.canvas = Canvas(self._top + len(rows) * self._height)
        self._highest = max((to_float(value) for row in rows for value in row.values), default=0) or 1.0

    def draw(self, texts: Sequence[Sequence[str]]) -> None:
        """Ground, heads, names and figures."""
        self._ground()
        look: Look = {"colour": QUIET, **({"turned": _DEGREES} if self._turned else {"align": "center"})}
        for column, lines in enumerate(self._heads):
            for number, line in enumerate(reversed(lines)):
                self.canvas.text(self._x(column), self._top - 7 - number * LINE, line, **look)
        for row, lines in enumerate(self._names):
            first = self._middle(row) - (len(lines) - 1) * LINE / 2
            for number, line in enumerate(lines):
                self.canvas.text(0, first + number * LINE, line)
            for column, (value, text) in enumerate(zip(self._rows[row].values, texts[row], strict=True)):
                colour = _ON_HEAT[self._step(value)] if is_number(value) else QUIET
                self.canvas.text(self._x(column), self._middle(row), text, colour=colour, align="center", weight=600)

    def _head_height(self) -> float:
        if self._turned:
            return max(text_width(line) for lines in self._heads for line in lines) * _RISE + LINE
        return max(map(len, self._heads)) * LINE + 6

    def _x(self, column: int) -> float:
        return _NAMES + (column + 0.5) * self._width

    def _middle(self, row: int) -> float:
        return self._top + (row + 0.5) * self._height + 4

    def _step(self, value: Value) -> int:
        return min(int(max(to_float(value), 0.0) / self._highest * len(HEAT)), len(HEAT) - 1)

    def _ground(self) -> None:
        steps = np.array([[float(self._step(value)) for value in row.values] for row in self._rows])
        unknown = np.array([[not is_number(value) for value in row.values] for row in self._rows])
        if unknown.all():
            return
        axes = self.canvas.axes((_NAMES, self._top, len(self._heads) * self._width, len(self._rows) * self._height))
        sns.heatmap(
            steps, mask=unknown, cmap=ListedColormap(HEAT), vmin=-0.5, vmax=len(HEAT) - 0.5, cbar=False,
            linewidths=2, linecolor=GROUND, xticklabels=False, yticklabels=False, ax=axes,
        )  # fmt: skip


def _figures(heads: Sequence[str], rows: Sequence[HeatRow], unit: Unit, *, decimals: int) -> Figures:
    columns = [Column(text, head(unit), is_number=True) for text in heads]
    cells = [[row.label, *(printed(value, unit, decimals) for value in row.values)] for row in rows]
    facts = [
        f"{row.label}: "
        + ", ".join(f"{text} {spoken(value, unit, decimals)}" for text, value in zip(heads, row.values, strict=True))
        for row in rows
    ]
    return Figures(told("Rutnät", facts), columns, cells, marks_explained(cells))
