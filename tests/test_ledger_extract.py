"""The extract of a kommun's ledger, read by a column map."""

from datetime import date

import pandas as pd
import pytest
from pydantic import ValidationError

from samspelet_lib.data.ledger_extract import read_ledger_extract
from samspelet_lib.errors import DisclosureError, RefusedError
from samspelet_lib.plan.extract import ExtractColumns

COLUMNS = ExtractColumns(
    account="Konto",
    ansvar="Ansvar",
    project="Projekt",
    counterpart="Motpart",
    date="Bokföringsdatum",
    amount="Belopp",
)
HEADINGS = "Konto;Ansvar;Projekt;Motpart;Bokföringsdatum;Text;Belopp"
ROWS = (
    "4010;100;P1;17;2026-01-15;Köp av tjänst;1250,50",
    "5010;100;;;2026-01-31;Lön;20 000,00",
    "3510;200;P1;51;20260201;Bidrag;50000,00-",
)
EXPECTED = [
    ("4010", "100", "P1", "17", date(2026, 1, 15), 125050),
    ("5010", "100", None, None, date(2026, 1, 31), 2000000),
    ("3510", "200", "P1", "51", date(2026, 2, 1), -5000000),
]


@pytest.fixture
def read(tmp_path):
    def reader(*lines, columns=COLUMNS, encoding="utf-8"):
        path = tmp_path / "huvudbok.csv"
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return read_ledger_extract(path, columns)

    return reader


def bookings(extract):
    rows = extract.rows.astype("object").where(extract.rows.notna(), None)
    return [
        (row.account, row.ansvar, row.project, row.counterpart, row.date.date(), row.amount_ore)
        for row in rows.itertuples()
    ]


def codes(extract):
    return {finding.code for finding in extract.findings}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_rows_are_read_with_ore_dates_and_code_parts(read, encoding):
    """Amounts become öre with debit positive, a minus may stand behind, and blanks stay blank."""
    extract = read(HEADINGS, *ROWS, encoding=encoding)

    assert bookings(extract) == EXPECTED
    assert list(extract.rows["row"]) == [2, 3, 4]
    assert extract.rows["amount_ore"].dtype == "int64"


def test_a_workbook_reads_the_same(tmp_path):
    """Numbers and dates of a spreadsheet give the same rows as text does, below a title and on a named sheet."""
    path = tmp_path / "huvudbok.xlsx"
    frame = pd.DataFrame(
        {
            "Konto": [4010, 5010, 3510],
            "Ansvar": [100, 100, 200],
            "Projekt": ["P1", None, "P1"],
            "Motpart": [17, None, 51],
            "Bokföringsdatum": [date(2026, 1, 15), date(2026, 1, 31), date(2026, 2, 1)],
            "Belopp": [1250.50, 20000, -50000],
        }
    )
    with pd.ExcelWriter(path, engine="xlsxwriter") as writer:
        frame.to_excel(writer, sheet_name="Utdrag", startrow=2, index=False)
        frame.to_excel(writer, sheet_name="Annat", index=False)

    columns = COLUMNS.model_copy(update={"sheet": "Utdrag", "heading_row": 3})
    assert bookings(read_ledger_extract(path, columns)) == EXPECTED
    with pytest.raises(RefusedError, match="vilket blad"):
        read_ledger_extract(path, COLUMNS)


def test_the_sign_is_as_the_map_says(read):
    """Where the system shows income as positive the map says so, and the frame still has debit positive."""
    columns = COLUMNS.model_copy(update={"sign": "credit_positive"})

    assert [row[-1] for row in bookings(read(HEADINGS, *ROWS, columns=columns))] == [-125050, -2000000, 5000000]


def test_only_account_date_and_amount_are_required(read):
    """A map without code parts gives those columns empty, and says which columns were not read."""
    columns = ExtractColumns(account="konto ", date="BOKFÖRINGSDATUM", amount="Belopp")
    extract = read(HEADINGS, *ROWS, columns=columns)

    assert [row[:4] for row in bookings(extract)] == [(row[0], None, None, None) for row in EXPECTED]
    (finding,) = [finding for finding in extract.findings if finding.code == "columns_not_read"]
    assert finding.message == "Kolumner som inte är lästa: B, C, D och F."


