"""Figures beside the mätpunkter, on rows that can be counted by hand, and what must hold for any rows."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kind_rows import INSATS, deliveries, example_plan

from samspelet_lib.figure import DisclosureClass, by_id
from samspelet_lib.period import Period
from samspelet_lib.release.build import build, editions
from samspelet_lib.release.store import Edition
from samspelet_lib.rules.indicators import indicator_figures
from samspelet_lib.rules.overview import overview_figures
from samspelet_lib.rules.reconcile import reconciliations

QUALITATIVE = {"kind": "qualitative", "value": {"table": "lagesnoter", "date": "datum", "column": "lage"}}
OCTOBER = date(2026, 10, 31)


def _figures(tables, *, until=OCTOBER, period="2026-10", insats=None, matpunkt=QUALITATIVE):
    asked = example_plan(matpunkt, insats=insats)
    return by_id(overview_figures(asked, deliveries(tables, until=until), Period.parse(period)))


def _value(figures, name, **dims):
    """The value of the figure with exactly these dimensions beside period and insats."""
    found = [
        figure
        for figure in figures.values()
        if figure.measure == name and {k: v for k, v in figure.dims.items() if k not in {"forbund", "period"}} == dims
    ]
    assert len(found) == 1, f"{name} {dims}: {[f.id for f in figures.values() if f.measure == name]}"
    return (
        int(found[0].value)
        if found[0].numerator is None
        else Fraction(int(found[0].numerator), int(found[0].denominator))
    )


PEOPLE = """
person | kon    | startdatum | slutdatum  | nasta_steg          | sysselsattning_slut
p1     | kvinna | 2025-03-01 |            |                     |
p2     | man    | 2025-03-01 | 2026-01-01 | inget               | studier
p3     | kvinna | 2026-01-10 | 2026-03-15 | stod_fran_ratt_part | arbetssokande
p3     | kvinna | 2026-06-01 |            |                     |
p4     |        | 2026-10-31 |            |                     |
p5     | man    | 2026-02-01 | 2026-11-20 | arbete              | arbete
p6     | man    | 2025-01-01 | 2025-12-31 | arbete              | arbete
"""


def test_a_person_counts_once_and_the_sexes_sum_to_all():
    """p3 came back and is one person, p6 left before the year, p4's sex is not known."""
    figures = _figures({"deltagare": PEOPLE})
    assert _value(figures, "participants", insats=INSATS) == 5
    sexes = {sex: _value(figures, "participants", insats=INSATS, sex=sex) for sex in ("kvinna", "man", "annat_okant")}
    assert sexes == {"kvinna": 2, "man": 2, "annat_okant": 1}
    assert figures[f"participants;period=2026-10;insats={INSATS};sex=man"].disclosure is DisclosureClass.PERSON
    assert figures[f"participants;period=2026-10;insats={INSATS}"].disclosure is DisclosureClass.ACTIVITY


SPLIT_CASES = """
person | arende | kon    | inkommet_datum | avslutat_datum
p1     | a1     | kvinna | 2025-11-01     | 2026-01-02
p1     | a2     | kvinna | 2026-05-01     |
p2     | a3     | man    | 2025-11-01     | 2025-12-31
p3     | a4     |        | 2026-10-31     |
"""


def _participants(tables, **given):
    """The participants of the insats by sex; None is all of them."""
    found = _figures(tables, **given).values()
    return {f.dims.sex: int(f.value) for f in found if f.measure == "participants" and f.dims.insats}


def test_where_there_are_cases_and_no_participants_those_with_an_open_case_took_part():
    """p1 has had two cases and is one person; p2's was closed before the year."""
    assert _participants({"tris_arenden": SPLIT_CASES}) == {None: 2, "kvinna": 1, "man": 0, "annat_okant": 1}
    assert _participants({"tris_arenden": SPLIT_CASES, "deltagare": PEOPLE})[None] == 5


