"""What was decided during the year: money, measures against deviations, and the owners' own forecasts."""

from datetime import date

from pydantic import Field

from samspelet_lib.figure import Model, Number
from samspelet_lib.plan.budget import ORE_PER_TKR
from samspelet_lib.plan.documents import Document


class Decision(Model):
    """A decision that changes a row's budget; a new cost states its financing.

    Attributes:
        number: the decision's number in the minutes.
        amount_tkr: how much the row's budget changes.

    Source: kommunallagen 11 kap., through finsamlagen 21 §: a new cost states how it is paid for.
    """

    id: str
    number: str
    on: date
    row: str
    amount_tkr: Number
    financing: str
    text: str
    ref: str

    @property
    def ore(self) -> int:
        """The change in öre."""
        return int(self.amount_tkr * ORE_PER_TKR)


class Action(Model):
    """What is done about a row that deviates, and by whom."""

    id: str
    row: str
    on: date
    who: str
    text: str
    ref: str


class OwnerForecast(Model):
    """A project owner's own forecast of what the whole year will cost."""

    id: str
    row: str
    on: date
    who: str
    amount_tkr: Number
    ref: str

    @property
    def ore(self) -> int:
        """The forecast in öre."""
        return int(self.amount_tkr * ORE_PER_TKR)


class Decisions(Model):
    """Everything that was decided or reported during the year; the lists may be empty."""

    document: Document
    decisions: tuple[Decision, ...] = Field(alias="decision")
    actions: tuple[Action, ...] = Field(alias="action")
    owner_forecasts: tuple[OwnerForecast, ...] = Field(alias="owner_forecast")

    def revised(self, row: str, by: date) -> int:
        """How much the row's budget had changed on a day, in öre."""
        return sum(decision.ore for decision in self.decisions if decision.row == row and decision.on <= by)

    def owner_forecast(self, row: str, by: date) -> int | None:
        """The owner's latest forecast on a day, in öre; None where there is none."""
        found = [forecast for forecast in self.owner_forecasts if forecast.row == row and forecast.on <= by]
        return max(found, key=lambda forecast: forecast.on).ore if found else None

    def action(self, row: str, by: date) -> str:
        """The latest measure on a day, in words; empty where there is none."""
        found = [action for action in self.actions if action.row == row and action.on <= by]
        return max(found, key=lambda action: action.on).text if found else ""
