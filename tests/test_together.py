"""Several groups together: what a reader adds up or subtracts must not tell what a few who came late have answered."""

import random
from itertools import combinations

import numpy as np
import pytest
from publishing import published
from samspelet import plan
from test_late_answers import share

from samspelet_lib.figure import DisclosureClass, Mark
from samspelet_lib.release.audit import attack
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.edition import rules_of
from samspelet_lib.release.marks import hide
from samspelet_lib.release.pooling import pools
from samspelet_lib.release.suppress import protect

INTERIM, YEAR = "2026-01..08", "2026"
QUESTION = {"row": "eget_inflytande", "wave": "tre_manader"}  # which three insatser ask alike
INSATSER = ("killstad", "grums", "ung_arena")
SEXES = ("kvinna", "man", "annat_okant")
RULES = DisclosureRules(option_base=20)
FOLLOWS = "de som har svarat sedan en tidigare uppgift, flera grupper tillsammans"


def asked(period=YEAR, **of_insats):
    """How many were content in each insats."""
    return [share(*numbers, period, insats=insats, **QUESTION) for insats, numbers in of_insats.items()]


def by_sex(*numbers, period=YEAR):
    """How many were content, in all and by sex."""
    whole = share(sum(yes for yes, _ in numbers), sum(base for _, base in numbers), period, **QUESTION)
    return [whole, *(share(*each, period, sex=sex, **QUESTION) for sex, each in zip(SEXES, numbers, strict=True))]


def releases(*steps):
    return [public.figures for public, _ in published(*steps)]


def told(figures):
    """What is shown, by what tells it apart from the others."""
    return {
        each.dims.pool or each.dims.sex or each.dims.insats: (each.numerator, each.denominator)
        for each in figures
        if each.value is not None
    }


def pooled(figures, hidden):
    """The figures as a careless release would show them: some hidden, and what they are together."""
    shown = [hide(each) if each.dims.insats in hidden else each for each in figures]
    return [*shown, *pools(figures, plan())]


def found(*releases):
    *before, last = releases
    return {(each.figure, each.relation) for each in attack(last, before, rules_of(plan()))}


def test_another_pool_does_not_tell_who_came_late_in_the_one_before():
    """Two insatser were told together, 12 of 18; in the year three are, and the third tells its own 20 of 30."""
    interim, year = (
        asked(INTERIM, killstad=(6, 9), grums=(6, 9)),
        asked(killstad=(7, 10), grums=(7, 10), ung_arena=(20, 30)),
    )
    first, second = map(told, releases((INTERIM, interim), (YEAR, year)))

    assert first == {"grums+killstad": (12, 18)}
    assert set(second) < {"ung_arena", "grums+killstad+ung_arena"}
    leaky = pooled(year, ("killstad", "grums"))
    assert found(pooled(interim, ("killstad", "grums")), leaky) == {(leaky[1].id, FOLLOWS)}


def test_a_pool_does_not_tell_what_its_members_answered_since_they_were_told():
    """Each insats had 20 of 30; one answered late in each of them, and both said yes."""
    then, now = asked(killstad=(20, 30), grums=(20, 30)), asked(killstad=(21, 31), grums=(21, 31))
    first, second = map(told, releases((YEAR, then), (YEAR, now)))

    assert first == {"killstad": (20, 30), "grums": (20, 30)}
    assert second == {}
    assert found(then, pooled(now, ("killstad", "grums"))) == {(now[1].id, FOLLOWS)}


def test_five_late_answers_in_two_insatser_are_told_together():
    then, now = asked(killstad=(20, 30), grums=(20, 30)), asked(killstad=(22, 32), grums=(21, 33))
    _, second = map(told, releases((YEAR, then), (YEAR, now)))

    assert second == {"grums+killstad": (43, 65)}
    assert found(then, pooled(now, ("killstad", "grums"))) == set()


def test_the_parts_of_a_whole_do_not_tell_who_came_late_in_two_others():
    """One woman and one man answered late; six of unknown sex did, who would be told, and all eight together."""
    then, now = by_sex((20, 30), (20, 30), (20, 30)), by_sex((21, 31), (21, 31), (22, 36))
    first, second = releases((YEAR, then), (YEAR, now))

    assert len(told(first)) == 4
    assert len(told(second)) == 1
    assert {figure.mark for figure in second[1:3]} == {Mark.HIDDEN}
    leaky = [now[0], hide(now[1]), hide(now[2]), now[3]]
    assert found(then, leaky) == {(now[1].id, FOLLOWS)}