STEPS = {
    "kind": "step_change", "period": "project_time",
    "base": {"table": "deltagare", "from": "startdatum", "to": "slutdatum", "per": "person"},
    "value": {"table": "milstolpar", "where": {"typ": "steg"}, "column": "steg", "date": "datum", "per": "person"},
}  # fmt: skip
TOLD_BY_OWNER = """
matpunkt | period      | kon    | taljare | namnare | saknas | ej_aktuellt | ej_forfallna
prov     | 2026-01..03 | alla   | 2       | 5       | 1      |             |
prov     | 2026-01..10 | alla   | 8       | 20      | 3      | 1           | 1
prov     | 2026-01..10 | kvinna | 5       | 12      | 1      |             | 1
prov     | 2026-01..10 | man    | 3       | 7       | 1      | 1           |
"""


def test_an_owner_who_only_counts_tells_how_many_took_part():
    """Everybody the mätpunkt is about: 20 with two steps, 3 without, 1 it does not concern and 1 not yet."""
    told = _participants({"aggregat": TOLD_BY_OWNER}, matpunkt=STEPS)
    assert told == {None: 25, "kvinna": 14, "man": 9, "annat_okant": 2}


def test_old_cases_with_nobody_this_year_do_not_stand_in_the_way_of_the_owners_count():
    """Cases closed last year tell nothing of this one; where nobody has counted, they tell that it is nobody."""
    old = "\n".join(
        line for line in SPLIT_CASES.splitlines() if "a2" not in line and "a1" not in line and "a4" not in line
    )
    assert _participants({"tris_arenden": old, "aggregat": TOLD_BY_OWNER}, matpunkt=STEPS)[None] == 25
    assert _participants({"tris_arenden": old}, matpunkt=STEPS)[None] == 0


def test_counted_figures_that_do_not_tell_of_all_who_took_part_are_not_used():
    """A mätpunkt about those who ended, and figures that begin in April, say nothing of the year's participants."""
    of_ended = STEPS | {"base": {"table": "deltagare", "date": "slutdatum", "per": "person"}}
    assert _participants({"aggregat": TOLD_BY_OWNER}, matpunkt=of_ended) == {}
    assert _participants({"aggregat": TOLD_BY_OWNER.replace("2026-01..", "2026-02..")}, matpunkt=STEPS) == {}


def test_participants_of_a_strukturinsats_are_not_split():
    """Also when its rows tell the sex; nor are those of an owner who has counted without it."""
    whole = "\n".join(line for line in TOLD_BY_OWNER.splitlines() if "kvinna" not in line and " man " not in line)
    counted = _figures({"aggregat": whole}, matpunkt=STEPS)
    struktur = _figures({"deltagare": PEOPLE}, insats={"orientation": ("struktur",)})
    for figures, number in ((struktur, 5), (counted, 25)):
        assert _value(figures, "participants_unsplit", insats=INSATS) == number
        assert not [figure for figure in figures.values() if figure.measure == "participants"]
    both = _participants({"deltagare": PEOPLE}, insats={"orientation": ("individ", "struktur")})
    assert both == _participants({"deltagare": PEOPLE})


def test_the_sum_over_insatser_is_deltaganden_and_says_so():
    """One insats, but the sum still has its own name."""
    figures = _figures({"deltagare": PEOPLE})
    assert figures["participants;period=2026-10"].label == "Deltaganden i alla insatser"


def test_stock_and_flow_month_by_month():
    """January: two from before, p3 comes, p2 leaves on the first; p1 and p3 are left."""
    figures = _figures({"deltagare": PEOPLE})
    names = ("month_stock_in", "month_started", "month_ended", "month_stock")
    assert [_value(figures, name, insats=INSATS, month="2026-01") for name in names] == [2, 1, 1, 2]
    assert [_value(figures, name, insats=INSATS, month="2026-03") for name in names] == [3, 0, 1, 2]
    assert [_value(figures, name, insats=INSATS, month="2026-10") for name in names] == [3, 1, 0, 4]
    assert f"month_stock;period=2026-10;insats={INSATS};month=2026-11" not in figures


def test_an_exit_falls_in_the_first_class_that_fits():
    """p2 studies though no next step is told, p3 gets support from the right part; p5 leaves after October."""
    figures = _figures({"deltagare": PEOPLE})
    assert _value(figures, "exit", insats=INSATS) == 2
    options = {
        f.dims.option: int(f.value) for f in figures.values() if f.measure == "exit" and f.dims.option and f.dims.insats
    }
    assert options == {"arbete": 0, "studier": 1, "narmare": 0, "ratt_stod": 1, "inget": 0, "saknas": 0}


