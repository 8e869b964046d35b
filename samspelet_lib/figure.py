"""What is published: a figure with all that a reader needs to judge it, a finding and a question.

These models stand on the ground floor because every room above speaks of them: rules make them, the
release keeps them, report prints them.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from samspelet_lib import swedish

NOT_STATED = "ej angivet i planen"
UNDECIDED = "ej beslutat"
POOLED = "_pooled"  # ends the measure of a figure of several insatser together
NOT_TWICE, NOT_CONCERNED = "har färre än två", "har svarat ej aktuellt"  # told of people, however few they are
OF_A_BASE = frozenset({"numerator", "value"})  # the count of a figure that is a part of its base, where it has one

NotStated = Literal["ej angivet i planen"]
Undecided = Literal["ej beslutat"]


def _to_decimal(value: object) -> object:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _to_json(value: Decimal | int) -> int | float:
    return int(value) if value == int(value) else float(value)


Number = Annotated[
    Decimal,
    BeforeValidator(_to_decimal),
    PlainSerializer(_to_json, return_type=int | float, when_used="json"),
]


class Model(BaseModel):
    """Base of everything that is loaded, kept or published: frozen, and a misspelt key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class DisclosureClass(StrEnum):
    """What kind of thing a figure tells about people; the policy says who may see it."""

    OPEN = "open"
    ACTIVITY = "activity"
    EXPERIENCE = "experience"
    PERSON = "person"
    SENSITIVE = "sensitive"


ABOUT_PEOPLE = frozenset({DisclosureClass.PERSON, DisclosureClass.SENSITIVE})


class Nature(StrEnum):
    """What kind of knowledge a figure is; no wording claims more."""

    PROCESS = "process"
    EXPERIENCE = "upplevelse"
    OUTCOME = "utfall"


class Mark(StrEnum):
    """What stands in place of a value, as in Kolada."""

    HIDDEN = ".."
    NOT_APPLICABLE = "."
    MISSING = "–"


class Verdict(StrEnum):
    """The one vocabulary of verdicts; the value is what the reader meets."""

    REACHED = "nådd"
    ON_TRACK = "på väg"
    AT_RISK = "risk"
    NOT_REACHED = "ej nådd"
    NOT_YET = "kan ej bedömas ännu"
    NO_TARGET = "redovisas utan målvärde"
    NOT_APPLICABLE = "ej tillämplig"
    QUALITATIVE = "följs upp kvalitativt"
    CONFIDENTIAL = "redovisas inte (sekretess)"


class Unit(StrEnum):
    """Units of figures; money is always whole öre."""

    ORE = "öre"
    SHARE = "/1"
    COUNT = "antal"
    DAYS = "dagar"
    MONTHS = "månader"
    HOURS = "timmar"
    STEPS = "steg"
    SCORE = "skalsteg"


class Target(Model):
    """What is to be reached; in money the number is the number on the plan's page, unit tkr."""

    at_least: Number | None = None
    at_most: Number | None = None
    unit: str


class Pinpoint(Model):
    """Where a value comes from: document, heading and item, date and status of the document."""

    source: str
    ref: str
    dated: date | None = None
    status: str | None = None


class Dims(Model):
    """What a figure is about; a dimension that is not set means all of it.

    Attributes:
        basis: what money rests on, `outcome` or `forecast`; not set for the budget.
        scenario: what is assumed of the years that come; not set for the plan.
        pool: the insatser that a figure is of together, `a+b`.
    """

    forbund: str
    period: str | None = None
    year: int | None = None
    insats: str | None = None
    matpunkt: str | None = None
    row: str | None = None
    payer: str | None = None
    reading: str | None = None
    sex: str | None = None
    age: str | None = None
    kommun: str | None = None
    part: str | None = None
    role: str | None = None
    wave: str | None = None
    option: str | None = None
    month: str | None = None
    basis: str | None = None
    scenario: str | None = None
    account: str | None = None
    pool: str | None = None

    def items(self) -> list[tuple[str, str]]:
        """The dimensions that are set, in their fixed order, as text."""
        return [(name, str(value)) for name, value in vars(self).items() if value is not None]


