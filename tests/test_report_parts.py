"""Parts of the insats and period pages on figures made for the case: ratings, exits, trends, sums, deliveries."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from test_golden import PERIOD, release

from samspelet_lib.figure import Dims, Figure, Mark, Target, Unit, Verdict
from samspelet_lib.period import Period
from samspelet_lib.release.store import DeliveryEntry, Edition
from samspelet_lib.release.waiting import waiting_text
from samspelet_lib.report.answers import ratings_section, waves_section
from samspelet_lib.report.base import Earlier, Report, late_deliveries
from samspelet_lib.report.cards import figure_card
from samspelet_lib.report.cases import cases_section
from samspelet_lib.report.delivered import delivered_section
from samspelet_lib.report.goal_charts import goal_charts
from samspelet_lib.report.goals import goal_figure, goal_section, said_of, value_of
from samspelet_lib.report.history import trend
from samspelet_lib.report.insats import InsatsReport
from samspelet_lib.report.people import exits_section, national_section, participants_section
from samspelet_lib.report.period import PeriodReport
from samspelet_lib.report.wording import answered, with_parts

INSATS = "stegen_kristinehamn"
AUGUST = Period.parse("2026-01..08")
ALL = {"class": "activity"}
ROLE = {"row": "bip", "role": "deltagare"}


def figure(measure, value, *, period=PERIOD, label="Läge", unit="antal", insats=INSATS, **keys):
    """A figure about persons; `..` hides its value."""
    dims = {name: keys.pop(name) for name in ("row", "role", "option", "wave", "matpunkt", "sex") if name in keys}
    known = {"mark": Mark.HIDDEN} if value == ".." else {"value": value}
    own = Dims(forbund="samspelet", period=str(period), insats=insats, **dims)
    return Figure.model_validate(
        {"measure": measure, "dims": own, "label": label, "unit": unit, "class": "person", **known, **keys}
    )


def report(*figures, earlier=()):
    """October's report with these figures beside the plan's."""
    names = {made.id for made in figures}
    kept = [old for old in release().figures if old.id not in names]
    return Report(release().model_copy(update={"figures": (*kept, *figures)}), INSATS, earlier=earlier)


def ratings(whole, better, same, worse, **keys):
    options = {"battre": better, "samma": same, "samre": worse}
    parts = [figure("rating_change", value, label=name, option=name, **ROLE, **keys) for name, value in options.items()]
    return [figure("rating_change", whole, label="BIP: deltagarens skattning", **ROLE, **keys), *parts]


def text_of(section):
    return section.text.replace("\u00a0", " ")


def drawing(section):
    return re.search(r"<svg.*?</svg>", section.html, re.DOTALL)[0]


def test_ratings_say_how_many_went_which_way():
    """Better, same and worse as counts in the table and shares in the drawing; the finding is the title."""
    section = ratings_section(report(*ratings(20, 12, 5, 3)), INSATS)
    assert "12 av 20 har en högre skattning än den första" in section.text
    assert "60 %" in section.text.replace("\u00a0", " ")
    assert section.tables[-1].rows[0][1:] == ("12", "5", "3", "20")


def test_one_hidden_part_hides_every_share_of_the_bar():
    """A share beside a known base would tell the rest; the box has one size whatever it hides."""
    few = ratings_section(report(*ratings(20, 16, "..", "..")), INSATS)
    none = ratings_section(report(*ratings("..", "..", "..", "..")), INSATS)
    assert "%" not in few.text
    assert drawing(few) == drawing(none)


def test_between_checkpoints_what_was_last_shown_is_repeated_with_its_date():
    """October hides persons; August's figures stand, and say that they are August's."""
    earlier = (Earlier(AUGUST, tuple(ratings(20, 12, 5, 3, period=AUGUST))),)
    section = ratings_section(report(*ratings("..", "..", "..", ".."), earlier=earlier), INSATS)
    assert "12 av 20 har en högre skattning än den första" in section.text
    assert "Som det redovisades för januari–augusti 2026" in section.text


def test_exits_of_an_earlier_checkpoint_are_dated_too():
    """The same for how it went."""
    now = [figure("exit", 30, **ALL), figure("exit", "..", option="arbete", label="Börjar arbeta")]
    then = [
        figure("exit", 25, period=AUGUST, **ALL),
        figure("exit", 11, option="arbete", label="Börjar arbeta", period=AUGUST),
    ]
    section = exits_section(report(*now, earlier=(Earlier(AUGUST, tuple(then)),)), INSATS)
    assert "som det redovisades för januari–augusti 2026" in section.text
    assert "11" in section.text


def test_a_trend_needs_two_values_and_speaks_of_both():
    """A line of a word's size with the periods and values as its name; a hidden value is a gap, not a nought."""
    entry = release().matpunkter[4]
    assert entry.insats == INSATS
    now = figure("matpunkt", 68, matpunkt=entry.id)
    then = figure("matpunkt", 59, matpunkt=entry.id, period=AUGUST)
    assert trend(report(now), entry, now) == ""
    assert "januari–augusti 2026 59, oktober 2026 68" in trend(
        report(now, earlier=(Earlier(AUGUST, (then,)),)), entry, now
    )
    hidden = figure("matpunkt", "..", matpunkt=entry.id, period=AUGUST)
    assert trend(report(now, earlier=(Earlier(AUGUST, (hidden,)),)), entry, now) == ""


