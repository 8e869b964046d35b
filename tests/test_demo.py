"""The demo: made-up deliveries that stand for everything real ones can be, and say what they are."""

import re
import shutil
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samspelet import plan

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.demo import write_demo
from samspelet_lib.data.demo_draw import NONE, Draw
from samspelet_lib.data.demo_known import known
from samspelet_lib.data.demo_ods import write_ods
from samspelet_lib.data.demo_scenario import load_scenario
from samspelet_lib.data.demo_tables import true_tables
from samspelet_lib.data.identity import has_identity_number
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.read import read_deliveries
from samspelet_lib.data.read_csv import decode
from samspelet_lib.data.read_workbook import read_workbook
from samspelet_lib.data.tables import load_tables
from samspelet_lib.errors import UsageError
from samspelet_lib.period import Period
from samspelet_lib.rules.expected import expected_deliveries
from samspelet_lib.rules.taking_part import CASES, PARTICIPANTS

pytestmark = pytest.mark.slow

SCENARIO = load_scenario()
SEED = 2026
SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, written once."""
    path = tmp_path_factory.mktemp("demo") / "leveranser"
    write_demo(plan(), path, seed=SEED)
    return path


@pytest.fixture(scope="module")
def deliveries(folder: Path) -> Deliveries:
    """The demo, read as any other deliveries."""
    return read_deliveries(folder, Lookups.from_plan(plan()))


def owner(insats: str):
    return next(owner for owner in SCENARIO.owners if owner.insats == insats)


def cells(path: Path) -> list[str]:
    """Every cell of a file as text."""
    if path.suffix == ".csv":
        return re.split(r"[;\t\n]", decode(path.read_bytes()))
    return [str(cell) for grid in read_workbook(path) for cell in grid.cells.to_objects().ravel() if cell is not None]


def test_every_insats_and_the_forbund_delivers():
    """The demo follows the plan: an insats that is added to it is seen to be missing here."""
    assert {owner.insats for owner in SCENARIO.owners} == {"", *(insats.id for insats in plan().insatser)}


def test_files_are_of_every_kind_that_people_send(folder: Path):
    """Workbooks of ours and of their own, ODS, CSV in Windows-1252 with semicolons and in UTF-16 with tabs."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert Counter(path.suffix for path in files) == {".xlsx": 39, ".ods": 4, ".csv": 23}
    starts = [path.read_bytes()[:2] for path in files if path.suffix == ".csv"]
    assert 0 < starts.count(b"\xff\xfe") < len(starts)
    first = next(path for path in files if path.name.startswith("TRIS TRIS-ärenden")).read_bytes()
    assert "Ärende;".encode("cp1252") in first


