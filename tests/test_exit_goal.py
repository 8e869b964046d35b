"""The förbund's own goal at exit, counted a second way: plain loops over random rows."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kind_rows import INSATS, from_frames
from test_kinds_differential import DAYS, FIRST_DAY, PERIODS, Drawn, _frames, _leverans, _varied

from samspelet_lib.period import Period
from samspelet_lib.rules.beside import Beside
from samspelet_lib.rules.overview_people import exits
from samspelet_lib.rules.select import Book
from samspelet_lib.rules.window import known_until
from samspelet_lib.swedish import rounded


def class_of(row, outcomes):
    """The first class of the policy that the row's next step, activity or livelihood says; None where none does."""
    for outcome in outcomes:
        said = (("nasta_steg", outcome.next_step), ("sysselsattning_slut", outcome.activity),
                ("forsorjning_slut", outcome.livelihood))  # fmt: skip
        for column, wanted in said:
            if row.get(column) is not None and row.get(column) in wanted:
                return outcome.id
    return None


def counted(rows, outcomes, first, last):
    """Class → stays that ended from the first day to the last; None is those whose outcome is not known."""
    counts = {}
    for row in rows:
        if row.get("slutdatum") is not None and first <= row["slutdatum"] <= last:
            found = class_of(row, outcomes)
            counts[found] = counts.get(found, 0) + 1
    return counts


def figures_of(asked, rows, period):
    deliveries = from_frames(_frames(rows))
    return list(exits(Beside(asked, Book(deliveries), period, known_until(deliveries, period))))


def agree(seed, size, text):
    """Every class, the whole and the goal, of the insats and of all together."""
    drawn, period = Drawn(seed, size), Period.parse(text)
    asked, rows = _varied(drawn), drawn.rows()
    last = FIRST_DAY + timedelta(days=drawn.random.choice((drawn.random.randint(200, DAYS), 760)))
    outcomes = asked.policy.outcomes
    own = [row for row in rows.get("deltagare", []) if row["insats"] == INSATS]
    counts = counted(own, outcomes, date(period.year, 1, 1), min(period.end, last))
    told = figures_of(asked, rows | _leverans(last), period)
    if not counts:
        assert told == []
        return 0
    for insats in (INSATS, None):
        here = [figure for figure in told if figure.dims.insats == insats]
        by_option = {figure.dims.option: figure.value for figure in here if figure.measure == "exit"}
        expected = {outcome.id: counts.get(outcome.id, 0) for outcome in outcomes}
        assert by_option == {None: sum(counts.values()), **expected, "saknas": counts.get(None, 0)}
        (goal,) = [figure for figure in here if figure.measure == "exit_goal"]
        reached = sum(expected[outcome.id] for outcome in outcomes if outcome.is_goal)
        known = sum(expected.values())
        assert (goal.numerator, goal.denominator) == (reached, known)
        assert goal.value == (rounded(Fraction(reached, known), 4) if known else None)
    return sum(counts.values())


@pytest.mark.slow
@given(seed=st.integers(0, 10**9), size=st.integers(0, 120), period=st.sampled_from(PERIODS))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_the_goal_at_exit_is_counted_a_second_way(seed, size, period):
    """Whatever is delivered, each ended stay is in one class, and the goal is those of the goal's classes."""
    agree(seed, size, period)


def test_the_random_deliveries_have_exits_of_every_kind():
    """A comparison of nothing with nothing would prove nothing: goals and other exits occur."""
    drawn = Drawn(7, 400)
    asked, rows = _varied(drawn), drawn.rows()
    is_goal = {outcome.id: outcome.is_goal for outcome in asked.policy.outcomes}
    classes = [class_of(row, asked.policy.outcomes) for row in rows["deltagare"] if row.get("slutdatum")]
    assert {is_goal.get(found) for found in classes} >= {True, False}
    assert agree(7, 400, "2026") > 0
