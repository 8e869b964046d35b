"""Cases of a team with their lead times, places month by month, and avvikelser between parties."""

from collections.abc import Sequence

from samspelet_lib.figure import Figure, Mark
from samspelet_lib.period import DAYS_PER_WEEK, MONTHS
from samspelet_lib.report.base import Report
from samspelet_lib.report.charts import HeatRow, Median, Value, Words, lead_time_curve, matrix_heat
from samspelet_lib.report.section import EMPTY, Column, Section, join, paragraphs, table
from samspelet_lib.swedish import NBSP, first_upper, number, plural

_CASES = {"cases_in": "Inkomna", "cases_recommended": "Fick rekommendation", "cases_closed": "Avslutade",
          "cases_open": "Öppna vid månadens slut"}  # fmt: skip
_PLACES = {"places": "Platser", "places_used": "Använda"}


def cases_section(report: Report, insats: str) -> Section:
    """The team's cases month by month, and how long they take."""
    persons = report.figure("case_persons", insats=insats, period=report.release.period)
    new = plural(int(persons.value), "person", "personer") if persons and persons.value else ""
    told = f"{new} har fått ett nytt ärende under {report.release.year}." if new else ""
    by_month = _months(report, insats, _CASES, anchor="tabell-arenden", caption="Ärenden")
    return join(by_month, *([paragraphs(told)] if told else []), _lead_times(report, insats))


def places_section(report: Report, insats: str) -> Section:
    """Places and how many of them were used, month by month."""
    return _months(report, insats, _PLACES, anchor="tabell-platser", caption="Platser")


def _months(report: Report, insats: str, measures: dict[str, str], *, anchor: str, caption: str) -> Section:
    found = {m: {f.dims.month: f for f in report.figures(m, insats=insats)} for m in measures}
    months = sorted({str(month) for figures in found.values() for month in figures})
    rows = [
        [first_upper(MONTHS[int(month[-2:]) - 1]), *(_at(found[measure], month) for measure in measures)]
        for month in months
    ]
    columns = [Column("Månad"), *(Column(name, "antal", is_number=True) for name in measures.values())]
    return table(f"{caption} {report.release.year}, månad för månad", columns, rows, anchor=anchor)


def _at(figures: dict[str | None, Figure], month: str) -> str:
    return figures[month].printed if month in figures else Mark.MISSING.value


def _lead_times(report: Report, insats: str) -> Section:
    """What share of the cases is done within so many days, each mätpunkt that counts them by itself."""
    names = {entry.id: entry.name for entry in report.matpunkter(insats=insats)}
    every = report.figures("matpunkt_open_after", insats=insats)
    found = {name: [f for f in every if f.dims.matpunkt == name] for name in names}
    return join(*(_lead_time(report, insats, name, figures=figures) for name, figures in found.items() if figures))


def _lead_time(report: Report, insats: str, matpunkt: str, *, figures: Sequence[Figure]) -> Section:
    main = report.figure("matpunkt", insats=insats, matpunkt=matpunkt, period=report.release.period)
    done = sorted((int(str(f.dims.row)), _done(f)) for f in figures)
    known = [(days, share) for days, share in done if not isinstance(share, Mark) and share is not None]
    if not known:
        return paragraphs("Hur lång tid ärendena tar visas inte som kurva, av hänsyn till enskilda personer.")
    days, share = known[-1]
    title = f"{number(share * 100)}{NBSP}% av ärendena är klara inom {number(days)} dagar"
    words = Words(f"diagram-tid-{matpunkt}", title, "Andel klara efter antal dagar", "Inom", _CENSORED)
    median = _median(main)
    return lead_time_curve(words, [(0, 0), *done], median=median)


_CENSORED = "Ärenden som inte är klara räknas med så länge de har pågått. Kurvan slutar där färre än tio kan följas."


def _done(figure: Figure) -> Value:
    share = figure.share
    return figure.mark if share is None else 1 - share


def _median(figure: Figure | None) -> Median | None:
    if figure is None or figure.value is None:
        return None
    weeks = -(-int(figure.value) // DAYS_PER_WEEK)
    return Median(int(figure.value), f"hälften inom {plural(weeks, 'vecka', 'veckor')}")


def deviations_section(report: Report) -> Section:
    """Avvikelser: how many, how old the open ones are, from which party to which, of which kind."""
    measures = ("deviations", "deviations_closed", "deviations_answered_in_time", "deviations_late", "deviations_open",
                "deviations_open_old")  # fmt: skip
    totals = [figure for measure in measures for figure in report.figures(measure)]
    if not totals:
        return EMPTY
    counts = table(
        f"Avvikelser {report.release.year}",
        [Column("Läge"), Column("Avvikelser", "antal", is_number=True)],
        [(figure.label, figure.printed) for figure in totals],
        anchor="tabell-avvikelser",
    )
    kinds = sorted(report.figures("deviations_kind"), key=lambda figure: -(figure.value or 0))
    columns = [Column("Kategori"), Column("Avvikelser", "antal", is_number=True)]
    rows = [(figure.label, figure.printed) for figure in kinds]
    return join(
        counts, _matrix(report), table("Avvikelser efter kategori", columns, rows, anchor="tabell-avvikelser-kategori")
    )


def _matrix(report: Report) -> Section:
    between = report.figures("deviations_between")
    if not between:
        return EMPTY
    names = {text.id: text.name for text in report.texts("part")}
    senders = sorted({str(f.dims.part) for f in between})
    receivers = sorted({str(f.dims.option) for f in between})
    found = {(str(f.dims.part), str(f.dims.option)): _value(f) for f in between}
    rows = [HeatRow(names.get(s, s), [found.get((s, r), 0) for r in receivers]) for s in senders]
    most = max(between, key=lambda figure: figure.value or 0)
    sender, receiver = (names.get(str(part), str(part)) for part in (most.dims.part, most.dims.option))
    title = f"Flest avvikelser går från {sender} till {receiver}: {most.printed}"
    if sender == receiver:
        title = f"Flest avvikelser gäller {sender} själv: {most.printed}"
    words = Words("diagram-avvikelser", title, "Antal avvikelser; raden rapporterar, kolumnen tar emot", "Rapporterar")
    return matrix_heat(words, [names.get(r, r) for r in receivers], rows)


def _value(figure: Figure) -> Value:
    return int(figure.value) if figure.value is not None else figure.mark
