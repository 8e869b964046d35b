"""The statements: recomputed from the vouchers by another path, and stopped with a named cause when moved."""

import re
import shutil
from functools import cache

import pytest
from ledgers import BEFORE, NOW, demo_ledgers, demo_text, read, stated, trans
from samspelet import PARAMS, plan

from samspelet_lib.errors import RefusedError, UsageError
from samspelet_lib.figure import by_id
from samspelet_lib.period import Period
from samspelet_lib.plan.load import load_plan
from samspelet_lib.rules.ledger_figures import ledger_figures
from samspelet_lib.rules.statement_figures import statement_figures
from samspelet_lib.rules.statements import check_period

YEAR, AUGUST = Period.parse("2026"), Period.parse("2026-01..08")


@cache
def rows(period):
    """(statement, row, year) → öre."""
    found = by_id(statement_figures(plan(), demo_ledgers(), period)).values()
    return {(f.dims.part, f.dims.row, f.dims.year): int(f.value) for f in found if f.measure == "statement"}


def booked(name, *starts, through=12):
    """Öre of the file's own rows on accounts that begin so."""
    return sum(row.ore for row in trans(demo_text()[name]) if row.account.startswith(starts) and row.month <= through)


def opened(name, *starts):
    """Öre of the file's own opening balances."""
    return sum(ore for account, ore in stated(demo_text()[name], "IB").items() if account.startswith(starts))


@pytest.mark.parametrize(("period", "through"), [(YEAR, 12), (AUGUST, 8)])
def test_every_sum_of_the_statements_is_the_vouchers_sum(period, through):
    """Each sum, worked out from the file's rows and balances with regular expressions and no chart of accounts."""
    found = rows(period)
    result = -booked(NOW, "3", "4", "5", "6", "7", "84", "85", through=through)
    assets = opened(NOW, "1") + booked(NOW, "1", through=through)
    cash = booked(NOW, "19", through=through)

    assert found["resultatrakning", "resultat", 2026] == result
    assert found["resultatrakning", "verksamhetens_resultat", 2026] == result
    assert found["balansrakning", "tillgangar", 2026] == assets
    assert found["balansrakning", "kapital_och_skulder", 2026] == assets
    assert found["balansrakning", "eget_kapital", 2026] == -opened(NOW, "20") + result
    assert found["kassaflodesanalys", "lopande", 2026] == cash
    assert found["kassaflodesanalys", "kassaflode", 2026] == cash
    assert found["kassaflodesanalys", "likvida_utgaende", 2026] == opened(NOW, "19") + cash


def test_the_year_before_stands_beside():
    """Last year's same months in the result, last year's end in the balance sheet, from last year's own file."""
    found = rows(AUGUST)
    assert found["resultatrakning", "resultat", 2025] == -booked(BEFORE, "3", "4", "5", "6", "7", through=8)
    assert found["balansrakning", "tillgangar", 2025] == sum(
        ore for account, ore in stated(demo_text()[BEFORE], "UB").items() if account.startswith("1")
    )
    assert found["balansrakning", "eget_kapital", 2025] == found["balansrakning", "eget_kapital_ingaende", 2026]


def test_the_rows_of_the_budget_are_the_result():
    """The driftredovisning with its unmapped row comes to the costs of the resultaträkning."""
    found = by_id(ledger_figures(plan(), demo_ledgers(), AUGUST))
    costs = found["ledger_costs;year=2026;basis=outcome"].value
    result = rows(AUGUST)
    assert -costs == result["resultatrakning", "kostnader", 2026] + result["resultatrakning", "avskrivningar", 2026]


@pytest.mark.parametrize("period", ["2026-10", "2026-01..05", "2026-01..09", "2026-02..08"])
def test_only_six_seven_and_eight_months_are_an_interim_report(period):
    """A month, five months and nine months have no statements."""
    assert statement_figures(plan(), demo_ledgers(), Period.parse(period)) == []


@pytest.mark.parametrize("period", ["2026-01..05", "2026-01..09", "2026-02..08"])
def test_an_interim_of_another_length_is_refused_with_the_reason(period):
    """Five and nine months, and months that do not begin in January, are no interim report."""
    with pytest.raises(UsageError, match=r"6, 7 eller 8 månader \(LKBR 13 kap\. 1 §, och RKR R17\)"):
        check_period(plan(), Period.parse(period))


@pytest.mark.parametrize("period", ["2026-05", "2026-01..06", "2026-01..07", "2026-01..08", "2026"])
def test_months_years_and_permitted_interims_are_not_refused(period):
    """A month, six to eight months and a year may be reported; and anything where nobody has said."""
    check_period(plan(), Period.parse(period))
    check_period(plan().model_copy(update={"statements": None}), Period.parse("2026-01..05"))


def test_a_note_is_its_rows_vouchers_account_by_account():
    """The note of a row, worked out from the file's own rows and balances."""
    found = by_id(statement_figures(plan(), demo_ledgers(), AUGUST))
    sums = {}
    for row in trans(demo_text()[NOW]):
        if row.month <= 8 and row.account[0] in "4567":
            sums[row.account] = sums.get(row.account, 0) - row.ore
    note = {f.dims.account: f.value for f in found.values() if f.dims.row == "not_kostnader" and f.dims.year == 2026}
    assert note == sums


