"""The plan's money against hand-worked cases, and what must hold whatever the figures are."""

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samspelet import plan

from samspelet_lib.figure import by_id
from samspelet_lib.period import Period
from samspelet_lib.release.build import build
from samspelet_lib.rules.corridor import INSIDE, ON_TOP, corridor, least_for_administration, unused_that_tips
from samspelet_lib.rules.money import CLOSING, OPENING, Money, budget_money

CASES = tomllib.loads((Path(__file__).parent / "cases" / "finance.toml").read_text(encoding="utf-8"))["case"]
CEILING = Fraction(1, 5)
AMOUNTS = st.integers(0, 5_000_000_000)


@pytest.fixture(scope="module")
def figures():
    return by_id(build(plan(), Period.parse("2026-10")).figures)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_a_figure_is_what_the_hand_worked_case_says(case, figures):
    """Each of the plan's money figures is printed and judged as in the worked case."""
    figure = figures[case["id"]]

    assert case["printed"] == figure.printed.replace("\u00a0", " ")
    assert case.get("verdict") == (figure.verdict and figure.verdict.value)
    assert figure.sources


@st.composite
def moneys(draw):
    """Any förbund's money over two years."""
    years = (2030, 2031)
    groups = {name: {year: draw(AMOUNTS) for year in years} for name in ("egna", "insats")}
    return Money(
        basis="budget",
        first_year=years[0],
        last_year=years[1],
        opening=draw(AMOUNTS),
        contributions={year: draw(AMOUNTS) + 1 for year in years},
        external={year: draw(AMOUNTS) for year in years},
        buffer={year: draw(AMOUNTS) for year in years},
        costs=groups,
        insats_groups=frozenset({"insats"}),
    )


@given(moneys())
def test_what_a_year_leaves_is_what_the_next_opens_with(money):
    """Equity carries forward, and its change in a year is the result, to the öre."""
    assert money.equity(2031, OPENING) == money.equity(2030, CLOSING)
    assert money.equity(2031, CLOSING) - money.equity(2031, OPENING) == money.result(2031)


def with_new(money, ore):
    costs = money.costs | {"insats": money.costs["insats"] | {2031: money.costs["insats"][2031] + ore}}
    return Money(**(vars(money) | {"costs": costs}))


@given(moneys(), st.sampled_from([INSIDE, ON_TOP]))
def test_the_corridors_bounds_are_the_last_that_keep_their_goal(money, buffer):
    """At the least the equity goal holds, one öre below it does not; at the most the buffer is whole, one above not."""
    found = corridor(money, 2031, ceiling=CEILING, buffer=buffer)
    most_equity = CEILING * money.contributions[2031]
    kept = money.buffer[2031] if buffer == INSIDE else 0

    assert with_new(money, found.least).equity(2031, CLOSING, buffer) <= most_equity
    if found.least > 0:
        assert with_new(money, found.least - 1).equity(2031, CLOSING, buffer) > most_equity
    assert with_new(money, found.most).equity(2031, CLOSING) >= kept
    assert with_new(money, found.most + 1).equity(2031, CLOSING) < kept


@given(moneys())
def test_administrations_margins_are_the_last_that_keep_their_goal(money):
    """The margin and the least new insatser are exact: one öre beyond, administration passes its share."""
    administration = money.costs["egna"][2031]
    least = least_for_administration(money, 2031, ceiling=CEILING, administration=administration)
    margin = unused_that_tips(money, 2031, ceiling=CEILING, administration=administration)

    assert Fraction(administration) <= CEILING * with_new(money, least).total_costs(2031)
    if least > 0:
        assert Fraction(administration) > CEILING * with_new(money, least - 1).total_costs(2031)
    assert administration <= CEILING * (money.total_costs(2031) - margin)
    assert administration > CEILING * (money.total_costs(2031) - margin - 1)


def test_groups_add_up_to_all_costs_and_to_the_rows():
    """The cost groups of the real plan hold every row once."""
    money = budget_money(plan().budget)

    for year in plan().budget.years:
        assert money.total_costs(year) == sum(row.ore(year) for row in plan().budget.costs)
