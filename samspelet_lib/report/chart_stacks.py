"""Stacked bars: a sum by its groups, answers on a scale, and change for the better or the worse."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from samspelet_lib.figure import Mark, Unit
from samspelet_lib.report.chart_canvas import (
    GROUND,
    INK,
    LINE,
    ON_B,
    TONE_A,
    TONE_B,
    WIDTH,
    Canvas,
    Figures,
    Fill,
    Value,
    Words,
    box,
    head,
    is_number,
    printed,
    spoken,
    styled,
    to_float,
    to_section,
    told,
)
from samspelet_lib.report.chart_rows import Line, Rows
from samspelet_lib.report.chart_text import text_width
from samspelet_lib.report.section import EMPTY, Column, Section
from samspelet_lib.swedish import first_upper, plural

_SWATCH = 11.0


FILLS = (
    Fill(TONE_A, text=GROUND),
    Fill(TONE_B, text=ON_B),
    Fill(GROUND, TONE_A),
    Fill("none", TONE_A, "//", text=None),
    Fill("none", TONE_B, "--", text=None),
    Fill("none", TONE_A, "||", text=None),
)


@dataclass(frozen=True)
class Stack:
    """A bar by its groups, in their order.

    Attributes:
        label: what the bar is.
        values: one for each group; where one is hidden the whole bar is drawn as hidden.
        base: how many the shares are of.
        noun: what is counted in the base.
    """

    label: str
    values: Sequence[Value]
    base: int | None = None
    noun: str = "svar"

    @property
    def total(self) -> Value:
        """The sum; the mark of the part that is hidden or missing where there is one."""
        if marks := [value for value in self.values if not is_number(value)]:
            return Mark.HIDDEN if Mark.HIDDEN in marks else marks[0]
        return sum((Fraction(value) for value in self.values if value is not None), Fraction(0))


def stacked_bars(words: Words, groups: Sequence[str], stacks: Sequence[Stack], *, unit: Unit = Unit.ORE) -> Section:
    """Sums by group, e.g. a budget year by year; the sum stands beside the bar.

    Raises:
        ValueError: more groups than there are fills, or a bar without a value for each group.
    """
    return _drawn(words, _Plan(groups, stacks, unit))


def stacked_scale(words: Words, options: Sequence[str], stacks: Sequence[Stack]) -> Section:
    """Answers on a scale as shares of those who answered, best answer first.

    Raises:
        ValueError: as `stacked_bars`.
    """
    return _drawn(words, _Plan(options, stacks, Unit.SHARE))


def better_same_worse(words: Words, stacks: Sequence[Stack]) -> Section:
    """Shares that changed for the better, not at all, or for the worse.

    Raises:
        ValueError: as `stacked_bars`.
    """
    fills = (FILLS[0], FILLS[2], FILLS[3])
    return _drawn(words, _Plan(("Bättre", "Oförändrat", "Sämre"), stacks, Unit.SHARE, fills))


@dataclass(frozen=True)
class _Plan:
    """What is stacked, in which unit and how the groups are told apart."""

    groups: Sequence[str]
    stacks: Sequence[Stack]
    unit: Unit
    fills: Sequence[Fill] = FILLS

    def __post_init__(self) -> None:
        if len(self.groups) > len(self.fills):
            raise ValueError(f"{len(self.groups)} groups, but {len(self.fills)} can be told apart")
        if odd := [stack.label for stack in self.stacks if len(stack.values) != len(self.groups)]:
            raise ValueError(f"not {len(self.groups)} values: {', '.join(odd)}")

    @property
    def is_sum(self) -> bool:
        return self.unit is not Unit.SHARE

    @property
    def longest(self) -> float:
        return max((to_float(stack.total) for stack in self.stacks), default=0) or 1.0 if self.is_sum else 1.0


def _drawn(words: Words, plan: _Plan) -> Section:
    if not plan.stacks:
        return EMPTY
    with styled():
        places = _key_places(plan.groups)
        top = places[-1][1] + LINE + 6
        rows = Rows([_line(stack, plan) for stack in plan.stacks], top=top, extent=(0.0, plan.longest))
        _key(rows.canvas, plan, places)
        for row, stack in enumerate(plan.stacks):
            _bar(rows, row, stack, plan=plan)
        return to_section(rows.canvas, words, _figures(plan))


def _line(stack: Stack, plan: _Plan) -> Line:
    base = f" ({plural(stack.base, stack.noun, stack.noun)})" if stack.base is not None else ""
    shown = spoken(stack.total, plan.unit) if plan.is_sum and is_number(stack.total) else ""
    return Line(stack.label + base, stack.total, shown)


def _bar(rows: Rows, row: int, stack: Stack, *, plan: _Plan) -> None:
    if not is_number(stack.total):
        rows.without(row, stack.total)
        return
    at = 0.0
    for value, fill in zip(stack.values, plan.fills, strict=False):
        extent = (at, at + to_float(value))
        if extent[1] > at:
            rows.box(row, extent, fill)
            _number(rows, row, printed(value, plan.unit), extent=extent, fill=fill)
        at = extent[1]
    if plan.is_sum:
        rows.beside(row, at, spoken(stack.total, plan.unit))


def _number(rows: Rows, row: int, text: str, *, extent: tuple[float, float], fill: Fill) -> None:
    start, end = rows.x(extent[0]), rows.x(extent[1])
    width = text_width(text, is_strong=True)
    if end - start < width + 8:
        return
    if fill.text is None:
        rows.plate(row, (start + end) / 2, width + 4)
    rows.within(row, (start + end) / 2, text, colour=fill.text or INK)


def _key_places(groups: Sequence[str]) -> list[tuple[float, float]]:
    places, x, y = [], 0.0, 0.0
    for group in groups:
        width = _SWATCH + 5 + text_width(group)
        if x + width > WIDTH and x > 0:
            x, y = 0.0, y + LINE + 3
        places.append((x, y))
        x += width + 14
    return places


def _key(canvas: Canvas, plan: _Plan, places: Sequence[tuple[float, float]]) -> None:
    for group, (x, y), fill in zip(plan.groups, places, plan.fills, strict=False):
        box(canvas, (x + 0.75, y + 1.75, _SWATCH - 1.5, _SWATCH - 1.5), fill)
        canvas.text(x + _SWATCH + 5, y + 11, group)


def _figures(plan: _Plan) -> Figures:
    has_base = any(stack.base is not None for stack in plan.stacks)
    columns = [Column(group, head(plan.unit), is_number=True) for group in plan.groups]
    columns += [Column("Summa", head(plan.unit), is_number=True)] if plan.is_sum else []
    columns += [Column(first_upper(plan.stacks[0].noun), "antal", is_number=True)] if has_base else []
    rows = [_row(stack, plan, has_base=has_base) for stack in plan.stacks]
    return Figures(told("Staplar i delar", [_said(stack, plan) for stack in plan.stacks]), columns, rows)


def _row(stack: Stack, plan: _Plan, *, has_base: bool) -> list[str]:
    total = [printed(stack.total, plan.unit)] if plan.is_sum else []
    base = [printed(stack.base, Unit.COUNT)] if has_base else []
    return [stack.label, *(printed(value, plan.unit) for value in stack.values), *total, *base]


def _said(stack: Stack, plan: _Plan) -> str:
    if not is_number(stack.total):
        return f"{stack.label}: {spoken(stack.total, plan.unit)}"
    pairs = zip(plan.groups, stack.values, strict=True)
    return f"{stack.label}: {', '.join(f'{group} {spoken(value, plan.unit)}' for group, value in pairs)}"
