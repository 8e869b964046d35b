"""What is shown of several insatser together where one insats' own value cannot be shown."""

from collections.abc import Iterable

from markupsafe import Markup

from samspelet_lib.figure import POOLED, Figure, Mark
from samspelet_lib.report.base import Report
from samspelet_lib.report.wording import with_parts
from samspelet_lib.swedish import first_lower

_WHY = (
    "Där ett tal gäller flera insatser tillsammans är det för att inte alla deras egna kan visas. "
    "Målet är satt för varje insats för sig, så det gemensamma talet bedöms inte."
)


def pool_of(report: Report, figure: Figure) -> Figure | None:
    """The pool that stands in for a hidden figure; None where it is shown, or has none."""
    if figure.mark is not Mark.HIDDEN:
        return None
    pools = report.figures(f"{figure.measure}{POOLED}", period=report.release.period)
    return next((pool for pool in pools if figure.id in pool.members), None)


def why(report: Report, figures: Iterable[Figure]) -> str | None:
    """What a reader must know of the pools that stand in for figures; None where none does."""
    pools = {pool.id: pool for figure in figures if (pool := pool_of(report, figure))}
    notes = dict.fromkeys(f"{pool.label}: {first_lower(pool.note)}" for pool in pools.values() if pool.note)
    return " ".join([_WHY, *notes]) if pools else None


def told(report: Report, figure: Figure, *, in_full: bool = True) -> str | Markup:
    """The value with what it is made of; where it is hidden that of the pool, saying of whom it is."""
    pool = pool_of(report, figure)
    if pool is None:
        return with_parts(figure, in_full=in_full)
    return Markup("{}<br>{}").format(f"{pool.label}:", with_parts(pool, in_full=in_full))
