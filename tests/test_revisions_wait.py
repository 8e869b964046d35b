"""Corrections that wait, what the private log keeps, and a store that must remember what was published."""

import json
from datetime import date

import pytest
from samspelet import plan

from samspelet_lib.errors import RefusedError
from samspelet_lib.figure import Dims, DisclosureClass, Figure, Mark, Unit, Verdict
from samspelet_lib.period import Period
from samspelet_lib.plan.matpunkt import Kind
from samspelet_lib.project import find_project
from samspelet_lib.publish.listing import listing
from samspelet_lib.release.build import build
from samspelet_lib.release.declared import Quantity, Same
from samspelet_lib.release.edition import rules_of, to_public
from samspelet_lib.release.lineage import check_published
from samspelet_lib.release.marks import hide, without_hidden_parts
from samspelet_lib.release.past import Past, past_of
from samspelet_lib.release.private_log import PrivateLog
from samspelet_lib.release.relations import check_covered, check_measures, check_own_counts
from samspelet_lib.release.store import Edition, Store, to_json
from samspelet_lib.release.waiting import connected_with, keep_published
from samspelet_lib.rules.taking_part import is_about_everybody

YEAR = Period.parse("2026")
PERSON, ACTIVITY = DisclosureClass.PERSON, DisclosureClass.ACTIVITY


def count(measure, value, *, insats=None, **dims):
    kind = PERSON if dims else ACTIVITY
    about = Dims(forbund="samspelet", period="2026", insats=insats, **dims)
    return Figure(measure=measure, dims=about, label=measure, value=value, unit=Unit.COUNT, disclosure=kind)


def exits(insats, **options):
    return [count("exit", n, insats=insats, option=name) for name, n in options.items()]


def exact(*figures):
    return build(plan(), YEAR).model_copy(update={"figures": tuple(figures)})


def shown(public):
    return {figure.id: figure for figure in public.figures}


@pytest.fixture(scope="module")
def first():
    """Two insatser, published: in one of them nothing is small, and no total is printed."""
    release = exact(*exits("grums", arbete=12, inget=9), *exits("killstad", arbete=20, inget=30))
    public, log = to_public(release, plan())
    return release, public, log


def published(first):
    release, public, log = first
    return Past().after(public, release, log)


def test_a_correction_by_one_person_is_not_shown_beside_what_was_published(first):
    """Twelve became thirteen: one person more. The figure is not shown again with another number."""
    release = exact(*exits("grums", arbete=13, inget=9), *exits("killstad", arbete=20, inget=37))

    public, log = to_public(release, plan(), published(first))
    arbete = shown(public)["exit;period=2026;insats=grums;option=arbete"]

    assert arbete.value in {None, 12}
    assert shown(public)["exit;period=2026;insats=killstad;option=inget"].value == 37
    assert "exit;period=2026;insats=grums;option=arbete" in {entry.figure for entry in log.hidden} | set(log.waiting)


def split(period, total, *, a, b, others):
    """Those who ended in one insats by class, whose total is always shown, and in another one."""
    figures = [
        count("exit", total, insats="grums"),
        *exits("grums", arbete=b, inget=a),
        *exits("killstad", arbete=others),
    ]
    dims = (figure.dims.model_copy(update={"period": period}) for figure in figures)
    moved = [figure.model_copy(update={"dims": each}) for figure, each in zip(figures, dims, strict=True)]
    return build(plan(), Period.parse(period)).model_copy(update={"figures": tuple(moved)})


def test_what_cannot_be_revised_safely_keeps_what_was_published_and_says_so():
    """Nobody of twenty at the interim and in the year; now two are added: all know that they are at most two."""
    interim, year = split("2026-01..08", 20, a=0, b=20, others=20), split("2026", 20, a=0, b=20, others=20)
    public, log = to_public(interim, plan())
    past = Past().after(public, interim, log)
    public, more = to_public(year, plan(), past)
    past = past.after(public, year, more)
    assert {figure.value for figure in public.figures} == {20, 0}

    revised, private = to_public(split("2026", 22, a=2, b=20, others=29), plan(), past)

    after = shown(revised)
    ids = [f"exit;period=2026;insats=grums{option}" for option in ("", ";option=arbete", ";option=inget")]
    assert [after[name].value for name in ids] == [20, 20, 0]
    assert {"delårsrapporten 2027" in after[name].note for name in ids} == {True}
    assert (after["exit;period=2026;insats=killstad;option=arbete"].value, len(private.waiting)) == (29, 3)


