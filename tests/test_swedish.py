"""How figures are written, and that print never moves a bound to the wrong side."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspelet_lib import swedish

N = "\u00a0"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (swedish.number(9974000), f"9{N}974{N}000"),
        (swedish.number(-1186), f"−1{N}186"),
        (swedish.number(Decimal("-0.4")), "0"),
        (swedish.number(Decimal("0.5")), "1"),
        (swedish.number(Decimal("-0.5")), "−1"),
        (swedish.number(Decimal("2.345"), 2), "2,35"),
        (swedish.percent(Fraction(2070, 9974), 2), f"20,75{N}%"),
        (swedish.percent(Fraction(1, 8)), f"13{N}%"),
        (swedish.tkr(997_400_000), f"9{N}974"),
        (swedish.tkr(199_480_000), f"1{N}994,8"),
        (swedish.tkr(7_520_000), "75,2"),
        (swedish.kronor(249_350_000), f"2{N}493{N}500"),
        (swedish.kronor(123_45), "123,45"),
        (swedish.enumerate_words(["Karlstad", "Grums", "Hammarö"]), "Karlstad, Grums och Hammarö"),
        (swedish.enumerate_words(["Karlstad"]), "Karlstad"),
        (swedish.plural(1, "insats", "insatser"), f"1{N}insats"),
        (swedish.plural(7, "insats", "insatser"), f"7{N}insatser"),
        (swedish.to_id("Förberedande insats Karlstads kommun"), "forberedande_insats_karlstads_kommun"),
        (swedish.first_upper("ärende"), "Ärende"),
    ],
)
def test_figures_are_written_as_swedes_write_them(printed, expected):
    """No-break spaces, decimal comma, U+2212 and half away from zero; never minus zero."""
    assert expected == printed


@given(st.integers(-(10**12), 10**12))
def test_a_bound_is_never_printed_on_the_wrong_side(ore):
    """What must be reached is printed at or above itself, what must not be passed at or below."""

    def back(text):
        return Fraction(text.replace(N, "").replace("−", "-").replace(",", ".")) * 100_000

    assert back(swedish.tkr_at_most(ore)) <= ore <= back(swedish.tkr_at_least(ore))
    assert abs(back(swedish.tkr(ore)) - ore) <= 5_000
