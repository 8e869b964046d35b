"""Two checkpoints, both told anew: what lies between them must not tell who came late in between."""

import random
from itertools import combinations, pairwise

import pytest
from publishing import published
from samspelet import plan
from test_every_version import participants
from test_late_answers import QUESTION, answers, share

from samspelet_lib.figure import DisclosureClass, Mark
from samspelet_lib.release.audit import attack
from samspelet_lib.release.between import as_before
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.edition import rules_of
from samspelet_lib.release.linked_time import held_against
from samspelet_lib.release.linked_versions import ages
from samspelet_lib.release.marks import hide
from samspelet_lib.release.quantities import key_of

INTERIM, YEAR = "2026-01..08", "2026"
CHECKPOINTS = (INTERIM, YEAR, INTERIM, YEAR)
RULES = DisclosureRules(option_base=20)
NOBODY = {"value": None, "mark": Mark.MISSING, "numerator": 0, "denominator": 0, "answers": 0, "invited": 0}
LATE = "de som har kommit till i efterhand mellan två kontrollpunkter"


def releases(steps):
    return [public.figures for public, _ in published(*steps)]


def found(steps, rules=RULES):
    """What gives something away in the last of the figures, were all of them shown as they are."""
    *before, last = [figures for _, figures in steps]
    return {(breach.figure, breach.relation) for breach in attack(last, before, rules)}


def test_the_year_would_be_as_much_more_than_the_interim_report_as_it_was():
    """The autumn held 20; the interim report is 30 now, so the year would be 50."""
    told = [(INTERIM, {"value": 20}), (YEAR, {"value": 40}), (INTERIM, {"value": 30})]

    assert list(as_before(told, YEAR)) == [{"value": 50}, {"value": 40}]
    assert list(as_before(told[:1], YEAR)) == list(as_before(told[:1], INTERIM)) == []


def content(*told):
    """How many of those who answered were content: interim report, year, and both again."""
    return [(period, [share(*each, period, **QUESTION)]) for period, each in zip(CHECKPOINTS, told, strict=True)]


def test_the_answer_of_one_who_came_late_is_not_told_by_two_corrected_checkpoints():
    """The autumn said yes 7 times of 10, and now 8 of 11: the one who is new said yes."""
    steps = content((20, 30), (27, 40), (24, 35), (32, 46))
    *before, last = releases(steps)

    assert [figures[0].value is not None for figures in before] == [True] * 3
    assert last[0].mark is Mark.HIDDEN
    assert found(steps) == {(steps[-1][1][0].id, LATE)}


def test_late_answers_of_the_spring_are_told_in_the_year_too():
    """The same five of before September are new in both: the autumn is what it was, and nobody is told."""
    steps = content((20, 30), (27, 40), (24, 35), (31, 45))

    assert [figures[0].value is not None for figures in releases(steps)] == [True] * 4
    assert found(steps) == set()


def test_five_late_answers_of_the_autumn_are_told():
    steps = content((20, 30), (27, 40), (24, 35), (34, 50))

    assert [figures[0].value is not None for figures in releases(steps)] == [True] * 4
    assert found(steps) == set()


def test_an_interim_report_told_anew_after_the_year_is_compared_as_well():
    """The year grew by five, and the interim report by four in base and one in autumn: one answered otherwise."""
    steps = [(period, [share(*each, period, **QUESTION)]) for period, each in (
        (INTERIM, (20, 30)), (YEAR, (40, 60)), (YEAR, (48, 72)), (INTERIM, (27, 41)))]  # fmt: skip
    *_, last = releases(steps)

    assert last[0].mark is Mark.HIDDEN or last[0].numerator == 20
    assert found(steps) == {(steps[-1][1][0].id, LATE)}


def test_what_one_who_came_late_answered_is_not_told_answer_by_answer():
    """Between the checkpoints thirty answered; now thirty-one, of whom the last said "not at all"."""
    told = ((10, 10, 10, 10), (20, 20, 15, 15), (20, 20, 20, 20), (30, 30, 25, 26))
    steps = [(period, [one.model_copy(update={"dims": one.dims.model_copy(update={"period": period})})
                       for one in answers(*each)]) for period, each in zip(CHECKPOINTS, told, strict=True)]  # fmt: skip
    *_, last = releases(steps)

    assert not any(figure.value is not None for figure in last if figure.dims.option)
    assert {relation for _, relation in found(steps)} == {LATE}


