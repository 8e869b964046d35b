"""Flow through an insats, who is still there after some months, and how a group is made up."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from samspelet_lib.data.dimensions import dimension, is_always_told, labels, unknown
from samspelet_lib.data.tables import Column
from samspelet_lib.figure import DisclosureClass, Unit
from samspelet_lib.plan.matpunkt import RowSelection
from samspelet_lib.rules.answers import units_of
from samspelet_lib.rules.result import Ask, CannotCountError, Result
from samspelet_lib.rules.select import Codes, Rows, matching, placed
from samspelet_lib.rules.spells import Spells, addable, spells
from samspelet_lib.rules.window import Window

_ALL = "alla"
STILL_THERE = "kvar vid periodens slut"


def flow(ask: Ask) -> Result:
    """How many spells are open at the end; beside it those open at the start, begun and ended, and retention."""
    base = ask.selection("base")
    found = spells_of(ask.rows(base), base, ask)
    stock_in, started, ended, stock_out = movements(found, ask.window)
    name = ask.matpunkt.name
    beside = (
        Result(value=Fraction(stock_in), measure="matpunkt_stock_in", label=f"{name}: kvar från tiden före"),
        Result(value=Fraction(started), measure="matpunkt_started", label=f"{name}: påbörjade"),
        Result(value=Fraction(ended), measure="matpunkt_ended", label=f"{name}: avslutade"),
    )
    parts = (*beside, *_interruptions(ask), *_retention(ask, found))
    return Result(value=Fraction(stock_out), base_label=STILL_THERE, parts=parts)


def spells_of(rows: Rows, base: RowSelection, ask: Ask) -> Spells:
    """The spells that the selection means, as they are known on the last day."""
    if base.start is None or base.stop is None or base.per is None:
        raise CannotCountError("Mätpunkten säger inte vem som är med, från när och till när.")
    last = np.datetime64(ask.window.last, "D")
    mask = matching(rows, ask.where(base)) & (rows.days(base.start) <= last) & (rows.units(base.per) >= 0)
    stops = rows.days(base.stop)[mask]
    return spells(
        rows.units(base.per)[mask], rows.days(base.start)[mask], np.where(stops > last, np.datetime64("NaT"), stops)
    )


def movements(found: Spells, window: Window) -> tuple[int, int, int, int]:
    """Spells open before the window, begun in it, ended in it, and open after its last day."""
    first = np.datetime64(window.first, "D") if window.first else np.datetime64("0001-01-01", "D")
    last = np.datetime64(window.last, "D")
    is_open = np.isnat(found.stops)
    before = (found.starts < first) & (is_open | (found.stops >= first))
    started = (found.starts >= first) & (found.starts <= last)
    ended = ~is_open & (found.stops >= first) & (found.stops <= last)
    after = (found.starts <= last) & (is_open | (found.stops > last))
    return int(before.sum()), int(started.sum()), int(ended.sum()), int(after.sum())


def _retention(ask: Ask, found: Spells) -> Iterator[Result]:
    """Of those who began long enough ago, the share that was still there after so many months."""
    first = np.datetime64(ask.window.first, "D") if ask.window.first else np.datetime64("0001-01-01", "D")
    begun = found.starts >= first
    for rule in ask.follow_up.retention:
        months = int(rule.exact)
        marks = (pd.Series(found.starts) + pd.DateOffset(months=months)).to_numpy().astype("datetime64[D]")
        due = begun & (marks <= np.datetime64(ask.window.last, "D"))
        still = due & (np.isnat(found.stops) | (found.stops >= marks))
        total, kept = int(due.sum()), int(still.sum())
        yield Result(
            value=Fraction(kept, total) if total else None,
            unit=Unit.SHARE,
            numerator=kept,
            denominator=total,
            base_label=f"de som började för minst {months} månader sedan",
            not_due=int(begun.sum()) - total,
            measure=f"matpunkt_retention_{months}",
            label=f"{ask.matpunkt.name}: kvar efter {months} månader",
        )


def _interruptions(ask: Ask) -> Iterator[Result]:
    """How many persons were away some time: a figure of its own, since it is about them and may be few."""
    selection = ask.matpunkt.value
    if not isinstance(selection, RowSelection) or selection.per is None:
        return
    rows = ask.rows(selection)
    mask = placed(rows, selection, ask.window) & matching(rows, ask.where(selection))
    number = len(units_of(rows.units(selection.per)[mask], rows.size(selection.per)))
    yield Result(
        value=Fraction(number),
        measure="matpunkt_interrupted",
        label=f"{ask.matpunkt.name}: personer med avbrott någon gång i perioden",
        disclosure=DisclosureClass.PERSON,
    )


def distribution(ask: Ask) -> Result:
    """How many there are, and how they are made up; and how resources were given, where that is asked."""
    base = ask.selection("base")
    rows = ask.rows(base)
    if base.per is None:
        raise CannotCountError("Mätpunkten säger inte vad som fördelas.")
    mask = placed(rows, base, ask.window) & matching(rows, ask.where(base))
    # One row a unit, the one that began last, so that the parts sum to the whole.
    day = base.start or base.date or rows.table.date
    places = np.flatnonzero(mask & (rows.units(base.per) >= 0))
    places = places[np.argsort(rows.days(day)[places], kind="stable")] if day else places
    places = places[~pd.Series(rows.units(base.per)[places]).duplicated(keep="last").to_numpy()]
    parts = [part for column in ask.matpunkt.by for part in _parts(ask, rows, (places, column))]
    return Result(value=Fraction(len(places)), parts=(*parts, *_resources(ask)))


def _parts(ask: Ask, rows: Rows, which: tuple[Codes, str]) -> Iterator[Result]:
    places, column = which
    values = age_groups(rows) if column == "aldersgrupp" else rows[column]
    numbers = values.iloc[places].fillna(unknown(column)).value_counts()
    for value, name in labels(ask.plan, rows.table, column).items():
        if numbers.get(value, 0) or is_always_told(column, value):
            yield Result(
                value=Fraction(int(numbers.get(value, 0))),
                dims={dimension(column): value},
                label=f"{ask.matpunkt.name}: {name}",
            )


def age_groups(rows: Rows) -> "pd.Series[Any]":
    """The age group that is given, else the one that the birth year tells of at the start."""
    given: pd.Series[Any] = rows["aldersgrupp"]
    age = rows["startdatum"].dt.year - rows["fodelsear"]
    bounds = _age_bounds(rows.table.column("aldersgrupp"))
    told = pd.cut(
        age.astype("float64"), [*(low for low, _ in bounds), np.inf], right=False, labels=[name for _, name in bounds]
    )
    return given.fillna(told.astype("str"))


def _age_bounds(column: Column) -> list[tuple[float, str]]:
    """The lowest age of each group, from its id: `under_16`, `16_24`, `over_64`."""
    found = []
    for name in column.codes:
        word, _, number = name.partition("_")
        low = {"under": -np.inf, "over": float(number) + 1 if number.isdigit() else 0}.get(word)
        found.append((float(word) if low is None else low, name))
    return sorted(found)


def _resources(ask: Ask) -> Iterator[Result]:
    """The sum of hours or kronor for each sex, of the periods that lie within the time."""
    selection = ask.matpunkt.value
    if not isinstance(selection, RowSelection) or selection.column is None:
        return
    rows = ask.rows(selection)
    mask = placed(rows, selection, ask.window) & matching(rows, ask.where(selection)) & ~rows.is_blank(selection.column)
    frame = pd.DataFrame({"sex": rows["kon"], "what": rows["resurs"].isna(), "value": rows[selection.column]})
    frame = frame[addable(rows, mask)]
    # A row that names no resource is for all of them.
    frame = frame[frame["what"]] if frame["what"].any() else frame
    totals = frame.groupby("sex")["value"].sum().to_dict()
    sexes = labels(ask.plan, ask.book.rows("deltagare", ask.owner).table, "kon")
    for sex in (*([_ALL] if _ALL in totals else []), *(sexes if totals.keys() - {_ALL} else ())):
        yield _resource(ask, (sex, Fraction(str(totals.get(sex, 0)))), rows.table.column(selection.column))


def _resource(ask: Ask, found: tuple[str, Fraction], column: Column) -> Result:
    sex, total = found
    return Result(
        value=total,
        unit=Unit.ORE if column.type == "money" else Unit.HOURS,
        measure="matpunkt_resource",
        dims={} if sex == _ALL else {"sex": sex},
        label=f"{ask.matpunkt.name}: {column.label.lower()}",
    )