def test_the_goal_at_exit_is_one_share_of_those_whose_outcome_is_known():
    """p1 works, p2 trains for work, p3 got none of the goals, of p4 nothing is told: two of three."""
    rows = """
person | startdatum | slutdatum  | nasta_steg | sysselsattning_slut
p1     | 2026-01-10 | 2026-02-10 | arbete     |
p2     | 2026-01-10 | 2026-03-10 |            | arbetstraning
p3     | 2026-01-10 | 2026-03-31 | inget      |
p4     | 2026-01-10 | 2026-04-01 |            |
p5     | 2026-01-10 |            |            |
"""
    goal = _figures({"deltagare": rows})[f"exit_goal;period=2026-10;insats={INSATS}"]
    assert (goal.numerator, goal.denominator, goal.printed) == (2, 3, "67\u00a0%")
    assert goal.disclosure is DisclosureClass.PERSON


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "arbete", "studier", "praktik", "stod_fran_ratt_part", "annan_insats", "inget"]),
            st.sampled_from(["", "arbete", "studier", "praktik", "sjukskriven"]),
            st.sampled_from(["", "2025-12-31", "2026-01-01", "2026-05-04", "2026-10-31", "2026-11-01"]),
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=60)
def test_the_goal_at_exit_counted_a_second_way(told):
    """Plain loops over the rows: who ended this year, whose outcome is known, and who reached any of the goals."""
    lines = [f"p{n} | 2025-06-01 | {stop} | {step} | {after}" for n, (step, after, stop) in enumerate(told)]
    head = "person | startdatum | slutdatum | nasta_steg | sysselsattning_slut"
    found = _figures({"deltagare": "\n".join([head, *lines])}).get(f"exit_goal;period=2026-10;insats={INSATS}")
    reached = known = ended = 0
    for step, after, stop in told:
        if "2026-01-01" <= stop <= "2026-10-31":
            ended += 1
            is_goal = step in {"arbete", "studier", "praktik", "stod_fran_ratt_part"} or after in _GOALS
            known += is_goal or step in {"annan_insats", "inget"}
            reached += is_goal
    if not ended:
        assert found is None
    else:
        assert (int(found.numerator), int(found.denominator)) == (reached, known)


_GOALS = {"arbete", "studier", "praktik"}


def test_an_exit_without_any_answer_is_unknown():
    """Nothing told is not the same as none of the goals."""
    figures = _figures({"deltagare": "person | startdatum | slutdatum\np1 | 2026-01-10 | 2026-02-10"})
    assert _value(figures, "exit", insats=INSATS, option="saknas") == 1
    assert _value(figures, "exit", insats=INSATS, option="inget") == 0


ANSWERS = """
person | omgang      | fraga | svar                | datum
p1     | tre_manader | stod  | i_stor_utstrackning | 2026-04-15
p2     | tre_manader | stod  | inte_alls           | 2026-04-15
p1     | avslut      | stod  | i_stor_utstrackning | 2026-09-01
"""
DUE = """
person | startdatum | slutdatum
p1     | 2026-01-10 | 2026-09-01
p2     | 2026-01-10 |
p3     | 2026-01-10 |
p4     | 2026-01-10 | 2026-02-01
p5     | 2026-09-20 |
"""


def test_waves_stand_apart_with_how_many_they_were_due_for():
    """After three months it was due for p1, p2 and p3; p4 had left and p5 is new. At exit for p1 and p4."""
    figures = _figures({"deltagare": DUE, "upplevd_process": ANSWERS})
    early = figures[f"experience;period=2026-10;insats={INSATS};row=stod;wave=tre_manader"]
    late = figures[f"experience;period=2026-10;insats={INSATS};row=stod;wave=avslut"]
    assert (early.numerator, early.answers, early.invited, early.missing) == (1, 2, 3, 1)
    assert (late.numerator, late.answers, late.invited) == (1, 1, 2)
    assert early.disclosure is DisclosureClass.EXPERIENCE


