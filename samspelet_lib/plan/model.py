"""The typed plan: the förbund, its budget, its mål and its insatser, as printed."""

from datetime import date
from typing import Literal

from pydantic import Field

from samspelet_lib.figure import Model, NotStated
from samspelet_lib.plan.budget import Budget, Finance
from samspelet_lib.plan.calendar import Calendar
from samspelet_lib.plan.contact import Contact
from samspelet_lib.plan.decisions import Decisions
from samspelet_lib.plan.deliveries import DeliveryPlan
from samspelet_lib.plan.documents import Document, Share, Source, Statement
from samspelet_lib.plan.ledger import LedgerMapping
from samspelet_lib.plan.matpunkt import Matpunkt
from samspelet_lib.plan.policy import Policy
from samspelet_lib.plan.scenarios import Scenarios
from samspelet_lib.plan.statements import Statements


class Part(Model):
    """A member of the förbund with its ordinary mission."""

    id: str
    name: str
    kind: Literal["stat", "region", "kommun"]
    mission: str
    votes: int
    seats: int | NotStated
    ref: str


class FinancingGroup(Model):
    """Parter who together stand for one share of the contributions, and that share by law."""

    id: str
    name: str
    parts: tuple[str, ...]
    share: Share
    source: str
    ref: str


class Law(Model):
    """The law the förbund stands on, and its number as the plan prints it."""

    number: str
    number_printed: str
    name: str
    source: str
    ref: str


class TargetGroup(Model):
    """Whom the förbund exists for."""

    age_from: int
    age_to: int
    text: str
    ref: str


class FundingRule(Model):
    """What the board may finance: how many parter must need it, and for how long.

    Attributes:
        text, ref: where the plan says how many parter.
        years_text, years_ref: where it says how long, when that is another sentence.
    """

    min_parts: int
    max_years: int
    text: str
    ref: str
    years_text: str | None = None
    years_ref: str | None = None


class MissingPicture(Model):
    """A picture the text refers to, and whether the document holds it."""

    id: str
    text: str
    is_included: bool
    ref: str


class Forbund(Model):
    """The förbund and the rules that stand from year to year."""

    document: Document
    id: str
    name: str
    short_name: str
    formed: str
    chair_term_years: int
    law: Law
    target_group: TargetGroup
    funding: FundingRule
    contact: Contact | None = None
    parts: tuple[Part, ...] = Field(alias="part")
    financing_groups: tuple[FinancingGroup, ...] = Field(alias="financing_group")
    statements: tuple[Statement, ...] = Field(alias="statement")
    bodies: tuple[Statement, ...] = Field(alias="body")
    tasks: tuple[Statement, ...] = Field(alias="task")
    perspectives: tuple[Statement, ...] = Field(alias="perspective")
    routines: tuple[Statement, ...] = Field(alias="routine")
    resources: tuple[Statement, ...] = Field(alias="resource")


class Objective(Model):
    """A målområde and the ways it is financed, with the budget rows that carry it."""

    id: str
    name: str
    text: str
    budget_rows: tuple[str, ...] | NotStated
    ref: str


class Instrument(Model):
    """A follow-up instrument of "Uppföljning och utvärdering"."""

    id: str
    name: str
    text: str
    owner: str
    applies_to: Literal["individ", "struktur", "alla"]
    interval: str
    ref: str


class Structure(Model):
    """The målområden, the mätpunkter of the förbund as a whole, and the instruments of follow-up."""

    document: Document
    objectives: tuple[Objective, ...] = Field(alias="objective")
    instruments: tuple[Instrument, ...] = Field(alias="instrument")
    statements: tuple[Statement, ...] = Field(default=(), alias="statement")
    pictures: tuple[MissingPicture, ...] = Field(default=(), alias="picture")
    matpunkter: tuple[Matpunkt, ...] = Field(default=(), alias="matpunkt")


class Counting(Model):
    """How the figures that are no mätpunkter are counted; `ref` is the heading in the plan that they belong to."""

    document: Document
    counted: tuple[Statement, ...]


class Activity(Model):
    """Development work that can be followed: what, where, until when and by whom."""

    id: str
    name: str
    area: Literal["lokalt", "regionalt", "nätverk"]
    text: str
    ref: str
    due: date | NotStated
    responsible: str


class Activities(Model):
    """The development work of the plan."""

    document: Document
    activities: tuple[Activity, ...] = Field(alias="activity")


class Method(Model):
    """A method the insats uses, in the plan's words."""

    name: str
    text: str
    ref: str


class Insats(Model):
    """A financed insats: what the plan says of it, and its mätpunkter.

    Attributes:
        order: its place among the plan's insatser.
        group: what the plan calls several insatser together.
        code_names: a value that a mätpunkt counts and no list of codes names → what readers call it.
    """

    document: Document
    order: int
    id: str
    name: str
    group: str | None = None
    orientation: tuple[Literal["individ", "struktur"], ...]
    objective: str
    owner: str
    parts: tuple[str, ...] | NotStated = Field(alias="parter")
    start: date | NotStated
    end: date | NotStated
    end_ref: str
    budget_rows: tuple[str, ...] | NotStated
    ref: str
    purpose: tuple[Statement, ...]
    methods: tuple[Method, ...] = Field(default=(), alias="method")
    instruments: tuple[str, ...]
    code_names: dict[str, str] = Field(default_factory=dict)
    matpunkter: tuple[Matpunkt, ...] = Field(alias="matpunkt")


class Plan(Model):
    """One verksamhetsplan with all it stands on.

    Attributes:
        ledger: how the ledger becomes rows of the budget; None until somebody has written it.
        statements: the layout of the statements; likewise.
        calendar, decisions: what is to be done and was decided in the year; likewise.
        scenarios: what could be decided for the years that come; likewise.
        counting: how the figures that are no mätpunkter are counted; likewise.
        texts: id → text of the report's sections that somebody has written for this year.
    """

    year: int
    sources: tuple[Source, ...]
    forbund: Forbund
    policy: Policy
    budget: Budget
    finance: Finance
    structure: Structure
    activities: Activities
    deliveries: DeliveryPlan
    insatser: tuple[Insats, ...]
    ledger: LedgerMapping | None = None
    statements: Statements | None = None
    calendar: Calendar | None = None
    decisions: Decisions | None = None
    scenarios: Scenarios | None = None
    counting: Counting | None = None
    texts: dict[str, str] = Field(default_factory=dict)

    def insats(self, insats_id: str) -> Insats:
        """The insats with this id.

        Raises:
            KeyError: the plan has no such insats.
        """
        return {insats.id: insats for insats in self.insatser}[insats_id]

    def all_matpunkter(self) -> list[tuple[str | None, Document, Matpunkt]]:
        """Every mätpunkt with its insats (None for the förbund's own) and document, in the plan's order."""
        own = [(None, self.finance.document, m) for m in self.finance.matpunkter]
        insatser = [(i.id, i.document, m) for i in self.insatser for m in i.matpunkter]
        structural = [(None, self.structure.document, m) for m in self.structure.matpunkter]
        return [*own, *insatser, *structural]
