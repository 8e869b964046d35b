"""How figures, dates and names are written: the one place that formats and the one that makes ids.

Rounding is half away from zero and happens only here. Minus is U+2212, blanks inside a number are
no-break spaces, and minus zero is never written.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from samspelet_lib.period import MONTHS

NBSP = "\u00a0"
MINUS = "\u2212"
ORE_PER_TKR = 100_000
_FOLD = str.maketrans({"å": "a", "ä": "a", "ö": "o", "é": "e", "ü": "u", "–": "_", "-": "_"})

_SHARE_FIRST = re.compile(r"^(?:minst )?\d+\s%\s(?:av )?", re.IGNORECASE)
_UNTIL = "Uppgifter till och med"
_UNTIL_SENTENCE = re.compile(rf"{_UNTIL} ([^.]+)\.")
_COUNTS = ("ingen", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")

Amount = int | Decimal | Fraction


def rounded(value: Amount, decimals: int = 0, *, rounding: str = ROUND_HALF_UP) -> Decimal:
    """The value as it is printed: half away from zero, or towards a stated side; never minus zero."""
    scaled = Fraction(value) * 10**decimals
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    negative = scaled < 0
    up = {
        ROUND_HALF_UP: 2 * rest >= scaled.denominator,
        ROUND_CEILING: rest > 0 and not negative,
        ROUND_FLOOR: rest > 0 and negative,
    }[rounding]
    magnitude = whole + (1 if up else 0)
    return Decimal(-magnitude if negative and magnitude else magnitude).scaleb(-decimals)


def number(value: Amount, decimals: int = 0, *, rounding: str = ROUND_HALF_UP) -> str:
    """The number in Swedish: `number(-1186) == "−1 186"`."""
    printed = rounded(value, decimals, rounding=rounding)
    sign = MINUS if printed < 0 else ""
    whole, _, part = f"{abs(printed):,.{decimals}f}".partition(".")
    return sign + whole.replace(",", NBSP) + ("," + part if part else "")


def tkr(ore: Amount, *, rounding: str = ROUND_HALF_UP) -> str:
    """An amount in öre as thousands of kronor; one decimal where the amount is not whole thousands."""
    thousands = Fraction(ore) / ORE_PER_TKR
    return number(thousands, 0 if thousands.denominator == 1 else 1, rounding=rounding)


def tkr_at_least(ore: Amount) -> str:
    """A bound that must be reached, in tkr: rounded up, so that the printed figure reaches it."""
    return tkr(ore, rounding=ROUND_CEILING)


def tkr_at_most(ore: Amount) -> str:
    """A bound that must not be passed, in tkr: rounded down, so that the printed figure keeps it."""
    return tkr(ore, rounding=ROUND_FLOOR)


def kronor(ore: int) -> str:
    """An amount in öre as kronor; öre only where there are any."""
    return number(Fraction(ore, 100), 0 if ore % 100 == 0 else 2)


def percent(share: Amount, decimals: int = 0) -> str:
    """A share as per cent: `percent(Fraction(2070, 9974), 2) == "20,75 %"`."""
    return number(Fraction(share) * 100, decimals) + NBSP + "%"


def percentage_points(share: Amount, decimals: int = 0) -> str:
    """A difference between shares in percentage points."""
    return number(Fraction(share) * 100, decimals) + NBSP + "procentenheter"


def long_date(day: date) -> str:
    """A date in words: `31 december 2026`."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]} {day.year}"


def until_sentence(day: date) -> str:
    """How far what is known reaches, as a sentence."""
    return f"{_UNTIL} {long_date(day)}."


def until_days(text: str) -> list[str]:
    """The days, in words, of the text's sentences that say how far what is known reaches."""
    return _UNTIL_SENTENCE.findall(text)


def enumerate_words(words: Sequence[str], last: str = "och") -> str:
    """Words as a list in a sentence: `a, b och c`."""
    if not words[1:]:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def plural(count: int, one: str, many: str) -> str:
    """A count with its noun: `1 insats`, `7 insatser`."""
    return f"{number(count)}{NBSP}{one if count == 1 else many}"


def count_word(count: int) -> str:
    """A count in a sentence: in letters to twelve, as printed Swedish has it, then in figures."""
    return _COUNTS[count] if 0 <= count < len(_COUNTS) else number(count)


def without_share(text: str) -> str:
    """What a text that begins with a share to reach is about: `90 % får stöd` → `får stöd`."""
    return _SHARE_FIRST.sub("", text)


def unbroken(text: str) -> str:
    """The text with no line break between a figure and its per cent sign."""
    return re.sub(r"(?<=\d) (?=%)", NBSP, text)


@lru_cache(maxsize=10_000)  # headings and codes come again in every sheet
def to_id(text: str) -> str:
    """An ASCII id from a Swedish name: `to_id("Ung Arena") == "ung_arena"`."""
    folded = unicodedata.normalize("NFC", text).lower().translate(_FOLD)
    return re.sub(r"[^a-z0-9]+", "_", folded).strip("_")


def first_lower(text: str) -> str:
    """The text with its first letter small, for use within a sentence; an abbreviation stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def first_upper(text: str) -> str:
    """The text with its first letter as a capital, the rest untouched."""
    return text[:1].upper() + text[1:]
