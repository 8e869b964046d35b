"""From what an owner hands in to the page that the public reads, with the commands alone."""

import re
import shutil
import zipfile
from datetime import date
from string import ascii_uppercase
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook
from samspelet import plan
from small_project import PERIOD, ROOT, command

from samspelet_lib.errors import ExitCode
from tests.delivered import HEAD, workbook
from tests.test_check import FORTY

pytestmark = pytest.mark.slow

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FIRST_DAY = date(1899, 12, 30)  # what a workbook counts its days from


@pytest.fixture
def project(tmp_path):
    """The real params and notebooks in a folder of their own, with nothing delivered."""
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return tmp_path


def tag(name):
    return f"{{{MAIN}}}{name}"


def fill_in(path, rows):
    """Writes rows under the headings of a form's sheets, as a spreadsheet program saves what is typed."""
    ET.register_namespace("", MAIN)
    ET.register_namespace("r", RELATIONS)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    texts = ["".join(node.itertext()) for node in ET.fromstring(parts["xl/sharedStrings.xml"])]
    names = [sheet.get("name") for sheet in ET.fromstring(parts["xl/workbook.xml"]).iter(tag("sheet"))]
    for sheet, written in rows.items():
        part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
        tree = ET.fromstring(parts[part])
        styles = {
            number: column.get("style")
            for column in tree.iter(tag("col"))
            for number in range(int(column.get("min")), int(column.get("max")) + 1)
        }
        write_rows(tree.find(tag("sheetData")), written, texts, styles)
        parts[part] = ET.tostring(tree, encoding="UTF-8", xml_declaration=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def write_rows(data, written, texts, styles):
    """Cells under the headings, styled as their columns; what a form has filled in beforehand stands."""
    columns = {texts[int(cell[0].text)].rstrip(" *"): place for place, cell in enumerate(data[0])}
    for number, cells in enumerate(written, start=2):
        row = next((row for row in data if row.get("r") == str(number)), None)
        if row is None:
            row = ET.SubElement(data, tag("row"), r=str(number))
        found = {cell.get("r"): cell for cell in row}
        for heading, value in cells.items():
            place = f"{ascii_uppercase[columns[heading]]}{number}"
            found[place] = cell_of(place, value, styles[columns[heading] + 1])
        row[:] = [found[place] for place in sorted(found)]


def cell_of(place, value, style):
    """A typed cell: a number, a day as its number, or a text of its own."""
    cell = ET.Element(tag("c"), r=place, s=style)
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        ET.SubElement(ET.SubElement(cell, tag("is")), tag("t")).text = value
    else:
        number = (value - FIRST_DAY).days if isinstance(value, date) else value
        ET.SubElement(cell, tag("v")).text = str(number)
    return cell


def text_of(page):
    """What stands on a page, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.read_text("utf-8").replace("\u00a0", " ")))


def test_forms_fill_check_run(project):
    """A form that is written, filled in and put in place is counted on the insats's page."""
    insats = next(each for each in plan().insatser if each.id == "hammaro")
    assert command(project, "forms").returncode == ExitCode.DONE
    filled = project / "leveranser" / "2026" / "Hammarö oktober.xlsx"
    filled.parent.mkdir(parents=True)
    shutil.copyfile(project / "formular" / f"blankett-{insats.id}.xlsx", filled)
    people = [
        {
            "Pseudonym": f"h{n}",
            "Kön": "Kvinna" if n % 2 else "Man",
            "Födelseår": 1980 + n,
            "Startdatum": date(2026, 1, n),
        }
        for n in range(1, 14)
    ]
    ended = {"Slutdatum": date(2026, 9, 30), "Nästa steg": "Studier"}
    head = {"Period": "2026-01..10", "Inlämnad": date(2026, 11, 5)}
    fill_in(filled, {"Leverans": [head], "Deltagare": [people[0] | ended, *people[1:]]})

    checked = command(project, "check")
    assert checked.returncode == ExitCode.DONE, checked.stdout + checked.stderr
    ran = command(project, "run", PERIOD, "--only", "insats")
    assert ran.returncode == ExitCode.DONE, ran.stdout + ran.stderr
    page = text_of(project / "reports" / PERIOD / f"insats-{insats.id}.html")
    assert "13 har börjat och 1 har slutat 2026; 12 var kvar i slutet av oktober" in page
    assert "Alla 13" in page


# The two invented insatser of the forty faults, and what they name, as they are called in the plan.
INSATS, STRUKTUR = "stegen_kristinehamn", "bryggan"
IN_THE_PLAN = {
    "stigen": INSATS, "bron": STRUKTUR, "fk; af": "forsakringskassan; arbetsformedlingen",
    "fk; polisen": "forsakringskassan; polisen", "stod": "stod_som_behovs", "antal": "deltagarrad", "moten": "nojdhet",
    "Antal deltagare": "deltagarrad",
}  # fmt: skip


@pytest.fixture
def forty(project):
    """Forty faults from one insats, and what another one has delivered without any."""
    source = (project / "params/2026/insatser/grums.toml").read_text("utf-8")
    for old, new in {
        'id = "grums"': f'id = "{STRUKTUR}"', 'name = "Grums"': 'name = "Bryggan"', "order = 7": "order = 8",
        'orientation = ["individ"]': 'orientation = ["struktur"]',
        'budget_rows = ["forberedande_grums"]': 'budget_rows = "ej angivet i planen"',
    }.items():  # fmt: skip
        assert old in source
        source = source.replace(old, new, 1)
    (project / f"params/2026/insatser/{STRUKTUR}.toml").write_text(source, encoding="utf-8")
    folder = project / "leveranser"
    folder.mkdir()
    sheets = {
        name: [head, *([IN_THE_PLAN.get(cell, cell) for cell in row] for row in rows)]
        for name, (head, rows, _) in FORTY.items()
    }
    workbook(folder / "fyrtio.xlsx", sheets)
    head = ["Insats", "Period", "Inlämnad"]
    whole = [HEAD, *(["grums", f"g{n}", "Kvinna", 1985, date(2026, 1, 10), None] for n in range(12))]
    workbook(folder / "hel.xlsx", {"Leverans": [head, ["grums", "2026-01..10", date(2026, 11, 5)]], "Deltagare": whole})
    return project


def test_forty_faults_are_told_and_the_others_published(forty):
    """Exit 5, every fault at its row in the list; the others' pages stand, and who is marked says so."""
    ran = command(forty, "run", PERIOD)
    assert ran.returncode == ExitCode.PARTLY, ran.stdout + ran.stderr
    listed = CalamineWorkbook.from_path(str(forty / "var" / "att_ratta.xlsx")).get_sheet_by_index(0).to_python()[1:]
    planted = {(name, row, column) for name, (_, _, faults) in FORTY.items() for row, column, _ in faults}
    assert {(sheet, int(row), column.partition(" ")[0]) for _, sheet, row, column, *_ in listed} == planted
    assert len(listed) == 40 == len(planted)

    pages = forty / "reports" / PERIOD
    assert {f"insats-{insats.id}.html" for insats in plan().insatser} <= {page.name for page in pages.iterdir()}
    index, refused = text_of(pages / "index.html"), "är underkänt och räknas inte förrän det är rättat"
    assert "Stegen Kristinehamn väntar på rättning" in index
    assert "Grums väntar på rättning" not in index
    assert refused in text_of(pages / f"insats-{INSATS}.html")
    whole = text_of(pages / "insats-grums.html")
    assert refused not in whole
    assert "Alla 12" in whole
