"""Participants of the demo, and what happens to them: who they are, how they leave, milestones and ratings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from samspelet_lib.data.demo_draw import Draw, drawn_columns, weekday
from samspelet_lib.data.demo_subjects import Exit, Milestone, People, Programme, Ratings

Row = dict[str, Any]
FINISHED, _BROKEN_OFF = "avslutat", "avbrutet"  # results of a student

_KON = "kon"
_AWAY: tuple[int, int] = (40, 90)  # days before somebody comes back
_LOWEST, _HIGHEST = 1, 5  # of a rating
_HIGHEST_STEP = 6


@dataclass(frozen=True)
class Person:
    """A participant and one stay; `end` is known even when it lies ahead."""

    id: str
    kon: str | None
    birth: int
    start: date
    end: date


Student = tuple[Person, Programme, str]  # and the result


def draw_people(draw: Draw, people: People, last: date) -> list[Person]:
    """The participants in the order they begin; who comes back stands once more."""
    starts = draw.days(people.groups)
    sexes = draw.values(people.columns[_KON], len(starts))
    found = [
        Person(draw.pseudonym(), sex, draw.number(people.birth), start, draw.day(start, people.stays))
        for start, sex in zip(starts, sexes, strict=True)
    ]
    left = [person for person in found if person.end + timedelta(days=_AWAY[1]) < last]
    for person in left[: people.returning]:
        start = draw.day(person.end, _AWAY)
        found.append(replace(person, start=start, end=draw.day(start, people.stays)))
    return sorted(found, key=lambda person: (person.start, person.id))


def draw_students(draw: Draw, people: People, programmes: Sequence[Programme]) -> list[Student]:
    """The students of each programme, and how it went; who breaks off does so half-way."""
    planned = [(programme, result) for programme in programmes for result in _results(draw, programme)]
    sexes = draw.values(people.columns[_KON], len(planned))
    found = []
    for (programme, result), sex in zip(planned, sexes, strict=True):
        days = (programme.end - programme.start).days
        end = programme.end if result != _BROKEN_OFF else draw.day(programme.start, (days // 3, days // 2))
        found.append(
            (Person(draw.pseudonym(), sex, draw.number(people.birth), programme.start, end), programme, result)
        )
    return found


def _results(draw: Draw, programme: Programme) -> list[str]:
    number = sum(programme.results.values())
    return [str(result) for result in draw.values({key: float(n) for key, n in programme.results.items()}, number)]


def participant_rows(draw: Draw, people: People, persons: Sequence[Person], *, exits: Sequence[Exit]) -> list[Row]:
    """A row per stay, with what is known at start and at exit."""
    columns = {name: weights for name, weights in people.columns.items() if name != _KON}
    drawn = drawn_columns(draw, columns, len(persons))
    ways = {way.id: way.columns for way in exits}
    left = draw.values(people.exits, len(persons))
    receiving = draw.values(people.mottagande_part, len(persons))
    return [
        {
            "person": person.id,
            _KON: person.kon,
            "fodelsear": person.birth,
            "startdatum": person.start,
            "slutdatum": person.end,
            "mottagande_part": receiving[at],
            **{name: values[at] for name, values in drawn.items()},
            **ways[str(left[at])],
        }
        for at, person in enumerate(persons)
    ]


def milestone_rows(draw: Draw, people: People, persons: Sequence[Person]) -> list[Row]:
    """Milestones, phases and steps."""
    rows = [row for milestone in people.milestones for row in _happened(draw, milestone, persons)]
    rows += [row for person in persons for row in _phases(people.phases, person)]
    return [*rows, *_steps(draw, people, persons)]


def _happened(draw: Draw, milestone: Milestone, persons: Sequence[Person]) -> Iterator[Row]:
    for person, happens in zip(persons, draw.chosen(milestone.share, len(persons)), strict=True):
        first = draw.day(person.start, milestone.after)
        days = [first, *(draw.again(first, milestone.every, person.end) if milestone.every else ())]
        for day in days if happens else []:
            stops = {"till_datum": draw.day(day, milestone.lasts)} if milestone.lasts else {}
            if day <= person.end:
                yield {"person": person.id, "typ": milestone.typ, "datum": day, **stops}


def _phases(phases: Mapping[str, float], person: Person) -> Iterator[Row]:
    """One row per phase; the share of the stay that each takes decides when the next begins."""
    passed = 0.0
    for phase, share in phases.items():
        day = weekday(person.start + timedelta(days=int((person.end - person.start).days * passed)))
        yield {"person": person.id, "typ": "fas", "fas": phase, "datum": day}
        passed += share


def _steps(draw: Draw, people: People, persons: Sequence[Person]) -> Iterator[Row]:
    if people.steps is None:
        return
    for person, first in zip(persons, draw.values(people.steps.first, len(persons)), strict=True):
        step = int(first or 0)
        for at, day in enumerate([person.start, *draw.again(person.start, people.steps.every, person.end)]):
            step += int(draw.value(people.steps.change) or 0) if at else 0
            step = min(max(step, 0), _HIGHEST_STEP)
            yield {"person": person.id, "typ": "steg", "steg": step, "datum": day}


def rating_rows(draw: Draw, ratings: Ratings, persons: Sequence[Person]) -> Iterator[Row]:
    """Ratings of every question at start and again and again; levels change a little from time to time."""
    told = {"instrument": ratings.instrument, "roll": ratings.roll}
    for person, takes_part in zip(persons, draw.chosen(ratings.share, len(persons)), strict=True):
        first = draw.day(person.start, (3, 20))
        days = [first, *draw.again(first, ratings.every, person.end)] if takes_part and first <= person.end else []
        for question, levels in ratings.questions.items():
            level = int(draw.value(levels) or _LOWEST)
            for at, day in enumerate(days):
                level += int(draw.value(ratings.change) or 0) if at else 0
                level = min(max(level, _LOWEST), _HIGHEST)
                yield {"person": person.id, **told, "fraga": question, "varde": level, "datum": day}