def test_each_answer_is_counted_beside_the_share():
    """Of two who answered after three months one to a great extent and one not at all; nobody anything else."""
    figures = _figures({"deltagare": DUE, "upplevd_process": ANSWERS})
    beside = {f.dims.option: f for f in figures.values() if f.measure == "answer_option" and f.dims.wave != "avslut"}
    counts = {"i_mycket_stor_utstrackning": 0, "i_stor_utstrackning": 1, "i_liten_utstrackning": 0, "inte_alls": 1}
    assert {option: figure.numerator for option, figure in beside.items()} == counts | {"vet_ej": 0}
    assert {(f.denominator, f.answers, f.invited, str(f.disclosure)) for f in beside.values()} == {
        (2, 2, 3, "experience")
    }
    assert beside["inte_alls"].label == "Inte alls"


def test_a_question_of_a_matpunkt_is_told_in_its_other_wave():
    """The mätpunkt judges the wave at exit; the wave after three months stands beside it."""
    judged = {
        "kind": "survey_share", "wave": "avslut", "scale": "utstrackning",
        "value": {"table": "upplevd_process", "where": {"fraga": "stod"}, "column": "svar", "date": "datum"},
    }  # fmt: skip
    figures = _figures({"deltagare": DUE, "upplevd_process": ANSWERS}, matpunkt=judged)
    other = figures[f"matpunkt_wave;period=2026-10;insats={INSATS};matpunkt=prov;wave=tre_manader"]
    assert (other.numerator, other.invited, other.verdict) == (1, 3, None)
    assert not [figure for figure in figures.values() if figure.measure == "experience"]
    assert figures[f"answer_option;{other.id.partition(';')[2]};option=inte_alls"].numerator == 1


def test_a_sensitive_question_is_as_sensitive_in_its_other_wave():
    """It has the class of its mätpunkt there too, and is not told answer by answer."""
    judged = {
        "kind": "survey_share", "wave": "avslut", "scale": "utstrackning", "class": "sensitive",
        "value": {"table": "upplevd_process", "where": {"fraga": "stod"}, "column": "svar", "date": "datum"},
    }  # fmt: skip
    figures = _figures({"deltagare": DUE, "upplevd_process": ANSWERS}, matpunkt=judged)
    other = figures[f"matpunkt_wave;period=2026-10;insats={INSATS};matpunkt=prov;wave=tre_manader"]
    assert other.disclosure == "sensitive"
    assert not [figure for figure in figures.values() if figure.measure == "answer_option" and figure.dims.matpunkt]


def test_the_violence_form_tells_only_whether_it_was_answered():
    """p1 and p2 have had their 30 days, p2 declined; p3 began in October and is not due."""
    figures = _figures({
        "deltagare": "person | startdatum\np1 | 2026-01-10\np2 | 2026-01-10\np3 | 2026-10-10",
        "vald": "person | besvarat | datum\np1 | ja | 2026-02-01\np2 | nej | 2026-02-01",
    })  # fmt: skip
    assert _value(figures, "violence_form", insats=INSATS) == Fraction(1, 2)
    assert _value(figures, "violence_form") == Fraction(1, 2)


RATINGS = """
person | datum      | instrument | roll        | fraga | varde
p1     | 2025-11-01 | bip        | deltagare   | q1    | 5
p1     | 2026-01-30 | bip        | deltagare   | q1    | 3
p1     | 2026-02-20 | bip        | deltagare   | q1    | 4
p2     | 2026-01-01 | bip        | deltagare   | q1    | 3
p2     | 2026-04-01 | bip        | deltagare   | q1    | 3
p3     | 2026-01-01 | bip        | deltagare   | q1    | 3
p4     | 2025-01-01 | bip        | deltagare   | q1    | 3
p4     | 2025-04-01 | bip        | deltagare   | q1    | 1
p1     | 2026-01-30 | bip        | handlaggare | q1    | 1
"""


