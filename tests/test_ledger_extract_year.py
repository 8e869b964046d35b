"""A kommun's extract in place of a SIE file: the same vouchers give the same figures, however written."""

import csv
import json
from functools import cache

import pandas as pd
import pytest
from ledgers import BEFORE, NOW, as_extract, demo_ledgers, demo_text, stated, trans
from samspelet import plan

from samspelet_lib.data.ledger_read import read_ledgers
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.read import read_deliveries
from samspelet_lib.data.sie_text import ledger_command
from samspelet_lib.errors import DisclosureError, RefusedError
from samspelet_lib.period import Period
from samspelet_lib.rules.ledger_figures import ledger_figures
from samspelet_lib.rules.ledger_findings import ledger_findings
from samspelet_lib.rules.money import budget_money
from samspelet_lib.rules.statement_figures import statement_figures
from samspelet_lib.swedish import NBSP

PERIODS = [Period.parse(text) for text in ("2026-10", "2026-01..08", "2026")]


def write_csv(folder, name, rows):
    with (folder / name).open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def write_xlsx(folder, name, rows):
    pd.DataFrame(rows[1:], columns=rows[0]).to_excel(folder / name, index=False, engine="xlsxwriter")


@cache
def from_sie(period):
    return figures_of(demo_ledgers(), period)


def figures_of(ledgers, period):
    found = [*ledger_figures(plan(), ledgers, period), *statement_figures(plan(), ledgers, period)]
    return {figure.id: (figure.value, figure.low, figure.high, figure.on, figure.verdict) for figure in found}


@pytest.mark.parametrize("period", PERIODS, ids=str)
@pytest.mark.parametrize(("write", "ending"), [(write_csv, "csv"), (write_xlsx, "xlsx")])
def test_the_same_vouchers_give_the_same_figures(tmp_path, period, write, ending):
    """Both years of the demo written as extracts: every figure of follow-up and statements is the SIE files' own."""
    for name in (BEFORE, NOW):
        write(tmp_path, f"huvudbok-{name[11:15]}.{ending}", as_extract(demo_text()[name]))
    found = figures_of(read_ledgers(tmp_path, plan()), period)
    assert len(found) > 100
    assert found == from_sie(period)


def test_an_extract_without_opening_rows_opens_with_what_last_years_file_closed_with(tmp_path):
    """2025 as SIE and 2026 as an extract of bookings alone: the same figures again."""
    (tmp_path / BEFORE).write_bytes(demo_text()[BEFORE].encode("cp437"))
    write_csv(tmp_path, "Huvudbok 2026.csv", as_extract(demo_text()[NOW], with_opening=False))
    assert figures_of(read_ledgers(tmp_path, plan()), PERIODS[2]) == from_sie(PERIODS[2])


NEEDS_BALANCES = {"ledger_cash", "ledger_paid", "ledger_equity_opening", "ledger_equity_closing", "financial"}


def without_balances(rows, *, results_only):
    """The extract as a kommun may take it out: bookings alone, or of accounts for income and costs alone."""
    headings, *booked = rows
    return [headings, *(row for row in booked if not results_only or row[0][0] not in "12")]


@pytest.mark.parametrize("results_only", [False, True])
def test_an_extract_that_nothing_says_how_it_opened_is_followed_up_row_by_row(tmp_path, results_only):
    """Every row and its forecast are the SIE file's own; cash and what is paid are unknown, not guessed."""
    rows = as_extract(demo_text()[NOW], with_opening=False)
    write_csv(tmp_path, "huvudbok.csv", without_balances(rows, results_only=results_only))
    ledgers = read_ledgers(tmp_path, plan())
    found = figures_of(ledgers, PERIODS[0])
    whole = {key: told for key, told in from_sie(PERIODS[0]).items() if "year=2026" in key}
    rows = {key: told for key, told in whole.items() if key.split(";")[0] not in NEEDS_BALANCES}
    assert len(rows) > 100
    assert {key: found[key] for key in rows} == rows
    assert not [key for key in found if key.startswith(("ledger_cash", "ledger_paid"))]
    assert [finding.id for finding in ledger_findings(plan(), ledgers)].count("ledger.2026.no_balances") == 1


@pytest.mark.parametrize("results_only", [False, True])
def test_books_without_balances_stop_the_statements_and_open_as_the_plan_says(tmp_path, results_only):
    """The cause is named once; equity goes on from the budget's opening."""
    rows = as_extract(demo_text()[NOW], with_opening=False)
    write_csv(tmp_path, "huvudbok.csv", without_balances(rows, results_only=results_only))
    ledgers = read_ledgers(tmp_path, plan())
    stops = [figure.note for figure in statement_figures(plan(), ledgers, PERIODS[1])]
    assert len(stops) == 1
    assert "säger inte vad 2026 öppnade med" in stops[0]
    opened = [
        figure.value
        for figure in ledger_figures(plan(), ledgers, PERIODS[1])
        if figure.measure == "ledger_equity_opening"
    ]
    assert set(opened) == {budget_money(plan().budget).opening}


