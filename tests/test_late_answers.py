"""What those have answered who came late: told before and after, a share is theirs alone."""

from fractions import Fraction

import pytest
from publishing import published
from samspelet import plan

from samspelet_lib import swedish
from samspelet_lib.figure import Dims, DisclosureClass, Figure, Mark, Unit
from samspelet_lib.release.audit import attack
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.edition import rules_of
from samspelet_lib.release.suppress import protect

INTERIM, YEAR = "2026-01..08", "2026"
QUESTION = {"wave": "avslut", "row": "stod"}
RULES = DisclosureRules(option_base=20)
SINCE = "de som har svarat sedan en tidigare uppgift"


def share(counted, base, period=YEAR, *, insats="grums", **about):
    """How many of those who answered said yes; all who were asked have answered."""
    dims = Dims(forbund="samspelet", period=period, insats=insats, **about)
    return Figure(
        measure="answer_option" if "option" in about else "experience",
        dims=dims,
        label="Stöd",
        unit=Unit.SHARE,
        disclosure=DisclosureClass.EXPERIENCE,
        value=swedish.rounded(Fraction(counted, base), 2),
        numerator=counted,
        denominator=base,
        answers=base,
        invited=base,
    )


def answers(*numbers):
    """The share of positive answers, and how many gave each answer, the positive ones first."""
    options = ("i_mycket_stor_utstrackning", "i_stor_utstrackning", "i_liten_utstrackning", "inte_alls")
    base = sum(numbers)
    yield share(numbers[0] + numbers[1], base, **QUESTION)
    yield from (share(n, base, option=name, **QUESTION) for name, n in zip(options, numbers, strict=True))


def shown(figures):
    return [figure.value is not None for figure in figures]


def found(now, *before, rules=RULES):
    return {(breach.figure, breach.relation) for breach in attack(now, before, rules)}


def test_what_six_late_respondents_all_answered_is_not_told_answer_by_answer():
    """Nobody of 33 said "not at all"; of 39 six do: all who came late."""
    then, now = [*answers(10, 10, 13, 0)], [*answers(10, 10, 13, 6)]
    made = [public for public, _ in published((YEAR, then), (YEAR, now))]
    first, second = (public.figures for public in made)

    assert shown(first) == [True] * 5
    assert [any("väntar" in text.text for text in public.texts) for public in made] == [False, True]
    assert shown(second) == [True, False, False, False, False]
    assert (now[-1].id, SINCE) in found(now, then)
    assert attack(second, [first], rules_of(plan())) == []


def test_twenty_new_answers_are_told_answer_by_answer():
    then, now = [*answers(10, 10, 13, 0)], [*answers(15, 15, 18, 5)]
    *_, (public, _) = published((YEAR, then), (YEAR, now))

    assert shown(public.figures) == [True] * 5
    assert found(now, then) == set()


@pytest.mark.parametrize("base", [29, 31])
def test_the_answer_of_one_is_not_told_by_a_correction(base):
    """Twenty of thirty were content; one more answers, or one has not answered after all."""
    then, now = share(20, 30, **QUESTION), share(20, base, **QUESTION)
    *_, (public, _) = published((YEAR, [then]), (YEAR, [now]))

    assert public.figures[0].mark is Mark.HIDDEN
    assert found([now], [then]) == {(now.id, SINCE)}


def test_the_answer_of_one_since_the_interim_report_is_not_told():
    then, now = share(20, 30, INTERIM, **QUESTION), share(20, 31, **QUESTION)
    *_, (public, _) = published((INTERIM, [then]), (YEAR, [now]))

    assert public.figures[0].mark is Mark.HIDDEN
    assert found([now], [then]) == {(now.id, SINCE)}


def test_the_interim_report_made_anew_is_compared_with_the_year():
    """The year has been published; the interim report made again would differ from it by two answers."""
    told = [(INTERIM, share(20, 30, INTERIM, **QUESTION)), (YEAR, share(25, 40, **QUESTION))]
    again = share(24, 38, INTERIM, **QUESTION)
    *_, (public, _) = published(*((period, [each]) for period, each in (*told, (INTERIM, again))))

    assert public.figures[0].mark is Mark.HIDDEN
    assert found([again], *([each] for _, each in told)) == {(again.id, SINCE)}


def test_an_answer_that_has_been_changed_is_not_told():
    """The same thirty have answered, and one of them otherwise."""
    then, now = share(20, 30, INTERIM, **QUESTION), share(19, 30, **QUESTION)
    *_, (public, _) = published((INTERIM, [then]), (YEAR, [now]))

    assert public.figures[0].mark is Mark.HIDDEN
    assert found([now], [then]) == {(now.id, SINCE)}


def test_what_readers_have_is_told_again_and_five_new_answers_are_told():
    told = [(INTERIM, share(20, 30, INTERIM, **QUESTION)), *[(YEAR, share(21, 35, **QUESTION))] * 2]
    made = [public.figures for public, _ in published(*((period, [each]) for period, each in told))]

    assert [figures[0].value is not None for figures in made] == [True] * 3
    exact = [[each] for _, each in told]
    assert found(exact[1], exact[0]) == found(exact[2], *exact[:2]) == set()


@pytest.mark.parametrize("late", [(0, 1), (1, 1), (2, 3)])
def test_what_few_have_answered_does_not_follow_from_their_whole(late):
    """Women and men, each with a base that may be told: the women's year is hidden, and must not be whole less men."""
    yes, more = late
    then = [share(20, 30, INTERIM, sex="kvinna"), share(22, 40, INTERIM, sex="man"), share(42, 70, INTERIM)]
    now = [share(20 + yes, 30 + more, sex="kvinna"), share(30, 60, sex="man"), share(50 + yes, 90 + more)]
    first = protect(then, [], RULES)
    second = protect(now, [first.figures], RULES)

    assert shown(first.figures) == [True] * 3
    assert not shown(second.figures)[0]
    assert sum(shown(second.figures)) == 1
    assert attack(second.figures, [first.figures], RULES, secrets=first.secrets | second.secrets) == []
    leaky = [second.figures[0], *now[1:]]
    assert (now[0].id) in {name for name, _ in found(leaky, first.figures)}
