"""Which rows there are, and which of them have a mark, says nothing of the one person whom a page is about."""

import pytest
from kind_rows import deliveries, example_plan, last_day

from samspelet_lib.figure import ABOUT_PEOPLE, Mark
from samspelet_lib.period import Period
from samspelet_lib.release.build import build
from samspelet_lib.release.edition import to_public

BY_SEX = {
    "kind": "share_by_sex", "base": {"table": "deltagare", "date": "slutdatum", "per": "person"},
    "count": {"table": "planering_avslut", "where": {"planering": "ja"}, "per": "person"},
    "target": {"at_least": 0.9, "unit": "/1"},
}  # fmt: skip
BEGUN = {
    "kind": "distribution", "class": "person", "target": "ej angivet i planen", "by": ["kon", "aldersgrupp"],
    "base": {"table": "deltagare", "date": "startdatum", "per": "person"},
}  # fmt: skip
MADE_UP = BEGUN | {
    "base": {"table": "deltagare", "from": "startdatum", "to": "slutdatum", "per": "person"},
    "value": {"table": "resurser", "column": "timmar", "date": "period", "statistic": "sum"},
}
PERIODS = ["2026-01", "2026-01..08", "2026"]


def public(matpunkt, tables, period):
    """The public figures about people and of the mätpunkt."""
    asked = example_plan(matpunkt)
    release = build(asked, Period.parse(period), deliveries(tables, until=last_day(None)))
    told, _ = to_public(release, asked)
    return [figure for figure in told.figures if figure.disclosure in ABOUT_PEOPLE or figure.dims.matpunkt]


def one(kon="kvinna", *, age="25_34", step="arbete", plan="ja"):
    """One participant, who has ended in January."""
    row = f"p1 | {kon} | {age} | 2025-10-01 | 2026-01-20 | {step}"
    return {
        "deltagare": f"person | kon | aldersgrupp | startdatum | slutdatum | nasta_steg\n{row}",
        "planering_avslut": f"person | datum | kalla | planering\np1 | 2026-01-20 | deltagare | {plan}",
        "resurser": f"period | kon | timmar\n2026-01 | {kon or 'annat_okant'} | 4",
    }


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("matpunkt", [BY_SEX, MADE_UP], ids=["share by sex", "distribution"])
def test_the_one_who_was_there_may_be_anybody(matpunkt, period):
    """Woman, man, other or unknown, of any age or of none: the same rows with the same marks."""
    told = public(matpunkt, one(), period)

    assert {figure.dims.sex for figure in told if figure.measure == "matpunkt"} >= {"kvinna", "man", "annat_okant"}
    for other in (one("man"), one("annat_okant"), one(""), one(age="55_64"), one(age="")):
        assert public(matpunkt, other, period) == told


@pytest.mark.parametrize("period", PERIODS)
def test_the_one_who_left_may_have_any_outcome(period):
    """Known or not: the förbund's goal has the same mark, so nobody sees that the outcome is not known."""
    told = public(BY_SEX, one(), period)

    assert [figure.mark for figure in told if figure.measure == "exit_goal"] == [Mark.HIDDEN, Mark.HIDDEN]
    assert public(BY_SEX, one(step="inget"), period) == told
    assert public(BY_SEX, one(step=""), period) == told


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("matpunkt", [BY_SEX, BEGUN], ids=["share by sex", "distribution"])
def test_the_one_whom_the_owner_has_counted_may_be_anybody(matpunkt, period):
    """The owner has a row for the sex and age that there is, and none for the others."""

    def counted(kon, age):
        head = "matpunkt | period | kon | alternativ | taljare | namnare"
        groups = ("alla |", f"{kon} |", *([f"alla | {age}"] if matpunkt is BEGUN else []))
        return {"aggregat": "\n".join([head, *(f"prov | {period} | {group} | 1 | 1" for group in groups)])}

    told = public(matpunkt, counted("kvinna", "25_34"), period)
    assert public(matpunkt, counted("man", "55_64"), period) == told
    assert [figure.mark for figure in told if figure.dims.sex] == [Mark.HIDDEN] * 3


def test_that_none_of_many_are_men_is_a_zero():
    """Six women have ended; where a zero may be shown the men have no value, and are not hidden."""
    ended = "\n".join(f"p{n} | kvinna | 25_34 | 2025-10-01 | 2026-01-20 | arbete" for n in range(6))
    tables = one() | {"deltagare": f"{one()['deltagare'].splitlines()[0]}\n{ended}"}
    marks = {
        f.dims.sex: f.mark for f in public(BY_SEX, tables, "2026") if f.measure == "matpunkt" and not f.dims.reading
    }

    assert marks["man"] is Mark.MISSING
