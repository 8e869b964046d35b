"""Scenarios: the plan's own rules on other amounts, bounds never rounded out of their goal, and what a reader meets."""

import json
import shutil
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import demo_ledgers
from samspelet import PARAMS, plan

from samspelet_lib.errors import RefusedError
from samspelet_lib.figure import Verdict, by_id
from samspelet_lib.period import Period
from samspelet_lib.plan.load import load_plan
from samspelet_lib.release.build import build
from samspelet_lib.report.scenario import ScenarioReport
from samspelet_lib.rules.corridor import Corridor, corridor, corridor_figures
from samspelet_lib.rules.finance import position_figures
from samspelet_lib.rules.ledger_figures import ledger_figures
from samspelet_lib.rules.money import CLOSING, budget_money
from samspelet_lib.rules.scenario import BUDGETED, Start, scenario_money, without_new
from samspelet_lib.rules.scenario_figures import CLOSED, FITS, TOO_LITTLE, TOO_MUCH, fit, scenario_figures

OCTOBER = Period.parse("2026-10")
TKR = 100_000


@cache
def figures():
    return by_id(scenario_figures(plan(), demo_ledgers(), OCTOBER))


def scenario(name):
    return next(found for found in plan().scenarios.scenarios if found.id == name)


def tkr(measure, scenario, year=2027, **dims):
    extra = "".join(f";{key}={value}" for key, value in dims.items() if key == "reading")
    basis = f";basis={dims['basis']}" if "basis" in dims else ""
    return figures()[f"{measure};year={year}{extra}{basis};scenario={scenario}"].value / TKR


@pytest.mark.parametrize(
    ("reading", "least", "most"), [("inside", 6713.2, 8008), ("on_top", 7413.2, 8708), ("both", 7413.2, 8008)]
)
def test_the_room_of_2027_is_the_plans_own(reading, least, most):
    """With nothing new decided the room is what the plan's table gives: 20 % of 9 974 under an equity of 884."""
    assert tkr("scenario_least", "inget_nytt", reading=reading) == Decimal(str(least))
    assert tkr("scenario_most", "inget_nytt", reading=reading) == most


def test_a_scenario_that_changes_nothing_is_the_plan():
    """Equity, result and corridor are the plan's own, to the öre: the same functions made them."""
    money = budget_money(plan().budget)
    own = by_id((*position_figures(plan(), money), *corridor_figures(plan(), money)))
    for year in (2027, 2028):
        assert (
            figures()[f"scenario_equity;year={year};scenario=inget_nytt"].value
            == own[f"equity_closing;year={year}"].value
        )
        assert figures()[f"scenario_result;year={year};scenario=inget_nytt"].value == own[f"result;year={year}"].value
    for word in ("least", "most"):
        for reading in ("inside", "on_top", "both"):
            found = figures()[f"scenario_{word};year=2027;reading={reading};scenario=inget_nytt"]
            assert found.value == own[f"corridor_{word};year=2027;reading={reading}"].value


def test_without_the_esf_money_equity_is_400_less():
    """884 becomes 484 when 400 does not come, 4.85 per cent of 9 974; the room is 400 less."""
    assert tkr("scenario_equity", "utan_esf") == 484
    share = figures()["scenario_equity_share;year=2027;scenario=utan_esf"]
    assert share.printed.replace("\u00a0", " ") == "4,85 %"
    assert tkr("scenario_most", "utan_esf", reading="both") == 7608


def test_administration_as_in_2026_leaves_100_more_each_year():
    """1 200 instead of 1 300 in both years."""
    assert tkr("scenario_equity", "administration_som_2026", 2027) == 984
    assert tkr("scenario_equity", "administration_som_2026", 2028) == 1084


def test_the_second_year_opens_with_what_the_first_leaves():
    """9 260 a year is 1 436 more than the contributions carry: equity falls by it, year after year."""
    assert tkr("scenario_equity", "som_2026", 2027) == 884 - 1436
    assert tkr("scenario_equity", "som_2026", 2028) == 884 - 2 * 1436


def test_the_forecast_is_where_the_years_begin_when_there_are_books():
    """From the forecast, 2027 opens with the forecast's equity, and cash moves as equity does."""
    books = by_id(ledger_figures(plan(), demo_ledgers(), OCTOBER))
    equity = books["ledger_equity_closing;year=2026;basis=forecast"].value
    cash = books["ledger_cash;year=2026;basis=forecast"].value
    assert figures()["scenario_equity;year=2027;basis=forecast;scenario=inget_nytt"].value == equity + 7824 * TKR
    assert figures()["scenario_cash;year=2027;basis=forecast;scenario=inget_nytt"].value == cash + 7824 * TKR


def test_cash_is_not_known_without_books():
    """The budget says nothing of cash, so no figure does."""
    bare = scenario_figures(plan(), None, OCTOBER)
    assert bare
    assert not [figure for figure in bare if figure.measure == "scenario_cash"]
    assert not [figure for figure in bare if figure.dims.basis]