def test_a_hidden_matpunkt_is_repeated_as_it_was_last_shown_until_the_next_checkpoint():
    """On its card and in its own section, with the period; nothing where it never was shown, or is shown now."""
    entry = release().matpunkter[4]
    hidden = figure("matpunkt", "..", matpunkt=entry.id)
    then = figure("matpunkt", 59, matpunkt=entry.id, period=AUGUST)
    first = figure("matpunkt", "..", matpunkt=entry.id, period="2026-07")
    told = report(hidden, earlier=(Earlier(AUGUST, (then,)), Earlier(Period.parse("2026-09"), (first,))))

    assert text_of(goal_section(told, entry)).count("59, januari–augusti 2026") == 1
    assert goal_figure(told, entry).note == "Senast visat: 59, januari–augusti 2026"
    assert goal_figure(report(hidden), entry).note is None
    shown = figure("matpunkt", 68, matpunkt=entry.id)
    assert goal_figure(report(shown, earlier=told.earlier), entry).note is None


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [("risk", "på väg", Verdict.AT_RISK), ("risk", "risk", None), ("risk", "redovisas inte (sekretess)", None)],
)
def test_a_verdict_has_flipped_when_it_was_judged_otherwise_before(before, now, told):
    """Hiding a value between checkpoints is no new verdict."""
    entry = release().matpunkter[4]
    this = figure("matpunkt", 68, matpunkt=entry.id, verdict=now)
    that = figure("matpunkt", 59, matpunkt=entry.id, verdict=before, period=AUGUST)
    assert said_of(report(this, earlier=(Earlier(AUGUST, (that,)),)), entry).before is told


def test_waves_stand_beside_each_other_and_a_question_loses_its_target():
    """The answers after three months and at exit, never added together."""
    entry = next(
        entry for entry in release().matpunkter if entry.insats == INSATS and entry.kind == "andel av dem som svarat"
    )
    said = {"matpunkt": entry.id, "unit": "/1", "answers": 20, "invited": 25, "denominator": 20}
    late = figure("matpunkt", "0.9", numerator=18, **said)
    early = figure("matpunkt_wave", "0.5", numerator=10, wave="tre_manader", label="Efter tre månader", **said)
    rows = waves_section(report(late, early), INSATS).tables[-1].rows
    assert [cell.replace("\u00a0", " ") for cell in rows[0]] == [
        "Får det stöd de behöver", "50 %", "20 av 25 (80 %)", "90 %", "20 av 25 (80 %)",
    ]  # fmt: skip


def test_values_are_drawn_against_their_targets():
    """The finding counts those that are there; a value that is hidden is drawn, but not counted."""
    entries = [e for e in release().matpunkter if e.insats == INSATS and e.target and e.target.unit == "/1"]
    values = ["0.95", "0.5", "0.7", ".."]
    made = [
        value_of(report(), entry).model_copy(
            update={"unit": Unit.SHARE, "value": None, "mark": Mark.HIDDEN}
            if value == ".."
            else {"unit": Unit.SHARE, "value": Decimal(value), "mark": None}
        )
        for entry, value in zip(entries, values, strict=False)
    ]
    text = text_of(goal_charts(report(*made), entries[: len(made)]))
    assert text.startswith("Just nu ligger en av de tre andelar som kan visas på eller över sitt mål")
    assert ".." in text