def test_groups_that_were_last_told_in_different_reports_are_added_up():
    """Killstad was last told at first, Grums last time; today both are hidden, and what they are together is not."""
    chain = [
        (YEAR, asked(killstad=(20, 30), grums=(20, 30))),
        (YEAR, asked(killstad=(21, 31), grums=(26, 36))),
        (YEAR, asked(killstad=(22, 32), grums=(27, 37))),
    ]
    *_, last = map(told, releases(*chain))

    assert "grums+killstad" not in last
    second = [hide(chain[1][1][0]), chain[1][1][1]]
    leaky = pooled(chain[2][1], ("killstad", "grums"))
    assert found(chain[0][1], second, leaky) == {(leaky[1].id, FOLLOWS)}


@pytest.mark.parametrize("period", [INTERIM, YEAR])
def test_what_a_whole_and_a_pool_leave_does_not_tell_who_came_late(period):
    """All but the pool of two are two others, hidden both times: 7 of 15, and then 8 of 16."""

    def of_all(period, **numbers):
        whole = share(*map(sum, zip(*numbers.values(), strict=True)), period, insats=None, **QUESTION)
        return [whole, *asked(period, **numbers)]

    then = of_all(period, killstad=(3, 6), grums=(3, 6), tris=(3, 7), stegen_kristinehamn=(4, 8))
    now = of_all(YEAR, killstad=(6, 9), grums=(6, 9), tris=(3, 7), stegen_kristinehamn=(5, 9))
    first, second = map(told, releases((period, then), (YEAR, now)))

    assert len(first) == 2
    assert len(second) < 2
    everything = [each.dims.insats for each in now[1:]]
    assert FOLLOWS in {text for _, text in found(pooled(then, everything), pooled(now, everything))}


def test_one_changed_answer_in_each_of_many_groups_is_not_told_together():
    """Five kommuner have one more who is content, of as many as before; a sixth has more answers, and all are told."""
    places = ("karlstad", "kristinehamn", "grums", "hammaro", "kil", "forshaga")

    def by_kommun(*numbers):
        whole = share(*map(sum, zip(*numbers, strict=True)), **QUESTION)
        return [whole, *(share(*each, kommun=name, **QUESTION) for name, each in zip(places, numbers, strict=True))]

    then, now = by_kommun(*[(20, 30)] * 6), by_kommun(*[(21, 30)] * 5, (23, 36))
    first = protect(then, [], RULES)
    second = protect(now, [first.figures], RULES)

    assert sum(each.value is not None for each in second.figures) == 1
    assert attack(second.figures, [first.figures], RULES, secrets=first.secrets | second.secrets) == []
    assert {secret.figure for secret in second.secrets} <= {each.id for each in now}


def test_how_many_lack_facts_in_one_group_is_not_taken_for_all_of_them():
    """Of the two together it is not known how many; of one it is."""

    def lacking(figures, *missing):
        person = {"disclosure": DisclosureClass.PERSON}
        return [each.model_copy(update=person | {"missing": n}) for each, n in zip(figures, missing, strict=True)]

    first = lacking(asked(grums=(20, 50), killstad=(20, 50)), 6, 12)
    both = pooled(lacking(asked(grums=(40, 90), killstad=(40, 90)), 20, 30), ("grums", "killstad"))
    second = [each.model_copy(update={"missing": None}) for each in both]
    third = lacking(asked(grums=(30, 78), killstad=(20, 45)), 16, 7)

    assert found(first, second, third) == found(first, third) == set()


@pytest.mark.parametrize("kind", [DisclosureClass.PERSON, DisclosureClass.EXPERIENCE])
def test_a_pool_does_not_tell_what_came_of_two_who_were_registered_late(kind):
    """Twenty of forty in each insats had found work; one more of each is found, and both had."""

    def of_kind(figures):
        return [each.model_copy(update={"disclosure": kind}) for each in figures]

    then, now = of_kind(asked(killstad=(20, 40), grums=(20, 40))), of_kind(asked(killstad=(21, 41), grums=(21, 41)))
    second = told(releases((YEAR, then), (YEAR, now))[1])

    assert second in ({}, told(then))
    assert now[1].id in {name for name, _ in found(then, pooled(now, ("killstad", "grums")))}


def test_what_was_told_together_twice_is_no_news():
    """Nobody has answered since: the same pool is told again."""
    figures = asked(killstad=(6, 9), grums=(6, 9))

    assert [told(each) for each in releases((YEAR, figures), (YEAR, figures))] == [{"grums+killstad": (12, 18)}] * 2


