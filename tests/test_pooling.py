"""Pools: small insatser that ask the same thing are shown together, and nobody can be told from it."""

from datetime import date
from decimal import Decimal

import pytest
from random_tables import share
from samspelet import plan

from samspelet_lib.figure import DisclosureClass, Mark, Unit
from samspelet_lib.release.audit import attack
from samspelet_lib.release.disclosure import DisclosureRules, Remembered
from samspelet_lib.release.marks import hide
from samspelet_lib.release.pooling import in_place_of_hidden, pools
from samspelet_lib.release.suppress import protect
from samspelet_lib.swedish import until_sentence

EXPERIENCE, PERSON, SENSITIVE = DisclosureClass.EXPERIENCE, DisclosureClass.PERSON, DisclosureClass.SENSITIVE
STEP = "stegforflyttning"
RULES = DisclosureRules()


def step(insats, numerator, denominator, *, disclosure=PERSON, matpunkt=STEP, **dims):
    """The value of a mätpunkt of the plan."""
    made = share(numerator, denominator, disclosure, insats=insats, matpunkt=matpunkt, **dims)
    return made.model_copy(update={"measure": "matpunkt"})


def answer(insats, numerator, denominator, wave="tre_manader"):
    """A question to participants that no mätpunkt asks."""
    made = share(numerator, denominator, EXPERIENCE, insats=insats, row="eget_inflytande", wave=wave)
    return made.model_copy(update={"measure": "experience", "invited": denominator + 1})


def pooled(*figures, of=None):
    return list(pools(figures, of or plan()))


def with_policy(**pooling):
    """The plan under another policy of pooling."""
    policy = plan().policy
    settings = policy.disclosure
    changed = settings.model_copy(update={"pooling": settings.pooling.model_copy(update=pooling)})
    return plan().model_copy(update={"policy": policy.model_copy(update={"disclosure": changed})})


def test_a_pool_is_the_sum_of_what_each_would_have_shown_and_says_of_whom():
    """Numerator, base and answers are summed; the insatser stand in the plan's order; there is no verdict."""
    (one,) = pooled(step("ung_arena", 14, 24), step("grums", 7, 10))
    (two,) = pooled(answer("killstad", 5, 6), answer("grums", 3, 4))

    assert (one.numerator, one.denominator, one.value) == (21, 34, Decimal("0.62"))
    assert one.label == "Ung Arena och Grums tillsammans"
    assert one.verdict is None
    assert one.target is None
    assert one.dims.insats is None
    assert (two.numerator, two.denominator, two.answers, two.invited) == (8, 10, 10, 12)


def known_until(figure, *days, missing=None):
    """The figure with how far its facts reach."""
    note = " ".join(map(until_sentence, days))
    return figure.model_copy(update={"note": f"Ett till. {note}", "missing": missing})


