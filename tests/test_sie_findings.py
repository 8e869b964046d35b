"""What the SIE reader finds: one fault in a sound ledger, and the finding that names it."""

import pytest
from sie_reading import FULL, altered, codes, found, read_content, sums
from sie_writer import SMALL, Layout, to_sie

from samspelet_lib.data.sie_model import Level

# One change to the sound ledger, and the finding that names it.
FAULTS = {
    "voucher_unbalanced": ('#TRANS 5010 {1 "Nord"} 12500.50', '#TRANS 5010 {1 "Nord"} 12500.60'),
    "voucher_empty": ("#VER A 1 20260115", '#VER A 0 20260101 ""\r\n{\r\n}\r\n#VER A 1 20260115'),
    "voucher_not_closed": ("}\r\n#VER A 2", "#VER A 2"),
    "row_outside_voucher": ("{\r\n#TRANS 1930 {} 90000.00", "#TRANS 1930 {} 90000.00"),
    "brace_unexpected": ("}\r\n#VER A 2", "}\r\n}\r\n#VER A 2"),
    "label_in_voucher": ("#TRANS 3010 {} -90000.00", "#TRBNS 3010 {} -90000.00"),
    "row_incomplete": ("#TRANS 3010 {} -90000.00 20260228 Medlemsavgift", "#TRANS 3010"),
    "amount_unreadable": ("#TRANS 3010 {} -90000.00", "#TRANS 3010 {} -9O000.00"),
    "amount_rounded": ("#TRANS 3010 {} -90000.00", "#TRANS 3010 {} -90000.004"),
    "amount_comma": ("#TRANS 3010 {} -90000.00", "#TRANS 3010 {} -90000,00"),
    "account_number_missing": ("#KONTO 3010 ", '#KONTO "" '),
    "account_undeclared": ("#KONTO 3010 ", "#KONTO 3011 "),
    "account_not_numeric": ("#KONTO 6110 ", "#KONTO 61X0 "),
    "account_repeated": ("#KONTO 3010 ", "#KONTO 1930 Kassa\r\n#KONTO 3010 "),
    "objects_unreadable": ('#TRANS 5010 {1 "Nord"} 12500.50', '#TRANS 5010 {1 "Nord" 6} 12500.50'),
    "object_list_missing": ("#TRANS 3010 {} -90000.00", "#TRANS 3010 -90000.00"),
    "object_list_faulty": ('#OUB 0 5010 {1 "Nord"}', "#OUB 0 5010 {1}"),
    "object_undeclared": ("#OBJEKT 6 P1 ", "#OBJEKT 6 P2 "),
    "dimension_undeclared": ("#DIM 6 ", "#DIM 7 "),
    "object_repeated": ("#OBJEKT 6 P1 ", "#OBJEKT 1 Nord Igen\r\n#OBJEKT 6 P1 "),
    "date_unreadable": ("#VER A 3 20260228", "#VER A 3 20260230"),
    "date_outside_year": ("-90000.00 20260228", "-90000.00 20270228"),
    "row_date_differs": ("-90000.00 20260228", "-90000.00 20260227"),
    "month_unreadable": ("#PSALDO 0 202601 5010", "#PSALDO 0 202613 5010"),
    "year_unreadable": ("#RES 0 3010", "#RES O 3010"),
    "year_undeclared": ("#RES -1 3010", "#RES -2 3010"),
    "year_gap": ("#RAR -1 20250101 20251231", "#RAR -1 20250101 20251130"),
    "year_faulty": ("#RAR 0 20260101 20261231", "#RAR 0 20260101 20261230"),
    "year_repeated": ("#RAR -1 20250101", "#RAR 0 20250101"),
    "year_missing": ("#RAR 0 20260101 20261231", "#RAR 0"),
    "result_differs": ("#RES 0 3010 -90000.00", "#RES 0 3010 -91000.00"),
    "closing_differs": ("#UB 0 2440 -2500.00", "#UB 0 2440 -2500.01"),
    "movement_without_balance": ("#RES 0 3010 -90000.00\r\n", ""),
    "opening_not_zero": ("#IB 0 2010 -50000.00", "#IB 0 2010 -50001.00"),
    "opening_differs": ("#IB 0 2010 -50000.00", "#IB 0 2010 -50001.00"),
    "opening_without_closing": ("#UB -1 2010 -50000.00\r\n", ""),
    "year_not_balanced": ("#RES -1 7010 75000.00", "#RES -1 7010 76000.00"),
    "balance_repeated": ("#RES -1 7010", "#RES -1 7010 0\r\n#RES -1 7010"),
    "period_differs": ("#PSALDO 0 202601 5010 {} 12500.50", "#PSALDO 0 202602 5010 {} 12500.50"),
    "period_repeated": ("#PSALDO 0 202601 5010", "#PSALDO 0 202601 5010 {} 0\r\n#PSALDO 0 202601 5010"),
    "period_outside_year": ("#PBUDGET 0 202601 3010", "#PBUDGET 0 202701 3010"),
    "object_closing_differs": ('#OUB 0 5010 {1 "Nord"} 12500.50', '#OUB 0 5010 {1 "Nord"} 12500.00'),
    "object_movement_without_balance": ('#OUB 0 5010 {1 "Nord"} 12500.50\r\n', ""),
    "object_period_differs": (
        "#PSALDO 0 202601 5010",
        '#PSALDO 0 202601 5010 {1 "Nord"} 1.00\r\n#PSALDO 0 202601 5010',
    ),
    "object_rows_without_total": (
        "#PBUDGET 0 202601 3010",
        '#PBUDGET 0 202612 3010 {1 "Nord"} 1.00\r\n#PBUDGET 0 202601 3010',
    ),
    "object_rows_differ": (
        "#PBUDGET 0 202601 3010",
        '#PBUDGET 0 202601 3010 {1 "Nord"} 1.00\r\n#PBUDGET 0 202601 3010',
    ),
    "object_rows_without_vouchers": (
        "#PSALDO 0 202601 5010",
        '#PSALDO 0 202601 5010 {9 "x"} 1.00\r\n#PSALDO 0 202601 5010',
    ),
    "quantity_not_read": ("#RES 0 3010 -90000.00", "#RES 0 3010 -90000.00 12"),
    "extra_fields": ("#KPTYP BAS2010", "#KPTYP BAS2010 1 2"),
    "header_repeated": ("#KPTYP BAS2010", "#KPTYP BAS2010\r\n#KPTYP EUBAS97"),
    "currency_foreign": ("#KPTYP", "#VALUTA EUR\r\n#KPTYP"),
    "type_missing": ("#SIETYP 4\r\n", ""),
    "type_unknown": ("#SIETYP 4", "#SIETYP 9"),
    "type_mismatch": ("#SIETYP 4", "#SIETYP 1"),
    "number_gap": ("#VER A 2 ", "#VER A 12 "),
    "number_repeated": ("#VER A 2 ", "#VER A 1 "),
    "not_a_label": ("#KPTYP", "KPTYP"),
    "line_syntax": ('#FNAMN "', '#FNAMN ""'),
    "control_character": ("#KPTYP BAS2010", "#KPTYP BAS\x012010"),
    "character_suspect": ("#KPTYP BAS2010", "#KPTYP ┼BAS"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "change"), FAULTS.items(), ids=FAULTS)
