"""What a SIE file says of itself, against what is in it: type, years, accounts and objects."""

from datetime import timedelta

from samspelet_lib.data.sie_books import Books
from samspelet_lib.data.sie_findings import Figures, FindingLog

_TYPES = frozenset("1234")
_BOOKKEEPING = 4
_KRONOR = frozenset({"", "SEK"})


def sie_type(books: Books, log: FindingLog) -> str:
    """The type: as declared, or as the content is where the label is missing, wrong or too low.

    Type 4 is 4E with `#RES` (an export, with balances) and 4I without (rows to import).
    """
    declared = "".join(books.header.get("SIETYP", ()))
    content = _content_type(books)
    type_number = max(content, int(declared)) if declared in _TYPES else content
    shown = str(type_number)
    if type_number == _BOOKKEEPING:
        shown += "E" if books.labels["RES"] else "I"
    if not declared:
        log.add("type_missing", 0, type=shown)
    elif declared not in _TYPES:
        log.add("type_unknown", 0, type=shown)
    elif content > int(declared):
        log.add("type_mismatch", 0, declared=declared, type=shown)
    return shown


def _content_type(books: Books) -> int:
    labels = books.labels
    if labels["VER"]:
        return 4
    if labels["OIB"] or labels["OUB"] or any(row.objects for row in books.periods):
        return 3
    return 2 if books.periods else 1


def check_declared(books: Books, log: FindingLog) -> None:
    """Tells what is used but not declared, and years that do not fit together."""
    currency = "".join(books.header.get("VALUTA", ()))
    if currency.upper() not in _KRONOR:
        log.add("currency_foreign", 0, currency=currency[:3])
    _check_years(books, log)
    _check_days(books, log)
    _check_accounts(books, log)
    _check_objects(books, log)


def _check_years(books: Books, log: FindingLog) -> None:
    for index, year in sorted(books.years.items()):
        following = books.years.get(index + 1)
        if following and year.end + timedelta(days=1) != following.start:
            log.add("year_gap", 0, year=index, next=index + 1)
    if 0 not in books.years:
        log.add("year_missing", 0)
    for index, use in books.used_years.items():
        if index not in books.years and (books.years or index > 0):
            log.add("year_undeclared", use.line, subject=str(index), count=use.count)


def _check_days(books: Books, log: FindingLog) -> None:
    undated = books.used_days.get(None)
    if undated:
        log.add("date_missing", undated.line, count=undated.count)
    year = books.years.get(0)
    outside = [use for day, use in books.used_days.items() if day and year and day not in year]
    if outside:
        first = min(use.line for use in outside)
        log.add("date_outside_year", first, count=sum(use.count for use in outside))


def _check_accounts(books: Books, log: FindingLog) -> None:
    if not books.accounts:
        log.add("accounts_none", 0)
        return
    for account, use in books.used_accounts.items():
        if account not in books.accounts:
            log.add("account_undeclared", use.line, subject=account, count=use.count)


def _check_objects(books: Books, log: FindingLog) -> None:
    for key, use in books.used_objects.items():
        if key not in books.objects:
            figures: Figures = {"subject": ":".join(key), "count": use.count, "sum_ore": use.sum_ore}
            log.add("object_undeclared", use.line, **figures)
        if key[0] not in books.dimensions:
            log.tally("dimension_undeclared", use.line, key[0])
