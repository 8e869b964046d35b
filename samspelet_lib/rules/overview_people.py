"""Who came and went, and how it ended."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from samspelet_lib.figure import DisclosureClass, Figure, Nature, Unit
from samspelet_lib.rules.beside import SEXES, Beside, split_class
from samspelet_lib.rules.kind_flow import movements
from samspelet_lib.rules.result import Result
from samspelet_lib.rules.select import Mask, Rows
from samspelet_lib.rules.spells import Spells, spells
from samspelet_lib.rules.taking_part import PARTICIPANTS, PERSON, sex_of, took_part

TABLE, START, STOP = PARTICIPANTS
MISSING = "saknas"
GOAL = "Har nått förbundets mål vid avslut"

_FLOW = {
    "stock_in": "Kvar från tiden före",
    "started": "Påbörjade",
    "ended": "Avslutade",
    "stock": "Kvar efter sista dagen",
}
_Texts = npt.NDArray[np.object_]


def flows(look: Beside) -> Iterator[Figure]:
    """Stays that were open, begun and ended: month by month, and for the year so far by sex."""
    for insats in look.with_rows(TABLE):
        told = took_part(look, insats)
        if told is None or not told.is_from_rows:
            continue  # older rows of somebody who now counts for themselves
        rows = look.book.rows(TABLE, insats.id)
        found = _stays(look, insats.id, rows.everyone)
        for month in look.months(insats.id):
            dims = {"insats": insats.id, "month": f"{month.last:%Y-%m}"}
            numbers = dict(zip(_FLOW, movements(found, month), strict=True))
            for name, number in numbers.items():
                said = {"label": _FLOW[name], "disclosure": DisclosureClass.ACTIVITY}
                yield look.count(f"month_{name}", dims, number, **said)
        yield from _year_flows(look, insats.id)


def _year_flows(look: Beside, insats: str) -> Iterator[Figure]:
    rows = look.book.rows(TABLE, insats)
    sexes = sex_of(rows)[rows.units(PERSON)]
    for sex in ("", *SEXES):
        found = _stays(look, insats, rows.everyone if not sex else sexes == sex)
        dims = {"insats": insats, "sex": sex} if sex else {"insats": insats}
        for name, number in zip(_FLOW, movements(found, look.year(insats)), strict=True):
            label = f"{_FLOW[name]}: {SEXES[sex].lower()}" if sex else _FLOW[name]
            yield look.count(f"year_{name}", dims, number, label=label, disclosure=split_class(is_split=bool(sex)))


def _stays(look: Beside, insats: str, mask: Mask) -> Spells:
    """The stays of some rows as they are known on the last day."""
    rows = look.book.rows(TABLE, insats)
    last = np.datetime64(look.year(insats).last)
    known = mask & (rows.days(START) <= last)
    stops = np.where(rows.days(STOP) > last, np.datetime64("NaT"), rows.days(STOP))
    return spells(rows.units(PERSON)[known], rows.days(START)[known], stops[known])


def exits(look: Beside) -> Iterator[Figure]:
    """The förbund's own goal at exit: which class each ended stay falls in, the first that fits.

    Source: params/policy.toml, outcome; the plan, Förbundets uppdrag och mål.
    """
    classes = []
    for insats in look.with_rows(TABLE):
        rows = look.book.rows(TABLE, insats.id)
        ended = _ended(look, insats.id, rows)
        if ended.any():
            classes.append(_class_of(look, rows)[ended])
            yield from _classes(look, {"insats": insats.id}, classes[-1], label=insats.name)
    if classes:
        yield from _classes(look, {}, np.concatenate(classes), label="Avslut i alla insatser")


def _ended(look: Beside, insats: str, rows: Rows) -> Mask:
    span = look.year(insats)
    stops = rows.days(STOP)
    ended: Mask = (stops >= np.datetime64(str(span.first))) & (stops <= np.datetime64(span.last))
    return ended


def _class_of(look: Beside, rows: Rows) -> _Texts:
    """The class of the goal that each row's exit falls in; what fits none has no answer."""
    classes = np.full(len(rows), MISSING, dtype=object)
    for outcome in reversed(look.plan.policy.outcomes):
        fits = rows.is_any("nasta_steg", outcome.next_step) | rows.is_any("sysselsattning_slut", outcome.activity)
        classes[fits | rows.is_any("forsorjning_slut", outcome.livelihood)] = outcome.id
    return classes


def _classes(look: Beside, dims: Mapping[str, str], classes: _Texts, *, label: str) -> Iterator[Figure]:
    said = {"disclosure": DisclosureClass.ACTIVITY, "nature": Nature.OUTCOME}
    yield look.count("exit", dims, len(classes), label=label, **said)
    names = {outcome.id: outcome.name for outcome in look.plan.policy.outcomes} | {MISSING: "Uppgift saknas"}
    for code, name in names.items():
        split, number = {**dims, "option": code}, int((classes == code).sum())
        yield look.count("exit", split, number, label=name, **{**said, "disclosure": DisclosureClass.PERSON})
    yield _goal(look, dims, classes)


def _goal(look: Beside, dims: Mapping[str, str], classes: _Texts) -> Figure:
    """The förbund's own goal as one figure: of the ended stays whose outcome is known, those that reached it.

    Source: the plan, Förbundets uppdrag och mål; params/policy.toml, outcome, is_goal.
    """
    reached = int(np.isin(classes, [outcome.id for outcome in look.plan.policy.outcomes if outcome.is_goal]).sum())
    known = int((classes != MISSING).sum())
    result = Result(
        value=Fraction(reached, known) if known else None,
        unit=Unit.SHARE,
        numerator=reached,
        denominator=known,
        base_label="avslut där utfallet är känt",
    )
    said = {"disclosure": DisclosureClass.PERSON, "nature": Nature.OUTCOME, "label": GOAL}
    return look.figure("exit_goal", dims, result, **said)