def people(*told):
    """Women and men who took part, with their sum, which is always shown."""
    return [(period, participants(*each, period)) for period, each in zip(CHECKPOINTS, told, strict=True)]


@pytest.mark.parametrize("women", [51, 49, 54])
def test_one_who_came_late_is_not_told_by_two_corrected_checkpoints(women):
    """Twenty women came in the autumn, and now twenty-one; how many have come in all is always told."""
    steps = people((20, 30), (40, 60), (30, 40), (women, 70))
    *_, last = releases(steps)

    assert last[1].value is None
    assert (steps[-1][1][1].id, LATE) in found(steps)


def test_as_many_as_before_between_the_checkpoints_are_told():
    steps = people((20, 30), (40, 60), (30, 40), (50, 70))

    assert [figure.value for figure in releases(steps)[-1]] == [120, 50, 70]
    assert found(steps) == set()


def test_who_is_not_counted_is_not_told_by_two_corrected_checkpoints():
    """Twenty of forty had a plan in the autumn, now twenty of forty-one: the one who is new has none."""
    told = ((20, 40), (40, 80), (30, 60), (50, 101))
    steps = content(*told)
    steps = [(period, [each.model_copy(update={"disclosure": DisclosureClass.PERSON}) for each in figures])
             for period, figures in steps]  # fmt: skip
    *_, last = releases(steps)

    assert (last[0].value, last[0].denominator) in {(None, None), (steps[1][1][0].value, 80)}
    assert (steps[-1][1][0].id, LATE) in found(steps)


@pytest.mark.parametrize(("again", "year"), [(31, 31), (34, 34), (31, 32)])
def test_what_was_told_before_a_hidden_correction_is_what_readers_have(again, year):
    """Thirty women in the interim report; corrected by one, they are hidden. In the year there are thirty-one."""
    interim = (INTERIM, participants(30, 30, INTERIM))
    steps = [interim, (INTERIM, participants(again, 36, INTERIM)), (YEAR, participants(year, 60))]
    _, second, last = releases(steps)

    assert second[1].value in (None, 30)
    assert last[1].value is None
    shown = [interim[1], [each if each.value is None else hide(each) for each in steps[1][1]], steps[2][1]]
    assert last[1].id in {name for name, _ in found([("", figures) for figures in shown])}


@pytest.mark.parametrize(("is_hidden", "held"), [(False, {20, 40, 46}), (True, {20, 40})])
def test_what_is_published_of_a_checkpoint_now_is_no_number_that_it_was_before_a_correction(is_hidden, held):
    """Women in the interim report: 20, and then 26 or hidden. The year told 40, and now there are 47.

    Without its correction the interim report's 20 and the year's 40 would still be what readers hold 47 against; told
    26, it is superseded just the same, and the autumn's 20 would make it 46.
    """
    interim, again = participants(20, 30, INTERIM), participants(26, 36, INTERIM)
    told = [hide(each) for each in again] if is_hidden else again
    found = ages([interim, participants(40, 60), told, participants(47, 60)], RULES)
    key = key_of(participants(47, 60)[1], "value")

    assert held_against(found, RULES)[key] == held
    unchanged = ages([interim, participants(40, 60), participants(47, 60)], RULES)
    assert held_against(unchanged, RULES)[key] == {40}


def test_answers_of_a_sex_that_nobody_has_do_not_stop_a_report():
    """All have told their sex, and so the third part is of nobody."""
    parts = [share(20, 29, sex="kvinna", **QUESTION), share(16, 42, sex="man", **QUESTION)]
    none = share(0, 1, sex="annat_okant", **QUESTION).model_copy(update=NOBODY)
    (public,) = releases([(YEAR, [share(36, 71, **QUESTION), *parts, none])])

    assert [figure.numerator for figure in public] == [36, 20, 16, None]
    assert (public[-1].mark, public[-1].denominator, public[-1].invited) == (Mark.MISSING, None, None)