def test_another_reading_told_first_when_the_value_is_hidden_does_not_tell_what_it_was():
    """The value was 20 of 30; hidden for one late answer, it is read in another way, and is told as 20 of 31."""
    then, now = asked(grums=(20, 30)), asked(grums=(20, 31))
    other = now[0].model_copy(update={"dims": now[0].dims.model_copy(update={"reading": "annan"})})
    second = releases((YEAR, then), (YEAR, [*now, other]))[1]

    assert [figure.mark for figure in second] == [Mark.HIDDEN] * 2
    assert {name for name, _ in found(then, [hide(now[0]), other])} == {other.id}


def test_a_reading_that_readers_have_already_stays():
    then, now = asked(grums=(20, 30)), asked(grums=(20, 31))
    other = now[0].model_copy(update={"dims": now[0].dims.model_copy(update={"reading": "annan"})})
    second = releases((YEAR, [*then, other]), (YEAR, [*now, other]))[1]

    assert [figure.value is not None for figure in second] == [False, True]
    assert found([*then, other], second) == set()


def about(figure, groups):
    """Of whom the figure is."""
    if figure.dims.pool:
        return figure.dims.pool.split("+")
    alone = figure.dims.insats if groups is INSATSER else figure.dims.sex
    return [alone] if alone else groups


def sums(figures, groups):
    """Every set of groups of which it follows how many said yes, of how many: least squares that leave nothing."""
    shown = [each for each in figures if each.value is not None]
    matrix = np.array([[float(group in about(each, groups)) for group in groups] for each in shown])
    values = np.array([[float(each.numerator), float(each.denominator)] for each in shown])
    result = {}
    sets = [chosen for number in range(1, len(groups) + 1) for chosen in combinations(groups, number)]
    for chosen in sets if shown else ():
        wanted = np.array([float(group in chosen) for group in groups])
        factors = np.linalg.lstsq(matrix.T, wanted, rcond=None)[0]
        if np.allclose(matrix.T @ factors, wanted):
            result[chosen] = tuple(np.rint(factors @ values).astype(int).tolist())
    return result


def drawn(seed):
    """Two or three releases of the same question in three groups; some have few answers, some few that are new."""
    rng = random.Random(seed)
    is_split = rng.random() < 0.5
    people = [rng.choice(((4, 5), (3, 4), (10, 5))) for _ in range(3)]
    periods = rng.choice(((INTERIM, YEAR), (YEAR, YEAR), (INTERIM, YEAR, YEAR), (INTERIM, YEAR, INTERIM, YEAR)))
    for number, period in enumerate(periods):
        last = [(yes, yes + no) for yes, no in people]
        if is_split:
            yield period, by_sex(*last, period=period)
        else:
            some = INSATSER[: 2 + (number > 0)] if seed % 3 else INSATSER
            yield period, asked(period, **dict(zip(some, last, strict=False)))
        people = [(yes + rng.choice((0, 0, 1, 1, 2, 6)), no + rng.choice((0, 0, 0, 1, 5))) for yes, no in people]


@pytest.mark.parametrize("seed", range(30))
def test_no_sum_of_groups_tells_what_a_few_answered(seed):
    """A reader who solves every release for every set of groups finds none with few who are new."""
    steps = list(drawn(seed))
    made = published(*steps)
    public = [each.figures for each, _ in made]
    groups = SEXES if any(each.dims.sex for each in public[0]) else INSATSER
    known = [sums(figures, groups) for figures in public]
    for now in range(1, len(public)):
        own = next((known[then] for then in reversed(range(now)) if steps[then][0] == steps[now][0]), {})
        for chosen, (yes, base) in known[now].items():
            if own.get(chosen) == (yes, base):
                continue
            for then in (each[chosen] for each in known[:now] if chosen in each):
                assert (yes, base) == then or abs(base - then[1]) >= 5
        secrets = frozenset().union(*(log.secrets for _, log in made[: now + 1]))
        assert attack(public[now], public[:now], rules_of(plan()), secrets=secrets) == []


def test_the_drawn_sums_are_told_where_they_may_be():
    shown = [len(told(figures)) for seed in range(30) for figures in releases(*drawn(seed))[1:]]

    assert sum(number > 0 for number in shown) > len(shown) / 3


def test_the_rules_can_be_without_differences():
    """A policy that does not protect differences tells the pool."""
    then, now = asked(killstad=(20, 30), grums=(20, 30)), asked(killstad=(21, 31), grums=(21, 31))

    assert attack(pooled(now, ("killstad", "grums")), [then], DisclosureRules(differences=False)) == []