def established(value, base):
    """How many were established, out of those who were followed up where that is known."""
    about = Dims(forbund="samspelet", period="2026", insats="larlingsutbildning", matpunkt="elever_etablerade")
    told = {"value": value, "denominator": base, "base_label": "de som har följts upp"}
    return Figure(measure="matpunkt", dims=about, label="", unit=Unit.COUNT, disclosure=PERSON, **told)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param([(15, None)], (15, None), id="five of the base that all know are not among them"),
        pytest.param([(17, None)], (8, 20), id="three would not be, for all that a reader knows: it waits"),
        pytest.param([(25, None)], (25, None), id="more than the old base: everybody sees that it is another"),
        pytest.param([(8, 30), (17, None)], (17, None), id="the base was corrected in between: thirteen are not"),
        pytest.param([(8, 30), (27, None)], (8, 30), id="the corrected base is the one that is believed"),
        pytest.param([(17, 21)], (None, None), id="the new base is told: four are not"),
    ],
)
def test_a_count_without_its_base_is_read_with_the_base_that_was_published(later, expected):
    """8 of 20, and then a count alone: nobody told the reader of another base, and nobody here knows it either."""
    release = exact(established(8, 20))
    public, log = to_public(release, plan())
    past = Past().after(public, release, log)
    for told in later:
        release = exact(established(*told))
        public, log = to_public(release, plan(), past)
        past = past.after(public, release, log)

    (figure,) = public.figures
    assert (figure.value, figure.denominator) == expected
    assert bool(log.waiting) == (bool(figure.note) and "väntar" in figure.note)


def test_what_was_published_is_kept_for_those_that_wait():
    """The group has the published figures with a note; others have today's."""
    before = [*exits("grums", arbete=12, inget=9), hide(exits("grums", studier=3)[0])]
    today = [*exits("grums", arbete=13, inget=9, studier=2), *exits("killstad", arbete=20)]
    waiting = {figure.id for figure in before}

    kept = keep_published(today, before, waiting=waiting, note="Väntar.")

    assert [(figure.value, figure.note) for figure in kept] == [
        (12, "Väntar."),
        (9, "Väntar."),
        (None, None),
        (20, None),
    ]


def test_a_group_is_all_that_can_be_reckoned_together():
    """Sex and flow hang together through the policy's relations; another insats does not."""
    flows = ("year_stock_in", "year_started", "year_ended", "year_stock", "participants")
    figures = [count(name, 9, insats=insats, sex="man") for insats in ("grums", "killstad") for name in flows]
    group = connected_with({"year_ended;period=2026-01..08;insats=grums;sex=man"}, figures, rules_of(plan()))

    assert group == {figure.id for figure in figures if figure.dims.insats == "grums"}


def test_the_log_keeps_ids_and_reasons_and_the_loss_per_table_but_no_value(tmp_path):
    """The log is read back as it was; it holds no count of anybody."""
    release = exact(count("exit", 34, insats="grums"), *exits("grums", arbete=31, inget=3))
    public, log = to_public(release, plan())
    store = Store(tmp_path)
    number = store.add(public, release, log)
    store.publish(YEAR, number)

    text = (tmp_path / "releases/2026/1.dolt.json").read_text()
    assert store.log(YEAR, number) == log == PrivateLog.from_text(text)
    assert [(each.table, each.figures, each.by_rule, each.for_others) for each in log.loss] == [
        ("exit; insats=grums; efter option", 2, 1, 1)
    ]
    assert not {"31", "34"} & set(text.replace('"', " ").replace(",", " ").split())
    assert past_of(store, YEAR, without_newest=False).secrets == log.secrets != frozenset()


def test_a_release_names_the_one_before_it(tmp_path):
    """Each release says which was kept last, whatever its period, with the beginning of its digest."""
    store, release = Store(tmp_path), exact()
    public = release.model_copy(update={"edition": Edition.PUBLIC})
    store.add(public, release)
    august = {"period": "2026-01..08"}
    store.add(public.model_copy(update=august), release.model_copy(update=august))

    assert store.read(YEAR, Edition.PUBLIC).follows is None
    assert store.read(Period.parse("2026-01..08"), Edition.PUBLIC).follows == f"2026@1:{public.digest[:16]}"


def test_a_release_that_was_never_published_is_no_publication(tmp_path):
    """Readers know nothing of it: no history, nothing to compare with, and the next is the first; the kansli has it."""
    store, release = Store(tmp_path), exact()
    public = release.model_copy(update={"edition": Edition.PUBLIC})
    corrected = {"data_until": "2026-12-31"}
    assert store.add(public, release) == 1
    assert past_of(store, YEAR, without_newest=False).public == ()
    assert store.add(public.model_copy(update=corrected), release.model_copy(update=corrected)) == 2
    store.publish(YEAR, 2)

    told, inside = (store.read(YEAR, edition) for edition in Edition)
    assert (told.previous, told.compared_with, inside.previous) == (None, None, 1)
    assert [found.number for found in past_of(store, YEAR, without_newest=False).public] == [2]
    assert [store.numbers_for(YEAR, edition) for edition in Edition] == [[2], [1, 2]]
    assert store.add(public, release) == 3, "its turn has passed"
    assert (store.named("2026").number, store.named("2026", Edition.INTERNAL).number) == (2, 3)


