"""What one year hides and the next tells again: who was left, its national statistics, the same days before."""

from fractions import Fraction

import pytest
from publishing import plan_of, published
from samspelet import plan

from samspelet_lib import swedish
from samspelet_lib.figure import Dims, DisclosureClass, Figure, Mark, Unit
from samspelet_lib.period import Period
from samspelet_lib.release.audit import attack
from samspelet_lib.release.build import build
from samspelet_lib.release.edition import rules_of, to_public
from samspelet_lib.release.past import past_of
from samspelet_lib.release.store import Store
from samspelet_lib.release.waiting import connected_with

THEN, NOW = "2026", "2027-01..08"
PERSON, ACTIVITY, EXPERIENCE = DisclosureClass.PERSON, DisclosureClass.ACTIVITY, DisclosureClass.EXPERIENCE


def count(measure, value, period, **dims):
    about = Dims(forbund="samspelet", period=period, **({"insats": "grums"} | dims))
    kind = PERSON if "sex" in dims or "matpunkt" in dims else ACTIVITY
    return Figure(measure=measure, dims=about, label=measure, value=value, unit=Unit.COUNT, disclosure=kind)


def by_sex(measure, period, women, men, **dims):
    yield count(measure, women + men, period, **dims)
    yield count(measure, women, period, sex="kvinna", **dims)
    yield count(measure, men, period, sex="man", **dims)


def a_year(period, stock_in, started, ended):
    """Those of an insats by sex, as (women, men), and what they make together."""
    took_part = [before + new for before, new in zip(stock_in, started, strict=True)]
    left = [each - gone for each, gone in zip(took_part, ended, strict=True)]
    yield from by_sex("participants", period, *took_part)
    yield from by_sex("year_stock_in", period, *stock_in)
    yield from by_sex("year_started", period, *started)
    yield from by_sex("year_ended", period, *ended)
    yield from by_sex("year_stock", period, *left)


def releases(*told):
    """Public figures and logs of releases that were published one after the other; each is (period, figures)."""
    return [(public.figures, log) for public, log in published(*told)]


def marks(figures, measure):
    return [figure.mark for figure in figures if figure.measure == measure]


HIDDEN_BY_SEX = [None, Mark.HIDDEN, Mark.HIDDEN]
YEAR_2026 = (20, 20), (10, 12), (2, 9)  # two women have ended


def test_who_was_left_is_not_told_a_year_later():
    """Two women ended, so 2026 hides how many were left; 2027 tells that number again, of those it began with."""
    year, interim = a_year(THEN, *YEAR_2026), a_year(NOW, (28, 23), (9, 9), (6, 7))
    (first, log), (second, _) = releases((THEN, year), (NOW, interim))

    assert marks(first, "year_ended") == HIDDEN_BY_SEX
    alone, _ = releases((NOW, a_year(NOW, (28, 23), (9, 9), (6, 7))))[0]
    assert Mark.HIDDEN not in {figure.mark for figure in alone}  # nothing in it is small
    rules = rules_of(plan_of(NOW))
    assert marks(first, "year_stock") == HIDDEN_BY_SEX
    assert marks(second, "year_stock_in") == HIDDEN_BY_SEX
    found = {breach.figure for breach in attack(alone, [first], rules, secrets=log.secrets)}
    assert found == {"year_ended;period=2026;insats=grums;sex=kvinna"}
    assert attack(second, [first], rules, secrets=log.secrets) == []


@pytest.mark.parametrize("women", [27, 29, 31])
def test_a_few_more_or_less_than_were_left_are_not_told_by_sex(women):
    """28 women were left; next year it is said that one more, one less or three more had been."""
    (first, _), (second, _) = releases(
        (THEN, by_sex("year_stock", THEN, 28, 23)), (NOW, by_sex("year_stock_in", NOW, women, 23))
    )

    assert Mark.HIDDEN not in marks(first, "year_stock")
    assert marks(second, "year_stock_in") == HIDDEN_BY_SEX
    exact = [*by_sex("year_stock_in", NOW, women, 23)]
    assert exact[1].id in {breach.figure for breach in attack(exact, [first], rules_of(plan_of(NOW)))}


def test_as_many_as_were_left_are_told_again():
    """Nothing is hidden that is no news, and many more are no few."""
    for women in (28, 40):
        (_, _), (second, _) = releases(
            (THEN, by_sex("year_stock", THEN, 28, 23)), (NOW, by_sex("year_stock_in", NOW, women, 23))
        )
        assert marks(second, "year_stock_in") == [None] * 3


def test_the_year_made_again_after_the_next_has_been_told():
    """2027's interim report has told how many began it; then 2026 is corrected by one who was left."""
    first, second = [*by_sex("year_stock", THEN, 28, 23)], [*by_sex("year_stock_in", NOW, 28, 23)]
    *_, (again, _) = releases((THEN, first), (NOW, second), (THEN, by_sex("year_stock", THEN, 29, 23)))

    assert [figure.value for figure in again[1:]] in ([28, 23], [None, None])
    exact = [*by_sex("year_stock", THEN, 29, 23)]
    assert [breach.figure for breach in attack(exact, [second], rules_of(plan_of(NOW)))] == [second[1].id]


