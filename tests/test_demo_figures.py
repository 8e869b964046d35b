"""What the demo's release says: every verdict, and figures counted a second time with plain loops over its rows.

The loops import nothing from `rules/`; they are how a coordinator would count with a ruler and a pencil.
"""

from collections import Counter
from datetime import date, timedelta

import pytest
from samspelet import plan

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.demo import write_demo
from samspelet_lib.data.door import open_all
from samspelet_lib.figure import Mark, Verdict
from samspelet_lib.period import Period
from samspelet_lib.release.build import build, editions
from samspelet_lib.release.store import Release
from samspelet_lib.report.period import PeriodReport

YEAR, OCTOBER = Period.parse("2026"), Period.parse("2026-10")
LAST = date(2026, 12, 31)  # the demo's deliveries reach to the end of the year
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Deliveries, Release, Release]:
    """The demo's deliveries, the exact release of the year, and what the public may see of it."""
    folder = tmp_path_factory.mktemp("demo") / "leveranser"
    write_demo(plan(), folder, seed=2026)
    came = open_all(str(folder), plan())
    exact = build(plan(), YEAR, came.deliveries, ledgers=came.ledgers)
    return came.deliveries, exact, editions(plan(), exact).public


def rows(deliveries: Deliveries, table: str, insats: str | None = None) -> list[dict]:
    """The rows of a table as a list of cells; dates as days, nothing where a cell is blank."""
    frame = deliveries.frames[table].astype(object)
    told = [{name: _plain(cell) for name, cell in row.items()} for row in frame.to_dict("records")]
    return [row for row in told if insats is None or row["insats"] == insats]


def _plain(cell):
    if cell is None or cell != cell or str(cell) in {"NaT", "<NA>"}:  # noqa: PLR0124 - NaN is not itself
        return None
    return cell.date() if hasattr(cell, "date") else cell


def main(release: Release):
    """Each mätpunkt's own figure."""
    return {
        (figure.dims.insats, figure.dims.matpunkt): figure
        for figure in release.figures
        if figure.measure == "matpunkt" and figure.verdict and figure.dims.reading is None and figure.dims.sex is None
    }


def test_every_verdict_occurs_and_forty_matpunkter_have_a_value(made):
    """In October all verdicts but the one for what is hidden; at the year's end none is under way or at risk."""
    deliveries, exact, public = made
    in_october = build(plan(), OCTOBER, deliveries)
    under_way = {Verdict.ON_TRACK, Verdict.AT_RISK}
    assert {figure.verdict for figure in main(in_october).values()} == set(Verdict) - {Verdict.CONFIDENTIAL}
    assert {figure.verdict for figure in main(exact).values()} == set(Verdict) - {Verdict.CONFIDENTIAL} - under_way
    assert {figure.verdict for figure in main(public).values()} == set(Verdict) - under_way
    assert sum(figure.value is not None for figure in main(exact).values()) >= 40


def test_the_refused_share_is_known_and_no_row_is_lost(made):
    """Eleven rows of the demo are refused; every row that was read is counted or refused."""
    deliveries, exact, _ = made
    read, counted, refused = (
        sum(getattr(c, name) for c in exact.table_counts) for name in ("read", "counted", "refused")
    )
    assert (read, refused) == (sum(count.read for count in deliveries.counts), 11)
    assert read == counted + refused


def test_the_table_for_uppfoljning_finsam_is_a_count_by_hand(made):
    """Every insats: persons there some day of the year and their sex as last told, else what the owner has counted."""
    deliveries, exact, public = made
    finsam = next(t for t in PeriodReport(exact).participants().tables if t.anchor == "tabell-finsam")
    printed = [[str(cell) for cell in row[:5]] for row in finsam.rows]
    wanted = [[f"{insats.name}, individ", *map(str, took_part(deliveries, insats.id))] for insats in plan().insatser]
    assert printed == wanted
    assert "Uppföljning Finsam" not in repr(PeriodReport(public).participants())


def took_part(deliveries, insats):
    """All, women, men, and those of another or unknown sex."""
    stays = (("deltagare", "startdatum", "slutdatum"), ("tris_arenden", "inkommet_datum", "avslutat_datum"))
    for table, start, stop in stays:
        people = sorted(rows(deliveries, table, insats), key=lambda row: row[start])
        if people:
            sexes = {row["person"]: row["kon"] for row in people if row["kon"]}
            there = {
                row["person"]
                for row in people
                if row[start] <= LAST and (row[stop] is None or row[stop] >= date(2026, 1, 1))
            }
            found = Counter(sexes.get(person, "annat_okant") for person in there)
            return [len(there), *(found[sex] for sex in ("kvinna", "man", "annat_okant"))]
    counted = {row["kon"]: row["namnare"] + row["saknas"] for row in rows(deliveries, "aggregat", insats)
               if row["period"] == "2026"}  # fmt: skip
    return [counted["alla"], counted["kvinna"], counted["man"], 0]


def test_shares_and_counts_are_those_of_plain_loops(made):
    """Violence forms, an answer at exit, cases with a recommendation, members trained, needs analysed."""
    deliveries, exact, _ = made
    figures = main(exact)

    def fraction(insats, matpunkt):
        figure = figures[insats, matpunkt]
        return figure.numerator, figure.denominator

    insats = "stegen_kristinehamn"
    people = rows(deliveries, "deltagare", insats)
    answered = {row["person"] for row in rows(deliveries, "vald", insats) if row["besvarat"]}
    thirty = timedelta(days=30)  # not yet due, or gone before that: neither yes nor no
    due = {
        row["person"] for row in people
        if row["startdatum"].year == YEAR.year and row["startdatum"] + thirty <= min(row["slutdatum"] or LAST, LAST)
    }  # fmt: skip
    assert fraction(insats, "vald_formular_besvarade") == (len(due & answered), len(due))

    yes = {"ja", "i_mycket_stor_utstrackning", "i_stor_utstrackning"}
    answers = [
        row["svar"]
        for row in rows(deliveries, "upplevd_process", insats)
        if row["fraga"] == "stod_som_behovs" and row["omgang"] == "avslut"
        and date(2026, 1, 1) <= row["datum"] <= LAST and row["svar"] and row["svar"] != "ej_aktuellt"
    ]  # fmt: skip
    assert fraction(insats, "stod_som_behovs") == (sum(answer in yes for answer in answers), len(answers))

    councils = [
        row for row in rows(deliveries, "handelser", insats)
        if row["typ"] == "deltagarrad" and row["genomford"] and row["datum"].year == YEAR.year
    ]  # fmt: skip
    assert figures[insats, "deltagarrad"].value == len(councils)

    needs = [row for row in rows(deliveries, "behovsanalyser") if row["ar"] == 2027 and row["datum"]]
    analysed = {row["part"] for row in needs if row["datum"] <= LAST}
    assert figures[None, "behovsanalyser"].value == len(analysed)


def test_what_is_hidden_in_public_has_no_value(made):
    """A verdict that is withheld goes with a figure that shows nothing."""
    _, _, public = made
    held = [figure for figure in main(public).values() if figure.verdict is Verdict.CONFIDENTIAL]
    assert held
    assert all(figure.value is None and figure.mark is Mark.HIDDEN and figure.note is None for figure in held)
