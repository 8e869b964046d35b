"""Workbooks that are encrypted, broken, oversized, lying or made by another program: told, never lost."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.guard import OLE
from samspelet_lib.data.inside import look_inside
from samspelet_lib.data.read import read_deliveries
from tests.delivered import HEAD, LOOKUPS, participants, workbook

SHEET = "xl/worksheets/sheet1.xml"
SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None,
    reason="LibreOffice (soffice) finns inte: arbetsböcker från ett annat program är inte prövade",
)


def reasons(path: Path) -> list[str]:
    return [finding.reason for finding in read_deliveries(path, LOOKUPS).findings]


def people(deliveries: Deliveries) -> list[str]:
    return deliveries.frames["deltagare"]["person"].tolist()


def altered(path: Path, change: Callable[[bytes], bytes], *, part: str = SHEET) -> Path:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook with three participants."""
    return workbook(tmp_path / "deltagare.xlsx", {"Deltagare": participants(3)})


def test_error_values_are_told_at_their_cell(tmp_path: Path):
    """A cell that shows #DIVISION/0! is a fault at its place, not a blank."""
    rows = participants(3)
    rows[2][3] = "=formel #DIV/0!"
    got = read_deliveries(workbook(tmp_path / "a.xlsx", {"Deltagare": rows}), LOOKUPS)
    assert [(f.row, f.column, f.reason) for f in got.findings] == [(3, "D (Födelseår)", "excelfel")]
    assert people(got) == ["p1", "p3"]


def test_a_formula_with_a_value_is_read_and_one_without_is_told(tmp_path: Path):
    """The value that the spreadsheet has computed is read; a formula never computed is a fault."""
    rows = participants(2)
    rows[1][3], rows[2][2] = "=formel 1985", "=formel Man"
    path = workbook(tmp_path / "a.xlsx", {"Deltagare": rows})
    got = read_deliveries(path, LOOKUPS)
    assert got.frames["deltagare"][["fodelsear", "kon"]].to_numpy().tolist() == [
        [1985, "kvinna"],
        [1985, "man"],
    ]
    altered(path, lambda xml: xml.replace(b"<v>1985</v>", b""))
    got = read_deliveries(path, LOOKUPS)
    assert [(f.row, f.column, f.reason) for f in got.findings] == [(2, "D (Födelseår)", "excelfel")]


