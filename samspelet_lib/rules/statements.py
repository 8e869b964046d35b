"""Resultaträkning, balansräkning and kassaflödesanalys from the books, each row from the accounts it names.

Source: LKBR 4 kap. 1 §; the rows are those of params/statements.toml.
"""

from collections.abc import Mapping
from typing import NamedTuple

from samspelet_lib.data.ledger import LedgerYear
from samspelet_lib.period import Period, PeriodKind
from samspelet_lib.plan.statements import StatementLayout, StatementRow, Statements, What
from samspelet_lib.rules.ledger_rows import MONTHS

BALANCE_KINDS = frozenset(
    {"fixed_asset", "receivable", "cash", "equity", "provision", "long_debt", "short_debt"}
)  # fmt: skip


class Line(NamedTuple):
    """A row of a finished statement, in öre."""

    row: StatementRow
    ore: int


def is_statement_period(statements: Statements, period: Period) -> bool:
    """Whether the law has a report for the period: a year, or an interim of a permitted length.

    Source: LKBR 13 kap. 1 §, RKR R17.
    """
    if period.kind is PeriodKind.YEAR:
        return True
    return period.first_month == 1 and period.last_month in statements.interim_months


def statement(layout: StatementLayout, books: LedgerYear, through: int = MONTHS) -> list[Line]:
    """The statement's rows from January to a month."""
    amounts: dict[str, int] = {}
    for row in layout.rows:
        amounts[row.id] = _sum(row, amounts) if row.sum_of else _accounts(row, books, through)
    return [Line(row, amounts[row.id]) for row in layout.rows]


def _sum(row: StatementRow, amounts: Mapping[str, int]) -> int:
    return sum(amounts[part] for part in row.sum_of)


def _accounts(row: StatementRow, books: LedgerYear, through: int) -> int:
    ore = sum(amount(books, kind, row.what, through=through) for kind in row.kinds)
    return -ore if row.is_negated else ore


def amount(books: LedgerYear, kind: str, what: What, *, through: int) -> int:
    """What accounts of a kind held when the year opened, have moved, or hold after a month; debit positive, öre."""
    groups = {group.id for group in books.chart.groups if group.kind == kind}

    def is_of(account: str) -> bool:
        group = books.chart.group(account)
        return group is not None and group.id in groups

    opened = sum(ore for account, ore in books.opening.items() if is_of(account)) if what != "period" else 0
    rows = (booking for booking in books.bookings if booking.month <= through and is_of(booking.account))
    return opened + (sum(booking.ore for booking in rows) if what != "opening" else 0)