def test_administrations_share_means_nothing_without_insatser():
    """Nothing new: no verdict on administration. Enough for the contributions: narrow holds and broad does not."""
    found = {
        (figure.dims.scenario, figure.dims.reading): figure.verdict
        for figure in figures().values()
        if figure.measure == "scenario_financial"
        and figure.dims.matpunkt == "administration_tak"
        and figure.dims.year == 2027
    }
    assert found["inget_nytt", "bred"] is Verdict.NOT_APPLICABLE
    assert found["niva_med_bidragen", "snav"] is Verdict.ON_TRACK
    assert found["niva_med_bidragen", "bred"] is Verdict.AT_RISK


@pytest.mark.parametrize(("ore", "said"), [(99, TOO_LITTLE), (100, FITS), (200, FITS), (201, TOO_MUCH)])
def test_how_an_amount_fits_just_below_at_and_just_above(ore, said):
    """Both bounds are within the room."""
    assert fit(Corridor(100, 200), ore) == said
    assert fit(Corridor(200, 100), ore) == CLOSED


@given(
    st.integers(-(10**9), 10**9),
    st.integers(0, 10**9),
    st.sampled_from(["inside", "on_top"]),
    st.sampled_from([2027, 2028]),
)
def test_a_bound_keeps_its_goal_and_an_ore_beyond_breaks_it(opening, new, buffer, year):
    """At the least amount equity is within a fifth of the contributions, one öre less is not; the most likewise."""
    assumed = scenario("inget_nytt").model_copy(update={"insatser_tkr": {2027: Decimal(new) / TKR}})
    money = scenario_money(plan(), without_new(assumed, year), Start("forecast", opening=opening))
    room = corridor(money, year, ceiling=Fraction(1, 5), buffer=buffer)
    left, ceiling = money.equity(year, CLOSING, buffer), Fraction(997_400_000, 5)
    assert left - room.least <= ceiling
    assert room.least == 0 or left - (room.least - 1) > ceiling
    kept = 70_000_000 if buffer == "inside" else 0
    assert money.equity(year, CLOSING) - room.most == kept


def test_printed_bounds_are_rounded_inwards():
    """A printed least amount is never less than the bound, a printed most amount never more."""
    bounds = [
        figure
        for figure in figures().values()
        if figure.measure in {"scenario_least", "scenario_most", "scenario_administration"}
    ]
    assert len(bounds) > 100
    for figure in bounds:
        digits = figure.shown.replace("\u00a0", "").replace("−", "-").replace(",", ".")
        printed = Decimal(digits) * TKR
        assert printed <= figure.value if figure.measure == "scenario_most" else printed >= figure.value


def test_the_scenarios_money_is_the_budgets_when_nothing_is_assumed():
    """Costs by group and income are the budget's, whatever row is added for new insatser."""
    own, found = budget_money(plan().budget), scenario_money(plan(), scenario("inget_nytt"), BUDGETED)
    for year in plan().budget.years:
        assert found.total_costs(year) == own.total_costs(year)
        assert found.result(year) == own.result(year)


@pytest.mark.parametrize(
    ("was", "becomes", "word"),
    [
        ('row = "esf"', 'row = "efs"', "Menade du ”esf”"),
        ("2028 = 9260", "2029 = 9260", "budgeten har inget år 2029"),
        ("insatser_tkr = { 2027 = 0", "insatser_kr = { 2027 = 0", "insatser_tkr"),
    ],
)
def test_a_scenario_that_leads_nowhere_is_refused(tmp_path, was, becomes, word):
    """A row, a year or a key that does not exist is refused with what was meant."""
    params = shutil.copytree(PARAMS, tmp_path / "params")
    file = params / "2026" / "scenarios.toml"
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(RefusedError, match=word):
        load_plan(params, 2026)


def test_the_page_says_what_can_be_committed_and_who_has_decided():
    """The first sentence is the room; every scenario is told with that nobody has decided it."""
    report = ScenarioReport(build(plan(), OCTOBER))
    assert "minst 7 413,2 tkr och högst 8 008 tkr" in report.summary().text.replace("\u00a0", " ")
    assert report.assumptions().text.count("Ej beslutat.") == len(plan().scenarios.scenarios)
    for section in (report.room(), report.outcome(), report.administration(), report.goals()):
        assert not section.is_empty


def test_without_scenarios_the_page_says_where_to_write_them():
    """A plan without scenarios has a page that says so."""
    bare = ScenarioReport(build(plan().model_copy(update={"scenarios": None}), OCTOBER))
    assert "scenarios.toml" in bare.summary().text
    assert bare.room().is_empty


def test_the_exploration_notebook_runs_cell_by_cell(monkeypatch):
    """Every cell of the exploration notebook runs on the plan alone, and its table is the plan's own rules."""
    project = PARAMS.parent
    monkeypatch.chdir(project)
    monkeypatch.setenv("SAMSPELET_DATA", str(project / "finns-inte"))
    book = json.loads((project / "notebooks" / "utforska" / "scenarier_2027.ipynb").read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    table = names["position"](names["mine"])
    assert table[2027]["Eget kapital, tkr"] == 484 + 324
