"""Charts over time: who came, who left and who remained month by month, and how long things take."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from samspelet_lib.figure import Mark, Unit
from samspelet_lib.period import MONTHS
from samspelet_lib.report.chart_canvas import (
    GRID,
    GROUND,
    HIDDEN,
    INK,
    LINE,
    QUIET,
    TONE_A,
    WIDTH,
    Canvas,
    Figures,
    Fill,
    Value,
    Words,
    box,
    is_number,
    printed,
    spoken,
    styled,
    to_float,
    to_section,
    told,
)
from samspelet_lib.report.chart_seaborn import sns
from samspelet_lib.report.chart_text import text_width
from samspelet_lib.report.section import EMPTY, Column, Section, marks_explained
from samspelet_lib.swedish import first_upper

_STOCK, _FLOW, _GAP = 62.0, 44.0, 18.0
_LEFT, _RIGHT = 44.0, WIDTH - 48.0
_HIDDEN = 12.0  # the height of what is drawn for a hidden number
_CURVE_BOX = (_LEFT, LINE, _RIGHT - _LEFT, 150.0)
_DAYS_PER_MONTH = 30
_HALF = 0.5


@dataclass(frozen=True)
class FlowMonth:
    """A month's flow and its closing stock.

    Attributes:
        month: 1–12.
        started: how many began.
        ended: how many left.
        stock: how many were there on the last day.
    """

    month: int
    started: Value
    ended: Value
    stock: Value

    @property
    def name(self) -> str:
        """The month in full."""
        return MONTHS[self.month - 1]


@dataclass(frozen=True)
class Median:
    """Where half is done, printed as it may be told.

    Attributes:
        days: where the line is drawn.
        shown: e.g. `hälften inom 6 veckor`.
    """

    days: int
    shown: str


def stock_and_flow(words: Words, months: Sequence[FlowMonth]) -> Section:
    """The stock as a line over bars for who began, up, and who left, down; empty without months."""
    if not months:
        return EMPTY
    with styled():
        flows = _Flows(months)
        flows.draw()
        return to_section(flows.canvas, words, _flow_figures(months))


def lead_time_curve(words: Words, steps: Sequence[tuple[int, Value]], *, median: Median | None = None) -> Section:
    """How large a share is done within so many days, as a curve in steps; empty without steps.

    Args:
        words: what is said beside the drawing.
        steps: days and share done, on a grid; the curve ends where nothing more may be told.
        median: where half is done.
    """
    known = [(days, to_float(share)) for days, share in steps if is_number(share)]
    if not known:
        return EMPTY
    with styled():
        canvas = Canvas(_CURVE_BOX[1] + _CURVE_BOX[3] + LINE + 8)
        _curve(canvas, known, median)
        return to_section(canvas, words, _curve_figures(steps, median))


class _Flows:
    """Three bands above each other: the stock's line, bars up, and below the months' names bars down."""

    def __init__(self, months: Sequence[FlowMonth]) -> None:
        self._months = months
        self._step = WIDTH / max(len(months), 6)
        self._end = len(months) * self._step
        self._width = min(self._step * 0.6, 22)
        self._stock_top = 2 * LINE + 4
        self._zero = self._stock_top + _STOCK + _GAP + 2 * LINE + 4 + _FLOW
        self.canvas = Canvas(self._zero + LINE + 6 + _FLOW + 2 * LINE + 4)
        flows = [to_float(value) for month in months for value in (month.started, month.ended)]
        self._highest = max(flows) or 1.0

    def draw(self) -> None:
        self._stock()
        top = self._stock_top + _STOCK + _GAP
        self.canvas.text(0, top + LINE, "Började under månaden", weight=600)
        self._bars([month.started for month in self._months], Fill(TONE_A), direction=-1, base=self._zero)
        under = self._zero + LINE + 6
        self._bars([month.ended for month in self._months], _ENDED, direction=1, base=under)
        self.canvas.text(0, self.canvas.height - 5, "Avslutade under månaden", weight=600)
        for position, month in enumerate(self._months):
            self.canvas.text(self._x(position), self._zero + LINE, month.name[:3], colour=QUIET, align="center")
        for y in (self._zero, under):
            self.canvas.rule([(0, y), (self._end, y)], colour=QUIET)

    def _x(self, position: float) -> float:
        return (position + 0.5) * self._step

    def _stock(self) -> None:
        self.canvas.text(0, LINE - 3, "Inskrivna vid månadens slut", weight=600)
        highest = max(to_float(month.stock) for month in self._months) or 1.0
        bottom = self._stock_top + _STOCK
        heights = [bottom - to_float(month.stock) / highest * _STOCK for month in self._months]
        for run in _runs([month.stock for month in self._months]):
            points = [(self._x(position), heights[position]) for position in run]
            self.canvas.line(points, colour=TONE_A, width=2)
        for position, month in enumerate(self._months):
            if is_number(month.stock):
                self.canvas.dot(self._x(position), heights[position])
                self._label(position, heights[position] - 7, month.stock, is_strong=True)
            else:
                is_hidden = month.stock is Mark.HIDDEN
                if is_hidden:
                    self._hidden(position, bottom - _HIDDEN)
                self._label(position, bottom - (_HIDDEN + 4 if is_hidden else 0), month.stock, is_strong=False)
        self.canvas.rule([(0, bottom + 6), (self._end, bottom + 6)])

    def _bars(self, values: Sequence[Value], fill: Fill, *, direction: int, base: float) -> None:
        for position, value in enumerate(values):
            height = _HIDDEN if value is Mark.HIDDEN else to_float(value) / self._highest * _FLOW
            top = base - height if direction < 0 else base
            if value is Mark.HIDDEN:
                self._hidden(position, top)
            elif height:
                box(self.canvas, (self._x(position) - self._width / 2, top, self._width, height), fill)
            at = base - height - 4 if direction < 0 else base + height + LINE - 2
            self._label(position, at, value, is_strong=is_number(value))

    def _hidden(self, position: int, top: float) -> None:
        box(self.canvas, (self._x(position) - self._width / 2, top, self._width, _HIDDEN), HIDDEN)

    def _label(self, position: int, y: float, value: Value, *, is_strong: bool) -> None:
        text, weight = printed(value, Unit.COUNT), 600 if is_strong else 400
        self.canvas.text(self._x(position), y, text, align="center", weight=weight)


_ENDED = Fill(GROUND, TONE_A)


def _runs(values: Sequence[Value]) -> Iterator[list[int]]:
    """Positions of values that follow each other without a gap."""
    for known, run in groupby(enumerate(values), key=lambda pair: is_number(pair[1])):
        if known:
            yield [position for position, _ in run]


def _flow_figures(months: Sequence[FlowMonth]) -> Figures:
    columns = [
        Column(name, "antal", is_number=True) for name in ("Började", "Avslutade", "Inskrivna vid månadens slut")
    ]
    rows = [
        [first_upper(month.name), *(printed(value, Unit.COUNT) for value in (month.started, month.ended, month.stock))]
        for month in months
    ]
    facts = [
        f"{month.name} {_heard(month.started)} började, {_heard(month.ended)} slutade, {_heard(month.stock)} inskrivna"
        for month in months
    ]
    return Figures(told("Månad för månad", facts), columns, rows, marks_explained(rows))


def _heard(value: Value) -> str:
    if is_number(value):
        return printed(value, Unit.COUNT)
    return "ett antal som inte visas" if value is Mark.HIDDEN else "ett okänt antal"


def _curve(canvas: Canvas, known: Sequence[tuple[int, float]], median: Median | None) -> None:
    last, reached = known[-1]
    top, bottom = _CURVE_BOX[1], _CURVE_BOX[1] + _CURVE_BOX[3]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = bottom - share * _CURVE_BOX[3]
        canvas.rule([(_LEFT, y), (_RIGHT, y)], colour=QUIET if share == 0 else GRID)
        canvas.text(_LEFT - 6, y + 4, printed(Fraction(share), Unit.SHARE), colour=QUIET, align="right")
    axes = canvas.axes(_CURVE_BOX)
    days, shares = zip(*known, strict=True)
    look = {"drawstyle": "steps-post", "color": TONE_A, "linewidth": 2}
    sns.lineplot(x=days, y=shares, errorbar=None, estimator=None, ax=axes, **look)
    axes.set(xlim=(0, last), ylim=(0, 1))
    for day in _ticks(last):
        canvas.text(_at(day, last), bottom + LINE, str(day), colour=QUIET, align="center")
    canvas.text(WIDTH, bottom + LINE, "dagar", colour=QUIET, align="right")
    end = bottom - reached * _CURVE_BOX[3]
    canvas.dot(_RIGHT, end)
    canvas.text(_RIGHT + 6, end + 4, printed(Fraction(reached), Unit.SHARE), weight=600)
    if median is not None:
        passed = next((day for day, share in known if share >= _HALF), last)
        _median(canvas, (_at(median.days, last), _at(passed, last)), median.shown, extent=((top + bottom) / 2, bottom))


def _at(day: int, last: int) -> float:
    return _LEFT + day / last * (_RIGHT - _LEFT)


def _ticks(last: int) -> range:
    """Whole months, at most seven of them."""
    months = -(-last // _DAYS_PER_MONTH)
    return range(0, last + 1, _DAYS_PER_MONTH * -(-months // 6))


def _median(canvas: Canvas, xs: tuple[float, float], shown: str, *, extent: tuple[float, float]) -> None:
    """A line from half to the curve and down; its words stand where the curve is not."""
    (x, passed), (middle, bottom) = xs, extent
    canvas.line([(_LEFT, middle), (x, middle), (x, bottom)], colour=GROUND, width=4)
    canvas.line([(_LEFT, middle), (x, middle), (x, bottom)], colour=INK, width=1.5, dash="--")
    width = text_width(shown, is_strong=True)
    if width + 8 < max(x, passed) - _LEFT:
        canvas.text(_LEFT + 6, middle - 6, shown, weight=600)
    else:
        canvas.text(min(max(x, passed) + 8, WIDTH - width - 2), middle + LINE + 4, shown, weight=600)


def _curve_figures(steps: Sequence[tuple[int, Value]], median: Median | None) -> Figures:
    columns = [Column("Andel klara", is_number=True)]
    rows = [[f"{days} dagar", printed(share, Unit.SHARE)] for days, share in steps]
    facts = [f"inom {days} dagar {spoken(share, Unit.SHARE)}" for days, share in steps if days]
    alt = told("Kurva över andelen klara", facts)
    return Figures(f"{alt} {first_upper(median.shown)}." if median else alt, columns, rows)
