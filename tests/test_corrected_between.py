"""A correction between the interim report and the year's: what was the same then need not be so any more."""

from fractions import Fraction

import pytest
from samspelet import plan

from samspelet_lib import swedish
from samspelet_lib.figure import Dims, DisclosureClass, Figure, Mark, Unit
from samspelet_lib.period import Period
from samspelet_lib.release.audit import attack
from samspelet_lib.release.build import build
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.edition import rules_of, to_public, without_few_new
from samspelet_lib.release.past import Past

EXPERIENCE = DisclosureClass.EXPERIENCE
INTERIM, YEAR = "2026-01..08", "2026"


def count(measure, period, value, **dims):
    kind = DisclosureClass.PERSON if "sex" in dims else DisclosureClass.ACTIVITY
    about = Dims(forbund="samspelet", period=period, insats="grums", **dims)
    return Figure(measure=measure, dims=about, label=measure, value=value, unit=Unit.COUNT, disclosure=kind)


def by_sex(measure, period, women, men):
    yield count(measure, period, women + men)
    yield count(measure, period, women, sex="kvinna")
    yield count(measure, period, men, sex="man")


def year_after(interim, year, *, is_remembered=True):
    """The year's public figures and log, when the interim report has been published."""
    then, now = (
        build(plan(), Period.parse(period)).model_copy(update={"figures": tuple(figures)})
        for period, figures in ((INTERIM, interim), (YEAR, year))
    )
    public, log = to_public(then, plan())
    return to_public(now, plan(), Past().after(public, then, log) if is_remembered else Past((public,), (), None))


def test_one_more_was_there_from_the_beginning():
    """Two women and six men had begun before the year; by the year's end a third woman is found to have, too."""
    public, log = year_after(
        by_sex("year_stock_in", INTERIM, women=2, men=6), by_sex("year_stock_in", YEAR, women=3, men=6)
    )

    assert [figure.mark for figure in public.figures] == [None, Mark.HIDDEN, Mark.HIDDEN]
    assert log.exposed == ()


@pytest.mark.parametrize("is_remembered", [True, False])
def test_one_was_there_by_mistake(is_remembered):
    """Ten had taken part, women and men both hidden; one of the men never did, and nine are left."""
    interim, year = by_sex("participants", INTERIM, women=2, men=8), by_sex("participants", YEAR, women=2, men=7)
    public, _ = year_after(interim, year, is_remembered=is_remembered)

    assert public.figures[0].value == 9
    assert [figure.mark for figure in public.figures[1:]] == [Mark.HIDDEN, Mark.HIDDEN]


def test_a_correction_of_the_whole_does_not_tell_of_its_parts():
    """One woman more, and three men who never were there: the women are not told twice."""
    public, _ = year_after(
        by_sex("participants", INTERIM, women=6, men=18), by_sex("participants", YEAR, women=7, men=15)
    )

    assert [figure.mark for figure in public.figures] == [None, Mark.HIDDEN, Mark.HIDDEN]


def test_the_one_who_was_removed_is_not_told_to_be_a_man():
    """Six women and eight men were told; were six and seven told now, the one who is gone would be a man."""
    public, _ = year_after(
        by_sex("participants", INTERIM, women=6, men=8), by_sex("participants", YEAR, women=6, men=7)
    )

    assert [figure.mark for figure in public.figures] == [None, Mark.HIDDEN, Mark.HIDDEN]


def test_one_who_was_removed_is_found_where_both_are_printed():
    """The attacker compares the checkpoints too; what earlier releases have told already is no news of today's."""
    interim, year = (list(by_sex("participants", *of)) for of in ((INTERIM, 6, 8), (YEAR, 6, 7)))
    found = {(each.figure, each.relation) for each in attack(year, [interim], DisclosureRules())}

    assert (year[2].id, "jämförelse med en tidigare kontrollpunkt") in found
    assert year[1].id not in {figure for figure, _ in found}
    assert attack(year, [interim, year], DisclosureRules()) == []
    assert attack(list(by_sex("participants", YEAR, 6, 14)), [interim], DisclosureRules()) == []


def test_one_more_from_the_beginning_is_not_told_by_what_is_the_same():
    """The women are as many as they were; whoever takes that for granted sees that the one more is a man."""
    interim, year = by_sex("year_stock_in", INTERIM, 20, 13), by_sex("year_stock_in", YEAR, 20, 14)
    public, _ = year_after(interim, year)

    assert [figure.mark for figure in public.figures] == [None, Mark.HIDDEN, Mark.HIDDEN]


@pytest.mark.parametrize("men", [12, 14])
def test_what_was_hidden_of_the_parts_is_not_told_by_their_corrected_whole(men):
    """In the interim two of neither sex were hidden, and the women with them; the women told today would tell both."""
    stock = [
        [*by_sex("year_stock_in", period, 18, few), count("year_stock_in", period, 2, sex="annat_okant")]
        for period, few in ((INTERIM, 13), (YEAR, men))
    ]
    for figures in stock:
        figures[0] = figures[0].model_copy(update={"value": figures[0].value + 2})
    public, _ = year_after(*stock)

    assert {figure.mark for figure in public.figures[1:]} == {Mark.HIDDEN}


