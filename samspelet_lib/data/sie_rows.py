"""The typed rows of a SIE file outside vouchers: accounts, objects, balances, months and years."""

from datetime import timedelta

from samspelet_lib.data.sie_findings import FindingLog
from samspelet_lib.data.sie_model import Account, Balance, Dimension, FiscalYear, ObjectKey, PeriodAmount, Record
from samspelet_lib.data.sie_values import (
    FaultyRow,
    account_field,
    amount_field,
    day_field,
    is_month,
    month_field,
    objects_field,
    text_field,
    year_field,
)

LONGEST_YEAR_DAYS = 18 * 31  # bokföringslagen allows 18 months


def account_row(record: Record, log: FindingLog) -> Account:
    """The account of a `#KONTO`."""
    return Account(account_field(record, 0, log), text_field(record, 1))


def dimension_row(record: Record) -> Dimension:
    """The dimension of a `#DIM` or `#UNDERDIM`."""
    number = text_field(record, 0)
    if not number:
        raise FaultyRow("row_incomplete", "dimension")
    return Dimension(number, text_field(record, 1), text_field(record, 2) if record.label == "UNDERDIM" else "")


def object_row(record: Record) -> tuple[ObjectKey, str]:
    """The object of a `#OBJEKT` and its name."""
    key = (text_field(record, 0).strip(), text_field(record, 1).strip())
    if not all(key):
        raise FaultyRow("row_incomplete", "dimension eller objekt")
    return key, text_field(record, 2)


def balance_row(record: Record, log: FindingLog) -> Balance:
    """The row of a `#IB`, `#UB` or `#RES`."""
    year, account = year_field(record, 0), account_field(record, 1, log)
    amount_ore = amount_field(record, 2, log)
    _tell_quantity(record, 3, log)
    return Balance(record.label, year, account, (), amount_ore, record.line)


def object_balance_row(record: Record, log: FindingLog) -> Balance:
    """The row of a `#OIB` or `#OUB`."""
    year, account = year_field(record, 0), account_field(record, 1, log)
    objects, amount_ore = objects_field(record, 2), amount_field(record, 3, log)
    _tell_quantity(record, 4, log)
    return Balance(record.label, year, account, objects, amount_ore, record.line)


def period_row(record: Record, log: FindingLog) -> PeriodAmount:
    """The row of a `#PSALDO` or `#PBUDGET`.

    Some programs leave the object list out, as type 2 may, and some then write the account before the month.
    """
    year = year_field(record, 0)
    is_swapped = not is_month(text_field(record, 1)) and is_month(text_field(record, 2))
    if is_swapped:
        log.tally("month_after_account", record.line, record.label)
    month, account = month_field(record, 1 + is_swapped), account_field(record, 2 - is_swapped, log)
    has_list = len(record.fields) > 3 and not isinstance(record.fields[3], str)  # noqa: PLR2004  # field 4
    objects = objects_field(record, 3) if has_list else ()
    index = 4 if has_list else 3
    amount_ore = amount_field(record, index, log)
    _tell_quantity(record, index + 1, log)
    return PeriodAmount(record.label, year, month, account, objects, amount_ore, record.line)


def year_row(record: Record, log: FindingLog) -> FiscalYear | None:
    """The year of a `#RAR`; None when it gives no dates, as files for import may."""
    index = year_field(record, 0)
    start, end = day_field(record, 1, log), day_field(record, 2, log)
    if start is None or end is None:
        return None
    year = FiscalYear(index, start, end)
    ends_month = (end + timedelta(days=1)).day == 1
    if start.day != 1 or not ends_month or not 0 < (end - start).days < LONGEST_YEAR_DAYS:
        log.add("year_faulty", record.line, year=index)
    return year


def _tell_quantity(record: Record, index: int, log: FindingLog) -> None:
    if len(record.fields) > index:
        log.tally("quantity_not_read", record.line, record.label)
