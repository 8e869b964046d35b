"""Forms: they ask for what the plan needs, read back without loss, and hold no formulas."""

import re
import shutil
import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from samspelet import plan

from samspelet_lib.data.form_contents import Form, FormColumn, FormTable, form_rules, forms_of
from samspelet_lib.data.form_workbook import write_form
from samspelet_lib.data.forms import write_forms
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.read import read_deliveries
from samspelet_lib.data.tables import ROW, SOURCE, load_tables

pytestmark = pytest.mark.slow

FORMS = forms_of(plan())
LOOKUPS = Lookups.from_plan(plan())
SOFFICE = shutil.which("soffice")
ROWS = 20  # more than the longest list of values, so that every value is written and read
DANGEROUS = ("=1+1", "+46", "-2", "@SUM(A1)", '=HYPERLINK("http://example.org")', "007", "2026-03", "1e5", "ja")


def form(name: str) -> Form:
    return next(form for form in FORMS if form.insats == name)


def value(column: FormColumn, number: int):
    """The value of a made-up row; every choice comes up, and every limit is kept."""
    kind, choices = column.column.type, list(column.choices)
    if kind in {"code", "codes"} and choices:
        several = sorted({choices[number % len(choices)], choices[(number + 1) % len(choices)]})
        return ";".join(several) if kind == "codes" else choices[number % len(choices)]
    start = date(2026, 1, 1) + timedelta(days=number)
    return {
        "text": DANGEROUS[number % len(DANGEROUS)],
        "code": f"kod_{number}",
        "codes": "kod_1;kod_2",
        "pseudonym": f"0{number:02}7",
        "date": pd.Timestamp(start + timedelta(days=30 if column.column.not_before else 0)),
        "period": f"{2025 + number // 12}-{number % 12 + 1:02}",
        "int": (column.column.least or 0) + number + (0 if column.column.at_most or column.column.most else 100),
        "decimal": number + 0.25,
        "money": 123_456 * number + 50,
        "bool": (True, False, None)[number % 3],
    }[kind]


def rows(sheet: FormTable) -> pd.DataFrame:
    """Made-up rows for a sheet; in the last one everything that may be blank is blank."""
    if sheet.table.subject == "leverans":
        return pd.DataFrame()
    made = {column.id: [value(column, number) for number in range(ROWS)] for column in sheet.columns}
    needed = {"typ", *sheet.table.any_of}
    for column in sheet.columns:
        if not column.column.required and column.id not in needed:
            made[column.id][-1] = None
    return pd.DataFrame({c.id: pd.Series(made[c.id], dtype=c.column.dtype) for c in sheet.columns})


def filled(form: Form) -> dict[str, pd.DataFrame]:
    """Rows for every sheet, and the head of the delivery."""
    head = pd.DataFrame(
        {
            "insats": pd.Series([form.insats or None], dtype="str"),
            "period": ["2026-01..08"],
            "inlamnad_datum": [pd.Timestamp("2026-09-01")],
            "version": pd.Series([2], dtype="Int64"),
            "syntetisk": pd.Series([True], dtype="boolean"),
        }
    )
    return {sheet.table.id: rows(sheet) for sheet in form.sheets} | {"leverans": head}


def expected(form: Form, sheet: FormTable, made: pd.DataFrame) -> pd.DataFrame:
    """The rows as a reader of deliveries should get them: the insats filled in, a row per question."""
    table = sheet.table
    frame = made.assign(insats=form.insats) if form.insats and "insats" in table.ids else made.copy()
    questions = [column.id for column in sheet.columns if column.is_question]
    if questions:
        keep = [name for name in frame if name not in questions]
        frame = frame.melt(keep, questions, var_name=table.spread.question, value_name=table.spread.answer)
    return in_order(frame.reindex(columns=table.ids), table)


def in_order(frame: pd.DataFrame, table) -> pd.DataFrame:
    typed = frame.astype({column.id: column.dtype for column in table.columns})
    return typed.sort_values(list(table.ids), ignore_index=True)


def read_back(form: Form, path: Path) -> None:
    """Reads a filled form and compares every table with what was written."""
    deliveries = read_deliveries(path, LOOKUPS)
    assert [str(finding.fault) for finding in deliveries.refused] == []
    made = filled(form)
    for sheet in form.sheets:
        got = in_order(deliveries.frames[sheet.table.id].drop(columns=[SOURCE, ROW]), sheet.table)
        pd.testing.assert_frame_equal(got, expected(form, sheet, made[sheet.table.id]))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.insats or "forbundet")
