"""What a release tells of what came in: deliveries, rows, what was refused, and the owners' words."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.ledger import Ledgers
from samspelet_lib.period import Period
from samspelet_lib.plan.model import Plan
from samspelet_lib.release.store import CommentEntry, DeliveryEntry, RefusalEntry, Release, TableCountEntry
from samspelet_lib.rules import said
from samspelet_lib.rules.expected import LEDGER, expected_deliveries


def came_in(deliveries: Deliveries, period: Period) -> dict[str, Any]:
    """The parts of a release that deliveries give beside its figures, by name."""
    return {
        "data_until": said.data_until(deliveries, period),
        "is_synthetic": said.is_synthetic(deliveries),
        "comments": tuple(
            CommentEntry(
                insats=found.insats or None,
                matpunkt=found.matpunkt or None,
                comment=found.comment,
                obstacle=found.obstacle,
                action=found.action,
            )
            for found in said.comments(deliveries, period)
        ),
        "table_counts": tuple(TableCountEntry(**vars(count)) for count in said.table_counts(deliveries)),
        "refusals": tuple(RefusalEntry(**vars(refused)) for refused in said.refusals(deliveries)),
    }


def without_numbers(exact: Release) -> dict[str, Any]:
    """The same parts for the public, where the rows of one table about persons may be few.

    All tables are counted in one row, and of what was refused only whose it is.
    """
    return {
        "table_counts": _whole(exact.table_counts),
        "refusals": tuple(entry.model_copy(update={"tables": ()}) for entry in exact.refusals),
    }


def _whole(counts: tuple[TableCountEntry, ...]) -> tuple[TableCountEntry, ...]:
    if not counts:
        return ()
    sums = {name: sum(getattr(count, name) for count in counts) for name in ("read", "counted", "refused", "replaced")}
    return (TableCountEntry(table="Alla tabeller", **sums),)


def delivery_entries(
    plan: Plan, period: Period, deliveries: Deliveries | None, *, ledgers: Ledgers | None
) -> Iterator[DeliveryEntry]:
    """The deliveries that had fallen due, and whether they came."""
    told = said.data_until(deliveries, period) if deliveries else None
    until = date.fromisoformat(told) if told else None
    for found in expected_deliveries(plan, deliveries, period.end, ledgers=ledgers, until=until):
        yield DeliveryEntry(
            name=found.planned.name,
            who=found.planned.who,
            insats=found.owner,
            covers=found.covers.label,
            due=found.due.isoformat(),
            status=found.status,
            came=found.came,
            matpunkter=found.matpunkter,
            instruments=found.instruments,
            is_ledger=found.planned.contents == LEDGER,
        )
