"""What can be fetched beside a table is the table itself: for a spreadsheet, for a program, and in one workbook."""

import csv
import io
from pathlib import Path

import pytest
import sample_page
from python_calamine import CalamineWorkbook

from samspelet_lib.publish.downloads import amount, to_people_csv, to_program_csv, with_links, write_downloads
from samspelet_lib.publish.stage import StorageError, naming_storage
from samspelet_lib.publish.story import to_story
from samspelet_lib.publish.workbook import COVER, write_workbook
from samspelet_lib.report import section as s

N = "\u00a0"
COLUMNS = [s.Column("Insats"), s.Column("Utfall", "tkr", is_number=True), s.Column("Andel"), s.Column("Utfall", "tkr")]


def grid(*rows, caption="Pengar 2026: ”allt”"):
    """A table as publishing sees it."""
    (made,) = s.table(caption, COLUMNS, list(rows), anchor="pengar", note="Belopp i tkr.").tables
    return made.to_plain()


TABLE = grid(
    ("Första", f"−1{N}186,5", f"20,75{N}%", ".." ),
    ("=1+1", "7", "93 % (26 av 28)", "–"),
    ('Tredje; ”citat” "här"', "0", f"100{N}%", f"12{N}345{N}678"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (f"−1{N}186", "-1186"),
        ("7", "7"),
        ("2026", "2026"),
        ("0,5", "0.5"),
        (f"20,75{N}%", "0.2075"),
        (f"100{N}%", "1.00"),
        ("..", None),
        ("–", None),
        ("2026-10-31", None),
        ("26 av 28", None),
        ("", None),
        ("5 tkr", None),
    ],
)
def test_a_number_is_a_number_and_nothing_else_is(cell, value):
    """Only a cell that is a printed number through and through is written as one."""
    found = amount(cell)
    assert (found and f"{found.value:f}") == value


def test_a_spreadsheet_reads_the_table():
    """Semicolon, decimal comma, byte order mark; numbers without blanks, so that they are taken for numbers."""
    text = to_people_csv(TABLE)
    assert text.startswith("\ufeffInsats;Utfall (tkr);Andel;Utfall (tkr) 2\r\n")
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
    assert rows[1] == ["Första", "-1186,5", "20,75%", ".."]
    assert rows[3] == ['Tredje; ”citat” "här"', "0,0", "100%", "12345678"]


def test_a_cell_never_becomes_a_formula():
    """What an owner wrote is text wherever it is opened."""
    assert "'=1+1;" in to_people_csv(TABLE)


def test_a_program_reads_the_table():
    """Comma, decimal point, shares of 1, and marks as they stand on the page."""
    rows = list(csv.reader(io.StringIO(to_program_csv(TABLE))))
    assert rows[0] == ["Insats", "Utfall (tkr)", "Andel", "Utfall (tkr) 2"]
    assert rows[1] == ["Första", "-1186.5", "0.2075", ".."]
    assert rows[2] == ["=1+1", "7.0", "93 % (26 av 28)", "–"]


def workbook(folder, *tables):
    return write_workbook(folder, "sida", "Stegen, oktober 2026", tables=tables, facts=["Förbundet", "Utgåva 2"])


def test_the_workbook_has_a_cover_and_one_table_a_sheet(tmp_path):
    """What the reader must know stands first, then each table under its caption and notes."""
    book = CalamineWorkbook.from_path(workbook(tmp_path, TABLE, grid(("A", "1", "2", "3"), caption="Andra")))
    assert book.sheet_names == [COVER, "1 Pengar 2026  ”allt”", "2 Andra"]
    cover = [row[0] for row in book.get_sheet_by_name(COVER).to_python()]
    assert cover[:3] == ["Stegen, oktober 2026", "Förbundet", "Utgåva 2"]
    assert {"Pengar 2026: ”allt”", "Andra"} <= set(cover)
    rows = book.get_sheet_by_index(1).to_python()
    assert [row[0] for row in rows[:3]] == ["Pengar 2026: ”allt”", "Belopp i tkr.", TABLE["notes"][1]]
    assert rows[3] == ["Insats", "Utfall (tkr)", "Andel", "Utfall (tkr) 2"]
    assert rows[4] == ["Första", -1186.5, 0.2075, ".."]
    assert rows[5] == ["=1+1", 7.0, "93 % (26 av 28)", "–"]


def test_the_workbook_is_the_same_bytes_each_time(tmp_path):
    """It can be made again and compared."""
    first = workbook(tmp_path, TABLE).read_bytes()
    assert workbook(tmp_path, TABLE).read_bytes() == first


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_is_named_in_the_workbook_too(tmp_path):
    """The library that writes it has an error of its own for that."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/sida.xlsx").symlink_to("/dev/full")
    with pytest.raises(StorageError, match="Disken är full"), naming_storage():
        workbook(tmp_path, TABLE)


def test_a_page_without_tables_has_no_workbook(tmp_path):
    """Nothing is offered that holds nothing."""
    assert workbook(tmp_path) is None


def test_each_table_has_links_to_its_files(tmp_path):
    """Every table on the page, also behind a chart, and each link leads to a file and says which table it is."""
    story = with_links(to_story(sample_page.sample_notebook()), "sida")
    write_downloads(tmp_path, "sida", story.tables)
    html = "".join(str(part.html) for part in story.parts)
    for table in story.tables:
        for ending, words in (("csv", "CSV för kalkylark"), ("program.csv", "CSV för program")):
            address = f"data/sida/{table['anchor']}.{ending}"
            assert (tmp_path / address).is_file()
            assert f'<a href="{address}" download>{words}<span class="unseen">: {table["caption"]}</span></a>' in html
    assert html.count('<p class="downloads">') == len(story.tables)
    assert "&lt;" not in html
