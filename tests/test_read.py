"""Deliveries come in through one door: whatever form they have, no row is lost in silence."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.read import read_deliveries, read_frames
from samspelet_lib.data.read_csv import decode
from samspelet_lib.errors import DisclosureError, UsageError
from tests.delivered import HEAD, LOOKUPS, csv, participants, workbook


def read(path: Path) -> Deliveries:
    deliveries = read_deliveries(path, LOOKUPS)
    for count in deliveries.counts:
        assert count.read == count.counted + count.refused
    return deliveries


def reasons(deliveries: Deliveries) -> list[str]:
    return [finding.reason for finding in deliveries.findings]


def texts(deliveries: Deliveries) -> set[str]:
    return {repair.text for repair in deliveries.repairs}


def people(deliveries: Deliveries) -> list[str]:
    return deliveries.frames["deltagare"]["person"].tolist()


def test_a_workbook_gives_typed_rows_that_know_where_they_stood(tmp_path: Path):
    """Rows come out typed, with file, sheet and row, and every table is there even when empty."""
    workbook(tmp_path / "okt.xlsx", {"Deltagare": participants(2)})
    got = read(tmp_path)
    frame = got.frames["deltagare"]
    assert frame["startdatum"].tolist() == [pd.Timestamp(2026, 1, 10)] * 2
    assert frame["fodelsear"].dtype == "Int64"
    assert frame["_rad"].tolist() == [2, 3]
    assert got.sources[frame["_kalla"][0]].place(2) == "blad Deltagare, rad 2"
    assert got.frames["avvikelser"].empty
    assert list(got.frames["avvikelser"].columns)[:2] == ["avvikelse", "insats"]
    assert got.findings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_in_every_encoding_and_separator(tmp_path: Path, encoding: str, separator: str):
    """The same rows come out of every encoding and separator in use in Sweden."""
    rows = [["Insats", "Enhet åäö", "Plats"], ["Stigen Norr", "", "Gård"]]
    rows = [["Insats", "Plats", "Datum", "Platser"], ["Stigen Norr", "Gården i Söder", "2026-01-01", "8"]]
    csv(tmp_path / "kapacitet_2026.csv", rows, separator=separator, encoding=encoding)
    got = read(tmp_path)
    assert got.frames["kapacitet"][["insats", "plats", "platser"]].to_numpy().tolist() == [
        ["stigen", "garden_i_soder", 8]
    ]


def test_csv_with_decimal_comma_titles_sums_and_an_empty_tail(tmp_path: Path):
    """Title rows, sum rows and empty tails are passed over and listed; decimals keep their comma."""
    content = (
        "Resurser för 2026;;;;\r\n\r\n"
        "Insats;Period;Kön;Timmar;Kostnad (kr)\r\n"
        'stigen;2026-03;Alla;"1\u00a0234,5";"9 974"\r\n'
        "stigen;mars 2026;Kvinna;12,25;1 000 kr\r\n"
        "Summa;;;1246,75;10974\r\n"
        ";;;;\r\n;;;;\r\n"
    )
    (tmp_path / "resurser.csv").write_bytes(content.encode("cp1252"))
    got = read(tmp_path)
    frame = got.frames["resurser"]
    assert frame["timmar"].tolist() == [1234.5, 12.25]
    assert frame["kostnad_ore"].tolist() == [997400, 100000]
    assert frame["_rad"].tolist() == [4, 5]
    assert {"summarader räknades inte", "rader ovanför rubrikerna lästes inte"} <= texts(got)
    assert got.findings == ()


def test_headings_a_little_off_are_read_and_told(tmp_path: Path):
    """Case, stars, units, another word for the column and a slip of the pen are understood and listed."""
    head = ["INSATS *", "Deltagar-id", "kön", "Födelsår", "Startdatum (åååå-mm-dd)", "slut datum"]
    csv(tmp_path / "deltagare.csv", [head, ["stigen", "p1", "Man", 1990, "2026-01-01", "2026-02-01"]])
    got = read(tmp_path)
    assert got.frames["deltagare"]["fodelsear"].tolist() == [1990]
    assert got.frames["deltagare"]["slutdatum"].tolist() == [pd.Timestamp(2026, 2, 1)]
    assert "rubriken lästes som ”Födelseår”" in texts(got)
    assert got.findings == ()


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ([*HEAD[:4], "Anteckningar"], "okand_rubrik"),
        ([*HEAD[:4], ""], "rubrik_saknas"),
        ([*HEAD[:4], "Kön"], "dubbel_rubrik"),
        (["Insats", "Pseudonym", "Kön", "Födelseår", "Nästa steg"], "kolumn_saknas"),
        (["a", "b", "c", "d", "e"], "rubriker_saknas"),
    ],
)
def test_columns_that_do_not_fit_refuse_the_sheet(tmp_path: Path, head: list[str], reason: str):
    """An unknown, nameless, doubled or missing column refuses the sheet and all its rows."""
    rows = [["stigen", "p1", "Man", 1990, "arbete"], ["stigen", "p2", "Man", 1990, "arbete"]]
    csv(tmp_path / "deltagare.csv", [head, *rows])
    got = read(tmp_path)
    assert reason in reasons(got)
    assert people(got) == []
    assert got.counts[0].refused >= 2


def test_a_heading_is_never_quoted(tmp_path: Path):
    """A file without headings has persons in its first row; they are not repeated in the fault."""
    csv(tmp_path / "deltagare.csv", [["stigen", "Berit Svensson", "Kvinna"], ["stigen", "p2", "Man"]])
    csv(tmp_path / "vald.csv", [["Insats", "Pseudonym", "Ja, Kajsa"], ["stigen", "p2", "Man"]])
    said = " ".join(str(finding.fault) for finding in read(tmp_path).findings)
    assert "Berit" not in said
    assert "Kajsa" not in said


def test_a_survey_may_have_a_column_per_question(tmp_path: Path):
    """One form a row becomes one row per question; the row counts once, also when it is refused."""
    head = ["Insats", "Datum", "Omgång", "Stöd", "Eget inflytande"]
    csv(
        tmp_path / "upplevd process.csv",
        [
            head,
            ["stigen", "2026-05-01", "Vid avslut", "Ja", ""],
            ["stigen", "2026-05-02", "Vid avslut", "Ja", "Jaha"],
        ],
    )
    got = read(tmp_path)
    frame = got.frames["upplevd_process"]
    assert frame["fraga"].tolist() == ["stod", "eget_inflytande"]
    assert frame["svar"].isna().tolist() == [False, True]
    assert len(set(frame["svarsid"])) == 1
    assert [(count.read, count.counted, count.refused) for count in got.counts] == [(2, 1, 1)]
    assert [(f.row, f.column, f.reason) for f in got.findings] == [(3, "E", "okant_varde")]


def test_the_same_survey_in_both_shapes_gives_the_same_answers(tmp_path: Path):
    """A column per question and a row per question say the same."""
    wide = [
        ["Insats", "Svarsnummer", "Datum", "Omgång", "Stöd"],
        ["stigen", "s1", "2026-05-01", "avslut", "Ja"],
    ]
    long = [
        ["Insats", "Svarsnummer", "Datum", "Omgång", "Fråga", "Svar"],
        ["stigen", "s1", "2026-05-01", "avslut", "Stöd", "Ja"],
    ]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    csv(tmp_path / "a" / "elevenkat.csv", wide)
    csv(tmp_path / "b" / "elevenkat.csv", long)
    frames = [read(tmp_path / name).frames["elevenkat"].drop(columns=["_kalla", "_rad"]) for name in "ab"]
    pd.testing.assert_frame_equal(*frames)


def test_the_file_name_tells_table_and_insats(tmp_path: Path):
    """A CSV file, and a workbook whose only sheet has no name of its own, are known by the file's name."""
    csv(
        tmp_path / "stigen_norr_deltagare_2026-10_2026-11-05_v2.csv",
        [HEAD[1:5], ["p1", "Man", 1990, "2026-01-01"]],
    )
    workbook(tmp_path / "Stigen - kapacitet.xlsx", {"Blad1": [["Datum", "Platser"], [date(2026, 1, 1), 8]]})
    csv(tmp_path / "okänt.csv", [["a", "b"], ["1", "2"]])
    got = read(tmp_path)
    assert got.frames["deltagare"]["insats"].tolist() == ["stigen"]
    assert got.frames["kapacitet"]["insats"].tolist() == ["stigen"]
    said = got.declared[next(source for source in got.sources if source.table == "deltagare")][0]
    assert (said.period, said.handed_in, said.version) == ("2026-10", "2026-11-05", 2)
    assert reasons(got) == ["okand_tabell"]