def test_a_maximum_is_on_its_right_side():
    """A value that does well by being low is not above its target."""
    (first, second, *_) = [e for e in release().matpunkter if e.insats == INSATS and e.target and e.target.unit == "/1"]
    most = second.model_copy(update={"target": Target(at_most="0.30", unit="/1")})
    made = [
        value_of(report(), entry).model_copy(update={"unit": Unit.SHARE, "value": Decimal(value), "mark": None})
        for entry, value in ((first, "0.95"), (second, "0.2"))
    ]
    assert text_of(goal_charts(report(*made), [first, most])).startswith(
        "Just nu ligger två av två andelar på rätt sida om sitt mål"
    )


def test_the_year_before_stands_beside_and_days_are_days():
    """What the verdict's reason points to is on the page, hidden where it is hidden."""
    entry = next(e for e in release().matpunkter if e.insats == INSATS)
    about = {"matpunkt": entry.id, "unit": "dagar"}
    main, before = figure("matpunkt", 1, **about), figure("matpunkt_previous", 46, label="M: samma tid 2025", **about)
    (shown,) = [grid for grid in goal_section(report(main, before), entry).tables if grid.anchor.startswith("delar-")]
    assert [cell.replace("\u00a0", " ") for cell in shown.rows[0]] == ["M: samma tid 2025", "46 dagar"]
    assert "Värde: 1 dag\n" in goal_section(report(main, before), entry).text.replace("\u00a0", " ")
    hidden = figure("matpunkt_previous", "..", label="M: samma tid 2025", **about)
    (shown,) = [grid for grid in goal_section(report(main, hidden), entry).tables if grid.anchor.startswith("delar-")]
    assert shown.rows[0][1] == ".."


def test_what_is_counted_without_a_target_stands_with_its_count():
    """`13` says nothing; the label of what is counted does."""
    assert with_parts(figure("matpunkt", 13, base_label="kvar vid periodens slut")) == "13 kvar vid periodens slut"


@pytest.mark.parametrize(
    ("answers", "invited", "told"),
    [
        (9, 12, "9 av 12 (75 %)"),
        (12, 11, "12 har svarat, fler än de 11 som enligt underlaget kunde"),
        (12, None, "12 har svarat; hur många som kunde ha svarat är inte känt"),
        (None, 12, ""),
    ],
)
def test_who_answered_of_how_many_is_never_more_than_all(answers, invited, told):
    """Some answer before the wave falls due: 109 % of those who could is no answer rate."""
    said = answered(figure("matpunkt", 13, answers=answers, invited=invited))
    assert said.replace("\u00a0", " ") == told


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ({"at_least": "0.9", "unit": "/1"}, "minst 90 %"),
        ({"at_least": 80, "unit": "personer"}, "minst 80 personer"),
        ({"at_most": "0.2", "unit": "/1"}, "högst 20 %"),
    ],
)
def test_a_card_prints_the_target_as_the_pages_do(target, told):
    """An analyst meets the same words as a reader of the page."""
    rows = figure_card(figure("matpunkt", 1, matpunkt="m", target=target)).tables[0].rows
    assert dict(rows)["Mål"].replace("\u00a0", " ") == told


def test_persons_of_cases_are_told_as_what_they_are():
    """Those who got a new case in the year are not all whom the cases are about."""
    new = figure("case_persons", 264)
    assert "264 personer har fått ett nytt ärende under 2026." in text_of(cases_section(report(new), INSATS))


def test_a_whole_year_is_not_told_from_and_to():
    """`2026 till och med 2026` says the year twice."""
    year = report(*ratings(20, 12, 5, 3, period="2026"))
    whole = replace(year, release=year.release.model_copy(update={"period": "2026"}))
    assert "Förändring hos samma person. 2026\n" in ratings_section(whole, INSATS).text
    month = ratings_section(report(*ratings(20, 12, 5, 3)), INSATS).text
    assert "Förändring hos samma person. Till och med oktober 2026\n" in month


def test_sums_over_insatser_are_deltaganden():
    """The last row is called what it is, and the note says why."""
    own = [
        figure("participants", 20, **({"sex": sex} if sex else {})) for sex in (None, "kvinna", "man", "annat_okant")
    ]
    whole = [
        figure("participants", 50, insats=None, **({"sex": sex} if sex else {}))
        for sex in (None, "kvinna", "man", "annat_okant")
    ]
    section = participants_section(report(*own, *whole))
    assert section.tables[0].rows[-1][:2] == ["Deltaganden i alla insatser", "50"]
    assert "deltaganden, inte personer" in section.text