def test_the_ledger_command_shows_an_extract_of_result_accounts_without_alarm(tmp_path):
    """Vouchers need not balance where half of each was left out; the rest is there."""
    rows = as_extract(demo_text()[NOW], with_opening=False)
    write_csv(tmp_path, "huvudbok.csv", without_balances(rows, results_only=True))
    text, code = ledger_command([tmp_path / "huvudbok.csv"], as_json=False, mapping=plan().ledger)
    assert code == 0
    assert "Inga anmärkningar." in text


def test_a_year_that_came_both_as_sie_and_as_extract_is_refused(tmp_path):
    """The same vouchers twice would be counted twice."""
    (tmp_path / NOW).write_bytes(demo_text()[NOW].encode("cp437"))
    write_csv(tmp_path, "huvudbok.csv", as_extract(demo_text()[NOW]))
    with pytest.raises(RefusedError, match="räknas dubbelt") as error:
        read_ledgers(tmp_path, plan())
    assert {fault.file for fault in error.value.faults} == {NOW, "huvudbok.csv"}


def test_rows_of_two_years_are_refused(tmp_path):
    """A year is a file."""
    rows = as_extract(demo_text()[NOW])
    write_csv(tmp_path, "huvudbok.csv", [*rows, ["4510", "", "", "", "2027-01-02", "B 1", "", "1,00"]])
    with pytest.raises(RefusedError, match="flera kalenderår"):
        read_ledgers(tmp_path, plan())


def test_a_voucher_that_does_not_balance_is_named_and_stops_the_statements(tmp_path):
    """One öre on one row: the voucher is named with its difference, and no statement is made."""
    rows = as_extract(demo_text()[NOW])
    last = rows[-1]
    rows[-1] = [*last[:-1], last[-1][:-1] + ("1" if last[-1][-1] == "0" else "0")]
    write_csv(tmp_path, "huvudbok.csv", rows)
    ledgers = read_ledgers(tmp_path, plan())
    said = [finding.text for finding in ledger_findings(plan(), ledgers) if finding.severity == "motsägelse"]
    assert any(f"Verifikation {last[5]} går inte ihop" in text for text in said)
    assert {figure.measure for figure in statement_figures(plan(), ledgers, PERIODS[2])} == {"statement_stop"}


def closing_voucher(rows):
    """The demo's voucher that moves the result of 2025 to equity."""
    return next(row[5] for row in rows[1:] if row[0].startswith("89"))


def last_year_left_open(folder, *also):
    """Both years as extracts: 2025 without its closing voucher and with these rows, 2026 without opening rows."""
    before = as_extract(demo_text()[BEFORE])
    closes = closing_voucher(before)
    write_csv(folder, "huvudbok-2025.csv", [*(row for row in before if row[5] != closes), *also])
    write_csv(folder, "huvudbok-2026.csv", as_extract(demo_text()[NOW], with_opening=False))
    return read_ledgers(folder, plan())


@pytest.mark.parametrize("period", PERIODS[::2], ids=str)
def test_the_result_of_a_year_that_was_left_open_is_in_the_equity_that_is_carried(tmp_path, period):
    """No figure of 2026 is another than when 2025 was closed, and what was moved to equity is told."""
    ledgers = last_year_left_open(tmp_path)
    found = {key: told for key, told in figures_of(ledgers, period).items() if key.startswith(("ledger", "financial"))}
    assert found == {key: told for key, told in from_sie(period).items() if key in found}
    assert "ledger_equity_opening;year=2026;basis=forecast" in found
    [told] = [finding.text for finding in ledger_findings(plan(), ledgers) if ".2026.result_carried" in finding.id]
    assert told.replace(NBSP, " ") == (
        "huvudbok-2026.csv: Resultatet för 2025, −961 919 kr, är inte fört till eget kapital i den bokföringen; "
        "när 2026 öppnar är det fört dit, på konto 2010."
    )


def test_what_a_year_with_a_fault_closed_with_is_not_carried(tmp_path):
    """2025 is left open and has half a voucher: what its result is cannot be known."""
    half = ["4510", "", "", "", "2025-12-31", "Z 1", "", "1000,00"]
    ledgers = last_year_left_open(tmp_path, half)
    assert not ledgers.years[2026].has_balances