def share(period, counted, base, *, unknown=None, **update):
    """How many of those who have ended had a plan."""
    about = Dims(
        forbund="samspelet", period=period, insats="grums", matpunkt="planering", reading=update.pop("reading", None)
    )
    kind = DisclosureClass.PERSON
    told = Figure(measure="matpunkt", dims=about, label="Planering", unit=Unit.SHARE, disclosure=kind)
    said = {"value": swedish.rounded(Fraction(counted, base), 2), "numerator": counted, "denominator": base}
    return told.model_copy(update={**said, "missing": unknown, **update})


@pytest.mark.parametrize(("counted", "base"), [(20, 31), (25, 36), (20, 29)])
def test_the_one_of_a_base_who_was_not_counted_is_not_told(counted, base):
    """Twenty of thirty in the interim; 25 of 36 in the year would say that one of the six had not reached it."""
    then, now = share(INTERIM, 20, 30), share(YEAR, counted, base)
    public, _ = year_after([then], [now])

    assert public.figures[0].mark is Mark.HIDDEN
    found = attack([now], [[then]], DisclosureRules())
    assert (now.id, "sedan tidigare") in {(breach.figure, breach.part) for breach in found}


def test_many_who_were_not_counted_may_be_told():
    """Eight reached it and eight did not."""
    public, _ = year_after([share(INTERIM, 20, 30)], [share(YEAR, 28, 46)])

    assert public.figures[0].numerator == 28


def test_one_who_is_no_longer_unknown_is_not_told_to_have_said_no():
    """Six were unknown of those who were not counted, and then five: one of them has said no."""
    then, now = share(INTERIM, 20, 40, unknown=6), share(YEAR, 20, 40, unknown=5)
    public, _ = year_after([then], [now])

    assert (public.figures[0].numerator, public.figures[0].missing) == (20, None)
    assert now.id in {breach.figure for breach in attack([now], [[then]], DisclosureRules())}
    assert attack(public.figures, [[then]], DisclosureRules()) == []


def answer(value, base, option):
    """How many gave one answer to a question at exit."""
    about = Dims(forbund="samspelet", period=YEAR, insats="grums", wave="avslut", row="stod", option=option)
    told = Figure(
        measure="answer_option", dims=about, label=option, unit=Unit.SHARE, disclosure=DisclosureClass.EXPERIENCE
    )
    share = swedish.rounded(Fraction(value, base), 2)
    said = {"value": share, "numerator": value, "denominator": base, "answers": base, "invited": base}
    return told.model_copy(update=said)


def test_what_one_late_respondent_answered_is_not_told_answer_by_answer():
    """Thirty-three answered and none said no; a thirty-fourth is told to have answered, and not that it was no."""
    before, now = ((answer(20, n, "ja"), answer(13, n, "delvis"), answer(n - 33, n, "nej")) for n in (33, 34))
    release = build(plan(), Period.parse(YEAR)).model_copy(update={"figures": before})

    assert list(without_few_new(now, [release], DisclosureRules())) == []
    assert list(without_few_new(before, [release], DisclosureRules())) == list(before)
    many = (answer(25, 40, "ja"), answer(15, 40, "delvis"), answer(0, 40, "nej"))
    assert list(without_few_new(many, [release], DisclosureRules())) == []  # two of the seven said "delvis"
    told = {each.relation for each in attack(now, [before], DisclosureRules())}
    assert "jämförelse med en tidigare version" in told


def planned(counted, base, **about):
    """The share of those who ended who had a plan, in the insats whose plan reads it in two ways."""
    dims = Dims(forbund="samspelet", period=INTERIM, insats="stegen_kristinehamn", matpunkt="planering", **about)
    return Figure(
        measure="matpunkt",
        dims=dims,
        label="planering",
        value=swedish.rounded(Fraction(counted, base), 2),
        numerator=counted,
        denominator=base,
        missing=None if about else base - counted,
        unit=Unit.SHARE,
        disclosure=DisclosureClass.PERSON,
    )


def by_sex_of_the_insats(measure, women, men):
    for each in by_sex(measure, INTERIM, women, men):
        yield each.model_copy(update={"dims": each.dims.model_copy(update={"insats": "stegen_kristinehamn"})})


def stegen(women_before):
    """The year of an insats: 32 ended, 28 of them with a plan, and of four nobody knows."""
    yield from by_sex_of_the_insats("year_stock_in", women_before, 12)
    yield from by_sex_of_the_insats("year_started", 22, 10)
    yield from by_sex_of_the_insats("year_ended", 22, 10)
    yield from by_sex_of_the_insats("year_stock", women_before, 12)
    yield planned(28, 32)
    yield planned(28, 28, reading="de_som_svarat")


def test_a_correction_that_waits_shows_no_reading_that_was_hidden():
    """28 of 32 is hidden, and waits as it is: "28 of the 28 who answered" would tell that nobody said no to it."""
    then, now = (
        build(plan(), Period.parse(INTERIM)).model_copy(update={"figures": tuple(stegen(women))}) for women in (20, 21)
    )
    first, log = to_public(then, plan())
    second, waits = to_public(now, plan(), Past().after(first, then, log))
    leaky = [*second.figures[:-1], now.figures[-1]]

    assert waits.waiting != ()
    assert [figure.mark for figure in (*first.figures[-2:], *second.figures[-2:])] == [Mark.HIDDEN] * 4
    assert attack(leaky, [first.figures], rules_of(plan()), secrets=log.secrets | waits.secrets) != []
    assert attack(second.figures, [first.figures], rules_of(plan()), secrets=log.secrets | waits.secrets) == []
