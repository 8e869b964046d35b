"""What the demo can tell of an owner, as data: participants and what they answer, cases, surveys, members and more."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from samspelet_lib.figure import Model

Weights = dict[str, float]  # value → share; they are made to sum to one
Days = tuple[int, int]  # at least, at most


class Group(Model):
    """People who begin between two days."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    number: int


class Exit(Model):
    """One way to leave, with what is then known of the person."""

    id: str
    columns: dict[str, str]


class Steps(Model):
    """Steps on a ladder: where people begin, how often the step is read, and how many go up and down."""

    first: Weights
    every: Days
    change: Weights


class Milestone(Model):
    """Something that happens to a share of the participants, once or again and again."""

    typ: str
    after: Days
    share: float
    every: Days | None = None
    lasts: Days | None = None


class Violence(Model):
    """The form about violence: how many answered or declined it, and how soon."""

    besvarat: Weights
    after: Days
    instrument: Weights


class Survey(Model):
    """A survey of participants: when it is due, how many answer, and what.

    Attributes:
        table: the survey's table.
        at: `start`: so many days after the start; `end`: at the exit.
        anonymous: share of the answers that have a form number instead of a pseudonym.
        questions: question → its answers with their shares.
    """

    table: str
    at: Literal["start", "end"]
    after: Days
    answered: float
    omgang: str | None = None
    anonymous: float = 0
    every: Days | None = None
    questions: dict[str, Weights]


class Planning(Model):
    """Planning at exit: who tells it, how many do, and what they say."""

    kalla: str
    answered: float
    planering: Weights
    mottagande_part: Weights


class Ratings(Model):
    """Ratings over time by one instrument and role: the first level of each question and its change."""

    instrument: str
    roll: str
    every: Days
    share: float
    questions: dict[str, Weights]
    change: Weights


class FollowUp(Model):
    """What is known a while after the exit."""

    after: Days
    share: float
    found: dict[str, Weights]


class People(Model):
    """Participants.

    Attributes:
        stays: days in the insats.
        birth: earliest and latest year of birth.
        columns: column → its values with their shares.
        exits: id of an exit → its share.
        returning: how many come back for a second time.
        phases: phases that follow one another during the stay, with the share of it that each takes.
    """

    groups: tuple[Group, ...]
    stays: Days
    birth: tuple[int, int]
    columns: dict[str, Weights]
    exits: Weights
    mottagande_part: Weights
    returning: int = 0
    phases: dict[str, float] = Field(default_factory=dict)
    steps: Steps | None = None
    milestones: tuple[Milestone, ...] = ()
    violence: Violence | None = None
    surveys: tuple[Survey, ...] = ()
    planning: tuple[Planning, ...] = ()
    ratings: tuple[Ratings, ...] = ()
    follow_up: FollowUp | None = None


class Programme(Model):
    """An education programme and its students; they are the participants of the insats too."""

    id: str
    typ: str
    start: date
    end: date
    results: dict[str, int]


class Cases(Model):
    """Cases that come in, get a recommendation and are closed."""

    groups: tuple[Group, ...]
    recommended: dict[str, Days]  # year → days until the recommendation
    without: int  # closed without one
    closed: Days
    columns: dict[str, Weights]
    several: int  # persons with two cases


class Outreach(Model):
    """Persons who are sought, and whether they were reached."""

    groups: tuple[Group, ...]
    attempts: Days
    reached: float
    kon: Weights
    kontaktsatt: Weights


class StaffSurvey(Model):
    """A survey of staff or employers: how many are asked and answer, in which roles, and what.

    Attributes:
        groups: how many answers were given, and when.
        asked: how many were asked; per part and role when those columns are drawn.
    """

    table: str
    groups: tuple[Group, ...]
    asked: tuple[int, ...]
    columns: dict[str, Weights] = Field(default_factory=dict)
    omgang: str | None = None
    questions: dict[str, Weights]


class Deviations(Model):
    """Deviations in cooperation."""

    groups: tuple[Group, ...]
    columns: dict[str, Weights]
    answered: Days
    closed: Days
    still_open: int


class Members(Model):
    """Members of a group who joined between two days, and how many of them are trained when."""

    grupp: str
    groups: tuple[Group, ...]
    part: Weights
    trained: float
    after: Days
    insats: str | None = None


class Esf(Model):
    """Staff who took part in activities of the ESF project."""

    groups: tuple[Group, ...]
    activities: int
    columns: dict[str, Weights]


class Resources(Model):
    """Hours and kronor per month, by sex."""

    resurs: str
    hours: dict[str, Days]
    kronor_an_hour: int


class Rows(Model):
    """Rows that are written as they stand: the columns and their values."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