def test_a_sheet_that_declares_one_cell_is_read_whole(book: Path):
    """What a sheet says of its size is not believed: all rows are read."""
    altered(book, lambda xml: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', xml))
    assert people(read_deliveries(book, LOOKUPS)) == ["p1", "p2", "p3"]


def test_a_sheet_that_declares_seventeen_milliard_cells_is_read(book: Path):
    """A size that is too large is not believed either."""
    altered(book, lambda xml: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:XFD1048576"/>', xml))
    assert people(read_deliveries(book, LOOKUPS)) == ["p1", "p2", "p3"]


def test_a_cell_far_outside_the_table_is_refused(book: Path):
    """One value in the last corner would need memory for everything between: refused before it is read."""
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    altered(book, lambda xml: xml.replace(b"</sheetData>", far))
    assert reasons(book) == ["for_stor"]


def test_formatted_rows_without_values_are_an_empty_tail(book: Path):
    """Cells that only have a style, down to the last row, are nothing."""
    tail = b'<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row></sheetData>'
    altered(book, lambda xml: xml.replace(b"</sheetData>", tail))
    assert people(read_deliveries(book, LOOKUPS)) == ["p1", "p2", "p3"]


def test_a_cell_given_twice_is_refused(book: Path):
    """Two values for one cell: the reader would keep one, so the sheet is refused."""
    altered(book, lambda xml: xml.replace(b'<c r="D2">', b'<c r="D2"><v>1999</v></c><c r="D2">'))
    assert reasons(book) == ["celler_saknas"]


def test_prefixed_xml_is_read_or_refused_but_not_lost(book: Path):
    """Some programs write every tag with a prefix; no row disappears."""

    def prefixed(xml: bytes) -> bytes:
        xml = re.sub(rb"<(/?)(worksheet|sheetData|row|c|v|dimension|f)\b", rb"<\1x:\2", xml)
        return xml.replace(b'xmlns="http', b'xmlns:x="http', 1)

    altered(book, prefixed)
    got = read_deliveries(book, LOOKUPS)
    assert people(got) == ["p1", "p2", "p3"] or [f.level for f in got.findings] == ["file"]


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused(book: Path, name: str):
    """A workbook with macros is refused, whatever its name says."""
    altered(book, lambda _: b"x", part=name)
    assert reasons(book) == ["makron"]
    shutil.move(book, book.with_suffix(".xlsm"))
    assert reasons(book.with_suffix(".xlsm")) == ["makron"]


@pytest.mark.parametrize(
    "content",
    [b"", b"hej", b"PK\x03\x04", OLE, OLE + bytes(600), b"\xff" * 5000],
    ids=["empty", "text", "zip head", "ole head", "ole zeros", "noise"],
)
@pytest.mark.parametrize("kind", [".xlsx", ".xls", ".ods"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, kind: str):
    """An empty, cut or mislabelled file is told as broken."""
    path = tmp_path / f"deltagare{kind}"
    path.write_bytes(content)
    assert reasons(path) == ["trasig"]


def test_a_cut_workbook_is_refused(book: Path):
    """A file of which half has arrived is told as broken."""
    book.write_bytes(book.read_bytes()[: book.stat().st_size // 2])
    assert reasons(book) == ["trasig"]


@pytest.mark.slow
def test_a_zip_bomb_is_refused_before_it_is_unpacked(book: Path):
    """A part that unpacks to half a gigabyte is refused by its declared size."""
    altered(book, lambda _: bytes(450_000_000), part="xl/media/big.bin")
    assert book.stat().st_size < 1_000_000
    assert reasons(book) == ["for_stor"]


def test_a_zip_that_lies_about_its_size_is_refused(book: Path):
    """A part that is larger than the file says is told as broken."""
    content = bytearray(book.read_bytes())
    at = content.index(b"PK\x01\x02") + 24  # unpacked size of the first part in the directory
    content[at : at + 4] = (1).to_bytes(4, "little")
    book.write_bytes(content)
    assert reasons(book) == ["trasig"]


def test_entities_are_refused(book: Path):
    """A part that declares entities is no spreadsheet's work."""
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'
    altered(book, lambda xml: bomb + xml.partition(b"?>")[2])
    assert reasons(book) == ["trasig"]


def test_an_encrypted_workbook_is_told(tmp_path: Path):
    """Excel's protected files are OLE files with an EncryptedPackage."""
    path = tmp_path / "deltagare.xlsx"
    path.write_bytes(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    assert reasons(path) == ["krypterad"]


def test_an_encrypted_ods_is_told(tmp_path: Path):
    """A protected ODS file says so in its list of parts."""
    path = tmp_path / "deltagare.ods"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("content.xml", b"\x00noise")
        book.writestr("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>")
    assert reasons(path) == ["krypterad"]


def test_the_other_files_are_read_when_one_is_broken(book: Path):
    """A file that cannot be read refuses itself alone."""
    (book.parent / "trasig.xlsx").write_bytes(b"x")
    got = read_deliveries(book.parent, LOOKUPS)
    assert people(got) == ["p1", "p2", "p3"]
    assert [(f.source.file, f.reason) for f in got.findings] == [("trasig.xlsx", "trasig")]


def test_a_broken_workbook_prints_no_trace(book: Path, capfd: pytest.CaptureFixture[str]):
    """The reader's own panic messages do not reach the user."""
    content = bytearray(book.read_bytes())
    for at in range(200, len(content), 97):
        content[at] ^= 0xFF
    book.write_bytes(content)
    assert reasons(book) != []
    assert capfd.readouterr().err == ""


def convert(path: Path, kind: str, *options: str) -> Path:
    """The workbook saved by LibreOffice as another kind, in a folder of its own."""
    out = path.parent / "andra"
    command = [str(SOFFICE), f"-env:UserInstallation=file://{path.parent}/profil", "--headless"]
    subprocess.run(
        [*command, *options, "--convert-to", kind, "--outdir", str(out), str(path)],
        check=True,
        capture_output=True,
    )
    (converted,) = out.iterdir()
    return converted


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["ods", "xls", "xlsx"])
def test_another_programs_workbook_gives_the_same_rows(tmp_path: Path, kind: str):
    """A delivery saved by LibreOffice as ODS, XLS or XLSX reads as the original, row by row."""
    rows = participants(40)
    rows[5][5], rows[7][3], rows[9][3] = date(2026, 3, 31), "=formel #N/A", "1 985"
    path = workbook(tmp_path / "deltagare.xlsx", {"Deltagare": [["Till förbundet"], [], *rows]})
    mine, other = read_deliveries(path, LOOKUPS), read_deliveries(convert(path, kind), LOOKUPS)
    assert mine.frames["deltagare"].equals(other.frames["deltagare"])
    assert [(f.row, f.column, f.reason) for f in mine.findings] == [(10, "D (Födelseår)", "excelfel")]
    assert [(f.row, f.column, f.reason) for f in other.findings] == [(10, "D (Födelseår)", "excelfel")]
    assert look_inside(path).sheets["Deltagare"].last_row == 43


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("separator", ["59", "44", "9"])
def test_another_programs_csv_gives_the_same_rows(tmp_path: Path, separator: str):
    """CSV in Windows-1252 with the separators of LibreOffice's dialogue reads as the workbook."""
    path = workbook(tmp_path / "deltagare.xlsx", {"Deltagare": participants(5)})
    converted = convert(path, f"csv:Text - txt - csv (StarCalc):{separator},34,ANSI,1")
    mine, other = read_deliveries(path, LOOKUPS), read_deliveries(converted, LOOKUPS)
    assert mine.frames["deltagare"].equals(other.frames["deltagare"])
    assert other.findings == ()


@needs_libreoffice
@pytest.mark.slow
def test_text_that_an_old_xls_has_lost_is_told(tmp_path: Path):
    """LibreOffice writes 0 for a formula with text in XLS; the cell is a fault, not a zero."""
    rows = participants(2)
    rows[1][2] = "=formel Man"
    path = workbook(tmp_path / "deltagare.xlsx", {"Deltagare": rows})
    got = read_deliveries(convert(path, "xls"), LOOKUPS)
    assert [(f.row, f.column, f.reason) for f in got.findings] == [(2, "C (Kön)", "excelfel")]
    assert HEAD[2] == "Kön"
