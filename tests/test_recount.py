"""Figures of arbetsmaterial counted again from the demo's files: loops over rows, nothing of the project's own.

What a file says stands in `raw_sheets`. A later file tells more of the same stay, so the last one that names it
holds; a corrected file goes in the place of the one it corrects. Grums handed in no October by itself.
"""

from pathlib import Path

import pytest
from raw_sheets import Row, csv_rows, day, workbook_rows
from samspelet import plan

from samspelet_lib.data.demo import write_demo
from samspelet_lib.data.door import open_deliveries
from samspelet_lib.period import Period
from samspelet_lib.release.build import build

pytestmark = pytest.mark.slow
FIRST, LAST = "2026-01-01", "2026-10-31"
CORRECTED = "Stegen kvartal 2.xlsx"
STEGEN = ("2025/Stegen helår 2025", *(f"2026/Stegen {part}" for part in (
    "kvartal 1", "kvartal 2 rättad", "kvartal 3", "oktober")))  # fmt: skip
GRUMS = ("2025/Grums 2025", *(f"2026/Grums {part}" for part in (
    "kvartal 1", "kvartal 2", "kvartal 3", "november och december")))  # fmt: skip
HAMMARO = ("2025/Hammarö 2025", *(f"2026/Hammarö {month}" for month in (
    "januari", "februari", "mars", "juli", "augusti", "september", "oktober")))  # fmt: skip
KILLSTAD = ("2025/Killstad och uppsökande 2025", *(f"2026/Killstad {part}" for part in ("kv 1", "kv 2", "kv 3", "okt")))
FORBUNDET = ("2025/Förbundet 2025", *(f"2026/Förbundet {part}" for part in (
    "kvartal 1", "kvartal 2", "kvartal 3", "oktober")))  # fmt: skip
