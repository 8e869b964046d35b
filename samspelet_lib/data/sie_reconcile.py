"""The file's own balances against its vouchers, and its years against each other: agree or list.

Source: SIE filformat 4B, `#IB #UB #RES`; UB = IB + vouchers for balance accounts, RES = vouchers for the rest.
"""

from collections.abc import Mapping

from samspelet_lib.data.sie_books import Books
from samspelet_lib.data.sie_findings import Figures, FindingLog
from samspelet_lib.data.sie_model import Balance, Objects


def reconcile_balances(books: Books, log: FindingLog, *, has_vouchers: bool) -> None:
    """Tells every balance that the vouchers, the other balances or the year before contradict."""
    _check_repeated(books, log)
    if has_vouchers and (books.sums("RES", 0) or books.sums("UB", 0)):
        _check_against_vouchers(books, log)
    for year in sorted({row.year for row in books.balances}):
        _check_year(books, log, year)
        _check_opening(books, log, year)
        if year or not has_vouchers:
            _check_closing_given(books, log, year)


def _check_repeated(books: Books, log: FindingLog) -> None:
    met: set[tuple[str, int, str, Objects]] = set()
    for row in books.balances:
        key = row[:4]
        if key in met:
            log.add("balance_repeated", row.line, label=row.kind, account=row.account, year=row.year)
        met.add(key)


def _check_against_vouchers(books: Books, log: FindingLog) -> None:
    booked, opening = books.booked(), books.sums("IB", 0)
    stated = [row for row in books.balances if row.year == 0 and row.kind in {"RES", "UB"}]
    for row in stated:
        moved = booked.get(row.account, 0)
        if row.kind == "RES":
            _compare("result_differs", row, moved, log=log)
        else:
            _compare("closing_differs", row, opening.get(row.account, 0) + moved, log=log)
    met = {row.account for row in stated}
    unmet = {account: opening.get(account, 0) + booked.get(account, 0) for account in sorted({*opening, *booked} - met)}
    _tell_unmet(books, log, {account: ore for account, ore in unmet.items() if ore})


def _compare(code: str, row: Balance, booked_ore: int, *, log: FindingLog) -> None:
    if row.amount_ore != booked_ore:
        log.add(
            code,
            row.line,
            account=row.account,
            stated_ore=row.amount_ore,
            booked_ore=booked_ore,
            difference_ore=row.amount_ore - booked_ore,
        )


def _tell_unmet(books: Books, log: FindingLog, unmet: Mapping[str, int]) -> None:
    """Accounts with neither `#RES` nor `#UB`: one by one, or together where the file has none of a kind."""
    for code, kind in (("results_missing", "RES"), ("closings_missing", "UB")):
        if unmet and not books.sums(kind, 0):
            log.add(code, 0, count=len(unmet), booked_ore=sum(unmet.values()))
            return
    for account, booked_ore in unmet.items():
        line = books.used_accounts[account].line
        log.add("movement_without_balance", line, account=account, booked_ore=booked_ore)


def _check_year(books: Books, log: FindingLog, year: int) -> None:
    opening, closing, result = (books.sums(kind, year) for kind in ("IB", "UB", "RES"))
    opening_ore = sum(opening.values())
    if opening_ore:
        log.add("opening_not_zero", 0, year=year, sum_ore=opening_ore)
    stated_ore = sum(closing.values()) + sum(result.values())
    if (closing or opening) and stated_ore != opening_ore:
        difference = stated_ore - opening_ore
        figures: Figures = {"stated_ore": stated_ore, "booked_ore": opening_ore, "difference_ore": difference}
        log.add("year_not_balanced", 0, year=year, **figures)


def _check_opening(books: Books, log: FindingLog, year: int) -> None:
    """`#IB` of a year is `#UB` of the year before, account by account; so are `#OIB` and `#OUB`."""
    carried = {row.account for row in books.balances if row.kind in {"IB", "UB"}}
    for opening, closing in (("IB", "UB"), ("OIB", "OUB")):
        begun = _rows(books, opening, year)
        ended = {key: ore for key, ore in _rows(books, closing, year - 1).items() if key[0] in carried}
        if not begun or not ended:
            continue
        for account, objects in sorted({*begun, *ended}):
            stated_ore, booked_ore = begun.get((account, objects), 0), ended.get((account, objects), 0)
            if stated_ore != booked_ore:
                line = books.used_accounts[account].line
                figures: Figures = {"stated_ore": stated_ore, "booked_ore": booked_ore, "label": opening}
                log.add("opening_differs", line, account=account, objects=shown(objects), **figures)


def _rows(books: Books, kind: str, year: int) -> dict[tuple[str, Objects], int]:
    rows: dict[tuple[str, Objects], int] = {}
    for row in books.balances:
        if row.kind == kind and row.year == year:
            key = (row.account, row.objects)
            rows[key] = rows.get(key, 0) + row.amount_ore
    return rows


def _check_closing_given(books: Books, log: FindingLog, year: int) -> None:
    closing = books.sums("UB", year)
    for account, stated_ore in sorted(books.sums("IB", year).items()):
        if stated_ore and account not in closing:
            line = books.used_accounts[account].line
            log.add("opening_without_closing", line, account=account, year=year, stated_ore=stated_ore)


def shown(objects: Objects) -> str:
    """Objects as a finding names them after an account: `, objekt 1:Nord och 6:P1`."""
    return f", objekt {' och '.join(':'.join(key) for key in objects)}" if objects else ""
