"""Figures that an owner has counted: equal in rank to rows, and compared with them where both have come."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from samspelet_lib.data.dimensions import PERSONAL, dimension
from samspelet_lib.data.tables import Column, load_tables
from samspelet_lib.figure import Unit
from samspelet_lib.period import Period
from samspelet_lib.plan.matpunkt import RowSelection
from samspelet_lib.rules.result import Ask, Result
from samspelet_lib.rules.select import INSATS, PERIOD, matching
from samspelet_lib.rules.spells import addable
from samspelet_lib.swedish import enumerate_words, long_date, number

TABLE, ALL = "aggregat", "alla"
BOTH_DIFFER = "Raderna och projektägarens sammanräkning är olika."
_NUMBERS = ("taljare", "namnare", "saknas", "ej_aktuellt", "ej_forfallna")


@dataclass(frozen=True)
class Shape:
    """How counted figures become a mätpunkt's value, and how those of several periods are put together."""

    form: Literal["count", "share", "survey", "value"]
    combine: Literal["sum", "min", "one"] = "sum"
    unit: Unit = Unit.COUNT


class Told(NamedTuple):
    """What an owner has counted.

    Attributes:
        ask: the question, for the days that the figures reach to.
        part: the periods the figures are about, in words, when they are only part of the time; else empty.
    """

    ask: Ask
    result: Result
    part: str


def aggregate(ask: Ask, shape: Shape) -> Told | None:
    """What the owner has counted for the mätpunkt; None if nothing came.

    Figures that cannot be added, because the same persons are in several of them, give the latest one.
    """
    frame = _told(ask)
    if frame is None:
        return None
    used = frame[frame["_to"] == frame["_to"].max()] if shape.combine == "one" else frame
    part = "" if len(used) == len(frame) and _is_whole(ask, used) else _periods(used)
    parts = (*_by_sex(ask, used, shape), *_by_option(ask, used, shape))
    result = replace(_result(_of_all(used[used["alternativ"].isna()]), shape), parts=parts)
    last = min(ask.window.last, used["_to"].max().date())
    told = ["Uppgifterna är sammanräknade av projektägaren.", *([f"De gäller bara {part}."] if part else [])]
    return Told(replace(ask, window=replace(ask.window, last=last)), result.noted(*told), part)


def _is_whole(ask: Ask, frame: "pd.DataFrame") -> bool:
    """Whether the periods leave out no day from the start of the time to the last day they tell of."""
    spans = set(zip(frame["_from"], frame["_to"], strict=True))
    first = pd.Timestamp(ask.window.first) if ask.window.first else min(start for start, _ in spans)
    covered = sum((end - start).days + 1 for start, end in spans)
    return bool(covered == (max(end for _, end in spans) - first).days + 1)


def _periods(frame: "pd.DataFrame") -> str:
    return enumerate_words([Period.parse(text).label for text in sorted(frame[PERIOD].unique())])


def _by_sex(ask: Ask, frame: "pd.DataFrame", shape: Shape) -> Iterator[Result]:
    """Each sex, where the owner has told any; of one that is left out, nobody only where the others are all."""
    whole = frame[frame["alternativ"].isna()]
    sexes = load_tables()["deltagare"].column("kon").codes
    told = {str(sex): _result(rows, shape) for sex, rows in whole.groupby("kon") if sex in sexes}
    if not told:
        return
    absent = _left_out(told.values(), _of_all(whole), shape)
    for sex, name in sexes.items():
        yield replace(told.get(sex, absent), dims={"sex": sex}, label=f"{ask.matpunkt.name}: {name.lower()}")


def _left_out(told: Collection[Result], rows: "pd.DataFrame", shape: Shape) -> Result:
    """Of a group that the owner has not told: nobody, where the others are all there are; else it is not known.

    There is a row for every group, like the others in all but its numbers: were there one only for who is there, or
    another kind for who is not, the rows themselves would tell who that is.
    """
    whole = _result(rows, shape)
    parts = ("value",) if shape.form == "count" else ("numerator", "denominator")
    are_all = all(sum(getattr(each, part) or 0 for each in told) == getattr(whole, part) for part in parts)
    if shape.form == "value" or not are_all:
        return Result(value=None, unit=whole.unit, base_label=whole.base_label)
    return Result(Fraction(0), whole.unit) if shape.form == "count" else _result(rows[:0], shape)


