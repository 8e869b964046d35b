"""What a reader meets of the money: tables with every row, the unmapped apart, and a word where books are missing."""

from functools import cache

from ledgers import demo_ledgers
from samspelet import plan

from samspelet_lib.period import Period
from samspelet_lib.release.build import build
from samspelet_lib.report.base import Report
from samspelet_lib.report.money import follow_up_section, income_section
from samspelet_lib.rules.ledger_figures import ledger_figures

OCTOBER = Period.parse("2026-10")


@cache
def report():
    release = build(plan(), OCTOBER)
    figures = [*release.figures, *ledger_figures(plan(), demo_ledgers(), OCTOBER)]
    return Report(release.model_copy(update={"figures": tuple(figures)}))


def cells(section, anchor):
    grid = next(grid for grid in section.tables if grid.anchor == anchor)
    return {str(row[0]): [str(cell).replace("\u00a0", " ") for cell in row[1:]] for row in grid.rows}


def test_every_cost_row_of_the_plan_is_followed_up():
    """The follow-up has every row, and its sum is the printed budget."""
    found = cells(follow_up_section(report()), "tabell-uppfoljning")
    assert {row.name for row in plan().budget.costs} | {"Summa, kopplade rader"} == set(found)
    assert found["Summa, kopplade rader"][0] == "11 560"


def test_the_unmapped_is_shown_apart():
    """What no rule takes has a table of its own, with what to do."""
    assert cells(follow_up_section(report()), "tabell-ej-kopplat") == {"Kostnader som inte är kopplade": ["12,3"]}


def test_the_four_financial_goals_stand_on_three_bases():
    """Each financial mätpunkt has budget, outcome and forecast under every reading."""
    found = follow_up_section(report())
    for matpunkt in plan().finance.matpunkter:
        assert all(cell[2] != "–" for cell in cells(found, f"mal-utfall-{matpunkt.id}").values())


def test_a_payer_that_has_not_paid_is_seen():
    """The smallest payer has half its contribution left to pay."""
    assert cells(income_section(report()), "tabell-intakter")["Grums kommun"] == ["152", "152", "76", "76"]


def test_without_books_the_page_says_so():
    """A release without the books says that they have not come in."""
    bare = Report(build(plan(), OCTOBER))
    assert "har inte kommit in" in follow_up_section(bare).text
    assert "har inte kommit in" in income_section(bare).text