def test_sum_rows_are_held_against_the_rows_and_left_out(read):
    """Partial sums and a grand total that agree are told and not counted."""
    extract = read(HEADINGS, *ROWS[:2], "Summa;;;;;;21250,50", ROWS[2], ";;;;;;-50000", ";;;;;;-28749,50")

    assert bookings(extract) == EXPECTED
    (finding,) = [finding for finding in extract.findings if finding.code == "sum_row_left_out"]
    assert finding.figures["count"] == 3


def test_a_sum_row_that_differs_is_found(read):
    """A sum that the rows contradict is a named finding with both figures."""
    extract = read(HEADINGS, *ROWS, "Totalt;;;;;;-28749,51")

    (finding,) = [finding for finding in extract.findings if finding.code == "sum_row_differs"]
    assert (finding.line, finding.figures) == (5, {"stated_ore": -2874951, "booked_ore": -2874950})


def test_repeated_headings_and_text_rows_are_passed_over_and_told(read):
    """Printed extracts repeat their headings and have rows of text only."""
    extract = read(HEADINGS, ROWS[0], ";;;;;Ansvar 100;", HEADINGS, *ROWS[1:])

    assert bookings(extract) == EXPECTED
    assert "row_passed_over" in codes(extract)


def test_every_faulty_row_is_listed_at_once(read):
    """A file with unreadable rows is refused, with row, column and remedy for each."""
    with pytest.raises(RefusedError) as refusal:
        read(
            HEADINGS,
            "4010;;;;2026-02-30;;1,00",
            "4010;;;;2026-01-01;;ett",
            "4010;;;;2026-01-01;;1,005",
            "4010;;;;2026-01-01;;",
            ";;;;2026-01-01;;5",
            "4010;;;;;;5",
        )

    assert [fault.place for fault in refusal.value.faults] == [
        "rad 2, kolumn E (Bokföringsdatum)",
        "rad 3, kolumn G (Belopp)",
        "rad 4, kolumn G (Belopp)",
        "rad 5, kolumn G (Belopp)",
        "rad 6, kolumn A (Konto)",
        "rad 7, kolumn E (Bokföringsdatum)",
    ]
    assert all(fault.remedy for fault in refusal.value.faults)


def test_a_long_list_of_faults_ends_with_how_many_more(read):
    """Fifty faults are shown and the rest are counted."""
    with pytest.raises(RefusedError, match=r"Ytterligare 10 fel\.") as refusal:
        read(HEADINGS, *["4010;;;;2026-01-01;;ett"] * 60)

    assert len(refusal.value.faults) == 51


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["Kto;Ansvar;Projekt;Motpart;Bokföringsdatum;Text;Belopp", *ROWS], "”Konto” finns inte"),
        ([HEADINGS.replace("Text", "Belopp"), *ROWS], "”Belopp” finns flera gånger"),
        ([""], "tom"),
    ],
)
def test_a_file_that_does_not_fit_the_map_is_refused(read, lines, words):
    """A heading that is missing or double, or an empty file, is refused by name."""
    with pytest.raises(RefusedError, match=words):
        read(*lines)


def test_a_file_that_is_missing_or_no_workbook_is_refused(tmp_path):
    """What cannot be opened is refused in plain words."""
    broken = tmp_path / "trasig.xlsx"
    broken.write_bytes(b"inte excel")

    for path in (broken, tmp_path / "finns-inte.csv"):
        with pytest.raises(RefusedError, match="kan inte läsas som huvudboksutdrag"):
            read_ledger_extract(path, COLUMNS)


def test_a_personnummer_stops_the_run(read):
    """An identity number anywhere, read column or not, stops, and is not quoted."""
    with pytest.raises(DisclosureError) as stop:
        read(HEADINGS, "4010;100;P1;17;2026-01-15;Arvode 19121212-1212;1250,50")

    assert "19121212" not in str(stop.value)


def test_a_misspelt_key_in_the_map_is_refused():
    """The map takes no keys it does not know."""
    with pytest.raises(ValidationError):
        ExtractColumns(account="Konto", date="Datum", amount="Belopp", projekt="Projekt")
