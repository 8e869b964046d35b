"""What is due and what is late, for the month page."""

from samspelet_lib.figure import Figure
from samspelet_lib.report.base import Report
from samspelet_lib.report.section import EMPTY, Column, Section, join, paragraphs, table
from samspelet_lib.swedish import long_date, plural

_TOLD = ("försenat", "snart", "ingen dag bestämd")


def calendar_section(report: Report) -> Section:
    """The calendar's entries that are late or soon due, latest first; empty where the plan has no calendar."""
    found = report.figures("calendar")
    if not found:
        return EMPTY
    told = [figure for status in _TOLD for figure in found if figure.note == status]
    done = sum(figure.note == "gjort" for figure in found)
    late = sum(figure.note == _TOLD[0] for figure in found)
    said = paragraphs(
        f"{plural(late, 'punkt är försenad', 'punkter är försenade')} och {plural(done, 'är gjord', 'är gjorda')}, "
        f"av {len(found)} i årets kalender. Det som inte är antecknat som gjort räknas som ogjort."
    )
    names = {entry.id: entry.name for entry in report.release.insatser}
    rows = [
        (
            figure.label,
            names.get(figure.dims.insats or "", ""),
            long_date(figure.on) if figure.on else "–",
            _when(figure),
            report.source_text(figure.sources[0]),
        )
        for figure in told
    ]
    columns = [Column("Vad"), Column("Insats"), Column("Senast"), Column("Läge"), Column("Var det står")]
    shown = table("Kalender: försenat och på väg", columns, rows, anchor="tabell-kalender")
    return join(said, shown)


def _when(figure: Figure) -> str:
    if figure.value is None or figure.note is None:
        return figure.note or ""
    days = int(abs(figure.value))
    return f"{figure.note}, {plural(days, 'dag', 'dagar')} {'sedan' if figure.value < 0 else 'kvar'}"
