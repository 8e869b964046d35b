"""One cell at a time: what is read, what is mended, and what is refused because it could mean two things."""

import math
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspelet_lib.data.dates import read_date, read_period
from samspelet_lib.data.values import (
    CELL_ERROR,
    Refusal,
    Value,
    read_bool,
    read_money,
    read_number,
    read_open_code,
)
from samspelet_lib.period import MONTHS

BLANKS = [" ", "\u00a0", "\u202f", "\u2009", "\u2007", "\u2002", "\u3000"]


def value(read: Value | Refusal) -> object:
    assert isinstance(read, Value), read
    return read.value


def reason(read: Value | Refusal) -> str:
    assert isinstance(read, Refusal), read
    return read.reason


@pytest.mark.parametrize("blank", BLANKS)
def test_a_number_may_have_any_blank_between_thousands(blank: str):
    """9 974 is read whatever blank the spreadsheet has put in it, and the repair is told."""
    assert read_number(f"9{blank}974", whole=True) == Value(9974, "blanksteg i tal togs bort")
    assert value(read_number(f"1{blank}234{blank}567,5")) == Decimal("1234567.5")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("0,125", "0.125"),
        ("\u22125", "-5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1'234", "1234"),
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (7, "7"),
    ],
)
def test_a_number_with_one_meaning_is_read(cell: object, number: str):
    """Decimal comma or point, grouped thousands and the minus of print are read."""
    assert value(read_number(cell)) == Decimal(number)


@pytest.mark.parametrize("cell", ["1,234", "1.234", "12,345", "-123,456"])
def test_a_number_with_two_meanings_is_refused(cell: str):
    """One mark and three digits is a thousand or a decimal: nobody knows."""
    assert reason(read_number(cell)) == "tvetydigt_tal"


@pytest.mark.parametrize("cell", ["", "x", "12 st", "90 %", "12 34", "1-2", "--1", True, date(2026, 1, 1), math.inf])
def test_what_is_not_a_number_is_refused(cell: object):
    """Words, percentages, dates and truth values are no numbers."""
    assert reason(read_number(cell)) == "inte_tal"


def test_whole_numbers_and_digits():
    """A count has no decimals, and a number cell cannot hold more than 15 digits."""
    assert reason(read_number(12.5, whole=True)) == "inte_heltal"
    assert reason(read_number("1234567890123456")) == "for_langt_tal"
    assert reason(read_number(CELL_ERROR)) == "excelfel"


@pytest.mark.parametrize(
    ("cell", "ore"), [("12,50", 1250), ("1 234 kr", 123400), (1234.56, 123456), ("-3,1", -310), (0, 0)]
)
def test_money_is_whole_ore(cell: object, ore: int):
    """Kronor become öre without rounding."""
    assert value(read_money(cell)) == ore


def test_money_with_parts_of_an_ore_is_refused():
    """Three decimals are a mistake, not something to round."""
    assert reason(read_money("0,999")) == "delar_av_ore"


@given(st.integers(min_value=-(10**12), max_value=10**12), st.sampled_from(BLANKS))
def test_every_amount_reads_back(ore: int, blank: str):
    """An amount printed in Swedish with any blank reads back to the öre."""
    whole, rest = divmod(abs(ore), 100)
    text = f"{'-' if ore < 0 else ''}{whole:,}".replace(",", blank) + f",{rest:02}"
    assert value(read_money(text)) == ore


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-04",
        "2026-3-4",
        "20260304",
        20260304.0,
        "2026/03/04",
        "2026.03.04",
        "2026-03-04T00:00:00",
        "2026-03-04 13:45",
        "4 mars 2026",
        "4 MAR 2026",
        "den 4 mars 2026",
        "den 4:e mars 2026",
        "4/3 2026",
        "4/3-2026",
        "4.3.2026",
        "04.03.2026",
        date(2026, 3, 4),
        datetime(2026, 3, 4),  # noqa: DTZ001 -- cells have no time zone
    ],
)
def test_a_date_as_it_is_written_in_sweden(cell: object):
    """ISO and Swedish forms give the same day."""
    assert value(read_date(cell)) == date(2026, 3, 4)


def test_a_date_whose_day_is_past_twelve_has_one_reading():
    """25/12 and 12/25 can only be Christmas; 4/4 is the same day both ways."""
    assert value(read_date("25/12/2026")) == value(read_date("12/25/2026")) == date(2026, 12, 25)
    assert value(read_date("04/04/2026")) == date(2026, 4, 4)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("03/04/2026", "tvetydigt_datum"),
        ("3-4-2026", "tvetydigt_datum"),
        ("2026-02-30", "datum_finns_inte"),
        ("31/11 2026", "datum_finns_inte"),
        ("32/13/2026", "datum_finns_inte"),
        ("260304", "inte_datum"),  # year, month, day or day, month, year
        ("2026111", "inte_datum"),
        (46085.0, "inte_datum"),  # a date that has lost its format
        ("mars", "inte_datum"),
        ("4/3-26", "inte_datum"),
        (True, "inte_datum"),
        (1.5, "inte_datum"),
        (date(1826, 3, 4), "orimligt_ar"),
        ("2226-03-04", "orimligt_ar"),
        (CELL_ERROR, "excelfel"),
    ],
)
def test_what_is_no_clear_date_is_refused(cell: object, why: str):
    """A date with two readings, none, or an unreasonable year is refused with its own reason."""
    assert reason(read_date(cell)) == why


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_reads_back(day: date):
    """Each day reads back from ISO, from words and from day/month with the year apart."""
    for text in (day.isoformat(), f"{day.day} {MONTHS[day.month - 1]} {day.year}", f"{day:%d/%m %Y}"):
        assert value(read_date(text)) == day


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2026-03", "2026-03"),
        (date(2026, 3, 1), "2026-03"),  # what a spreadsheet makes of 2026-03
        ("mars 2026", "2026-03"),
        (2026.0, "2026"),
        ("2026", "2026"),
        ("2026-01..08", "2026-01..08"),
        ("2026-01–08", "2026-01..08"),
        ("2026-01 till 2026-08", "2026-01..08"),
        ("januari–augusti 2026", "2026-01..08"),
        ("jan-aug 2026", "2026-01..08"),
        ("kvartal 2 2026", "2026-04..06"),
        ("2026 Q2", "2026-04..06"),
    ],
)
def test_a_period_as_it_is_written(cell: object, period: str):
    """Months, spans, quarters and years are read."""
    assert value(read_period(cell)) == period


@pytest.mark.parametrize("cell", ["2026-13", "våren", date(2026, 3, 4), 202603.0, "2026-08..01", "x 2026"])
def test_what_is_no_period_is_refused(cell: object):
    """A day in the middle of a month, or a season, is no period."""
    assert reason(read_period(cell)) == "inte_period"


@pytest.mark.parametrize(
    ("cell", "answer"), [("Ja", True), ("NEJ", False), (1.0, True), (0.0, False), ("x", True), (True, True)]
)
def test_yes_and_no(cell: object, answer: bool):  # noqa: FBT001
    """Yes and no in words, figures and crosses."""
    assert value(read_bool(cell)) is answer


def test_maybe_is_refused():
    """Anything else than yes or no is refused; blank never gets here."""
    assert reason(read_bool("kanske")) == "inte_ja_nej"


def test_an_open_code_is_folded_and_short():
    """A code of one's own is folded; running text is no code."""
    assert value(read_open_code(" Killstad gård ")) == "killstad_gard"
    assert value(read_open_code(7.0)) == "7"
    assert reason(read_open_code("ord " * 30)) == "inte_beteckning"
