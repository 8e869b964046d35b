"""How a mätpunkt has developed over the year's earlier releases, and figures that stand until the next checkpoint."""

from samspelet_lib.figure import DisclosureClass, Figure, Mark, Verdict
from samspelet_lib.period import Period, PeriodKind
from samspelet_lib.release.store import MatpunktEntry
from samspelet_lib.report.base import Earlier, Report
from samspelet_lib.report.section import Cell
from samspelet_lib.report.spark import Value, sparkline

MATPUNKT = "matpunkt"
_PERSONAL = {DisclosureClass.PERSON, DisclosureClass.SENSITIVE}
_CHECKPOINTS = {"rating_change", "exit", "exit_goal", "participants"}
REPEATED = {MATPUNKT, *_CHECKPOINTS}  # measures that a page takes from earlier releases


def then(earlier: Earlier, entry: MatpunktEntry) -> Figure | None:
    """The main figure of a mätpunkt in an earlier period; None where the period had none."""
    dims = {"insats": entry.insats, "matpunkt": entry.id}
    named = {name for name, value in dims.items() if value is not None} | {"forbund", "period"}
    found = earlier.matching(MATPUNKT, **dims)
    return next((figure for figure in found if {name for name, _ in figure.dims.items()} == named), None)


def trend(report: Report, entry: MatpunktEntry, now: Figure) -> Cell:
    """The values of the year's releases as a line of a word's size; empty before there are two."""
    figures = [then(earlier, entry) for earlier in report.earlier]
    names = [earlier.period.label for earlier in report.earlier]
    values = [_value(figure) for figure in [*figures, now]]
    told = zip([*figures, now], [*names, report.period.label], strict=True)
    shown = [f"{name} {figure.printed if figure else Mark.MISSING.value}" for figure, name in told]
    return sparkline(values, shown)


def flipped(report: Report, entry: MatpunktEntry, now: Figure) -> tuple[Verdict, Verdict] | None:
    """The verdict of the period before and the one now, where they differ; hiding one is no new verdict."""
    before = then(report.earlier[-1], entry) if report.earlier else None
    if before is None or before.verdict is None or now.verdict is None or before.verdict is now.verdict:
        return None
    is_hidden = Verdict.CONFIDENTIAL in {before.verdict, now.verdict}
    return None if is_hidden else (before.verdict, now.verdict)


def standing(report: Report, measure: str, **dims: object) -> tuple[list[Figure], Period]:
    """The figures as last shown: of this period, or of an earlier one where these are hidden till a checkpoint."""
    own = report.figures(measure, **dims)
    if not own or any(figure.mark is not Mark.HIDDEN for figure in own if figure.disclosure in _PERSONAL):
        return own, report.period
    for earlier in reversed(report.earlier):
        found = earlier.matching(measure, **dims)
        if any(figure.value is not None for figure in found if figure.disclosure in _PERSONAL):
            return found, earlier.period
    return own, report.period


def last_shown(report: Report, entry: MatpunktEntry, now: Figure) -> tuple[Figure, Period] | None:
    """What was last shown of a mätpunkt that is hidden till the next checkpoint, and for which period."""
    if now.mark is not Mark.HIDDEN or report.period.kind is not PeriodKind.MONTH:
        return None
    told = ((then(earlier, entry), earlier.period) for earlier in reversed(report.earlier))
    return next(((figure, period) for figure, period in told if figure and figure.value is not None), None)


def _value(figure: Figure | None) -> Value:
    if figure is None:
        return None
    return figure.mark if figure.value is None else figure.value
