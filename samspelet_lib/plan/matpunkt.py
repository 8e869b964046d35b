"""The grammar of a mätpunkt: what is counted, against which base and target, and what is still open.

A count is data: table, filter and date. A reading overrides keys of its mätpunkt, so the outcome under
each reading is computed by the same rule with other data.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from samspelet_lib.figure import (
    DisclosureClass,
    Model,
    Nature,
    NotStated,
    Number,
    Target,
)
from samspelet_lib.swedish import enumerate_words, unbroken


class Kind(StrEnum):
    """How a mätpunkt is counted; each kind is one function in rules."""

    COUNT = "count"
    LAGGED_COUNT = "lagged_count"
    EVENTS = "events"
    EVENT_WINDOW = "event_window"
    ALL_OF_SET = "all_of_set"
    MINIMUM = "minimum"
    KEEP_LEVEL = "keep_level"
    SHARE = "share"
    SHARE_BY_SEX = "share_by_sex"
    SURVEY_SHARE = "survey_share"
    DURATION = "duration"
    DIRECTION = "direction"
    PAIRED_CHANGE = "paired_change"
    STEP_CHANGE = "step_change"
    FLOW = "flow"
    DISTRIBUTION = "distribution"
    DELIVERABLE = "deliverable"
    QUALITATIVE = "qualitative"
    AMOUNT = "amount"
    MONEY_SHARE = "money_share"
    LEVEL = "level"


class PeriodRule(StrEnum):
    """Which time a mätpunkt speaks of."""

    CALENDAR_YEAR = "calendar_year"
    PROJECT_TIME = "project_time"
    AT_ALL_TIMES = "at_all_times"
    YEAR_END = "year_end"
    ROLLING_YEAR = "rolling_year"


class Direction(StrEnum):
    """Which way is better where the plan names no level."""

    UP = "up"
    DOWN = "down"


Scalar = bool | int | str


class RowSelection(Model):
    """Which rows of a delivered table count.

    Attributes:
        table: the table's id.
        where: column → the value, or the values any of which counts.
        date: the column that places a row in time: it counts in the period the date falls in.
        per: the column whose different values are counted; rows are counted where it is not set.
        column: the column whose value is used.
        start, stop: the first and last day of what lasts: the row counts in every period it touches. With
            a statistic it is the days between them that are measured.
        statistic: which statistic of the values is the figure.
    """

    table: str
    where: dict[str, Scalar | tuple[Scalar, ...]] = Field(default_factory=dict)
    date: str | None = None
    per: str | None = None
    column: str | None = None
    start: str | None = Field(default=None, alias="from")
    stop: str | None = Field(default=None, alias="to")
    statistic: Literal["sum", "min", "median", "share", "mean"] | None = None


class MoneySelection(Model):
    """Which money counts, on the plan's table or on the ledger.

    Attributes:
        money: terms that are added: `contributions`, `external`, `equity`, `cash`, `costs`,
            `group:<cost group>`, `stated:<figure in the text>`, `total:<printed total>`.
        at: equity at the start (`opening`) or the end (`closing`) of the year.
        buffer: whether the buffer lies inside the printed equity, on top of it, or is exempt.
        year_offset: 1 reads next year's amount.
    """

    money: tuple[str, ...]
    at: Literal["opening", "closing"] | None = None
    buffer: Literal["inside", "on_top", "exempt"] | None = None
    year_offset: int = 0


_MONEY_TAG, _ROWS_TAG = "<money>", "<rows>"  # never the name of a key, so that a fault's place can leave them out


def _selection_kind(value: Any) -> str:
    has_money = "money" in value if isinstance(value, dict) else isinstance(value, MoneySelection)
    return _MONEY_TAG if has_money else _ROWS_TAG


Selection = Annotated[
    Annotated[RowSelection, Tag(_ROWS_TAG)] | Annotated[MoneySelection, Tag(_MONEY_TAG)],
    Discriminator(_selection_kind),
]


class Window(Model):
    """The days within which something is to happen."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")


class Baseline(Model):
    """The value a direction is measured from."""

    value: Number
    unit: str
    dated: date
    source: str


class Reading(Model):
    """One way to read an open word: its text and the keys of the mätpunkt that it sets.

    Attributes:
        why_not: why it gives no figure of its own, where it sets nothing.
    """

    id: str
    text: str
    sets: dict[str, Any] = Field(default_factory=dict)
    why_not: str | None = None


