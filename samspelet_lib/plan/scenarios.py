"""What could be decided for the years after the plan's: assumptions to compute on, none of them a decision."""

from datetime import date

from pydantic import Field

from samspelet_lib.figure import Model, Number, Undecided
from samspelet_lib.plan.documents import Document


class Change(Model):
    """Other amounts in a row of the budget's table than the printed ones; years that are not named stay."""

    row: str
    amounts_tkr: dict[int, Number]


class Scenario(Model):
    """One set of assumptions.

    Attributes:
        name: what it assumes, in a few words.
        insatser_tkr: year → new insatser, beyond those in the budget.
        changes: rows of the budget that are assumed to become something else.
        decided_by, decided_on: who has decided it; most scenarios are not decided.
        ref: where the amounts come from.
    """

    id: str
    name: str
    text: str
    insatser_tkr: dict[int, Number] = Field(default_factory=dict)
    changes: tuple[Change, ...] = Field(default=(), alias="change")
    decided_by: str | Undecided
    decided_on: date | Undecided
    source: str | None = None
    ref: str


class Scenarios(Model):
    """The scenarios in the order they are shown."""

    document: Document
    scenarios: tuple[Scenario, ...] = Field(alias="scenario")
