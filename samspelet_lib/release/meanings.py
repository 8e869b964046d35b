"""Which counts of mätpunkter are the same people because the plan counts them on the same rows.

A reader who has the plan and the definitions knows it too, so that it is told to protection and attacker.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Literal

from samspelet_lib.plan.matpunkt import Kind, Matpunkt, PeriodRule, RowSelection
from samspelet_lib.plan.model import Plan
from samspelet_lib.plan.policy import Scale
from samspelet_lib.release.declared import Carried, Quantity, Same, Series, Sum
from samspelet_lib.rules.indicators import followed, open_readings

_TOLD = {"kind", "base", "count", "value", "due_days", "lag_days", "members", "window", "wave", "scale", "period"}
_PARTS = ("value", "numerator", "denominator")
_OF_A_BASE = frozenset({Kind.SHARE, Kind.SHARE_BY_SEX, Kind.LAGGED_COUNT})
# What a person is counted in at one checkpoint and perhaps no longer at the next.
_PASSING = frozenset(
    {Kind.FLOW, Kind.STEP_CHANGE, Kind.PAIRED_CHANGE, Kind.LAGGED_COUNT, Kind.MINIMUM, Kind.KEEP_LEVEL}
)

# What stands beside a mätpunkt of the kind that its last year told: the measure, and of which days.
_TOLD_AGAIN: dict[Kind, tuple[str, Literal["new_year", "same"]]] = {
    Kind.FLOW: ("matpunkt_stock_in", "new_year"),
    Kind.DIRECTION: ("matpunkt_previous", "same"),
    Kind.DURATION: ("matpunkt_previous", "same"),
}


def same_counts(plan: Plan) -> tuple[Same, ...]:
    """The counts that are counted on the same rows, each tied to the first of its kind."""
    found: dict[str, list[Quantity]] = defaultdict(list)
    for insats, matpunkt, reading in _read(plan):
        for part in _PARTS:
            quantity = Quantity(measure="matpunkt", insats=insats, matpunkt=matpunkt.id, reading=reading, part=part)
            for meaning in _meanings(matpunkt, part):
                found[f"{insats}: {meaning}"].append(quantity)
    alike = (Same(first=first, second=other) for first, *others in found.values() for other in others)
    return (*alike, *_same_answers(plan))


def _same_answers(plan: Plan) -> Iterator[Same]:
    """The yes of a share, and the same yes of a reading with only those in its base who have answered at all."""
    for insats, _, matpunkt in followed(plan):
        for reading in open_readings(matpunkt):
            read = matpunkt.read_as(reading)
            is_only_base = asks(read.model_copy(update={"base": matpunkt.base})) == asks(matpunkt)
            if is_only_base and _is_of_answers(read) and not _is_of_one_table(matpunkt):
                yes = Quantity(measure="matpunkt", insats=insats, matpunkt=matpunkt.id, part="numerator")
                yield Same(first=yes, second=yes.model_copy(update={"reading": reading.id}))


def _is_of_answers(matpunkt: Matpunkt) -> bool:
    """Whether nobody is counted who is not in the base: its rows are chosen by no more than those that count."""
    base, count = matpunkt.base, matpunkt.count
    if not isinstance(base, RowSelection) or not isinstance(count, RowSelection):
        return False
    return _is_of_one_table(matpunkt) and base.where.items() <= count.where.items() and count.date in {None, base.date}


def _is_of_one_table(matpunkt: Matpunkt) -> bool:
    return getattr(matpunkt.base, "table", None) == getattr(matpunkt.count, "table", None)


def answer_counts(plan: Plan) -> tuple[tuple[Same, ...], tuple[Sum, ...]]:
    """What ties the counts by answer to the shares of the same answers: the base, and the positive ones.

    Source: params/policy.toml, disclosure.relations, answers, and the scales.
    """
    told = [
        (share, each.measure, *question)
        for each in plan.policy.disclosure.relations.answers
        for share in each.shares
        for question in _questions(plan, share)
    ]
    bases = [
        Same(
            first=Quantity(measure=option, part="denominator", **dims),
            second=Quantity(measure=share, part="denominator", **dims),
        )
        for share, option, dims, _ in told
    ]
    positive = [
        Sum(
            whole=Quantity(measure=share, part="numerator", **dims),
            parts=tuple(Quantity(measure=option, part="numerator", option=o, **dims) for o in scale.positive),
        )
        for share, option, dims, scale in told
    ]
    return tuple(bases), tuple(positive)


def _questions(plan: Plan, share: str) -> Iterator[tuple[dict[str, str | None], Scale]]:
    """What the share's questions differ by, with their scale: each of a mätpunkt, or all that no mätpunkt asks."""
    scales = {scale.id: scale for scale in plan.policy.scales}
    if not share.startswith("matpunkt"):
        yield from (({}, scales[name]) for name in sorted({wave.scale for wave in plan.policy.waves}))
        return
    for insats, matpunkt, reading in _read(plan):
        if reading is None and matpunkt.scale in scales:
            yield {"insats": insats, "matpunkt": matpunkt.id}, scales[matpunkt.scale]


