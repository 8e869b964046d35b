"""From the books to the budget's rows: mapping, follow-up, forecast and the financial mätpunkter."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import BEFORE, NOW, demo_ledgers, demo_text, read, trans
from samspelet import plan

from samspelet_lib.data.sie_model import Level
from samspelet_lib.errors import RefusedError
from samspelet_lib.figure import Verdict, by_id
from samspelet_lib.period import Period
from samspelet_lib.plan.ledger import covers
from samspelet_lib.rules.forecast import forecast, forecasts, row_state
from samspelet_lib.rules.ledger_figures import ledger_figures
from samspelet_lib.rules.ledger_findings import ledger_findings
from samspelet_lib.rules.ledger_rows import UNMAPPED_COST, Placed, by_covered_month, by_month, placed, split

OCTOBER = Period.parse("2026-10")
ORE = st.integers(-(10**12), 10**12)


@pytest.fixture(scope="module")
def figures():
    return by_id(ledger_figures(plan(), demo_ledgers(), OCTOBER))


def test_the_demo_agrees_with_itself():
    """The demo's files have nothing to remark but what no file without a seal can show."""
    for books in demo_ledgers().years.values():
        assert {finding.code for finding in books.findings if finding.level is Level.DIFFERENCE} == set()
    assert -demo_ledgers().year(2026).opening["2010"] == 207_134_450


def test_a_years_opening_is_the_closing_of_the_year_before():
    """What 2025 leaves on every balance account is what 2026 opens with."""
    before, now = demo_ledgers().year(2025), demo_ledgers().year(2026)
    assert {account: ore for account, ore in before.closing.items() if ore} == {
        account: ore for account, ore in now.opening.items() if ore
    }


@pytest.mark.parametrize("code", ['"P20"', '"P43"', '"100"', '"140"'])
def test_a_rows_booked_amount_is_the_sum_of_its_own_rows_in_the_file(figures, code):
    """What a row has booked is the sum of the file's rows with its projekt or kostnadsställe, read another way."""
    mapping = {code: rule.row for rule in plan().ledger.rules for code in (*rule.projects, *rule.cost_centres)}
    row = mapping[code.strip('"')]
    summed = sum(found.ore for found in trans(demo_text()[NOW]) if code in found.objects and found.month <= 10)
    assert figures[f"ledger_booked;year=2026;row={row}"].value == summed


def test_nothing_is_lost_or_counted_twice():
    """Rows and unmapped rows together are every result booking of the file, to the öre."""
    for year, name in ((2025, BEFORE), (2026, NOW)):
        incomes = {row.id for row in plan().budget.income} | {"unmapped_income"}
        found = placed(plan(), demo_ledgers().year(year))
        summed = sum(-booking.ore if booking.row in incomes else booking.ore for booking in found)
        rows = [row for row in trans(demo_text()[name]) if row.account[0] in "345678" and row.account[:2] != "89"]
        assert summed == sum(row.ore for row in rows)
        assert len(found) == len(rows)


def test_what_no_rule_takes_is_a_row_of_its_own(figures):
    """The demo's unmapped booking stands alone, is in the costs and in no other row."""
    assert figures[f"ledger_unmapped;year=2026;row={UNMAPPED_COST}"].value == 1_234_500
    rows = [f for f in figures.values() if f.measure == "ledger_booked" and f.dims.year == 2026 and not f.dims.month]
    total = figures["ledger_costs;year=2026;basis=outcome"].value
    assert total == sum(figure.value for figure in rows) + 1_234_500


def test_the_months_of_a_row_add_up_to_what_is_booked(figures):
    """A row's months are its booked amount."""
    months: Counter[str] = Counter()
    for figure in figures.values():
        if figure.measure == "ledger_booked" and figure.dims.month:
            months[figure.dims.row] += int(figure.value)
    assert months
    for row, ore in months.items():
        assert figures[f"ledger_booked;year=2026;row={row}"].value == ore


def test_who_has_not_paid_is_shown(figures):
    """A contribution that is invoiced and still a receivable is not paid."""
    paid = {figure.dims.payer: figure.value for figure in figures.values() if figure.measure == "ledger_paid"}
    decided = {figure.dims.payer: figure.value for figure in figures.values() if figure.measure == "ledger_decided"}
    late = [payer for payer in decided if payer and paid[payer] < decided[payer]]
    assert len(late) == 1
    assert decided[late[0]] - paid[late[0]] == 7_600_000


def test_verdicts_rest_on_the_forecast_and_the_outcome_is_information(figures):
    """Halfway through a year the outcome has no verdict; the forecast has."""
    financial = [figure for figure in figures.values() if figure.measure == "financial"]
    assert {figure.verdict for figure in financial if figure.dims.basis == "outcome"} == {None}
    assert None not in {figure.verdict for figure in financial if figure.dims.basis == "forecast"}
    opening = figures["financial;year=2026;matpunkt=eget_kapital_tak;reading=borjan;basis=forecast"]
    assert opening.verdict is Verdict.NOT_REACHED


