"""How many are unknown, where they or those who said no are few, follows from nothing else that is told."""

from decimal import Decimal

import pytest
from random_tables import RULES, share

from samspelet_lib.figure import Mark, Target, Verdict
from samspelet_lib.release.audit import attack
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
