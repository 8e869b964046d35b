"""Spells: how long a unit was there without a break, with rows that overlap made into one."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from samspelet_lib.rules.select import PERIOD, Codes, Days, Mask, Rows

_OPEN = np.iinfo(np.int64).max


class Spells(NamedTuple):
    """One spell a row; a stop that is not a time has not come."""

    units: Codes
    starts: Days
    stops: Days


def spells(units: Codes, starts: Days, stops: Days) -> Spells:
    """The spells of some rows, by unit and start; rows of one unit that overlap are one spell."""
    start = starts.astype(np.int64)
    stop = np.where(np.isnat(stops), _OPEN, stops.astype(np.int64))
    order = np.lexsort((start, units))
    units, start, stop = units[order], start[order], stop[order]
    reach = _latest_so_far(units, stop)
    is_first = np.ones(len(units), dtype=bool)
    is_first[1:] = (units[1:] != units[:-1]) | (start[1:] > reach[:-1])
    first = np.flatnonzero(is_first)
    ends = np.maximum.reduceat(stop, first) if len(first) else stop
    closed = np.where(ends == _OPEN, np.iinfo(np.int64).min, ends)
    return Spells(units[first], start[first].astype("datetime64[D]"), closed.astype("datetime64[D]"))


def _latest_so_far(units: Codes, stop: Codes) -> Codes:
    """The latest stop among a unit's rows so far; rows are in order of unit."""
    rank = np.unique(stop, return_inverse=True)[1]
    width = int(rank.max(initial=0)) + 1
    highest = np.maximum.accumulate(units * width + rank) - units * width
    values: Codes = np.unique(stop)[highest]
    return values


def addable(rows: Rows, mask: Mask) -> Mask:
    """Those of some rows whose period lies within no other period of the same series, so that they can be added.

    A figure for January to August replaces those for January and for March; equal periods count once.
    """
    places = np.flatnonzero(mask)
    series = series_of(rows, [name for name in rows.table.key if name != PERIOD], mask)
    firsts, lasts = (side(PERIOD)[places].astype(np.int64) for side in (rows.first_days, rows.days))
    order = np.lexsort((-lasts, firsts, series))
    series, lasts = series[order], lasts[order]
    reach = _latest_so_far(series, lasts)
    is_within = np.zeros(len(order), dtype=bool)
    is_within[1:] = (series[1:] == series[:-1]) & (lasts[1:] <= reach[:-1])
    kept = np.zeros(len(rows), dtype=bool)
    kept[places[order[~is_within]]] = True
    return kept


def series_of(rows: Rows, names: Sequence[str], mask: Mask) -> Codes:
    """Which series each of some rows belongs to: those with the same values, blank ones too, are one."""
    series = np.zeros(int(mask.sum()), dtype=np.int64)
    for name in names:
        codes = rows.codes(name)[mask] + 1
        series, _ = pd.factorize(series * (int(codes.max(initial=0)) + 1) + codes)
    return series.astype(np.int64)