def test_the_middle_of_the_times_between_ratings_is_in_whole_weeks_half_upwards():
    """Twenty persons, half of them after 17 days and half after 18: 2,5 weeks are told as 3."""
    rows = [f"p{n} | 2026-{day} | bip | deltagare | q1 | 3" for n in range(20) for day in ("03-01", f"03-{18 + n % 2}")]
    figures = _figures({"skattningar": "\n".join(["person | datum | instrument | roll | fraga | varde", *rows])})
    [told] = [figure for figure in figures.values() if figure.measure == "rating_in_time"]
    assert "omkring 3\N{NO-BREAK SPACE}veckor" in told.note


def test_ratings_are_compared_within_the_person():
    """p1 is lower than in 2025 though higher than in January, p2 the same, p3 rated once.

    p4 was not rated this year. One gap of two is in time.
    """
    figures = _figures({"skattningar": RATINGS})
    dims = {"insats": INSATS, "row": "bip", "role": "deltagare"}
    assert _value(figures, "rating_change", **dims) == 2
    options = {
        option: _value(figures, "rating_change", option=option, **dims) for option in ("battre", "samma", "samre")
    }
    assert options == {"battre": 0, "samma": 1, "samre": 1}
    assert _value(figures, "rating_once", **dims) == 1
    assert _value(figures, "rating_in_time", **dims) == Fraction(1, 2)  # 21 days for p1, 90 for p2
    assert _value(figures, "rating_once", insats=INSATS, row="bip", role="handlaggare") == 1


DEVIATIONS = """
avvikelse | inkommen_datum | rapporterande_part | mottagande_part   | kategori | aterkopplad_datum | avslutad_datum
A1        | 2025-12-01     | grums              | forsakringskassan | tid      |                   |
A2        | 2026-01-10     | grums              | forsakringskassan | tid      | 2026-03-11        | 2026-03-11
A3        | 2026-01-10     | grums              | forsakringskassan | ansvar   | 2026-03-12        |
A4        | 2026-09-01     | hammaro            | grums             | tid      |                   |
A5        | 2026-08-31     | hammaro            | grums             | tid      |                   |
A6        | 2026-11-01     | hammaro            | grums             | tid      |                   |
"""


def test_avvikelser_by_age_part_and_kind():
    """Sixty days after 1 September is 31 October: A4 is not yet old, A5 is. A2 was answered on its 60th day."""
    figures = _figures({"avvikelser": DEVIATIONS})
    names = {
        "deviations": 4, "deviations_closed": 1, "deviations_open": 4, "deviations_open_old": 3,
        "deviations_answered_in_time": 1, "deviations_late": 1,
    }  # fmt: skip
    assert {name: _value(figures, name) for name in names} == names
    assert _value(figures, "deviations_between", part="grums", option="forsakringskassan") == 2
    assert _value(figures, "deviations_kind", option="tid") == 3
    assert _value(figures, "deviations_between_kind", part="hammaro", option="grums", row="tid") == 2


CASES = """
arende | person | inkommet_datum | rekommendation_datum | avslutat_datum
a1     | p1     | 2026-01-10     | 2026-01-20           | 2026-02-01
a2     | p1     | 2026-01-31     | 2026-02-20           |
a3     | p2     | 2025-12-31     |                      |
"""


def test_cases_month_by_month_and_the_persons_behind_them():
    """Two cases come in January, one is closed in February; two of one person are one person."""
    figures = _figures({"tris_arenden": CASES})
    names = ("cases_in", "cases_recommended", "cases_closed", "cases_open")
    assert [_value(figures, name, insats=INSATS, month="2026-01") for name in names] == [2, 1, 0, 3]
    assert [_value(figures, name, insats=INSATS, month="2026-02") for name in names] == [0, 1, 1, 2]
    assert _value(figures, "case_persons", insats=INSATS) == 1


def test_places_hold_until_the_next_row():
    """Eight places until May, then ten; the used ones beside."""
    told = "plats | datum | platser | nyttjade\ng1 | 2026-01-01 | 8 | 5\ng1 | 2026-05-10 | 10 | 9"
    figures = _figures({"kapacitet": told})
    assert [_value(figures, "places", insats=INSATS, month=month) for month in ("2026-04", "2026-05")] == [8, 10]
    assert _value(figures, "places_used", insats=INSATS, month="2026-10") == 9


NATIONAL = "ar | totalt | kvinnor | man\n2026 | 30 | 20 | 10"