def test_that_nobody_is_of_one_sex_does_not_tell_how_few_another_are():
    """Six women answered; with nobody of unknown sex they would be all less the men."""
    parts = [share(3, 6, sex="kvinna", **QUESTION), share(16, 42, sex="man", **QUESTION)]
    none = share(0, 1, sex="annat_okant", **QUESTION).model_copy(update=NOBODY)
    (public,) = releases([(YEAR, [share(19, 48, **QUESTION), *parts, none])])

    assert [figure.mark for figure in public] == [None, Mark.HIDDEN, Mark.HIDDEN, Mark.MISSING]


@pytest.mark.parametrize("unknown", [(1, 1), (5, 9)])
def test_answers_that_are_taken_back_do_not_stop_a_report(unknown):
    """Some of unknown sex had answered, it was said; none has. Who takes it that none ever was said to errs."""
    parts = [share(20, 29, sex="kvinna", **QUESTION), share(16, 42, sex="man", **QUESTION)]
    whole = share(36 + unknown[0], 71 + unknown[1], **QUESTION)
    some = share(*unknown, sex="annat_okant", **QUESTION)
    made = published(
        (YEAR, [whole, *parts, some]), (YEAR, [share(36, 71, **QUESTION), *parts, some.model_copy(update=NOBODY)])
    )
    first, second = (public.figures for public, _ in made)

    assert first[3].mark is Mark.HIDDEN
    secrets = made[0][1].secrets | made[1][1].secrets
    assert attack(second, [first], rules_of(plan()), secrets=secrets) == []


def corrections(seed):
    """An interim report and a year's, each told once or more, in any order; by whom is drawn too."""
    rng = random.Random(seed)
    last, steps = {}, []
    for number in range(rng.randint(4, 6)):
        period = CHECKPOINTS[number] if number < 2 else rng.choice(CHECKPOINTS[:2])
        base = last.get(period, last.get(INTERIM, (0, 0)))
        yes, no = (each + rng.choice((0, 1, 5, 5, 6, 7, 12)) for each in base) if base[1] else (20, 15)
        last[period] = (yes, no)
        steps.append((period, yes, no))
    return rng.choice((DisclosureClass.EXPERIENCE, DisclosureClass.PERSON)), steps


def differences(told):
    """What readers have had between the year and the interim report, and each of them by itself, in order."""
    newest = {}
    for period, yes, no in told:
        newest[period] = (yes, no)
        if len(newest) == 2:
            yield tuple(later - earlier for later, earlier in zip(newest[YEAR], newest[INTERIM], strict=True))


def drawn(seed):
    disclosure, steps = corrections(seed)
    for period, yes, no in steps:
        each = share(yes, yes + no, period, **QUESTION)
        yield period, [each.model_copy(update={"disclosure": disclosure})]


@pytest.mark.parametrize("seed", range(40))
def test_no_chain_of_corrections_tells_who_came_late(seed):
    made = list(drawn(seed))
    public = releases(made)
    told = [
        (each.dims.period, int(each.numerator), int(each.denominator - each.numerator))
        for (each,) in public
        if each.value is not None
    ]

    for before, after in combinations(differences(told), 2):
        yes, no = (now - then for then, now in zip(before, after, strict=True))
        if made[0][1][0].disclosure is DisclosureClass.EXPERIENCE:
            assert (yes, no) == (0, 0) or abs(yes + no) >= 5
        else:
            assert not any(0 < abs(change) < 5 for change in (yes, no))
    for number in range(1, len(public)):
        assert attack(public[number], public[:number], rules_of(plan())) == []


def test_the_chains_tell_something():
    """Not by hiding everything: most of what is told anew is shown."""
    shown = [each.value is not None for seed in range(12) for (each,) in releases(drawn(seed))]

    assert sum(shown) > len(shown) / 2


def test_the_drawn_chains_would_tell_of_few():
    """The chains are no easy ones: many tell of a few, were they shown as they are."""
    telling = 0
    for seed in range(40):
        for before, after in pairwise(differences(corrections(seed)[1])):
            telling += any(0 < abs(now - then) < 5 for then, now in zip(before, after, strict=True))

    assert telling > 20
