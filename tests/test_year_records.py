"""The year's calendar and decisions: what is late on a day, and what a decision changes from its day."""

import shutil
from datetime import date

import pytest
from ledgers import demo_ledgers
from samspelet import PARAMS, plan

from samspelet_lib.errors import RefusedError
from samspelet_lib.figure import by_id
from samspelet_lib.period import Period
from samspelet_lib.plan.load import load_plan
from samspelet_lib.release.build import build
from samspelet_lib.report.base import Report
from samspelet_lib.report.calendar import calendar_section
from samspelet_lib.rules.calendar import calendar_figures
from samspelet_lib.rules.ledger_figures import ledger_figures

OCTOBER = Period.parse("2026-10")


def changed(tmp_path, file, was, becomes):
    params = shutil.copytree(PARAMS, tmp_path / "params")
    path = params / "2026" / file
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes), encoding="utf-8")
    return params


def status(found, by, event):
    figure = by_id(calendar_figures(found, by))[f"calendar;year=2026;row={event}"]
    return figure.note, figure.value


@pytest.mark.parametrize(
    ("by", "says"),
    [
        (date(2026, 10, 15), ("senare", 46)),
        (date(2026, 10, 16), ("snart", 45)),
        (date(2026, 11, 30), ("snart", 0)),
        (date(2026, 12, 1), ("försenat", -1)),
    ],
)
def test_the_budget_is_soon_due_on_its_day_and_late_the_day_after(by, says):
    """The day itself is in time; the warning comes as many days ahead as params say."""
    assert status(plan(), by, "budget_2027") == says


def test_what_is_done_is_not_late_and_was_late_before_it_was_done(tmp_path):
    """A thing counts as done from the day it was done."""
    done = 'done = [{ id = "d1", event = "budget_2027", on = 2026-12-02, ref = "§ 40" }]'
    found = load_plan(changed(tmp_path, "calendar.toml", "done = []", done), 2026)
    assert status(found, date(2026, 12, 1), "budget_2027")[0] == "försenat"
    assert status(found, date(2026, 12, 2), "budget_2027")[0] == "gjort"


def test_every_owner_talks_to_the_board():
    """What is to be done per insats stands once for each insats."""
    found = [figure for figure in calendar_figures(plan(), OCTOBER.end) if figure.dims.row == "muntlig"]
    assert {figure.dims.insats for figure in found} == {insats.id for insats in plan().insatser}


def test_the_page_tells_what_is_late_first():
    """The calendar's table has what is late and soon due, and says how many."""
    release = build(plan(), OCTOBER)
    figures = {figure.id: figure for figure in (*release.figures, *calendar_figures(plan(), OCTOBER.end))}
    said = calendar_section(Report(release.model_copy(update={"figures": tuple(figures.values())})))
    states = [str(row[3]).split(",")[0] for row in said.tables[0].rows]
    assert states == sorted(states, key=["försenat", "snart"].index)
    late = [figure for figure in figures.values() if figure.note == "försenat" and figure.measure == "calendar"]
    assert f"är {len(late)} försenade" in said.text
    assert "alla sju" in [row[1] for row in said.tables[0].rows]  # a survey nobody has sent is one row, not seven
    assert "snart, periodens sista dag" in [row[3] for row in said.tables[0].rows]  # not `0 dagar kvar`


def test_a_decision_changes_the_budget_from_its_day(tmp_path):
    """100 tkr more for a row from 20 September: not in August, in October in budget, deviation and list."""
    decision = (
        'decision = [{ id = "b1", number = "§ 12", on = 2026-09-20, row = "jamstalldhet", amount_tkr = 100, '
        'financing = "eget kapital", text = "Mer till jämställdhet", ref = "§ 12" }]'
    )
    found = load_plan(changed(tmp_path, "decisions.toml", "decision = []", decision), 2026)
    budget = "ledger_budget;year=2026;row=jamstalldhet"
    assert by_id(ledger_figures(found, demo_ledgers(), Period.parse("2026-08")))[budget].value == 5_000_000
    october = by_id(ledger_figures(found, demo_ledgers(), OCTOBER))
    assert october[budget].value == 15_000_000
    told = october["ledger_decision;year=2026;row=jamstalldhet;option=b1"]
    assert (told.value, told.note) == (10_000_000, "§ 12, finansieras med eget kapital")


def test_an_owners_own_forecast_is_used_and_named(tmp_path):
    """The owner's latest forecast goes before the methods, and a measure stands at the row."""
    told = '{ id = "p1", row = "tris", on = 2026-09-30, who = "TRIS", amount_tkr = 4000, ref = "mejl" }'
    text = f"owner_forecast = [{told}]\n"
    params = changed(tmp_path, "decisions.toml", "owner_forecast = []", text)
    path = params / "2026" / "decisions.toml"
    action = (
        'action = [{ id = "a1", row = "tris", on = 2026-10-20, who = "TRIS", text = "Paus i rekrytering", ref = "§" }]'
    )
    path.write_text(path.read_text(encoding="utf-8").replace("action = []", action), encoding="utf-8")
    october = by_id(ledger_figures(load_plan(params, 2026), demo_ledgers(), OCTOBER))
    expected = october["ledger_forecast;year=2026;row=tris"]
    assert (expected.value, expected.note) == (400_000_000, "projektägarens egen prognos")
    assert october["ledger_deviation;year=2026;row=tris"].note == "Paus i rekrytering"


DONE_NOTHING = 'done = [{ id = "d", event = "budget_2072", on = 2026-12-02, ref = "§" }]'
ACTION_NOWHERE = 'action = [{ id = "a", row = "tirs", on = 2026-10-20, who = "x", text = "y", ref = "z" }]'


@pytest.mark.parametrize(
    ("file", "was", "becomes", "says"),
    [
        ("calendar.toml", "done = []", DONE_NOTHING, "budget_2027"),
        ("decisions.toml", "action = []", ACTION_NOWHERE, "”tris”"),
    ],
)
def test_what_names_nothing_is_refused(tmp_path, file, was, becomes, says):
    """An event or a row that does not exist is refused, with what was meant."""
    with pytest.raises(RefusedError) as error:
        load_plan(changed(tmp_path, file, was, becomes), 2026)
    assert "Menade du" in str(error.value)
    assert says in str(error.value)
