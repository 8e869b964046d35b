"""The message of a page: it names the mätpunkter, and a verdict that flips changes it."""

import re
from itertools import pairwise

import pytest

from samspelet_lib.figure import Dims, Figure, Mark, Unit, Verdict
from samspelet_lib.period import Period
from samspelet_lib.report.message import Said, messages
from samspelet_lib.report.wording import reason_alone

MARCH = Period.parse("2026-03")
JUDGED = [
    Verdict.REACHED,
    Verdict.ON_TRACK,
    Verdict.AT_RISK,
    Verdict.NOT_REACHED,
    Verdict.NOT_YET,
    Verdict.CONFIDENTIAL,
]


def said(name, verdict, *, reason=None, before=None, **keys):
    """A mätpunkt with a share of 80 % against 90 %, judged as told."""
    mark = {"mark": Mark.HIDDEN} if verdict is Verdict.CONFIDENTIAL else {"value": "0.8"}
    figure = Figure.model_validate(
        {
            "measure": "matpunkt", "dims": Dims(forbund="f", matpunkt=name), "label": name, "unit": Unit.SHARE,
            "class": "activity", "verdict": verdict, "verdict_reason": reason, **mark,
        }
    )  # fmt: skip
    return Said(name, figure, "minst 90 %", before, **keys)


def told(*every, since=None, **keys):
    return " ".join(messages(every, since=since, **keys)).replace("\u00a0", " ")


def test_what_is_reached_and_on_track_is_named():
    """The first sentences name what goes well, of how many."""
    text = told(said("A", Verdict.REACHED), said("B", Verdict.ON_TRACK), said("C", Verdict.ON_TRACK))
    assert text == "En av tre mätpunkter är nådd: ”A”. Två är på väg: ”B” och ”C”."


def test_what_goes_badly_stands_with_value_and_target():
    """Whoever reads one sentence sees how far off it is."""
    assert "En riskerar att inte nås: ”A” (80 %, mål minst 90 %)." in told(said("A", Verdict.AT_RISK))
    assert "En är inte nådd: ”A” (80 %, mål minst 90 %)." in told(said("A", Verdict.NOT_REACHED))


@pytest.mark.parametrize(("one", "other"), list(pairwise(JUDGED)), ids=str)
@pytest.mark.parametrize("is_brief", [False, True])
def test_a_verdict_that_flips_changes_the_message(one, other, is_brief):
    """On the page of an insats and on that of a period, whatever it flips between."""
    rest = [said(f"R{n}", verdict) for n, verdict in enumerate(JUDGED)]
    assert told(said("A", one), *rest, is_brief=is_brief) != told(said("A", other), *rest, is_brief=is_brief)


def test_the_reasons_add_up():
    """Past the commonest three the rest is told in number, so that a reader who adds them up misses none."""
    waiting = [said(f"M{n}", Verdict.NOT_YET, reason=f"Skäl {n}.") for n in (1, 1, 1, 2, 2, 3, 3, 4, 5)]
    text = told(*waiting, said("A", Verdict.REACHED), is_brief=True)
    assert "Nio går inte att bedöma ännu. För tre: skäl 1. För två: skäl 2. För två: skäl 3." in text
    assert "För två: andra skäl, se tabellen." in text


def test_why_something_cannot_be_judged_is_told_once_for_all_that_wait_for_it():
    """Names first, then what is missing, without value and target that stand elsewhere."""
    why = "7; målet är minst 9 personer. Planen anger ingen start."
    text = told(
        said("A", Verdict.NOT_YET, reason=why), said("B", Verdict.NOT_YET, reason=why), said("C", Verdict.REACHED)
    )
    assert text.endswith("Två går inte att bedöma ännu. ”A” och ”B”: planen anger ingen start.")


def test_where_nothing_can_be_judged_that_is_the_message():
    """A page without deliveries says so in one sentence."""
    why = "Ingen leverans har kommit in."
    every = [said(name, Verdict.NOT_YET, reason=why) for name in "AB"]
    assert told(*every) == "Ingen av två mätpunkter går att bedöma ännu. Ingen leverans har kommit in."


def test_what_has_changed_is_told_against_the_period_before():
    """From which verdict to which; and that nothing changed, where nothing did."""
    text = told(said("A", Verdict.ON_TRACK, before=Verdict.AT_RISK), since=MARCH)
    assert "Sedan redovisningen för mars 2026 har en fått en annan bedömning: ”A” från risk till på väg." in text
    assert "Sedan redovisningen för mars 2026 har ingen bedömning ändrats." in told(
        said("A", Verdict.REACHED), since=MARCH
    )
    assert "Sedan" not in told(said("A", Verdict.REACHED))


def test_a_hidden_value_is_named_without_a_value():
    """That it is hidden is told; nothing of what is hidden is."""
    text = told(said("A", Verdict.CONFIDENTIAL), said("B", Verdict.REACHED))
    assert "En visas inte, av hänsyn till enskilda personer: ”A”." in text
    assert not re.search(r"”A”[^.]*\d", text)


def test_a_page_about_several_insatser_says_whose_it_is():
    """A line for each insats, with what needs attention; what no insats has is the förbund's."""
    risk = [
        said(name, Verdict.AT_RISK, insats=insats) for name, insats in (("A", "Stigen"), ("B", "Stigen"), ("C", None))
    ]
    text = told(*risk, said("D", Verdict.REACHED, insats="Leden"), is_brief=True)
    assert "<li>Stigen: ”A” (80 %, mål minst 90 %); ”B” (80 %, mål minst 90 %)</li>" in text
    assert "<li>Förbundet: ”C” (80 %, mål minst 90 %)</li>" in text
    assert text.startswith("En av fyra mätpunkter är nådd. Tre riskerar att inte nås:")


def test_a_long_list_of_changes_says_how_many_more_there_are():
    """Eight, and the number of the rest."""
    every = [said(f"R{n}", Verdict.ON_TRACK, before=Verdict.AT_RISK, insats="Stigen") for n in range(10)]
    text = told(*every, since=MARCH, is_brief=True)
    assert text.count("från risk till på väg") == 8
    assert "två till, se tabellerna" in text


@pytest.mark.parametrize(
    ("reason", "alone"),
    [
        (
            "59; målet är minst 80 personer. Med 33 vid periodens början väntas 64.",
            "Med 33 vid periodens början väntas 64.",
        ),
        ("26 av 28 (92,9\u00a0%); målet är minst 90\u00a0%.", ""),
        ("Lägst 7; målet är minst 8 platser. Under nivån: juni.", "Under nivån: juni."),
        ("2 av 7. Saknas: Grums kommun.", "2 av 7. Saknas: Grums kommun."),
    ],
)
def test_a_reason_does_not_repeat_value_and_target(reason, alone):
    """They stand beside it."""
    assert reason_alone(said("A", Verdict.ON_TRACK, reason=reason).figure) == alone


def test_a_reason_keeps_the_decimals_that_part_value_from_target():
    """Where 89,6 % prints as 90 % and the target is 90 %, the reader needs them."""
    figure = said("A", Verdict.AT_RISK, reason="43 av 48 (89,6\u00a0%); målet är minst 90\u00a0%.").figure
    printed = figure.model_copy(update={"numerator": 43, "denominator": 48, "value": None}).model_copy(
        update={"value": 43 / 48}
    )
    assert printed.printed == "90\u00a0%"
    assert "89,6" in reason_alone(printed)