def test_one_fault_gives_its_named_finding(tmp_path, code, change):
    """Each fault put into a sound ledger gives its own finding, which the sound ledger does not have."""
    assert code in codes(read_content(tmp_path, altered(*change)))
    assert code not in codes(read_content(tmp_path, to_sie(SMALL, FULL)))


def test_files_without_balances_or_dates_say_what_cannot_be_held_against_anything(tmp_path):
    """A 4I without accounts, results or dates is read, and its notes say what nothing in it can contradict."""
    ledger = read_content(
        tmp_path, '#FLAGGA 0\n#SIETYP 4\n#VER A 1 "" Tomt\n{\n#TRANS 1930 {} 5\n#TRANS 3010 {} -5\n}\n'
    )

    assert codes(ledger) == {"accounts_none", "year_missing", "row_incomplete", "date_missing", "not_verifiable"}
    assert ledger.unverified == ("vouchers", "accounts", "months")


@pytest.mark.parametrize(("kind", "code"), [("RES", "results_missing"), ("UB", "closings_missing")])
def test_a_file_without_any_result_or_closing_rows_says_so_once(tmp_path, kind, code):
    """Where a whole kind of balance is missing it is one finding, not one per account."""
    text = to_sie(SMALL).decode("cp437")
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith(f"#{kind} 0")]

    assert found(read_content(tmp_path, "".join(lines)), code).figures["count"] == 3


def test_a_finding_has_line_figures_and_swedish_words(tmp_path):
    """A finding says where, how much and why, in Swedish with öre as kronor."""
    finding = found(read_content(tmp_path, altered("#RES 0 3010 -90000.00", "#RES 0 3010 -91000.50")), "result_differs")

    assert finding.message.replace("\u00a0", " ") == (
        "Konto 3010: #RES är −91 000,50 kr, verifikationerna ger −90 000 kr; skillnad −1 000,50 kr."
    )
    assert finding.figures["difference_ore"] == -100050
    text = altered("#RES 0 3010 -90000.00", "#RES 0 3010 -91000.50").splitlines()
    assert text[finding.line - 1].startswith("#RES 0 3010")


