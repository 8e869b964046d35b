"""Måluppfyllelse: every mätpunkt of the plan on one line each, as the årsredovisning asks for."""

from samspelet_lib.period import PeriodKind
from samspelet_lib.report.base import Report
from samspelet_lib.report.goals import place_of, target_of, value_of
from samspelet_lib.report.pooled import told, why
from samspelet_lib.report.section import EMPTY, Column, Section, heading, join, link, table
from samspelet_lib.report.wording import judged
from samspelet_lib.swedish import first_upper, plural

_AREAS = {"finans": "Ekonomi", "struktur": "Förbundet i stort"}


def attainment_section(report: Report) -> Section:
    """Every mätpunkt with whom it is for, value, target and verdict, in the plan's order; only of a year."""
    if report.period.kind is not PeriodKind.YEAR:
        return EMPTY
    names = {insats.id: insats.name for insats in report.release.insatser}
    figures = [value_of(report, entry) for entry in report.release.matpunkter]
    rows = [
        (
            link(entry.name, place_of(entry)),
            names[entry.insats] if entry.insats else _AREAS[entry.area],
            told(report, figure, in_full=False),
            target_of(entry) or first_upper(entry.target_text),
            judged(figure),
        )
        for entry, figure in zip(report.release.matpunkter, figures, strict=True)
    ]
    columns = [Column(name) for name in ("Mätpunkt", "Gäller", "Värde", "Mål", "Bedömning")]
    caption = f"Måluppfyllelse: planens {plural(len(rows), 'mätpunkt', 'mätpunkter')}"
    shown = table(caption, columns, rows, anchor="tabell-maluppfyllelse", note=why(report, figures))
    return join(heading("Måluppfyllelse"), shown)