def test_a_pool_says_how_far_each_is_known_and_that_some_lack_facts():
    """The oldest facts would else hide behind the newest; how many lack them is not told."""
    march, august = date(2026, 3, 31), date(2026, 8, 31)
    ung_arena, grums = step("ung_arena", 14, 24), step("grums", 7, 10)
    (apart,) = pooled(known_until(ung_arena, march, missing=2), known_until(grums, august))
    (alike,) = pooled(known_until(ung_arena, august), known_until(grums, august))
    (over,) = pooled(known_until(ung_arena), known_until(grums))

    assert (apart.note or "").replace("\u00a0", " ") == (
        "I underlaget finns också de som saknar uppgift. "
        "Uppgifterna når till och med 31 mars 2026 för Ung Arena och 31 augusti 2026 för Grums."
    )
    assert (alike.note or "").replace("\u00a0", " ") == (
        "Uppgifterna når till och med 31 augusti 2026 för Ung Arena och Grums."
    )
    assert over.note is None


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param([step("grums", 7, 10)], id="alone"),
        pytest.param(
            [step(i, 6, 12, matpunkt="rehabiliteringssamverkan") for i in ("killstad", "hammaro")],
            id="the same words about another base: those who began, and those who ended",
        ),
        pytest.param([answer("killstad", 5, 6), answer("grums", 3, 4, wave="avslut")], id="two waves"),
        pytest.param([step("grums", 7, 10), step("stegen_kristinehamn", 7, 10)], id="not of the group"),
        pytest.param([step(i, 7, 10, disclosure=SENSITIVE) for i in ("grums", "ung_arena")], id="sensitive"),
        pytest.param([step("grums", 7, 10), step("ung_arena", 14, 24, disclosure=EXPERIENCE)], id="two classes"),
        pytest.param([step(i, 7, 10, sex="kvinna") for i in ("grums", "ung_arena")], id="a part"),
        pytest.param([step(i, 7, 10, reading="nasta_steg") for i in ("grums", "ung_arena")], id="another reading"),
        pytest.param([step("grums", 7, 10), step("ung_arena", 0, 0)], id="nobody"),
        pytest.param([step("grums", 7, 10), hide(step("ung_arena", 14, 24))], id="not known"),
        pytest.param([step("grums", 7, 10), step("ung_arena", 4, 8, period="2026-01..08")], id="two periods"),
    ],
)
def test_what_is_not_the_same_is_not_pooled(figures):
    """Question, base, wave, class, period and unit have to agree, and health is only ever of the whole förbund."""
    assert pooled(*figures) == []


def test_means_and_days_are_not_pooled():
    """Two medians make no median."""
    days = {"unit": Unit.DAYS, "value": 70, "numerator": None}
    assert pooled(*(step(i, 7, 30).model_copy(update=days) for i in ("grums", "ung_arena"))) == []


def test_the_policy_alone_says_what_is_pooled():
    """Without groups, without the measure or without the table nothing is pooled; no code changes."""
    figures = [step("grums", 7, 10), step("ung_arena", 14, 24)]
    policy = plan().policy
    settings = policy.disclosure.model_copy(update={"pooling": None})
    nothing = plan().model_copy(update={"policy": policy.model_copy(update={"disclosure": settings})})

    assert len(pooled(*figures)) == 1
    assert pooled(*figures, of=with_policy(groups=())) == []
    assert pooled(*figures, of=with_policy(measures=("experience",))) == []
    assert pooled(*figures, of=nothing) == []


def rules(share_of_own):
    return RULES.model_copy(update={"weights": RULES.weights.model_copy(update={"pooled": Decimal(share_of_own)})})


def shown(figures, history=(), *, by=RULES, remembered=None):
    """The ids of what is shown after protection, which the attacker has found nothing in."""
    made = protect(figures, history, by, remembered=remembered or Remembered())
    secrets = made.secrets | (remembered.secrets if remembered else frozenset())
    assert attack(made.figures, history, by, secrets=secrets) == []
    assert not made.exposed
    return {figure.id for figure in in_place_of_hidden(made.figures) if figure.mark is None}, made


def test_two_that_are_hidden_are_shown_together():
    """Neither has enough; together they have."""
    figures = [step("grums", 3, 10), step("ung_arena", 4, 12)]
    (pool,) = pooled(*figures)
    assert shown([*figures, pool])[0] == {pool.id}


@pytest.mark.parametrize(("share_of_own", "is_pooled"), [("0.4", False), ("0.9", True)])
def test_a_pool_takes_no_more_than_it_gives(share_of_own, is_pooled):
    """One of two is shown alone: the pool would cost it its own value, and the policy says what each is worth."""
    figures = [step("grums", 7, 10), step("ung_arena", 14, 24)]
    (pool,) = pooled(*figures)
    names, _ = shown([*figures, pool], by=rules(share_of_own))
    assert names == ({pool.id} if is_pooled else {figures[1].id})


