"""The statements: rows as params lay them out, with the year before, or the causes that stop them."""

from samspelet_lib.figure import Figure
from samspelet_lib.period import MONTHS, PeriodKind
from samspelet_lib.release.store import TextEntry
from samspelet_lib.report.amounts import TKR, digits
from samspelet_lib.report.base import Report
from samspelet_lib.report.money import NO_LEDGER, has_ledger
from samspelet_lib.report.section import (
    EMPTY,
    Column,
    Section,
    bullets,
    heading,
    join,
    notice,
    paragraphs,
    quote,
    table,
)
from samspelet_lib.swedish import NBSP

_SUM = "sum"
_SEATS_SHOWN = 12


def statements_section(report: Report) -> Section:
    """Resultaträkning, balansräkning, kassaflödesanalys, driftredovisning and investeringsredovisning."""
    if not has_ledger(report):
        return notice(NO_LEDGER, "missing")
    stopped = report.figures("statement_stop", year=report.release.year)
    if stopped:
        word = notice("Räkenskaperna går inte ihop och visas därför inte. Det här är orsakerna:", "warning")
        return join(word, bullets([figure.note or "" for figure in stopped]))
    shown = [_statement(report, entry) for entry in report.texts("räkenskap")]
    if all(section.is_empty for section in shown):
        return notice(
            "En delårsrapport täcker 6, 7 eller 8 månader; för den här perioden görs inga räkenskaper.", "info"
        )
    return join(_until(report), *shown, _operations(report), _investments(report))


def _until(report: Report) -> Section:
    figure = report.figure("ledger_until", year=report.release.year)
    month = int(figure.value or 0) if figure else 0
    if report.period.kind is PeriodKind.YEAR and month == len(MONTHS):
        return EMPTY
    word = f"Uppgifter t.o.m. {MONTHS[month - 1]} {report.release.year}, ej bokslut."
    return notice(word, "info")


def _statement(report: Report, entry: TextEntry) -> Section:
    year = report.release.year
    rows = report.figures("statement", part=entry.id, year=year)
    before = {figure.dims.row: figure for figure in report.figures("statement", part=entry.id, year=year - 1)}
    columns = [Column("Rad"), Column(str(year), TKR, is_number=True), Column(str(year - 1), TKR, is_number=True)]
    cells = [(figure.label, digits(figure), digits(before.get(figure.dims.row))) for figure in rows]
    strong = [number for number, figure in enumerate(rows) if figure.dims.option == _SUM]
    note = f"Källa: {report.source_text(entry.source)}."
    return table(entry.name, columns, cells, anchor=f"rakenskap-{entry.id}", strong_rows=strong, note=note)


def _operations(report: Report) -> Section:
    """Driftredovisning: each row of the budget against its outcome; what is not mapped is a row."""
    year = report.release.year
    budget = report.figures("ledger_budget_to_date", year=year)
    rows = [
        (figure.label, digits(figure), *(digits(_booked(report, figure, year=each)) for each in (year, year - 1)))
        for figure in budget
    ]
    unmapped = report.figure("ledger_unmapped", year=year, row="unmapped_cost")
    before = report.figure("ledger_booked", year=year - 1, row="unmapped_cost")
    if unmapped is not None:
        rows.append((unmapped.label, "", digits(unmapped), digits(before)))
    columns = [
        Column("Insats eller kostnadsslag"),
        *(
            Column(name, TKR, is_number=True)
            for name in (f"Budget {year} hittills", f"Utfall {year}", f"Utfall {year - 1}")
        ),
    ]
    return table("Driftredovisning per insats", columns, rows, anchor="rakenskap-drift")


def _booked(report: Report, of: Figure, *, year: int) -> Figure | None:
    return report.figure("ledger_booked", year=year, row=of.dims.row)


def _investments(report: Report) -> Section:
    moved = report.figure("statement_investments", year=report.release.year)
    texts = report.texts("investering")
    if moved is None or not texts:
        return EMPTY
    if not moved.value:
        return join(heading(texts[0].name), quote(texts[0].text, report.source_text(texts[0].source)))
    columns = [Column("Rad"), Column("Utfall", TKR, is_number=True)]
    rows = [("Förändring av anläggningstillgångar", digits(moved))]
    return table(texts[0].name, columns, rows, anchor="rakenskap-investering")


def report_texts_section(report: Report) -> Section:
    """The report's sections in words; one that nobody has written is shown as missing."""
    return join(*(part for entry in report.texts("årsredovisning") for part in _written(entry)))


def _written(entry: TextEntry) -> tuple[Section, ...]:
    if not entry.text:
        remedy = f"Texten är inte skriven. Skriv den i filen texter/{entry.id}.md i planens mapp."
        return heading(entry.name), notice(remedy, "missing")
    parts = [part.strip() for part in entry.text.split("\n\n")]
    return heading(entry.name), *(_part(part) for part in parts if part)


def _part(part: str) -> Section:
    lines = [line.strip() for line in part.splitlines()]
    if all(line.startswith(("- ", "* ")) for line in lines):
        return bullets([line[2:] for line in lines])
    if lines[0].startswith("#"):
        return heading(lines[0].lstrip("# "), level=4)
    return paragraphs(" ".join(lines))


def signatures_section(report: Report) -> Section:
    """Room for the board's names, signatures and functions; who may sign is told above."""
    texts = report.texts("underskrift")
    if not texts:
        return EMPTY
    columns = [Column("Namnteckning"), Column("Namn"), Column("Uppdrag i styrelsen"), Column("Ort och dag")]
    rows = [(NBSP, NBSP, NBSP, NBSP)] * _SEATS_SHOWN
    said = paragraphs(texts[0].text)
    return join(said, table("Underskrifter, för styrelsen", columns, rows, anchor="underskrifter"))
