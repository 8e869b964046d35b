"""Reads one cell: what it says, whether it had to be mended, or why it cannot be read.

Each function takes a cell that is not blank, as a workbook, CSV or Parquet file gives it. Nothing is
guessed: what can be read in two ways is refused with the reason. Texts never quote the cell.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from samspelet_lib.swedish import to_id

LONGEST_CODE = 60
_MOST_DIGITS = 15  # what a number cell can hold exactly

BLANKS = "\\s\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"  # inside [] of a regular expression
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-"})
_PLAIN = re.compile(r"-?\d+")
_BLANK_GROUPS = re.compile(rf"-?\d{{1,3}}(?:[{BLANKS}']\d{{3}})+(?:[.,]\d+)?")
_DECIMAL = re.compile(r"-?\d+[.,]\d+")
_ONE_MARK_THREE_DIGITS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
_DOT_GROUPS = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d+|-?\d{1,3}(?:\.\d{3}){2,}")
_COMMA_GROUPS = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d+|-?\d{1,3}(?:,\d{3}){2,}")
# How a number is written, which characters only group its digits, and what is said of dropping them.
_NOTHING = r"(?!)"
_FORMS = (
    (_PLAIN, _NOTHING, ""),
    (_DECIMAL, _NOTHING, ""),
    (_BLANK_GROUPS, rf"[{BLANKS}']", "blanksteg i tal togs bort"),
    (_DOT_GROUPS, r"\.", "tusentalspunkt togs bort"),
    (_COMMA_GROUPS, ",", "tusentalskomma togs bort"),
)
_KRONOR = re.compile(rf"[{BLANKS}]*(?:kr|kronor|sek)\.?$", re.IGNORECASE)

YES = frozenset({"ja", "j", "sant", "true", "yes", "y", "x", "1"})
NO = frozenset({"nej", "n", "falskt", "false", "no", "0"})


class CellError:
    """Stands for a cell where the spreadsheet shows an error such as #DIVISION/0!."""

    def __repr__(self) -> str:
        return "CellError"


CELL_ERROR = CellError()


@dataclass(frozen=True)
class Value:
    """What a cell says; `repair` tells how it had to be mended."""

    value: Any
    repair: str = ""


@dataclass(frozen=True, order=True)
class Refusal:
    """Why a cell cannot be read."""

    reason: str
    problem: str
    remedy: str


ERROR_CELL = Refusal("excelfel", "Cellen visar ett felvärde från kalkylbladet.", "Rätta formeln eller skriv värdet.")
NOT_A_NUMBER = Refusal("inte_tal", "Här ska stå ett tal.", "Skriv bara siffror, till exempel 1234 eller 12,5.")
AMBIGUOUS_NUMBER = Refusal(
    "tvetydigt_tal",
    "Talet kan läsas på två sätt: med decimaler eller med tusentalstecken.",
    "Skriv tusental med blanksteg eller utan tecken (1234), decimaler med ett annat antal siffror (1,23).",
)
NOT_WHOLE = Refusal("inte_heltal", "Här ska stå ett heltal.", "Skriv talet utan decimaler.")
TOO_LONG = Refusal("for_langt_tal", "Talet har fler siffror än ett kalkylblad kan bära.", "Kontrollera talet.")
MORE_THAN_ORE = Refusal("delar_av_ore", "Beloppet har mer än två decimaler.", "Avrunda till hela ören.")
NOT_YES_OR_NO = Refusal("inte_ja_nej", "Här ska stå ja eller nej.", "Skriv ja, nej eller lämna cellen tom.")
NOT_TEXT = Refusal("inte_text", "Här ska stå text.", "Formatera cellen som text och skriv om den.")


def read_number(cell: Any, *, whole: bool = False) -> Value | Refusal:
    """The cell as an int or a Decimal."""
    read = _number(cell)
    if isinstance(read, Refusal):
        return read
    number = Decimal(read.value)
    if len(number.as_tuple().digits) > _MOST_DIGITS:
        return TOO_LONG
    if not whole:
        return Value(number, read.repair)
    return Value(int(number), read.repair) if number == int(number) else NOT_WHOLE


def read_money(cell: Any) -> Value | Refusal:
    """The cell, in kronor, as whole öre."""
    text = _KRONOR.sub("", cell.strip()) if isinstance(cell, str) else cell
    read = read_number(text)
    if isinstance(read, Refusal):
        return read
    ore = read.value * 100
    return Value(int(ore), read.repair) if ore == int(ore) else MORE_THAN_ORE


def read_bool(cell: Any) -> Value | Refusal:
    """Yes or no; a cross is yes, a blank cell is neither."""
    if isinstance(cell, bool):
        return Value(cell)
    text = to_id(_as_text(cell))
    if text in YES:
        return Value(value=True, repair="kryss lästes som ja" if text == "x" else "")
    return Value(value=False) if text in NO else NOT_YES_OR_NO


def read_open_code(cell: Any, *, longest: int = LONGEST_CODE) -> Value | Refusal:
    """A code of the deliverer's own, folded: `Killstad gård` is `killstad_gard`."""
    if isinstance(cell, date | CellError):
        return NOT_TEXT
    code = to_id(_as_text(cell))
    if 0 < len(code) <= longest:
        return Value(code)
    return Refusal(
        "inte_beteckning",
        "Här ska stå en kort beteckning.",
        f"Skriv en beteckning med högst {LONGEST_CODE} tecken, ingen löpande text.",
    )


def _number(cell: Any) -> Value | Refusal:
    """The number as text that Decimal reads; a float by the digits a number cell shows."""
    if isinstance(cell, CellError):
        return ERROR_CELL
    if isinstance(cell, bool | date):
        return NOT_A_NUMBER
    if isinstance(cell, str):
        return _number_in_text(cell.strip().translate(_MINUS))
    if isinstance(cell, Decimal) or not math.isfinite(cell):
        return Value(str(cell)) if math.isfinite(cell) else NOT_A_NUMBER
    return Value(str(int(cell)) if cell == int(cell) else format(cell, f".{_MOST_DIGITS}g"))


def _number_in_text(text: str) -> Value | Refusal:
    if _ONE_MARK_THREE_DIGITS.fullmatch(text):
        return AMBIGUOUS_NUMBER
    for pattern, dropped, repair in _FORMS:
        if pattern.fullmatch(text):
            return Value(re.sub(dropped, "", text).replace(",", "."), repair)
    return NOT_A_NUMBER


def _as_text(cell: Any) -> str:
    """The cell as text; a whole float without its decimals."""
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date | datetime) else str(cell)