def test_a_third_that_is_shown_alone_stays_shown():
    """Two are hidden and one is not: the pool of all three costs nobody anything."""
    figures = [step("grums", 3, 10), step("ung_arena", 14, 24), step("hammaro", 4, 11)]
    made = share(21, 45, matpunkt=STEP, pool="grums+hammaro+ung_arena")
    pool = made.model_copy(update={"measure": "matpunkt_pooled", "members": tuple(f.id for f in figures)})
    assert shown([*figures, pool], by=rules("0.4"))[0] == {figures[1].id, pool.id}


def test_a_pool_of_which_every_member_is_shown_is_left_out():
    """It would say nothing new."""
    figures = [step("grums", 7, 14), step("ung_arena", 14, 24)]
    assert shown([*figures, *pooled(*figures)])[0] == {figure.id for figure in figures}


def test_a_pool_beside_a_members_own_value_is_found_by_the_attacker():
    """What is left is the other's."""
    small, large = step("grums", 3, 10), step("ung_arena", 14, 24)
    (pool,) = pooled(small, large)
    found = attack([hide(small), large, pool], [], RULES)
    relations = [breach.relation for breach in found if breach.figure == small.id]
    assert relations
    assert all("flera insatser tillsammans" in relation for relation in relations)


def test_a_pool_of_fewer_than_before_does_not_tell_of_the_one_that_left():
    """An insats takes its delivery back: two pools of one period differ by what it had, two of ten."""
    everyone = [step("grums", 3, 12), step("ung_arena", 4, 11), step("hammaro", 2, 10)]
    made = share(9, 33, matpunkt=STEP, pool="grums+hammaro+ung_arena")
    before = made.model_copy(update={"measure": "matpunkt_pooled", "members": tuple(f.id for f in everyone)})
    names, first = shown([*everyone, before])
    assert names == {before.id}

    (after,) = pooled(*everyone[:2])
    names, _ = shown([*everyone[:2], after], [first.figures], remembered=Remembered(first.secrets))
    assert names == set()
    naive = [*map(hide, everyone[:2]), after]
    told = attack(naive, [first.figures], RULES, secrets=first.secrets)
    assert everyone[2].id in {breach.figure for breach in told}


def test_a_pool_of_the_interim_report_beside_one_insats_in_the_year_does_not_tell_the_other():
    """Seven in all by August, and five of one insats by December: the other had at least two, which is not one."""
    then = [people("grums", 3, 12, "2026-01..08"), people("ung_arena", 4, 11, "2026-01..08")]
    now = [people("grums", 6, 19, "2026"), people("ung_arena", 5, 19, "2026")]
    (early,), (late,) = pools_of_people(then), pools_of_people(now)
    names, first = shown([*then, early])
    assert names == {early.id}

    remembered = Remembered(first.secrets, ((*then, early),))
    names, _ = shown([*now, late], [first.figures], remembered=remembered)
    assert now[1].id not in names
    naive = [hide(now[0]), now[1]]
    told = attack(naive, [first.figures], RULES, secrets=first.secrets)
    assert then[0].id in {breach.figure for breach in told}


def people(insats, numerator, denominator, period):
    """A share of people that grows over the year."""
    return step(insats, numerator, denominator, period=period, matpunkt=None).model_copy(update={"measure": "andel"})


def pools_of_people(figures):
    """Their pool, as the policy would make it of this measure."""
    return pooled(*figures, of=with_policy(measures=("andel",)))


def test_a_hidden_pool_leaves_no_trace():
    """Neither a hidden pool nor its mark is published."""
    figures = [step("grums", 1, 10), step("ung_arena", 14, 24)]
    made = protect([*figures, *pooled(*figures)], [], RULES)
    kept = list(in_place_of_hidden(made.figures))
    assert [figure.id for figure in kept] == [figure.id for figure in figures]
    assert kept[0].mark is Mark.HIDDEN