def test_a_filled_form_reads_back_without_loss(form: Form, tmp_path: Path):
    """Every table, every column and every value of every list comes back as it was filled in."""
    path = tmp_path / "leverans.xlsx"
    write_form(form, path, filled(form))
    read_back(form, path)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice saknas: provet med ett annat kalkylprogram kördes inte")
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_filled_form_saved_by_another_program_reads_back_without_loss(kind: str, tmp_path: Path):
    """What LibreOffice saves, as XLSX or ODS, holds the same rows."""
    forms = [*FORMS[:3], FORMS[-1]]  # every table but one is in them
    for form in forms:
        write_form(form, tmp_path / f"{form.insats or 'forbundet'}.xlsx", filled(form))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path / "saved")]
    subprocess.run([*command, *map(str, sorted(tmp_path.glob("*.xlsx")))], check=True, capture_output=True, timeout=300)
    for form in forms:
        read_back(form, tmp_path / "saved" / f"{form.insats or 'forbundet'}.{kind}")


def test_blank_forms_are_read_as_deliveries_of_nothing(tmp_path: Path):
    """A form sent in as it was gives no rows, and only its blank head is refused."""
    for form in (FORMS[0], FORMS[-1]):
        write_form(form, tmp_path / f"blankett-{form.insats}.xlsx")
    deliveries = read_deliveries(tmp_path, LOOKUPS)
    assert {finding.source.table for finding in deliveries.findings} == {"leverans"}
    assert all(frame.empty for frame in deliveries.frames.values())