def test_buffer_as_cash_is_the_bank_account(figures):
    """The reading of the buffer as cash is what stands on the cash accounts."""
    bank = sum(row.ore for row in trans(demo_text()[NOW]) if row.account == "1930" and row.month <= 10)
    opening = demo_ledgers().year(2026).opening["1930"]
    found = figures["financial;year=2026;matpunkt=buffert;reading=likvida_medel;basis=outcome"]
    assert found.value == opening + bank


def test_a_whole_year_is_judged_on_its_outcome():
    """When December is booked the outcome is reached or not reached, and the forecast is the outcome."""
    before = demo_ledgers().year(2025)
    from samspelet_lib.rules.ledger import FollowUp  # noqa: PLC0415
    from samspelet_lib.rules.ledger_money import forecast_money, outcome_money  # noqa: PLC0415

    found = FollowUp(plan(), before, 12)
    outcome, expected = outcome_money(found), forecast_money(found)
    assert outcome.total_costs(2025) == expected.total_costs(2025)
    assert outcome.equity(2025, "closing") == 207_134_450


def test_the_unmapped_is_a_finding_of_each_year():
    """What no rule takes is told with its sum and what to do, and nothing else is told of sound books."""
    found = {finding.id: finding for finding in ledger_findings(plan(), demo_ledgers())}
    assert set(found) == {f"ledger.{year}.{UNMAPPED_COST}" for year in (2025, 2026)}
    assert found[f"ledger.2026.{UNMAPPED_COST}"].figures[0].text.replace("\u00a0", " ") == "12 345 kr"


def test_a_file_that_does_not_agree_with_itself_is_a_finding(tmp_path):
    """A stated balance that is not the vouchers' sum is told with file and line."""
    text = demo_text()[NOW].replace("#RES 0 6990 12345.00", "#RES 0 6990 12346.00")
    found = [f for f in ledger_findings(plan(), read({NOW: text}, tmp_path)) if f.severity == "motsägelse"]
    assert all(finding.text.startswith(NOW) for finding in found)
    line = text[: text.index("#RES 0 6990")].count("\n") + 1
    [told] = [finding.text for finding in found if finding.text.startswith(f"{NOW}, rad {line}:")]
    assert "6990" in told


def test_two_files_of_one_year_are_refused(tmp_path):
    """Two files of the same year would be counted twice, and are refused with both names."""
    with pytest.raises(RefusedError) as error:
        read({NOW: demo_text()[NOW], "kopia.se": demo_text()[NOW]}, tmp_path)
    assert {fault.file for fault in error.value.faults} == {NOW, "kopia.se"}


def test_a_file_without_vouchers_is_refused(tmp_path):
    """A file of sums alone says nothing of kostnadsställen."""
    head = demo_text()[NOW].split("#VER")[0].replace("#SIETYP 4", "#SIETYP 1")
    with pytest.raises(RefusedError, match="SIE typ 4"):
        read({NOW: head}, tmp_path)


@given(ORE, st.lists(st.integers(0, 50), min_size=1, max_size=12).filter(sum))
def test_a_split_adds_up_to_the_ore(ore, weights):
    """However an amount is split, its parts are the amount; a part without weight is nothing."""
    parts = split(ore, weights)
    assert sum(parts) == ore
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@st.composite
def bookings(draw):
    months = st.integers(1, 12)
    first = draw(months)
    covered = draw(st.none() | st.just((first, draw(st.integers(first, 12)))))
    return Placed("rad", None, draw(months), draw(st.integers(0, 10**9)), covered)


@given(st.lists(bookings(), max_size=8), st.integers(1, 12))
def test_periodising_moves_money_between_months_and_makes_none(found, through):
    """What is booked and what it concerns are the same money."""
    assert sum(by_month(found, through)) == sum(by_covered_month(found, through))


@given(st.lists(bookings(), max_size=8), st.integers(0, 10**9), st.integers(1, 12))
def test_the_forecast_lies_within_its_range(found, budget, through):
    """The forecast in use is one of the methods', and the range is their lowest and highest."""
    state = row_state("rad", found, split(budget, [1] * 12), through=through, requisitioned=True)
    by_method = forecasts(state)
    expected = forecast(state, "requisitions")
    assert by_method[expected.method] == expected.ore
    assert (expected.low, expected.high) == (min(by_method.values()), max(by_method.values()))


def test_a_late_requisition_is_waited_for():
    """A quarter of 300 that is booked in May: in September three months are estimated at its rate, and six to come."""
    claims = [Placed("rad", None, 4, 30_000, (1, 3)), Placed("rad", None, 8, 30_000, (4, 6))]
    state = row_state("rad", claims, split(240_000, [1] * 12), through=9, requisitioned=True)
    assert (state.booked_to_date, state.covered_until, state.accrued) == (60_000, 6, 30_000)
    assert state.periodised == 90_000
    assert forecasts(state) == {"budget_remaining": 150_000, "run_rate": 120_000, "requisitions": 120_000}


@pytest.mark.parametrize(
    ("accounts", "account", "is_in"),
    [("4510", "4510", True), ("45", "4510", True), ("40-79", "7999", True), ("40-79", "3999", False),
     ("40-79", "8000", False), ("40-79", "79999", True)],
)  # fmt: skip
def test_a_range_holds_the_accounts_that_begin_with_it(accounts, account, is_in):
    """A range's bounds are the accounts' first digits."""
    assert covers(accounts, account) is is_in
