"""What differs between two releases, and why: one cause at a time, then several that cannot be told apart."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from samspelet import plan

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.door import Came
from samspelet_lib.data.fingerprint import fingerprints
from samspelet_lib.data.renumber import renumbered
from samspelet_lib.errors import SamspeletError
from samspelet_lib.figure import Dims, DisclosureClass, Figure, Mark, Target, Unit, Verdict
from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.beside import earlier_faults
from samspelet_lib.publish.page_run import Built, PageRun
from samspelet_lib.publish.revisions import FILE, revisions_section, write_revisions
from samspelet_lib.release.build import build
from samspelet_lib.release.diff import diff
from samspelet_lib.release.grounds import causes
from samspelet_lib.release.store import Edition, Store, to_json

OWN = "leveranser/tris/deltagare/2026-02"
OTHER = "leveranser/grums/deltagare/2026-02"
NEW = "leveranser/tris/deltagare/2026-03"
BEFORE = {
    OWN: "a",
    OTHER: "a",
    "bokföring/2026-02": "a",
    "params/2026/insatser/tris.toml": "a",
    "params/2026/insatser/grums.toml": "a",
    "params/policy.toml": "a",
    "program": "a",
}
CORRECTED = "rättad eller kompletterad leverans"


@pytest.fixture(scope="module")
def release():
    """A release of the plan alone, in which one figure of TRIS is given a value."""
    built = build(plan(), Period.parse("2026-03"))
    return built.model_copy(update={"figures": tuple(f for f in built.figures if f.measure == "matpunkt")})


def of_tris(release, **update):
    """The release with its first figure of TRIS changed."""
    found = next(figure for figure in release.figures if figure.dims.insats == "tris")
    changed = found.model_copy(update=update)
    return release.model_copy(update={"figures": tuple(changed if f is found else f for f in release.figures)})


@pytest.mark.parametrize(
    ("differs", "why"),
    [
        ({OWN: "b"}, CORRECTED),
        ({NEW: "b"}, "nya uppgifter"),
        ({NEW: "b", OTHER: "b"}, "nya uppgifter"),
        ({"params/2026/insatser/tris.toml": "b", "params/2026/insatser/grums.toml": "b"}, "ändrad parameter"),
        ({"params/policy.toml": "b"}, "ändrad parameter"),
        ({"program": "b"}, "ändrad regel"),
        ({OWN: "b", "program": "b"}, f"{CORRECTED} eller ändrad regel"),
        ({"leveranser/tris/deltagare/2026-04": "b"}, "okänt"),
        ({OWN: "b", "leveranser/tris/deltagare/2026-04": "b"}, CORRECTED),
        ({}, "okänt"),
    ],
)
def test_a_figure_of_an_insats_rests_on_its_own_and_on_what_is_common(release, differs, why):
    """What another insats delivered, or its params, is not told as the cause."""
    before, after = of_tris(release, value=4, mark=None), of_tris(release, value=5, mark=None)
    [change] = diff(before, after, (BEFORE, BEFORE | differs))
    assert (change.insats, change.before[:1], change.after[:1], change.why) == ("tris", "4", "5", why)


def of_measure(measure, **dims):
    """A figure of the förbund's, whatever it counts."""
    told = {"label": measure, "unit": Unit.COUNT, "disclosure": DisclosureClass.OPEN, "value": 1}
    return Figure(measure=measure, dims=Dims(forbund="samspelet", **dims), **told)


@pytest.mark.parametrize(
    "figure",
    [
        of_measure("experience", insats="tris", row="delaktighet"),
        of_measure("rating_change_pooled", pool="killstad+tris", row="bip"),
        of_measure("matpunkt_open_after", insats="tris", row="90"),
        of_measure("deviations_between_kind", row="remiss"),
        of_measure("matpunkt", matpunkt="samverkan"),
    ],
    ids=lambda figure: figure.measure,
)
def test_what_people_answered_rests_on_no_bookkeeping(figure):
    """Not even where it has a row, as a line of the budget has."""
    assert causes(figure, BEFORE, BEFORE | {"bokföring/2026-02": "b", NEW: "b"}, until="2026-03") == ["nya uppgifter"]