def test_files_differ_in_kind_but_not_between_runs(folder: Path, tmp_path: Path):
    """The same plan and seed give the same bytes, so that a page made from the demo can be compared."""
    again = write_demo(plan(), tmp_path / "igen", seed=SEED)
    for path in again:
        assert path.read_bytes() == (folder / path.relative_to(tmp_path / "igen")).read_bytes(), path.name


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path):
    """Made-up deliveries are never mixed with real ones."""
    (tmp_path / "riktig leverans.xlsx").write_bytes(b"")
    with pytest.raises(UsageError, match="är inte tom"):
        write_demo(plan(), tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_nothing_looks_like_a_personnummer(folder: Path):
    """Neither by the rules of the detector nor by its shape: no ten digits, no six and four."""
    shape = re.compile(r"\d{10}|\d{6}[-+ ]\d{4}")
    for path in sorted(folder.rglob("*.*")):
        texts = [path.name, *cells(path)]
        assert not [text for text in texts if has_identity_number(text)], path.name
        assert not [text for text in texts if shape.search(text)], path.name


def test_a_delivery_tells_nothing_that_lies_ahead():
    """No row holds a date after the period that the delivery covers, but for planned events."""
    for one in SCENARIO.owners:
        tables = true_tables(SCENARIO, one, SEED)
        for planned in one.deliveries:
            period = Period.parse(planned.period)
            for name in tables.keys() - SCENARIO.ahead.keys():
                table = load_tables()[name]
                told = known(SCENARIO, table, tables[name], period=period)
                assert not (told.select_dtypes("datetime") > pd.Timestamp(period.end)).any(axis=None), name
                assert told[[column.id for column in table.columns if column.required]].notna().all(axis=None), name


def test_rows_drawn_with_one_seed_do_not_depend_on_the_other_tables():
    """Another seed gives other people; an owner's tables do not change when another owner is left out."""
    one = owner("grums")
    first, again, other = (true_tables(SCENARIO, one, seed)["deltagare"] for seed in (SEED, SEED, 1))
    pd.testing.assert_frame_equal(first, again)
    assert set(first["person"]).isdisjoint(other["person"])
    assert len(first) == len(other)


def test_every_table_is_delivered(deliveries: Deliveries):
    """Every instrument of the plan has rows in the demo."""
    assert [name for name, frame in deliveries.frames.items() if frame.empty] == []


def test_every_file_says_that_it_is_made_up(folder: Path, deliveries: Deliveries):
    """Each workbook in its own Leverans sheet, each CSV in the file beside it."""
    assert deliveries.frames["leverans"]["syntetisk"].eq(other=True).all()
    told = {source.file for source in deliveries.sources if source.table == "leverans"}
    alone = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")} - told
    by_beside = {re.sub(r"^(\S+) .*?( 20.*)$", r"\1 Leverans\2", name) for name in alone}
    assert all(name.endswith(".csv") for name in alone)
    assert by_beside <= told


def test_eleven_rows_are_refused_each_for_its_own_reason(deliveries: Deliveries):
    """The refused share of the demo: 11 rows, and every row that was read is counted or refused."""
    reasons = Counter(finding.reason for finding in deliveries.refused)
    assert reasons == {
        "inte_tal": 2, "inte_lopnummer": 1, "dubblett": 1, "slut_fore_start": 1, "datum_finns_inte": 1,
        "inte_ja_nej": 1, "for_lagt": 1, "okant_varde": 2, "tvetydigt_datum": 1,
    }  # fmt: skip
    assert sum(count.refused for count in deliveries.counts) == 11
    assert all(count.read == count.counted + count.refused for count in deliveries.counts)
    assert {finding.level for finding in deliveries.refused} == {"row"}


def test_some_rows_are_odd_but_counted(deliveries: Deliveries):
    """An age outside the target group, stays that overlap, and a sex that changes between deliveries."""
    remarks = {finding.reason for finding in deliveries.findings if finding.level == "remark"}
    assert {"utanfor_aldersgrans", "overlappar", "andrat_kon"} <= remarks


def test_deliveries_are_in_time_late_and_missing(deliveries: Deliveries):
    """By the end of November every status of the leveransplan occurs."""
    expected = expected_deliveries(plan(), deliveries, date(2026, 11, 23))
    statuses = Counter(one.status for one in expected if one.planned.contents == "tables")
    assert statuses == {"i tid": 17, "sen": 6, "saknas": 1}


def test_one_delivery_is_corrected(deliveries: Deliveries):
    """The second version replaces the first, in which people had been forgotten."""
    counted = Counter()
    for count in deliveries.counts:
        if count.source.table != "leverans":
            counted[count.source.file] += count.counted
    assert counted["2026/Stegen kvartal 2.xlsx"] == 0
    assert counted["2026/Stegen kvartal 2 rättad.xlsx"] > 0


def test_everybody_is_told_of_once_however_many_deliveries_name_them(deliveries: Deliveries):
    """Quarterly deliveries put together give the truth, stay by stay, with the latest that is known."""
    one = owner("stegen_kristinehamn")
    truth = known(
        SCENARIO, load_tables()["deltagare"], true_tables(SCENARIO, one, SEED)["deltagare"], period=Period(2026, 1, 12)
    )
    told = deliveries.frames["deltagare"].query(
        "insats == 'stegen_kristinehamn' and slutdatum >= '2026-01-01' or slutdatum.isna()"
    )
    both = truth.merge(told[told["insats"] == one.insats], on=["person", "startdatum"], how="outer", indicator=True)
    assert set(both["_merge"]) == {"both"}
    pd.testing.assert_series_equal(both["slutdatum_x"], both["slutdatum_y"], check_names=False)


def test_one_insats_delivers_no_rows_about_people(deliveries: Deliveries):
    """Aggregate delivery stands beside row delivery: one insats has only that, one has both and they differ."""
    people = [frame["insats"] for name, frame in deliveries.frames.items() if load_tables()[name].is_people]
    with_rows = set(pd.concat(people))
    with_sums = set(deliveries.frames["aggregat"]["insats"])
    assert len(with_sums - with_rows) == 1
    assert len(with_sums & with_rows) == 1


def test_another_seed_gives_other_people_and_the_same_faults(tmp_path: Path):
    """What is planted does not depend on the draw."""
    write_demo(plan(), tmp_path / "annat", seed=1)
    assert len(read_deliveries(tmp_path / "annat", Lookups.from_plan(plan())).refused) == 11


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice saknas: provet att det öppnar vår ODS kördes inte")
def test_a_spreadsheet_program_opens_our_ods(tmp_path: Path):
    """What we write as ODS is ODS to others too, with its dates, numbers and texts."""
    write_ods(
        tmp_path / "prov.ods",
        {"Blad ett": [["Text & <tecken>", "Dag", "Tal"], ["å", date(2026, 3, 1), 1.5], [None, None, 7]]},
    )
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        SOFFICE,
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "prov.ods"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (grid,) = read_workbook(tmp_path / "prov.xlsx")
    assert grid.sheet == "Blad ett"
    assert grid.cells.to_objects().tolist() == [
        ["Text & <tecken>", "Dag", "Tal"],
        ["å", date(2026, 3, 1), 1.5],
        [None, None, 7.0],
    ]


@given(
    st.dictionaries(st.sampled_from(["a", "b", "c", NONE]), st.floats(0.01, 100), min_size=1),
    st.integers(0, 200),
)
def test_shares_come_out_as_they_were_set(weights: dict[str, float], number: int):
    """However few are drawn, each value has its share of them, to the nearest whole."""
    drawn = Draw(1, "prov").values(weights, number)
    total = sum(weights.values())
    assert len(drawn) == number
    for value, weight in weights.items():
        count = drawn.count(None if value == NONE else value)
        assert abs(count - weight / total * number) < 1 + 1e-9


def test_pseudonyms_are_never_repeated():
    """Ten thousand draws, ten thousand persons."""
    draw = Draw(1, "prov")
    drawn = [draw.pseudonym() for _ in range(10_000)]
    assert len(set(drawn)) == len(drawn)
    assert all(re.fullmatch(r"[A-Z]{2}\d{4}", one) for one in drawn)


def test_days_are_weekdays_within_their_time():
    """Nobody begins on a Sunday, or more than a weekend after the time has gone."""
    days = np.array(Draw(1, "prov").days(owner("stegen_kristinehamn").people.groups), dtype="datetime64[D]")
    assert np.is_busday(days).all()
    assert days.min() >= np.datetime64("2024-06-03")
    assert days.max() <= np.datetime64("2026-12-18")


@pytest.mark.parametrize(("table", "first", "last"), [PARTICIPANTS, CASES])
def test_the_national_statistics_of_the_year_before_are_what_the_rows_say(deliveries: Deliveries, table, first, last):
    """Every insats that hands in rows: persons of 2025, women and men, counted row by row."""
    sexes: dict[str, dict[str, str]] = {}
    for row in deliveries.frames[table].to_dict("records"):
        ends = row[last]
        if row[first].year <= 2025 and (pd.isna(ends) or ends.year >= 2025):
            sexes.setdefault(row["insats"], {})[row["person"]] = row["kon"]
    told = {
        row["insats"]: (row["totalt"], row["kvinnor"], row["man"])
        for row in deliveries.frames["nationell_statistik"].to_dict("records")
    }
    for insats, persons in sexes.items():
        by_sex = Counter(persons.values())
        assert told[insats] == (len(persons), by_sex["kvinna"], by_sex["man"]), insats
    assert sexes