def _by_option(ask: Ask, frame: "pd.DataFrame", shape: Shape) -> Iterator[Result]:
    base = ask.matpunkt.base
    table = load_tables()[base.table] if isinstance(base, RowSelection) else None
    split = [table.column(name) for name in ask.matpunkt.by] if table else []
    chosen = frame[frame["alternativ"].notna()]
    grouped = _of_all(chosen).groupby("alternativ") if len(chosen) else ()
    told = {str(option): _result(rows, shape) for option, rows in grouped}
    for each in split:
        if shape.form == "count" and dimension(each.id) in PERSONAL and told.keys() & each.codes.keys():
            absent = _left_out(_among(told, each), _of_all(frame[frame["alternativ"].isna()]), shape)
            told = {**{code: told.get(code, absent) for code in each.codes}, **told}
    for option, result in told.items():
        column = next((column for column in split if option in column.codes), None)
        name = column.codes[option] if column else option
        dims = {dimension(column.id) if column else "option": option}
        yield replace(result, dims=dims, label=f"{ask.matpunkt.name}: {name}")


def _among(told: Mapping[str, Result], column: Column) -> list[Result]:
    """What is told of the groups that the column knows."""
    return [told[code] for code in column.codes if code in told]


def _told(ask: Ask) -> "pd.DataFrame | None":
    """The rows about the mätpunkt whose periods lie within the time and within no other period, if there are any."""
    rows = ask.book.rows(TABLE, ask.owner)
    about = matching(rows, {"matpunkt": ask.matpunkt.id})
    if ask.owner is None:
        about &= rows.is_blank(INSATS)
    first, last = rows.first_days(PERIOD), rows.days(PERIOD)
    about &= last <= np.datetime64(ask.window.last)
    if ask.window.first is not None:
        about &= first >= np.datetime64(ask.window.first)
    if not about.any():
        return None
    columns = {name: rows[name] for name in (PERIOD, "kon", "alternativ", "varde", *_NUMBERS)}
    days = {"_from": first.astype("datetime64[us]"), "_to": last.astype("datetime64[us]")}
    return pd.DataFrame(columns | days)[addable(rows, about)]


def _of_all(frame: "pd.DataFrame") -> "pd.DataFrame":
    """The rows for everybody; those of each sex for periods and answers that have no such row."""
    is_all = (frame["kon"] == ALL).to_numpy(dtype=bool)
    if is_all.all():
        return frame
    about = frame.groupby(["_from", "_to", "alternativ"], dropna=False, sort=False).ngroup().to_numpy()
    return frame[is_all | ~np.isin(about, about[is_all])]


def _result(frame: "pd.DataFrame", shape: Shape) -> Result:
    if shape.form in {"share", "survey"}:
        return _share(frame, is_survey=shape.form == "survey")
    told = frame["taljare"].astype("float64").fillna(frame["varde"]) if shape.form == "count" else frame["varde"]
    told = told.dropna()
    if told.empty:
        return Result(value=None, unit=shape.unit)
    missing, base = (int(frame[name].sum()) or None for name in ("saknas", "namnare"))
    total = told.min() if shape.combine == "min" else told.sum()
    return Result(
        Fraction(str(total)), shape.unit, missing=missing, denominator=base if shape.form == "value" else None
    )


def _share(frame: "pd.DataFrame", *, is_survey: bool) -> Result:
    """A share; of a survey those who have not answered stand outside the base, and may be unknown in number."""
    yes, base, missing, outside, not_due = (int(frame[name].sum()) for name in _NUMBERS)
    is_known = not frame.empty and bool(frame["saknas"].notna().all())
    everybody = base + missing
    denominator = base if is_survey else everybody
    return Result(
        value=Fraction(yes, denominator) if denominator else None,
        unit=Unit.SHARE,
        numerator=yes,
        denominator=denominator,
        base_label="enligt projektägarens sammanräkning",
        answers=base if is_survey else None,
        invited=everybody if is_survey and is_known else None,
        missing=missing or None,
        not_applicable=outside,
        not_due=not_due,
        low=Fraction(yes, everybody) if missing else None,
        high=Fraction(yes + missing, everybody) if missing else None,
    )


def difference(rows: Result, counted: Result, until: date | None = None) -> str | None:
    """How the owner's own figures differ from the rows, in words; None when they agree.

    Args:
        rows: what the rows give for the same days.
        counted: what the owner has counted.
        until: the last of those days, where later days are known too.
    """
    pairs = ((rows.numerator, counted.numerator), (rows.denominator, counted.denominator), (rows.value, counted.value))
    if all(mine == theirs for mine, theirs in pairs if theirs is not None):
        return None
    about = f"Till och med {long_date(until)} ger raderna" if until else "Raderna ger"
    return f"{about} {_printed(rows)}, projektägarens sammanräkning {_printed(counted)}."


def _printed(result: Result) -> str:
    if result.unit is Unit.SHARE:
        return f"{number(result.numerator or 0)} av {number(result.denominator or 0)}"
    return "inget värde" if result.value is None else number(result.value, 0 if result.value.denominator == 1 else 1)
