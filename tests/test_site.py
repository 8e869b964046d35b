"""The site's own pages: each mätpunkt over time, how accessible the pages are, statuses, and copying it all away."""

import json
import shutil
from dataclasses import replace

import page_rules
import pytest
from bs4 import BeautifulSoup
from killing import killed
from test_swap import TWO_RENAMES

from samspelet_lib.errors import SamspeletError, UsageError
from samspelet_lib.figure import Mark, Verdict
from samspelet_lib.plan.contact import Contact, load_contact
from samspelet_lib.project import Project
from samspelet_lib.publish.accessibility import Evidence, accessibility_page, read_evidence
from samspelet_lib.publish.copying import publish
from samspelet_lib.publish.history import FILE, _value, read_history
from samspelet_lib.publish.matpunkt_pages import write_matpunkt_pages
from samspelet_lib.publish.page_run import Page
from samspelet_lib.publish.revisions import as_today
from samspelet_lib.publish.site import PRELIMINARY, REFUSED, UNDATED, WITHOUT_DATA, _compact, status
from samspelet_lib.release.entries import RefusalEntry
from samspelet_lib.release.store import DeliveryEntry, Release

FORBUND = "Samordningsförbundet Exemplet"


def value(release, printed, verdict, *, text="Minst 80 deltar.", reason=None):
    return {
        "release": release,
        "data_until": "2026-10-31",
        "text": text,
        "value": printed,
        "made_of": "",
        "answered": "",
        "verdict": verdict and str(verdict),
        "reason": reason,
    }


def note(period, label, *values, page="insats-a.html#mal-b"):
    matpunkt = {
        "key": "a-b",
        "name": "Minst 80",
        "insats": "Stegen",
        "text": "Minst 80 deltar.",
        "source": "Planen: Stegen, punkt 1",
        "definition": "Antal personer.",
        "time": "kalenderåret",
        "target": "minst 80",
        "page": page,
        "definition_at": "method.html#def-a-b",
        "values": list(values),
    }
    return {"period": period, "label": label, "forbund": FORBUND, "is_synthetic": True, "matpunkter": [matpunkt]}


NOTES = [
    note("2026-01..08", "januari–augusti 2026", value(1, "50", Verdict.ON_TRACK)),
    note(
        "2026-10",
        "oktober 2026",
        value(1, "60", Verdict.AT_RISK),
        value(2, "68", Verdict.ON_TRACK, reason="72 av 80."),
    ),
]


@pytest.fixture
def pages(tmp_path):
    """The pages of two periods' notes."""

    def made(notes=NOTES):
        write_matpunkt_pages(tmp_path, notes, ())
        return {
            file.stem: BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
            for file in tmp_path.glob("*.html")
        }

    return made  # fmt: skip


def test_a_matpunkt_has_all_its_values_the_newest_first(pages):
    """One row a release, each leading to where it stood."""
    page = pages()["a-b"]
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]
    assert [row[:2] for row in rows] == [
        ["Oktober 2026, utgåva 2", "68"],
        ["Oktober 2026, utgåva 1", "60"],
        ["Januari–augusti 2026, utgåva 1", "50"],
    ]
    assert rows[0][3] == "↗ på väg 72 av 80."
    assert page.select_one("tbody a")["href"] == "../2026-10/insats-a.html#mal-b"
    assert page.select_one("tbody tr:last-child a")["href"] == "../2026-01_08/insats-a.html#mal-b"
    assert page.h1.text == "Minst 80, Stegen"
    assert page.blockquote.text == "Minst 80 deltar."


def test_a_matpunkt_tells_when_its_verdict_changed(pages):
    """Every change, in a sentence, with period and release."""
    told = [item.text for item in pages()["a-b"].select("main section li")]
    assert told == [
        "Oktober 2026, utgåva 1: från på väg till risk.",
        "Oktober 2026, utgåva 2: från risk till på väg.",
    ]


def test_an_unchanged_verdict_is_said(pages):
    """So that a reader does not look for a change that is not there."""
    notes = [
        note("2026-10", "oktober 2026", value(1, "..", Verdict.CONFIDENTIAL), value(2, "..", Verdict.CONFIDENTIAL))
    ]
    text = pages(notes)["a-b"].text
    assert "Senast, oktober 2026: redovisas inte (sekretess)." in text
    assert "Bedömningen" not in text.partition("Senast")[2].partition("Period och utgåva")[0]


