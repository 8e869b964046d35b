"""What a form holds: the tables an insats needs, their columns and what each may hold. Derived from params.

A table is in the form when a mätpunkt counts in it, under any reading, or when one of the instruments of
follow-up is delivered in it. So a new insats gets its form from its params file alone.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.tables import Column, Table, load_tables
from samspelet_lib.figure import Model
from samspelet_lib.plan.matpunkt import Matpunkt, RowSelection
from samspelet_lib.plan.model import Insats, Instrument, Plan

INSATS = "insats"
MATPUNKT = "matpunkt"


class FormWords(Model):
    """The fixed texts of a form's first sheet."""

    title: str
    how_heading: str
    how: tuple[str, ...]
    matpunkter_heading: str
    matpunkter_columns: tuple[str, ...]
    instruments_heading: str
    instruments_columns: tuple[str, ...]
    sheets_heading: str
    sheets_columns: tuple[str, ...]
    columns_columns: tuple[str, ...]


class FormRules(Model):
    """Which tables a form has beyond those that mätpunkter name.

    Attributes:
        always: tables of every form.
        instruments: id of an instrument → the tables it is delivered in.
        words: fixed texts.
    """

    always: tuple[str, ...]
    instruments: dict[str, tuple[str, ...]]
    words: FormWords


@cache
def form_rules() -> FormRules:
    """The rules in `forms.toml`."""
    text = files(__package__).joinpath("forms.toml").read_text(encoding="utf-8")
    return FormRules.model_validate(tomllib.loads(text))


@dataclass(frozen=True)
class FormColumn:
    """One column of a sheet.

    Attributes:
        id: the column's id in the table; the question's id for a question with a column of its own.
        column: its definition; the answer's for a question.
        heading: what stands above it; required columns are marked with *.
        text: what to write in it.
        choices: id → label of the values to choose between; empty when anything may be written.
        is_closed: whether other values than those are refused.
        is_question: whether the column is a question of a survey.
    """

    id: str
    column: Column
    heading: str
    text: str
    choices: Mapping[str, str]
    is_closed: bool
    is_question: bool = False


@dataclass(frozen=True)
class FormTable:
    """One sheet of a form: a table with the columns that this form asks for."""

    table: Table
    columns: tuple[FormColumn, ...]


@dataclass(frozen=True)
class Need:
    """A mätpunkt or an instrument, in the plan's words, and the tables to fill in for it."""

    id: str
    text: str
    where: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Form:
    """One workbook.

    Attributes:
        insats: id; "" for the förbund as a whole.
        name: what it is for, in words.
        year: year of the plan.
        purpose: what the plan says of the insats, each sentence with its heading.
        sheets: in the order of the workbook.
        matpunkter, instruments: what the form is needed for.
    """

    insats: str
    name: str
    year: int
    purpose: tuple[tuple[str, str], ...]
    sheets: tuple[FormTable, ...]
    matpunkter: tuple[Need, ...]
    instruments: tuple[Need, ...]

    def sheet(self, table: str) -> FormTable:
        """The sheet of a table.

        Raises:
            KeyError: the form does not ask for the table.
        """
        return {sheet.table.id: sheet for sheet in self.sheets}[table]


@dataclass(frozen=True)
class _Selected:
    """Rows that a mätpunkt counts, under one of its readings; `insats` is "" for the förbund's own."""

    insats: str
    matpunkt: Matpunkt
    rows: RowSelection

    def values(self, table: str, column: str) -> Iterator[str]:
        """The texts that are asked for in the column, in the order of the mätpunkt."""
        asked = self.rows.where.get(column, ()) if self.rows.table == table else ()
        yield from (value for value in (asked if isinstance(asked, tuple) else (asked,)) if isinstance(value, str))


class Needs(NamedTuple):
    """What one form is needed for."""

    matpunkter: tuple[Need, ...]
    instruments: tuple[Need, ...]


def forms_of(plan: Plan) -> list[Form]:
    """One form per insats, in the plan's order, and last that of the förbund."""
    selected, lookups = tuple(_selections(plan)), Lookups.from_plan(plan)
    return [_form(plan, _Asked(plan, insats, selected, lookups=lookups)) for insats in (*plan.insatser, None)]


def needs_of(plan: Plan) -> dict[str, Needs]:
    """Id of the insats, "" for the förbund → what its form is needed for."""
    selected = tuple(_selections(plan))
    return {insats.id if insats else "": _needs(plan, insats, selected) for insats in (*plan.insatser, None)}


def _selections(plan: Plan) -> Iterator[_Selected]:
    """Every selection of rows that the plan's mätpunkter make, under each of their readings."""
    for insats, _, matpunkt in plan.all_matpunkter():
        readings = [reading for i in matpunkt.interpretations for reading in i.readings]
        for read in [matpunkt, *(matpunkt.read_as(reading) for reading in readings)]:
            for rows in (read.base, read.count, read.value, read.proxy):
                if isinstance(rows, RowSelection):
                    yield _Selected(insats or "", matpunkt, rows)


