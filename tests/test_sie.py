"""The SIE reader on generated ledgers: what is read."""

from collections import Counter

import pytest
from sie_reading import FULL, altered, codes, differences, found, object_sums, read_content, sums
from sie_writer import ENCODINGS, SMALL, Layout, booked, booked_months, booked_objects, to_sie

from samspelet_lib.data.sie import iter_vouchers
from samspelet_lib.data.sie_model import Level


def test_a_sound_ledger_is_read_without_a_difference(tmp_path):
    """Accounts, objects, months, balances and header are those written, and nothing is found to differ."""
    ledger = read_content(tmp_path, to_sie(SMALL, FULL))

    assert sums(ledger) == booked(SMALL)
    months = Counter()
    for row in ledger.movements:
        months[row.account, row.month.replace("-", "")] += row.amount_ore
    assert months == booked_months(SMALL)
    objects = Counter()
    for (_, key), ore in booked_objects(SMALL).items():
        objects[":".join(key)] += ore
    assert object_sums(ledger) == objects
    assert {number: account.name for number, account in ledger.accounts.items()} == SMALL.accounts
    assert ledger.objects == SMALL.objects
    assert (ledger.sie_type, ledger.encoding, ledger.header["FNAMN"]) == ("4E", "CP437", (SMALL.company,))
    assert differences(ledger) == []
    assert ledger.unverified == ("budget", "previous_years")


def test_a_sealed_ledger_leaves_nothing_unverified(tmp_path):
    """With a checksum that agrees there is nothing to remark on at all."""
    ledger = read_content(tmp_path, to_sie(SMALL, Layout(is_sealed=True)))

    assert (ledger.unverified, ledger.findings) == ((), ())


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_encoding_and_line_ends_do_not_matter(tmp_path, encoding, newline):
    """The same ledger in every encoding and with every line end reads the same."""
    plain = read_content(tmp_path, to_sie(SMALL))
    other = read_content(tmp_path, to_sie(SMALL, Layout(encoding=encoding, newline=newline)))

    for part in ("header", "accounts", "objects", "balances", "periods", "movements", "findings", "counts"):
        assert getattr(other, part) == getattr(plain, part), part


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp437", "CP437"),
        ("iso-8859-1", "ISO-8859-1"),
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 med BOM"),
    ],
)
def test_the_encoding_found_is_named(tmp_path, encoding, name):
    """`#FORMAT PC8` stands in every file and proves nothing; the bytes tell."""
    assert read_content(tmp_path, to_sie(SMALL, Layout(encoding=encoding))).encoding == name


@pytest.mark.parametrize(("encoding", "name"), [("iso-8859-15", "ISO-8859-15"), ("cp1252", "Windows-1252")])
def test_a_euro_sign_tells_latin_9_from_windows(tmp_path, encoding, name):
    """Where the two differ from Latin-1 the sign itself decides, and is read right."""
    text = to_sie(SMALL).decode("cp437").replace("Kaffe", "Kaffe 5 €")
    ledger = read_content(tmp_path, text.encode(encoding))

    assert ledger.encoding == name


def test_pure_ascii_is_called_ascii(tmp_path):
    """A file without any Swedish letter is ASCII, and no doubt is raised."""
    text = to_sie(SMALL).decode("cp437").translate(str.maketrans("åäöÅÄÖ", "aaoAAO"))

    assert read_content(tmp_path, text).encoding == "ASCII"


@pytest.mark.parametrize(
    ("sie_type", "layout", "expected"),
    [
        ("1", Layout(has_vouchers=False, has_budget=False), "1"),
        ("2", Layout(has_vouchers=False, has_months=True), "2"),
        ("3", Layout(has_vouchers=False, has_months=True, has_object_balances=True), "3"),
        ("4", Layout(), "4E"),
        ("4", Layout(has_balances=False, has_previous=False, has_budget=False), "4I"),
    ],
)
def test_all_types_are_read(tmp_path, sie_type, layout, expected):
    """Types 1, 2, 3, 4E and 4I are told from label and content, and nothing in them differs."""
    text = to_sie(SMALL, layout).decode("cp437").replace("#SIETYP 4", f"#SIETYP {sie_type}")
    ledger = read_content(tmp_path, text)

    assert ledger.sie_type == expected
    assert differences(ledger) == []


