"""What every chart is drawn on: one width, one font, the roles of colours, and how a value is written.

Drawn for a phone's width, so that text can be read there, and shown at most half as large again. Positions are in
units of the drawing, from its upper left corner.
"""

import io
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypedDict, Unpack

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.backends.registry import backend_registry
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D

from samspelet_lib import swedish
from samspelet_lib.figure import Mark, Unit
from samspelet_lib.report import section
from samspelet_lib.report.chart_seaborn import sns
from samspelet_lib.report.chart_text import POINTS_PER_INCH, TEXT, add_fonts
from samspelet_lib.report.section import Column, Section
from samspelet_lib.report.svg import to_inline
from samspelet_lib.swedish import NBSP, Amount

WIDTH = 320
LINE = 15.0
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}

# The light scheme's colours, which stand for their roles; the page's style sheet says what they are elsewhere.
INK, QUIET, GROUND, GRID = "#17212b", "#4d5a66", "#ffffff", "#d5dce2"
TONE_A, TONE_B, ON_B = "#0f3a66", "#5f95c7", "#17212c"
HEAT = ("#e6eff8", "#c3daef", TONE_B, TONE_A)
ROLES = {
    INK: "ink", QUIET: "quiet", GROUND: "ground", GRID: "grid", TONE_A: "a", TONE_B: "b", ON_B: "on-b",
    HEAT[0]: "h1", HEAT[1]: "h2",
}  # fmt: skip

Value = Amount | Mark | None
Dash = Literal["-", "--"]


@dataclass(frozen=True)
class Words:
    """What is said of a chart beside what it draws.

    Attributes:
        anchor: the figure's id; its table is `anchor-tabell`.
        title: the finding, one sentence.
        unit: what is drawn, in which unit and period.
        rows: the head of the table's first column.
        note: printed below.
        values: the head of the table's values where they are of one kind.
    """

    anchor: str
    title: str
    unit: str
    rows: str
    note: str | None = None
    values: str = "Värde"


def is_number(value: Value) -> bool:
    """True where there is something to draw."""
    return value is not None and not isinstance(value, Mark)


def to_float(value: Value) -> float:
    """The value as a length; 0 where there is none."""
    return 0.0 if value is None or isinstance(value, Mark) else float(value)


def printed(value: Value, unit: Unit, decimals: int = 0) -> str:
    """The value as a cell: thousands of kronor for money, per cent for shares, or its mark."""
    if value is None:
        return Mark.MISSING.value
    if isinstance(value, Mark):
        return value.value
    if unit is Unit.ORE:
        return swedish.tkr(value)
    return swedish.percent(value, decimals) if unit is Unit.SHARE else swedish.number(value, decimals)


def spoken(value: Value, unit: Unit, decimals: int = 0) -> str:
    """The value as it is said in a sentence, with its unit."""
    if not is_number(value):
        return section.MARK_MEANINGS[value if isinstance(value, Mark) else Mark.MISSING]
    suffix = {Unit.ORE: "tkr", Unit.SHARE: "", Unit.COUNT: ""}.get(unit, unit.value)
    return printed(value, unit, decimals) + (NBSP + suffix if suffix else "")


def head(unit: Unit) -> str | None:
    """The unit that a column's head states."""
    return {Unit.ORE: "tkr", Unit.SHARE: None, Unit.COUNT: "antal"}.get(unit, unit.value)


@cache
def _style() -> dict[Any, Any]:
    add_fonts()
    return {
        **sns.axes_style("white"),
        "font.family": "Inter", "font.size": TEXT, "text.color": INK, "axes.facecolor": "none",
        "svg.fonttype": "none", "svg.hashsalt": "samspelet", "hatch.linewidth": 1.5,
    }  # fmt: skip


@dataclass(frozen=True)
class Fill:
    """How a shape is told from its neighbours: by tone and by texture.

    Attributes:
        face: its ground.
        edge: its outline and hatch.
        hatch: matplotlib's hatch.
        dash: matplotlib's line style of the outline.
        text: colour of a number on it; None where the texture leaves no room for one.
    """

    face: str = "none"
    edge: str = "none"
    hatch: str | None = None
    dash: str | tuple[float, tuple[float, float]] = "-"
    text: str | None = INK


HIDDEN = Fill(edge=QUIET, dash=(0, (3, 2)))  # in place of a bar: of one size in a drawing, whatever it hides


class Look(TypedDict, total=False):
    """How a text looks: colour, side of its anchor, weight and degrees turned from level."""

    colour: str
    align: Literal["left", "center", "right"]
    weight: int
    turned: float


