"""Events: how many were held, and whether one was held within its days."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import numpy as np

from samspelet_lib.data.dimensions import UNKNOWN, dimension, labels
from samspelet_lib.plan.matpunkt import RowSelection
from samspelet_lib.rules.result import Ask, CannotCountError, Result
from samspelet_lib.rules.select import Days, Mask, Rows, matching, perhaps, placed
from samspelet_lib.rules.window import Window
from samspelet_lib.swedish import long_date


def events(ask: Ask) -> Result:
    """How many were held in the time, and the day of the one by which the target was met."""
    selection = ask.selection("count")
    rows, where = ask.rows(selection), ask.where(selection)
    inside = placed(rows, selection, ask.window)
    held = inside & matching(rows, where)
    days = _in_order(rows, selection, held)
    wanted = int(ask.target.at_least or 0) if ask.target else 0
    return Result(
        value=Fraction(len(days)),
        missing=int((inside & perhaps(rows, where)).sum()) or None,
        on=_day(days, wanted - 1) if 0 < wanted <= len(days) else None,
        parts=tuple(part for column in ask.matpunkt.by for part in _split(ask, rows, (held, column))),
    )


def _in_order(rows: Rows, selection: RowSelection, mask: Mask) -> Days:
    name = selection.date or rows.table.date
    if name is None:
        raise CannotCountError("Händelserna har ingen dag.")
    days: Days = np.sort(rows.days(name)[mask])
    return days


def _day(days: Days, place: int) -> date:
    day: date = days[place].item()
    return day


def _split(ask: Ask, rows: Rows, which: tuple[Mask, str]) -> Iterator[Result]:
    """How many of the events each value took part in; an event may have several."""
    held, column = which
    for value, name in labels(ask.plan, rows.table, column).items():
        if value != UNKNOWN:
            yield Result(
                value=Fraction(int((held & rows.is_any(column, (value,))).sum())),
                dims={dimension(column): value},
                label=f"{ask.matpunkt.name}: {name}",
            )


def event_window(ask: Ask) -> Result:
    """Whether it was held within its days, and when; one that is planned is told."""
    selection, days = ask.selection("count"), ask.matpunkt.window
    if days is None:
        raise CannotCountError("Planen anger inte inom vilka dagar det ska ske.")
    rows = ask.rows(selection)
    known = Window(days.first, min(days.last, ask.window.last), days.last)
    held = _in_order(rows, selection, placed(rows, selection, known) & matching(rows, ask.where(selection)))
    return Result(
        value=Fraction(len(held)),
        on=_day(held, 0) if len(held) else None,
        named=tuple(long_date(day) for day in _planned(ask, rows, selection)),
    )


def _planned(ask: Ask, rows: Rows, selection: RowSelection) -> list[date]:
    """The days of events of the same kind that are still ahead within the window."""
    days = ask.matpunkt.window
    assert days is not None
    certain = {name: value for name, value in selection.where.items() if value is not True}
    ahead = placed(rows, selection, Window(days.first, days.last, days.last)) & matching(rows, certain)
    return [day for day in _in_order(rows, selection, ahead).tolist() if day > ask.window.last]