class Figure(Model):
    """One published value or mark, with what it is a share of, how it was judged and where it is from.

    Attributes:
        measure: what is measured, the same word for the same quantity everywhere.
        dims: what it is about.
        label: what the reader calls it.
        value: öre, a count, days, or a share of 1 in as many decimals as are printed; None where marked.
        decimals: decimals in print (of per cent for shares).
        numerator, denominator: of a share, in the unit of what is counted (öre or a count).
        base_label: what the denominator is, in words.
        answers, invited: of a survey; the answer rate is their quotient.
        missing: those of the base of whom it is unknown; of a survey, a mean or a median, and where there is no base,
            those who would have been counted in it.
        low, high: the lowest and highest the share could be had all answered.
        on: the day of an event or a balance.
        verdict_reason: why the verdict is what it is, with what is missing.
        shown: how the value is printed where digits alone would mislead, e.g. a bound rounded inwards.
        members: ids of the figures that it is the sum of, one of each insats; only of a pool.
    """

    measure: str
    dims: Dims
    label: str
    value: Number | None = None
    mark: Mark | None = None
    unit: Unit
    decimals: int = 0
    numerator: Number | None = None
    denominator: Number | None = None
    base_label: str | None = None
    answers: int | None = None
    invited: int | None = None
    missing: int | None = None
    low: Number | None = None
    high: Number | None = None
    on: date | None = None
    shown: str | None = None
    target: Target | None = None
    verdict: Verdict | None = None
    verdict_reason: str | None = None
    disclosure: DisclosureClass = Field(alias="class")
    nature: Nature = Nature.PROCESS
    sources: tuple[Pinpoint, ...] = ()
    note: str | None = None
    members: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The figure's stable id: measure and dimensions, the förbund apart."""
        dims = [f"{name}={value}" for name, value in self.dims.items() if name != "forbund"]
        return ";".join([self.measure, *dims])

    @property
    def has_base(self) -> bool:
        """Whether it counts some out of a base, so that it tells of the others too; a hidden count keeps the label."""
        is_out_of = self.denominator is not None or self.base_label is not None
        return self.unit is Unit.SHARE or (self.unit is Unit.COUNT and is_out_of)

    @property
    def share(self) -> Fraction | None:
        """The share unrounded where both counts are known, else as printed; None for other units and marks."""
        if self.unit is not Unit.SHARE or self.value is None:
            return None
        if self.numerator is not None and self.denominator:
            return Fraction(self.numerator) / Fraction(self.denominator)
        return Fraction(self.value)

    @property
    def printed(self) -> str:
        """The value as every reader meets it, with its unit where digits alone would not tell; or the mark."""
        if self.value is None:
            return self.mark or ""
        if self.unit is Unit.ORE:
            return f"{self.shown or swedish.tkr(self.value)}{swedish.NBSP}tkr"
        share = self.share
        return swedish.number(self.value, self.decimals) if share is None else swedish.percent(share, self.decimals)


class Severity(StrEnum):
    """How much a finding weighs."""

    CONTRADICTION = "motsägelse"
    GAP = "brist"
    NOTICE = "upplysning"


class NamedAmount(Model):
    """A figure in a finding or an outcome, already printed: `Eget kapital / tilldelat`, `20,75 %`."""

    label: str
    text: str


class Finding(Model):
    """Something in the plan that contradicts itself, is missing or needs to be known.

    Attributes:
        id: stable: rule and what it is about, `rule.subject`.
        settle: what would settle it.
        figures: the figures it rests on, printed.
    """

    id: str
    severity: Severity
    title: str
    text: str
    settle: str
    figures: tuple[NamedAmount, ...] = ()
    sources: tuple[Pinpoint, ...] = ()


class Outcome(Model):
    """What a question's reading leads to, printed; `verdict` where it can be judged."""

    reading: str
    text: str
    result: str
    verdict: Verdict | None = None


class Question(Model):
    """An open interpretation: what is to be decided, by whom, and the outcome under each reading."""

    id: str
    about: str
    text: str
    who: str
    outcomes: tuple[Outcome, ...] = ()
    sources: tuple[Pinpoint, ...] = ()


def by_id(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Figures by their id.

    Raises:
        ValueError: two figures have the same id, which is a bug in a rule.
    """
    result: dict[str, Figure] = {}
    for figure in figures:
        if figure.id in result:
            raise ValueError(f"two figures with id {figure.id}")
        result[figure.id] = figure
    return result