def passing_counts(plan: Plan) -> tuple[Series, ...]:
    """The mätpunkter of which a later checkpoint does not hold all that an earlier one counted."""
    return tuple(
        Series(measure="matpunkt", insats=insats, matpunkt=matpunkt.id)
        for insats, matpunkt, _ in _read(plan)
        if matpunkt.kind in _PASSING or matpunkt.period is PeriodRule.ROLLING_YEAR
    )


def carried_counts(plan: Plan) -> tuple[Carried, ...]:
    """What a mätpunkt told one year and tells again the next: who was left at its end, and the same days before.

    Source: rules/kind_flow.py and rules/kind_directions.py, which tell them beside the mätpunkt.
    """
    found = []
    for insats, matpunkt, reading in _read(plan):
        told, days = _TOLD_AGAIN.get(matpunkt.kind, (None, None))
        is_of_years = days == "same" or matpunkt.period is PeriodRule.CALENDAR_YEAR
        for part in _PARTS if told and days and is_of_years else ():
            then = Quantity(measure="matpunkt", insats=insats, matpunkt=matpunkt.id, reading=reading, part=part)
            found.append(Carried(then=then, now=then.model_copy(update={"measure": told}), days=days))
    return tuple(found)


def asks(matpunkt: Matpunkt) -> str:
    """What a mätpunkt asks of whom, in words that are the same for the same question."""
    return str(matpunkt.model_dump(include=_TOLD | {"direction", "by"}))


def _read(plan: Plan) -> Iterator[tuple[str | None, Matpunkt, str | None]]:
    """Every mätpunkt as it is read, and under each open reading."""
    for insats, _, matpunkt in followed(plan):
        yield insats, matpunkt, None
        yield from ((insats, matpunkt.read_as(reading), reading.id) for reading in open_readings(matpunkt))


def _meanings(matpunkt: Matpunkt, part: str) -> Iterator[str]:
    """What the part counts, in words that are the same for the same rows."""
    yield f"{part} {matpunkt.model_dump(include=_TOLD)}"
    if part == "denominator" and matpunkt.kind in _OF_A_BASE:
        days = matpunkt.lag_days if matpunkt.kind is Kind.LAGGED_COUNT else matpunkt.due_days
        yield _rows(matpunkt, matpunkt.base, days)
    if part in {"value", "denominator"} and matpunkt.kind is Kind.DISTRIBUTION:
        yield _rows(matpunkt, matpunkt.base, None)
    if part == "value" and matpunkt.kind is Kind.COUNT:
        yield _rows(matpunkt, matpunkt.count, None)


def _rows(matpunkt: Matpunkt, selection: object, days: int | None) -> str:
    told = selection.model_dump() if isinstance(selection, RowSelection) else None
    return f"rows {told} {matpunkt.period} {days}"
