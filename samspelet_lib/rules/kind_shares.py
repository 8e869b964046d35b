"""Shares of a base: yes, no, unknown, not applicable and not yet due are counted apart."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from samspelet_lib.data.dimensions import labels, unknown
from samspelet_lib.figure import DisclosureClass, Unit
from samspelet_lib.plan.matpunkt import RowSelection
from samspelet_lib.rules.answers import (
    ABSENT,
    NO,
    NOT_APPLICABLE,
    UNKNOWN,
    YES,
    Answers,
    answer_columns,
    answered,
    best_answers,
    units_of,
)
from samspelet_lib.rules.definitions import dated
from samspelet_lib.rules.result import Ask, CannotCountError, Result
from samspelet_lib.rules.select import Codes, Mask, Rows, matching, perhaps, placed
from samspelet_lib.swedish import first_lower, number

_NOT_DUE = ABSENT  # once the answers of all due units are settled, nobody is absent any more


@dataclass(frozen=True)
class Standing:
    """Each unit of a base with its answer.

    Attributes:
        units: the units' numbers.
        answers: YES, NO, NOT_APPLICABLE, UNKNOWN, or ABSENT for a unit that is not yet due.
        unplaced: units that would belong to the base if a blank column were filled in some way.
        base_label: what the base is, in words.
    """

    units: Codes
    answers: Answers
    unplaced: int
    base_label: str


def share(ask: Ask) -> Result:
    """Units of the base with a yes, of all in the base that are due and whom it concerns."""
    standing = standings(ask)
    result = _tally(standing.answers, standing.base_label)
    if not standing.unplaced:
        return result
    return result.noted(
        f"{number(standing.unplaced)} saknar den uppgift som avgör om de hör till basen, och ingår inte."
    )


def share_by_sex(ask: Ask) -> Result:
    """The share for all, for women, for men, and for others; each is told, also where there is nobody."""
    standing = standings(ask)
    sexes = _sexes(ask, standing.units)
    names = labels(ask.plan, ask.book.rows("deltagare", ask.owner).table, "kon")
    parts = [
        replace(
            _tally(standing.answers[sexes == sex], standing.base_label),
            dims={"sex": sex},
            label=f"{ask.matpunkt.name}: {name.lower()}",
            disclosure=DisclosureClass.PERSON,
        )
        for sex, name in names.items()
    ]
    return replace(_tally(standing.answers, standing.base_label), parts=tuple(parts))


def _tally(answers: Answers, base_label: str) -> Result:
    yes, no, outside, unknown, not_due = (
        int((answers == each).sum()) for each in (YES, NO, NOT_APPLICABLE, UNKNOWN, _NOT_DUE)
    )
    base = yes + no + unknown
    return Result(
        value=Fraction(yes, base) if base else None,
        unit=Unit.SHARE,
        numerator=yes,
        denominator=base,
        base_label=base_label,
        missing=unknown or None,
        not_due=not_due,
        not_applicable=outside,
        low=Fraction(yes, base) if base and unknown else None,
        high=Fraction(yes + unknown, base) if base and unknown else None,
    )


def standings(ask: Ask) -> Standing:
    """Who is in the base, and what each has answered by the last known day."""
    base, count = ask.selection("base"), ask.selection("count")
    rows = ask.rows(base)
    inside = placed(rows, base, ask.window)
    in_base = inside & matching(rows, ask.where(base))
    codes, size = _codes(ask, (base, count), base)
    units = units_of(codes[in_base], size)
    answers = _answers(ask, (base, count), size)[units]
    is_due = _is_due(ask, base, (codes, in_base, size))[units]
    answers[~is_due] = _NOT_DUE
    unsure = units_of(codes[inside & perhaps(rows, ask.where(base))], size)
    unplaced = len(np.setdiff1d(unsure, units, assume_unique=True))
    return Standing(units, answers, unplaced, _base_label(rows, base))


def _codes(ask: Ask, pair: tuple[RowSelection, RowSelection], which: RowSelection) -> tuple[Codes, int]:
    """What each row of a selection is about; the row itself where both select rows of one table."""
    base, count = pair
    rows, per = ask.rows(which), base.per or count.per
    if per is not None:
        return rows.units(per), rows.size(per)
    if base.table != count.table:
        raise CannotCountError("Mätpunkten säger inte hur raderna i de två tabellerna hör ihop.")
    return np.arange(len(rows)), len(rows)


def _answers(ask: Ask, pair: tuple[RowSelection, RowSelection], size: int) -> Answers:
    """Each unit's answer. Without a row it is a no, unless the table could have said no and nothing was due."""
    base, count = pair
    rows = ask.rows(count)
    codes, _ = _codes(ask, pair, count)
    told = np.where(placed(rows, count, ask.window), answered(ask, count), ABSENT).astype(np.int8)
    answers = best_answers(codes, told, size)
    can_say_no = bool(answer_columns(rows.table, count.where))
    is_no = count.table == base.table or ask.matpunkt.due_days is not None or not can_say_no
    answers[answers == ABSENT] = NO if is_no else UNKNOWN
    return answers


def _is_due(ask: Ask, base: RowSelection, who: tuple[Codes, Mask, int]) -> Mask:
    """Which units have had the days they are given; who left before that is never due."""
    codes, in_base, size = who
    if not ask.matpunkt.due_days:
        return np.ones(size, dtype=bool)
    rows = ask.rows(base)
    name = base.date or base.start or rows.table.date
    if name is None:
        raise CannotCountError("Mätpunkten säger inte från vilken dag tiden räknas.")
    due = rows.days(name) + np.timedelta64(ask.matpunkt.due_days, "D")
    limit = np.full(len(rows), np.datetime64(ask.window.last, "D"))
    if base.start and base.stop and not base.date:
        limit = np.fmin(limit, rows.days(base.stop))
    is_due = np.zeros(size, dtype=bool)
    counted = in_base & (due <= limit) & (codes >= 0)
    is_due[codes[counted]] = True
    return is_due


def _sexes(ask: Ask, units: Codes) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    """The sex of each person, as the latest row of the participants' table that tells it says."""
    rows = ask.book.rows("deltagare", ask.owner)
    told = rows["kon"]
    order = np.argsort(rows.days("startdatum"), kind="stable")
    order = order[~told.isna().to_numpy()[order]]
    sexes = np.full(max(rows.size("person"), int(units.max(initial=-1)) + 1), unknown("kon"), dtype=object)
    sexes[rows.units("person")[order]] = told.to_numpy(dtype=object)[order]
    return sexes[units]


def _base_label(rows: Rows, base: RowSelection) -> str:
    """What the base is, in words."""
    name = first_lower(rows.table.label)
    if base.date:
        return name + dated(rows.table.column(base.date).label)
    return f"{name} som varit med någon dag" if base.start else f"{name} i perioden"
