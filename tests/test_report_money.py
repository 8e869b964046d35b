"""What a reader meets of the money: tables with every row, the unmapped apart, and a word where books are missing."""

from functools import cache

from ledgers import demo_ledgers
from markupsafe import escape
from samspelet import plan

from samspelet_lib.period import Period
from samspelet_lib.release.build import build
from samspelet_lib.release.store import TextEntry
from samspelet_lib.report.attainment import attainment_section
from samspelet_lib.report.base import Report
from samspelet_lib.report.money import follow_up_section, income_section, method
from samspelet_lib.report.period import PeriodReport
from samspelet_lib.report.statements import report_texts_section, signatures_section, statements_section
from samspelet_lib.rules.forecast import METHOD_NAMES
from samspelet_lib.rules.ledger_figures import ledger_figures
from samspelet_lib.rules.statement_figures import statement_figures, statement_texts
from samspelet_lib.swedish import tkr

OCTOBER = Period.parse("2026-10")


@cache
def report(period=OCTOBER):
    """The period's release with the books in it."""
    release = build(plan(), period)
    ledgers = demo_ledgers()
    figures = {figure.id: figure for figure in release.figures}
    for figure in (*ledger_figures(plan(), ledgers, period), *statement_figures(plan(), ledgers, period)):
        figures[figure.id] = figure
    texts = {(text.section, text.id): text for text in release.texts}
    for document, section, statements in statement_texts(plan()):
        for found in statements:
            source = document.pinpoint(found.ref, found.source)
            entry = TextEntry(id=found.id, section=section, name=found.name, text=found.text, source=source)
            texts[section, found.id] = entry
    return Report(release.model_copy(update={"figures": tuple(figures.values()), "texts": tuple(texts.values())}))


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


def test_why_a_method_is_chosen_is_told_once_for_each_kind_of_row():
    """The method of most rows stands once, with the rows that have another, and so does the back-test behind it."""
    said = follow_up_section(report()).text
    for default in plan().ledger.methods:
        assert said.count(default.because) == 1
    methods = [method(figure) for figure in report().figures("ledger_forecast", year=2026)]
    assert methods.count(METHOD_NAMES["budget_remaining"]) > len(methods) / 2
    forecast = next(grid for grid in follow_up_section(report()).tables if grid.anchor == "tabell-prognos")
    assert f"Metod för de flesta rader: {METHOD_NAMES['budget_remaining']}. För " in str(forecast.note)
    for other in set(methods) - {METHOD_NAMES["budget_remaining"]}:
        assert str(forecast.note).count(other) == 1


def test_a_payer_that_has_not_paid_is_seen():
    """The smallest payer has half its contribution left to pay."""
    assert cells(income_section(report()), "tabell-intakter")["Grums kommun"] == ["152,0", "152,0", "76,0", "76"]


def test_without_books_the_page_says_so():
    """A release without the books says that they have not come in."""
    bare = Report(build(plan(), OCTOBER))
    assert "har inte kommit in" in follow_up_section(bare).text
    assert "har inte kommit in" in income_section(bare).text


def test_the_statements_of_an_interim_stand_with_their_parts():
    """Result, balance, cash flow, operations and investments; and that the year is not closed."""
    found = statements_section(report(Period.parse("2026-01..08")))
    assert "Uppgifter t.o.m. augusti 2026, ej bokslut" in found.text
    assert [grid.anchor for grid in found.tables] == [
        "rakenskap-resultatrakning",
        "rakenskap-balansrakning",
        "rakenskap-kassaflodesanalys",
        *(f"rakenskap-{note.id}" for note in plan().statements.notes if note.row),
        "rakenskap-drift",
    ]
    assert "Ej tillämplig" in found.text
    operations = cells(found, "rakenskap-drift")
    assert operations["Kostnader som inte är kopplade"] == ["", "12,3", "12,3", "12,3", "12,3"]
    outcome = cells(found, "rakenskap-resultatrakning")["Verksamhetens kostnader"]
    assert [f"−{operations['Summa kostnader'][place]}" for place in (1, 4)] == outcome[1:]


def test_each_statement_says_which_days_and_months_it_holds():
    """An interim's result stands beside the same months, its balance beside the end of the year before."""
    found = {grid.anchor: grid for grid in statements_section(report(Period.parse("2026-01..08"))).tables}
    heads = {
        name: [column.label for column in found[f"rakenskap-{name}"].columns[2:]]
        for name in ("resultatrakning", "balansrakning")
    }
    assert heads["resultatrakning"] == ["januari–augusti 2026", "januari–augusti 2025"]
    assert [head.replace("\u00a0", " ") for head in heads["balansrakning"]] == ["31 augusti 2026", "31 december 2025"]


