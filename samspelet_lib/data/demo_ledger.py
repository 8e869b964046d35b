"""Made-up ledgers for the demo: last year and this year, as SIE 4E in CP437.

Amounts follow the budget; each booking is a little above or below, the same at every run. What the books of
a real förbund hold is there: late requisitions, corrections, a booking that nobody has mapped, a payer that
has not paid, an accrual over the turn of the year.
"""

import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from samspelet_lib.data.demo_ledger_text import Row, Voucher, Year, to_sie
from samspelet_lib.plan.ledger import LedgerMapping, RowRule
from samspelet_lib.plan.model import Plan

BANK, EQUITY, ACCRUED, CLOSING = "1930", "2010", "2990", "8990"
SALARY, SERVICES, GRANTS, UNMAPPED = "5010", "6250", "4510", "6990"
_QUARTERS = ((1, 3), (4, 6), (7, 9), (10, 12))
_DECEMBER = 12
_UNMAPPED_ORE = 1_234_500
_CASH_ABOVE_EQUITY = 35_000_000
ACCOUNTS = {
    BANK: "Bank", EQUITY: "Eget kapital", ACCRUED: "Upplupna kostnader", CLOSING: "Årets resultat",
    SALARY: "Löner", SERVICES: "Köpta tjänster", GRANTS: "Bidrag till insatser", UNMAPPED: "Övriga kostnader",
}  # fmt: skip


@dataclass
class _Books:
    """A year's vouchers while they are written."""

    year: int
    vouchers: list[Voucher] = field(default_factory=list)

    def book(self, month: int, text: str, *rows: Row, day: int = 20) -> None:
        self.vouchers.append(Voucher(f"{self.year}{month:02}{day:02}", text, rows))

    def result(self) -> int:
        """Income less costs, of the accounts that are closed."""
        return -sum(ore for account, ore in self.sums().items() if account[0] in "345678")

    def sums(self) -> Counter[str]:
        sums: Counter[str] = Counter()
        for voucher in self.vouchers:
            for row in voucher.rows:
                sums[row.account] += row.ore
        return sums


def write_demo_ledger(plan: Plan, folder: Path) -> list[Path]:
    """Writes the year before the plan's and the plan's year below the folder; gives the files.

    Raises:
        ValueError: the plan has no ledger mapping.
    """
    if plan.ledger is None:
        raise ValueError("the plan has no ledger mapping")
    folder.mkdir(parents=True, exist_ok=True)
    before, now = _year(plan, plan.ledger, plan.year - 1), _year(plan, plan.ledger, plan.year)
    first, second = _with_opening(plan, before, now)
    paths = [folder / f"bokforing-{year.year}.se" for year in (first, second)]
    for path, year in zip(paths, (first, second), strict=True):
        path.write_bytes(to_sie(year))
    return paths


def _with_opening(plan: Plan, before: _Books, now: _Books) -> tuple[Year, Year]:
    """Both years with balances: last year ends with the plan's preliminary equity and a little more."""
    wanted = next(row.ore(plan.year) for row in plan.budget.income if row.kind == "equity") + 134_450
    result = before.result()
    opening = {BANK: wanted - result + _CASH_ABOVE_EQUITY, EQUITY: result - wanted, ACCRUED: -_CASH_ABOVE_EQUITY}
    _close(before)
    before_sums = before.sums()
    balances = [account for account in {*opening, *before_sums} if account[0] in "12"]
    closing = {account: opening.get(account, 0) + before_sums[account] for account in sorted(balances)}
    _pay_last_year(closing, now)
    _close(now)
    return _to_year(plan, before, opening), _to_year(plan, now, closing)


def _close(books: _Books) -> None:
    result = books.result()
    books.book(_DECEMBER, "Årets resultat", Row(CLOSING, result), Row(EQUITY, -result), day=31)


def _pay_last_year(closing: dict[str, int], now: _Books) -> None:
    accrued = closing[ACCRUED] + _CASH_ABOVE_EQUITY
    now.book(2, "Betalning av rekvisitioner från förra året", Row(ACCRUED, -accrued), Row(BANK, accrued))
    for account, ore in closing.items():
        if account.startswith("15") and ore:
            now.book(1, "Betalning från förra året", Row(BANK, ore), Row(account, -ore))


