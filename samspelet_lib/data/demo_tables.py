"""The demo as tables: everything that is true of an owner, whenever it becomes known."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from samspelet_lib.data.demo_answers import follow_up_rows, planning_rows, survey_rows, violence_rows
from samspelet_lib.data.demo_draw import NONE, Draw
from samspelet_lib.data.demo_others import (
    asked_rows,
    case_rows,
    deviation_rows,
    esf_rows,
    member_rows,
    outreach_rows,
    resource_rows,
    staff_survey_rows,
)
from samspelet_lib.data.demo_people import (
    FINISHED,
    Person,
    Row,
    Student,
    draw_people,
    draw_students,
    milestone_rows,
    participant_rows,
    rating_rows,
)
from samspelet_lib.data.demo_scenario import Owner, Scenario
from samspelet_lib.data.demo_subjects import People
from samspelet_lib.data.tables import Table, load_tables

INSATS = "insats"

Named = tuple[str, Iterable[Row]]  # table and rows


def true_tables(scenario: Scenario, owner: Owner, seed: int) -> dict[str, pd.DataFrame]:
    """Everything there is to tell of an owner, table by table; days ahead are among it."""
    rows: dict[str, list[Row]] = {}
    for table, found in _Truth(scenario, owner, seed).tables():
        rows.setdefault(table, []).extend(found)
    return {name: _frame(load_tables()[name], found, owner.insats) for name, found in rows.items() if found}


@dataclass(frozen=True)
class _Truth:
    """Draws everything about one owner; each subject by itself, so that one does not change another."""

    scenario: Scenario
    owner: Owner
    seed: int

    def draw(self, *subject: object) -> Draw:
        return Draw(self.seed, self.owner.insats, *map(str, subject))

    def tables(self) -> Iterator[Named]:
        if self.owner.people:
            yield from self.of_people(self.owner.people)
        yield from self.of_others()
        yield from self.of_staff()
        for literal in self.owner.rows:
            yield literal.table, [_told(literal.columns, row) for row in literal.rows]

    def of_people(self, people: People) -> Iterator[Named]:
        """Participants, and what they do and answer."""
        students = draw_students(self.draw("personer"), people, self.owner.programmes)
        persons = [person for person, _, _ in students] or draw_people(
            self.draw("personer"), people, self.scenario.last
        )
        yield "deltagare", participant_rows(self.draw("deltagare"), people, persons, exits=self.scenario.exits)
        yield "milstolpar", milestone_rows(self.draw("milstolpar"), people, persons)
        yield from self.of_students(people, students)
        yield from self.of_answers(people, persons)

    def of_students(self, people: People, students: Sequence[Student]) -> Iterator[Named]:
        """Programmes, their students, and how it went for those who finished."""
        yield "elever", [_student_row(person, programme.id, result) for person, programme, result in students]
        yield (
            "utbildningar",
            [
                {"utbildning": one.id, "typ": one.typ, "startdatum": one.start, "slutdatum": one.end}
                for one in self.owner.programmes
            ],
        )
        if people.follow_up:
            done = [person for person, _, result in students if result == FINISHED]
            yield "uppfoljning_efter", follow_up_rows(self.draw("uppfoljning"), people.follow_up, done)

    def of_answers(self, people: People, persons: Sequence[Person]) -> Iterator[Named]:
        """The violence form, surveys, planning at exit and ratings."""
        last = self.scenario.last
        left = [person for person in persons if person.end <= last]
        if people.violence:
            yield "vald", violence_rows(self.draw("vald"), people.violence, persons)
        for at, survey in enumerate(people.surveys):
            yield survey.table, survey_rows(self.draw(survey.table, at), survey, persons, last=last)
        for at, planning in enumerate(people.planning):
            yield "planering_avslut", planning_rows(self.draw("planering", at), planning, left)
        for at, ratings in enumerate(people.ratings):
            yield "skattningar", rating_rows(self.draw("skattningar", at), ratings, persons)

    def of_others(self) -> Iterator[Named]:
        """Cases, persons who are sought, deviations and resources."""
        owner = self.owner
        if owner.cases:
            yield "tris_arenden", case_rows(self.draw("tris_arenden"), owner.cases)
        if owner.outreach:
            yield "uppsokande", outreach_rows(self.draw("uppsokande"), owner.outreach)
        if owner.deviations:
            yield "avvikelser", deviation_rows(self.draw("avvikelser"), owner.deviations)
        for at, resources in enumerate(owner.resources):
            yield "resurser", resource_rows(self.draw("resurser", at), resources, self.scenario.last)

    def of_staff(self) -> Iterator[Named]:
        """Surveys of staff with how many were asked, members of groups, and the ESF project."""
        for at, survey in enumerate(self.owner.staff_surveys):
            yield survey.table, staff_survey_rows(self.draw(survey.table, at), survey)
            yield "tillfragade", asked_rows(self.draw("tillfragade", at), survey)
        for at, members in enumerate(self.owner.members):
            yield "medlemmar", member_rows(self.draw("medlemmar", at), members)
        if self.owner.esf:
            yield "esf_deltagare", esf_rows(self.draw("esf_deltagare"), self.owner.esf)


def _told(columns: tuple[str, ...], values: tuple[Any, ...]) -> Row:
    return {name: value for name, value in zip(columns, values, strict=True) if value != NONE}


def _student_row(person: Person, programme: str, result: str) -> Row:
    return {
        "person": person.id,
        "utbildning": programme,
        "kon": person.kon,
        "fodelsear": person.birth,
        "startdatum": person.start,
        "slutdatum": person.end,
        "resultat": result,
    }


def _frame(table: Table, rows: list[Row], insats: str) -> pd.DataFrame:
    """The rows with the table's columns, typed, in the order they happened."""
    frame = pd.DataFrame(rows).reindex(columns=table.ids)
    if INSATS in table.ids and insats:
        frame[INSATS] = insats
    typed = frame.astype({column.id: column.dtype for column in table.columns})
    order = [table.date] if table.date else []
    return typed.sort_values(order, kind="stable", ignore_index=True) if order else typed