def test_a_figure_of_several_insatser_rests_on_what_each_of_them_delivered():
    """And not on a third one's."""
    pooled = of_measure("rating_change_pooled", pool="grums+killstad", row="bip")
    assert causes(pooled, BEFORE, BEFORE | {OWN: "b", "program": "b"}, until="2026-03") == ["ändrad regel"]
    assert causes(pooled, BEFORE, BEFORE | {OTHER: "b"}, until="2026-03") == [CORRECTED]


@pytest.mark.parametrize(
    "figure",
    [
        of_measure("ledger_booked", row="tris", month="2026-02"),
        of_measure("ledger_until", year=2026),
        of_measure("statement", row="resultat"),
        of_measure("financial", matpunkt="buffert", basis="forecast"),
        of_measure("scenario_cash", scenario="utan_esf", basis="forecast"),
    ],
    ids=lambda figure: figure.measure,
)
def test_money_that_was_followed_up_rests_on_the_books_and_on_no_delivery(figure):
    """What an insats delivered changes no sum."""
    after = BEFORE | {"bokföring/2026-02": "b", OWN: "b", NEW: "b"}
    assert causes(figure, BEFORE, after, until="2026-03") == ["rättad bokföring"]


@pytest.mark.parametrize(
    "figure",
    [
        of_measure("budget", row="tris"),
        of_measure("financial", matpunkt="buffert"),
        of_measure("calendar", row="delar"),
    ],
    ids=lambda figure: figure.measure,
)
def test_what_the_plan_says_rests_on_neither(figure):
    """Of what came in and what was decided, only the latter can have changed it."""
    after = BEFORE | {"bokföring/2026-02": "b", OWN: "b", "params/policy.toml": "b"}
    assert causes(figure, BEFORE, after, until="2026-03") == ["ändrad parameter"]


def test_a_figure_that_is_hidden_now_is_not_told_as_what_it_was(release):
    """The reason is the suppression, whatever else differs, and the value of before does not come back."""
    before, after = of_tris(release, value=4, mark=None), of_tris(release, value=None, mark=Mark.HIDDEN)
    [hidden] = diff(before, after, (BEFORE, BEFORE | {OWN: "b"}))
    [shown] = diff(after, before, (BEFORE, BEFORE | {OWN: "b"}))
    assert (hidden.before, hidden.why, shown.why) == ("visades", "ändrad sekretess", "ändrad sekretess")
    assert "4" not in hidden.model_dump_json(exclude={"figure", "label"})


def test_a_new_target_is_a_changed_parameter(release):
    """Told from the figure itself."""
    before = of_tris(release, value=4, mark=None, target=Target(at_least=5, unit="antal"), verdict="på väg")
    after = of_tris(release, value=4, mark=None, target=Target(at_least=3, unit="antal"), verdict="nådd")
    assert [change.why for change in diff(before, after, (BEFORE, BEFORE | {OWN: "b"}))] == ["ändrad parameter"]


def test_figures_that_come_and_go_are_told(release):
    """One more and one less, by name."""
    less = release.model_copy(update={"figures": release.figures[1:]})
    assert [change.why for change in diff(less, release)] == ["nytt tal"]
    assert [change.why for change in diff(release, less)] == ["redovisas inte längre"]


def fingerprints_of(*rows, answers=()):
    """What is kept of participants (insats, pseudonym, day, row) and of answers on nameless forms."""
    persons = pd.DataFrame(rows, columns=["insats", "person", "startdatum", "_rad"])
    forms = pd.DataFrame(answers, columns=["insats", "svarsid", "datum", "svar", "_rad"], dtype="str")
    frames = {
        "deltagare": persons.assign(startdatum=pd.to_datetime(persons["startdatum"])),
        "upplevd_process": forms.assign(datum=pd.to_datetime(forms["datum"])),
    }
    return fingerprints(Came(Deliveries(renumbered(frames), (), {}, (), (), (), ()), None))