def test_the_list_tells_which_releases_were_never_published(tmp_path):
    """A run that stopped leaves its release with the kansli alone, and the list says so."""
    project = find_project(data=str(tmp_path / "data"), out=str(tmp_path))
    store, release = Store(project.var), exact()
    for until in ("2026-10-31", "2026-11-30", "2026-12-31"):
        told = release.model_copy(update={"data_until": until})
        number = store.add(told.model_copy(update={"edition": Edition.PUBLIC}), told)
        if number != 2:
            store.publish(YEAR, number)

    [row] = [row["name"] for row in listing(project, date(2026, 1, 1)) if row["kind"] == "period"]
    assert row == "utgåvor: 1, 2 (inte publicerad), 3"


def test_a_store_that_does_not_remember_what_was_published_is_refused(tmp_path):
    """Pages made on another machine, from another history, stop the run with what to do."""
    here, there, release = Store(tmp_path / "here"), Store(tmp_path / "there"), exact()
    public = release.model_copy(update={"edition": Edition.PUBLIC})
    here.add(public, release, basis={"params": "a"})
    there.add(public, release, basis={"params": "b"})
    page = tmp_path / "reports/2026/release.json"
    page.parent.mkdir(parents=True)

    page.write_text(to_json(here.read(YEAR, Edition.PUBLIC)))
    check_published(here, [page])
    with pytest.raises(RefusedError, match=r"2026, utgåva 1.*var/releases"):
        check_published(there, [page])
    page.write_text(json.dumps({"period": "2026", "number": 2}))
    with pytest.raises(RefusedError, match="utgåva 2"):
        check_published(here, [page])


@pytest.mark.parametrize("left", ["", "{tru", "[]", "{}", '{"period": "i mars", "number": 1}'])
def test_a_published_file_that_is_damaged_is_not_told_as_another_machines(tmp_path, left):
    """Which file, and to put it back; nothing is known of where it was made."""
    page = tmp_path / "reports/2026/release.json"
    page.parent.mkdir(parents=True)
    page.write_text(left)
    with pytest.raises(RefusedError, match=r"reports/2026/release\.json: .*skadad") as refusal:
        check_published(Store(tmp_path / "var"), [page])
    assert "dator" not in str(refusal.value)


def test_a_policy_that_names_no_measure_or_tells_too_little_is_refused():
    """A misspelt measure, and one about people of which nothing is said."""
    with pytest.raises(RefusedError, match=r"partcipants.*participants"):
        check_measures(["partcipants"])
    untold = plan().policy.disclosure.relations.model_copy(update={"alone": ()})
    with pytest.raises(RefusedError, match="matpunkt_resource"):
        check_covered([count("matpunkt_resource", 9, sex="man")], untold, rules_of(plan()))


def test_an_owner_who_counts_needs_a_line_that_says_which_matpunkt_counts_the_same():
    """Participants without rows are those of a mätpunkt about everybody: forgotten in the policy, nothing is shown."""
    about_all = next(
        (insats.id, matpunkt)
        for insats in plan().insatser
        for matpunkt in insats.matpunkter
        if is_about_everybody(matpunkt) and matpunkt.kind is not Kind.COUNT
    )
    insats, matpunkt = about_all
    own = count("matpunkt", 9, insats=insats, matpunkt=matpunkt.id)
    told = [own, count("participants", 24, insats=insats)]
    forgotten = rules_of(plan()).model_copy(update={"same": ()})

    with pytest.raises(RefusedError, match=rf"{insats} räknar själv(.|\n)*measure = \"participants\""):
        check_own_counts(told, plan(), forgotten)
    check_own_counts([*told, count("year_stock", 20, insats=insats)], plan(), forgotten)  # there are rows
    ends = (
        Quantity(measure="participants"),
        Quantity(measure="matpunkt", insats=insats, matpunkt=matpunkt.id, part="denominator"),
    )
    same = Same(first=ends[0], second=ends[1])
    check_own_counts(told, plan(), forgotten.model_copy(update={"same": (same,)}))


def test_a_verdict_that_rests_on_a_hidden_part_is_not_told():
    """Judged for women and men each: the reason quotes the men, who are hidden."""
    whole = count("matpunkt", 90).model_copy(
        update={"verdict": Verdict.AT_RISK, "verdict_reason": "För män: 3 av 4 (75 %)."}
    )
    own = whole.model_copy(update={"verdict_reason": "31 av 36 (86,1 %)."})
    reached = own.model_copy(update={"verdict": Verdict.REACHED})
    part = count("matpunkt", 3, sex="man").model_copy(
        update={"verdict": Verdict.AT_RISK, "verdict_reason": "3 av 4 (75 %)."}
    )

    def told(figure):
        return next(iter(without_hidden_parts([figure, hide(part)], {figure.id: figure, part.id: part})))

    assert (told(whole).verdict, told(whole).verdict_reason, told(whole).value) == (Verdict.CONFIDENTIAL, None, 90)
    assert told(own) == own
    assert told(reached).verdict is Verdict.CONFIDENTIAL
    assert hide(part).mark is Mark.HIDDEN
