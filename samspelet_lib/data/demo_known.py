"""What of the demo was known when a delivery was made: nothing ahead, and of what lasts its latest state."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from samspelet_lib.data.demo_scenario import Scenario
from samspelet_lib.data.tables import Table
from samspelet_lib.period import MONTHS, Period

_PERIOD = "period"


def known(scenario: Scenario, table: Table, frame: pd.DataFrame, *, period: Period) -> pd.DataFrame:
    """The rows that a delivery for the period holds: what went on in it, as it was known at its end."""
    if _PERIOD in table.ids:
        return frame[frame[_PERIOD].map(lambda text: _within(Period.parse(text), period)).astype(bool)]
    if table.date is None:
        return frame[frame["ar"].eq(period.year) & (period.last_month == len(MONTHS))]
    now = frame[_goes_on(table, frame, period=period, ends=scenario.lasting.get(table.id))]
    known_with = scenario.known_with.get(table.id, {})
    told = _without_what_lies_ahead(now, known_with, period.end)
    planned = scenario.ahead.get(table.id)
    if planned is None:
        return told
    ahead = frame[table.date].gt(pd.Timestamp(period.end)) & frame[planned].eq(other=False)
    return pd.concat([told[told[planned].ne(other=False)], frame[ahead]])


def _goes_on(table: Table, frame: pd.DataFrame, *, period: Period, ends: str | None) -> "pd.Series[bool]":
    """The rows that had begun when the period ended and in which something happened, or goes on."""
    dates = frame[[column.id for column in table.columns if column.type == "date"]]
    begun = frame[table.date].le(pd.Timestamp(period.end)) | dates.isna().all(axis=1)
    is_open = frame[ends].isna() if ends else pd.Series(data=False, index=frame.index)
    return begun & (is_open | dates.max(axis=1).ge(pd.Timestamp(period.start)) | dates.isna().all(axis=1))


def _within(inner: Period, outer: Period) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _without_what_lies_ahead(
    frame: pd.DataFrame, known_with: Mapping[str, tuple[str, ...]], last: date
) -> pd.DataFrame:
    dates = [name for name in frame.columns if pd.api.types.is_datetime64_any_dtype(frame[name])]
    past = frame.assign(**{name: frame[name].where(frame[name] <= pd.Timestamp(last)) for name in dates})
    blanked = {
        column: past[column].where(past[list(names)].notna().any(axis=1)) for column, names in known_with.items()
    }
    return past.assign(**blanked)