def test_a_year_that_is_not_whole_is_not_carried(tmp_path):
    """2025 as it stood in October has another result than the year got."""
    before = as_extract(demo_text()[BEFORE])
    write_csv(tmp_path, "huvudbok-2025.csv", [row for row in before if row[4] < "2025-11" or row is before[0]])
    write_csv(tmp_path, "huvudbok-2026.csv", as_extract(demo_text()[NOW], with_opening=False))
    assert not read_ledgers(tmp_path, plan()).years[2026].has_balances


def test_a_row_without_voucher_number_that_does_not_balance_is_named(tmp_path):
    """A cost of a million that nothing was paid for stands in no voucher; it is told all the same."""
    rows = as_extract(demo_text()[NOW])
    write_csv(tmp_path, "huvudbok.csv", [*rows, ["4510", "", "", "", "2026-03-02", "", "", "1000000,00"]])
    [said] = [finding.message for finding in read_ledgers(tmp_path, plan()).years[2026].findings]
    assert said.replace(NBSP, " ") == "Rader utan verifikationsnummer går inte ihop: summan är 1 000 000 kr, inte 0."


def test_an_extract_is_no_delivery(tmp_path):
    """It is passed over where deliveries are read, so nobody is asked to correct it."""
    write_csv(tmp_path, "huvudbok.csv", as_extract(demo_text()[NOW]))
    found = read_deliveries(tmp_path, Lookups.from_plan(plan()))
    assert found.passed_over == ("huvudbok.csv",)
    assert not found.findings


def test_a_personnummer_in_an_extract_stops(tmp_path):
    """A text that names a person by number stops everything, unquoted."""
    rows = as_extract(demo_text()[NOW])
    rows[-1][6] = "Arvode 19121212-1212"
    write_csv(tmp_path, "huvudbok.csv", rows)
    with pytest.raises(DisclosureError) as stop:
        read_ledgers(tmp_path, plan())
    assert "19121212" not in str(stop.value)


def test_a_row_may_be_mapped_by_motpart(tmp_path):
    """Contributions told apart by motpart and not by account: each payer's money is the same."""
    payers = {"3511": "100", "3512": "200", "3513": "300", "3514": "400", "3515": "500", "3516": "600"}
    head, *rows = as_extract(demo_text()[NOW])
    write_csv(tmp_path, "huvudbok.csv", [head, *([*row[:3], payers.get(row[0], ""), *row[4:]] for row in rows)])
    own = plan()
    rules = tuple(
        rule.model_copy(update={"accounts": ("351",), "counterparts": (payers[rule.accounts[0]],)})
        if rule.payer
        else rule
        for rule in own.ledger.rules
    )
    mapped = own.model_copy(update={"ledger": own.ledger.model_copy(update={"rules": rules})})
    found = {figure.id: figure.value for figure in ledger_figures(mapped, read_ledgers(tmp_path, mapped), PERIODS[0])}
    for payer in own.budget.contributions:
        key = f"ledger_invoiced;year=2026;row=fran_parterna;payer={payer.id}"
        assert found[key] == from_sie(PERIODS[0])[key][0] > 0


def test_the_ledger_command_reads_an_extract(tmp_path):
    """Sums per account, ansvar and projekt, the balances, and that nothing is wrong; as text and as JSON."""
    write_csv(tmp_path, "huvudbok.csv", as_extract(demo_text()[NOW]))
    text, code = ledger_command([tmp_path / "huvudbok.csv"], as_json=False, mapping=plan().ledger)
    assert code == 0
    assert "Inga anmärkningar." in text
    answer, _ = ledger_command([tmp_path / "huvudbok.csv"], as_json=True, mapping=plan().ledger)
    found = json.loads(answer)[0]
    accounts = {row["number"]: row for row in found["accounts"]}
    for label, column in (("IB", "opening_ore"), ("UB", "closing_ore"), ("RES", "booked_ore")):
        for account, ore in stated(demo_text()[NOW], label).items():
            assert (accounts[account][column] or 0) == ore
    objects = {row["key"]: row["booked_ore"] for row in found["objects"]}
    assert objects["Projekt P20"] == sum(row.ore for row in trans(demo_text()[NOW]) if '"P20"' in row.objects)
    assert found["sie_type"] == "utdrag"


def test_the_ledger_command_refuses_a_file_that_no_map_reads(tmp_path):
    """A CSV whose name no column map takes is refused with which names are read."""
    write_csv(tmp_path, "verifikationer.csv", as_extract(demo_text()[NOW]))
    text, code = ledger_command([tmp_path / "verifikationer.csv"], as_json=False, mapping=plan().ledger)
    assert code == 3
    assert "huvudbok*" in text
