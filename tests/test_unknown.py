"""How many are unknown, where they or those who said no are few, follows from nothing else that is told."""

from decimal import Decimal

import pytest
from random_tables import RULES, figure, share
from samspelet import plan

from samspelet_lib.figure import DisclosureClass, Mark, Target, Verdict
from samspelet_lib.release.audit import attack
from samspelet_lib.release.declared import Quantity, Same
from samspelet_lib.release.edition import rules_of
from samspelet_lib.release.marks import hide
from samspelet_lib.release.suppress import protect

ONLY_ANSWERS = "de_som_svarat"
TARGET = Target(at_least=Decimal("0.95"), unit="/1")


def told(counted, base, unknown=None, verdict=None, **dims):
    plain = share(counted, base, matpunkt="planering", **dims)
    judged = {"target": TARGET, "verdict": verdict, "verdict_reason": f"{counted} av {base}."} if verdict else {}
    return plain.model_copy(update={"missing": unknown, **judged})


@pytest.mark.parametrize(("counted", "base"), [(20, 26), (24, 30)], ids=["left out", "taken for yes"])
def test_a_reading_that_counts_the_unknown_otherwise_is_hidden(counted, base):
    """Twenty of thirty had a plan and four are unknown: beside "20 of 26", six have said no and four nothing."""
    own, reading = told(20, 30, unknown=4), told(counted, base, reading=ONLY_ANSWERS)
    public = protect([own, reading], [], RULES).figures

    assert (public[0].numerator, public[0].missing) == (20, None)
    assert public[1].mark is Mark.HIDDEN
    assert attack([public[0], reading], [], RULES) != []
    assert attack(public, [], RULES) == []


def test_a_reading_that_counts_a_few_otherwise_is_hidden():
    """Two more have a plan in part."""
    own, reading = told(20, 40), told(22, 40, reading="helt_eller_delvis")
    public = protect([own, reading], [], RULES).figures

    assert [each.mark for each in public] == [None, Mark.HIDDEN]
    assert attack([own, reading], [], RULES) != []


def test_a_reading_that_leaves_out_six_of_whom_one_said_no_is_hidden():
    """Twenty-five of forty-six, and twenty of forty as it is read otherwise: five of the six had a plan."""
    own, reading = told(25, 46), told(20, 40, reading=ONLY_ANSWERS)
    public = protect([own, reading], [], RULES).figures

    assert [each.mark for each in public] == [None, Mark.HIDDEN]
    assert attack([own, reading], [], RULES) != []
    assert attack(public, [], RULES) == []


def test_a_reading_stays_where_the_unknown_may_be_told():
    """Eight are unknown and twelve said no."""
    own, reading = told(20, 40, unknown=8), told(20, 32, reading=ONLY_ANSWERS)

    assert protect([own, reading], [], RULES).figures == (own, reading)


@pytest.mark.parametrize("verdict", [Verdict.NOT_YET, Verdict.NOT_REACHED])
def test_a_verdict_that_rests_on_the_unknown_is_not_told_whichever_it_is(verdict):
    """Of 25 in 30 four more would reach 95 per cent: "not yet" says that just four are unknown, and one said no."""
    [public] = protect([told(25, 30, unknown=4, verdict=verdict)], [], RULES).figures

    assert (public.numerator, public.verdict, public.verdict_reason) == (25, Verdict.CONFIDENTIAL, None)


def test_a_verdict_that_all_numbers_of_unknown_lead_to_stays():
    """All were to have one: at least one said no, or how many are unknown would be told."""
    whole = Target(at_least=Decimal(1), unit="/1")
    judged = told(20, 30, unknown=4, verdict=Verdict.NOT_REACHED).model_copy(update={"target": whole})
    [public] = protect([judged], [], RULES).figures

    assert public.verdict is Verdict.NOT_REACHED


def test_no_reading_is_shown_beside_another_that_counts_a_few_otherwise():
    """Thirty work, thirty-two with support included: two have it, though both are far from the plan's own reading."""
    figures = [told(20, 60), told(30, 60, reading="arbete"), told(32, 60, reading="arbete_eller_subvention")]
    public = protect(figures, [], RULES).figures

    assert [each.mark for each in public] == [None, None, Mark.HIDDEN]
    assert attack(figures, [], RULES) != []
    assert attack(public, [], RULES) == []


