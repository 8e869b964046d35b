"""A figure that has been corrected more than once: any two of its versions lie side by side in somebody's drawer."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from publishing import published
from samspelet import plan

from samspelet_lib import swedish
from samspelet_lib.figure import Dims, DisclosureClass, Figure, Mark, Unit
from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.reckoning import without_log, worked_out
from samspelet_lib.release.audit import attack
from samspelet_lib.release.build import build
from samspelet_lib.release.corrected import parts_of_corrected
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.edition import rules_of, to_public, without_few_new
from samspelet_lib.release.past import Past, past_of
from samspelet_lib.release.store import Edition, Store

ROOT = Path(__file__).parent.parent
INTERIM, YEAR = "2026-01..08", "2026"
PERSON, ACTIVITY = DisclosureClass.PERSON, DisclosureClass.ACTIVITY


def count(measure, value, period=YEAR, **dims):
    about = Dims(forbund="samspelet", period=period, insats="grums", **dims)
    kind = PERSON if "sex" in dims else ACTIVITY
    return Figure(measure=measure, dims=about, label=measure, value=value, unit=Unit.COUNT, disclosure=kind)


def participants(women, men=30, period=YEAR):
    parts = (count("participants", n, period, sex=sex) for sex, n in sexes(women, men))
    return [count("participants", women + men, period), *parts]


def sexes(women, men):
    return (("kvinna", women), ("man", men))


def releases(*told):
    """The figures of each release as it was published, one after the other; each is (period, figures)."""
    return [public.figures for public, _ in published(*told)]


@pytest.mark.parametrize("women", [(20, 26, 21), (20, 40, 21), (26, 52, 24), (21, 42, 20), (20, 26, 32, 23)])
def test_the_first_version_beside_the_last_tells_no_one(women):
    """Twenty, then twenty-six, then twenty-one: far from the one before, and one more than the first."""
    *_, before, last = releases(*((YEAR, participants(number)) for number in women))

    assert last[1].value in (None, before[1].value)
    exact = [participants(number) for number in women]
    found = {breach.figure for breach in attack(exact[-1], exact[:-1], DisclosureRules())}
    assert last[1].id in found


@pytest.mark.parametrize(("period", "when"), [(YEAR, "delårsrapporten 2027"), (INTERIM, "årsredovisningen 2026")])
def test_the_page_says_once_that_corrections_wait_and_never_of_what(period, when):
    """Twenty women, and then twenty-two: the second release keeps what was said, and says when it will be told."""
    told = [
        [text.text for text in public.texts if text.section == "rättelse"]
        for public, _ in published(*((period, participants(women, period=period)) for women in (20, 22)))
    ]

    assert told[0] == []
    (text,) = told[1]
    assert when in text
    assert not re.search(r"kvinn|män|grums|deltagare|\d (kvinn|person)", text, re.IGNORECASE)


def texts(*told):
    return [[text.text for text in public.texts if text.section == "rättelse"] for public, _ in published(*told)]


def test_the_page_says_so_where_a_correction_hides_what_was_shown_and_nothing_waits():
    """One man more was there from the beginning: the parts of the corrected whole are hidden, and nothing is kept."""
    first, second, third = texts(*((INTERIM, stock(men, INTERIM)) for men in (13, 14, 14)))

    assert first == []
    assert "årsredovisningen 2026" in second[0]
    assert third == second  # made anew for another reason, it still waits


def test_what_was_never_shown_or_is_not_another_number_is_no_correction_that_waits():
    """Few women, hidden from the beginning; and the year, which hides what would tell of few since the interim."""
    few = [(YEAR, participants(3)), (YEAR, participants(4))]
    since = [(INTERIM, [planned_at(INTERIM, 20, 30)]), (YEAR, [planned_at(YEAR, 25, 36)])]

    assert texts(*few) == [[], []]
    assert texts(*since) == [[], []]
    assert published(*since)[-1][0].figures[0].mark is Mark.HIDDEN


def test_versions_that_are_all_far_from_each_other_are_shown():
    """Six more each time."""
    told = releases(*((YEAR, participants(number)) for number in (20, 26, 32)))

    assert [figures[1].value for figures in told] == [20, 26, 32]


def test_what_readers_have_is_shown_again_whatever_was_told_before_it():
    """The year is run again and nothing has changed: that the first version was near is not news."""
    exact = [participants(number) for number in (20, 22, 22)]

    assert {breach.part for breach in attack(exact[1], exact[:1], DisclosureRules())} == {"value"}
    assert attack(exact[2], exact[:2], DisclosureRules()) == []


def stock(men, period):
    """Those who were there when the year began: eighteen women, some men, and two of neither sex."""
    yield count("year_stock_in", 18 + men + 2, period)
    parts = (("kvinna", 18), ("man", men), ("annat_okant", 2))
    yield from (count("year_stock_in", n, period, sex=sex) for sex, n in parts)


def test_parts_that_a_corrected_whole_hides_are_hidden_when_nothing_has_changed_since():
    """One man more had been there from the beginning; the year's report run again does not tell that he is a man."""
    interim, year = [*stock(13, INTERIM)], [*stock(14, YEAR)]
    rules = rules_of(plan())
    first = parts_of_corrected(year, [interim], rules)

    assert len(first) == 3
    assert parts_of_corrected(year, [interim, year], rules) == first


def planned(counted, base, *, missing=None):
    about = Dims(forbund="samspelet", period=YEAR, insats="grums", matpunkt="planering")
    value = swedish.rounded(Fraction(counted, base), 2)
    told = {"value": value, "numerator": counted, "denominator": base, "missing": missing}
    return Figure(measure="matpunkt", dims=about, label="Planering", unit=Unit.SHARE, disclosure=PERSON, **told)


