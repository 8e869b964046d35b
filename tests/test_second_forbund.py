"""Another förbund, invented: the same code reads its params, judges its plan and makes its pages.

It has two regioner with shares of their own, no external money, no buffer, two years in the budget and other
targets; nothing in the program knows of either förbund.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from samspelet import plan as samspelets_plan

from samspelet_lib.data.lookups import Lookups
from samspelet_lib.errors import RefusedError
from samspelet_lib.figure import Mark, by_id
from samspelet_lib.period import Period
from samspelet_lib.plan.load import load_plan
from samspelet_lib.release.build import build
from samspelet_lib.rules.lint import lint

HERE = Path(__file__).parent
PARAMS = HERE / "forbund_b" / "params"
CASES = tomllib.loads((HERE / "cases" / "second_forbund.toml").read_text(encoding="utf-8"))
PERIOD = Period.parse("2027-05")


@pytest.fixture(scope="module")
def plan():
    return load_plan(PARAMS, 2027)


@pytest.fixture(scope="module")
def findings(plan):
    return {finding.id: finding for finding in lint(plan)}


def test_it_says_that_it_is_invented():
    """No file can be taken for a real förbund's."""
    unmarked = [path for path in PARAMS.rglob("*.toml") if "PÅHITTA" not in path.read_text("utf-8").splitlines()[0]]
    assert unmarked == []


def test_it_is_unlike_samspelet(plan):
    """Other parter, shares, years, limits and insatser; no external money and no buffer."""
    other = samspelets_plan()
    assert {group.share for group in plan.forbund.financing_groups} != {g.share for g in other.forbund.financing_groups}
    assert len([part for part in plan.forbund.parts if part.kind == "region"]) == 2
    assert len(plan.budget.years) == 2
    assert {row.kind for row in plan.budget.income} == {"contributions", "equity"}
    assert (plan.forbund.funding.min_parts, plan.forbund.funding.max_years) == (3, 2)
    assert not {insats.id for insats in plan.insatser} & {insats.id for insats in other.insatser}


@pytest.mark.parametrize("case", CASES["finding"], ids=lambda case: case["id"])
def test_a_finding_says_its_figures(findings, case):
    """Each planted contradiction is found with its figures."""
    finding = findings[case["id"]]
    said = " ".join([finding.title, finding.text, *(f"{item.label} {item.text}" for item in finding.figures)])
    assert [words for words in case["says"] if words not in said.replace("\u00a0", " ")] == []
    assert finding.sources
    assert finding.settle


def test_it_has_kinds_of_findings_that_samspelet_lacks(findings):
    """At least three rules speak here that are silent about Samspelet's plan."""
    kinds = {name.split(".")[0] for name in findings} - {f.id.split(".")[0] for f in lint(samspelets_plan())}
    assert kinds == {"total", "contributions", "deadline"}


def test_what_samspelet_lacks_it_has(findings):
    """A decided plan with a right law number, start dates and named owners is not said to lack them."""
    rules = {name.split(".")[0] for name in findings}
    assert not rules & {"undecided", "law", "start", "owner", "external", "carry", "buffer", "row_name", "end"}


@pytest.mark.parametrize("case", CASES["figure"], ids=lambda case: case["id"])
def test_a_figure_is_what_the_hand_worked_case_says(plan, case):
    """The money of the second plan is printed and judged as worked by hand."""
    figure = by_id(build(plan, PERIOD).figures)[case["id"]]
    assert figure.printed.replace("\u00a0", " ") == case["printed"]
    assert (figure.verdict and figure.verdict.value) == case.get("verdict")


def edited(folder, case):
    """A copy of the params with one place changed, or two."""
    params = shutil.copytree(PARAMS, folder / "params")
    path = params / case["file"]
    text = path.read_text(encoding="utf-8")
    for change in (case, case.get("also", {"old": "", "new": ""})):
        assert text.count(change["old"]) == 1 or not change["old"], "the case changes one place"
        text = text.replace(change["old"], change["new"]) if change["old"] else text
    path.write_text(text, encoding="utf-8")
    return load_plan(params, 2027)


