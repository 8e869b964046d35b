"""Change within the person: first against latest, never one group against another."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from samspelet_lib.figure import NOT_TWICE, Unit
from samspelet_lib.plan.matpunkt import Direction, RowSelection
from samspelet_lib.rules.answers import units_of
from samspelet_lib.rules.result import Ask, CannotCountError, Result
from samspelet_lib.rules.select import INSATS, Codes, Mask, Rows, matching, placed
from samspelet_lib.rules.spells import series_of
from samspelet_lib.swedish import number

# Ratings are read as whole thousandths, so that sums of them are exact.
_THOUSANDTHS = 1000
_SHARE = "share"
_RATINGS, _STEPS = "skattningar", "noterade steg"


@dataclass(frozen=True)
class Changes:
    """Each person's change from first to latest, over all of the person's series.

    Attributes:
        units: persons with at least two measurements of a series.
        sums: the sum of the changes of the person's series, in thousandths; more is better.
        counts: how many series the person has.
        single: persons who have been measured once only.
    """

    units: Codes
    sums: Codes
    counts: Codes
    single: int

    @property
    def better(self) -> int:
        """How many have changed for the better."""
        return int((self.sums > 0).sum())

    @property
    def same(self) -> int:
        """How many have not changed."""
        return int((self.sums == 0).sum())

    @property
    def worse(self) -> int:
        """How many have changed for the worse."""
        return int((self.sums < 0).sum())

    def of(self, units: Codes) -> "Changes":
        """The changes of some persons."""
        kept = np.isin(self.units, units)
        return Changes(self.units[kept], self.sums[kept], self.counts[kept], single=0)

    def median(self) -> Fraction | None:
        """The middle of the persons' mean changes; the mean of the two middle ones where there are two."""
        if not len(self.units):
            return None
        order = np.argsort(self.sums / self.counts, kind="stable")
        middle = {order[(len(order) - 1) // 2], order[len(order) // 2]}
        means = [Fraction(int(self.sums[i]), int(self.counts[i]) * _THOUSANDTHS) for i in middle]
        return sum(means, Fraction(0)) / len(means)

    def mean(self) -> Fraction | None:
        """The mean of the persons' mean changes."""
        if not len(self.units):
            return None
        pairs, places = np.unique(self.counts, return_inverse=True)
        parts = [Fraction(int(self.sums[places == i].sum()), int(n) * _THOUSANDTHS) for i, n in enumerate(pairs)]
        return sum(parts, Fraction(0)) / len(self.units)


def paired_change(ask: Ask) -> Result:
    """The persons' change between first and latest rating: its median, its mean, or the share that went up."""
    selection = ask.selection("value")
    found = changes(ask, selection, series_names(ask.rows(selection), selection))
    if selection.statistic == _SHARE:
        return _of_measured(_share(found), _RATINGS, found.single)
    value = found.mean() if selection.statistic == "mean" else found.median()
    result = Result(value=value, unit=Unit.SCORE, decimals=2, denominator=len(found.units))
    return _of_measured(result, _RATINGS, found.single)


def step_change(ask: Ask) -> Result:
    """The share of persons with at least two recorded steps whose latest step is nearer the goal."""
    found = changes(ask, ask.selection("value"), [])
    base = ask.matpunkt.base
    without = found.single
    if isinstance(base, RowSelection) and base.per is not None:
        rows = ask.rows(base)
        mask = placed(rows, base, ask.window) & matching(rows, ask.where(base))
        units = units_of(rows.units(base.per)[mask], rows.size(base.per))
        without = len(np.setdiff1d(units, found.units, assume_unique=True))
    return _of_measured(_share(found), _STEPS, without)


def _share(found: Changes) -> Result:
    total = len(found.units)
    return Result(
        value=Fraction(found.better, total) if total else None,
        unit=Unit.SHARE,
        numerator=found.better,
        denominator=total,
    )


def _of_measured(result: Result, measured: str, without: int) -> Result:
    """The result with whom it is about; those who have not been measured twice stand outside the base.

    They are no unknown answers: that nobody has measured them says how the work is done, and is told as such.
    """
    based = replace(result, base_label=f"personer med minst två {measured}")
    return based.noted(f"{number(without)} {NOT_TWICE} {measured}.") if without else based


def series_names(rows: Rows, selection: RowSelection) -> list[str]:
    """The columns that tell one series of a person from another: the question, the instrument, who rates."""
    date = selection.date or rows.table.date
    return [name for name in rows.table.key if name not in {INSATS, selection.per, date}]


def changes(ask: Ask, selection: RowSelection, series: list[str]) -> Changes:
    """Each person's change from the first to the latest value within the time, series by series."""
    rows = ask.rows(selection)
    date = selection.date or rows.table.date
    if selection.column is None or selection.per is None or date is None:
        raise CannotCountError("Mätpunkten säger inte vems värde som ska jämföras över tid.")
    inside = (
        placed(rows, selection, ask.window) & matching(rows, ask.where(selection)) & ~rows.is_blank(selection.column)
    )
    inside &= rows.units(selection.per) >= 0
    frame = pd.DataFrame({"unit": rows.units(selection.per)[inside], "day": rows.days(date)[inside]})
    frame["value"] = _signed(ask, rows, (inside, selection.column))
    frame["series"] = series_of(rows, series, inside)
    return _first_to_latest(frame)


def _first_to_latest(frame: pd.DataFrame) -> Changes:
    """One measurement a day: of two on one day the better one stands, whatever the order of the rows."""
    keys = ["unit", "series"]
    frame = frame.sort_values([*keys, "day", "value"]).drop_duplicates([*keys, "day"], keep="last")
    ends = frame.groupby(keys, sort=True)["value"].agg(["first", "last", "size"]).reset_index()
    several = ends[ends["size"] > 1]
    per_person = (several["last"] - several["first"]).groupby(several["unit"]).agg(["sum", "size"])
    return Changes(
        units=per_person.index.to_numpy(),
        sums=per_person["sum"].to_numpy(),
        counts=per_person["size"].to_numpy(),
        single=int(ends["unit"].nunique()) - len(per_person),
    )


def _signed(ask: Ask, rows: Rows, which: tuple[Mask, str]) -> npt.NDArray[np.int64]:
    """Values in whole thousandths, turned so that more is better."""
    mask, column = which
    values = np.round(rows[column][mask].to_numpy(dtype=float) * _THOUSANDTHS).astype(np.int64)
    if {"instrument", "fraga"} <= set(rows.table.ids):
        for instrument in ask.plan.policy.instruments:
            turned = rows.is_any("instrument", (instrument.id,)) & rows.is_any("fraga", instrument.reversed_questions)
            values[turned[mask]] *= -1
    result: npt.NDArray[np.int64] = -values if ask.matpunkt.direction is Direction.DOWN else values
    return result
