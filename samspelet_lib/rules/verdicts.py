"""Verdicts: what a counted value says of its target, before and after the time is out.

Everything is compared unrounded. Before the time is out only what cannot be undone is reached or missed;
the rest is on track or at risk, against what is expected by now. Thresholds stand in params/policy.toml.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from samspelet_lib.figure import Unit, Verdict
from samspelet_lib.plan.matpunkt import Baseline, Direction
from samspelet_lib.rules.definitions import target_text
from samspelet_lib.rules.result import Ask, Result
from samspelet_lib.swedish import enumerate_words, long_date, number, percent

Judgement = tuple[Verdict, str]
Judge = Callable[[Ask, Result], Judgement]

NO_VALUE = "Det finns inget att räkna på ännu."
NO_TARGET = "Planen anger inget målvärde."
NO_BASELINE = "Planen anger inget utgångsläge att jämföra med."

_FROM_WORST = (Verdict.NOT_REACHED, Verdict.AT_RISK, Verdict.NOT_YET, Verdict.ON_TRACK, Verdict.REACHED)
_SEXES = {"kvinna": "kvinnor", "man": "män"}


class Aim(NamedTuple):
    """A value and the level it is to reach, unrounded, and both in words."""

    value: Fraction
    wanted: Fraction
    told: str


def by_target(rule: Callable[[Ask, Result, Aim], Judgement]) -> Judge:
    """The rule, for mätpunkter that have a target and something counted."""

    def judge(ask: Ask, result: Result) -> Judgement:
        if ask.target is None:
            return no_target(ask, result)
        if result.value is None:
            return Verdict.NOT_YET, " ".join([_why_nothing(result), *result.notes])
        if ask.target.at_least is None:
            return _at_most(ask, result.value, Fraction(ask.target.at_most or 0))
        return rule(ask, result, Aim(result.value, Fraction(ask.target.at_least), _told(ask, result)))

    return judge


def _why_nothing(result: Result) -> str:
    return f"Ingen av {number(result.invited)} har svarat." if result.invited else NO_VALUE


def no_target(ask: Ask, _: Result) -> Judgement:
    """For what is told without being judged; where the target stands elsewhere that is what is missing."""
    elsewhere = ask.matpunkt.target_stands_in
    if elsewhere:
        return Verdict.NOT_YET, f"Målvärdet står inte i planen utan i {elsewhere}."
    return Verdict.NO_TARGET, NO_TARGET


def _at_most(ask: Ask, value: Fraction, most: Fraction) -> Judgement:
    told = f"{number(value)}; målet är {target_text(ask.matpunkt)}."
    if value > most:
        return Verdict.NOT_REACHED, told
    return (Verdict.REACHED if ask.window.is_over else Verdict.ON_TRACK), told


@by_target
def judge_count(ask: Ask, result: Result, aim: Aim) -> Judgement:
    """A count of units against what is expected by now, from those who were there at the start."""
    if aim.value >= aim.wanted:
        return Verdict.REACHED, aim.told
    if ask.window.is_over:
        return _missed(result, aim)
    elapsed = ask.window.elapsed
    if elapsed is None:
        why = "Planen anger ingen start, så det går inte att säga hur långt det borde ha kommit."
        return Verdict.NOT_YET, f"{aim.told} {why}"
    expected = result.opening + (aim.wanted - result.opening) * elapsed
    start = f"Med {number(result.opening)} vid periodens början väntas" if result.opening else "Jämnt fördelat väntas"
    told = f"{aim.told} {start} {number(expected)} den {long_date(ask.window.last)}."
    return ahead(is_well=aim.value >= ask.follow_up.on_track.exact * expected, told=told)


def _missed(result: Result, aim: Aim) -> Judgement:
    """The time is out: missed, unless what is unknown could have reached it."""
    missing = result.missing or 0
    if aim.value + missing >= aim.wanted:
        return Verdict.NOT_YET, f"{aim.told} {number(missing)} saknar uppgift, och det avgör."
    return Verdict.NOT_REACHED, aim.told


@by_target
def judge_whole(ask: Ask, result: Result, aim: Aim) -> Judgement:
    """A count of whole things, such as meetings: only whole ones are expected by now."""
    return _whole(ask, result, aim)


def judge_set(ask: Ask, result: Result) -> Judgement:
    """All of a set; those that are missing are named."""
    value, wanted = result.value or Fraction(0), Fraction(result.denominator or 0)
    missing = [f"Saknas: {enumerate_words(result.named)}."] if result.named else []
    return _whole(ask, result, Aim(value, wanted, " ".join([f"{number(value)} av {number(wanted)}.", *missing])))


def _whole(ask: Ask, result: Result, aim: Aim) -> Judgement:
    if aim.value >= aim.wanted:
        return Verdict.REACHED, aim.told
    if ask.window.is_over:
        return _missed(result, aim)
    expected = int(aim.wanted * (ask.window.elapsed or 0))
    end = f"Tiden är ute {long_date(ask.window.end)}." if ask.window.end else "Planen anger inget slut."
    if expected or aim.value:
        return ahead(is_well=aim.value >= expected, told=f"{aim.told} {end}")
    # Nothing held when nothing is expected yet says nothing.
    return Verdict.NOT_YET, f"{aim.told} Inget är klart, och inget väntas ännu. {end}"


@by_target
def judge_window(ask: Ask, result: Result, aim: Aim) -> Judgement:
    """Something held within its days: reached when held, missed when the days are out, on track when planned."""
    days = ask.matpunkt.window
    span = f"{long_date(days.first)}–{long_date(days.last)}" if days else ""
    if aim.value >= aim.wanted:
        return Verdict.REACHED, f"Genomförd {long_date(result.on)}." if result.on else f"Genomförd {span}."
    if days and ask.window.last >= days.last:
        return Verdict.NOT_REACHED, f"Inte genomförd {span}."
    if result.named:
        return Verdict.ON_TRACK, f"Planerad {enumerate_words(result.named)}."
    return Verdict.NOT_YET, f"Ska ske {span}. Ingen planerad dag har lämnats."


def judge_lagged(ask: Ask, result: Result) -> Judgement:
    """A count that is read a while after; without a lag in the plan nobody knows when."""
    if ask.matpunkt.lag_days is None:
        return Verdict.NOT_YET, "Det är inte bestämt hur lång tid efteråt det ska följas upp."
    return _lagged(ask, result)


@by_target
def _lagged(ask: Ask, result: Result, aim: Aim) -> Judgement:
    """No miss before those who could decide it have been followed up."""
    missing = result.missing or 0
    if aim.value >= aim.wanted:
        return Verdict.REACHED, aim.told
    if ask.window.is_over and aim.value + missing + result.not_due < aim.wanted:
        return Verdict.NOT_REACHED, aim.told
    waiting = f"{number(missing)} är inte uppföljda och för {number(result.not_due)} har tiden inte gått ut."
    return Verdict.NOT_YET, f"{aim.told} {waiting}"


@by_target
def judge_share(ask: Ask, result: Result, aim: Aim) -> Judgement:
    """A share of a base: where unknown answers could turn the outcome there is no verdict yet."""
    if aim.value >= aim.wanted:
        return (Verdict.REACHED if ask.window.is_over else Verdict.ON_TRACK), aim.told
    if result.high is not None and result.high >= aim.wanted:
        return Verdict.NOT_YET, f"{aim.told} {number(result.missing or 0)} saknar uppgift, och det avgör."
    return (Verdict.NOT_REACHED if ask.window.is_over else Verdict.AT_RISK), aim.told


def judge_sexes(ask: Ask, result: Result) -> Judgement:
    """The share for all, and for women and men each: the least good of them is the verdict."""
    verdict, told = judge_share(ask, result)
    if ask.target is None or result.value is None:
        return verdict, told
    sexes = {sex: part for part in result.parts if (sex := part.dims.get("sex", "")) in _SEXES}
    for sex, part in sexes.items():
        if part.denominator == 0:
            continue  # that nobody is counted there is told by the part, which may be hidden
        own, why = judge_share(ask, part)
        if _FROM_WORST.index(own) < _FROM_WORST.index(verdict):
            verdict, told = own, f"För {_SEXES[sex]}: {why}"
    return verdict, told


@by_target
def judge_survey(ask: Ask, result: Result, aim: Aim) -> Judgement:
    """The positive share of those who answered, when enough have; else how much it could be."""
    problem = too_few_answers(ask, result)
    if problem:
        return Verdict.NOT_YET, problem
    return now_or_ahead(ask, is_well=aim.value >= aim.wanted, told=aim.told)


def too_few_answers(ask: Ask, result: Result) -> str | None:
    """Why the answers are not enough for a verdict; None when they are."""
    if result.answers is None or result.invited is None:
        return "Det är inte känt hur många som kunde ha svarat, så svarsandelen går inte att räkna ut."
    floor = ask.follow_up.answer_rate.exact
    if result.answers >= floor * result.invited:
        return None
    rate = percent(Fraction(result.answers, result.invited))
    said = f"{number(result.answers)} av {number(result.invited)} har svarat ({rate}); minst {percent(floor)} behövs."
    if result.low is None or result.high is None:
        return said
    return f"{said} Hade alla svarat kunde andelen vara {percent(result.low)}–{percent(result.high)}."


@by_target
def judge_level(ask: Ask, result: Result, aim: Aim) -> Judgement:
    """A level that is to hold all the time: once it has been missed that stands."""
    goal = f"målet är {target_text(ask.matpunkt)}."
    is_kept = aim.value >= aim.wanted
    if result.on is not None:
        return now_or_ahead(ask, is_well=is_kept, told=f"{number(aim.value)} den {long_date(result.on)}; {goal}")
    told = f"Lägst {number(aim.value)}; {goal}"
    if not is_kept:
        return Verdict.NOT_REACHED, f"{told} Under nivån: {enumerate_words(result.named)}." if result.named else told
    if result.missing:
        return Verdict.NOT_YET, " ".join([told, *result.notes])
    return now_or_ahead(ask, is_well=True, told=told)


def judge_direction(ask: Ask, result: Result) -> Judgement:
    """A value against the one it is to improve on; without that one there is nothing to judge by."""
    baseline = ask.matpunkt.baseline
    if not isinstance(baseline, Baseline):
        beside = any(part.measure == "matpunkt_previous" for part in result.parts)
        return Verdict.NOT_YET, NO_BASELINE + (
            " Värdet för samma tid året före står under mätpunkten." if beside else ""
        )
    if result.value is None:
        return Verdict.NOT_YET, NO_VALUE
    problem = too_few_answers(ask, result) if result.unit is Unit.SHARE else None
    if problem:
        return Verdict.NOT_YET, problem
    before = Fraction(baseline.value)
    is_better = result.value < before if ask.matpunkt.direction is Direction.DOWN else result.value > before
    told = f"Utgångsläget är {_printed(before, result)}, nu {_printed(result.value, result)}."
    return now_or_ahead(ask, is_well=is_better, told=told)


def judge_change(ask: Ask, result: Result) -> Judgement:
    """Change within persons: up when the middle change is above zero, or when more than a majority went up."""
    if result.value is None:
        return Verdict.NOT_YET, "Ingen person har skattats minst två gånger."
    bound = ask.follow_up.majority.exact if result.unit is Unit.SHARE else Fraction(0)
    told = f"{_printed(result.value, result)} bland {number(result.denominator or 0)} personer."
    return now_or_ahead(ask, is_well=result.value > bound, told=told)


def as_told(_: Ask, result: Result) -> Judgement:
    """For kinds whose notes tell the verdict."""
    return result.verdict or Verdict.NOT_YET, result.reason or NO_VALUE


def now_or_ahead(ask: Ask, *, is_well: bool, told: str) -> Judgement:
    """Reached or missed when the time is out, else on track or at risk."""
    if ask.window.is_over:
        return (Verdict.REACHED if is_well else Verdict.NOT_REACHED), told
    return ahead(is_well=is_well, told=told)


def ahead(*, is_well: bool, told: str) -> Judgement:
    """On track or at risk."""
    return (Verdict.ON_TRACK if is_well else Verdict.AT_RISK), told


def _told(ask: Ask, result: Result) -> str:
    """The value in words beside its target."""
    goal = f"målet är {target_text(ask.matpunkt)}."
    if result.value is None or result.unit is not Unit.SHARE:
        return f"{number(result.value or 0)}; {goal}"
    counted = f"{number(result.numerator or 0)} av {number(result.denominator or 0)}"
    return f"{counted} ({_printed(result.value, result)}); {goal}"


def _printed(value: Fraction, result: Result) -> str:
    if result.unit is Unit.SHARE:
        return percent(value, 0 if (value * 100).denominator == 1 else 1)
    return number(value, result.decimals) + (" dagar" if result.unit is Unit.DAYS else "")