def test_hiding_a_verdict_is_no_new_verdict(pages):
    """A person-class mätpunkt is hidden between checkpoints; nor is one without verdict told as judged."""
    months = [("2026-09", "september 2026"), ("2026-10", "oktober 2026")]
    shown = note("2026-01..08", "januari–augusti 2026", value(1, "50", Verdict.AT_RISK))
    hidden, unjudged = (
        note(*month, value(1, "..", word)) for month, word in zip(months, [Verdict.CONFIDENTIAL, None], strict=True)
    )
    same = pages([shown, hidden, unjudged, note("2026", "2026", value(1, "60", Verdict.AT_RISK))])["a-b"].text
    assert "Bedömningen är densamma i alla utgåvor där den visas." in same
    assert "None" not in same
    other = pages([shown, hidden, unjudged, note("2026", "2026", value(1, "60", Verdict.NOT_REACHED))])["a-b"]
    assert [item.text for item in other.select("main section li")] == ["2026, utgåva 1: från risk till ej nådd."]


def test_changed_words_are_said(pages):
    """A value under other words of the plan answers another question."""
    notes = [*NOTES, note("2027-10", "oktober 2027", value(1, "90", Verdict.REACHED, text="Minst 90 deltar."))]
    assert "Planens ord har ändrats" in pages(notes)["a-b"].text


def test_a_matpunkts_tables_are_a_workbook_too(pages, tmp_path):
    """Linked from the page's head, one a page and one for the list."""
    for name, page in pages().items():
        assert page.select_one(f'.facts a[href="data/{name}.xlsx"]')
        assert (tmp_path / "data" / f"{name}.xlsx").is_file()


def test_the_pages_of_matpunkter_break_no_rule(pages, tmp_path):
    """As every page of the site; and their tables can be fetched."""
    made = pages()
    assert set(made) == {"a-b", "index"}
    for file in tmp_path.glob("*.html"):
        assert page_rules.faults(file.read_text(encoding="utf-8")) == []
    for link in made["a-b"].select(".downloads a"):
        assert (tmp_path / link["href"]).is_file()


def test_notes_are_read_oldest_period_first(tmp_path):
    """Whatever their folders are called."""
    for entry, folder in zip(reversed(NOTES), ["2026-10", "2026-01_08"], strict=True):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / FILE).write_text(json.dumps(entry), encoding="utf-8")
    assert [found["period"] for found in read_history(tmp_path)] == ["2026-01..08", "2026-10"]


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"matpunkter": []}',
        '{"period": "i höstas"}',
        "\udcff",
        '{"period": "2026-10"}',
        json.dumps({**NOTES[0], "matpunkter": [{"key": "a-b"}]}),
    ],
)
def test_damaged_notes_are_named_with_what_to_do(tmp_path, content):
    """Cut off, of another kind, without a period, with one that is none, no text, without mätpunkter or values."""
    (tmp_path / "2026-10").mkdir()
    (tmp_path / "2026-10" / FILE).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(SamspeletError) as told:
        read_history(tmp_path)
    assert str(told.value).startswith(f"2026-10/{FILE} bland sidorna är skadad")
    assert "samspelet run" in str(told.value)


def figure(**parts):
    from samspelet_lib.figure import Dims, DisclosureClass, Figure, Unit  # noqa: PLC0415

    given = {"value": 10, "verdict": Verdict.REACHED, "verdict_reason": "10 av 12.", "numerator": 10, "denominator": 12}
    dims = Dims(forbund="f", matpunkt="b")
    fixed = {
        "measure": "matpunkt",
        "dims": dims,
        "label": "L",
        "unit": Unit.COUNT,
        "disclosure": DisclosureClass.PERSON,
    }
    return Figure(**{**fixed, **given, **parts})


RELEASE = Release(
    edition="publik", forbund="f", forbund_name="F", forbund_short="F", period="2026-10", year=2026, number=1,
    plan_name="P", plan_status="förslag", years=(2026,),
)  # fmt: skip
HIDDEN = {"value": None, "mark": Mark.HIDDEN, "verdict": Verdict.CONFIDENTIAL, "numerator": None, "denominator": None}
UNJUDGED = {"verdict": Verdict.CONFIDENTIAL, "verdict_reason": None}


