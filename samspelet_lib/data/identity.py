"""Finds personnummer and samordningsnummer wherever they stand, so that a run can stop.

A number counts when its first six digits are a date (a samordningsnummer has 60 added to the day) and its
last digit is the check digit. Organisationsnummer have a third digit of at least 2 and so are never dates;
most invoice numbers fail the check digit. Telephone numbers are told by how they are written; ten digits in
one piece that pass as an identity number stop the run, whatever they were meant to be.

Source: folkbokföringslagen (1991:481) 18 and 18 a §§; lag (2022:1697) om samordningsnummer.
"""

import calendar
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from samspelet_lib.data.matching import contains, is_whole
from samspelet_lib.errors import DisclosureError, Fault

SAMORDNING = 60  # added to the day in a samordningsnummer
_SHORT = 10
_LEAST_LEFT = 7  # digits left when a number cell has dropped the zeros of "00" and of the month

_BLANK = "[\\s\u00a0\u2007\u2009\u202f]"
_DASH = "[-+\u2010\u2011\u2012\u2013\u2212]"
_SOFT = rf"(?:{_BLANK}|{_DASH}|[./])?"
# Digits as people write them: the date in one piece or in three, then the four last.
_NUMBER = re.compile(
    rf"(?<!\d)(?:(?:18|19|20){_BLANK}?)?(?P<yy>\d\d){_SOFT}(?P<mm>\d\d){_SOFT}(?P<dd>\d\d)"
    rf"(?:{_BLANK}*{_DASH}?{_BLANK}*)(?P<last>\d{{3}}{_BLANK}?\d)(?!\d)"
)
_PHONE = re.compile(
    rf"(?<!\d)(?:\+|00)46[\d\s()-]{{7,14}}"  # +46 70 123 45 67
    rf"|(?<!\d)0\d{{1,3}}{_BLANK}*[-/]{_BLANK}*\d{{2,3}}(?:{_BLANK}?\d{{2,3}}){{1,3}}(?!\d)"  # 070-123 45 67
    rf"|(?<!\d)0\d{{1,2}}{_BLANK}\d{{2,3}}(?:{_BLANK}\d{{2,3}}){{1,3}}(?!\d)"  # 070 123 45 67
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
# Cheap enough for every cell of a million: the shape alone, in the regular expressions that Arrow has.
_SHAPE = rf"\d\d{_SOFT}[01]\d{_SOFT}[0-36-9]\d(?:{_BLANK}*{_DASH}?{_BLANK}*)\d{{3}}{_BLANK}?\d"
_SHORTENED = rf"\d{{{_LEAST_LEFT},{_SHORT - 1}}}"
_BETWEEN = "\0"  # stands between cells: neither a digit nor anything that may stand inside a number
_MAY_BE = re.compile(rf"{_SHAPE}|(?:\A|{_BETWEEN}){_SHORTENED}(?={_BETWEEN}|\Z)")


@dataclass(frozen=True, order=True)
class Place:
    """Where a number was found; never the number itself.

    Attributes:
        file: path relative to the folder the user named, with any number in it masked.
        place: sheet, row and column in words.
    """

    file: str
    place: str


def has_identity_number(text: str) -> bool:
    """Whether the text holds a personnummer or samordningsnummer, in any common way of writing it."""
    return bool(_found(text))


def mask(text: str) -> str:
    """The text with every identity number in it replaced by dots."""
    for match in reversed(_found(text)):
        text = text[: match.start()] + "••••••-••••" + text[match.end() :]
    return text


def rows_with_identity(cells: pd.Series, *, is_amount: bool = False) -> list[Any]:
    """The index labels of the cells that hold an identity number.

    A number cell drops the zeros of birth years 2000–2009. Seven to nine digits count when at least half of
    the column's numbers of that length would be identity numbers; of random numbers about one in twenty is.

    Args:
        cells: raw cells of one column: text, numbers, dates or blanks.
        is_amount: the column holds amounts or counts, which are no shortened identity numbers.
    """
    if isinstance(cells.dtype, pd.StringDtype) and not contains(cells, _SHAPE).any():
        return []
    texts = _as_text(cells)
    shaped = texts[contains(texts, _SHAPE)]
    found = [label for label, text in shaped.items() if has_identity_number(text)]
    if is_amount:
        return found
    short = texts[_is_number(cells) & is_whole(texts, _SHORTENED)]
    shortened = [label for label, text in short.items() if _is_identity(text.zfill(_SHORT))]
    return sorted([*found, *shortened]) if 2 * len(shortened) >= len(short) else found


def may_hold_identity(cells: "np.ndarray[Any, Any]") -> bool:
    """Whether any cell has the shape of an identity number; all that `rows_with_identity` finds has.

    Args:
        cells: raw cells of a column, or of a whole sheet, as Python objects.
    """
    return _MAY_BE.search(_BETWEEN.join(_TO_TEXTS(cells.ravel()).tolist())) is not None


def _to_text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    return "" if cell is None else str(cell).removesuffix(".0")


_TO_TEXTS = np.frompyfunc(_to_text, 1, 1)


def check_places(places: list[Place]) -> None:
    """Stops the run when an identity number was found anywhere.

    Raises:
        DisclosureError: names every place, never a number.
    """
    if not places:
        return
    faults = [
        Fault(
            place.file,
            place.place,
            "Här står ett personnummer eller samordningsnummer (••••••-••••).",
            "Byt det mot ett slumpvis löpnummer och ta bort filen ur mappen, även ur äldre versioner.",
        )
        for place in sorted(set(places))
    ]
    lines = [
        "Körningen har stoppats: leveranserna innehåller personnummer. Inget har publicerats.",
        *(f"  • {fault}" for fault in faults),
    ]
    raise DisclosureError("\n".join(lines))


def _found(text: str) -> list[re.Match[str]]:
    numbers = [
        match
        for match in _NUMBER.finditer(text)
        if _is_identity(match["yy"] + match["mm"] + match["dd"] + re.sub(r"\D", "", match["last"]))
    ]
    if not numbers or _UUID.fullmatch(text.strip()):
        return []
    phones = [match.span() for match in _PHONE.finditer(text)]
    return [match for match in numbers if not any(a <= match.start() and match.end() <= b for a, b in phones)]


def _is_identity(digits: str) -> bool:
    month, day = int(digits[2:4]), int(digits[4:6])
    day -= SAMORDNING if day > SAMORDNING else 0
    return _is_day(month, day) and _has_check_digit(digits)


def _is_day(month: int, day: int) -> bool:
    """Whether the day exists in some year; 29 February is let through, the century is often unknown."""
    return 1 <= month <= len(calendar.month_name) - 1 and 1 <= day <= calendar.monthrange(2000, month)[1]


def _has_check_digit(digits: str) -> bool:
    products = [int(digit) * (2 - index % 2) for index, digit in enumerate(digits)]
    return sum(product // 10 + product % 10 for product in products) % 10 == 0


def _is_number(cells: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return pd.Series(data=True, index=cells.index)
    if cells.dtype != object:
        return pd.Series(data=False, index=cells.index)
    return cells.map(type).isin([int, float])


def _as_text(cells: pd.Series) -> pd.Series:
    """The cells as text; a whole float without its ".0", blanks and dates as nothing."""
    if pd.api.types.is_datetime64_any_dtype(cells.dtype) or pd.api.types.is_bool_dtype(cells.dtype):
        return pd.Series("", index=cells.index, dtype="str")
    text = cells.astype("str").fillna("")
    is_number = _is_number(cells)
    if is_number.any():
        text = text.mask(is_number, text.str.replace(r"\.0+$", "", regex=True))
    return text
