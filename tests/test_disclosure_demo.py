"""The demo's public year: what it shows, and that nobody in it can be worked out from it.

The solver here knows nothing of the release's relations. It is told by hand what the tables mean, gets the
truth from the delivered rows, and reckons with the interim report and the year together.
"""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from samspelet import plan
from scipy.optimize import Bounds, LinearConstraint, milp

from samspelet_lib.data.demo import write_demo
from samspelet_lib.data.door import open_all
from samspelet_lib.figure import Mark
from samspelet_lib.period import Period
from samspelet_lib.release.audit import attack
from samspelet_lib.release.build import build, editions
from samspelet_lib.release.disclosure import Secret
from samspelet_lib.release.edition import rules_of
from samspelet_lib.release.marks import hide
from samspelet_lib.release.past import NOTHING_PUBLISHED
from samspelet_lib.report.attainment import attainment_section
from samspelet_lib.report.period import PeriodReport
from samspelet_lib.report.pooled import why

pytestmark = pytest.mark.slow

INTERIM, YEAR = "2026-01..08", "2026"
SEXES = ("kvinna", "man", "annat_okant")
FLOWS = ("year_stock_in", "year_started", "year_ended", "year_stock", "participants")
GOALS = [outcome for outcome in plan().policy.outcomes if outcome.is_goal]
SMALL = range(1, 5)

# What the year cannot show under the policy as it stands, each hidden by the rule of its own class.
HIDDEN_BY_RULE = {
    ("larlingsutbildning", "arbetsgivare_nojda"): "sju svar; upplevelser visas från tio",
    ("hammaro", "rehabiliteringssamverkan"): "ingen av en till fyra personer",
    ("hammaro", "egen_forsorjning"): "en till fyra personer",
    ("grums", "maende_och_formaga"): "hälsa under hela förbundet",
}