YES = {"Ja", "1", "true"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    where = tmp_path_factory.mktemp("leveranser")
    write_demo(plan(), where)
    return where


@pytest.fixture(scope="module")
def release(folder):
    """October's arbetsmaterial."""
    return build(plan(), Period.parse("2026-10"), open_deliveries(str(folder), plan()))


@pytest.fixture(scope="module")
def told(release):
    """Insats and mätpunkt → its main figure."""
    figures = (figure for figure in release.figures if figure.measure == "matpunkt")
    plain = {"forbund", "period", "insats", "matpunkt"}
    return {
        (figure.dims.insats, figure.dims.matpunkt): figure
        for figure in figures
        if {name for name, _ in figure.dims.items()} <= plain
    }


def rows(folder: Path, files: tuple[str, ...], sheet: str) -> list[Row]:
    """The sheet's rows of every file in turn; headings without the star that marks what must be filled in."""
    found = [row for file in files for row in workbook_rows(folder / f"{file}.xlsx", sheet)]
    return [{name.removesuffix(" *"): text for name, text in row.items()} for row in found]


def stays(folder: Path, files: tuple[str, ...]) -> list[Row]:
    """Each person's stays by their first day, as the last file tells them."""
    latest = {}
    for row in rows(folder, files, "Deltagare"):
        latest[row["Pseudonym"], day(row["Startdatum"])] = row
    return [
        {**row, "person": person, "from": first, "to": day(row.get("Slutdatum", ""))}
        for (person, first), row in latest.items()
    ]


def tris(folder: Path, name: str) -> list[Row]:
    """The rows of TRIS's files of one table, oldest first."""
    found = sorted(path for path in folder.rglob("*.csv") if f"TRIS {name}" in path.name)
    return [row for path in found for row in csv_rows(path)]


def is_iso(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-"


def test_stegen_participants_and_companies(folder, told):
    """Who was there any day of the year so far, however many stays; companies the same, at the end of each month."""
    persons = {stay["person"] for stay in stays(folder, STEGEN) if stay["from"] <= LAST and not "" < stay["to"] < FIRST}
    assert told["stegen_kristinehamn", "deltagare"].value == len(persons)
    until = {
        row["Företag"]: (day(row["Från och med"]), day(row.get("Till och med", "")))
        for row in rows(folder, STEGEN, "Företag")
    }
    at_ends = [
        sum(first <= f"2026-{month:02}-31" and not "" < last < f"2026-{month:02}-01" for first, last in until.values())
        for month in range(1, 11)
    ]
    assert told["stegen_kristinehamn", "foretag"].value == min(at_ends)


def test_stegen_councils_that_were_held(folder, told):
    held = {
        day(row["Datum"])
        for row in rows(folder, STEGEN, "Händelser")
        if row["Typ"] == "Deltagarråd" and row.get("Genomförd") in YES and FIRST <= day(row["Datum"]) <= LAST
    }
    assert told["stegen_kristinehamn", "deltagarrad"].value == len(held)


def test_stegen_forms_about_violence(folder, told):
    """Of those who began this year and have had thirty days, how many answered."""
    answered = {
        row["Pseudonym"] for row in rows(folder, STEGEN, "Formulär om våld") if row["Formuläret besvarat"] in YES
    }
    began = {stay["person"]: stay["from"] for stay in stays(folder, STEGEN) if FIRST <= stay["from"] <= LAST}
    asked = {person for person, first in began.items() if first <= "2026-10-01"}
    figure = told["stegen_kristinehamn", "vald_formular_besvarade"]
    assert (figure.numerator, figure.denominator) == (len(asked & answered), len(asked))


def test_stegen_support_that_is_needed(folder, told):
    """The answers at exit, one per person: the two best of the scale, of all who gave an answer."""
    latest = {}
    for row in rows(folder, STEGEN, "Upplevd process"):
        if row["Omgång"] == "Vid avslut" and FIRST <= day(row["Datum"]) <= LAST and row.get("stod_som_behovs"):
            latest[row.get("Pseudonym") or row["Svarsnummer"]] = row["stod_som_behovs"]
    positive = [answer for answer in latest.values() if answer in {"I mycket stor utsträckning", "I stor utsträckning"}]
    figure = told["stegen_kristinehamn", "stod_som_behovs"]
    assert (figure.numerator, figure.denominator) == (len(positive), len(latest))


SCALE = ("I mycket stor utsträckning", "I stor utsträckning", "I liten utsträckning", "Inte alls", "Vet ej")


@pytest.mark.parametrize(("occasion", "wave"), [("Vid avslut", None), ("Efter tre månader", "tre_manader")])
@pytest.mark.parametrize("question", ["stod_som_behovs", "eget_inflytande", "redo_for_arbete"])
def test_stegen_answer_by_answer(folder, release, question, occasion, wave):
    """How many gave each answer, one answer per person and occasion: all that are on the scale, and no others."""
    latest = {}
    for row in sorted(rows(folder, STEGEN, "Upplevd process"), key=lambda row: day(row["Datum"])):
        if row["Omgång"] == occasion and FIRST <= day(row["Datum"]) <= LAST and row.get(question):
            latest[row.get("Pseudonym") or row["Svarsnummer"]] = row[question]
    said = list(latest.values())
    found = {
        figure.label: (figure.numerator, figure.denominator)
        for figure in release.figures
        if figure.measure == "answer_option" and (figure.dims.matpunkt, figure.dims.wave) == (question, wave)
    }
    base = sum(map(said.count, SCALE))
    assert base > 10
    assert found == {answer: (said.count(answer), base) for answer in SCALE}


@pytest.mark.parametrize(("insats", "files"), [("grums", GRUMS), ("hammaro", HAMMARO)])
def test_persons_since_the_project_began(folder, told, insats, files):
    """Everybody who has begun; Hammarö's own count of all its persons is more, and is told beside."""
    persons = {stay["person"] for stay in stays(folder, files) if stay["from"] <= LAST}
    assert told[insats, "personer"].value == len(persons)


def test_hammaro_from_support_to_own_income(folder, told):
    ended = [
        stay
        for stay in stays(folder, HAMMARO)
        if "" < stay["to"] <= LAST and stay["Försörjning vid start"] == "Ekonomiskt bistånd (försörjningsstöd)"
    ]
    own = [s for s in ended if s.get("Sysselsättning vid avslut", "").partition(" ")[0] in OWN_INCOME]
    figure = told["hammaro", "egen_forsorjning"]
    assert (figure.numerator, figure.denominator) == (
        len({s["person"] for s in own}),
        len({s["person"] for s in ended}),
    )


OWN_INCOME = {"Arbete", "Subventionerat", "Praktik", "Studier"}


def test_killstad_places_and_outreach(folder, told):
    """The fewest places of any time this year; persons who were reached since the project began."""
    places = [
        int(float(row["Platser (antal)"]))
        for row in rows(folder, KILLSTAD, "Kapacitet")
        if row.get("Plats") == "killstad_gard" and FIRST <= day(row["Datum"]) <= LAST
    ]
    assert told["killstad", "platser"].value == min(places)
    contacts = [row for row in rows(folder, KILLSTAD, "Uppsökande kontakter") if row.get("Nådd") in YES]
    reached = {row.get("Pseudonym") or row["Löpnummer"] for row in contacts}
    assert told["killstad", "uppsokande"].value == len(reached)


def test_tris_recommendations_by_person(folder, told):
    """Persons with a case that was closed this year; each case as its last file tells it, unreadable days left out."""
    latest = {}
    for row in tris(folder, "TRIS-ärenden"):
        if is_iso(row["Inkommet"]) and row["Remitterande part"] != "Soc":
            latest[row["Ärende"]] = row
    closed = {row["Pseudonym"] for row in latest.values() if FIRST <= row["Avslutat"] <= LAST}
    given = {row["Pseudonym"] for row in latest.values() if row["Rekommendation lämnad"] in YES}
    figure = told["tris", "rekommendation"]
    assert (figure.numerator, figure.denominator) == (len(closed & given), len(closed))


def test_tris_staff_who_find_it_easier(folder, told):
    answers = [row["Svar"] for row in tris(folder, "TRIS personalformulär") if FIRST <= row["Datum"] <= LAST]
    positive = [answer for answer in answers if answer in {"I mycket stor utsträckning", "I stor utsträckning"}]
    figure = told["tris", "forutsattningar"]
    assert (figure.numerator, figure.denominator) == (len(positive), len(answers))


def test_the_forbund_needs_analyses_and_persons_in_esf(folder, told):
    done = {
        row["Part"]
        for row in rows(folder, FORBUNDET, "Behovsanalyser")
        if row["Inför år"] == "2027" and "" < day(row.get("Datum", "")) <= LAST
    }
    assert told[None, "behovsanalyser"].value == len(done)


def test_the_forbund_new_members_who_were_trained(folder, told):
    """Of the three groups' new members of this year who have had half a year, how many are trained."""
    latest = {(row["Pseudonym"], row["Grupp"]): row for row in rows(folder, FORBUNDET, "Ledamöter och grupper")}
    new = [row for (_, group), row in latest.items() if group in GROUPS and FIRST <= day(row["Från och med"]) <= LAST]
    trained = {row["Pseudonym"] for row in new if "" < day(row.get("Utbildad", "")) <= LAST}
    due = {row["Pseudonym"] for row in new if day(row["Från och med"]) <= "2026-05-04"}
    figure = told[None, "nya_utbildade"]
    assert (figure.numerator, figure.denominator) == (len(trained & due), len(due))


GROUPS = {"Styrelse", "Beredningsgrupp", "Styrgrupp"}