def test_a_note_of_a_row_that_is_not_there_is_refused(tmp_path):
    """A note points at a row with accounts, or at a section."""
    params = shutil.copytree(PARAMS, tmp_path / "params")
    text = (params / "statements.toml").read_text(encoding="utf-8")
    wrong = text.replace('row = "intakter", ref', 'row = "resultat", ref')
    (params / "statements.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(RefusedError, match="”resultat” är ingen rad med konton i ”resultatrakning”"):
        load_plan(params, 2026)


def causes(texts, folder):
    found = statement_figures(plan(), read(texts, folder), YEAR)
    assert {figure.measure for figure in found} == {"statement_stop"}
    return " ".join(figure.note for figure in found).replace("\u00a0", " ")


def test_a_voucher_moved_between_years_is_named(tmp_path):
    """A payment moved from 2025 to 2026: the file of 2025 no longer has the balance it states."""
    text = demo_text()[BEFORE]
    voucher = re.search(r'#VER A \d+ 2025\d{4} "Betalning"\r\n\{\r\n.*?\}\r\n', text, re.DOTALL)[0]
    moved = voucher.replace(" 2025", " 2026")
    said = causes({BEFORE: text.replace(voucher, ""), NOW: demo_text()[NOW] + moved}, tmp_path)
    account = re.search(r"#TRANS (\d+)", voucher)[1]
    assert f"{BEFORE}, rad" in said
    assert f"{NOW}, rad" in said
    assert account in said


def test_a_voucher_on_an_unknown_account_is_named(tmp_path):
    """A voucher on an account that the chart does not know stops the statements with the account and the sum."""
    text = demo_text()[NOW].replace("#TRANS 6990 {} 12345.00", "#TRANS 9990 {} 12345.00")
    said = causes({BEFORE: demo_text()[BEFORE], NOW: text.replace("#RES 0 6990", "#RES 0 9990")}, tmp_path)
    assert "Konto 9990 finns inte i kontoplanen Kommun-Bas: 12 345 kr." in said


def test_a_voucher_on_equity_is_named(tmp_path):
    """A cost that is booked on equity: the result is no longer the change in equity, and the voucher is named."""
    text = demo_text()[NOW]
    number = re.search(r'#VER A (\d+) \d{8} "Kontorsmaterial"', text)[1]
    text = text.replace("#TRANS 6990 {} 12345.00", "#TRANS 2010 {} 12345.00").replace(
        "#RES 0 6990 12345.00", "#RES 0 6990 0.00"
    )
    text = text.replace("#UB 0 2010 -1158088.50", "#UB 0 2010 -1145743.50")
    said = causes({BEFORE: demo_text()[BEFORE], NOW: text}, tmp_path)
    assert said == f"Eget kapital har ändrats med −12 345 kr utöver resultatet, i verifikation A {number}."


def test_an_opening_that_is_not_last_years_closing_is_named(tmp_path):
    """100 kr moved between bank and equity in the opening balance is named on both accounts."""
    text = demo_text()[NOW]
    for account, change in (("1930", 10_000), ("2010", -10_000)):
        for label in ("IB", "UB"):
            was = stated(text, label)[account]
            text = text.replace(
                f"#{label} 0 {account} {was / 100:.2f}", f"#{label} 0 {account} {(was + change) / 100:.2f}"
            )
    said = causes({BEFORE: demo_text()[BEFORE], NOW: text}, tmp_path)
    assert "Konto 1930: 2026 öppnar med" in said
    assert "Konto 2010: 2026 öppnar med −2 071 444,50 kr men 2025 slutade med −2 071 344,50 kr." in said


def test_books_that_do_not_reach_the_interims_end_stop_it(tmp_path):
    """An interim to August from books that end in May is not made."""
    text = demo_text()[NOW]
    end = re.search(r"#VER A \d+ 202606", text).start()
    found = statement_figures(plan(), read({BEFORE: demo_text()[BEFORE], NOW: text[:end]}, tmp_path), AUGUST)
    assert "når bara till och med månad 5, inte 8" in " ".join(figure.note or "" for figure in found)


def test_a_row_without_accounts_and_a_sum_of_rows_below_are_refused(tmp_path):
    """A layout that leads nowhere is refused when it is loaded."""
    params = shutil.copytree(PARAMS, tmp_path / "params")
    text = (params / "statements.toml").read_text(encoding="utf-8")
    text = text.replace('kinds = ["fixed_asset"], what', "what", 1).replace(
        'sum = ["lopande", ', 'sum = ["lopande", "kassan", ', 1
    )
    (params / "statements.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError) as error:
        load_plan(params, 2026)
    assert "antingen kinds eller sum" in str(error.value)
    assert "”kassan”, som inte står ovanför" in str(error.value)


def test_a_text_is_read_and_a_file_that_no_section_has_is_refused(tmp_path):
    """A section's text is its file; a misspelt file is refused with what was meant."""
    params = shutil.copytree(PARAMS, tmp_path / "params")
    (params / "2026" / "texter").mkdir(exist_ok=True)
    (params / "2026" / "texter" / "personal.md").write_text("Två anställda.\n", encoding="utf-8")
    assert load_plan(params, 2026).texts["personal"] == "Två anställda."
    (params / "2026" / "texter" / "persnal.md").write_text("Två.\n", encoding="utf-8")
    with pytest.raises(RefusedError, match=r"Menade du personal\.md"):
        load_plan(params, 2026)