def test_help_sheets_ledgers_and_lock_files_are_passed_over(tmp_path: Path):
    """Instructions, ledgers and what the spreadsheet program leaves behind are no deliveries."""
    workbook(
        tmp_path / "okt.xlsx",
        {"Läs mig": [["Så fyller du i"]], "Listor": [["Kvinna"]], "Deltagare": participants(1)},
    )
    (tmp_path / "2026.se").write_text("#FLAGGA 0")
    (tmp_path / "README.md").write_text("Hej")
    (tmp_path / "~$okt.xlsx").write_bytes(b"x")
    got = read(tmp_path)
    assert people(got) == ["p1"]
    assert got.passed_over == ("2026.se", "README.md", "okt.xlsx, blad Listor", "okt.xlsx, blad Läs mig")
    assert got.findings == ()


def test_a_sheet_with_headings_and_no_rows_is_an_empty_delivery(tmp_path: Path):
    """A form's sheets that were not used are no faults, also when the insats is told elsewhere."""
    leverans = [["Insats", "Period", "Inlämnad"], ["stigen", "2026-10", date(2026, 11, 5)]]
    workbook(tmp_path / "okt.xlsx", {"Leverans": leverans, "Deltagare": [HEAD[1:]], "Elevenkät": [["Datum", "Fråga"]]})
    got = read(tmp_path)
    assert [(c.source.sheet, c.read) for c in got.counts] == [("Deltagare", 0), ("Elevenkät", 0), ("Leverans", 1)]
    assert got.findings == ()