def test_national_statistics_of_a_strukturinsats_have_no_sex():
    """An individinsats has women and men; a strukturinsats has its total alone, whatever was delivered."""
    split = _figures({"nationell_statistik": NATIONAL})
    assert _value(split, "national", insats=INSATS, year="2026", sex="kvinna") == 20
    whole = _figures({"nationell_statistik": NATIONAL}, insats={"orientation": ("struktur",)})
    assert [figure.dims.sex for figure in whole.values() if figure.measure == "national"] == [None]


def _reconciled(tables, *, until=date(2026, 12, 31)):
    matpunkt = {
        "kind": "count", "count": {"table": "deltagare", "date": "startdatum", "per": "person"},
        "target": {"at_least": 2, "unit": "personer"},
    }  # fmt: skip
    return reconciliations(example_plan(matpunkt), deliveries(tables, until=until), Period.parse("2026"))


@pytest.mark.parametrize(
    ("told", "found"), [(2, []), (3, ["Raderna ger 2, projektägarens sammanräkning 3. Raderna visas."])]
)
def test_rows_and_an_owners_own_figure_are_compared(told, found):
    """Equal figures say nothing; a difference is a finding with both."""
    rows = "person | startdatum\np1 | 2026-01-10\np2 | 2026-02-10"
    tables = {"deltagare": rows, "aggregat": f"matpunkt | period | kon | taljare\nprov | 2026 | alla | {told}"}
    assert [finding.text for finding in _reconciled(tables)] == found


def test_rows_are_compared_for_the_days_that_the_figure_covers():
    """A figure until June is compared with the rows until June."""
    rows = "person | startdatum\np1 | 2026-01-10\np2 | 2026-08-10"
    tables = {"deltagare": rows, "aggregat": "matpunkt | period | kon | taljare\nprov | 2026-01..06 | alla | 1"}
    assert _reconciled(tables) == []


COUNTED = {
    "kind": "share", "class": "person",
    "base": {"table": "deltagare", "date": "startdatum", "per": "person"},
    "count": {"table": "vald", "date": "datum", "per": "person"},
}  # fmt: skip


@pytest.mark.parametrize("rows", [None, "person | startdatum", "person | startdatum\np1 | 2025-01-10"])
def test_an_owners_own_figure_does_not_lose_to_a_sheet_that_is_blank_for_the_time(rows):
    """No sheet, one without rows, or last year's rows alone: what the owner has counted is the figure."""
    told = "matpunkt | period | kon | taljare | namnare\nprov | 2026 | alla | 9 | 12"
    sheets = {"deltagare": rows, "vald": None if rows is None else "person | datum"}
    tables = {name: text for name, text in sheets.items() if text} | {"aggregat": told}
    came = deliveries(tables, until=date(2026, 12, 31))
    figures = indicator_figures(example_plan(COUNTED), came, Period.parse("2026"))
    assert [(figure.numerator, figure.denominator) for figure in figures] == [(9, 12)]
    assert reconciliations(example_plan(COUNTED), came, Period.parse("2026")) == []


def test_without_an_own_figure_a_blank_sheet_says_that_there_are_none():
    """A table that has come without rows is a count of nothing, not something that is missing."""
    matpunkt = {"kind": "events", "count": {"table": "handelser", "date": "datum", "where": {"typ": "mote"}}}
    came = deliveries({"handelser": "typ | datum"}, until=date(2026, 12, 31))
    assert [figure.value for figure in indicator_figures(example_plan(matpunkt), came, Period.parse("2026"))] == [0]