@pytest.mark.parametrize("case", CASES["variant"], ids=lambda case: case["says"])
def test_a_changed_plan_loses_and_gains_exactly_these_findings(tmp_path, findings, case):
    """One place in the plan changed: it loads, its release is built, and only these findings come or go."""
    changed = edited(tmp_path, case)
    after = {finding.id for finding in lint(changed)}
    assert sorted(after - set(findings)) == sorted(case.get("appear", []))
    assert sorted(set(findings) - after) == sorted(case.get("go", []))
    assert build(changed, PERIOD).figures


@pytest.mark.parametrize("case", CASES["word"], ids=lambda case: case["place"])
def test_a_matpunkt_that_counts_what_does_not_exist_is_refused(tmp_path, case):
    """A misspelt table, column or value would count nothing; it is told before anything is read."""
    with pytest.raises(RefusedError) as told:
        Lookups.from_plan(edited(tmp_path, case))
    (fault,) = told.value.faults
    assert (fault.file, fault.place) == (case["file"], case["place"])
    assert [words for words in case["says"] if words not in f"{fault.problem} {fault.remedy}"] == []


def test_what_the_second_forbund_counts_exists(plan):
    """Every table, column and value of its mätpunkter, under each reading."""
    assert set(Lookups.from_plan(plan).lists["part"]) == {part.id for part in plan.forbund.parts}


def without(params, year):
    """The plan with every amount of a year taken to nothing."""
    path = params / "2027/budget.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(rf"{year} = [\d_]+", f"{year} = 0", text), encoding="utf-8")


@pytest.mark.parametrize("year", [2027, 2028])
def test_a_year_without_any_amounts_is_no_error(tmp_path, year):
    """Shares of nothing are marked as not applicable, and everything else is told."""
    params = shutil.copytree(PARAMS, tmp_path / "params")
    without(params, year)
    figures = by_id(build(load_plan(params, 2027), PERIOD).figures)
    assert figures[f"costs;year={year}"].printed == "0\u00a0tkr"
    assert figures[f"equity_share;year={year};reading=closing"].mark is Mark.NOT_APPLICABLE


def test_a_plan_of_one_year_without_insatser_is_read(tmp_path):
    """What a new förbund begins with: one year, no insatser, no corridor."""
    params = shutil.copytree(PARAMS, tmp_path / "params")
    path = params / "2027/budget.toml"
    text = re.sub(r", 2028 = \d+", "", path.read_text("utf-8")).replace("years = [2027, 2028]", "years = [2027]")
    path.write_text(text[: text.rindex("[[stated]]")], encoding="utf-8")
    shutil.rmtree(params / "2027/insatser")
    plan = load_plan(params, 2027)
    names = {finding.id.split(".")[0] for finding in lint(plan)}
    assert "corridor" not in names
    assert not [figure for figure in build(plan, PERIOD).figures if figure.measure.startswith("corridor")]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The pages of one period, made by the command."""
    out = tmp_path_factory.mktemp("granalven")
    folders = ["--params", str(PARAMS), "--data", str(out / "leveranser"), "--out", str(out)]
    command = [sys.executable, "-m", "samspelet_lib.cli", "run", str(PERIOD), *folders]
    done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_text("utf-8") for path in (out / "reports" / PERIOD.folder).glob("*.html")}


@pytest.mark.slow
def test_the_pages_are_its_own(pages):
    """One page an insats, under its own name, and nothing of Samspelet's on any page."""
    assert {"insats-navet.html", "insats-verkstan.html", "insats-vagledning.html"} <= set(pages)
    for name, page in pages.items():
        assert "Samordningsförbundet Granälven (påhittat)" in page, name
        for word in ("Samspelet", "Stegen", "Karlstad", "Värmland", "ESF", "11\u00a0560"):
            assert word not in page, name


@pytest.mark.slow
def test_the_plan_page_has_its_figures(pages):
    """What was worked by hand stands on the plan page."""
    text = re.sub(r"<[^>]+>", " ", pages["plan.html"]).replace("\u00a0", " ")
    shown = ["15,00 %", "−150 tkr", "78,05 %", "69,41 %", "17,89 %", "21,95 %", "1 540", "2 140", "6 050 tkr", "9,17 %"]
    assert [figure for figure in shown if figure not in text] == []


@pytest.mark.slow
def test_a_decided_plan_is_not_said_to_be_undecided(pages):
    """The page doubts a decision only where the register has none."""
    assert "inte visat att planen är beslutad" not in pages["plan.html"]
