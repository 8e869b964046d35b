"""What is due and what is late, for the month page."""

from collections.abc import Sequence

from samspelet_lib.figure import Figure
from samspelet_lib.report.base import Report
from samspelet_lib.report.section import EMPTY, Column, Section, join, paragraphs, table
from samspelet_lib.swedish import count_word, enumerate_words, long_date, plural

_TOLD = ("försenat", "snart", "ingen dag bestämd")


def calendar_section(report: Report) -> Section:
    """The calendar's entries that are late or soon due, latest first; empty where the plan has no calendar."""
    found = report.figures("calendar")
    if not found:
        return EMPTY
    told = [figure for status in _TOLD for figure in found if figure.note == status]
    done = sum(figure.note == "gjort" for figure in found)
    late = sum(figure.note == _TOLD[0] for figure in found)
    left = f"{count_word(late)} {'försenad' if late == 1 else 'försenade'}"
    said = paragraphs(
        f"Av {len(found)} punkter i årets kalender är {left} och {_some(done)}. "
        "Det som inte är antecknat som gjort räknas som ogjort."
    )
    rows = [
        (
            figures[0].label,
            _of_whom(report, figures),
            long_date(figures[0].on) if figures[0].on else "–",
            _when(figures[0]),
            report.source_text(figures[0].sources[0]),
        )
        for figures in _together(told)
    ]
    columns = [Column("Vad"), Column("Insats"), Column("Senast"), Column("Läge"), Column("Var det står")]
    shown = table("Kalender: försenat och på väg", columns, rows, anchor="tabell-kalender")
    return join(said, shown)


def _some(done: int) -> str:
    return f"{count_word(done)} {'gjord' if done == 1 else 'gjorda'}" if done else "ingen är antecknad som gjord"


def _together(told: Sequence[Figure]) -> list[list[Figure]]:
    """What is the same for several insatser, and as late for all of them, as one."""
    same: dict[tuple[object, ...], list[Figure]] = {}
    for figure in told:
        same.setdefault((figure.dims.row, figure.note, figure.on), []).append(figure)
    return list(same.values())


def _of_whom(report: Report, figures: Sequence[Figure]) -> str:
    """The insatser it is left to do for, in the plan's order; all where it is all."""
    own = {figure.dims.insats for figure in figures}
    names = [entry.name for entry in report.release.insatser if entry.id in own]
    is_all = len(names) > 1 and len(names) == len(report.release.insatser)
    return f"alla {count_word(len(names))}" if is_all else enumerate_words(names)


def _when(figure: Figure) -> str:
    if figure.value is None or figure.note is None:
        return figure.note or ""
    if not figure.value:
        return f"{figure.note}, periodens sista dag"
    days = int(abs(figure.value))
    return f"{figure.note}, {plural(days, 'dag', 'dagar')} {'sedan' if figure.value < 0 else 'kvar'}"