GRUMS = [("grums", f"G{number:02}", "2026-02-03", number) for number in range(9)]
TRIS = [("tris", "T1", "2026-02-04", 20), ("tris", "T2", "2026-02-05", 21), ("tris", "T2", "2026-02-19", 22)]
FORMS = [("tris", "blankett-1-9", "2026-02-03", "ja", "9"), ("tris", "blankett-1-10", "2026-02-03", "nej", "10")]


def differing(one, other):
    return {key for key in one | other if one.get(key) != other.get(key)}


def test_what_came_in_is_not_told_apart_by_its_place():
    """A row moved within a file, or a form that came in another file, is no other row."""
    moved = [("tris", f"blankett-{file}-2", "2026-02-03", said, "2") for file, said in ((7, "nej"), (8, "ja"))]
    assert fingerprints_of(*GRUMS, *TRIS, answers=FORMS) == fingerprints_of(
        *((*row[:3], 9) for row in reversed(GRUMS + TRIS)), answers=moved
    )


def test_a_person_who_came_to_an_insats_changes_no_other_insats_and_no_other_month():
    """Whatever running number the newcomer gets, it is of the own month that something is told."""
    before = fingerprints_of(*GRUMS, *TRIS)
    for name in ("A1", "G031", "Z9"):  # the first, one in the middle and the last of all
        came = fingerprints_of(*GRUMS, *TRIS, ("grums", name, "2026-02-20", 30))
        assert differing(before, came) == {"leveranser/grums/deltagare/2026-02"}
        later = fingerprints_of(*GRUMS, *TRIS, ("tris", name, "2026-03-01", 31))
        assert differing(before, later) == {"leveranser/tris/deltagare/2026-03"}


def test_rows_of_one_person_are_told_apart_from_rows_of_two():
    """Two rows that turn out to be of two persons are a correction."""
    corrected = [*TRIS[:2], ("tris", "T3", *TRIS[2][2:])]
    assert differing(fingerprints_of(*TRIS), fingerprints_of(*corrected)) == {"leveranser/tris/deltagare/2026-02"}


def kept(tmp_path, *releases, edition="publik"):
    """The releases in a store, each compared with the one before; and the run of the last."""
    store, before = Store(tmp_path / "var"), None
    for number, release in enumerate(releases, start=1):
        changes = tuple(diff(before, release, (BEFORE, BEFORE | {OWN: str(number)}))) if before else ()
        told = release.model_copy(update={"changes": changes})
        public, internal = (told.model_copy(update={"edition": each}) for each in Edition)
        assert store.add(public, internal, grounds={OWN: str(number)}) == number
        store.publish(Period.parse("2026-03"), number)
        before = release
    project = Project(tmp_path, tmp_path, str(tmp_path), tmp_path)
    built = Built(len(releases), "Samspelet", "mars 2026", (), is_synthetic=False, data_until=None)
    return PageRun(project, Period.parse("2026-03"), built, edition, "samspelet", tmp_path, Path())


def test_the_revision_log_says_which_release_changed_what_and_why(tmp_path, release):
    """The first is the first; the second says how many figures of which insats, and why; as data and as a table."""
    run = kept(tmp_path, of_tris(release, value=4, mark=None), of_tris(release, value=5, mark=None))
    log = write_revisions(run)
    assert [(entry.number, entry.changed, entry.insatser) for entry in log] == [
        (1, {}, ()),
        (2, {CORRECTED: 1}, ("TRIS Samspelet",)),
    ]
    content = json.loads((tmp_path / FILE).read_text())
    assert [entry["file"] for entry in content["revisions"]] == ["release-1.json", None]
    shown = revisions_section(log).html
    assert "första utgåvan" in shown
    assert f"{CORRECTED} (1\u00a0tal)" in shown


