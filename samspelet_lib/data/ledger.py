"""The förbund's ledgers, one per calendar year, as bookings in öre; whatever kind of file they came in.

A voucher's text never leaves this room; only the months that a requisition says it covers do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from samspelet_lib.data.sie_model import SieFinding
from samspelet_lib.plan.ledger import Chart


class Booking(NamedTuple):
    """One row of a voucher.

    Attributes:
        voucher: series and number, as `A 17`.
        month: 1–12 of the ledger's year.
        ore: debit positive.
        covers: first and last month (`2026-01`) that the text says it covers; None where it does not.
        counterpart: motpart; empty where the books have none.
    """

    voucher: str
    month: int
    account: str
    cost_centre: str
    project: str
    ore: int
    covers: tuple[str, str] | None
    counterpart: str = ""


@dataclass(frozen=True)
class LedgerYear:
    """The books of one calendar year.

    Attributes:
        file: path below the folder that was read.
        chart: the chart of accounts it follows.
        names: account → name.
        opening, closing: öre per balance account as the file states them (`#IB`, `#UB`), or as an extract's
            rows add up; result accounts are not among them.
        has_balances: whether anything says what the year opened with; where nothing does, `opening` is empty and
            `closing` is what has moved.
        last_month: the last month with a voucher; 0 without any.
        findings: what the file does not agree with itself about.
        made: the day the file says it was made (`#GEN`), ISO; empty where it does not say.
    """

    year: int
    file: str
    chart: Chart
    names: Mapping[str, str]
    opening: Mapping[str, int]
    closing: Mapping[str, int]
    bookings: tuple[Booking, ...]
    last_month: int
    findings: tuple[SieFinding, ...]
    has_balances: bool = True
    made: str = ""


@dataclass(frozen=True)
class Ledgers:
    """Every year that has come in."""

    years: Mapping[int, LedgerYear]

    def year(self, year: int) -> LedgerYear | None:
        """The books of the year; None where they have not come in."""
        return self.years.get(year)
