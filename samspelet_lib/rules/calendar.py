"""What is due and what is late on a day, from the year's calendar."""

from collections.abc import Iterator
from datetime import date

from samspelet_lib.figure import Dims, DisclosureClass, Figure, Mark, Unit
from samspelet_lib.plan.calendar import Calendar, Event
from samspelet_lib.plan.model import Plan

DONE, LATE, SOON, LATER, UNDATED = "gjort", "försenat", "snart", "senare", "ingen dag bestämd"


def calendar_figures(plan: Plan, by: date) -> list[Figure]:
    """Every entry of the calendar as days left on a day, earliest first; the status is the figure's note.

    `calendar` (dims row: event, insats); `on` is the day it is due, or was done. Days are negative when late.

    Source: params, calendar.toml.
    """
    calendar = plan.calendar
    if calendar is None:
        return []
    found = [_figure(plan, (event, insats), by) for event in calendar.events for insats in _owners(plan, event)]
    return sorted(found, key=lambda figure: (figure.on or date.max, figure.id))


def _owners(plan: Plan, event: Event) -> Iterator[str | None]:
    if event.per == "insats":
        yield from (insats.id for insats in plan.insatser)
    else:
        yield None


def _figure(plan: Plan, about: tuple[Event, str | None], by: date) -> Figure:
    event, insats = about
    assert plan.calendar is not None, "calendar_figures has seen to it"
    status, on = _status(plan.calendar, about, by)
    return Figure(
        measure="calendar",
        dims=Dims(forbund=plan.forbund.id, year=plan.year, row=event.id, insats=insats),
        label=f"{event.name} ({event.who})",
        value=(on - by).days if on else None,
        mark=None if on else Mark.MISSING,
        unit=Unit.DAYS,
        on=on,
        disclosure=DisclosureClass.OPEN,
        note=status,
        sources=(plan.calendar.document.pinpoint(event.ref, event.source),),
    )


def _status(calendar: Calendar, about: tuple[Event, str | None], by: date) -> tuple[str, date | None]:
    event, insats = about
    done = [item.on for item in calendar.done if (item.event, item.insats) == (event.id, insats) and item.on <= by]
    if done:
        return DONE, min(done)
    if not isinstance(event.due, date):
        return UNDATED, None
    left = (event.due - by).days
    status = LATE if left < 0 else SOON if left <= calendar.soon_days else LATER
    return status, event.due
