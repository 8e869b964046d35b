"""Levels over time: the lowest that a level has been, and the number of what lasts, month by month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pandas as pd

from samspelet_lib.period import MONTHS
from samspelet_lib.plan.matpunkt import PeriodRule
from samspelet_lib.rules.result import Ask, CannotCountError, Result
from samspelet_lib.rules.select import INSATS, Codes, Days, matching, placed
from samspelet_lib.rules.spells import spells
from samspelet_lib.rules.window import Window
from samspelet_lib.swedish import long_date

Levels = Codes


@dataclass(frozen=True)
class Steps:
    """A level that holds from one day until the next.

    Attributes:
        days: when it changed, in order; before the first it is not known, or `before` where that is a number.
    """

    days: Days
    levels: Levels
    before: int | None = None

    def lowest(self, first: date, last: date) -> int | None:
        """The lowest level on any known day from first to last; None when no day is known."""
        start = int(np.searchsorted(self.days, np.datetime64(first), side="right")) - 1
        stop = int(np.searchsorted(self.days, np.datetime64(last), side="right"))
        inside = [int(self.levels[max(start, 0) : stop].min())] if stop > max(start, 0) else []
        return min([*inside, *([self.before] if start < 0 and self.before is not None else [])], default=None)

    def is_known(self, day: date) -> bool:
        """Whether there is a level on the day."""
        return self.before is not None or bool(len(self.days) and self.days[0] <= np.datetime64(day))


def minimum(ask: Ask) -> Result:
    """The lowest that the level has been in the time; a row's value holds until the next row of its place."""
    selection = ask.selection("value")
    rows = ask.rows(selection)
    if selection.column is None:
        raise CannotCountError("Mätpunkten säger inte vilken kolumn som är nivån.")
    name = selection.date or rows.table.date
    assert name is not None, "a level has a date"
    told = matching(rows, ask.where(selection)) & ~rows.is_blank(selection.column)
    told &= rows.days(name) <= np.datetime64(ask.window.last)
    series = [key for key in rows.table.key if key not in {INSATS, name}]
    frame = pd.DataFrame({key: rows[key] for key in {*series, name, selection.column}})[told]
    return _level(ask, _sum_of_series(frame, series, (name, selection.column)))


def _sum_of_series(frame: pd.DataFrame, series: list[str], columns: tuple[str, str]) -> Steps:
    """The sum over all series of the value each has, at every day when one of them changes."""
    day, value = columns
    frame = frame.sort_values([*series, day], kind="stable")
    values = frame[value].astype("int64")
    before = values.groupby([frame[key] for key in series], dropna=False).shift() if series else values.shift()
    change = (values - before.fillna(0)).groupby(frame[day]).sum().cumsum()
    return Steps(change.index.to_numpy().astype("datetime64[D]"), change.to_numpy().astype(np.int64))


def keep_level(ask: Ask) -> Result:
    """The lowest number of different units at any one time, or the number on the last day at year end."""
    selection = ask.selection("value")
    rows = ask.rows(selection)
    if selection.per is None or selection.start is None or selection.stop is None:
        raise CannotCountError("Mätpunkten säger inte vad som varar, från när och till när.")
    mask = matching(rows, ask.where(selection)) & placed(rows, selection, ask.window)
    found = spells(rows.units(selection.per)[mask], rows.days(selection.start)[mask], rows.days(selection.stop)[mask])
    days = np.concatenate([found.starts, found.stops[~np.isnat(found.stops)] + np.timedelta64(1, "D")])
    change = np.concatenate([np.ones(len(found.starts)), -np.ones(len(days) - len(found.starts))]).astype(np.int64)
    order = np.argsort(days, kind="stable")
    last_of_day = np.append(days[order][1:] != days[order][:-1], True) if len(days) else np.zeros(0, dtype=bool)
    return _level(ask, Steps(days[order][last_of_day], np.cumsum(change[order])[last_of_day], before=0))


def _level(ask: Ask, steps: Steps) -> Result:
    time = _asked(ask)
    target = int(ask.target.at_least or 0) if ask.target else 0
    lowest = steps.lowest(time.first or time.last, time.last)
    below = tuple(name for name, level in _by_month(steps, time) if level is not None and level < target)
    unknown = () if steps.is_known(time.first or time.last) else (_unknown(steps, time),)
    return Result(
        value=None if lowest is None else Fraction(lowest),
        on=time.last if ask.matpunkt.period is PeriodRule.YEAR_END else None,
        named=below,
        notes=unknown,
        missing=len(unknown) or None,
    )


def _asked(ask: Ask) -> Window:
    """The days whose lowest level is asked for: all, or the last one only."""
    is_end = ask.matpunkt.period is PeriodRule.YEAR_END
    return Window(ask.window.last, ask.window.last, ask.window.end) if is_end else ask.window


def _unknown(steps: Steps, time: Window) -> str:
    known_from = steps.days[0].item() if len(steps.days) else None
    if known_from is None or known_from > time.last:
        return "Ingen uppgift om nivån."
    return f"Uppgift om nivån saknas före {long_date(known_from)}."


def _by_month(steps: Steps, time: Window) -> Iterator[tuple[str, int | None]]:
    """The lowest level of each month, with the month's name."""
    day = time.first or time.last
    while day <= time.last:
        following = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
        yield f"{MONTHS[day.month - 1]} {day.year}", steps.lowest(day, min(time.last, following - timedelta(days=1)))
        day = following
