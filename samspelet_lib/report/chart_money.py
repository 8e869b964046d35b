"""Money against its budget: periodised so far and the full-year forecast."""

from collections.abc import Sequence
from dataclasses import dataclass

from samspelet_lib.figure import Unit
from samspelet_lib.report.chart_canvas import (
    LINE,
    QUIET,
    TONE_A,
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
from samspelet_lib.report.chart_rows import BAR, Line, Rows
from samspelet_lib.report.section import EMPTY, Column, Section

_BUDGET = Fill(edge=QUIET)


@dataclass(frozen=True)
class MoneyRow:
    """A budget row, in öre; a mark or None where there is no figure.

    Attributes:
        label: the row's name.
        budget: of the whole year.
        periodised: what the months so far have cost, whenever it was booked.
        forecast: of the whole year.
    """

    label: str
    budget: Value
    periodised: Value
    forecast: Value


def budget_outcome_forecast(words: Words, rows: Sequence[MoneyRow]) -> Section:
    """Each row's budget as a frame, its periodised cost as a bar within and its forecast as a line across."""
    if not rows:
        return EMPTY
    lengths = [to_float(value) for row in rows for value in (row.budget, row.periodised, row.forecast)]
    with styled():
        lines = [Line(row.label, row.periodised, "", _detail(row)) for row in rows]
        drawn = Rows(lines, top=LINE + 6, extent=(min(0.0, *lengths), max(0.0, *lengths) * 1.02 or 1.0))
        _key(drawn)
        for position, row in enumerate(rows):
            _draw(drawn, position, row)
        return to_section(drawn.canvas, words, _figures(rows))


def _key(drawn: Rows) -> None:
    canvas, y = drawn.canvas, 11.0
    box(canvas, (0.75, 1.75, 20, 9.5), _BUDGET)
    canvas.text(26, y, "Budget")
    box(canvas, (80, 3.5, 20, 6), Fill(TONE_A))
    canvas.text(105, y, "Periodiserat")
    drawn.stroke([(190, 0), (190, 13)])
    canvas.text(197, y, "Prognos för helåret")


def _draw(drawn: Rows, position: int, row: MoneyRow) -> None:
    if is_number(row.budget):
        drawn.box(position, (0.0, to_float(row.budget)), _BUDGET)
    if is_number(row.periodised):
        drawn.box(position, (0.0, to_float(row.periodised)), Fill(TONE_A), inset=BAR / 5)
    if is_number(row.forecast):
        drawn.mark(position, to_float(row.forecast))
    if not any(map(is_number, (row.budget, row.periodised, row.forecast))):
        drawn.without(position, row.periodised)


def _detail(row: MoneyRow) -> str:
    return " · ".join(
        f"{name} {printed(value, Unit.ORE)}"
        for name, value in (("periodiserat", row.periodised), ("prognos", row.forecast), ("budget", row.budget))
    )


def _figures(rows: Sequence[MoneyRow]) -> Figures:
    columns = [Column(name, head(Unit.ORE), is_number=True) for name in ("Budget", "Periodiserat", "Prognos")]
    cells = [
        [row.label, *(printed(value, Unit.ORE) for value in (row.budget, row.periodised, row.forecast))] for row in rows
    ]
    facts = [
        f"{row.label}: budget {spoken(row.budget, Unit.ORE)}, periodiserat {spoken(row.periodised, Unit.ORE)}, "
        f"prognos {spoken(row.forecast, Unit.ORE)}"
        for row in rows
    ]
    return Figures(told("Periodiserat och prognos inom budgetens ram", facts), columns, cells)