def _form(plan: Plan, asked: "_Asked") -> Form:
    insats, needs = asked.insats, _needs(plan, asked.insats, asked.every)
    wanted = {table.id for each in needs for need in each for table in need.tables} | set(form_rules().always)
    return Form(
        insats=insats.id if insats else "",
        name=insats.name if insats else plan.forbund.name,
        year=plan.year,
        purpose=tuple((s.name, s.text) for s in insats.purpose) if insats else (),
        sheets=tuple(asked.sheet(table) for table in _in_order(wanted)),
        matpunkter=needs.matpunkter,
        instruments=needs.instruments,
    )


def _needs(plan: Plan, insats: Insats | None, selected: tuple[_Selected, ...]) -> Needs:
    """A mätpunkt needs the tables it counts in, an instrument those it is delivered in."""
    counted: dict[str, set[str]] = {}
    for one in selected:
        if one.insats == (insats.id if insats else ""):
            counted.setdefault(one.matpunkt.id, set()).add(one.rows.table)
    of_instruments = form_rules().instruments
    return Needs(
        tuple(
            Need(m.id, m.text, m.ref, _in_order(counted[m.id]))
            for m in (insats.matpunkter if insats else plan.structure.matpunkter)
            if m.id in counted
        ),
        tuple(
            Need(i.name, i.text, i.interval, _in_order(of_instruments.get(i.id, ())))
            for i in _instruments(plan, insats)
        ),
    )


def _instruments(plan: Plan, insats: Insats | None) -> list[Instrument]:
    """The instruments of an insats; the förbund's own are those of structure."""
    if insats is None:
        return [i for i in plan.structure.instruments if i.applies_to == "struktur"]
    return [i for i in plan.structure.instruments if i.id in insats.instruments]


def _in_order(wanted: Iterable[str]) -> tuple[Table, ...]:
    """The tables in the order they are defined, the delivery's head first."""
    names = set(wanted)
    tables = [table for table in load_tables().values() if table.id in names]
    return tuple(sorted(tables, key=lambda table: table.subject != "leverans"))


class _Asked:
    """What one form asks for: the columns of a table and the values to choose between."""

    def __init__(self, plan: Plan, insats: Insats | None, selected: tuple[_Selected, ...], *, lookups: Lookups) -> None:
        self.insats = insats
        self.matpunkter = insats.matpunkter if insats else plan.structure.matpunkter
        self.every = selected
        self.own = [one for one in selected if one.insats == (insats.id if insats else "")]
        self.lookups = lookups

    def sheet(self, table: Table) -> FormTable:
        """The table's sheet; a survey with known questions gets a column for each."""
        questions = self._questions(table)
        hidden = self._told_by_the_head(table)
        if questions and table.spread:
            hidden |= {table.spread.question, table.spread.answer}
        columns = [self._column(table, c) for c in table.columns if c.id not in hidden and self._fits(c)]
        return FormTable(table, (*columns, *questions))

    def _told_by_the_head(self, table: Table) -> set[str]:
        """The insats column, where the delivery's head says whose form it is and it can only be one."""
        is_own = self.insats is not None or MATPUNKT in table.ids
        return {INSATS} if is_own and table.subject != "leverans" else set()

    def _fits(self, column: Column) -> bool:
        return column.inriktning is None or self.insats is None or column.inriktning in self.insats.orientation

    def _column(self, table: Table, column: Column) -> FormColumn:
        allowed = self._matpunkter() if column.id == MATPUNKT else self.lookups.allowed(column.codes, column.lookup)
        named = {value: value for value in self._named(table, column.id)} if column.type == "code" else {}
        mark = " *" if column.required else ""
        return FormColumn(
            column.id,
            column,
            heading=column.label + mark,
            text=column.description,
            choices=named if allowed is None else allowed,
            is_closed=allowed is not None,
        )

    def _matpunkter(self) -> dict[str, str]:
        """The mätpunkter to choose between, by their ids: two insatser may give one id to different words."""
        return {matpunkt.id: matpunkt.id for matpunkt in self.matpunkter}

    def _named(self, table: Table, column: str) -> dict[str, str]:
        """The values of an open column that mätpunkter count: the insats's own ones, or else any of the plan.

        The förbund asks for all, for its surveys may answer questions of several insatser. Gives value → the
        words of the mätpunkt.
        """
        for selected in (self.own, self.every) if self.insats else (self.every,):
            found = {value: one.matpunkt.text for one in reversed(selected) for value in one.values(table.id, column)}
            if found:
                return dict(reversed(found.items()))
        return {}

    def _questions(self, table: Table) -> list[FormColumn]:
        """A column per question, for a survey with answers to choose between.

        Ratings are left as one row per question: several instruments stand in that table, each with its own
        questions.
        """
        if table.spread is None or not table.column(table.spread.answer).codes:
            return []
        answer = table.column(table.spread.answer)
        return [
            FormColumn(
                question,
                answer,
                heading=question,
                text=f"Svaret på frågan om: {words} {answer.description}",
                choices=answer.codes,
                is_closed=True,
                is_question=True,
            )
            for question, words in self._named(table, table.spread.question).items()
        ]