def test_no_finding_quotes_an_identity_number(tmp_path):
    """An object that is a personnummer, as dimension 7 may hold, is masked in the finding."""
    ledger = read_content(tmp_path, altered('#TRANS 5010 {1 "Nord"}', '#TRANS 5010 {7 "19121212-1212"}'))

    subjects = [finding.message + str(finding.figures) for finding in ledger.findings]
    assert not any("1212-1212" in subject for subject in subjects)
    assert any("••••••-••••" in subject for subject in subjects)


def test_findings_of_one_kind_are_counted_past_the_limit(tmp_path):
    """Memory and print stay bounded: past 500 of a kind the rest is a number, and none is lost from the count."""
    vouchers = "".join(f"#VER A {n} 20260101 x\n{{\n#TRANS 1930 {{}} 1\n}}\n" for n in range(1, 704))
    ledger = read_content(tmp_path, "#FLAGGA 0\n#SIETYP 4\n#KONTO 1930 Bank\n" + vouchers)

    unbalanced = [finding for finding in ledger.findings if finding.code == "voucher_unbalanced"]
    assert len(unbalanced) == 500
    assert found(ledger, "more_findings").figures == {"subject": "voucher_unbalanced", "count": 203}


def test_one_damaged_byte_does_not_turn_utf_8_into_something_else(tmp_path):
    """A UTF-8 file with a broken letter is still UTF-8, and the line is told."""
    content = to_sie(SMALL, Layout(encoding="utf-8")).replace(b"Medlemsavgifter", b"Medlemsavgif\xffer")
    ledger = read_content(tmp_path, content)

    assert ledger.encoding == "UTF-8"
    assert ledger.accounts["2440"].name == "Leverantörsskulder"
    assert {"undecodable", "encoding_uncertain"} <= codes(ledger)


def test_a_checksum_that_does_not_agree_is_found(tmp_path):
    """A changed text changes no sum, but the seal is broken and says so."""
    ledger = read_content(tmp_path, altered("Kontor Nord", "Kontor Norr", Layout(is_sealed=True)))

    assert found(ledger, "checksum_differs").level is Level.DIFFERENCE
    assert "budget" in ledger.unverified


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("#KSUMMA\r\n", "", "checksum_incomplete"),
        ("#KSUMMA\r\n#PROGRAM", "#FNR 1\r\n#KSUMMA\r\n#PROGRAM", "row_outside_checksum"),
    ],
)
def test_half_a_checksum_is_no_checksum(tmp_path, old, new, code):
    """A `#KSUMMA` that is only one, or does not cover every row, verifies nothing and is told."""
    ledger = read_content(tmp_path, altered(old, new, Layout(is_sealed=True)))

    assert code in codes(ledger)
    assert ledger.unverified


def test_a_correction_followed_by_another_row_is_found(tmp_path):
    """The `#TRANS` after a `#RTRANS` must be its own: the same account, objects and amount."""
    changed = altered("#TRANS 3010 {} -90000.00", "#RTRANS 3010 {} -90001.00\r\n#TRANS 3010 {} -90000.00")

    line = found(read_content(tmp_path, changed), "correction_without_row").line
    assert changed.splitlines()[line - 1].startswith("#RTRANS")


@pytest.mark.parametrize(("written", "ore"), [("-90000.004", -9000000), ("-90000.005", -9000001)])
def test_parts_of_an_ore_are_rounded_half_away_from_zero(tmp_path, written, ore):
    """An amount finer than an öre is rounded and told."""
    ledger = read_content(tmp_path, altered("#TRANS 3010 {} -90000.00", f"#TRANS 3010 {{}} {written}"))

    assert sums(ledger)["3010"] == ore
    assert "amount_rounded" in codes(ledger)


def test_months_of_a_file_without_vouchers_are_held_against_its_balances(tmp_path):
    """In type 2 the months of an account come to its `#RES`, or to `#UB` less `#IB`."""
    layout = Layout("2", has_vouchers=False, has_months=True)
    changed = altered("#PSALDO 0 202601 5010 {} 12500.50", "#PSALDO 0 202601 5010 {} 12500.51", layout)
    finding = found(read_content(tmp_path, changed), "period_sum_differs")

    assert finding.figures == {"account": "5010", "year": 0, "stated_ore": 1260001, "booked_ore": 1260000}


def test_gaps_and_repeats_in_a_series_are_counted(tmp_path):
    """Numbers 1, 2, 5, 5, 9 have two gaps, the first after 2, and one repeat; series are told apart."""
    numbers = [("A", 1), ("A", 2), ("A", 5), ("A", 5), ("A", 9), ("B", 1), ("B", 2)]
    text = "".join(f"#VER {series} {number} 20260101 x\n{{\n#TRANS 1930 {{}} 0\n}}\n" for series, number in numbers)
    ledger = read_content(tmp_path, "#FLAGGA 0\n#SIETYP 4\n#KONTO 1930 Bank\n" + text)

    assert found(ledger, "number_gap").figures == {"series": "A", "count": 2, "after": 2}
    assert found(ledger, "number_repeated").figures == {"series": "A", "count": 1}