def test_the_national_statistics_that_the_next_year_hides_stay_hidden():
    """2027 has told 2026's statistics with three men hidden; 2026 made again says nothing that would tell them."""
    then, now = ([*by_sex("national", period, 20, 3, year="2026")] for period in (THEN, NOW))
    (first, log), (again, _) = releases((NOW, now), (THEN, then))

    assert marks(first, "national") == marks(again, "national") == HIDDEN_BY_SEX
    found = attack([again[0], then[1], again[2]], [first], rules_of(plan_of(THEN)), secrets=log.secrets)
    assert {breach.figure for breach in found} & {figure.id for figure in now}


@pytest.mark.parametrize("told_by", ["national", "participants"])
def test_the_national_statistics_of_last_year_hide_what_it_hid(told_by):
    """Three men had taken part, and were hidden with the women; 2027 shows 2026 beside itself."""
    own = {"year": "2026"} if told_by == "national" else {}
    then = [*by_sex(told_by, THEN, 20, 3, **own), count(told_by, 0, THEN, sex="annat_okant", **own)]
    now = [*by_sex("national", NOW, 20, 3, year="2026"), count("national", 0, NOW, sex="annat_okant", year="2026")]
    (first, log), (second, _) = releases((THEN, then), (NOW, now))

    assert marks(first, told_by)[1:3] == [Mark.HIDDEN] * 2
    assert marks(second, "national")[1:3] == [Mark.HIDDEN] * 2
    leaky = [second[0], now[1], *second[2:]]
    found = attack(leaky, [first], rules_of(plan_of(NOW)), secrets=log.secrets)
    assert f"{told_by};period=2026" in {";".join(breach.figure.split(";")[:2]) for breach in found}


def answered(measure, period, counted, base):
    about = Dims(forbund="samspelet", period=period, insats="tris", matpunkt="delaktighet")
    told = {"value": swedish.rounded(Fraction(counted, base), 2), "numerator": counted, "denominator": base}
    told |= {"answers": base, "invited": base}
    return Figure(measure=measure, dims=about, label=measure, unit=Unit.SHARE, disclosure=EXPERIENCE, **told)


def test_the_same_days_a_year_before_are_as_they_were_told():
    """Seven answered in 2026, which was too few to tell; in 2027 it is still too few."""
    then, now = answered("matpunkt", "2026-01..08", 6, 7), answered("matpunkt_previous", NOW, 6, 7)
    (first, _), (second, _) = releases(("2026-01..08", [then]), (NOW, [answered("matpunkt", NOW, 15, 20), now]))

    assert (first[0].mark, second[1].mark, second[0].mark) == (Mark.HIDDEN, Mark.HIDDEN, None)


def test_what_the_matpunkter_tell_again_is_found_in_the_plan():
    """Who is left, of a flow; the same months the year before, of a direction. A reading is told again as a reading."""
    told = {(each.now.measure, each.now.insats, each.now.matpunkt, each.days) for each in rules_of(plan()).carried}

    assert ("matpunkt_stock_in", "hammaro", "kontinuitet", "new_year") in told
    assert ("matpunkt_previous", "tris", "ledtider", "same") in told
    assert {each.then.year for each in rules_of(plan()).carried if each.then.measure == "national"} == {"2025", "2026"}


def test_what_another_year_exposes_waits_with_all_that_is_told_of_it_again():
    """The count that 2026 would give away is not told in 2027; those who were left are, and they are what gives way."""
    figures = [*a_year(NOW, (28, 23), (9, 9), (6, 7)), count("places", 30, NOW)]
    rules = rules_of(plan_of(NOW))
    waiting = connected_with({"exit;period=2026;insats=grums;option=arbete"}, figures, rules)

    assert {figure.id for figure in figures if figure.measure == "year_stock_in"} <= waiting
    assert figures[-1].id not in waiting
    assert connected_with({"exit;period=2027;insats=grums;option=arbete"}, figures, rules) == frozenset()


def test_the_store_remembers_the_year_before(tmp_path):
    """The year and its interim report, and the same month; of a month of its own, nothing."""
    store = Store(tmp_path)
    for period in ("2025", "2026-03", "2026-04", "2026-01..08", "2026", "2027-03"):
        exact = build(plan_of(period), Period.parse(period)).model_copy(update={"figures": ()})
        public, log = to_public(exact, plan_of(period))
        number = store.add(public, exact, log)
        store.publish(Period.parse(period), number)

    def told(period):
        return [release.period for release in past_of(store, Period.parse(period), without_newest=False).public]

    assert told(NOW) == ["2026-01..08", "2026", "2027-03"]
    assert told("2027-04") == ["2026-04", "2027-03"]
    assert told("2028") == []
