"""The days a mätpunkt speaks of, as far as the deliveries reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import pandas as pd

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.tables import load_tables
from samspelet_lib.period import Period
from samspelet_lib.plan.matpunkt import PeriodRule
from samspelet_lib.plan.model import Insats


@dataclass(frozen=True)
class Window:
    """The days that count.

    Attributes:
        first: None when the plan gives no start; then everything until `last` counts.
        last: the last day that is known.
        end: the day the time is out; None when the plan gives no end.
    """

    first: date | None
    last: date
    end: date | None

    @property
    def is_over(self) -> bool:
        """Whether all days are known."""
        return self.end is not None and self.last >= self.end

    @property
    def elapsed(self) -> Fraction | None:
        """The share of the days that are known; None when start or end is not given."""
        if self.first is None or self.end is None:
            return None
        days = (self.last - self.first).days + 1
        return min(Fraction(1), Fraction(days, (self.end - self.first).days + 1))

    def year_before(self) -> "Window":
        """The same days one year earlier."""
        first, end = (day and _year_before(day) for day in (self.first, self.end))
        return Window(first or None, _year_before(self.last), end or None)


def _year_before(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - 1, day.month, 28 if is_leap_day else day.day)


def window(rule: PeriodRule, period: Period, last: date, *, insats: Insats | None) -> Window:
    """The days of a period rule.

    Args:
        rule: which time the mätpunkt speaks of.
        period: the period that is reported; it counts from the start of its year.
        last: the last day that is known.
        insats: whose time project time is.
    """
    year_end = date(period.year, 12, 31)
    if rule is PeriodRule.ROLLING_YEAR:
        return Window(_year_before(last) + timedelta(days=1), last, last)
    if rule is not PeriodRule.PROJECT_TIME:
        return Window(date(period.year, 1, 1), last, year_end)
    if insats is None:
        return Window(None, last, None)
    start, end = (day if isinstance(day, date) else None for day in (insats.start, insats.end))
    return Window(start, last, end)


def known_until(deliveries: Deliveries, period: Period) -> Mapping[str, date]:
    """Insats id → the last day its deliveries tell of, within the period; "" for whoever says nothing.

    A delivery tells of the days of its period, but of none after it was handed in.
    """
    ends = _declared_ends(deliveries)
    if not ends:
        return {"": min(period.end, _last_month_end(deliveries, period))}
    general = ends.get("", max(ends.values()))
    return {insats: min(period.end, end) for insats, end in (ends | {"": general}).items()}


def _declared_ends(deliveries: Deliveries) -> dict[str, date]:
    ends: dict[str, date] = {}
    for insats, period, limits in (*_said_in_sheets(deliveries), *_said_of_files(deliveries)):
        if period:
            ends[insats] = max(ends.get(insats, date.min), min([Period.parse(period).end, *limits]))
    return ends


_Said = tuple[str, str, list[date]]


def _said_in_sheets(deliveries: Deliveries) -> list[_Said]:
    frame = deliveries.frames["leverans"]
    rows = zip(
        frame["insats"].fillna(""), frame["period"], frame["inlamnad_datum"], frame["uppgifter_tom"], strict=True
    )
    return [(insats, period, [day.date() for day in days if not pd.isna(day)]) for insats, period, *days in rows]


def _said_of_files(deliveries: Deliveries) -> list[_Said]:
    """What sheets say of themselves in other ways than in a Leverans sheet, whose own words go first."""
    told = {(insats, period) for insats, period, _ in _said_in_sheets(deliveries)}
    said = {each for declared in deliveries.declared.values() for each in declared}
    return [
        (each.insats, each.period, [date.fromisoformat(each.handed_in)] if each.handed_in else [])
        for each in said
        if (each.insats, each.period) not in told
    ]


def _last_month_end(deliveries: Deliveries, period: Period) -> date:
    """The end of the last month with a row, when nobody has said which days the rows cover."""
    days = [
        known.max()
        for table in load_tables().values()
        if table.date and not (known := _until(deliveries.frames[table.id][table.date], period)).empty
    ]
    return (max(days) + pd.offsets.MonthEnd(0)).date() if days else period.end


def _until(days: "pd.Series[pd.Timestamp]", period: Period) -> "pd.Series[pd.Timestamp]":
    return days[days <= pd.Timestamp(period.end)]