@pytest.fixture(scope="module")
def came(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    write_demo(plan(), folder)
    return open_all(str(folder), plan())


@pytest.fixture(scope="module")
def made(came):
    """The interim report and then the year, in both editions."""
    exact = {name: build(plan(), Period.parse(name), came.deliveries, ledgers=came.ledgers) for name in (INTERIM, YEAR)}
    interim = editions(plan(), exact[INTERIM])
    past = NOTHING_PUBLISHED.after(interim.public, exact[INTERIM], interim.log)
    return {INTERIM: interim, YEAR: editions(plan(), exact[YEAR], past)}


def own_values(release):
    """The values of the mätpunkter that are not about money: not their parts, nor other readings."""
    plain = {"forbund", "period", "insats", "matpunkt"}
    figures = [f for f in release.figures if f.measure == "matpunkt" and {name for name, _ in f.dims.items()} <= plain]
    return {(f.dims.insats, f.dims.matpunkt): f for f in figures}


def test_the_year_shows_every_value_that_no_class_rule_hides(made):
    """No mätpunkt's own value is hidden for another's sake; what is hidden is hidden by its class, and listed."""
    exact, public = own_values(made[YEAR].internal), own_values(made[YEAR].public)
    has_value = {name for name, figure in exact.items() if figure.value is not None}
    hidden = {name for name in has_value if public[name].value is None}
    for_others = {entry.figure for entry in made[YEAR].log.hidden if entry.protects}

    assert hidden == set(HIDDEN_BY_RULE)
    assert not for_others & {exact[name].id for name in has_value}
    assert (len(has_value) - len(hidden), len(has_value)) == (39, 43)


def printed_values(release):
    """The values of all 59 mätpunkter as the year's page prints them: `.` is none, `..` is hidden."""
    (listed,) = attainment_section(PeriodReport(release)).tables
    return [str(row[2]) for row in listed.rows]


def test_the_years_page_shows_nine_in_ten_of_the_values_that_arbetsmaterial_shows(made):
    """Of 59 mätpunkter, 12 are told in words alone; of the other 47 values, those about money too, 43 are shown."""
    exact, public = printed_values(made[YEAR].internal), printed_values(made[YEAR].public)
    values = [place for place, text in enumerate(exact) if text != "."]
    shown = [place for place in values if public[place] != ".."]

    assert ".." not in exact
    assert (len(shown), len(values), len(exact)) == (43, 47, 59)
    assert len(shown) >= 0.9 * len(values)


def answers_of(release):
    """Each share of positive answers with how many gave each answer, by what both are about."""
    told = {}
    for figure in release.figures:
        if figure.measure in {"matpunkt", "matpunkt_wave", "experience"} and figure.answers is not None:
            told.setdefault(_about(figure), [figure, []])[0] = figure
    for figure in release.figures:
        if figure.measure == "answer_option":
            told[_about(figure)][1].append(figure)
    return [(share, options) for share, options in told.values() if options]


def _about(figure):
    return tuple((name, value) for name, value in figure.dims.items() if name != "option")


def test_answers_one_by_one_are_the_base_and_the_positive_the_share(made):
    """In both reports, of every question: all answers are those who answered, the positive ones what is judged."""
    positive = {option for scale in plan().policy.scales for option in scale.positive}
    for name in (INTERIM, YEAR):
        found = answers_of(made[name].internal)
        assert len(found) > 15
        for share, options in found:
            assert sum(f.numerator for f in options) == share.denominator == options[0].denominator, share.id
            assert sum(f.numerator for f in options if f.dims.option in positive) == share.numerator, share.id


def test_answers_are_shown_one_by_one_in_the_year_alone_and_from_twenty(made):
    """Shown in the interim report too, the difference would tell what the few in between have answered."""
    shown = {
        name: {f.id for f in made[name].public.figures if f.measure == "answer_option" and f.value is not None}
        for name in (INTERIM, YEAR)
    }
    of_many = {f.id for share, options in answers_of(made[YEAR].internal) if share.denominator >= 20 for f in options}
    assert shown[INTERIM] == set()
    assert shown[YEAR] == of_many
    assert len(of_many) == 60


def test_an_answer_of_too_few_is_found_where_it_is_printed(made):
    """Fifteen answered: their share may be shown, and not which answer each gave."""
    exact = {f.id: f for f in made[YEAR].internal.figures if f.measure == "answer_option"}
    told = next(figure for figure in exact.values() if figure.denominator == 15)
    figures = [told if figure.id == told.id else figure for figure in made[YEAR].public.figures]

    assert told.id in {breach.figure for breach in attack(figures, [], rules_of(plan()), secrets=frozenset())}


def test_a_hidden_share_is_found_from_the_answers_that_are_shown(made):
    """The attacker knows which answers are positive: hidden beside them, the share is no secret."""
    figures = made[YEAR].public.figures
    share = next(f for f in figures if f.dims.matpunkt == "eget_inflytande" and f.measure == "matpunkt_wave")
    secrets = {Secret.of(share, "numerator")}
    hidden = [hide(figure) if figure.id == share.id else figure for figure in figures]
    found = attack(hidden, [], rules_of(plan()), secrets=secrets)

    assert {(breach.figure, breach.part) for breach in found} == {(share.id, "numerator")}
    assert not attack(figures, [], rules_of(plan()), secrets=secrets)


def in_a_pool(release):
    """The values of mätpunkter that are hidden, and shown together with others'."""
    members = {name for figure in release.figures for name in figure.members}
    return [figure for figure in own_values(release).values() if figure.id in members and figure.mark is Mark.HIDDEN]


def test_what_is_shown_of_several_insatser_together(made):
    """The mätpunkter that are hidden have nobody to be pooled with at a price below an own value.

    Under the plan one pair asks the same thing. In the year both are shown alone; in the interim report one is, and
    a shared value would tell the other's. Of questions that no mätpunkt asks, a pool shows three and then four.
    """
    year, interim = made[YEAR].public, made[INTERIM].public

    assert in_a_pool(year) == in_a_pool(interim) == []
    both = ["eget_inflytande", "redo_for_arbete", "stod_som_behovs"]
    assert sorted(figure.dims.row for figure in interim.figures if figure.members) == both
    assert sorted(figure.dims.row for figure in year.figures if figure.members) == sorted([*both, "stod_i_kontakter"])
    assert not [figure.id for figure in made[YEAR].internal.figures if figure.members]


def test_what_holds_for_every_shared_value_is_said_once(made):
    """Four questions of the same two insatser: that some lack the information stands there once."""
    report = PeriodReport(made[YEAR].public)
    pools = report.figures("experience_pooled", period=YEAR)
    note = why(report, report.figures("experience", period=YEAR))
    assert len(pools) == 4
    assert [note.count(label) for label in {pool.label for pool in pools}] == [1]


def test_the_policy_may_say_that_a_shared_value_is_worth_as_much_as_an_own_one(came):
    """Then, in the interim report, Grums' own value gives way to one together with Ung Arena."""
    policy = plan().policy
    weights = policy.disclosure.weights.model_copy(update={"pooled": Decimal(1)})
    settings = policy.disclosure.model_copy(update={"weights": weights})
    other = plan().model_copy(update={"policy": policy.model_copy(update={"disclosure": settings})})
    interim = editions(other, build(other, Period.parse(INTERIM), came.deliveries, ledgers=came.ledgers)).public

    assert sorted(figure.dims.insats for figure in in_a_pool(interim)) == ["grums", "ung_arena"]


def test_every_measure_about_people_has_its_relations_told(made):
    """A measure that may be hidden stands in the policy's relations, or stands alone with its reason."""
    rules, relations = rules_of(plan()), plan().policy.disclosure.relations
    told = {each.measure for each in relations.named}
    measures = {figure.measure for figure in made[YEAR].internal.figures if rules.is_hideable(figure)}

    assert measures - told == set()
    assert all(each.text for each in relations.alone)


def test_no_text_tells_a_hidden_share(made):
    """No note or reason of any figure quotes the counts of a hidden figure of the same mätpunkt."""
    exact = {figure.id: figure for figure in made[YEAR].internal.figures}
    shown = made[YEAR].public.figures
    for hidden in (figure for figure in made[YEAR].public.figures if figure.mark is Mark.HIDDEN and figure.id in exact):
        was = exact[hidden.id]
        if was.numerator is None or was.denominator is None or hidden.dims.reading:
            continue
        quoted = f"{was.numerator} av {was.denominator} "
        told = [f for f in shown if (f.dims.insats, f.dims.matpunkt) == (was.dims.insats, was.dims.matpunkt)]
        assert not [f.id for f in told if quoted in f"{f.verdict_reason} {f.note} {f.shown}"], hidden.id


def test_verdicts_after_disclosure(made):
    """Whoever is hidden has no verdict, and nobody else has lost it."""
    exact = {figure.id: figure for figure in made[YEAR].internal.figures}
    for figure in made[YEAR].public.figures:
        if figure.id in exact and figure.mark is Mark.HIDDEN and exact[figure.id].verdict:
            assert figure.verdict == "redovisas inte (sekretess)"
    kept = [f for f in own_values(made[YEAR].public).values() if f.value is not None]
    assert [f.id for f in kept if f.verdict != exact[f.id].verdict] == []


class Puzzle:
    """Unknown counts by name, with what is printed of them and what the tables mean."""

    def __init__(self):
        self.names, self.rows = {}, []

    def tie(self, terms, low=0, high=0):
        self.rows.append(
            ({self.names.setdefault(name, len(self.names)): factor for name, factor in terms.items()}, low, high)
        )

    def span(self, name):
        """The least and the most the count can be."""
        matrix = np.zeros((len(self.rows), len(self.names)))
        for number, (terms, _, _) in enumerate(self.rows):
            for place, factor in terms.items():
                matrix[number, place] = factor
        rows = LinearConstraint(matrix, [low for _, low, _ in self.rows], [high for _, _, high in self.rows])
        found = []
        for sign in (1, -1):
            aim = np.zeros(len(self.names))
            aim[self.names[name]] = sign
            result = milp(aim, integrality=np.ones(len(aim)), bounds=Bounds(0, 1000), constraints=rows)
            assert result.x is not None, "the publications contradict what the tables mean"
            found.append(round(result.x[self.names[name]]))
        return tuple(found)


@pytest.fixture(scope="module")
def puzzle(made):
    """Everything that both publications print of participants, and what ties it."""
    found, insatser = (
        Puzzle(),
        sorted({f.dims.insats for f in made[YEAR].internal.figures if f.measure == "year_ended"}),
    )
    for period in (INTERIM, YEAR):
        _print(found, period, made[period].public.figures)
        for insats in insatser:
            _mean(found, period, insats)
    grown = ("year_started", "year_ended", "participants")
    for insats in insatser:
        for sex in SEXES:
            found.tie({(INTERIM, "year_stock_in", insats, sex): 1, (YEAR, "year_stock_in", insats, sex): -1})
            for name in grown:
                found.tie({(YEAR, name, insats, sex): 1, (INTERIM, name, insats, sex): -1}, 0, np.inf)
    return found


def _print(found, period, figures):
    names = {
        f.dims.sex: f
        for f in figures
        if (f.measure, f.dims.matpunkt, f.dims.reading) == ("matpunkt", "planering", None)
    }
    for figure in figures:
        where = (figure.dims.insats, figure.dims.sex)
        if figure.measure in FLOWS and figure.value is not None:
            found.tie({(period, figure.measure, *where): 1}, int(figure.value), int(figure.value))
        if figure.dims.matpunkt == "fordelning" and figure.dims.sex in SEXES and figure.measure == "matpunkt":
            value = figure.value
            found.tie(
                {(period, "participants", *where): 1}, *((0, np.inf) if value is None else (int(value), int(value)))
            )
        if figure.measure == "exit" and figure.value is not None:
            found.tie(
                {(period, "exit", figure.dims.insats, figure.dims.option): 1}, int(figure.value), int(figure.value)
            )
        if figure.measure == "exit_goal" and figure.numerator is not None:
            reached = {(period, "exit", figure.dims.insats, outcome.id): 1 for outcome in GOALS}
            found.tie(reached, int(figure.numerator), int(figure.numerator))
            known = {(period, "exit", figure.dims.insats, outcome.id): 1 for outcome in plan().policy.outcomes}
            found.tie(known, int(figure.denominator), int(figure.denominator))
    for sex, figure in names.items():
        if figure.denominator is not None:
            found.tie(
                {(period, "year_ended", figure.dims.insats, sex): 1}, int(figure.denominator), int(figure.denominator)
            )


def _mean(found, period, insats):
    for sex in (*SEXES, None):
        at = {name: (period, name, insats, sex) for name in FLOWS}
        found.tie({at["year_stock_in"]: 1, at["year_started"]: 1, at["year_ended"]: -1, at["year_stock"]: -1})
        found.tie({at["year_stock_in"]: 1, at["year_started"]: 1, at["participants"]: -1})
    for name in FLOWS:
        found.tie({**{(period, name, insats, sex): 1 for sex in SEXES}, (period, name, insats, None): -1})
    options = [*(outcome.id for outcome in plan().policy.outcomes), "saknas"]
    found.tie({**{(period, "exit", insats, option): 1 for option in options}, (period, "year_ended", insats, None): -1})


def truths(came):
    """The true counts of the year by insats and sex, from the rows alone."""
    rows = came.deliveries.frames["deltagare"]
    for insats, own in rows.groupby("insats"):
        start, stop = pd.to_datetime(own["startdatum"]), pd.to_datetime(own["slutdatum"])
        for period, last in ((INTERIM, date(2026, 8, 31)), (YEAR, date(2026, 12, 31))):
            first, end = pd.Timestamp(2026, 1, 1), pd.Timestamp(last)
            ended = (stop >= first) & (stop <= end)
            masks = {
                "year_stock_in": (start < first) & (stop.isna() | (stop >= first)),
                "year_started": (start >= first) & (start <= end),
                "year_ended": ended,
                "year_stock": (start <= end) & (stop.isna() | (stop > end)),
                "participants": (start <= end) & (stop.isna() | (stop >= first)),
            }
            for name, mask in masks.items():
                for sex in SEXES:
                    yield (period, name, insats, sex), int((mask & (own["kon"].fillna("annat_okant") == sex)).sum())


def test_no_small_group_of_participants_can_be_worked_out(came, made, puzzle):
    """Every group of one to four stays uncertain for who has both reports and knows what the tables mean."""
    small = {name: count for name, count in truths(came) if count in SMALL and name in puzzle.names}
    printed = {
        (period, f.measure, f.dims.insats, f.dims.sex)
        for period in (INTERIM, YEAR)
        for f in made[period].public.figures
        if f.measure in FLOWS and f.value is not None
    }
    assert len(small) > 20
    assert not small.keys() & printed
    pinned = [name for name in small if len(set(puzzle.span(name))) == 1]
    assert pinned == []


def test_no_small_group_that_ended_can_be_worked_out(made, puzzle):
    """The classes of exit: every hidden one of one to four stays uncertain."""
    exits = [f for f in made[YEAR].internal.figures if f.measure == "exit" and f.dims.insats and f.dims.option]
    small = [(YEAR, "exit", f.dims.insats, f.dims.option) for f in exits if f.value in SMALL]

    assert small
    assert [name for name in small if len(set(puzzle.span(name))) == 1] == []


def test_a_question_whose_answer_is_hidden_does_not_say_that_facts_are_missing(made):
    """Under no reading that a reader may not see it is told that nothing has come in."""
    hidden = {f.dims.reading for f in made[YEAR].public.figures if f.dims.reading and f.mark is Mark.HIDDEN}
    told = {
        outcome.reading: outcome.result
        for question in made[YEAR].public.questions
        for outcome in question.outcomes
        if question.id.startswith("hammaro.egen_forsorjning.")
    }

    assert told
    assert told.keys() <= hidden
    assert set(told.values()) == {"visas inte, av hänsyn till enskilda personer"}
