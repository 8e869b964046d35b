"""What was to be delivered by a day, and what came: in time, late or not at all.

The ledger is one file that grows: only the latest day it fell due is asked about, for its file holds the months
before as well. When an earlier file came nobody can tell.
"""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from samspelet_lib.data.delivery import Declared, Deliveries
from samspelet_lib.data.form_contents import needs_of
from samspelet_lib.data.ledger import Ledgers, LedgerYear
from samspelet_lib.period import Period
from samspelet_lib.plan.deliveries import PlannedDelivery
from samspelet_lib.plan.model import Plan

IN_TIME, LATE, MISSING = "i tid", "sen", "saknas"
CAME = "har kommit"  # on a day that is not known
WANTING = frozenset({LATE, MISSING})
LEDGER = "ledger"
LAST_MONTH = 12


@dataclass(frozen=True)
class Expected:
    """One planned delivery that has fallen due.

    Attributes:
        owner: id of the insats; None for the förbund's own.
        covers: the period it was to cover.
        status: `i tid`, `sen`, `saknas`, or `har kommit` where the day is not known.
        came: the day it came, ISO; empty when it has not, or the day is not known.
        matpunkter: ids of the mätpunkter that count in the tables of its form.
        instruments: names of the instruments of follow-up that come with it.
    """

    planned: PlannedDelivery
    owner: str | None
    covers: Period
    due: date
    status: str
    came: str
    matpunkter: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()


def expected_deliveries(
    plan: Plan, deliveries: Deliveries | None, by: date, *, ledgers: Ledgers | None = None, until: date | None = None
) -> list[Expected]:
    """Every delivery that fell due on or before the day, whether it came, and what it is needed for.

    What it is needed for is not written down: it is what the sender's form asks for, and of the ledger the
    mätpunkter that are about money.

    Args:
        plan: who is to deliver what, and when.
        deliveries: what came.
        by: the day asked about, which for a report on a year may not have come yet.
        ledgers: the books that came.
        until: the last day that other deliveries speak of; no books are missed of months after it.

    Source: params, deliveries.
    """
    said = [item for found in (deliveries.declared.values() if deliveries else ()) for item in found]
    served = needs_of(plan)
    books = ledgers.year(plan.year) if ledgers else None
    tables = [
        replace(
            _expected(planned, owner, (covers, due), said=said),
            matpunkter=tuple(need.id for need in served[owner or ""].matpunkter),
            instruments=tuple(need.id for need in served[owner or ""].instruments),
        )
        for planned in plan.deliveries.deliveries
        if planned.contents != LEDGER
        for owner in _owners(plan, planned)
        for covers, due in _due(planned, plan.year)
        if due <= by
    ]
    asked = [planned for planned in plan.deliveries.deliveries if planned.contents == LEDGER]
    return [
        *tables,
        *(found for planned in asked for found in _of_ledger(plan, planned, books, by=by, until=until or by)),
    ]


def _of_ledger(
    plan: Plan, planned: PlannedDelivery, books: LedgerYear | None, *, by: date, until: date
) -> Iterator[Expected]:
    """The latest ledger that fell due, if any has."""
    fallen = [(covers, due) for covers, due in _due(planned, plan.year) if due <= by and covers.end <= until]
    for covers, due in fallen[-1:]:
        status, came = _status_of_ledger(books, covers.last_month, due.isoformat())
        needed = tuple(matpunkt.id for matpunkt in plan.finance.matpunkter)
        yield Expected(planned, None, Period(plan.year, 1, covers.last_month), due, status, came, needed)


def _status_of_ledger(books: LedgerYear | None, last_month: int, due: str) -> tuple[str, str]:
    """Whether the books reach the month, and the day of their file where that is the day they first did."""
    if books is None or books.last_month < last_month:
        return MISSING, ""
    if not books.made or (books.made > due and books.last_month > last_month):
        return CAME, ""
    return LATE if books.made > due else IN_TIME, books.made


def _owners(plan: Plan, planned: PlannedDelivery) -> list[str | None]:
    return [insats.id for insats in plan.insatser] if planned.owner == "insats" else [None]


def _due(planned: PlannedDelivery, year: int) -> Iterator[tuple[Period, date]]:
    for last in range(planned.interval_months, LAST_MONTH + 1, planned.interval_months):
        covers = Period(year, last - planned.interval_months + 1, last)
        end = date(year, last, calendar.monthrange(year, last)[1])
        yield covers, end + timedelta(days=planned.due_days)


def _expected(
    planned: PlannedDelivery, owner: str | None, when: tuple[Period, date], *, said: Iterable[Declared]
) -> Expected:
    covers, due = when
    days = sorted(item.handed_in for item in said if item.insats == (owner or "") and _covers(item, covers))
    if not days:
        return Expected(planned, owner, covers, due, MISSING, "")
    return Expected(planned, owner, covers, due, LATE if days[0] > due.isoformat() else IN_TIME, days[0])


def _covers(item: Declared, period: Period) -> bool:
    """Whether a delivery covers the period's last month; one that says nothing of its period covers none."""
    if not item.period:
        return False
    said = Period.parse(item.period)
    return said.year == period.year and said.first_month <= period.last_month <= said.last_month