def test_a_form_per_insats_and_one_for_the_forbund(tmp_path: Path):
    """The files are named by insats, in the plan's order, the förbund's own last."""
    written = write_forms(plan(), tmp_path)
    ids = [insats.id for insats in plan().insatser]
    assert [path.name for path in written] == [f"blankett-{name}.xlsx" for name in [*ids, "forbundet"]]


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path):
    """Forms can be compared and are not changed by being written again."""
    first, second = write_forms(plan(), tmp_path / "a"), write_forms(plan(), tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_every_form_has_the_tables_its_matpunkter_count_in():
    """No mätpunkt of the plan that counts rows lacks a sheet to deliver them in."""
    for owner, _, matpunkt in plan().all_matpunkter():
        named = {
            s.table for s in (matpunkt.base, matpunkt.count, matpunkt.value, matpunkt.proxy) if hasattr(s, "table")
        }
        assert named <= {sheet.table.id for sheet in form(owner or "").sheets}, matpunkt.id


def test_every_table_stands_in_some_form():
    """Whatever can be delivered can be delivered in a form."""
    assert {sheet.table.id for form in FORMS for sheet in form.sheets} == set(load_tables())


def test_every_instrument_of_the_plan_has_its_tables():
    """An instrument that is added to the plan without saying where it is delivered is seen here."""
    assert {instrument.id for instrument in plan().structure.instruments} == set(form_rules().instruments)


def test_a_form_quotes_the_plan(tmp_path: Path):
    """The words of every mätpunkt, with their place in the plan, stand on the first sheet."""
    write_forms(plan(), tmp_path)
    for insats in plan().insatser:
        texts = shared_strings(tmp_path / f"blankett-{insats.id}.xlsx")
        assert {m.text for m in insats.matpunkter} | {m.ref for m in insats.matpunkter} <= texts


def test_a_new_insats_gets_a_form_without_code():
    """An insats that counts only events is asked for events, and not for what others need."""
    other = next(i for i in plan().insatser if any(m.kind == "events" for m in i.matpunkter))
    events = tuple(m for m in other.matpunkter if m.kind == "events")
    new = other.model_copy(update={"id": "ny", "name": "Ny insats", "instruments": (), "matpunkter": events})
    forms = forms_of(plan().model_copy(update={"insatser": (new,)}))
    wanted = {*form_rules().always, *(m.count.table for m in events)}
    assert {sheet.table.id for sheet in forms[0].sheets} == wanted


def test_no_cell_of_a_form_is_a_formula(tmp_path: Path):
    """Texts that begin like formulas are texts, both the plan's and what is filled in."""
    for form in FORMS:
        path = tmp_path / "leverans.xlsx"
        write_form(form, path, filled(form))
        for name, xml in parts(path, "xl/worksheets/sheet"):
            assert not re.search(r"<f[ >/]", xml), name


def test_forms_can_be_read_by_a_screen_reader(tmp_path: Path):
    """Headings are rows of defined tables, frozen and explained; nothing is merged; the file has a title."""
    path = tmp_path / "blankett.xlsx"
    write_form(FORMS[0], path)
    sheets = [xml for _, xml in parts(path, "xl/worksheets/sheet")][1 : 1 + len(FORMS[0].sheets)]
    notes = sum(xml.count("<comment ") for _, xml in parts(path, "xl/comments"))
    assert all('state="frozen"' in xml and "<tablePart " in xml for xml in sheets)
    assert not any("mergeCell" in xml for _, xml in parts(path, "xl/"))
    assert notes == sum(len(sheet.columns) for sheet in FORMS[0].sheets)
    assert "<dc:title>Blankett för leverans: Stegen Kristinehamn" in dict(parts(path, "docProps/"))["docProps/core.xml"]


def rules_of(sheet: str) -> list[str]:
    """What each cell may hold, as the sheet says it."""
    return re.findall(r"<dataValidation [^>]*/>|<dataValidation .*?</dataValidation>", sheet)


def test_what_may_be_chosen_is_a_list_and_dates_and_numbers_have_limits(tmp_path: Path):
    """Every column with values has them in a drop-down; an end may not lie before its start on the row."""
    path = tmp_path / "blankett.xlsx"
    write_form(form("stegen_kristinehamn"), path)
    sheets = dict(zip(sheet_names(path), [xml for _, xml in parts(path, "xl/worksheets/sheet")], strict=True))
    rules = rules_of(sheets["Deltagare"])
    by_title = {re.search(r'promptTitle="([^"]*)"', rule)[1]: rule for rule in rules}
    assert 'type="list"' in by_title["Kön"]
    assert 'type="whole"' in by_title["Födelseår"]
    assert "<formula1>MAX(DATE(2011,1,1),$I2)</formula1>" in by_title["Slutdatum"]
    assert "<formula2>DATE(2027,12,31)</formula2>" in by_title["Slutdatum"]
    assert "Måste fyllas i." in by_title["Startdatum *"]
    words = "Måste fyllas i. Månad (2026-03), månader i följd (2026-01..08) eller år (2026)."
    assert f'prompt="{words}"' in next(rule for rule in rules_of(sheets["Leverans"]) if "Period *" in rule)


def test_a_closed_list_refuses_and_an_open_one_only_suggests():
    """Kön has three values; which form about violence was used is up to the insats."""
    sheet = form("stegen_kristinehamn").sheet("vald")
    columns = {column.id: column for column in sheet.columns}
    assert list(columns["instrument"].choices) == ["stoppa_valdet"]
    assert not columns["instrument"].is_closed
    kon = {c.id: c for c in form("stegen_kristinehamn").sheet("deltagare").columns}["kon"]
    assert kon.is_closed


def test_only_an_individinriktad_insats_is_asked_for_women_and_men():
    """National statistics of a structural insats are a total only."""
    new = plan().insatser[0].model_copy(update={"orientation": ("struktur",)})
    sheet = forms_of(plan().model_copy(update={"insatser": (new,)}))[0].sheet("nationell_statistik")
    assert [column.id for column in sheet.columns] == ["ar", "totalt"]


def parts(path: Path, start: str) -> list[tuple[str, str]]:
    """The parts of a workbook whose names start so, in the order of their numbers."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith(start) and name.endswith(".xml")]
        names.sort(key=lambda name: [int(digits) for digits in re.findall(r"\d+", name)])
        return [(name, archive.read(name).decode()) for name in names]


def sheet_names(path: Path) -> list[str]:
    return re.findall(r'<sheet name="([^"]*)"', dict(parts(path, "xl/workbook"))["xl/workbook.xml"])


def shared_strings(path: Path) -> set[str]:
    xml = dict(parts(path, "xl/shared"))["xl/sharedStrings.xml"]
    return {
        re.sub(r"&(amp|lt|gt);", lambda m: {"amp": "&", "lt": "<", "gt": ">"}[m[1]], text)
        for text in re.findall(r"<t[^>]*>(.*?)</t>", xml, re.DOTALL)
    }