def test_quotes_escapes_tabs_padding_and_apostrophes(tmp_path):
    """Tabs, padding, escaped quotes, single backslashes, apostrophes and inner blanks in objects are read right."""
    ledger = read_content(
        tmp_path,
        "#FLAGGA\t0\n"
        '  #FNAMN\t"Bengt \\"BB\\" Bok\'s"\n'
        '#FNR "C:\\Data\\"\n'
        "#SIETYP 4\n"
        "#RAR 0 20260101 20261231\n"
        "#DIM 1 Kst\n"
        '#OBJEKT 1 "Norra  delen" "C:\\x {y}"\n'
        '#KONTO 1930\t"Bank"\n#KONTO 3010 "O\'Neills \\"bidrag\\""\n'
        '#VER "" "" 20260101 ""\n'
        "{\n"
        '\t#TRANS   1930 {1   "Norra  delen" } .5\n'
        "\t#TRANS 3010 {} -0.50 20260101\n"
        "}\n",
    )

    assert ledger.header["FNAMN"] == ('Bengt "BB" Bok\'s',)
    assert ledger.header["FNR"] == ("C:\\Data\\",)
    assert ledger.accounts["3010"].name == 'O\'Neills "bidrag"'
    assert ledger.objects == {("1", "Norra  delen"): "C:\\x {y}"}
    assert [row[:2] + row[3:4] for row in ledger.movements] == [
        ("1930", (("1", "Norra  delen"),), 50),
        ("3010", (), -50),
    ]
    assert all(finding.level is Level.NOTE for finding in ledger.findings)


def test_corrections_are_not_counted_twice(tmp_path):
    """`#RTRANS` is followed by its own `#TRANS` and `#BTRANS` is struck: only `#TRANS` is summed."""
    text = altered(
        "#TRANS 3010 {} -90000.00",
        '#BTRANS 3010 {} -1.00 20260228 "" Sign\r\n'
        '#RTRANS 3010 {} -90000.00 20260301 "" Sign\r\n'
        "#TRANS 3010 {} -90000.00",
    )
    ledger = read_content(tmp_path, text)

    assert sums(ledger) == booked(SMALL)
    assert (ledger.counts.rtrans, ledger.counts.btrans) == (1, 1)
    assert differences(ledger) == []


def test_a_correction_without_its_own_row_is_found(tmp_path):
    """A `#RTRANS` that is not followed by its own `#TRANS` is told, with its line."""
    ledger = read_content(tmp_path, altered("#TRANS 3010 {} -90000.00", "#RTRANS 3010 {} -90000.00"))

    assert found(ledger, "correction_without_row").figures["account"] == "3010"
    assert "voucher_unbalanced" in codes(ledger)


def test_object_rows_are_never_added_to_the_account(tmp_path):
    """`#PSALDO` and `#PBUDGET` with objects are parts of the row without, and do not change any total."""
    plain = read_content(tmp_path, to_sie(SMALL, FULL))
    rows = '#PSALDO 0 202601 7010 {1 "Nord" 6 "P1"} 31000.00\r\n#PSALDO 0 202601 7010 {6 "P1"} 31000.00\r\n'
    ledger = read_content(tmp_path, altered("#PSALDO 0 202601 7010", rows + "#PSALDO 0 202601 7010"))

    assert sums(ledger) == sums(plain)
    assert "period_differs" not in codes(ledger)
    assert "object_period_differs" not in codes(ledger)


def test_a_broken_year_and_a_missing_object_list_are_read(tmp_path):
    """A broken fiscal year is as good as any, and `#PBUDGET` may lack its list or put the account first."""
    text = (
        to_sie(SMALL, Layout(has_previous=False))
        .decode("cp437")
        .replace("20260101 20261231", "20250901 20260831")
        .replace("#RAR -1 20250101 20251231", "#RAR -1 20240901 20250831")
        .replace("#PBUDGET 0 202601 7010 {}", "#PBUDGET 0 202601 7010")
        .replace("#PBUDGET 0 202601 3010 {}", "#PBUDGET 0 3010 202601")
    )
    ledger = read_content(tmp_path, text)

    assert [(row.month, row.account, row.amount_ore) for row in ledger.periods] == [
        ("2026-01", "3010", -9000000),
        ("2026-01", "7010", 3000000),
        ("2026-02", "7010", 3000000),
    ]
    assert codes(ledger) == {"month_after_account", "not_verifiable"}


def test_unknown_labels_are_kept(tmp_path):
    """A label from another version of the format is kept with its fields, and told once with its count."""
    ledger = read_content(tmp_path, altered("#KPTYP", '#NYETIKETT 7 {1 "a"}\r\n#NYETIKETT 8\r\n#KPTYP'))

    assert [(row.label, row.fields) for row in ledger.other] == [
        ("NYETIKETT", ("7", ("1", "a"))),
        ("NYETIKETT", ("8",)),
    ]
    assert found(ledger, "unknown_label").figures["count"] == 2


def test_vouchers_come_one_by_one(tmp_path):
    """`iter_vouchers` gives every voucher with its rows in the file's order."""
    path = tmp_path / "prov.se"
    path.write_bytes(to_sie(SMALL))
    vouchers = list(iter_vouchers(path))

    assert [(voucher.head.series, voucher.head.number) for voucher in vouchers] == [
        ("A", "1"), ("A", "2"), ("A", "3"), ("B", "1"), ("B", "2"),
    ]  # fmt: skip
    assert [row.amount_ore for row in vouchers[1].rows] == [3100000, -3100000]
    assert vouchers[1].rows[0].objects == (("1", "Nord"), ("6", "P1"))
