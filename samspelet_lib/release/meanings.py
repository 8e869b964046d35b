"""Which counts of mätpunkter are the same people because the plan counts them on the same rows.

A reader who has the plan and the definitions knows it too, so that it is told to protection and attacker.
"""

from collections import defaultdict
from collections.abc import Iterator

from samspelet_lib.plan.matpunkt import Kind, Matpunkt, PeriodRule, RowSelection
from samspelet_lib.plan.model import Plan
from samspelet_lib.release.disclosure import Quantity, Same, Series
from samspelet_lib.rules.indicators import followed, open_readings

_TOLD = {"kind", "base", "count", "value", "due_days", "lag_days", "members", "window", "wave", "scale", "period"}
_PARTS = ("value", "numerator", "denominator")
_OF_A_BASE = frozenset({Kind.SHARE, Kind.SHARE_BY_SEX, Kind.LAGGED_COUNT})
# What a person is counted in at one checkpoint and perhaps no longer at the next.
_PASSING = frozenset(
    {Kind.FLOW, Kind.STEP_CHANGE, Kind.PAIRED_CHANGE, Kind.LAGGED_COUNT, Kind.MINIMUM, Kind.KEEP_LEVEL}
)


def same_counts(plan: Plan) -> tuple[Same, ...]:
    """The counts that are counted on the same rows, each tied to the first of its kind."""
    found: dict[str, list[Quantity]] = defaultdict(list)
    for insats, matpunkt, reading in _read(plan):
        for part in _PARTS:
            quantity = Quantity(measure="matpunkt", insats=insats, matpunkt=matpunkt.id, reading=reading, part=part)
            for meaning in _meanings(matpunkt, part):
                found[f"{insats}: {meaning}"].append(quantity)
    return tuple(Same(first=first, second=other) for first, *others in found.values() for other in others)


def passing_counts(plan: Plan) -> tuple[Series, ...]:
    """The mätpunkter of which a later checkpoint does not hold all that an earlier one counted."""
    return tuple(
        Series(measure="matpunkt", insats=insats, matpunkt=matpunkt.id)
        for insats, matpunkt, _ in _read(plan)
        if matpunkt.kind in _PASSING or matpunkt.period is PeriodRule.ROLLING_YEAR
    )


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