def test_a_comment_with_a_personnummer_stops_the_run(tmp_path: Path):
    """Comments in cells are searched too."""
    with xlsxwriter.Workbook(str(tmp_path / "okt.xlsx")) as book:
        sheet = book.add_worksheet("Deltagare")
        sheet.write_row(0, 0, HEAD)
        sheet.write_comment(1, 1, "Ring 640823-3234")
    with pytest.raises(DisclosureError, match="kommentarer"):
        read_deliveries(tmp_path, LOOKUPS)


def test_a_parquet_file_is_read(tmp_path: Path):
    """Parquet columns, dictionaries and dates among them, are read like cells."""
    frame = pd.DataFrame(participants(3)[1:], columns=HEAD)
    frame["Kön"] = frame["Kön"].astype("category")
    frame.to_parquet(tmp_path / "deltagare.parquet")
    got = read(tmp_path)
    assert people(got) == ["p1", "p2", "p3"]
    assert got.frames["deltagare"]["kon"].tolist() == ["kvinna"] * 3
    assert got.findings == ()


@pytest.mark.slow
def test_a_large_file_reads_as_a_workbook_does(tmp_path: Path):
    """Fifty thousand cells and more are held in columns of one type; rows, repairs and findings are the same."""
    rows = participants(9_000)
    rows[3], rows[5][0], rows[6][2], rows[7][1] = [" "] * len(HEAD), "  ", "x", "Bo\u0308 2"
    rows.append(["Summa", None, None, 9_000, None, None])
    workbook(tmp_path / "deltagare.xlsx", {"Deltagare": rows})
    csv(tmp_path / "deltagare.csv", rows)
    small, large = read(tmp_path / "deltagare.xlsx"), read(tmp_path / "deltagare.csv")
    pd.testing.assert_frame_equal(small.frames["deltagare"], large.frames["deltagare"])
    told = [[(f.row, f.column, f.reason) for f in each.findings] for each in (small, large)]
    assert (
        told[0]
        == told[1]
        == [(6, "A (Insats)", "saknas"), (7, "C (Kön)", "okant_varde"), (8, "B (Pseudonym)", "inte_lopnummer")]
    )
    assert texts(small) == texts(large) == {"summarader räknades inte"}


