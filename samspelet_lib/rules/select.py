"""Delivered rows as the rules read them: which rows a selection means, and whom they are about.

Everything is whole-column work. Persons, cases and other units get one number each for all tables, so
that every rule after that works on whole numbers.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.tables import SOURCE, Table, load_tables
from samspelet_lib.period import Period
from samspelet_lib.plan.matpunkt import RowSelection, Scalar
from samspelet_lib.rules.window import Window

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]
Where = Mapping[str, Scalar | tuple[Scalar, ...]]

INSATS, PERIOD = "insats", "period"


class Book:
    """The rows of all deliveries; remembers what it has numbered and taken out."""

    def __init__(self, deliveries: Deliveries) -> None:
        self._frames = deliveries.frames
        self._sheets = {source.table: set[str]() for source in deliveries.sources}
        for source, declared in deliveries.declared.items():
            self._sheets[source.table] |= {said.insats for said in declared}
        self._rows: dict[tuple[str, str | None], Rows] = {}
        self._units: dict[str, dict[str, Codes]] = {}
        self._coded: dict[tuple[str, str], tuple[Codes, list[Any]]] = {}

    def rows(self, table: str, owner: str | None) -> "Rows":
        """The rows of a table that concern an insats; None is the förbund as a whole, whose rows are all.

        In a table about staff a row that names no insats concerns every insats.
        """
        if (table, owner) not in self._rows:
            self._rows[table, owner] = Rows(self, load_tables()[table], self._positions(table, owner))
        return self._rows[table, owner]

    def is_delivered(self, table: str, owner: str | None) -> bool:
        """Whether the table has come from the insats, be it without rows."""
        sheets = self._sheets.get(table, set())
        return len(self.rows(table, owner)) > 0 or (owner in sheets if owner else bool(sheets))

    def column(self, table: str, name: str) -> "pd.Series[Any]":
        """A whole column of a table."""
        return self._frames[table][name]

    def coded(self, table: str, name: str) -> tuple[Codes, list[Any]]:
        """A whole column as numbers, −1 where it is blank, and the values that the numbers stand for."""
        if (table, name) not in self._coded:
            codes, distinct = pd.factorize(self._frames[table][name].array)
            self._coded[table, name] = codes.astype(np.int64), list(distinct)
        return self._coded[table, name]

    def units(self, table: str, name: str) -> Codes:
        """The column's values as numbers that mean the same in every table; −1 where it is blank.

        A pseudonym is unique within its insats only, so the same pseudonym in two insatser is two units.
        """
        if name not in self._units:
            self._units[name] = self._number(name)
        return self._units[name][table]

    def size(self, name: str) -> int:
        """How many numbers `units` has given out for a column, all tables together."""
        return 1 + max((int(codes.max(initial=-1)) for codes in self._units[name].values()), default=-1)

    def _positions(self, table: str, owner: str | None) -> Codes | None:
        if owner is None or INSATS not in self._frames[table]:
            return None
        insats = self._frames[table][INSATS]
        concerns = (insats == owner).to_numpy(dtype=bool)
        if load_tables()[table].subject == "personal":
            concerns = concerns | insats.isna().to_numpy()
        return None if concerns.all() else np.flatnonzero(concerns)

    def _number(self, name: str) -> dict[str, Codes]:
        tables = [table for table in load_tables().values() if name in table.ids]
        lengths = [len(self._frames[table.id]) for table in tables]
        values, distinct = _codes([self._frames[table.id][name] for table in tables])
        scopes, _ = _codes([self._scope(table) for table in tables])
        blank = values < 0
        both, _ = pd.factorize((scopes + 1) * (len(distinct) + 1) + values)
        both[blank] = -1
        ends = np.cumsum([0, *lengths])
        return {table.id: both[ends[i] : ends[i + 1]] for i, table in enumerate(tables)}

    def _scope(self, table: Table) -> "pd.Series[Any]":
        frame = self._frames[table.id]
        if table.is_people and INSATS in frame:
            return frame[INSATS]
        return pd.Series(pd.NA, index=frame.index, dtype="str")


def _codes(columns: list["pd.Series[Any]"]) -> tuple[Codes, Any]:
    codes, distinct = pd.factorize(pd.concat(columns, ignore_index=True))
    return codes.astype(np.int64), distinct


class Rows:
    """Some rows of one table; a column is taken out when it is asked for."""

    def __init__(self, book: Book, table: Table, positions: Codes | None) -> None:
        self.table = table
        self._book = book
        self._positions = positions
        self._taken: dict[str, pd.Series[Any]] = {}
        self._dated: dict[tuple[str, str], Days] = {}
        self._masks: dict[tuple[str, tuple[Scalar, ...]], Mask] = {}

    def __len__(self) -> int:
        return len(self._book.column(self.table.id, SOURCE)) if self._positions is None else len(self._positions)

    @property
    def positions(self) -> Codes:
        """Where each row stands in the whole table."""
        return np.arange(len(self)) if self._positions is None else self._positions

    def __getitem__(self, name: str) -> "pd.Series[Any]":
        if name not in self._taken:
            whole = self._book.column(self.table.id, name)
            taken = whole if self._positions is None else whole.take(self._positions)
            self._taken[name] = taken.reset_index(drop=True)
        return self._taken[name]

    def codes(self, name: str) -> Codes:
        """A column as numbers that mean the same in the table; −1 where it is blank."""
        codes, _ = self._book.coded(self.table.id, name)
        return codes if self._positions is None else codes[self._positions]

    def units(self, name: str) -> Codes:
        """Whom or what each row is about, by number; −1 where it is blank."""
        codes = self._book.units(self.table.id, name)
        return codes if self._positions is None else codes[self._positions]

    def size(self, name: str) -> int:
        """How many different numbers `units` may have."""
        self._book.units(self.table.id, name)
        return self._book.size(name)

    def days(self, name: str) -> Days:
        """A date column; of a period its last day."""
        return self._days(name, "end")

    def first_days(self, name: str) -> Days:
        """A date column; of a period its first day."""
        return self._days(name, "start")

    def _days(self, name: str, side: Literal["start", "end"]) -> Days:
        if (name, side) not in self._dated:
            is_period = self.table.column(name).type == "period"
            days = self._period_days(name, side) if is_period else self[name].to_numpy().astype("datetime64[D]")
            self._dated[name, side] = days
        return self._dated[name, side]

    def _period_days(self, name: str, side: Literal["start", "end"]) -> Days:
        _, periods = self._book.coded(self.table.id, name)
        days = [getattr(Period.parse(text), side) for text in periods]
        return np.array([*days, None], dtype="datetime64[D]")[self.codes(name)]

    def is_any(self, name: str, wanted: tuple[Scalar, ...]) -> Mask:
        """Whether the column holds one of the values; blank is no. Not to be changed: it is kept."""
        if (name, wanted) not in self._masks:
            _, values = self._book.coded(self.table.id, name)
            is_list = self.table.column(name).type == "codes"
            held = [not set(wanted).isdisjoint(value.split(";") if is_list else (value,)) for value in values]
            mask = np.array([*held, False], dtype=bool)[self.codes(name)]
            mask.flags.writeable = False
            self._masks[name, wanted] = mask
        return self._masks[name, wanted]

    def is_blank(self, name: str) -> Mask:
        """Whether the column is blank."""
        return self[name].isna().to_numpy()

    @cached_property
    def everyone(self) -> Mask:
        """All rows."""
        return np.ones(len(self), dtype=bool)


def as_values(wanted: Scalar | tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    """The values a filter asks for."""
    return wanted if isinstance(wanted, tuple) else (wanted,)


def matching(rows: Rows, where: Where) -> Mask:
    """The rows for which every filter holds."""
    mask = rows.everyone.copy()
    for name, wanted in where.items():
        mask &= rows.is_any(name, as_values(wanted))
    return mask


def perhaps(rows: Rows, where: Where) -> Mask:
    """The rows for which no filter fails but at least one column is blank."""
    may = rows.everyone.copy()
    for name, wanted in where.items():
        may &= rows.is_any(name, as_values(wanted)) | rows.is_blank(name)
    return may & ~matching(rows, where)


def placed(rows: Rows, selection: RowSelection, window: Window) -> Mask:
    """The rows that fall in the window.

    By `date`, or by the start when days are measured; by `from`–`to`, when the row touches the window;
    without either, when the row was known by then.
    """
    last = np.datetime64(window.last)
    if selection.start and selection.stop and selection.statistic is None:
        return _touching(rows, (selection.start, selection.stop), window)
    name = selection.date or selection.start
    if name is None:
        return _known(rows, window)
    inside: Mask = rows.days(name) <= last
    if window.first is not None:
        inside &= rows.first_days(name) >= np.datetime64(window.first)
    return inside


def _touching(rows: Rows, span: tuple[str, str], window: Window) -> Mask:
    start, stop = span
    inside: Mask = rows.days(start) <= np.datetime64(window.last)
    if window.first is not None:
        inside &= rows.is_blank(stop) | (rows.days(stop) >= np.datetime64(window.first))
    return inside


def _known(rows: Rows, window: Window) -> Mask:
    name = rows.table.date or (PERIOD if PERIOD in rows.table.ids else None)
    if name is None:
        return rows.everyone
    if name == PERIOD:
        inside: Mask = rows.days(name) <= np.datetime64(window.last)
        return inside if window.first is None else inside & (rows.first_days(name) >= np.datetime64(window.first))
    return rows.is_blank(name) | (rows.days(name) <= np.datetime64(window.last))
