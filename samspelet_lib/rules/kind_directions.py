"""Directions and durations: a value against the one it is to improve on, and the value a year earlier."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import scipy

from samspelet_lib.figure import Unit
from samspelet_lib.rules.kind_surveys import survey_share
from samspelet_lib.rules.result import Ask, CannotCountError, Result
from samspelet_lib.rules.select import Codes, matching, placed
from samspelet_lib.swedish import percent, plural

# A product of shares is a hair off the number it stands for; curves are read with this much leniency.
_HAIR = 1e-12


def direction(ask: Ask) -> Result:
    """The share of positive answers, and beside it that of the same days a year earlier."""
    result = survey_share(ask)
    return replace(result, parts=(*result.parts, *_previous(ask, survey_share(ask.a_year_before()))))


def _previous(ask: Ask, before: Result) -> Iterator[Result]:
    if before.value is not None:
        year = ask.a_year_before().window.last.year
        yield replace(before, measure="matpunkt_previous", label=f"{ask.matpunkt.name}: samma tid {year}", parts=())


def duration(ask: Ask) -> Result:
    """The median of the days between two events, with open cases counted as still going on.

    Source: Kaplan and Meier's estimate, as in scipy.stats.ecdf.
    """
    result = _duration(ask)
    before = _duration(ask.a_year_before())
    return replace(result, parts=(*result.parts, *_previous(ask, before)))


def _duration(ask: Ask) -> Result:
    done, still_open = _lengths(ask)
    total = len(done) + len(still_open)
    if total == 0:
        return Result(value=None, unit=Unit.DAYS)
    days, still = _curve(done, still_open)
    high = ask.follow_up.duration_high.exact
    median = _quantile(days, still, Fraction(1, 2))
    result = Result(
        value=median,
        unit=Unit.DAYS,
        denominator=total,
        base_label="ärenden som påbörjats i perioden",
        notes=(f"{plural(len(still_open), 'ärende pågår', 'ärenden pågår')} och räknas som öppna.",)
        if len(still_open)
        else (),
    )
    tail = Result(
        value=_quantile(days, still, high),
        unit=Unit.DAYS,
        denominator=total,
        measure="matpunkt_most",
        label=f"{ask.matpunkt.name}: {percent(high)} klara inom",
    )
    curve = _grid(ask, np.concatenate([done, still_open]), (days, still))
    return replace(result, parts=(*((tail,) if tail.value is not None else ()), *curve))


def _lengths(ask: Ask) -> tuple[Codes, Codes]:
    """The days of finished cases, and the days so far of open ones, of cases that began within the time."""
    selection = ask.selection("value")
    if selection.start is None or selection.stop is None:
        raise CannotCountError("Mätpunkten säger inte från vilken dag till vilken tiden räknas.")
    rows = ask.rows(selection)
    last = np.datetime64(ask.window.last, "D")
    inside = placed(rows, selection, ask.window) & matching(rows, ask.where(selection))
    places = np.flatnonzero(inside)
    starts, stops = rows.days(selection.start)[places], rows.days(selection.stop)[places]
    if selection.per is not None:
        first = _first_of_each(rows.units(selection.per)[places], starts)
        starts, stops = starts[first], stops[first]
    is_done = stops <= last
    lengths = (np.where(is_done, stops, last) - starts).astype(np.int64)
    return lengths[is_done], lengths[~is_done]


def _first_of_each(units: Codes, starts: npt.NDArray[np.datetime64]) -> Codes:
    """The place of each unit's earliest row."""
    order = np.argsort(starts, kind="stable")
    _, first = np.unique(units[order], return_index=True)
    places: Codes = order[first]
    return places


_Curve = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


def _curve(done: Codes, still_open: Codes) -> _Curve:
    """The days at which the curve steps, and the share still open after each."""
    sample = scipy.stats.CensoredData(uncensored=done, right=still_open)
    survival = scipy.stats.ecdf(sample).sf
    return survival.quantiles, survival.probabilities


def _quantile(days: npt.NDArray[np.float64], still: npt.NDArray[np.float64], share: Fraction) -> Fraction | None:
    """The first day by which at least the share is done; None when the curve does not come that far."""
    reached = np.flatnonzero(still <= float(1 - share) + _HAIR)
    return Fraction(int(days[reached[0]])) if len(reached) else None


def _grid(ask: Ask, lengths: Codes, curve: _Curve) -> Iterator[Result]:
    """The share still open on each day of the grid, as long as enough cases can be followed."""
    days, still = curve
    step, least = int(ask.follow_up.duration_step.exact), int(ask.follow_up.duration_at_risk.exact)
    followed = np.sort(lengths)
    for day in range(step, int(followed[-1]) + 1, step):
        at_risk = len(followed) - int(np.searchsorted(followed, day))
        if at_risk < least:
            return
        place = int(np.searchsorted(days, day, side="right")) - 1
        yield Result(
            value=Fraction(1) if place < 0 else Fraction(still[place]).limit_denominator(10**6),
            unit=Unit.SHARE,
            denominator=at_risk,
            base_label="ärenden som ännu kan följas",
            measure="matpunkt_open_after",
            dims={"row": str(day)},  # no option: those who can be followed are others on each day
            label=f"{ask.matpunkt.name}: öppna efter {day} dagar",
        )