@pytest.mark.parametrize(("edition", "first"), [("publik", ["release-1.json"]), ("intern", [])])
def test_only_what_is_kept_as_data_is_linked(tmp_path, release, edition, first):
    """No release leads to another's figures; the working material keeps the newest alone."""
    run = kept(tmp_path, of_tris(release, value=4, mark=None), of_tris(release, value=5, mark=None), edition=edition)
    html = revisions_section(write_revisions(run)).html
    assert re.findall(r'href="([^"]+)"', html) == ["release.json", *first]


def test_an_earlier_release_stays_within_reach_but_for_what_is_hidden_now(tmp_path, release):
    """A value that the newest release hides is not in the older file beside it."""
    first = of_tris(release, value=4711, mark=None)
    run = kept(tmp_path, first, of_tris(release, value=None, mark=Mark.HIDDEN))
    write_revisions(run)
    assert "4711" not in (tmp_path / "release-1.json").read_text()
    write_revisions(kept(tmp_path / "third", first, of_tris(release, value=4712, mark=None)))
    assert "4711" in (tmp_path / "third/release-1.json").read_text()


@pytest.mark.parametrize(
    "withdrawn",
    [{"value": None, "mark": Mark.HIDDEN}, {"verdict": Verdict.CONFIDENTIAL}, {"numerator": None}],
    ids=["value", "verdict", "parts"],
)
def test_an_earlier_release_says_no_more_than_the_newest_and_the_audit_sees_that_it_does_not(
    tmp_path, release, withdrawn
):
    """Value, parts or verdict: what was withdrawn is not in the older file, and would be found there."""
    told = {"value": 4711, "mark": None, "numerator": 4712, "verdict": Verdict.REACHED}
    first = of_tris(release, **told, verdict_reason="Kvinnor: 2 av 3.")
    last = of_tris(release, **told | withdrawn)
    write_revisions(kept(tmp_path, first, last))
    path = tmp_path / "release-1.json"
    assert list(earlier_faults({path.name: path.read_bytes()}, last)) == []
    assert [found[0] for found in earlier_faults({path.name: to_json(first).encode()}, last)] == [path.name]


def test_grounds_are_kept_private_beside_the_release(tmp_path, release):
    """They are read back by the release, and only their owner can read the file."""
    kept(tmp_path, release)
    store = Store(tmp_path / "var")
    assert store.grounds(store.read(Period.parse("2026-03"), Edition.PUBLIC)) == {OWN: "1"}
    assert (tmp_path / "var/releases/2026-03/1.grund.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("left", ["", "{tru", "[1]", "\xff"])
def test_a_release_whose_grounds_are_damaged_is_read_all_the_same(tmp_path, release, left):
    """They only say why a figure is another; without them it is told from the release's own checksums."""
    kept(tmp_path, release)
    (tmp_path / "var/releases/2026-03/1.grund.json").write_text(left, encoding="latin-1")
    store = Store(tmp_path / "var")
    assert store.grounds(store.read(Period.parse("2026-03"), Edition.PUBLIC)) == {}


@pytest.mark.parametrize("left", ["", "{tru", "{}", '{"figures": [{}]}', '{"figures": [{"measure": "matpunkt"}]}'])
def test_an_earlier_release_that_is_damaged_is_told(tmp_path, release, left):
    """Whoever draws the year's development hears which file, and where to get it."""
    kept(tmp_path, release)
    (tmp_path / "var/releases/2026-03/1.intern.json").write_text(left)
    later = release.model_copy(update={"period": "2026-10"})
    with pytest.raises(SamspeletError, match=r"releases/2026-03/1\.intern\.json är skadad"):
        Store(tmp_path / "var").earlier(later, {"matpunkt"})
