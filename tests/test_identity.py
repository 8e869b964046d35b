"""Personnummer and samordningsnummer are found however they are written, and nothing else is.

The numbers are published by Skatteverket: 640823-3234 and 701063-2391 are the worked examples of how the
check digit is made (SKV 704, SKV 707); 189001019802, 190001019801 and 201701012393 are test numbers from
its open data.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspelet_lib.data.identity import (
    Place,
    check_places,
    has_identity_number,
    mask,
    may_hold_identity,
    rows_with_identity,
)
from samspelet_lib.errors import DisclosureError, ExitCode

PERSONNUMMER = "640823", "3234"
SAMORDNINGSNUMMER = "701063", "2391"
NBSP = "\u00a0"


@pytest.mark.parametrize("number", [PERSONNUMMER, SAMORDNINGSNUMMER], ids=["personnummer", "samordningsnummer"])
@pytest.mark.parametrize("century", ["", "19", "19 "])
@pytest.mark.parametrize("separator", ["", "-", "+", " ", NBSP, " - ", "–", "\u2212"])
def test_ten_and_twelve_digits_with_any_separator(number: tuple[str, str], century: str, separator: str):
    """Ten or twelve digits, with hyphen, plus, dash, blank or nothing between, are found."""
    assert has_identity_number(century + separator.join(number))


@pytest.mark.parametrize(
    "text",
    [
        "189001019802",
        "201701012393",
        "64 08 23-3234",
        "1964-08-23-3234",
        "1964-08-23 3234",
        "64.08.23-3234",
        "Ringde 640823-3234 i går",
        "utvärdering 640823-3234",
        "pnr:6408233234.",
        "deltagare_19640823-3234_v2.csv",
        "x6408233234y",
        "640823-3235, 640823-3234",
        "070-123 45 67 och 640823-3234",
    ],
)
def test_inside_text_file_names_and_lists(text: str):
    """A number is found inside a sentence, a file name and beside other numbers."""
    assert has_identity_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "222000-2477",  # the förbund's own organisationsnummer
        "16 222000-2477",
        "5560160680",
        "070-123 45 67",
        "070 123 45 67",
        "0701-234567",
        "+46 70 123 45 67",
        "+46701063239",
        "054-12 34 56",
        "010-416 10 10",
        "0550-123 45",
        "640823-3235",  # wrong check digit
        "641323-3234",  # no such month
        "640832-3234",  # no such day
        "2026-10-05",
        "20261005",
        "Faktura 10023456",
        "1 196 408 233 234",
        "9196408233234",  # one digit of a longer number
        "640823-32345",
        "3f2504e0-4f89-11d3-9a0c-640823323400",
        "64082332-3464-4082-3323-640823323464",  # a UUID
    ],
)
def test_other_numbers_pass(text: str):
    """Organisation, invoice and phone numbers, dates and random ids do not stop a run."""
    assert not has_identity_number(text)


def test_telephone_number_that_could_be_a_personnummer_is_told_by_its_grouping():
    """The same digits pass when written as a telephone number and stop the run in one piece."""
    assert not has_identity_number("000-101 98 01")
    assert not has_identity_number("000 101 98 01")
    assert has_identity_number("0001019801")


@given(st.integers(min_value=0, max_value=9), st.text(alphabet="abc åäö,;-\n", max_size=8))
def test_only_one_check_digit_is_right(last: int, around: str):
    """Of ten numbers that differ in the last digit one is an identity number, whatever stands around."""
    assert has_identity_number(f"{around}640823-323{last}{around}") == (last == 4)


def test_number_cells():
    """Excel numbers are found, also as floats, and the row is named."""
    cells = pd.Series([6408233234.0, "a", None, 196408233234, 1.5, True, "640823-3234"], dtype=object)
    assert rows_with_identity(cells) == [0, 3, 6]
    assert rows_with_identity(pd.Series([1.0, 196408233234.0, None])) == [1]


def test_number_cells_that_lost_their_zeros():
    """A column of shortened numbers is found; the same digits in a column of amounts are not."""
    zero_lost = pd.Series(["0001019801"]).astype("int64")
    assert zero_lost.tolist() == [1019801]
    assert rows_with_identity(zero_lost) == [0]
    assert rows_with_identity(zero_lost, is_amount=True) == []


def test_random_seven_digit_pseudonyms_do_not_stop_a_run():
    """Random numbers of seven digits may look like shortened personnummer one by one, but not as a column."""
    cells = pd.Series(range(1_019_800, 1_019_900))
    assert rows_with_identity(cells) == []


def test_dates_and_flags_are_never_identity_numbers():
    """A column of dates or of yes and no is passed over."""
    assert rows_with_identity(pd.Series(pd.to_datetime(["2026-01-01"]))) == []
    assert rows_with_identity(pd.Series([True, False])) == []


def test_mask_leaves_the_rest():
    """Only the number is masked, so a file can still be found by its name."""
    assert mask("deltagare_19640823-3234_v2.csv") == "deltagare_••••••-••••_v2.csv"
    assert mask("Hej 640823-3234 och 701063-2391!") == "Hej ••••••-•••• och ••••••-••••!"
    assert mask("2026-10-05") == "2026-10-05"


def test_stop_names_every_place_and_no_number():
    """The run stops with exit code 4; its text names the places and no number."""
    places = [Place("b.xlsx", "blad Deltagare, rad 3, kolumn B"), Place("a.csv", "rad 2, kolumn A")]
    with pytest.raises(DisclosureError) as stop:
        check_places(places)
    text = str(stop.value)
    assert stop.value.exit_code == ExitCode.DISCLOSURE == 4
    assert text.index("a.csv, rad 2") < text.index("b.xlsx, blad Deltagare, rad 3")
    assert "3234" not in text
    check_places([])


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.integers(0, 999_999_999_999),
            st.floats(allow_nan=False, allow_infinity=False),
            st.dates(),
            st.sampled_from(["640823-3234", "19640823 3234", "640823–3234", "p1", "", "2026-01-01"]),
            st.sampled_from([6408233234.0, 196408233234, 1019801]),
        ),
        min_size=1,
    )
)
def test_the_first_look_at_a_whole_sheet_misses_nothing(cells: list[object]):
    """A sheet or a column in which the first look sees nothing holds nothing that a search would find."""
    column = pd.Series(cells, dtype="object")
    found = rows_with_identity(column)
    assert may_hold_identity(column.to_numpy().reshape(-1, 1)) or not found
    assert all(may_hold_identity(column.to_numpy()[label : label + 1]) for label in found)


def test_two_cells_beside_each_other_make_no_number():
    """A date in one cell and four digits in the next have the shape of a number only when read as one."""
    assert not may_hold_identity(np.array(["640823", "3234", "1234567x"], dtype="object"))
    assert may_hold_identity(np.array(["x", 1019801.0], dtype="object"))
