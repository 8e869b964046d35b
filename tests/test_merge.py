"""Corrected, doubled and contradictory deliveries: which rows count, and what is said of the others."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspelet_lib.data.declared import read_name
from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.read import read_deliveries
from samspelet_lib.data.tables import load_tables
from tests.delivered import HEAD, LOOKUPS, csv, participants, workbook


def read(path: Path) -> Deliveries:
    return read_deliveries(path, LOOKUPS)


def people(deliveries: Deliveries) -> list[str]:
    return deliveries.frames["deltagare"]["person"].tolist()


def counts(deliveries: Deliveries) -> dict[str, tuple[int, int, int, int]]:
    return {c.source.file: (c.read, c.counted, c.refused, c.replaced) for c in deliveries.counts}


def row(person: str, start: str = "2026-01-10", end: str | None = None, kon: str = "Kvinna") -> list[Any]:
    return ["stigen", person, kon, 1985, start, end]


def test_a_later_delivery_replaces_an_earlier_one_whose_period_it_covers(tmp_path: Path):
    """January–October handed in later replaces January–September: its rows are not counted twice."""
    csv(tmp_path / "stigen_deltagare_2026-01..09_2026-10-05.csv", [HEAD, row("p1"), row("p2")])
    csv(tmp_path / "stigen_deltagare_2026-01..10_2026-11-05.csv", [HEAD, row("p2"), row("p3")])
    got = read(tmp_path)
    assert people(got) == ["p2", "p3"]
    assert list(counts(got).values()) == [(0, 0, 0, 2), (2, 2, 0, 0)]
    assert got.findings == ()


def test_faults_of_a_replaced_delivery_are_not_told(tmp_path: Path):
    """What the correction has put right is no longer a fault."""
    csv(tmp_path / "stigen_deltagare_2026-10_2026-11-01.csv", [HEAD, row("p1", kon="?")])
    csv(tmp_path / "stigen_deltagare_2026-10_2026-11-02.csv", [HEAD, row("p1")])
    assert read(tmp_path).findings == ()


def test_a_version_decides_between_deliveries_of_one_day(tmp_path: Path):
    """The higher version counts, not the name or the order of the files."""
    csv(tmp_path / "a_stigen_deltagare_2026-10_2026-11-05_v2.csv", [HEAD, row("p2")])
    csv(tmp_path / "b_stigen_deltagare_2026-10_2026-11-05_v1.csv", [HEAD, row("p1")])
    assert people(read(tmp_path)) == ["p2"]


def test_the_leverans_sheet_says_the_same_as_the_name(tmp_path: Path):
    """A workbook tells its insats, period and day in a sheet; its other sheets need no insats column."""

    def delivery(name: str, day: date, person: str) -> None:
        head = ["Insats", "Period", "Inlämnad"]
        rows = [HEAD[1:], row(person)[1:]]
        workbook(tmp_path / name, {"Leverans": [head, ["Stigen Norr", "2026-10", day]], "Deltagare": rows})

    delivery("z.xlsx", date(2026, 11, 1), "p1")
    delivery("a.xlsx", date(2026, 11, 5), "p2")
    got = read(tmp_path)
    assert people(got) == ["p2"]
    assert len(got.frames["leverans"]) == 2


def test_months_that_follow_each_other_are_put_together(tmp_path: Path):
    """Two months are two deliveries; a person who ends in the later month is updated, not doubled."""
    csv(tmp_path / "stigen_deltagare_2026-01_2026-02-05.csv", [HEAD, row("p1"), row("p2")])
    csv(tmp_path / "stigen_deltagare_2026-02_2026-03-05.csv", [HEAD, row("p1", end="2026-02-20")])
    got = read(tmp_path)
    ended = got.frames["deltagare"].set_index("person")["slutdatum"].notna().to_dict()
    assert ended == {"p1": True, "p2": False}
    assert list(counts(got).values()) == [(1, 1, 0, 1), (1, 1, 0, 0)]


def test_two_parts_of_one_delivery_are_put_together(tmp_path: Path):
    """Files of the same day, or with no day at all, do not replace each other."""
    csv(tmp_path / "stigen_deltagare_2026-10_a.csv", [HEAD, row("p1")])
    csv(tmp_path / "stigen_deltagare_2026-10_b.csv", [HEAD, row("p2"), row("p1", kon="Man")])
    got = read(tmp_path)
    assert people(got) == ["p1", "p2"]
    assert [(f.source.file[-5], f.row, f.reason) for f in got.findings] == [("b", 3, "dubblett")]


def test_another_insats_and_another_table_are_left_alone(tmp_path: Path):
    """A delivery replaces only its own insats and table."""
    moten = [["Insats", "Typ", "Datum"], ["bron", "Avstämning", "2026-10-01"]]
    csv(tmp_path / "bron_handelser_2026-10_2026-11-01.csv", moten)
    csv(tmp_path / "stigen_deltagare_2026-10_2026-11-01.csv", [HEAD, row("p1")])
    csv(
        tmp_path / "stigen_handelser_2026-10_2026-11-05.csv",
        [moten[0], ["stigen", "Avstämning", "2026-10-02"]],
    )
    got = read(tmp_path)
    assert got.frames["handelser"]["insats"].tolist() == ["bron", "stigen"]
    assert people(got) == ["p1"]


def test_a_correction_that_cannot_be_read_replaces_nothing(tmp_path: Path):
    """A later file with a misspelt column leaves the earlier one in force, and is told."""
    csv(tmp_path / "stigen_deltagare_2026-10_2026-11-01.csv", [HEAD, row("p1")])
    csv(tmp_path / "stigen_deltagare_2026-10_2026-11-05.csv", [[*HEAD[:5], "Xyz"], [*row("p2")[:5], "a"]])
    got = read(tmp_path)
    assert people(got) == ["p1"]
    assert [(f.reason, f.level) for f in got.findings] == [("okand_rubrik", "file")]


def test_a_row_that_stands_twice_counts_once(tmp_path: Path):
    """The same key twice in one delivery: the first row counts, the second is refused with its place."""
    csv(tmp_path / "deltagare.csv", [HEAD, row("p1"), row("p2"), row("p1", end="2026-05-01")])
    got = read(tmp_path)
    assert people(got) == ["p1", "p2"]
    assert [(f.row, f.reason, f.level) for f in got.findings] == [(4, "dubblett", "row")]
    assert counts(got) == {"deltagare.csv": (3, 2, 1, 0)}


def test_one_who_comes_back_is_two_rows(tmp_path: Path):
    """The same person with a new start is a new row; it may not begin before the first has ended."""
    rows = [
        row("p1", end="2026-02-01"),
        row("p1", start="2026-02-01"),
        row("p2"),
        row("p2", start="2026-06-01"),
    ]
    got = read(csv(tmp_path / "deltagare.csv", [HEAD, *rows]))
    assert people(got) == ["p1", "p1", "p2", "p2"]
    assert [(f.row, f.reason, f.level) for f in got.findings] == [(5, "overlappar", "remark")]
    assert got.refused == ()


def test_a_changed_sex_is_told_also_against_a_replaced_delivery(tmp_path: Path):
    """The later row counts, with a remark."""
    csv(tmp_path / "stigen_deltagare_2026-09_2026-10-01.csv", [HEAD, row("p1"), row("p2")])
    csv(tmp_path / "stigen_deltagare_2026-09_2026-11-01.csv", [HEAD, row("p1", kon="Man"), row("p2")])
    got = read(tmp_path)
    assert got.frames["deltagare"]["kon"].tolist() == ["man", "kvinna"]
    assert [(f.row, f.column, f.reason, f.level) for f in got.findings] == [(2, "C (Kön)", "andrat_kon", "remark")]


@pytest.mark.parametrize(
    ("born", "is_outside"), [(2011, True), (2010, False), (1962, False), (1961, False), (1960, True)]
)
def test_ages_outside_the_target_group_are_told(tmp_path: Path, born: int, is_outside: bool):  # noqa: FBT001
    """16–64 at the start, by birth year: told only when no birthday makes the person fit."""
    csv(tmp_path / "deltagare.csv", [HEAD, ["stigen", "p1", "Man", born, "2026-06-01", ""]])
    got = read(tmp_path)
    assert people(got) == ["p1"]
    assert [f.reason for f in got.findings] == ["utanfor_aldersgrans"] * is_outside


def test_age_groups_outside_are_told(tmp_path: Path):
    """An age group with no age within 16–64 is told; the row counts."""
    head = ["Insats", "Pseudonym", "Åldersgrupp", "Startdatum"]
    groups = ["Under 16 år", "16–24 år", "55–64 år", "65 år eller äldre"]
    csv(
        tmp_path / "deltagare.csv",
        [head, *(["stigen", f"p{n}", g, "2026-06-01"] for n, g in enumerate(groups))],
    )
    assert [(f.row, f.reason) for f in read(tmp_path).findings] == [
        (2, "utanfor_aldersgrans"),
        (5, "utanfor_aldersgrans"),
    ]


@pytest.mark.parametrize(
    ("stem", "said"),
    [
        ("stigen_deltagare_2026-10_2026-11-05_v2", (("deltagare",), "stigen", "2026-10", "2026-11-05", 2)),
        (
            "Stigen Norr - Deltagare 2026-01..10 20261105",
            (("deltagare",), "stigen", "2026-01..10", "2026-11-05", 1),
        ),
        ("bron tris-ärenden 2026", (("tris_arenden",), "bron", "2026", "", 1)),
        ("deltagare i ESF-projekt", (("esf_deltagare",), "", "", "", 1)),
        ("deltagare och elever", (("deltagare", "elever"), "", "", "", 1)),
        ("vad som helst 2026-13", ((), "", "", "", 1)),
    ],
)
def test_what_a_file_name_says(stem: str, said: tuple[object, ...]):
    """Table, insats, period, day and version are found in any order; an unclear name says nothing."""
    named = read_name(stem, LOOKUPS)
    assert (named.tables, named.insats, named.period, named.handed_in, named.version) == said


@given(st.permutations(["2026-10-05", "2026-11-05", "2026-12-05"]), st.integers(min_value=0, max_value=2))
@settings(max_examples=12)
def test_the_last_handed_in_counts_whatever_the_files_are_called(
    tmp_path_factory: pytest.TempPathFactory, days: list[str], more: int
):
    """The order of the files decides nothing: the day handed in does."""
    folder = tmp_path_factory.mktemp("leveranser")
    for letter, day in zip("abc", days, strict=True):
        rows = participants(2 + more)[1:] if day == max(days) else participants(1, first=50)[1:]
        csv(folder / f"{letter}_stigen_deltagare_2026-09_{day}.csv", [HEAD, *rows])
    assert people(read(folder)) == [f"p{n}" for n in range(1, 3 + more)]


def test_sheets_read_together_say_what_each_says_alone(tmp_path: Path):
    """Workbook, CSV and Parquet, with columns missing or in another order: no sheet changes another's cells."""
    start = date(2026, 1, 10)
    workbook(tmp_path / "a.xlsx", {"Deltagare": [HEAD, ["stigen", "a1", "Kvinna", 1985, start, None]]})
    csv(tmp_path / "b_deltagare.csv", [["Startdatum", "Pseudonym", "Insats"], ["2026-02-01", "b1", "stigen"]])
    csv(tmp_path / "c_stigen_deltagare.csv", [["Pseudonym", "Kön", "Startdatum"], ["c1", "?", "2026-02-01"]])
    typed = pd.DataFrame([["stigen", 4, "Man", 1990.0, pd.Timestamp(start)]], columns=HEAD[:5])
    typed.to_parquet(tmp_path / "d_deltagare.parquet")
    together = read(tmp_path)
    alone = [read(path) for path in sorted(tmp_path.iterdir())]
    cells = [column.id for column in load_tables()["deltagare"].columns]
    pd.testing.assert_frame_equal(
        together.frames["deltagare"][cells],
        pd.concat([one.frames["deltagare"][cells] for one in alone], ignore_index=True),
    )
    assert people(together) == ["a1", "b1", "4"]
    for name in ("findings", "repairs", "counts"):
        assert getattr(together, name) == tuple(sorted(item for one in alone for item in getattr(one, name)))


def test_questions_that_one_form_lacks_are_no_answers_in_it(tmp_path: Path):
    """Two forms with a column per question: each gives rows for its own questions alone."""
    head = ["Insats", "Svarsid", "Datum", "Omgång"]
    cells = ["stigen", "s1", "2026-03-01", "Vid avslut"]
    csv(tmp_path / "a_upplevd_process.csv", [[*head, "stod"], [*cells, "Ja"]])
    csv(tmp_path / "b_upplevd_process.csv", [[*head, "inflytande"], [cells[0], "s2", *cells[2:], "Nej"]])
    frame = read(tmp_path).frames["upplevd_process"]
    assert list(zip(frame["svarsid"], frame["fraga"], strict=True)) == [("s1", "stod"), ("s2", "inflytande")]
