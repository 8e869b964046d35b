"""Every fault of a delivery is told at once, at its cell, in words; the rest of the deliveries go on."""

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from samspelet_lib.data.delivery import Finding, Source
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.read import read_deliveries
from samspelet_lib.data.to_correct import write_to_correct
from tests.delivered import HEAD, LOOKUPS, workbook

START = date(2026, 1, 10)


def person(number: int, **cells: Any) -> list[Any]:
    """A participant without faults but for the named cells."""
    row = dict(zip(HEAD, ["stigen", f"p{number}", "Kvinna", 1985, START, None], strict=True))
    return list((row | cells).values())


# Forty mistakes: sheet, heading row, rows, and for each row that is wrong the column letter and the reason.
# Row numbers are those of the sheet, with the headings on row 1.
FORTY: dict[str, tuple[list[str], list[list[Any]], list[tuple[int, str, str]]]] = {
    "Deltagare": (
        HEAD,
        [
            person(1),
            person(2, Insats="Stigen Söder"),
            person(3, Insats=None),
            person(4, Insats="bron"),
            person(5, Pseudonym="Berit Svensson"),
            person(6, Pseudonym="BS"),
            person(7, Pseudonym="19850110"),
            person(8, Pseudonym=None),
            person(9, Kön="kvinnan"),
            person(10, Kön=7),
            person(11, Födelseår="åttiofem"),
            person(12, Födelseår=85),
            person(13, Födelseår=2985),
            person(14, Födelseår=1985.5),
            person(15, Födelseår="1,985"),
            person(16, Startdatum=None),
            person(17, Startdatum="03/04/2026"),
            person(18, Startdatum="2026-02-29"),
            person(19, Startdatum="260110"),
            person(20, Startdatum=46032),
            person(21, Startdatum="snart"),
            person(22, Slutdatum=date(2026, 1, 9)),
            person(23, Startdatum="1826-01-10"),
            person(24, Födelseår="=formel #N/A"),
            person(1),
        ],
        [
            (3, "A", "okant_varde"),
            (4, "A", "saknas"),
            (5, "A", "fel_inriktning"),
            (6, "B", "inte_lopnummer"),
            (7, "B", "inte_lopnummer"),
            (8, "B", "lopnummer_ar_fodelsedatum"),
            (9, "B", "saknas"),
            (10, "C", "okant_varde"),
            (11, "C", "okant_varde"),
            (12, "D", "inte_tal"),
            (13, "D", "for_lagt"),
            (14, "D", "for_hogt"),
            (15, "D", "inte_heltal"),
            (16, "D", "tvetydigt_tal"),
            (17, "E", "saknas"),
            (18, "E", "tvetydigt_datum"),
            (19, "E", "datum_finns_inte"),
            (20, "E", "inte_datum"),
            (21, "E", "inte_datum"),
            (22, "E", "inte_datum"),
            (23, "F", "slut_fore_start"),
            (24, "E", "orimligt_ar"),
            (25, "D", "excelfel"),
            (26, "", "dubblett"),
        ],
    ),
    "Milstolpar": (
        ["Insats", "Pseudonym", "Datum", "Typ", "Fas", "Steg"],
        [
            ["stigen", "p1", START, "Bedömning", None, None],
            ["stigen", "p1", START, "Fas", None, None],
            ["stigen", "p1", START, "Steg", None, None],
            ["stigen", "p1", START, "Steg", None, 30],
            ["stigen", "p1", START, "Möte", None, None],
        ],
        [(3, "E", "saknas"), (4, "F", "saknas"), (5, "F", "for_hogt"), (6, "D", "okant_varde")],
    ),
    "Formulär om våld": (
        ["Insats", "Pseudonym", "Formuläret besvarat", "Datum"],
        [["stigen", "p1", "Ja", START], ["stigen", "p2", "delvis", START]],
        [(3, "C", "inte_ja_nej")],
    ),
    "Upplevd process": (
        ["Insats", "Pseudonym", "Svarsnummer", "Datum", "Omgång", "Fråga", "Svar"],
        [
            ["stigen", "p1", None, START, "Vid avslut", "stod", "Ja"],
            ["stigen", None, None, START, "Vid avslut", "stod", "Ja"],
            ["stigen", None, "s1", START, "Efter två veckor", "stod", "Ja"],
            ["stigen", None, "s2", START, "Vid avslut", "stod", "9"],
        ],
        [(3, "B", "saknas"), (4, "E", "okant_varde"), (5, "G", "okant_varde")],
    ),
    "Sammanräknade uppgifter": (
        ["Insats", "Mätpunkt", "Period", "Kön", "Täljare", "Nämnare"],
        [
            ["stigen", "Antal deltagare", "2026-03", "Alla", 8, 10],
            ["stigen", "moten", "2026-03", "Alla", 8, 10],
            ["stigen", "antal", "2026-13", "Alla", 8, 10],
            ["stigen", "antal", "2026-04", "Alla", 11, 10],
            ["stigen", "antal", "2026-05", "Alla", -1, 10],
            ["stigen", "antal", "2026-06", "Alla", None, 10],
        ],
        [
            (3, "B", "fel_matpunkt"),
            (4, "C", "inte_period"),
            (5, "E", "storre_an_helheten"),
            (6, "E", "for_lagt"),
            (7, "E", "saknas"),
        ],
    ),
    "Uppföljning Finsam": (
        ["Insats", "År", "Deltagare totalt", "Kvinnor", "Män"],
        [["stigen", 2026, 10, 6, 4], ["bron", 2026, 40, None, None], ["bron", 2027, 40, 20, None]],
        [(4, "D", "uppdelning_struktur")],
    ),
    "Resurser": (
        ["Insats", "Period", "Kön", "Timmar", "Kostnad"],
        [["stigen", "2026-03", "Alla", 12.5, "9 974 kr"], ["stigen", "2026-04", "Alla", 1, "1,005"]],
        [(3, "E", "tvetydigt_tal")],
    ),
    "Händelser": (
        ["Insats", "Typ", "Datum", "Närvarande parter"],
        [["bron", "Avstämning", START, "fk; af"], ["bron", "Avstämning", date(2026, 2, 1), "fk; polisen"]],
        [(3, "D", "okant_varde")],
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the forty mistakes in one workbook, and another workbook without any."""
    workbook(tmp_path / "fyrtio.xlsx", {name: [head, *rows] for name, (head, rows, _) in FORTY.items()})
    workbook(tmp_path / "hel.xlsx", {"Deltagare": [HEAD, person(90), person(91)]})
    return tmp_path


def test_forty_planted_faults_give_forty_findings_each_at_its_cell(folder: Path):
    """Each mistake gives exactly its own finding, with sheet, row and column; nothing else is told."""
    planted = {(name, row, column, why) for name, (_, _, faults) in FORTY.items() for row, column, why in faults}
    findings = read_deliveries(folder, LOOKUPS).findings
    found = {(f.source.sheet, f.row, f.column.partition(" ")[0], f.reason) for f in findings}
    assert len(planted) == 40
    assert found == planted
    assert len(findings) == 40
    assert {finding.source.file for finding in findings} == {"fyrtio.xlsx"}


def test_rows_read_are_those_counted_and_those_refused(folder: Path):
    """The faulty rows are refused, all others count, also those of the same sheet and of other files."""
    got = read_deliveries(folder, LOOKUPS)
    by_sheet = {(c.source.file, c.source.sheet): (c.read, c.counted, c.refused) for c in got.counts}
    for name, (_, rows, faults) in FORTY.items():
        wrong = len({row for row, _, _ in faults})
        assert by_sheet["fyrtio.xlsx", name] == (len(rows), len(rows) - wrong, wrong)
    assert by_sheet["hel.xlsx", "Deltagare"] == (2, 2, 0)
    assert got.frames["deltagare"]["person"].tolist() == ["p1", "p90", "p91"]


def test_a_row_with_two_faults_is_refused_once_and_both_are_told(tmp_path: Path):
    """Nobody has to correct a file twice: every fault of a row is told, and a fault is told once."""
    rows = [person(1, Kön="x", Startdatum=None), person(2, Slutdatum="x")]
    got = read_deliveries(workbook(tmp_path / "a.xlsx", {"Deltagare": [HEAD, *rows]}), LOOKUPS)
    assert [(f.row, f.reason) for f in got.findings] == [(2, "okant_varde"), (2, "saknas"), (3, "inte_datum")]
    assert [(c.read, c.counted, c.refused) for c in got.counts] == [(2, 0, 2)]


def test_texts_tell_what_is_allowed_and_what_may_have_been_meant(tmp_path: Path):
    """A code that is not known: the allowed values, and the one that is nearest."""
    path = workbook(tmp_path / "a.xlsx", {"Deltagare": [HEAD, person(1, Kön="kvinnan")]})
    (finding,) = read_deliveries(path, LOOKUPS).findings
    assert str(finding.fault) == (
        "a.xlsx, blad Deltagare, rad 2, kolumn C (Kön): Värdet finns inte bland de tillåtna. "
        "Tillåtet: Kvinna, Man, Annat eller okänt. Menades Kvinna?"
    )


def test_an_answer_to_a_question_nobody_counts_is_told(tmp_path: Path):
    """A question spelt in another way than in params is told once a sheet; the rows count."""
    lookups = Lookups(counted={("stigen", "samtal", "fraga"): frozenset({"nojdhet"})})
    head = ["Insats", "Pseudonym", "Datum", "Fråga", "Svar"]
    rows = [["stigen", f"p{n}", START, fraga, "Ja"] for n, fraga in enumerate(["Nöjdhet", "nöjd", "nöjd"])]
    got = read_deliveries(workbook(tmp_path / "a.xlsx", {"Samtal": [head, *rows]}), lookups)
    assert [(f.row, f.reason, f.level) for f in got.findings] == [(3, "raknas_inte", "remark")]
    assert len(got.frames["samtal"]) == 3


def test_the_list_to_correct_holds_every_finding(folder: Path, tmp_path: Path):
    """The workbook "Att rätta" has one row per finding, with file, sheet, row and column apart."""
    findings = read_deliveries(folder, LOOKUPS).findings
    path = tmp_path / "att_ratta.xlsx"
    write_to_correct(findings, path)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["Fil", "Blad", "Rad", "Kolumn"]
    assert [row[:4] for row in rows[1:]] == [[f.source.file, f.source.sheet, f.row, f.column] for f in findings]


def test_the_list_to_correct_holds_no_formulas_and_is_the_same_every_time(tmp_path: Path):
    """A file or sheet named like a formula is text; two writings give the same bytes."""
    evil = Finding(Source("=1+1.csv", "@SUM(A1)", ""), 1, "", level="row", reason="r", problem="=1", remedy="+1")
    write_to_correct([evil], tmp_path / "a.xlsx")
    write_to_correct([evil], tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()[1][0] == "=1+1.csv"


def test_text_that_looks_like_a_formula_comes_in_as_text(tmp_path: Path):
    """A note that begins with = stays a text, from CSV and from a workbook."""
    head = ["Insats", "Mätpunkt", "Datum", "Läge", "Not", "Författare (roll)"]
    row = ["stigen", "antal", "2026-10-01", "Pågår", "=1+1", "projektledare"]
    (tmp_path / "lägesnoter.csv").write_text(";".join(head) + "\n" + ";".join(row) + "\n", encoding="utf-8")
    got = read_deliveries(tmp_path, LOOKUPS)
    assert got.frames["lagesnoter"]["not"].tolist() == ["=1+1"]
    assert isinstance(got.frames["lagesnoter"]["not"].dtype, pd.StringDtype)