class Canvas:
    """A drawing of the one width and a given height.

    Words, lines and shapes stand on the figure itself; axes, which cost more than all of them, are made only where
    seaborn draws. Rules lie beneath those, everything else above.
    """

    def __init__(self, height: float) -> None:
        self.height = height
        _style()
        self._figure = Figure(figsize=(WIDTH / POINTS_PER_INCH, height / POINTS_PER_INCH), dpi=POINTS_PER_INCH)
        self._figure.patch.set_visible(False)
        from_upper_left = Affine2D().scale(1 / WIDTH, -1 / height).translate(0, 1)
        self._units = from_upper_left + self._figure.transFigure

    def axes(self, box: tuple[float, float, float, float]) -> Axes:
        """Axes without frame, ticks or labels in a box of the drawing: left, top, width, height."""
        left, top, width, height = box
        share = (left / WIDTH, 1 - (top + height) / self.height, width / WIDTH, height / self.height)
        made = self._figure.add_axes(share)
        made.set_axis_off()
        made.set(xlabel=" ", ylabel=" ")  # not drawn; without them seaborn makes every tick, to see if it may name them
        return made

    def text(self, x: float, y: float, text: str, **look: Unpack[Look]) -> None:
        """Text on its baseline."""
        self._figure.text(
            x, y, text, color=look.get("colour", INK), fontweight=look.get("weight", 400), parse_math=False,
            ha=look.get("align", "left"), va="baseline", rotation=look.get("turned", 0), rotation_mode="anchor",
            transform=self._units,
        )  # fmt: skip

    def line(self, points: Sequence[tuple[float, float]], *, colour: str, width: float, dash: Dash = "-") -> None:
        """A line through the points."""
        xs, ys = zip(*points, strict=True)
        self.put(Line2D(xs, ys, color=colour, linewidth=width, linestyle=dash, solid_capstyle="butt"))

    def rule(
        self, points: Sequence[tuple[float, float]], *, colour: str = GRID, dash: Literal["-", "--"] = "-"
    ) -> None:
        """A thin line beneath everything else."""
        xs, ys = zip(*points, strict=True)
        self.put(Line2D(xs, ys, color=colour, linewidth=1 if dash == "-" else 1.5, linestyle=dash, zorder=-1))

    def clear(self, place: tuple[float, float, float, float]) -> None:
        """Ground at left, top, width, height, over lines but under words."""
        left, top, width, height = place
        self.put(Rectangle((left, top), width, height, facecolor=GROUND, linewidth=0, zorder=2.5))

    def dot(self, x: float, y: float) -> None:
        """A point on a line."""
        self.put(Line2D([x], [y], marker="o", markersize=5, color=TONE_A, markeredgewidth=0))

    def put(self, shape: Artist) -> None:
        """A line or a shape, in the drawing's units."""
        shape.set_transform(self._units)
        self._figure.add_artist(shape)

    def to_svg(self, words: Words, alt: str) -> Markup:
        """The drawing, ready for a page."""
        buffer = io.StringIO()
        FigureCanvasSVG(self._figure).print_svg(buffer, metadata=_NO_METADATA)  # type: ignore[no-untyped-call]
        return to_inline(buffer.getvalue(), ROLES, prefix=words.anchor, alt=alt)


def box(canvas: Canvas, place: tuple[float, float, float, float], fill: Fill) -> None:
    """A rectangle at left, top, width, height."""
    left, top, width, height = place
    shape = Rectangle((left, top), width, height, facecolor=fill.face, edgecolor=fill.edge, linewidth=1.5)
    shape.set(hatch=fill.hatch, linestyle=fill.dash)
    canvas.put(shape)


@dataclass(frozen=True)
class Figures:
    """The same figures as words and as a table.

    Attributes:
        alt: what the drawing says to whoever cannot see it.
        columns: heads after the first, which `Words.rows` names.
        rows: printed cells.
        marks: what the marks in the drawing mean, where it has no room for words.
    """

    alt: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    marks: str | None = None


def look_up_backends() -> None:
    """Lets matplotlib look through all that is installed for backends, which it does once in a process."""
    backend_registry.list_all()  # type: ignore[no-untyped-call]


def styled() -> AbstractContextManager[None]:
    """The style within which a chart is drawn."""
    return mpl.rc_context(_style())


def to_section(canvas: Canvas, words: Words, figures: Figures) -> Section:
    """The drawing with its title, its alt text and the table behind it."""
    caption = f"{words.title}. {words.unit}"
    columns = [Column(words.rows), *figures.columns]
    behind = section.table(caption, columns, figures.rows, anchor=f"{words.anchor}-tabell")
    svg = canvas.to_svg(words, figures.alt)
    note = " ".join(part for part in (words.note, figures.marks) if part) or None
    return section.chart(svg, behind, anchor=words.anchor, title=words.title, unit=words.unit, note=note)


def told(kind: str, facts: Sequence[str], limit: int = 12) -> str:
    """The facts as a sentence after the kind of drawing; past the limit it says how many more the table holds."""
    more = len(facts) - limit
    rest = "." if more <= 0 else f"; och {more} till i tabellen."
    return f"{kind}: {'; '.join(facts[:limit])}{rest}"