def test_what_is_hidden_today_is_hidden_in_the_earlier_rows():
    """An earlier release showed it; beside the newest it would tell what the newest hides."""
    row = _value(as_today(figure(), figure(**HIDDEN)), RELEASE, text="T")
    assert (row["value"], row["made_of"], row["verdict"], row["reason"]) == ("..", "", str(Verdict.CONFIDENTIAL), None)


def test_parts_that_are_hidden_today_are_hidden_in_the_earlier_rows():
    """The value may be shown and what it is made of not."""
    row = _value(as_today(figure(), figure(numerator=None, denominator=None)), RELEASE, text="T")
    assert (row["value"], row["made_of"]) == ("10", "")
    assert _value(as_today(figure(), figure()), RELEASE, text="T")["made_of"] == "10 av 12"


def test_a_verdict_that_is_withdrawn_today_is_withdrawn_in_the_earlier_rows():
    """The value stands and is judged of nobody: a part is hidden, and the verdict told of it."""
    before = figure(verdict_reason="Kvinnor: 2 av 3.")
    row = _value(as_today(before, figure(**UNJUDGED)), RELEASE, text="T")
    assert (row["value"], row["verdict"], row["reason"]) == ("10", str(Verdict.CONFIDENTIAL), None)


EVIDENCE = Evidence("2026-11-20", 40, "Chromium 140", "4.10", ["wcag2aa"], 0, 0, 0, 0, 0, [])


def test_the_statement_says_what_was_tested_and_when():
    """Day, number of pages and what was found; and that no user has tried the pages."""
    page = accessibility_page(FORBUND, None, EVIDENCE)
    text = BeautifulSoup(page, "html.parser").text.replace("\u00a0", " ")
    assert "De kördes 20 november 2026 i Chromium 140 på 40 sidor, gjorda av programmets utvecklare" in text
    assert "delvis förenliga med lagen" in text
    assert "Ingen som använder skärmläsare" in text
    assert page_rules.faults(page) == []


def test_the_statement_tells_faults_that_were_found():
    """It never says more than the tests did."""
    text = accessibility_page(FORBUND, None, replace(EVIDENCE, axe_faults=3))
    assert "har 3 fel" in text
    assert "som inte är rättade" in text


def test_without_evidence_nothing_is_claimed(monkeypatch):
    """Where the tests have not written anything the page says so."""
    monkeypatch.setattr("samspelet_lib.publish.accessibility._EVIDENCE", "finns_inte.json")
    assert read_evidence() is None
    page = accessibility_page(FORBUND, None)
    assert "Sidorna har inte prövats." in page
    assert "förenlig" not in page


def test_a_missing_address_is_shown_as_missing():
    """Empty in params is missing on the page; what is filled in is shown."""
    empty = Contact(decided_by="ej beslutat")
    assert "har inte angett någon adress" in accessibility_page(FORBUND, empty)
    assert "mailto:a@example.se" in accessibility_page(FORBUND, replace_contact(empty, email="a@example.se"))


def replace_contact(contact, **parts):
    return contact.model_copy(update=parts)


def test_the_contact_is_read_from_params(tmp_path):
    """The table `contact` of the förbund's file; a förbund without one has none."""
    (tmp_path / "forbund.toml").write_text('[contact]\nphone = "054-1"\ndecided_by = "styrelsen"\n', encoding="utf-8")
    assert load_contact(tmp_path) == Contact(phone="054-1", decided_by="styrelsen")
    (tmp_path / "forbund.toml").write_text("", encoding="utf-8")
    assert load_contact(tmp_path) is None


def delivery(insats, came):
    return DeliveryEntry(name="N", who="W", insats=insats, covers="C", due="D", status="S", came=came)