def _to_year(plan: Plan, books: _Books, opening: dict[str, int]) -> Year:
    mapping = plan.ledger
    assert mapping is not None, "write_demo_ledger has seen to it"
    names = {row.id: row.name for row in (*plan.budget.income, *plan.budget.costs)}
    payers = {payer.id: payer.name for payer in plan.budget.contributions}
    accounts = dict(ACCOUNTS)
    objects: dict[tuple[str, str], str] = {}
    for rule in mapping.rules:
        name = payers.get(rule.payer or "", names[rule.row])
        accounts |= dict.fromkeys(rule.accounts, f"Bidrag, {name}")
        accounts |= dict.fromkeys(rule.receivable, f"Fordran, {name}")
        objects |= {(mapping.cost_centre_dimension, code): name for code in rule.cost_centres}
        objects |= {(mapping.project_dimension, code): name for code in rule.projects}
    dimensions = {mapping.cost_centre_dimension: "Kostnadsställe", mapping.project_dimension: "Projekt"}
    chart = next(chart for chart in mapping.charts if chart.id == mapping.default_chart)
    vouchers = tuple(sorted(books.vouchers, key=lambda voucher: voucher.day))
    head = (plan.forbund.name, chart.kptyp[0])
    return Year(books.year, head, accounts, dimensions, objects, opening, vouchers)


def _year(plan: Plan, mapping: LedgerMapping, year: int) -> _Books:
    books = _Books(year)
    for rule in mapping.rules:
        cost = next((row for row in plan.budget.costs if row.id == rule.row), None)
        if cost is not None and cost.ore(plan.year):
            _costs(books, rule, mapping, ore=cost.ore(plan.year))
    for rule in mapping.rules:
        _income(books, plan, rule)
    books.book(5, "Kontorsmaterial", Row(UNMAPPED, _UNMAPPED_ORE), Row(BANK, -_UNMAPPED_ORE))
    _correct(books)
    return books


def _costs(books: _Books, rule: RowRule, mapping: LedgerMapping, *, ore: int) -> None:
    objects = (
        *((mapping.cost_centre_dimension, code) for code in rule.cost_centres[:1]),
        *((mapping.project_dimension, code) for code in rule.projects[:1]),
    )
    if rule.is_requisitioned:
        _requisitions(books, rule, objects, ore=ore)
        return
    for month in range(1, _DECEMBER + 1):
        account = SALARY if month % 3 else SERVICES
        part = _about(ore // _DECEMBER, f"{books.year}{rule.id}{month}")
        books.book(month, "Månadens kostnader", Row(account, part, objects), Row(BANK, -part), day=25)


def _requisitions(books: _Books, rule: RowRule, objects: tuple[tuple[str, str], ...], *, ore: int) -> None:
    """Four requisitions a year: some come the month after the quarter, some two; the last is accrued."""
    for first, last in _QUARTERS:
        part = _about(ore // len(_QUARTERS), f"{books.year}{rule.id}{last}")
        text = f"Rekvisition {books.year}-{first:02}..{books.year}-{last:02}"
        late = 1 + _dice(f"{rule.id}{last}") % 2
        if last == _DECEMBER:
            books.book(last, text, Row(GRANTS, part, objects), Row(ACCRUED, -part), day=31)
        else:
            books.book(last + late, text, Row(GRANTS, part, objects), Row(BANK, -part))


def _income(books: _Books, plan: Plan, rule: RowRule) -> None:
    """Contributions are invoiced twice a year and paid the month after; external money comes late."""
    row = next((row for row in plan.budget.income if row.id == rule.row), None)
    if row is None or not rule.receivable:
        return
    account, receivable = rule.accounts[0], rule.receivable[0]
    paid = {payer.id: payer.ore for payer in plan.budget.contributions}
    half = (paid[rule.payer] if rule.payer else row.ore(plan.year)) // 2
    invoiced = (1, 7) if rule.payer else (6, _DECEMBER)
    smallest = min(plan.budget.contributions, key=lambda payer: payer.ore).id
    for month in invoiced:
        text = "Bidrag, halvår" if rule.payer else "Rekvisition av externa medel"
        books.book(month, text, Row(receivable, half), Row(account, -half), day=10)
        wait = 5 if not rule.payer or (rule.payer == smallest and month > 1) else 1
        if month + wait <= _DECEMBER:
            books.book(month + wait, "Betalning", Row(BANK, half), Row(receivable, -half), day=15)


def _correct(books: _Books) -> None:
    """A booking on the wrong kostnadsställe that is taken back in its own voucher."""
    first = next(voucher for voucher in books.vouchers if voucher.rows[0].account == SALARY)
    row = first.rows[0]
    wrong, bank = Row(SERVICES, 450_000, row.objects), Row(BANK, -450_000)
    books.book(3, "Felkonterad faktura", wrong, bank, day=12)
    books.book(4, "Rättelse av felkonterad faktura", Row(SERVICES, -450_000, row.objects), Row(BANK, 450_000), day=2)


def _about(ore: int, key: str) -> int:
    """The amount less nought to five per cent, in whole kronor, the same for the same key."""
    return ore * (1000 - _dice(key) % 51) // 1000 // 100 * 100


def _dice(key: str) -> int:
    return zlib.crc32(key.encode())
