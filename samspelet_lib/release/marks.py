"""What a figure looks like once it is hidden: its mark, and nothing that tells the value."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from samspelet_lib import swedish
from samspelet_lib.figure import (
    ABOUT_PEOPLE,
    NOT_CONCERNED,
    NOT_TWICE,
    OF_A_BASE,
    DisclosureClass,
    Figure,
    Mark,
    Unit,
    Verdict,
)
from samspelet_lib.period import DAYS_PER_WEEK, MONTHS
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.quantities import counts_of

_BLANK = f"[ {swedish.NBSP}]"
_NUMBER = rf"\d[\d{swedish.NBSP}]*"
_TIMES = "dag(?:en|ar|arna)?|veck(?:a|an|or|orna)|månad(?:en|er|erna)?|år(?:et|en)?"
_NO_PEOPLE = re.compile(  # numbers in a sentence that are of no people: days, times and targets
    rf"\d{{4}}-\d\d-\d\d|\d+{_BLANK}(?:{'|'.join(MONTHS)})|\d+{_BLANK}(?:{_TIMES})s?\b|minst{_BLANK}\d+"
)
# What the policy accepts to be told of a few: who has been measured is about the work, and whom a question does not
# concern follows from the bases of others in the same wave.
_ACCEPTED = {DisclosureClass.PERSON: NOT_TWICE, DisclosureClass.EXPERIENCE: f"{NOT_TWICE}|{NOT_CONCERNED}"}
_OF_NOBODY = dict.fromkeys(("numerator", "denominator", "answers", "invited", "missing", "low", "high"))
_WEEKS = "Avrundat till hela veckor."
_NOTHING = dict.fromkeys(
    (
        "value",
        "numerator",
        "denominator",
        "answers",
        "invited",
        "missing",
        "low",
        "high",
        "on",
        "shown",
        "note",
    )
)


def hide(figure: Figure) -> Figure:
    """The figure with `..`; what is derived from its count goes with it: the verdict, and how many decimals it has."""
    verdict = {"verdict": Verdict.CONFIDENTIAL, "verdict_reason": None} if figure.verdict else {}
    return figure.model_copy(update={**_NOTHING, "decimals": 0, "mark": Mark.HIDDEN, **verdict})


def without_hidden_parts(figures: Sequence[Figure], exact: Mapping[str, Figure]) -> Iterator[Figure]:
    """The figures, without verdicts that tell of a hidden part.

    A mätpunkt that is judged for women and men each has the verdict of the one that did least well, and says
    so. Where a part is hidden such a verdict stays only if it is the worst there is and speaks of the whole.
    """
    hidden: dict[Place, list[Figure]] = defaultdict(list)
    for figure in figures:
        judged = exact.get(figure.id)
        if figure.mark is Mark.HIDDEN and judged is not None and judged.verdict and figure.dims.sex:
            hidden[place_of(figure, _SEX)].append(judged)
    for figure in figures:
        parts = hidden.get(place_of(figure, _SEX), []) if figure.value is not None and not figure.dims.sex else []
        yield figure if all(_is_of_the_whole(figure, part) for part in parts) else unjudged(figure)


Place = tuple[tuple[str, str], ...]
_SEX = frozenset({"sex"})
_WORST = frozenset({Verdict.NOT_REACHED, Verdict.AT_RISK})


def place_of(figure: Figure, without: Collection[str]) -> Place:
    """What the figure is about when some dimensions are left out: the same for a whole and its parts."""
    return (("measure", figure.measure), *((name, value) for name, value in figure.dims.items() if name not in without))


def _is_of_the_whole(figure: Figure, part: Figure) -> bool:
    return figure.verdict in _WORST and (part.verdict_reason or "") not in (figure.verdict_reason or "")


def unjudged(figure: Figure) -> Figure:
    """The figure without its verdict."""
    return figure.model_copy(update={"verdict": Verdict.CONFIDENTIAL, "verdict_reason": None})


def as_printed(figure: Figure, rules: DisclosureRules) -> Figure:
    """The figure as it may stand in print: what is told beside its value must not tell of a few people either."""
    if not rules.is_hideable(figure):
        return figure
    if figure.disclosure in ABOUT_PEOPLE:
        figure = _in_whole_weeks(_without_few(figure, rules))
    elif figure.disclosure is DisclosureClass.EXPERIENCE:  # the policy lets the share and its base be told, no more
        kept = _said(figure, lambda n: rules.is_small(n, figure.disclosure))
        of_nobody = {**_OF_NOBODY, **kept} if figure.mark is Mark.MISSING else {}
        figure = figure.model_copy(update={"note": kept["note"], **of_nobody})
    if figure.unit is not Unit.SHARE or figure.value is None:
        return figure
    # In no more digits than are printed, as somebody may count backwards from it.
    return figure.model_copy(update={"value": swedish.rounded(figure.value, figure.decimals + 2)})


def _in_whole_weeks(figure: Figure) -> Figure:
    """A number of days about people, to the nearest week: to the day it may be the day of one of them."""
    if figure.unit is not Unit.DAYS or figure.value is None:
        return figure
    weeks = swedish.rounded(Fraction(figure.value) / DAYS_PER_WEEK, 0)
    told = (figure.note or "").removesuffix(_WEEKS).rstrip()  # what waits has been in print before
    note = " ".join(filter(None, [told, _WEEKS]))
    return figure.model_copy(update={"value": weeks * DAYS_PER_WEEK, "note": note})


def _without_few(figure: Figure, rules: DisclosureRules) -> Figure:
    """The figure without what tells how many are unknown, where they or those who said no are few.

    Who said yes is subtracted from the base, and who is unknown too: what is left said no. A base without a value
    is people as well. So are the small numbers in sentences.
    """
    if figure.mark is Mark.MISSING:
        return figure.model_copy(update={**_OF_NOBODY, **_said(figure, lambda _: True)})
    if figure.value is None:
        return figure
    kept = _said(figure, lambda n: rules.is_small(n, figure.disclosure))
    made = figure.model_copy(update=kept)
    return without_unknown(made) if figure.missing and leaves_few(figure, figure.missing, rules) else made


def without_unknown(figure: Figure) -> Figure:
    """The figure without how many are unknown, and what follows from it."""
    unknown = figure.missing
    silent = dict.fromkeys(("missing", "low", "high", "answers", "invited"))  # who was asked and has not answered
    return figure.model_copy(update={**silent, **_said(figure, lambda n: n in {unknown, figure.invited})})


def leaves_few(figure: Figure, unknown: int, rules: DisclosureRules) -> bool:
    """Whether those who are unknown are few, or those of the base who are neither counted nor unknown: they said no."""
    return any(rules.is_small(count, figure.disclosure) for count in unknown_and_no(figure, unknown))


def unknown_and_no(figure: Figure, unknown: int) -> list[int]:
    """How many are unknown and, where the figure counts some out of a base, how many of that said no."""
    counts = counts_of(figure)
    told = [counts[part] for part in sorted(OF_A_BASE & counts.keys())]
    return [unknown, *(counts["denominator"] - counted - unknown for counted in told if "denominator" in counts)]


def _said(figure: Figure, is_secret: Callable[[int], bool]) -> dict[str, str | None]:
    """The sentences beside the value, but those with a number of people that is to be kept."""
    return {name: _sentences(figure, name, is_secret) for name in ("note", "verdict_reason")}


def _sentences(figure: Figure, name: str, is_secret: Callable[[int], bool]) -> str | None:
    kept = []
    for sentence in re.split(r"(?<=\.) ", getattr(figure, name) or ""):
        whole = re.findall(rf"(?<![\d,]){_NUMBER}(?!,?\d)", _NO_PEOPLE.sub("", _without_accepted(figure, sentence)))
        if not any(is_secret(int(number.replace(swedish.NBSP, ""))) for number in whole):
            kept.append(sentence)
    return " ".join(kept) or None


def _without_accepted(figure: Figure, sentence: str) -> str:
    """The sentence without the numbers of people that the policy lets be told."""
    accepted = _ACCEPTED.get(figure.disclosure)
    return re.sub(rf"{_NUMBER}{_BLANK}(?:{accepted})\b", "", sentence) if accepted else sentence
