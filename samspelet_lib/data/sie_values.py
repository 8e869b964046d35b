"""Amounts, dates, years, months, accounts and object lists out of a record's fields.

What cannot be read raises `FaultyRow`; the row is then left out and told, never guessed.
"""

import re
from datetime import date
from functools import lru_cache

from samspelet_lib.data.sie_findings import FindingLog
from samspelet_lib.data.sie_model import ObjectKey, Objects, Record

# Fifteen digits are more money than there is, and keep a damaged file from making numbers without end.
_AMOUNT = re.compile(r"([+-]?)(?=[.,]?[0-9])([0-9]{0,15})(?:([.,])([0-9]{0,15}))?")
_YEAR = re.compile(r"-?[0-9]{1,2}")
_DAY = re.compile(r"(?:19|20|21)[0-9]{6}")
_MONTH = re.compile(r"((?:19|20|21)[0-9]{2})(0[1-9]|1[0-2])")
_ORE_DIGITS = 2
_HALF = "5"


class FaultyRow(Exception):  # noqa: N818  # caught inside this room; never an error the user meets
    """A row that cannot be used: the code of its finding and what is wrong."""

    def __init__(self, code: str, field: str = "") -> None:
        self.code, self.field = code, field
        super().__init__(code)


def text_field(record: Record, index: int) -> str:
    """The field as text; empty when it is missing.

    Raises:
        FaultyRow: a list of objects stands where text belongs.
    """
    field = record.fields[index] if index < len(record.fields) else ""
    if isinstance(field, str):
        return field
    raise FaultyRow("object_list_faulty")


def account_field(record: Record, index: int, log: FindingLog) -> str:
    """The account number.

    Raises:
        FaultyRow: there is none.
    """
    account = text_field(record, index).strip()
    if not account:
        raise FaultyRow("account_number_missing")
    if not (account.isascii() and account.isdigit()):
        log.tally("account_not_numeric", record.line, account)
    return account


def amount_field(record: Record, index: int, log: FindingLog) -> int:
    """The amount in öre.

    Raises:
        FaultyRow: it is missing or cannot be read.
    """
    amount = text_field(record, index).strip()
    if not amount:
        raise FaultyRow("row_incomplete", "belopp")
    match = _AMOUNT.fullmatch(amount)
    if not match:
        raise FaultyRow("amount_unreadable")
    sign, whole, mark, decimals = match.groups("")
    if mark == ",":
        log.tally("amount_comma", record.line)
    ore = int(whole or "0") * 100 + int(decimals[:_ORE_DIGITS].ljust(_ORE_DIGITS, "0"))
    if decimals[_ORE_DIGITS:].strip("0"):
        log.tally("amount_rounded", record.line)
        ore += decimals[_ORE_DIGITS] >= _HALF
    return -ore if sign == "-" else ore


def year_field(record: Record, index: int) -> int:
    """The number of the fiscal year: 0 for the file's own, −1 for the one before.

    Raises:
        FaultyRow: it cannot be read.
    """
    text = text_field(record, index)
    if not _YEAR.fullmatch(text):
        raise FaultyRow("year_unreadable" if text else "row_incomplete", "årsnummer")
    return int(text)


def is_month(text: str) -> bool:
    """Whether the text is a period such as `201102`."""
    return bool(_MONTH.fullmatch(text))


def month_field(record: Record, index: int) -> str:
    """The period `201102` as `2011-02`.

    Raises:
        FaultyRow: it cannot be read.
    """
    match = _MONTH.fullmatch(text_field(record, index))
    if not match:
        raise FaultyRow("month_unreadable")
    return f"{match[1]}-{match[2]}"


def day_field(record: Record, index: int, log: FindingLog) -> date | None:
    """The day `20110228`; None when it is blank, or cannot be read, which is told."""
    text = record.fields[index] if index < len(record.fields) else ""
    if text == "":
        return None
    day = parse_day(text) if isinstance(text, str) else None
    if day is None:
        log.add("date_unreadable", record.line, label=record.label)
    return day


@lru_cache(maxsize=4096)
def parse_day(text: str) -> date | None:
    """The day eight digits say, or None."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def objects_field(record: Record, index: int) -> Objects:
    """The pairs of dimension and object, sorted; an empty object is no object.

    Raises:
        FaultyRow: it is no list of pairs, or names one dimension twice.
    """
    field = record.fields[index] if index < len(record.fields) else ""
    if isinstance(field, str):
        raise FaultyRow("object_list_faulty")
    objects = _pairs(field) if field else ()
    if objects is None:
        raise FaultyRow("object_list_faulty")
    return objects


@lru_cache(maxsize=65536)
def _pairs(parts: tuple[str, ...]) -> Objects | None:
    pairs: list[ObjectKey] = [
        (dimension.strip(), key.strip()) for dimension, key in zip(parts[::2], parts[1::2], strict=False)
    ]
    dimensions = {dimension for dimension, _ in pairs}
    if len(parts) % 2 or "" in dimensions or len(dimensions) < len(pairs):
        return None
    return tuple(sorted(pair for pair in pairs if pair[1]))
