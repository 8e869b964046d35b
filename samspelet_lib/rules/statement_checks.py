"""What stops the statements: each way in which the books do not hold together, with its cause named."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from samspelet_lib.data.ledger import LedgerYear
from samspelet_lib.data.sie_model import Level
from samspelet_lib.plan.ledger import RESULT_KINDS
from samspelet_lib.rules.statements import BALANCE_KINDS, amount
from samspelet_lib.swedish import NBSP, enumerate_words, kronor

_MOST_NAMED = 5


class Break(NamedTuple):
    """A reason why the statements cannot be made: which check, and the cause in words."""

    check: str
    cause: str


def breaks(books: LedgerYear, before: LedgerYear | None, *, through: int, wanted: int) -> list[Break]:
    """Everything that stops the statements of the year up to and with a month; empty when they hold.

    Args:
        books: the year's books.
        before: the books of the year before; None where they have not come in.
        through: the last month of the books that counts.
        wanted: the last month that the report is to cover; a year that is not over may stop short of it.
    """
    if not books.has_balances:  # the other checks would only tell the same in other words
        return [*_reach(books, through, wanted), *_balances(books), *_unknown(books)]
    return [
        *_reach(books, through, wanted),
        *_file(books),
        *_unknown(books),
        *_equity(books, through),
        *_opening(books, before),
        *_cash(books, through),
    ]


def _kr(ore: int) -> str:
    return f"{kronor(ore)}{NBSP}kr"


def _reach(books: LedgerYear, through: int, wanted: int) -> Iterator[Break]:
    if through < wanted:
        yield Break("reach", f"Bokföringen för {books.year} når bara till och med månad {through}, inte {wanted}.")


def _balances(books: LedgerYear) -> Iterator[Break]:
    yield Break("balances", f"{books.file} säger inte vad {books.year} öppnade med, eller har bara resultatkonton.")


def _file(books: LedgerYear) -> Iterator[Break]:
    """The file contradicts itself: a voucher that does not balance, a balance that is not the sum of vouchers."""
    for finding in books.findings:
        if finding.level is Level.DIFFERENCE:
            yield Break("file", f"{finding.place(books.file)}: {finding.message}")


def _unknown(books: LedgerYear) -> Iterator[Break]:
    sums: Counter[str] = Counter(books.opening)
    for booking in books.bookings:
        sums[booking.account] += booking.ore
    for account in sorted(account for account in sums if books.chart.group(account) is None):
        yield Break("unknown", f"Konto {account} finns inte i kontoplanen {books.chart.name}: {_kr(sums[account])}.")


def _equity(books: LedgerYear, through: int) -> Iterator[Break]:
    """Result and change in equity differ: something is booked on equity that is not the year's result."""
    direct = amount(books, "equity", "period", through=through) + amount(books, "closing", "period", through=through)
    if not direct:
        return
    sums: Counter[str] = Counter()
    for booking in books.bookings:
        group = books.chart.group(booking.account)
        if booking.month <= through and group is not None and group.kind in {"equity", "closing"}:
            sums[booking.voucher] += booking.ore
    named = [voucher for voucher, ore in sorted(sums.items()) if ore][:_MOST_NAMED]
    cause = f"Eget kapital har ändrats med {_kr(-direct)} utöver resultatet, i verifikation {enumerate_words(named)}."
    yield Break("equity", cause)


def _opening(books: LedgerYear, before: LedgerYear | None) -> Iterator[Break]:
    """The year does not open with what the year before closed with, account by account."""
    if before is None or not before.has_balances:
        return
    for account in sorted({*books.opening, *before.closing}):
        group = books.chart.group(account)
        left, opens = before.closing.get(account, 0), books.opening.get(account, 0)
        if left != opens and group is not None and group.kind in BALANCE_KINDS:
            years = f"{books.year} öppnar med {_kr(opens)} men {books.year - 1} slutade med {_kr(left)}"
            yield Break("opening", f"Konto {account}: {years}.")


def _cash(books: LedgerYear, through: int) -> Iterator[Break]:
    """All accounts together are nothing, when the year opens and after; then cash flow is the change in cash."""
    kinds = (*sorted(BALANCE_KINDS), *sorted(RESULT_KINDS), "closing")
    opened = sum(books.opening.values())
    if opened:
        yield Break("balance", f"Ingående balanser {books.year} tar inte ut varandra; skillnaden är {_kr(opened)}.")
    moved = sum(amount(books, kind, "period", through=through) for kind in kinds)
    if moved:
        yield Break("cash", f"Kassaflödet är inte förändringen av kassa och bank; skillnaden är {_kr(moved)}.")
