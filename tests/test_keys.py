"""A page's key follows what the page shows, and nothing else of the release."""

import json

import pytest
from samspelet import ROOT, plan
from test_golden import release as whole
from test_golden import shown

from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.keys import page_of
from samspelet_lib.publish.page_run import Built, Page, PageRun
from samspelet_lib.release.entries import TableCountEntry
from samspelet_lib.release.store import CommentEntry, DeliveryEntry
from samspelet_lib.report.insats import InsatsReport
from samspelet_lib.report.lookups import Lookups, of_insats

PARTS = ("findings", "questions", "deliveries", "comments", "matpunkter")
INSATSER = sorted(insats.id for insats in plan().insatser)
NOTEBOOK = ROOT / "notebooks/insats.ipynb"


def delivery(insats, came="2026-11-03"):
    return DeliveryEntry(name="x", who="y", insats=insats, covers="z", due="2026-11-05", status="i tid", came=came)


def comment(entry, text):
    return CommentEntry(insats=entry.insats, matpunkt=entry.id, comment=text, obstacle="", action="")


@pytest.fixture(scope="module")
def release():
    """The plan's release, with a delivery and comments of every insats and of the förbund."""
    found = whole()
    said = tuple(comment(entry, "Ord.") for entry in found.matpunkter)
    return found.model_copy(update={"deliveries": tuple(map(delivery, [*INSATSER, None])), "comments": said})


def page(release, insats):
    """The page's text and its key."""
    lookups = Lookups()
    report = InsatsReport(lookups.note(release), insats, lookups)
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    text = "\n".join(part for cell in cells for part in shown(cell, report))
    project = Project(ROOT, ROOT / "params", "", ROOT)
    built = Built(1, "Samspelet", "oktober 2026", (), is_synthetic=False, data_until=None)
    run = PageRun(project, Period.parse("2026-10"), built, "publik", "samspelet", ROOT, ROOT)
    return text, page_of(Page(f"insats-{insats}", insats, NOTEBOOK, insats=insats), run, lookups, release=release).key


@pytest.mark.parametrize("insats", INSATSER)
def test_a_page_shows_nothing_beyond_what_its_key_holds(release, insats):
    """With every entry of others taken away, the insats' page and its key are the same."""
    own = release.model_copy(update={part: tuple(of_insats(release, part, insats)) for part in PARTS})
    assert all(len(getattr(own, part)) < len(getattr(release, part)) for part in PARTS)
    assert page(own, insats) == page(release, insats)


@pytest.mark.parametrize("part", ["findings", "questions", "deliveries", "comments", "figures"])
def test_one_insats_changed_is_one_page_made_again(release, part):
    """A finding, question, delivery, comment or figure of one insats changes that page's key and no other's."""
    changed = of(release, part, "stegen_kristinehamn")
    differs = {insats for insats in INSATSER if page(changed, insats)[1] != page(release, insats)[1]}
    assert differs == {"stegen_kristinehamn"}


def test_more_rows_from_one_owner_change_no_other_page(release):
    """How many rows were read in all stands on the period's page, so an insats' page need not be made again for it."""
    count = TableCountEntry(table="deltagare", read=9, counted=8, refused=1, replaced=0)
    changed = release.model_copy(update={"table_counts": (count,)})
    assert {insats for insats in INSATSER if page(changed, insats) != page(release, insats)} == set()


def test_the_form_of_one_insats_changes_no_other_page(release):
    """The form about violence is told by one table for all on the period's page, and of itself on the insats' page."""
    own = next(f for f in release.figures if f.measure == "matpunkt" and f.dims.insats == "stegen_kristinehamn")
    form = own.model_copy(update={"measure": "violence_form", "denominator": 9})
    changed = release.model_copy(update={"figures": (*release.figures, form)})
    assert {insats for insats in INSATSER if page(changed, insats) != page(release, insats)} == {"stegen_kristinehamn"}


def of(release, part, insats):
    """The release with one entry of an insats changed."""
    entries = getattr(release, part)
    if part == "figures":
        target = next(figure for figure in entries if figure.measure == "matpunkt" and figure.dims.insats == insats)
    else:
        target = of_insats(release, part, insats)[0]
    word = {"deliveries": "came", "comments": "comment", "figures": "note"}.get(part, "text")
    other = target.model_copy(update={word: "något annat"})
    return release.model_copy(update={part: tuple(other if entry is target else entry for entry in entries)})
