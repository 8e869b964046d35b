"""When a period's page says that corrections wait: where one does, or hides what was shown, and not otherwise."""

from publishing import published
from test_late_answers import QUESTION, YEAR, share
from test_together import asked, told

from samspelet_lib.figure import Dims, DisclosureClass, Figure, Unit


def says(*releases):
    """What is told, release by release, and whether it is said that corrections wait."""
    made = [public for public, _ in published(*((YEAR, figures) for figures in releases))]
    return [(told(each.figures), any("väntar" in text.text for text in each.texts)) for each in made]


def places(number):
    dims = Dims(forbund="samspelet", period=YEAR, insats="grums")
    open_to_all = {"unit": Unit.COUNT, "disclosure": DisclosureClass.ACTIVITY}
    return Figure(measure="places", dims=dims, label="Platser", value=number, **open_to_all)


def test_a_pool_that_is_hidden_for_a_correction_is_said_to_wait():
    """Twelve of eighteen were told of two insatser together; one of them has answered otherwise."""
    first, second = says(asked(killstad=(6, 9), grums=(6, 9)), asked(killstad=(6, 9), grums=(5, 9)))

    assert first == ({"grums+killstad": (12, 18)}, False)
    assert second == ({}, True)


def test_a_pool_that_gives_way_to_its_members_waits_for_nothing():
    first, second = says(asked(killstad=(6, 9), grums=(6, 9)), asked(killstad=(12, 19), grums=(12, 19)))

    assert set(first[0]) == {"grums+killstad"}
    assert second == ({"killstad": (12, 19), "grums": (12, 19)}, False)


def test_what_is_hidden_for_its_own_base_waits_for_nothing():
    """Sixteen had answered; it was nine, which are too few to be told of whatever was told before."""
    assert [is_said for _, is_said in says([share(12, 16, **QUESTION)], [share(6, 9, **QUESTION)])] == [False, False]


def test_a_number_that_has_nothing_to_do_with_what_is_hidden_does_not_decide():
    """Nobody knows any more how many were asked; how many places there are has changed."""
    answered = share(20, 30, **QUESTION)
    unasked = answered.model_copy(update={"invited": None})

    assert [is_said for _, is_said in says([answered, places(3)], [unasked, places(4)])] == [False, False]


def test_one_late_answer_is_said_to_wait():
    assert says([share(20, 30, **QUESTION)], [share(21, 31, **QUESTION)])[1] == ({}, True)