@pytest.mark.parametrize(
    ("disclosure", "public"),
    [
        ("activity", "Raderna ger 1 av 2, projektägarens sammanräkning 9 av 12. Raderna visas."),
        ("person", "Raderna och projektägarens sammanräkning är olika. Raderna visas."),
    ],
)
def test_a_difference_is_told_in_numbers_only_where_the_figure_is_open(disclosure, public):
    """The kansli sees both figures; what is about persons is said in words, in the note beside the figure too."""
    asked = example_plan(COUNTED | {"class": disclosure})
    tables = {
        "deltagare": "person | startdatum\np1 | 2026-01-10\np2 | 2026-02-10",
        "vald": "person | datum\np1 | 2026-01-20",
        "aggregat": "matpunkt | period | kon | taljare | namnare\nprov | 2026 | alla | 9 | 12",
    }
    exact = build(asked, Period.parse("2026"), deliveries(tables, until=date(2026, 12, 31)))
    told = {
        release.edition: [finding.text for finding in release.findings if finding.id.startswith("reconcile.")]
        for release in (exact, editions(asked, exact).public)
    }
    numbers = "Raderna ger 1 av 2, projektägarens sammanräkning 9 av 12. Raderna visas."
    assert told == {Edition.INTERNAL: [numbers], Edition.PUBLIC: [public]}
    notes = [figure.note for figure in exact.figures if figure.measure == "matpunkt" and figure.note]
    assert [public.removesuffix(" Raderna visas.") in note for note in notes] == [True]


def test_national_statistics_are_compared_when_the_year_is_over():
    """Thirty in the national statistics and two in the rows; before the year is over nothing is said."""
    tables = {"deltagare": "person | startdatum\np1 | 2026-01-10\np2 | 2026-02-10", "nationell_statistik": NATIONAL}
    assert [finding.id for finding in _reconciled(tables)] == [f"reconcile.national.{INSATS}"]
    assert _reconciled(tables, until=OCTOBER) == []


_DAY = st.dates(date(2025, 6, 1), date(2026, 12, 31))


@st.composite
def _stays(draw):
    rows = ["person | kon | startdatum | slutdatum | nasta_steg"]
    for place in range(draw(st.integers(1, 12))):
        start, stop = sorted((draw(_DAY), draw(_DAY)))
        person, sex = draw(st.integers(1, 5)), draw(st.sampled_from(["kvinna", "man", ""]))
        end = f"{stop} | {draw(st.sampled_from(['arbete', 'inget', '']))}" if draw(st.booleans()) else " | "
        rows.append(f"p{person}{place % 2} | {sex} | {start} | {end}")
    return "\n".join(rows)


@pytest.mark.slow
@given(stays=_stays())
@settings(max_examples=25)
def test_flows_add_up_over_months_sexes_and_exits(stays):
    """Stock in, plus started, less ended, is stock; months make the year; sexes and classes sum to all."""
    figures = _figures({"deltagare": stays})
    months = [f"2026-{month:02}" for month in range(1, 11)]
    for month in months:
        before, came, left, after = (_value(figures, f"month_{n}", insats=INSATS, month=month) for n in _FLOW)
        assert before + came - left == after
    for name in ("started", "ended"):
        by_month = sum(_value(figures, f"month_{name}", insats=INSATS, month=month) for month in months)
        assert by_month == _value(figures, f"year_{name}", insats=INSATS)
    for name in ("participants", *(f"year_{n}" for n in _FLOW)):
        sexes = [f for f in figures.values() if f.measure == name and f.dims.sex and f.dims.insats]
        assert sum(int(f.value) for f in sexes) == _value(figures, name, insats=INSATS)
    exits = [f for f in figures.values() if f.measure == "exit" and f.dims.insats]
    assert sum(int(f.value) for f in exits if f.dims.option) == sum(int(f.value) for f in exits if not f.dims.option)


_FLOW = ("stock_in", "started", "ended", "stock")


@pytest.mark.parametrize("column", ["forsorjning_start", "nasta_steg", "remitterande_part"])
def test_persons_split_by_anything_told_of_them_are_about_persons(column):
    """Whatever class the mätpunkt has: three with aktivitetsstöd is a small group as three women is."""
    rows = f"person | startdatum | {column}\np1 | 2026-01-10 |\np2 | 2026-01-10 |"
    base = {"table": "deltagare", "date": "startdatum", "per": "person"}
    asked = {"kind": "distribution", "class": "activity", "by": [column], "base": base, "target": "ej angivet i planen"}
    made = indicator_figures(example_plan(asked), deliveries({"deltagare": rows}), Period.parse("2026-10"))
    split = [f for f in made if f.measure == "matpunkt" and {"option", "part"} & {name for name, _ in f.dims.items()}]
    assert {figure.disclosure for figure in split} == {DisclosureClass.PERSON}