class Interpretation(Model):
    """What the plan leaves open about a mätpunkt, and how it is read until somebody decides.

    Attributes:
        text: the question or the reading that is used.
        decided_by: who decided; `ej beslutat` makes it a question.
        who: who could decide.
        readings: the ways to read it; the first is the one in use.
    """

    id: str
    text: str
    decided_by: str
    decided_on: date | None = None
    who: str = "styrelsen"
    readings: tuple[Reading, ...] = ()


_REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.COUNT: ("count",),
    Kind.LAGGED_COUNT: ("base", "count"),
    Kind.EVENTS: ("count",),
    Kind.EVENT_WINDOW: ("count", "window"),
    Kind.ALL_OF_SET: ("count", "members"),
    Kind.MINIMUM: ("value",),
    Kind.KEEP_LEVEL: ("value",),
    Kind.SHARE: ("base", "count"),
    Kind.SHARE_BY_SEX: ("base", "count"),
    Kind.SURVEY_SHARE: ("value", "scale"),
    Kind.DURATION: ("value",),
    Kind.DIRECTION: ("value", "direction"),
    Kind.PAIRED_CHANGE: ("value", "direction"),
    Kind.STEP_CHANGE: ("value",),
    Kind.FLOW: ("base",),
    Kind.DISTRIBUTION: ("base", "by"),
    Kind.DELIVERABLE: ("value",),
    Kind.QUALITATIVE: ("value",),
    Kind.AMOUNT: ("value", "base"),
    Kind.MONEY_SHARE: ("count", "base", "target"),
    Kind.LEVEL: ("value", "target"),
}


class Matpunkt(Model):
    """One mätpunkt or indicator of the plan, verbatim, and how it is counted.

    Attributes:
        text: the plan's words, but for line breaks and end-of-line hyphens.
        ref: heading and item.
        indicator: true for what participants answer themselves ("Indikatorer fylls i av deltagare").
        base, count, value: what is counted, per kind.
        proxy: a process figure beside a qualitative mätpunkt; it gives no verdict.
        due_days: days after which a missing row is a no rather than not yet due.
        lag_days: days after the base's date at which a lagged count is read.
        by: columns a distribution is split by.
        members: the set of which all are asked for.
        window: days within which an event counts; a deliverable's last day.
        wave: which wave of a survey; waves are never pooled.
        scale: id of the declared answer scale.
        target_stands_in: the document that holds the target when the plan only refers to it.
        undefined_words: words of the text that the plan does not define.
    """

    id: str
    text: str
    ref: str
    name: Annotated[str, AfterValidator(unbroken)]
    indicator: bool = False
    kind: Kind
    base: Selection | None = None
    count: Selection | None = None
    value: Selection | None = None
    proxy: Selection | None = None
    due_days: int | None = None
    lag_days: int | None = None
    by: tuple[str, ...] = ()
    members: Literal["parter"] | tuple[str, ...] | None = None
    window: Window | None = None
    wave: str | None = None
    scale: str | None = None
    period: PeriodRule
    target: Target | NotStated | None = None
    target_stands_in: str | None = None
    direction: Direction | None = None
    baseline: Baseline | NotStated | None = None
    undefined_words: tuple[str, ...] = ()
    disclosure: DisclosureClass = Field(alias="class")
    nature: Nature
    interpretations: tuple[Interpretation, ...] = ()
    note: str | None = None

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "Matpunkt":
        missing = [key for key in _REQUIRED[self.kind] if not getattr(self, key)]
        if missing:
            raise ValueError(f"slaget ”{self.kind}” kräver {enumerate_words(missing)}")
        return self

    def read_as(self, reading: Reading) -> "Matpunkt":
        """The mätpunkt with the keys that the reading sets.

        Raises:
            pydantic.ValidationError: the reading sets a key that does not exist or fit.
        """
        data = self.model_dump(by_alias=True, exclude_unset=True)
        return Matpunkt.model_validate(data | dict(reading.sets))

    @property
    def open_interpretations(self) -> tuple[Interpretation, ...]:
        """The interpretations that nobody has decided."""
        return tuple(i for i in self.interpretations if i.decided_by == "ej beslutat")
