"""What rows answer to a count's filters (yes, no, not applicable, unknown), row by row and unit by unit."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from samspelet_lib.data.tables import Table
from samspelet_lib.plan.matpunkt import RowSelection
from samspelet_lib.rules.result import Ask
from samspelet_lib.rules.select import Codes, Days, Mask, Rows, as_values, matching, perhaps

Answers = npt.NDArray[np.int8]

# In order of weight: a unit's answer is the first of these that any of its rows gives.
YES, NO, NOT_APPLICABLE, UNKNOWN, ABSENT = range(5)

_FAR = np.iinfo(np.int64).max


def answer_columns(table: Table, names: Iterable[str]) -> list[str]:
    """The filter columns that can hold a no: neither always filled in nor part of what names a row."""
    return [name for name in names if not table.column(name).required and name not in table.key]


def answered(ask: Ask, selection: RowSelection) -> Answers:
    """What each row answers; ABSENT for rows that are about something else."""
    rows, where = ask.rows(selection), ask.where(selection)
    asked = answer_columns(rows.table, where)
    about = {name: wanted for name, wanted in where.items() if name not in asked}
    outside = ask.follow_up.not_applicable
    answers = np.full(len(rows), ABSENT, dtype=np.int8)
    concerned = matching(rows, about)
    answers[concerned] = NO
    answers[concerned & _holds_any(rows, asked, outside)] = NOT_APPLICABLE
    answers[perhaps(rows, where)] = UNKNOWN
    answers[matching(rows, where)] = YES
    return answers


def _holds_any(rows: Rows, names: list[str], values: tuple[str, ...]) -> Mask:
    found = ~rows.everyone
    for name in names:
        if rows.table.column(name).type == "code":
            found |= rows.is_any(name, as_values(values))
    return found


def best_answers(codes: Codes, answers: Answers, size: int) -> Answers:
    """Each unit's answer: a yes in any row goes before a no, a no before what is unknown."""
    result = np.full(size, ABSENT, dtype=np.int8)
    known = codes >= 0
    np.minimum.at(result, codes[known], answers[known])
    return result


def first_days(codes: Codes, days: Days, size: int) -> Days:
    """Each unit's first day; not a time for units without one."""
    result = np.full(size, _FAR, dtype=np.int64)
    known = (codes >= 0) & ~np.isnat(days)
    np.minimum.at(result, codes[known], days[known].astype(np.int64))
    result[result == _FAR] = np.iinfo(np.int64).min  # not a time
    return result.astype("datetime64[D]")


def units_of(codes: Codes, size: int) -> Codes:
    """The different units of some rows, in order."""
    seen = np.zeros(size, dtype=bool)
    seen[codes[codes >= 0]] = True
    return np.flatnonzero(seen)
