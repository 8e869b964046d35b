"""What lint finds in Samspelet's plan, and that each printed number carries exactly its findings."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from samspelet import plan

from samspelet_lib.rules.lint import lint

CASES = tomllib.loads((Path(__file__).parent / "cases" / "lint.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["finding"], ids=lambda case: case["id"])
def test_a_finding_says_its_figures_and_where(case):
    """Each contradiction of the plan is found with its figures, its pinpoint and what would settle it."""
    finding = {finding.id: finding for finding in lint(plan())}[case["id"]]
    said = " ".join([finding.title, finding.text, *(f"{item.label} {item.text}" for item in finding.figures)])

    for words in case["says"]:
        assert words in said.replace("\u00a0", " ")
    assert finding.sources
    assert finding.settle


def test_findings_come_in_one_order_with_ids_of_their_own():
    """Ids are unique and the gravest findings come first, so that two lists can be compared."""
    findings = lint(plan())

    assert len({finding.id for finding in findings}) == len(findings)
    assert [f.severity for f in findings] == sorted(
        (f.severity for f in findings), key=list(type(findings[0].severity)).index
    )


def numbers(budget):
    """Every printed number: its name, and the budget with that number one thousand kronor higher."""
    for attribute in ("income", "costs", "totals"):
        for row in getattr(budget, attribute):
            for year in budget.years:
                changed = row.model_copy(update={"amounts_tkr": row.amounts_tkr | {year: row.amounts_tkr[year] + 1}})
                yield f"{row.id}.{year}", {attribute: replace(getattr(budget, attribute), row, changed)}
    for stated in budget.stated:
        changed = stated.model_copy(update={"amount_tkr": stated.amount_tkr + Decimal(1)})
        yield f"stated.{stated.id}", {"stated": replace(budget.stated, stated, changed)}
    for payer in budget.contributions:
        changed = payer.model_copy(update={"amount_sek": payer.amount_sek + 1000})
        yield f"contribution.{payer.id}", {"contributions": replace(budget.contributions, payer, changed)}
    yield "contributions_total", {"contributions_total_sek": budget.contributions_total_sek + 1000}


def replace(items, old, new):
    return tuple(new if item is old else item for item in items)


@pytest.mark.slow
def test_changing_a_printed_number_brings_exactly_its_findings():
    """Every printed number, changed by a thousand kronor, makes the listed findings appear and go, and no other."""
    before = {finding.id for finding in lint(plan())}
    seen = {}
    for name, change in numbers(plan().budget):
        after = {
            finding.id
            for finding in lint(plan().model_copy(update={"budget": plan().budget.model_copy(update=change)}))
        }
        seen[name] = {"appear": sorted(after - before), "go": sorted(before - after)}

    assert CASES["mutation"] == seen
