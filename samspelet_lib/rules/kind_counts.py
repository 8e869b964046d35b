"""Counts: units in a time, units a while after, and all of a set."""

from fractions import Fraction

import numpy as np

from samspelet_lib.plan.matpunkt import RowSelection
from samspelet_lib.rules.answers import ABSENT, NO, YES, Answers, answered, first_days, units_of
from samspelet_lib.rules.result import Ask, CannotCountError, Result
from samspelet_lib.rules.select import Codes, Days, Mask, Rows, matching, perhaps, placed
from samspelet_lib.rules.window import Window


def count(ask: Ask) -> Result:
    """Different units, or rows, that fall in the time; a unit counts once however many rows it has."""
    selection = ask.selection("count")
    rows, where = ask.rows(selection), ask.where(selection)
    inside = placed(rows, selection, ask.window)
    yes = inside & matching(rows, where)
    found = counted_units(rows, selection, yes)
    unsure = counted_units(rows, selection, inside & perhaps(rows, where))
    return Result(
        value=Fraction(len(found)),
        missing=len(np.setdiff1d(unsure, found, assume_unique=True)) or None,
        opening=len(counted_units(rows, selection, yes & _before(rows, selection, ask.window))),
    )


def counted_units(rows: Rows, selection: RowSelection, mask: Mask) -> Codes:
    """The different units of some rows; the rows' own numbers where rows are counted."""
    if selection.per is None:
        return np.flatnonzero(mask)
    return units_of(rows.units(selection.per)[mask], rows.size(selection.per))


def _before(rows: Rows, selection: RowSelection, window: Window) -> Mask:
    """The rows that had begun when the time began; none of what is placed by one date."""
    if selection.start is None or selection.statistic is not None or window.first is None:
        return ~rows.everyone
    before: Mask = rows.days(selection.start) < np.datetime64(window.first)
    return before


def lagged_count(ask: Ask) -> Result:
    """Units of the base that are found at the first follow-up after the lag; not due and unknown apart.

    Of those who are due where nobody has been followed up, nothing is known: that is not nought.
    Without a lag in the plan the latest follow-up is read, and there is no verdict.
    """
    base, follow_up = ask.selection("base"), ask.selection("count")
    per = base.per or follow_up.per
    if per is None:
        raise CannotCountError("Mätpunkten säger inte vad som följs upp.")
    anchors = _anchors(ask, base, per)
    lag = ask.matpunkt.lag_days or 0
    is_due = anchors + np.timedelta64(lag, "D") <= np.datetime64(ask.window.last)  # never where there is no anchor
    earliest = anchors + np.timedelta64(max(0, lag - int(ask.follow_up.lag_tolerance.exact)), "D")
    answers = _read_at(ask, follow_up, (per, earliest))[is_due]
    yes, known = int((answers == YES).sum()), int((answers <= NO).sum())
    return Result(
        value=Fraction(yes) if known or not len(answers) else None,
        numerator=yes,
        denominator=len(answers),
        base_label="de vars tid för uppföljning har gått ut",
        missing=len(answers) - known or None,
        not_due=int((~np.isnat(anchors)).sum()) - len(answers),
    )


def _anchors(ask: Ask, base: RowSelection, per: str) -> Days:
    """The day each unit's lag is counted from; not a time for units outside the base."""
    rows = ask.rows(base)
    name = base.date or base.stop
    if name is None:
        raise CannotCountError("Mätpunkten säger inte från vilken dag uppföljningen räknas.")
    days = rows.days(name)
    inside = placed(rows, base, ask.window) & matching(rows, ask.where(base)) & (days <= np.datetime64(ask.window.last))
    return first_days(rows.units(per)[inside], days[inside], rows.size(per))


def _read_at(ask: Ask, selection: RowSelection, due: tuple[str, Days]) -> Answers:
    """Each unit's answer at the first follow-up that is late enough; at the last one when the plan has no lag."""
    per, earliest = due
    rows = ask.rows(selection)
    name = selection.date or rows.table.date
    assert name is not None, "a follow-up has a date"
    codes, days, answers = rows.units(per), rows.days(name), answered(ask, selection)
    usable = (codes >= 0) & (answers <= NO) & (days <= np.datetime64(ask.window.last))
    codes, days, answers = codes[usable], days[usable], answers[usable]
    late = days >= earliest[codes]
    codes, days, answers = codes[late], days[late], answers[late]
    # What is written last stands: the earliest follow-up, or the latest one without a lag; yes goes before no.
    written = days.astype(np.int64) * (1 if ask.matpunkt.lag_days is None else -1)
    order = np.lexsort((-answers, written))
    result = np.full(len(earliest), ABSENT, dtype=np.int8)
    result[codes[order]] = answers[order]
    return result


def all_of_set(ask: Ask) -> Result:
    """How many members of the set occur in the time, and which are missing, by name."""
    selection = ask.selection("count")
    rows = ask.rows(selection)
    if selection.per is None:
        raise CannotCountError("Mätpunkten säger inte vilken kolumn som ska innehålla alla.")
    found = set(rows[selection.per][placed(rows, selection, ask.window) & matching(rows, ask.where(selection))])
    members = _members(ask)
    missing = [name for member, name in members.items() if member not in found]
    return Result(
        value=Fraction(len(members) - len(missing)),
        numerator=len(members) - len(missing),
        denominator=len(members),
        base_label="parterna" if ask.matpunkt.members == "parter" else "alla i mängden",
        named=tuple(missing),
    )


def _members(ask: Ask) -> dict[str, str]:
    if ask.matpunkt.members == "parter":
        return {part.id: part.name for part in ask.plan.forbund.parts}
    return {member: member for member in ask.matpunkt.members or ()}
