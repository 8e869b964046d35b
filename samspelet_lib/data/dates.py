"""Reads dates and periods as people in Sweden write them, and refuses what can be read in two ways."""

import re
from datetime import date, datetime
from typing import Any

from samspelet_lib.data.values import BLANKS, ERROR_CELL, CellError, Refusal, Value
from samspelet_lib.errors import UsageError
from samspelet_lib.period import MONTHS, Period
from samspelet_lib.swedish import to_id

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MONTHS_A_QUARTER = 3
_ISO = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)z?)?")
_WORDS = re.compile(rf"(?:den[{BLANKS}]+)?(\d{{1,2}})(?::?[ae])?[{BLANKS}]+([a-zåäö]+)\.?[{BLANKS}]+(\d{{4}})")
_SWEDISH = re.compile(rf"(\d{{1,2}})/(\d{{1,2}})[{BLANKS}-]+(\d{{4}})|(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}})")
_EITHER = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_QUARTER = re.compile(r"(?:kvartal|kv|q)_?([1-4])_(\d{4})|(\d{4})_(?:kvartal|kv|q)_?([1-4])")
_MONTH_WORDS = re.compile(r"([a-z]+)(?:_(?:till_|t_o_m_|tom_)?([a-z]+))?_(\d{4})")
_SPAN = re.compile(r"(\d{4})-(\d{2})\s*(?:\.\.|_|–|-|till)\s*(?:\1-)?(\d{2})")

NOT_A_DATE = Refusal("inte_datum", "Här ska stå ett datum.", "Skriv datumet som 2026-03-31.")
NO_SUCH_DAY = Refusal("datum_finns_inte", "Dagen finns inte i kalendern.", "Skriv datumet som 2026-03-31.")
AMBIGUOUS_DATE = Refusal(
    "tvetydigt_datum",
    "Datumet kan läsas som dag/månad eller månad/dag.",
    "Skriv datumet som 2026-03-31.",
)
OUT_OF_TIME = Refusal("orimligt_ar", f"Året ligger inte mellan {_FIRST_YEAR} och {_LAST_YEAR}.", "Kontrollera året.")
HAS_TIME = "klockslag togs bort"
SWEDISH_FORM = "datum lästes som dag och månad"
NOT_A_PERIOD = Refusal(
    "inte_period", "Här ska stå en period.", "Skriv 2026-03, 2026-01..08 eller 2026."
)  # fmt: skip


def read_date(cell: Any) -> Value | Refusal:
    """The cell as a date."""
    if isinstance(cell, datetime):
        has_time = cell.time() != cell.time().min
        return _within_reason(Value(cell.date(), HAS_TIME if has_time else ""))
    if isinstance(cell, date):
        return _within_reason(Value(cell))
    if isinstance(cell, CellError):
        return ERROR_CELL
    if isinstance(cell, bool) or (isinstance(cell, float) and cell != int(cell)):
        return NOT_A_DATE
    read = _date_in_text(str(int(cell)) if isinstance(cell, float) else str(cell).strip().lower())
    return _within_reason(read) if isinstance(read, Value) else read


def read_period(cell: Any) -> Value | Refusal:
    """The cell as a period, written as `str(Period)` writes it.

    A spreadsheet turns a typed 2026-03 into the date 2026-03-01, so the first day of a month is the month.
    """
    if isinstance(cell, date):
        return Value(f"{cell.year}-{cell.month:02}", "datum lästes som månad") if cell.day == 1 else NOT_A_PERIOD
    if isinstance(cell, CellError):
        return ERROR_CELL
    text = str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell).strip()
    for months, repair in ((text, ""), (_months(text), "period i ord lästes")):
        try:
            return Value(str(Period.parse(months)), repair)
        except UsageError:
            continue
    return NOT_A_PERIOD


def _date_in_text(text: str) -> Value | Refusal:
    if match := _ISO.fullmatch(text):
        # 2026111 could be 11 January or 1 November; without marks all eight digits are needed.
        if not match[2] and len(match[3] + match[4]) < len("MMDD"):
            return NOT_A_DATE
        has_time = bool(match[5]) and match[5].strip("0:.") != ""
        return _day(int(match[1]), int(match[3]), int(match[4]), repair=HAS_TIME if has_time else "")
    if match := _WORDS.fullmatch(text):
        month = _month_number(to_id(match[2]))
        return _day(int(match[3]), month, int(match[1]), repair=SWEDISH_FORM) if month else NOT_A_DATE
    if match := _SWEDISH.fullmatch(text):
        day, month, year = (int(group) for group in match.groups() if group)
        return _day(year, month, day, repair=SWEDISH_FORM)
    if match := _EITHER.fullmatch(text):
        return _either(int(match[1]), int(match[2]), int(match[3]))
    return NOT_A_DATE


def _either(first: int, second: int, year: int) -> Value | Refusal:
    """The date when only one reading is a date, or both are the same day."""
    readings = [
        _day(year, second, first, repair=SWEDISH_FORM),
        _day(year, first, second, repair=SWEDISH_FORM),
    ]
    values = {read for read in readings if isinstance(read, Value)}
    if not values:
        return NO_SUCH_DAY
    return values.pop() if len(values) == 1 else AMBIGUOUS_DATE


def _day(year: int, month: int, day: int, *, repair: str = "") -> Value | Refusal:
    try:
        return Value(date(year, month, day), repair)
    except ValueError:
        return NO_SUCH_DAY


def _within_reason(read: Value) -> Value | Refusal:
    return read if _FIRST_YEAR <= read.value.year <= _LAST_YEAR else OUT_OF_TIME


def _month_number(word: str) -> int:
    """1–12 for a month's name or a common abbreviation of it; 0 for anything else."""
    numbers = [
        number for number, name in enumerate(MONTHS, start=1) if name.startswith(word) and len(word) >= len("jan")
    ]
    return numbers[0] if len(numbers) == 1 else 0


def _months(text: str) -> str:
    """A period in words or with a full span, as `Period.parse` reads it; "" for anything else."""
    folded = to_id(text)
    if match := _QUARTER.fullmatch(folded):
        quarter, year = int(match[1] or match[4]), match[2] or match[3]
        first = (quarter - 1) * _MONTHS_A_QUARTER + 1
        return f"{year}-{first:02}..{first + _MONTHS_A_QUARTER - 1:02}"
    if match := _MONTH_WORDS.fullmatch(folded):
        first, last = _month_number(match[1]), _month_number(match[2] or match[1])
        return f"{match[3]}-{first:02}..{last:02}" if first and last else ""
    match = _SPAN.fullmatch(text)
    return f"{match[1]}-{match[2]}..{match[3]}" if match else ""
