"""Bars: values beside each other, values under a ceiling, and values against their targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from samspelet_lib.figure import Unit, Verdict
from samspelet_lib.report.chart_canvas import (
    GROUND,
    INK,
    LINE,
    WIDTH,
    Figures,
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
)  # fmt: skip
from samspelet_lib.report.chart_rows import BAR, Line, Rows
from samspelet_lib.report.section import EMPTY, Column, Section, plain, verdict
from samspelet_lib.swedish import NBSP, Amount

_OF = "av"  # between a part and its whole, which stand on one line
_TARGET_WORDS: dict[str, str] = {"at_least": "minst", "at_most": "högst"}


@dataclass(frozen=True)
class Bar:
    """A value to draw.

    Attributes:
        label: what it is.
        value: öre, a count, days or a share of 1; a mark, or None where nothing came in.
        shown: how it is printed where digits alone would mislead.
        detail: said beneath, e.g. the amount behind a share.
    """

    label: str
    value: Value
    shown: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Bullet:
    """A value with its target.

    Attributes:
        bar: the value.
        target: what is to be reached or kept.
        bound: whether the target is a floor or a ceiling.
        low, high: the lowest and highest the value could be had all answered.
        verdict: how it was judged.
        target_shown: the target in words, where the scale is another than the target's.
    """

    bar: Bar
    target: Amount | None = None
    bound: Literal["at_least", "at_most"] = "at_least"
    low: Amount | None = None
    high: Amount | None = None
    verdict: Verdict | None = None
    target_shown: str | None = None


def share_bars(words: Words, bars: Sequence[Bar], *, unit: Unit = Unit.SHARE, decimals: int = 0) -> Section:
    """One bar for each value, in the order given; empty without values."""
    if not bars:
        return EMPTY
    with styled():
        rows = Rows([_line(bar, unit, decimals) for bar in bars])
        rows.draw_bars()
        return to_section(rows.canvas, words, _figures(words, bars, unit, decimals=decimals))


def bars_against_ceiling(
    words: Words, bars: Sequence[Bar], ceiling: Bar, *, unit: Unit = Unit.SHARE, decimals: int = 2
) -> Section:
    """Bars with the line they should not pass; the ceiling's label is written at its head.

    Args:
        words: what is said beside the drawing.
        bars: the values, e.g. one for each reading or date.
        ceiling: the limit, a number.
        unit: of the values and the ceiling.
        decimals: in print.
    """
    if not bars:
        return EMPTY
    limit = to_float(ceiling.value)
    text = f"{ceiling.label} {ceiling.shown or spoken(ceiling.value, unit, decimals)}"
    with styled():
        values = [to_float(bar.value) for bar in bars]
        extent = min(0.0, *values), max(limit * 1.1, *values)
        rows = Rows([_line(bar, unit, decimals) for bar in bars], top=LINE + 4, extent=extent, has_column=True)
        rows.draw_bars()
        _ceiling(rows, limit, text)
        plain_figures = _figures(words, bars, unit, decimals=decimals)
        alt = f"{plain_figures.alt} {text}."
        return to_section(rows.canvas, words, Figures(alt, plain_figures.columns, plain_figures.rows))


def bullet_bars(words: Words, bullets: Sequence[Bullet], *, unit: Unit = Unit.SHARE, decimals: int = 0) -> Section:
    """Values against their targets, with the range that missing answers leave and the verdict in words."""
    if not bullets:
        return EMPTY
    with styled():
        lines = [_bullet_line(bullet, unit, decimals) for bullet in bullets]
        rows = Rows(lines, extent=(0.0, _longest(bullets, unit)), has_column=True)
        rows.draw_bars()
        for row, bullet in enumerate(bullets):
            _target_and_range(rows, row, bullet)
        return to_section(rows.canvas, words, _bullet_figures(bullets, unit, decimals))


def _line(bar: Bar, unit: Unit, decimals: int) -> Line:
    shown = bar.shown or (spoken(bar.value, unit, decimals) if is_number(bar.value) else "")
    return Line(bar.label, bar.value, shown, bar.detail)


def _said(bar: Bar, unit: Unit, decimals: int) -> str:
    said = bar.shown or spoken(bar.value, unit, decimals)
    return f"{bar.label} {said}" + (f" ({bar.detail})" if bar.detail else "")


def _figures(words: Words, bars: Sequence[Bar], unit: Unit, *, decimals: int) -> Figures:
    has_detail = any(bar.detail for bar in bars)
    columns = [Column(words.values, head(unit), is_number=True), *([Column("Uppgift")] if has_detail else [])]
    rows = [
        [bar.label, bar.shown or printed(bar.value, unit, decimals), *([bar.detail or ""] if has_detail else [])]
        for bar in bars
    ]
    return Figures(told("Liggande staplar", [_said(bar, unit, decimals) for bar in bars]), columns, rows)


def _ceiling(rows: Rows, limit: float, text: str) -> None:
    rows.rule(limit, LINE)
    x = rows.x(limit)
    # The label keeps inside the drawing on whichever side there is room.
    is_right = x > WIDTH / 2
    rows.canvas.text(x + (3 if is_right else -3), LINE - 4, text, align="right" if is_right else "left", weight=600)


def _longest(bullets: Sequence[Bullet], unit: Unit) -> float:
    lengths = [to_float(length) for item in bullets for length in (item.bar.value, item.target)]
    # The range of a hidden value would tell of it through the scale.
    lengths += [to_float(item.high) for item in bullets if is_number(item.bar.value)]
    return max([1.0 if unit is Unit.SHARE else 0.0, *lengths]) or 1.0


def _bullet_line(bullet: Bullet, unit: Unit, decimals: int) -> Line:
    line = _line(bullet.bar, unit, decimals)
    said = [_target(bullet, unit, decimals), _range(bullet, unit, decimals)]
    judged = plain(verdict(bullet.verdict)) if bullet.verdict else None
    parts = [part.replace(f" {_OF} ", f"{NBSP}{_OF}{NBSP}") for part in (judged, *said, bullet.bar.detail) if part]
    detail = " · ".join(parts)
    return Line(line.label, line.value, line.shown, detail or None)


def _target(bullet: Bullet, unit: Unit, decimals: int) -> str | None:
    if bullet.target is None:
        return None
    if bullet.target_shown:
        return f"mål {bullet.target_shown}"
    return f"mål {_TARGET_WORDS[bullet.bound]} {spoken(bullet.target, unit, decimals)}"


def _range(bullet: Bullet, unit: Unit, decimals: int) -> str | None:
    if bullet.low is None or bullet.high is None or not is_number(bullet.bar.value):
        return None
    low = printed(bullet.low, unit, decimals).removesuffix(f"{NBSP}%")
    return f"kan vara {low}–{spoken(bullet.high, unit, decimals)}"


def _target_and_range(rows: Rows, row: int, bullet: Bullet) -> None:
    if _range(bullet, Unit.COUNT, 0) is not None:
        middle = rows.bar_top(row) + BAR / 2
        ends = [(rows.x(to_float(bullet.low)), middle), (rows.x(to_float(bullet.high)), middle)]
        rows.canvas.line(ends, colour=GROUND, width=4)
        rows.canvas.line(ends, colour=INK, width=1.5)
    if bullet.target is not None and is_number(bullet.bar.value):
        rows.mark(row, float(bullet.target))


def _bullet_figures(bullets: Sequence[Bullet], unit: Unit, decimals: int) -> Figures:
    columns = [
        Column("Värde", head(unit), is_number=True),
        Column("Mål"),
        Column("Lägst och högst möjliga"),
        Column("Läge"),
    ]
    rows = [
        [
            bullet.bar.label,
            bullet.bar.shown or printed(bullet.bar.value, unit, decimals),
            (_target(bullet, unit, decimals) or "utan målvärde").removeprefix("mål "),
            (_range(bullet, unit, decimals) or "–").removeprefix("kan vara "),
            str(bullet.verdict) if bullet.verdict else "–",
        ]
        for bullet in bullets
    ]
    facts = [
        ", ".join(
            part for part in (_said(item.bar, unit, decimals), _target(item, unit, decimals), item.verdict) if part
        )
        for item in bullets
    ]
    return Figures(told("Liggande staplar med målen som streck", facts), columns, rows)