def test_frames_from_a_database_are_checked_in_the_same_way():
    """The door for frames gives the same rows and findings as the door for files."""
    frame = pd.DataFrame(
        participants(2)[1:], columns=["insats", "person", "kon", "fodelsear", "startdatum", "slutdatum"]
    )
    frame.loc[1, "kon"] = "x"
    got = read_frames({"deltagare": frame}, LOOKUPS, name="databasen")
    assert people(got) == ["p1"]
    assert [(f.source.file, f.row, f.reason) for f in got.findings] == [("databasen", 2, "okant_varde")]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path):
    """A path that does not exist is a mistake of the command, not an empty delivery."""
    with pytest.raises(UsageError, match="leveranser"):
        read_deliveries(tmp_path / "leveranser", LOOKUPS)
    assert read(tmp_path).frames["deltagare"].empty


@pytest.mark.parametrize(
    ("name", "sheet", "cell"),
    [
        ("okt.xlsx", "Deltagare", "640823-3234"),
        ("okt.xlsx", "Deltagare", 6408233234),
        ("okt.xlsx", "Deltagare", "se 19640823-3234"),
        ("okt.xlsx", "Okänt blad", "640823+3234"),
        ("okt.xlsx", "701063-2391", "x"),
        ("640823-3234 okt.xlsx", "Deltagare", "x"),
    ],
)
def test_a_personnummer_anywhere_stops_the_run(tmp_path: Path, name: str, sheet: str, cell: object):
    """In a cell, as a number, on an unknown sheet, in a sheet's or a file's name: exit 4, masked."""
    rows = participants(1)
    rows[1][1] = cell
    workbook(tmp_path / name, {sheet: rows})
    with pytest.raises(DisclosureError) as stop:
        read_deliveries(tmp_path, LOOKUPS)
    assert "3234" not in str(stop.value)
    assert "2391" not in str(stop.value)


def test_a_personnummer_in_a_file_that_cannot_be_read_stops_the_run(tmp_path: Path):
    """The name of a broken or passed-over file is searched too."""
    (tmp_path / "640823-3234.se").write_text("x")
    with pytest.raises(DisclosureError, match="filens namn"):
        read_deliveries(tmp_path, LOOKUPS)


def test_error_texts_hold_no_pseudonym(tmp_path: Path):
    """A refused name or pseudonym is told by its place alone."""
    rows = participants(2)
    rows[1][1], rows[2][2] = "Berit Svensson", "hemligt"
    workbook(tmp_path / "deltagare.xlsx", {"Deltagare": rows})
    got = read(tmp_path)
    said = " ".join(f"{finding.problem} {finding.remedy}" for finding in got.findings)
    assert reasons(got) == ["inte_lopnummer", "okant_varde"]
    assert "Berit" not in said
    assert "hemligt" not in said


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02",
        b'Insats;Pseudonym\n"stigen;p1\nstigen;p2\n',
        "Insats\udcff".encode("utf-8", "surrogateescape"),
    ],
)
def test_csv_that_is_not_a_table_is_refused(tmp_path: Path, content: bytes):
    """Binary content and a quote that is never closed refuse the file instead of losing rows."""
    (tmp_path / "deltagare.csv").write_bytes(content)
    assert set(reasons(read(tmp_path))) <= {"inte_text", "citattecken", "rubriker_saknas"}
    assert reasons(read(tmp_path)) != []


def test_two_stray_quotes_do_not_swallow_the_rows_between(tmp_path: Path):
    """Quotes around several rows would make one cell of them; the file is refused."""
    rows = "".join(f"stigen;p{n};Man;1990;2026-01-01;\n" for n in range(9))
    text = ";".join(HEAD) + '\nstigen;"p10;Man;1990;2026-01-01;\n' + rows + 'stigen;p11";Man;1990;2026-01-01;\n'
    (tmp_path / "deltagare.csv").write_text(text)
    assert reasons(read(tmp_path)) == ["citattecken"]


@given(st.text(alphabet="abcåäöÅÄÖé–” \u00a0€", min_size=1))
def test_text_survives_every_encoding(text: str):
    """Swedish text decodes to itself from each encoding that can hold it."""
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert decode(text.encode(encoding)) == text
