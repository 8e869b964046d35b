"""What participants answer and rate: waves side by side, change within the person, and the violence form.

Waves are never pooled, and of the violence form it is only told whether it was answered.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from samspelet_lib.data.dimensions import labels
from samspelet_lib.figure import DisclosureClass, Figure, Nature, Unit
from samspelet_lib.period import DAYS_PER_WEEK
from samspelet_lib.plan.matpunkt import Direction, Kind, Matpunkt, PeriodRule, RowSelection
from samspelet_lib.plan.policy import Wave
from samspelet_lib.rules.beside import Beside
from samspelet_lib.rules.kind_changes import changes, series_names
from samspelet_lib.rules.kind_shares import share
from samspelet_lib.rules.kind_surveys import answered_once
from samspelet_lib.rules.overview_people import START, STOP, TABLE
from samspelet_lib.rules.result import Ask, Result
from samspelet_lib.rules.select import Codes, Mask, Rows, matching, placed
from samspelet_lib.rules.taking_part import PERSON, persons
from samspelet_lib.swedish import first_upper, plural, rounded, without_share

QUESTION, ANSWER, RATINGS = "fraga", "svar", "skattningar"
_ROLES = {"deltagare": "Deltagarens skattning", "handlaggare": "Handläggarens skattning"}
_CHANGES = {"battre": "Högre", "samma": "Samma", "samre": "Lägre"}


@dataclass(frozen=True)
class _Item:
    """A question in one wave: the mätpunkt that asks it in another wave, where there is one."""

    wave: Wave
    question: str
    matpunkt: Matpunkt | None


def experience(look: Beside) -> Iterator[Figure]:
    """Every question of each wave that no mätpunkt judges: positive answers, of those who answered when it was due.

    Beside each how many gave each answer (`answer_option`).

    A question that a mätpunkt asks in another wave is `matpunkt_wave` of that mätpunkt; others are `experience`
    with the question as `row`.
    """
    for wave in look.plan.policy.waves:
        for insats in look.with_rows(wave.table):
            for item in _items(look, insats.id, wave):
                yield from _answers(look, insats.id, item)


def _items(look: Beside, insats: str, wave: Wave) -> Iterator[_Item]:
    rows = look.book.rows(wave.table, insats)
    asked = rows[QUESTION][rows.is_any("omgang", (wave.id,))].unique()
    owned = {
        (str(matpunkt.value.where.get(QUESTION)), matpunkt.wave): matpunkt
        for matpunkt in look.plan.insats(insats).matpunkter
        if isinstance(matpunkt.value, RowSelection) and matpunkt.kind is Kind.SURVEY_SHARE
    }
    for question in sorted(asked):
        elsewhere = [m for (own, other), m in owned.items() if own == question and other != wave.id]
        if (question, wave.id) not in owned:
            yield _Item(wave, question, elsewhere[0] if elsewhere else None)


def _answers(look: Beside, insats: str, item: _Item) -> Iterator[Figure]:
    wave = item.wave
    scale = item.matpunkt.scale if item.matpunkt else wave.scale
    selection = RowSelection(table=wave.table, where={QUESTION: item.question}, column=ANSWER, date="datum")
    asked = {"value": selection, "scale": scale, "wave": wave.id}
    ask = _ask(look, insats, kind=Kind.SURVEY_SHARE, **asked)
    answers = answered_once(ask, selection)
    result = answers.tally(answers.rows.everyone, _due(look, insats, wave))
    own_class = item.matpunkt.disclosure if item.matpunkt else DisclosureClass.EXPERIENCE
    disclosure = max(own_class, DisclosureClass.EXPERIENCE, key=list(DisclosureClass).index)
    said: dict[str, object] = {"disclosure": disclosure, "nature": Nature.EXPERIENCE}
    dims = {"insats": insats, "wave": wave.id}
    if item.matpunkt:
        source = look.plan.insats(insats).document.pinpoint(item.matpunkt.ref)
        own, said = {**dims, "matpunkt": item.matpunkt.id}, {**said, "sources": (source,)}
        yield look.figure("matpunkt_wave", own, result, label=wave.name, **said)
    else:
        own, label = {**dims, "row": item.question}, f"{_name_of(look, item.question)}, {wave.name.lower()}"
        yield look.figure("experience", own, result, label=label, **said)
    if disclosure is not DisclosureClass.EXPERIENCE:
        return  # what is more sensitive is not told answer by answer
    for part in answers.options(labels(look.plan, answers.rows.table, answers.column), result):
        yield look.figure(part.measure, {**own, **part.dims}, part, label=part.label, **said)


def _name_of(look: Beside, question: str) -> str:
    """What a question is called: as the mätpunkt that asks it, without its target; else by its id."""
    names = (m.name for _, _, m in look.plan.all_matpunkter() if _asks(m, question))
    return first_upper(without_share(next(names, question.replace("_", " "))))


def _asks(matpunkt: Matpunkt, question: str) -> bool:
    return isinstance(matpunkt.value, RowSelection) and matpunkt.value.where.get(QUESTION) == question


def _due(look: Beside, insats: str, wave: Wave) -> int | None:
    """How many persons the wave fell due for within the year; None when no participants have been delivered."""
    rows, span = look.book.rows(TABLE, insats), look.year(insats)
    if not len(rows):
        return None
    days = rows.days(START if wave.after == "start" else STOP) + np.timedelta64(wave.days, "D")
    due: Mask = days + np.timedelta64(wave.grace_days, "D") <= np.datetime64(span.last)
    due &= days >= np.datetime64(str(span.first))
    if wave.after == "start":
        due &= rows.is_blank(STOP) | (rows.days(STOP) >= days)
    return len(persons(rows, due))


def _ask(look: Beside, insats: str, **keys: object) -> Ask:
    """A question that no mätpunkt asks, about the year so far."""
    head = {"id": "bredvid", "text": "", "ref": "", "name": "", "class": "activity", "nature": Nature.PROCESS}
    matpunkt = Matpunkt.model_validate({**head, "period": PeriodRule.CALENDAR_YEAR, **keys})
    return Ask(look.plan, look.book, insats, matpunkt, look.year(insats))


def violence_forms(look: Beside) -> Iterator[Figure]:
    """Of those who began this year and have had their days, the share that answered the form; never what they said."""
    found = []
    for insats in look.with_rows("vald"):
        if not len(look.book.rows(TABLE, insats.id)):
            continue
        base = RowSelection(table=TABLE, date=START, per=PERSON)
        count = RowSelection(table="vald", where={"besvarat": True}, per=PERSON)
        days = int(look.plan.policy.follow_up.violence_due.exact)
        result = share(_ask(look, insats.id, kind=Kind.SHARE, base=base, count=count, due_days=days))
        found.append(result)
        dims = {"insats": insats.id}
        yield look.figure("violence_form", dims, result, label=insats.name, disclosure=DisclosureClass.ACTIVITY)
    if found:
        result = _sum(found)
        yield look.figure(
            "violence_form", {}, result, label="Deltaganden i alla insatser", disclosure=DisclosureClass.ACTIVITY
        )


def _sum(results: list[Result]) -> Result:
    numerator = sum(result.numerator or 0 for result in results)
    denominator = sum(result.denominator or 0 for result in results)
    missing = sum(result.missing or 0 for result in results)
    whole = replace(
        results[0], numerator=numerator, denominator=denominator, missing=missing or None, low=None, high=None
    )
    return replace(whole, value=Fraction(numerator, denominator) if denominator else None, notes=())


def ratings(look: Beside) -> Iterator[Figure]:
    """How many persons have changed for the better, not at all or for the worse, and whether ratings came in time."""
    for instrument in look.plan.policy.instruments:
        for insats in look.with_rows(RATINGS):
            rows = look.book.rows(RATINGS, insats.id)
            for role, name in _ROLES.items():
                own = rows.is_any("instrument", (instrument.id,)) & rows.is_any("roll", (role,))
                if own.any():
                    dims = {"insats": insats.id, "row": instrument.id, "role": role}
                    yield from _rated(look, dims, label=f"{instrument.name}: {name.lower()}")


def _rated(look: Beside, dims: dict[str, str], *, label: str) -> Iterator[Figure]:
    where = {"instrument": dims["row"], "roll": dims["role"]}
    selection = RowSelection(table=RATINGS, where=where, column="varde", date="datum", per=PERSON)
    ask = _ask(look, dims["insats"], kind=Kind.PAIRED_CHANGE, value=selection, direction=Direction.UP)
    every = changes(ask.from_the_start(), selection, series_names(ask.rows(selection), selection))
    rated = _rated_this_year(ask, selection)
    found = every.of(rated)
    process, person = {"disclosure": DisclosureClass.ACTIVITY}, {"disclosure": DisclosureClass.PERSON}
    note = "Från personens första skattning till den senaste, för den som har skattats under året."
    yield look.count("rating_change", dims, len(found.units), label=label, note=note, **person)
    for option, number in zip(_CHANGES, (found.better, found.same, found.worse), strict=True):
        said = {"label": _CHANGES[option], "nature": Nature.EXPERIENCE, **person}
        yield look.count("rating_change", {**dims, "option": option}, number, **said)
    yield look.count("rating_once", dims, len(rated) - len(found.units), label=f"{label}, en gång", **process)
    yield look.figure("rating_in_time", dims, _in_time(ask, selection), label=f"{label}, i tid", **process)


def _rated_this_year(ask: Ask, selection: RowSelection) -> Codes:
    rows = ask.rows(selection)
    return persons(rows, placed(rows, selection, ask.window) & matching(rows, selection.where))


def _in_time(ask: Ask, selection: RowSelection) -> Result:
    """Of the times between a person's ratings, the share that is neither too short nor too long.

    The middle of the times is told in whole weeks, and only where it is about as many persons as any median must be.

    Source: params/policy.toml, disclosure, statistic_base.
    """
    rows = ask.rows(selection)
    gaps, rated_again = _gaps(ask, selection, rows)
    least, most = (int(rule.exact) for rule in ask.follow_up.rating_interval)
    good = int(((gaps >= least) & (gaps <= most)).sum())
    note = f"I tid är {least}–{most} dagar efter den förra"
    if rated_again >= ask.plan.policy.disclosure.statistic_base:
        weeks = int(rounded(Fraction(float(np.median(gaps))) / DAYS_PER_WEEK))
        note += f"; i mitten omkring {plural(weeks, 'vecka', 'veckor')}"
    return Result(
        value=Fraction(good, len(gaps)) if len(gaps) else None,
        unit=Unit.SHARE,
        numerator=good,
        denominator=len(gaps),
        base_label="tider mellan två skattningar",
        notes=(f"{note}.",) if len(gaps) else (),
    )


def _gaps(ask: Ask, selection: RowSelection, rows: Rows) -> "tuple[np.ndarray[tuple[int], np.dtype[np.int64]], int]":
    """The days from each rating of a person to the next one, questions of one day taken together, and the persons."""
    mask = placed(rows, selection, ask.window) & matching(rows, selection.where)
    days = rows.days("datum")
    pairs = np.unique(np.stack([rows.units(PERSON)[mask], days[mask].astype(np.int64)]), axis=1)
    same = pairs[0][1:] == pairs[0][:-1]
    gaps: np.ndarray[tuple[int], np.dtype[np.int64]] = np.diff(pairs[1])[same]
    return gaps, len(np.unique(pairs[0][1:][same]))