def planned_at(period, counted, base):
    figure = planned(counted, base)
    return figure.model_copy(update={"dims": figure.dims.model_copy(update={"period": period})})


@pytest.mark.parametrize("last", [planned(31, 42), planned(40, 51)])
def test_those_who_are_not_counted_are_not_told_by_the_first_version(last):
    """Ten were not counted, then twenty, then eleven."""
    told = [planned(20, 30), planned(35, 55)]
    *_, before, after = releases(*((YEAR, [figure]) for figure in (*told, last)))

    assert (after[0].numerator, after[0].mark) in ((before[0].numerator, None), (None, Mark.HIDDEN))
    found = attack([last], [[figure] for figure in told], DisclosureRules())
    assert (last.id, "sedan tidigare") in {(breach.figure, breach.part) for breach in found}


def test_how_many_are_unknown_is_not_told_by_the_first_version():
    """Six were unknown, then twelve, then seven."""
    told = [planned(20, 40, missing=6), planned(20, 58, missing=12), planned(20, 63, missing=7)]
    *_, last = releases(*((YEAR, [figure]) for figure in told))

    assert last[0].missing != 7
    assert told[0].id in {
        breach.figure for breach in attack([told[2]], [[each] for each in told[:2]], DisclosureRules())
    }


def answer(value, base):
    about = Dims(forbund="samspelet", period=YEAR, insats="grums", wave="avslut", row="stod", option="ja")
    kind, share = DisclosureClass.EXPERIENCE, swedish.rounded(Fraction(value, base), 2)
    told = Figure(measure="answer_option", dims=about, label="ja", unit=Unit.SHARE, disclosure=kind, value=share)
    return told.model_copy(update={"numerator": value, "denominator": base, "answers": base, "invited": base})


def test_what_one_answered_is_not_told_by_the_first_version():
    """Twenty said yes, then thirty, and then twenty-one."""
    built = build(plan(), Period.parse(YEAR))
    told = [built.model_copy(update={"figures": (answer(*each),)}) for each in ((20, 33), (30, 43))]

    assert list(without_few_new([answer(21, 50)], told, DisclosureRules())) == []
    assert list(without_few_new([answer(36, 50)], told, DisclosureRules())) == [answer(36, 50)]


def published_twice(project):
    """The year with twenty women and made anew with twenty-six, both kept with their logs; the newest as published."""
    built, store, past = build(plan(), Period.parse(YEAR)), Store(project.var), Past()
    for women in (20, 26):
        exact = built.model_copy(update={"figures": tuple(participants(women))})
        public, log = to_public(exact, plan(), past)
        store.publish(Period.parse(YEAR), store.add(public, exact, log))
        past = past_of(store, Period.parse(YEAR), without_newest=False)
    return store.read(Period.parse(YEAR), Edition.PUBLIC)


def test_the_audit_reckons_with_releases_that_have_been_made_anew(tmp_path):
    """Twenty, twenty-six; the third, twenty-one, was to wait, and somebody has put it among the pages."""
    project = Project(ROOT, ROOT / "params", "", tmp_path)
    newest = published_twice(project)
    leaky = newest.model_copy(
        update={"figures": tuple(participants(21)), "number": newest.number + 1, "sequence": newest.sequence + 1}
    )

    assert list(worked_out(project, {YEAR: newest}, [YEAR])) == []
    assert {leak.place for leak in worked_out(project, {YEAR: leaky}, [YEAR])} == {f"{leaky.figures[1].id} (value)"}


def test_the_audit_does_not_blame_a_release_for_what_was_told_before_it(tmp_path):
    """Twenty, then twenty-one in a release that somebody has changed; a third tells the same again."""
    project, built = Project(ROOT, ROOT / "params", "", tmp_path), build(plan(), Period.parse(YEAR))
    store = Store(project.var)
    found = []
    for women, men in ((20, 30), (21, 30), (21, 40)):
        exact = built.model_copy(update={"figures": tuple(participants(women, men))})
        public = exact.model_copy(update={"edition": Edition.PUBLIC})
        store.publish(Period.parse(YEAR), store.add(public, exact))
        newest = store.read(Period.parse(YEAR), Edition.PUBLIC)
        found.append({leak.place for leak in worked_out(project, {YEAR: newest}, [YEAR])})

    women_told = newest.figures[1].id
    assert found == [set(), {f"{women_told} (value)"}, set()]


def test_the_audit_attacks_every_folder_beside_what_came_before_it(tmp_path):
    """Somebody has changed the interim report's release; the month after it, newest of all, says nothing of that."""
    project = Project(ROOT, ROOT / "params", "", tmp_path)
    interim, month = (build(plan(), Period.parse(period)) for period in (INTERIM, "2026-09"))
    interim = interim.model_copy(update={"figures": tuple(stock(13, INTERIM)), "number": 1, "sequence": 1})
    month = month.model_copy(update={"figures": (count("places", 30, "2026-09"),), "number": 1, "sequence": 2})
    leaks = worked_out(project, {"2026-01_08": interim, "2026-09": month}, ["2026-01_08", "2026-09"])

    assert {leak.place.partition(" ")[0] for leak in leaks} >= {interim.figures[-1].id}


def test_the_audit_says_that_it_tries_less_without_the_log_of_a_release_that_has_been_made_anew(tmp_path):
    """The newest has its log; what the first had to protect is forgotten."""
    project = Project(ROOT, ROOT / "params", "", tmp_path)
    newest = published_twice(project)

    assert without_log(project, {YEAR: newest}, [YEAR]) == []
    (project.var / "releases/2026/1.dolt.json").unlink()
    assert without_log(project, {YEAR: newest}, [YEAR]) == [YEAR]