def test_a_row_refers_to_its_note_and_the_note_comes_to_the_row():
    """Every note of a row stands beside it, and its accounts add up to what the row says, both years."""
    found = statements_section(report(Period.parse("2026-01..08")))
    for number, note in enumerate(plan().statements.notes, start=1):
        if note.row is None:
            continue
        layout = next(layout for layout in plan().statements.layouts if layout.id == note.statement)
        name = next(row.name for row in layout.rows if row.id == note.row)
        row = cells(found, f"rakenskap-{note.statement}")[name]
        assert row[0] == f"Not {number}"
        total = cells(found, f"rakenskap-{note.id}")["Summa"]
        assert [cell.removesuffix(",0") for cell in total] == [cell.removesuffix(",0") for cell in row[1:]]


def test_a_note_that_nobody_has_written_is_shown_as_missing():
    """A note in words is a file, as the sections are; it stands with its number."""
    said = statements_section(report(Period.parse("2026"))).text
    assert "Not 1. Redovisningsprinciper" in said
    assert "texter/redovisningsprinciper.md" in said


def test_a_year_without_books_is_a_dash_and_not_nought():
    """Nobody knows what last year's accounts held; that it was nothing would be a statement."""
    whole = report(Period.parse("2026"))
    kept = tuple(f for f in whole.release.figures if f.dims.year != 2025 or not f.measure.startswith("statement"))
    lone = Report(whole.release.model_copy(update={"figures": kept}))
    notes = [grid for grid in statements_section(lone).tables if grid.columns[0].label == "Konto"]
    assert notes
    for grid in notes:
        assert {row[2] for row in grid.rows} == {"–"}
        assert grid.rows[-1][1] != "–"
    assert statements_section(whole).text.count("–") < statements_section(lone).text.count("–")


def test_the_declared_groups_add_up_to_all_costs():
    """Group by group, unmapped apart, the booked money is every cost in the books."""
    found = cells(follow_up_section(report()), "tabell-grupper")
    rows = cells(follow_up_section(report()), "tabell-uppfoljning")
    assert set(found) == {group.name for group in plan().ledger.groups} | {"Kostnader som inte är kopplade"}
    assert found["Styrelse och revision"] == rows["Styrelse o revision"][:6]
    figures = report().figures("ledger_group_booked")
    total = report().figure("ledger_costs", year=2026, basis="outcome").value
    assert sum(figure.value for figure in figures) + 1_234_500 == total


def test_what_the_year_has_cost_so_far_is_one_amount_under_one_word():
    """The key figure is the amount that the chart draws, with what is booked beside it: owners claim late."""
    month = PeriodReport(report().release)
    rows = cells(follow_up_section(month), "tabell-uppfoljning")
    unmapped = month.figure("ledger_unmapped", year=2026, row="unmapped_cost").value
    total = sum(figure.value for figure in month.figures("ledger_periodised")) + unmapped
    told = month.summary().text.replace("\N{NO-BREAK SPACE}", " ")
    assert f"Kostnader hittills, periodiserat: {tkr(total)} tkr".replace("\N{NO-BREAK SPACE}", " ") in told
    assert rows["Summa, kopplade rader"][3] == tkr(total - unmapped).replace("\N{NO-BREAK SPACE}", " ")
    assert "utfall" not in f"{told} {follow_up_section(month).text}".lower()


def test_a_month_has_no_statements_and_says_why():
    """A month's page tells which lengths an interim report may have."""
    assert "6, 7 eller 8 månader" in statements_section(report()).text


def test_a_section_nobody_has_written_is_shown_as_missing():
    """Each section of the annual report stands with its name, and with where to write it."""
    said = report_texts_section(report()).text
    notes = {note.section for note in plan().statements.notes if note.section}
    assert said.count("(texter/") == len(plan().statements.sections) - len(notes)
    assert said.count("är inte skrivna") == 1
    assert "texter/personal.md" in said


def test_every_row_of_the_signatures_has_a_head():
    """A screen reader can tell the rows apart, although nobody has signed yet."""
    (grid,) = signatures_section(report()).tables
    assert [row[0] for row in grid.rows] == [str(number) for number in range(1, len(grid.rows) + 1)]


def test_a_requisitioned_row_says_through_which_month_it_is_claimed():
    """The last month that a requisition covers stands in the row; own costs have none."""
    found = cells(follow_up_section(report()), "tabell-uppfoljning")
    assert found["Stegen Kristinehamn"][6] == "juni"
    assert found["Administration"][6] == ""


def test_the_board_signs_for_the_board():
    """The signature block says for whom one signs."""
    assert "inte för den medlem" in signatures_section(report()).text


def test_the_year_tells_how_every_goal_went():
    """One line for each of the plan's mätpunkter, in its order, with whose it is; a month has no such table."""
    year = report(Period.parse("2026"))
    grid = next(grid for grid in attainment_section(year).tables if grid.anchor == "tabell-maluppfyllelse")
    assert len(grid.rows) == len(NAMES) == 59
    assert all(str(name) in str(row[0]) for name, row in zip(NAMES, grid.rows, strict=True))
    assert all(str(row[4]) for row in grid.rows)
    assert attainment_section(report()).is_empty


NAMES = [escape(matpunkt.name) for _, _, matpunkt in plan().all_matpunkter()]
