"""What the förbund has to do in the year, by when, and what of it is done."""

from datetime import date
from typing import Literal

from pydantic import Field

from samspelet_lib.figure import Model, NotStated
from samspelet_lib.plan.documents import Document


class Event(Model):
    """Something that is to be done.

    Attributes:
        per: `insats` where it is to be done once for every insats.
    """

    id: str
    name: str
    who: str
    due: date | NotStated
    per: Literal["forbund", "insats"] = "forbund"
    source: str | None = None
    ref: str


class Done(Model):
    """That something was done, when, and where it is written down."""

    id: str
    event: str
    insats: str | None = None
    on: date
    ref: str


class Calendar(Model):
    """The year's calendar.

    Attributes:
        soon_days: how many days ahead the month page tells.
    """

    document: Document
    soon_days: int
    events: tuple[Event, ...] = Field(alias="event")
    done: tuple[Done, ...]
