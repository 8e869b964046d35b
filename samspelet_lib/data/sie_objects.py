"""The objects of a SIE file against its vouchers: `#OIB`, `#OUB` and the object rows of `#PSALDO`.

Programs differ in whether a row for one object also holds what carries other objects beside it; a row
agrees when either reading does. Where a file has no vouchers, `#OUB` is held against the object rows of `#PSALDO`.

Source: SIE filformat 4B, `#OIB #OUB #PSALDO`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from samspelet_lib.data.sie_books import Books
from samspelet_lib.data.sie_findings import Figures, FindingLog
from samspelet_lib.data.sie_model import Balance, ObjectKey, Objects, PeriodAmount
from samspelet_lib.data.sie_reconcile import shown

_YEAR = ""  # in place of a month: the whole year


class ObjectSums:
    """Öre per account, month and list of objects, with the sums of every single object."""

    def __init__(self, rows: Iterable[tuple[str, str, Objects, int]]) -> None:
        self._lists: defaultdict[tuple[str, str], Counter[Objects]] = defaultdict(Counter)
        self.singles: Counter[tuple[str, str, ObjectKey]] = Counter()
        self.dimensions: set[str] = set()
        for account, month, objects, amount_ore in rows:
            for span in (month, _YEAR):
                self._lists[account, span][objects] += amount_ore
                for key in objects:
                    self.singles[account, span, key] += amount_ore
            self.dimensions.update(dimension for dimension, _ in objects)

    def exactly(self, account: str, month: str, objects: Objects) -> int:
        """What carries these objects and no others."""
        return self._lists[account, month][objects]

    def at_least(self, account: str, month: str, objects: Objects) -> int:
        """What carries these objects, others beside them or not."""
        if len(objects) == 1:
            return self.singles[account, month, objects[0]]
        wanted = set(objects)
        lists = self._lists[account, month].items()
        return sum(amount_ore for carried, amount_ore in lists if wanted <= set(carried))


def reconcile_objects(books: Books, log: FindingLog, *, has_vouchers: bool) -> None:
    """Tells every object row the vouchers contradict, and objects booked that the file gives no row for."""
    months = [row for row in books.periods if row.kind == "PSALDO" and row.year == 0 and row.objects]
    closing = [row for row in books.balances if row.kind == "OUB" and row.year == 0]
    if has_vouchers:
        rows = ((key[0], key[2], key[1], sums[0]) for key, sums in books.movements.items())
        booked = ObjectSums(rows)
        _check_months(months, booked, log)
        _check_booked_months(books, months, booked, log=log)
    else:
        booked = ObjectSums((row.account, row.month, row.objects, row.amount_ore) for row in months)
    if has_vouchers or months:
        _check_closing(books, closing, booked, log=log)


def _check_months(months: list[PeriodAmount], booked: ObjectSums, log: FindingLog) -> None:
    for row in months:
        if _is_unbooked(row, booked, log):
            continue
        at_least_ore = booked.at_least(row.account, row.month, row.objects)
        if row.amount_ore not in {at_least_ore, booked.exactly(row.account, row.month, row.objects)}:
            figures: Figures = {"stated_ore": row.amount_ore, "booked_ore": at_least_ore, "month": row.month}
            log.add("object_period_differs", row.line, account=row.account, objects=shown(row.objects), **figures)


def _is_unbooked(row: PeriodAmount | Balance, booked: ObjectSums, log: FindingLog) -> bool:
    """Whether no voucher row carries the row's dimension at all; then there is nothing to hold it against."""
    unbooked = [dimension for dimension, _ in row.objects if dimension not in booked.dimensions]
    for dimension in unbooked:
        log.tally("object_rows_without_vouchers", row.line, f"#{row.kind}, dimension {dimension}")
    return bool(unbooked)


def _check_booked_months(books: Books, months: list[PeriodAmount], booked: ObjectSums, *, log: FindingLog) -> None:
    """Where a dimension has object rows, every month it is booked in has one."""
    stated = {(row.account, row.month, key) for row in months for key in row.objects}
    dimensions = {key[0] for _, _, key in stated}
    for (account, month, key), booked_ore in sorted(booked.singles.items()):
        is_due = month != _YEAR and key[0] in dimensions and booked_ore
        if is_due and (account, month, key) not in stated:
            _tell_missing(books, log, (account, key), booked_ore=booked_ore, label=f"#PSALDO för {month}")


def _check_closing(books: Books, closing: list[Balance], booked: ObjectSums, *, log: FindingLog) -> None:
    opening = _opening(books)
    for row in closing:
        key = (row.account, row.objects)
        if key not in opening and _is_unbooked(row, booked, log):
            continue
        readings = {opening[key] + read(row.account, _YEAR, row.objects) for read in (booked.at_least, booked.exactly)}
        if row.amount_ore not in readings:
            booked_ore = opening[key] + booked.at_least(row.account, _YEAR, row.objects)
            figures: Figures = {"stated_ore": row.amount_ore, "booked_ore": booked_ore}
            log.add("object_closing_differs", row.line, account=row.account, objects=shown(row.objects), **figures)
    if closing:
        _check_closing_given(books, closing, booked, log=log)


def _check_closing_given(books: Books, closing: list[Balance], booked: ObjectSums, *, log: FindingLog) -> None:
    """Where a dimension has `#OUB`, every declared object with an opening balance or vouchers has one.

    Programs leave objects out that they do not declare; those are told as undeclared, with their sum.
    """
    stated = {(row.account, key) for row in closing for key in row.objects}
    dimensions = {key[0] for _, key in stated}
    due: Counter[tuple[str, ObjectKey]] = Counter()
    for (account, objects), amount_ore in _opening(books).items():
        due.update({(account, key): amount_ore for key in objects})
    for (account, month, key), amount_ore in booked.singles.items():
        if month == _YEAR:
            due[account, key] += amount_ore
    for (account, key), amount_ore in sorted(due.items()):
        if amount_ore and key in books.objects and key[0] in dimensions and (account, key) not in stated:
            _tell_missing(books, log, (account, key), booked_ore=amount_ore, label="#OUB")


def _tell_missing(books: Books, log: FindingLog, key: tuple[str, ObjectKey], *, booked_ore: int, label: str) -> None:
    account, single = key
    figures: Figures = {"account": account, "objects": shown((single,)), "label": label}
    log.add("object_movement_without_balance", books.used_accounts[account].line, booked_ore=booked_ore, **figures)


def _opening(books: Books) -> Counter[tuple[str, Objects]]:
    opening: Counter[tuple[str, Objects]] = Counter()
    for row in books.balances:
        if row.kind == "OIB" and row.year == 0:
            opening[row.account, row.objects] += row.amount_ore
    return opening