def test_every_insats_stands_in_the_table_for_uppfoljning_finsam():
    """One row for each of its inriktningar; what has not been delivered is missing, and a struktur row has no sex."""
    own = [
        figure("participants", 20, **({"sex": sex} if sex else {})) for sex in (None, "kvinna", "man", "annat_okant")
    ]
    both = [
        entry.model_copy(update={"orientation": ("individ", "struktur")}) if entry.id == INSATS else entry
        for entry in release().insatser
    ]
    whole = [one.model_copy(update={"dims": one.dims.model_copy(update={"insats": None})}) for one in own]
    shown = report(*own, *whole)
    internal = shown.release.model_copy(update={"insatser": tuple(both), "edition": Edition.INTERNAL})
    rows = [[str(cell) for cell in row] for row in national_section(replace(shown, release=internal)).tables[0].rows]
    name = next(entry.name for entry in both if entry.id == INSATS)
    assert len(rows) == len(both) + 1
    assert [f"{name}, individ", "20", "20", "20", "20", ""] in rows
    assert [f"{name}, struktur", "20", ".", ".", ".", ""] in rows
    silent, counted = [entry for entry in both if entry.id != INSATS][:2]
    assert [f"{silent.name}, individ", "–", "–", "–", "–", "Antal deltagare har inte lämnats."] in rows
    assert national_section(shown).is_empty
    unsplit = figure("participants_unsplit", 11, insats=counted.id, note="Räknat.")
    told = replace(shown, release=internal.model_copy(update={"figures": (*internal.figures, unsplit)}))
    rows = [[str(cell) for cell in row] for row in national_section(told).tables[0].rows]
    assert [f"{counted.name}, individ", "11", "–", "–", "–", "Räknat."] in rows
    assert f"I summan ingår inte {counted.name}" in participants_section(told).text


def test_what_a_delivery_is_needed_for_stands_once_per_sender():
    """By the mätpunkter's names and the instruments'; who is late or missing comes first."""
    matpunkt = next(each for each in release().matpunkter if each.insats == INSATS)
    own = {"who": "w", "due": "2026-04-15", "came": ""}
    due = (
        DeliveryEntry(name="Förbundets egna uppgifter", insats=None, covers="januari 2026", status="i tid", **own),
        *(
            DeliveryEntry(name="Insatsens uppgifter", insats=INSATS, covers=covers, status=status,
                          matpunkter=(matpunkt.id,), instruments=("BIP",), **own)
            for covers, status in (("januari 2026", "saknas"), ("februari 2026", "i tid"))
        ),
    )  # fmt: skip
    found = delivered_section(replace(report(), release=release().model_copy(update={"deliveries": due})))
    needed = next(each for each in found.tables if each.caption == "Vad leveranserna behövs för")
    assert [str(row[0]) for row in needed.rows] == ["Stegen Kristinehamn", "Förbundets egna uppgifter"]
    assert matpunkt.name in str(needed.rows[0][1])
    assert "BIP" in str(needed.rows[0][2])


def test_late_and_missing_deliveries_are_told_by_sender():
    """How many, whose and for which time."""
    due = [
        DeliveryEntry(name="Insatsens uppgifter", who="projektägaren", insats=INSATS, covers=covers, due="2026-04-15",
                      status=status, came="")
        for covers, status in (("januari–mars 2026", "sen"), ("april–juni 2026", "saknas"), ("juli 2026", "i tid"))
    ]  # fmt: skip
    told = late_deliveries(release().model_copy(update={"deliveries": tuple(due)}), INSATS).replace("\u00a0", " ")
    assert told == (
        "1 leverans saknas: insatsens uppgifter för april–juni 2026. "
        "1 leverans kom för sent: insatsens uppgifter för januari–mars 2026."
    )


@pytest.mark.parametrize("page", [PeriodReport, lambda told: InsatsReport(told, INSATS)])
def test_the_pages_begin_with_saying_that_corrections_wait(page):
    """Once, and when they come; where nothing waits nothing is said."""
    told = release()
    waits = told.model_copy(update={"texts": (*told.texts, waiting_text(PERIOD, told.texts[0].source))})

    assert "rättelser" not in page(told).summary().text
    text = page(waits).summary().text
    assert text.count("Det finns rättelser") == text.count("nästa delårs- eller årsredovisning") == 1