def test_a_hidden_reading_of_one_sex_does_not_follow_from_the_other():
    """Of the men 20 had a plan, 18 of them on paper; 30 of all and 12 of the women would say so."""
    own = [told(40, 80), told(20, 40, sex="kvinna"), told(20, 40, sex="man")]
    on_paper = [
        told(30, 80, reading="x"),
        told(12, 40, reading="x", sex="kvinna"),
        told(18, 40, reading="x", sex="man"),
    ]
    public = protect([*own, *on_paper], [], RULES).figures

    assert [each.mark for each in public] == [None, None, None, None, Mark.HIDDEN, Mark.HIDDEN]
    found = attack([*own, *on_paper[:2], hide(on_paper[2])], [], RULES, secrets=frozenset())
    assert (on_paper[2].id, "en läsning minus en annan") in {(each.figure, each.relation) for each in found}
    assert attack(public, [], RULES) == []


def test_a_reading_of_those_who_answered_has_the_same_yes():
    """Twelve of 31 said yes, hidden for the men's sake; "12 of 20 who answered" leaves one of the three women."""
    same = Same(
        first=Quantity(measure="andel", matpunkt="planering", part="numerator"),
        second=Quantity(measure="andel", matpunkt="planering", reading=ONLY_ANSWERS, part="numerator"),
    )
    rules = RULES.model_copy(update={"same": (same,)})
    sexes = [told(1, 3, sex="kvinna"), told(0, 17, sex="man"), told(11, 11, sex="annat_okant")]
    figures = [told(12, 31, unknown=11), told(12, 20, reading=ONLY_ANSWERS), *sexes]
    public = protect(figures, [], rules).figures

    assert public[2].mark is Mark.HIDDEN
    assert attack([hide(figures[0]), figures[1], hide(sexes[0]), *sexes[1:]], [], rules) != []
    assert attack(public, [], rules) == []


def test_the_plan_tells_which_reading_has_the_same_yes():
    """Those who ended and said yes, and those who answered and said yes; not those who ended, of all who began."""
    found = {
        (each.first.matpunkt, each.second.reading)
        for each in rules_of(plan()).same
        if each.first.part == each.second.part == "numerator" and each.second.reading in {ONLY_ANSWERS, "de_som_slutat"}
    }

    assert ("planering", ONLY_ANSWERS) in found
    assert "de_som_slutat" not in {reading for _, reading in found}


@pytest.mark.parametrize("verdict", [Verdict.NOT_YET, Verdict.NOT_REACHED])
def test_neither_does_the_verdict_on_a_count_tell_how_many_are_unknown(verdict):
    """Ten are counted and fourteen wanted: that four unknown could decide it says that they are four."""
    wanted = {"target": Target(at_least=Decimal(14), unit="elever"), "verdict": verdict}
    said = {"verdict_reason": "10; målet är minst 14 elever. 4 saknar uppgift, och det avgör.", "missing": 4}
    exact = figure("elever", 10).model_copy(update=wanted | said)
    [public] = protect([exact], [], RULES).figures
    still_judged = public.model_copy(update=wanted | {"verdict_reason": "10; målet är minst 14 elever."})

    assert (public.value, public.missing, public.verdict) == (10, None, Verdict.CONFIDENTIAL)
    assert bool(attack([still_judged], [], RULES)) == (verdict is Verdict.NOT_YET)
    assert attack([public], [], RULES) == []


@pytest.mark.parametrize(("kind", "is_said"), [(DisclosureClass.PERSON, True), (DisclosureClass.SENSITIVE, False)])
def test_who_has_not_been_measured_is_told_as_the_work_it_is(kind, is_said):
    """Eighteen took part and fourteen have two steps: both are shown, so the four are no secret; of health they are."""
    text = "4 har färre än två noterade steg. 3 saknar uppgift."
    exact = share(30, 60, kind).model_copy(update={"note": text})
    [public] = protect([exact], [], RULES).figures

    assert (public.note == "4 har färre än två noterade steg.") == is_said
