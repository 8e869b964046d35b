"""What participants of the demo answer: surveys, planning at exit, the violence form, and the time after."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from samspelet_lib.data.demo_draw import Draw, drawn_columns
from samspelet_lib.data.demo_people import Person, Row
from samspelet_lib.data.demo_subjects import FollowUp, Planning, Survey, Violence

_Item = TypeVar("_Item")


def violence_rows(draw: Draw, violence: Violence, persons: Sequence[Person]) -> Iterator[Row]:
    """Whether the form has been answered; who has not been asked has no row."""
    for group in _by_year(persons, lambda person: person.start):
        answered = draw.values(violence.besvarat, len(group))
        instruments = draw.values(violence.instrument, len(group))
        for person, answer, instrument in zip(group, answered, instruments, strict=True):
            if answer is not None:
                day = draw.day(person.start, violence.after)
                yield {"person": person.id, "besvarat": answer == "ja", "datum": day, "instrument": instrument}


def survey_rows(draw: Draw, survey: Survey, persons: Sequence[Person], *, last: date) -> Iterator[Row]:
    """One row per answer; the answers of one form share its day and its name."""
    due = [(person, day) for person in persons for day in _due(draw, survey, person) if day <= last]
    for group in _by_year(due, itemgetter(1)):
        answers = draw.chosen(survey.answered, len(group))
        forms = [one for one, answered in zip(group, answers, strict=True) if answered]
        nameless = draw.chosen(survey.anonymous, len(forms))
        drawn = drawn_columns(draw, survey.questions, len(forms))
        for at, (person, day) in enumerate(forms):
            who = {"svarsid": draw.pseudonym()} if nameless[at] else {"person": person.id}
            head = {**who, "kon": person.kon, "datum": day, "omgang": survey.omgang}
            yield from ({**head, "fraga": question, "svar": values[at]} for question, values in drawn.items())


def _by_year(items: Sequence[_Item], day: Callable[[_Item], date]) -> Iterator[list[_Item]]:
    """The items of each year, so that shares come out as they were set in every year."""
    in_order = sorted(items, key=day)
    yield from (list(group) for _, group in groupby(in_order, key=lambda item: day(item).year))


def _due(draw: Draw, survey: Survey, person: Person) -> list[date]:
    if survey.at == "end":
        return [draw.day(person.end, survey.after)]
    first = draw.day(person.start, survey.after)
    days = [first, *(draw.again(first, survey.every, person.end) if survey.every else ())]
    return [day for day in days if day <= person.end]


def planning_rows(draw: Draw, planning: Planning, persons: Sequence[Person]) -> Iterator[Row]:
    """Whether there is a clear plan at exit, as one role tells it."""
    for group in _by_year(persons, lambda person: person.end):
        chosen = draw.chosen(planning.answered, len(group))
        told = [person for person, answers in zip(group, chosen, strict=True) if answers]
        plans = draw.values(planning.planering, len(told))
        receiving = draw.values(planning.mottagande_part, len(told))
        for person, plan, part in zip(told, plans, receiving, strict=True):
            head = {"person": person.id, "datum": person.end, "kalla": planning.kalla}
            yield {**head, "planering": plan, "mottagande_part": part}


def follow_up_rows(draw: Draw, follow_up: FollowUp, persons: Sequence[Person]) -> list[Row]:
    """What is found a while after the exit."""
    chosen = draw.chosen(follow_up.share, len(persons))
    found = [person for person, answers in zip(persons, chosen, strict=True) if answers]
    drawn = drawn_columns(draw, follow_up.found, len(found))
    return [
        {
            "person": person.id,
            "datum": draw.day(person.end, follow_up.after),
            **{name: values[at] for name, values in drawn.items()},
        }
        for at, person in enumerate(found)
    ]
