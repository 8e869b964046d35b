"""The leveransplan: who delivers what, and when."""

from typing import Literal

from pydantic import Field

from samspelet_lib.figure import Model
from samspelet_lib.plan.documents import Document


class PlannedDelivery(Model):
    """A delivery that comes again and again.

    Attributes:
        who: role of the one who delivers.
        owner: `insats` asks it of every insats, `forbund` once of the förbund.
        contents: `tables`, or `ledger` for the bookkeeping, whose latest file holds the whole year so far.
        interval_months: how many months one delivery covers; 1, 3, 6 or 12.
        due_days: days after the last day it covers.
    """

    id: str
    name: str
    who: str
    owner: Literal["insats", "forbund"]
    contents: Literal["tables", "ledger"] = "tables"
    interval_months: Literal[1, 3, 6, 12]
    due_days: int
    text: str
    decided_by: str


class DeliveryPlan(Model):
    """Every delivery of the year."""

    document: Document
    deliveries: tuple[PlannedDelivery, ...] = Field(alias="delivery")
