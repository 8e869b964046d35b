"""Resultaträkning, balansräkning and kassaflödesanalys from the books, each row from the accounts it names.

Source: LKBR 4 kap. 1 §; the rows are those of params/statements.toml.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from samspelet_lib.data.ledger import LedgerYear
from samspelet_lib.errors import UsageError
from samspelet_lib.period import Period, PeriodKind
from samspelet_lib.plan.model import Plan
from samspelet_lib.plan.statements import StatementLayout, StatementRow, Statements, What
from samspelet_lib.rules.ledger_rows import MONTHS
from samspelet_lib.swedish import enumerate_words

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


def check_period(plan: Plan, period: Period) -> None:
    """Refuses an interim report of another length than the law has.

    Source: LKBR 13 kap. 1 §, RKR R17.

    Raises:
        UsageError: the period begins or ends where no interim report may.
    """
    statements = plan.statements
    if statements is None or period.kind is not PeriodKind.INTERIM or is_statement_period(statements, period):
        return
    months = enumerate_words([str(month) for month in statements.interim_months], last="eller")
    last = statements.interim_months[-1]
    law = next(source.short for source in plan.sources if source.id == statements.interim_source)
    raise UsageError(
        f"En delårsrapport börjar i januari och täcker {months} månader ({law} {statements.interim_ref}); "
        f"{period.label} är ingen sådan period. Kör till exempel: samspelet run {period.year}-01..{last:02}, "
        f"eller månaden för sig: samspelet run {period.year}-{period.last_month:02}"
    )


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


def by_account(row: StatementRow, books: LedgerYear, through: int) -> dict[str, int]:
    """The row's amount account by account, in öre with the row's sign; accounts without any are left out."""
    sums: Counter[str] = Counter(books.opening if row.what != "period" else {})
    if row.what != "opening":
        for booking in books.bookings:
            if booking.month <= through:
                sums[booking.account] += booking.ore
    sign = -1 if row.is_negated else 1
    groups = {account: books.chart.group(account) for account in sorted(sums)}
    return {
        account: sign * sums[account]
        for account, group in groups.items()
        if group is not None and group.kind in row.kinds and sums[account]
    }


def amount(books: LedgerYear, kind: str, what: What, *, through: int) -> int:
    """What accounts of a kind held when the year opened, have moved, or hold after a month; debit positive, öre."""
    groups = {group.id for group in books.chart.groups if group.kind == kind}

    def is_of(account: str) -> bool:
        group = books.chart.group(account)
        return group is not None and group.id in groups

    opened = sum(ore for account, ore in books.opening.items() if is_of(account)) if what != "period" else 0
    rows = (booking for booking in books.bookings if booking.month <= through and is_of(booking.account))
    return opened + (sum(booking.ore for booking in rows) if what != "opening" else 0)
