"""How a figure is told in words: what it is made of, who answered, how sure it is and why it is judged so."""

import re
from datetime import date
from fractions import Fraction

from markupsafe import Markup

from samspelet_lib.figure import Figure, Mark, Unit, Verdict
from samspelet_lib.report.section import verdict
from samspelet_lib.swedish import NBSP, number, percent, tkr, until_sentence

_IN_MONEY = {"financial", "equity_share", "contribution_share", "group_share"}  # their counts are öre
_THOSE = "de "
_PERCENT = f"{NBSP}%"
_RESTATED = re.compile(r"^(?:Lägst )?[−,\d\xa0]+(?: av \d[\d\xa0]*)?(?: \([^)]*\))?; målet är ([^.]*)\.\s*")


def made_of(figure: Figure, *, in_full: bool = True) -> str:
    """What a value is made of: `18 av 20 som avslutade`; empty where there is nothing to add."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    amount = tkr if figure.measure in _IN_MONEY else number
    part, whole = amount(figure.numerator), amount(figure.denominator)
    label = figure.base_label if in_full else None
    if label and label.startswith(_THOSE):
        return f"{part} av de {whole} {label.removeprefix(_THOSE)}"
    return f"{part} av {whole} {label}" if label else f"{part} av {whole}"


def with_unit(figure: Figure) -> str:
    """The value with what is counted, days and what the target says: `46 dagar`, `59 personer`."""
    value = figure.printed or Mark.MISSING.value
    target = figure.target
    if figure.unit is Unit.DAYS and figure.value is not None:
        return f"{value}{NBSP}{'dag' if figure.value == 1 else 'dagar'}"
    if figure.unit is not Unit.COUNT or figure.value is None:
        return value
    if target is None:
        # Of a count that is no part of anything the label is what is counted: `13 kvar vid periodens slut`.
        return f"{value} {figure.base_label}" if figure.base_label and figure.denominator is None else value
    bound = target.at_least if target.at_least is not None else target.at_most
    # The plan's word stands in the target's number, one or many.
    return f"{value}{NBSP}{target.unit}" if (figure.value == 1) == (bound == 1) else value


def with_parts(figure: Figure, *, in_full: bool = True) -> str:
    """The value and, of a share, what it is made of."""
    parts = made_of(figure, in_full=in_full)
    value = with_unit(figure)
    return f"{value} ({parts})" if parts and figure.unit is Unit.SHARE else value


def answered(figure: Figure) -> str:
    """How many answered of how many could have; empty where nobody was asked."""
    if figure.answers is None:
        return ""
    if not figure.invited:
        return f"{number(figure.answers)} har svarat; hur många som kunde ha svarat är inte känt"
    if figure.answers > figure.invited:
        return f"{number(figure.answers)} har svarat, fler än de {number(figure.invited)} som enligt underlaget kunde"
    rate = percent(Fraction(figure.answers, figure.invited))
    return f"{number(figure.answers)} av {number(figure.invited)} ({rate})"


def span(figure: Figure) -> str:
    """The lowest and highest the value could be had all answered; empty where all did."""
    if figure.low is None or figure.high is None or figure.low == figure.high:
        return ""
    if figure.unit is Unit.SHARE:
        return f"{percent(figure.low).removesuffix(_PERCENT)}–{percent(figure.high)} om alla hade svarat"
    return f"{number(figure.low, figure.decimals)}–{number(figure.high, figure.decimals)} om alla hade svarat"


def exact_enough(figure: Figure, target: str) -> str:
    """The value as printed, with a decimal more where rounding would make it look like the target."""
    share = figure.share
    if share is None or not target.endswith(f" {figure.printed}") or share == figure.value == round(share, 2):
        return figure.printed
    return percent(share, figure.decimals + 1)


def reason_alone(figure: Figure) -> str:
    """Why the verdict is what it is, without value and target, which stand beside it.

    They stay where the value as printed would seem to reach its target.
    """
    reason = figure.verdict_reason or ""
    restated = _RESTATED.match(reason)
    if restated is None or (figure.verdict in _SHORT and figure.printed in restated[1]):
        return reason
    return reason[restated.end() :]


_SHORT = {Verdict.AT_RISK, Verdict.NOT_REACHED}


def judged(figure: Figure) -> Markup:
    """The verdict in word and sign, with what there is to add."""
    word = verdict(figure.verdict) if figure.verdict else Markup("")
    reason = reason_alone(figure)
    return Markup("{}<br>{}").format(word, reason) if reason else word


def note_alone(figure: Figure, until: str | None) -> str:
    """The figure's note without how far its data reach, where the page's head says the same."""
    known = until_sentence(date.fromisoformat(until)) if until else ""
    return (figure.note or "").replace(known, "").strip() if known else figure.note or ""