@pytest.mark.parametrize(
    ("parts", "mark", "expected"),
    [
        ({}, "definitiv", "klar"),
        ({}, "preliminär", PRELIMINARY),
        ({}, "", UNDATED),
        ({"insats": "a"}, "definitiv", "klar"),
        ({"insats": "b"}, "definitiv", WITHOUT_DATA),
        ({"insats": "c"}, "preliminär", WITHOUT_DATA),
        ({"insats": "d"}, "preliminär", REFUSED),
        ({"is_older": True}, "preliminär", "äldre utgåva"),
        ({"failed": "x"}, "preliminär", "misslyckad"),
        ({"failed": "x", "is_older": True}, "", "misslyckad, visar en äldre utgåva"),
    ],
)
def test_a_pages_status(tmp_path, parts, mark, expected):
    """Failed before old, old before refused, refused before empty, empty before preliminary."""
    came = (delivery("a", "2026-10-01"), delivery("b", ""))
    release = RELEASE.model_copy(update={"deliveries": came, "refusals": (RefusalEntry(insats="d"),)})
    assert status(Page("p", "P", tmp_path, **parts), release, mark) == expected


@pytest.fixture
def project(tmp_path):
    """A project with a published page and a data file."""
    root = tmp_path / "projekt"
    (root / "reports/2026-10/data").mkdir(parents=True)
    (root / "var").mkdir()
    (root / "reports/index.html").write_text("ny", encoding="utf-8")
    (root / "reports/2026-10/data/a.csv").write_text("1", encoding="utf-8")
    return Project(root, root / "params", str(root / "leveranser"), root)


def test_publishing_replaces_the_target_whole(project, tmp_path):
    """Pages and data files come along; what stood there before is gone, and nothing is left beside it."""
    target = tmp_path / "webb"
    target.mkdir()
    (target / "index.html").write_text("gammal", encoding="utf-8")
    (target / "gammal.html").write_text("gammal", encoding="utf-8")
    assert publish(project, target) == target
    assert sorted(path.name for path in target.rglob("*")) == ["2026-10", "a.csv", "data", "index.html"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["projekt", "webb"]


@pytest.mark.parametrize(
    ("point", "also", "stands"),
    [
        ("copying:swap:before", "", True),
        ("swap:set_aside:after", TWO_RENAMES, False),
        ("swap:move_in:after", TWO_RENAMES, True),
    ],
)
def test_what_a_killed_copying_left_is_put_right_by_the_next(project, tmp_path, point, also, stands):
    """Before, between and after the renames: what stood there is put back, though the next cannot copy."""
    target = tmp_path / "webb"
    target.mkdir()
    (target / "index.html").write_text("gammal", encoding="utf-8")
    address = [str(project.root), str(target)]
    call = f"root, target = map(Path, {address!r})\npublish(Project(root, root, '', root), target)"
    killed(
        f"samspelet_lib.publish.{point}",
        call,
        also="from pathlib import Path\nfrom samspelet_lib.project import Project\n"
        f"from samspelet_lib.publish.copying import publish\n{also}",
    )
    assert target.exists() == stands
    leads_nowhere = project.reports / "trasig.html"
    leads_nowhere.symlink_to("finns-inte")
    with pytest.raises(shutil.Error):
        publish(project, target)
    assert (target / "index.html").read_text() == ("ny" if "move_in" in point else "gammal")
    leads_nowhere.unlink()
    publish(project, target)
    assert (target / "index.html").read_text() == "ny"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["projekt", "webb"]


def test_publishing_makes_a_new_target(project, tmp_path):
    """Also where its parent is missing."""
    assert (publish(project, tmp_path / "ny/webb") / "2026-10/data/a.csv").read_text() == "1"


@pytest.mark.parametrize("where", ["projekt/reports", "projekt/reports/kopia", "projekt", "annat", "fil"])
def test_publishing_never_takes_a_folder_that_is_something_else(project, tmp_path, where):
    """The pages' own folder, one around it, one with other files, a file: refused, and untouched."""
    (tmp_path / "annat").mkdir()
    (tmp_path / "annat/brev.txt").write_text("x")
    (tmp_path / "fil").write_text("x")
    with pytest.raises(UsageError):
        publish(project, tmp_path / where)
    assert (tmp_path / "annat/brev.txt").read_text() == (tmp_path / "fil").read_text() == "x"


def test_the_published_release_is_the_kept_one():
    """What is left out is what the schema presumes; whoever reads it by the schema has the release whole."""
    full = RELEASE.model_copy(
        update={"figures": (figure(), figure(dims=figure().dims.model_copy(update={"sex": "x"})))}
    )
    assert Release.model_validate_json(_compact(full)) == full
    assert '"schema_version": 1' in _compact(full)
