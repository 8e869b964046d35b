"""The budget table as printed, the contributions, and the financial mål."""

from typing import Literal

from pydantic import Field

from samspelet_lib.figure import Model, Number
from samspelet_lib.plan.documents import Document, Statement
from samspelet_lib.plan.matpunkt import Matpunkt

ORE_PER_TKR = 100_000
ORE_PER_SEK = 100


class Contribution(Model):
    """What one payer is to pay in the plan's first year, in kronor as printed."""

    id: str
    name: str
    group: str
    amount_sek: int
    ref: str

    @property
    def ore(self) -> int:
        """The amount in öre."""
        return self.amount_sek * ORE_PER_SEK


class BudgetRow(Model):
    """A row of the plan's table, with the plan's own name and its amounts as printed."""

    id: str
    name: str
    amounts_tkr: dict[int, Number]
    ref: str
    note: str | None = None

    @property
    def place(self) -> int:
        """The row's number in the printed table, from the end of its pinpoint; 0 where it names none."""
        number = self.ref.rpartition("rad ")[2]
        return int(number) if number.isdecimal() else 0

    def ore(self, year: int) -> int:
        """The year's amount in öre; a year that is not printed is 0."""
        return int(self.amounts_tkr.get(year, 0) * ORE_PER_TKR)


class IncomeRow(BudgetRow):
    """A row above the costs."""

    kind: Literal["contributions", "equity", "external", "buffer"]


class CostRow(BudgetRow):
    """A row of cost; which insatser it pays for stands in the insatser's own files.

    Attributes:
        funded_by: id of the external income that is meant for this row.
    """

    group: str
    funded_by: str | None = None


class PrintedTotal(BudgetRow):
    """A printed sum: rows and totals that are added, and those taken away; `costs` is all cost rows."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


class StatedFigure(Model):
    """A figure in the running text, and which figure of the table it ought to equal."""

    id: str
    name: str
    text: str
    amount_tkr: Number
    year: int
    is_approximate: bool
    is_preliminary: bool
    should_equal: str
    ref: str

    @property
    def ore(self) -> int:
        """The amount in öre."""
        return int(self.amount_tkr * ORE_PER_TKR)


class CostGroup(Model):
    """A kind of cost, from the narrowest administration outwards."""

    id: str
    name: str
    is_insats: bool = False


class Budget(Model):
    """The budget table and the contributions, as printed."""

    document: Document
    name: str
    ref: str
    years: tuple[int, ...]
    contributions: tuple[Contribution, ...] = Field(alias="contribution")
    contributions_total_sek: int
    contributions_ref: str
    income: tuple[IncomeRow, ...]
    cost_groups: tuple[CostGroup, ...] = Field(alias="cost_group")
    costs: tuple[CostRow, ...] = Field(alias="cost")
    totals: tuple[PrintedTotal, ...] = Field(alias="total")
    stated: tuple[StatedFigure, ...]
    statements: tuple[Statement, ...] = Field(default=(), alias="statement")


class Finance(Model):
    """The financial goals and the financial mätpunkter, goal sentence and mätpunkt apart."""

    document: Document
    goals: tuple[Statement, ...] = Field(alias="goal")
    matpunkter: tuple[Matpunkt, ...] = Field(alias="matpunkt")
