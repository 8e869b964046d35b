"""The statements: rows as params lay them out, with the year before, or the causes that stop them."""

from samspelet_lib.figure import Figure
from samspelet_lib.period import MONTHS, Period, PeriodKind
from samspelet_lib.release.store import Edition, TextEntry
from samspelet_lib.report.amounts import TKR, digits, ore
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
from samspelet_lib.swedish import NBSP, long_date, tkr

_SUM, _UNMAPPED = "sum", "unmapped_cost"
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
    return join(_until(report), *shown, _notes(report), _operations(report), _investments(report))


def _until(report: Report) -> Section:
    month = _month(report)
    if report.period.kind is PeriodKind.YEAR and month == len(MONTHS):
        return EMPTY
    word = f"Uppgifter t.o.m. {MONTHS[month - 1]} {report.release.year}, ej bokslut."
    return notice(word, "info")


def _month(report: Report) -> int:
    """The last month of the books that counts."""
    figure = report.figure("ledger_until", year=report.release.year)
    return int(figure.value or 0) if figure else 0


def _statement(report: Report, entry: TextEntry) -> Section:
    year = report.release.year
    rows = report.figures("statement", part=entry.id, year=year)
    before = {figure.dims.row: figure for figure in report.figures("statement", part=entry.id, year=year - 1)}
    columns = [Column("Rad"), Column("Not"), *(_when(report, rows, each) for each in (year, year - 1))]
    cells = [(figure.label, figure.note or "", digits(figure), digits(before.get(figure.dims.row))) for figure in rows]
    strong = [number for number, figure in enumerate(rows) if figure.dims.option == _SUM]
    note = f"Källa: {report.source_text(entry.source)}."
    return table(entry.name, columns, cells, anchor=f"rakenskap-{entry.id}", strong_rows=strong, note=note)


def _when(report: Report, rows: list[Figure], year: int) -> Column:
    """What the column holds: a day for balances, months for what has moved."""
    days = [
        figure.on if year == report.release.year else Period(year, 1, len(MONTHS)).end for figure in rows if figure.on
    ]
    month = _month(report)
    months = "" if month == len(MONTHS) else f"januari–{MONTHS[month - 1]} "
    return Column(long_date(days[0]) if days else f"{months}{year}", TKR, is_number=True)


_OPERATIONS = ("ledger_budget", "ledger_booked", "ledger_forecast", "ledger_deviation")


def _operations(report: Report) -> Section:
    """Driftredovisning: budget, outcome, forecast and deviation of each row; what is not mapped is a row."""
    year = report.release.year
    of_year = {"year": year, "month": None, "payer": None}
    found = {measure: _by_row(report.figures(measure, **of_year)) for measure in _OPERATIONS}
    before = _by_row(report.figures("ledger_booked", year=year - 1))
    rows = [_operation(figure, found, before) for figure in found["ledger_budget"].values()]
    unmapped = report.figure("ledger_unmapped", year=year, row=_UNMAPPED)
    if unmapped is not None:
        rows.append(
            (unmapped.label, "", digits(unmapped), digits(unmapped), digits(unmapped), digits(before.get(_UNMAPPED)))
        )
    rows.append(_operations_sum(report, found, before))
    names = (f"Budget {year}", f"Bokfört {year}", "Helårsprognos", "Avvikelse", f"Bokfört {year - 1}")
    columns = [Column("Insats eller kostnadsslag"), *(Column(name, TKR, is_number=True) for name in names)]
    note = "Avvikelse: prognosen minus budgeten. Summan av det bokförda är kostnaderna i resultaträkningen."
    return table(
        "Driftredovisning per insats", columns, rows, anchor="rakenskap-drift", strong_rows=[len(rows) - 1], note=note
    )


def _by_row(figures: list[Figure]) -> dict[str | None, Figure]:
    return {figure.dims.row: figure for figure in figures}


def _operation(
    of: Figure, found: dict[str, dict[str | None, Figure]], before: dict[str | None, Figure]
) -> tuple[str, ...]:
    row = of.dims.row
    return of.label, *(digits(found[measure].get(row)) for measure in _OPERATIONS), digits(before.get(row))


def _operations_sum(
    report: Report, found: dict[str, dict[str | None, Figure]], before: dict[str | None, Figure]
) -> tuple[str, ...]:
    """The sum of the costs, unmapped included; last year's rows are the plan's rows of that year's books."""
    year, costs = report.release.year, found["ledger_budget"]
    budget = sum(map(ore, costs.values()))
    outcome, expected = (report.figure("ledger_costs", year=year, basis=basis) for basis in ("outcome", "forecast"))
    earlier = sum(ore(before.get(row)) for row in (*costs, _UNMAPPED))
    deviation = tkr(ore(expected) - budget)
    shown = tkr(earlier) if before else "–"
    return "Summa kostnader", tkr(budget), digits(outcome), digits(expected), deviation, shown


def _investments(report: Report) -> Section:
    moved = report.figure("statement_investments", year=report.release.year)
    texts = report.texts("investering")
    if moved is None or not texts:
        return EMPTY
    if not moved.value:
        return join(heading(texts[0].name), quote(texts[0].text, report.source_text(texts[0].source)))
    columns = [Column("Rad"), Column("Bokfört", TKR, is_number=True)]
    rows = [("Förändring av anläggningstillgångar", digits(moved))]
    return table(texts[0].name, columns, rows, anchor="rakenskap-investering")


def _notes(report: Report) -> Section:
    """The numbered notes: texts, and rows of the statements account by account."""
    return join(*(part for entry in report.texts("not") for part in _note(report, entry)))


def _note(report: Report, entry: TextEntry) -> tuple[Section, ...]:
    year = report.release.year
    found = {
        (figure.dims.account, figure.dims.year): figure for figure in report.figures("statement_note", row=entry.id)
    }
    if not found:
        return _written(entry, is_ours=report.release.edition is Edition.INTERNAL)
    names = {account: figure.label for (account, _), figure in found.items()}
    # Of a year without books nothing is known, not even that it was nothing.
    known = {figure.dims.year for figure in report.figures("statement_note")}

    def shown_of(amount: int, each: int) -> str:
        return tkr(amount) if each in known else "–"

    rows = [
        (name, *(shown_of(ore(found.get((account, each))), each) for each in (year, year - 1)))
        for account, name in sorted(names.items(), key=lambda pair: pair[0] or "")
    ]
    sums = {each: sum(ore(figure) for (_, when), figure in found.items() if when == each) for each in (year, year - 1)}
    rows.append(("Summa", *(shown_of(total, each) for each, total in sums.items())))
    columns = [Column("Konto"), *(Column(str(each), TKR, is_number=True) for each in (year, year - 1))]
    shown = table(
        entry.name, columns, rows, anchor=f"rakenskap-{entry.id}", strong_rows=[len(rows) - 1], note=entry.text
    )
    return (shown,)


def report_texts_section(report: Report) -> Section:
    """The report's sections in words; those that nobody has written are told once, for the kansli with the file."""
    entries = report.texts("årsredovisning")
    is_ours = report.release.edition is Edition.INTERNAL
    unwritten = [f"{each.name} (texter/{each.id}.md)" if is_ours else each.name for each in entries if not each.text]
    lead = f"Delar av årsredovisningen är inte skrivna{'. Kansliet skriver dem i planens mapp' if is_ours else ''}:"
    missing = [notice(lead, "missing"), bullets(unwritten)] if unwritten else []
    return join(*missing, *(part for entry in entries if entry.text for part in _written(entry, is_ours=is_ours)))


def _written(entry: TextEntry, *, is_ours: bool) -> tuple[Section, ...]:
    if not entry.text:
        where = f" Skriv den i filen texter/{entry.id}.md i planens mapp." if is_ours else ""
        return heading(entry.name), notice(f"Texten är inte skriven.{where}", "missing")
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
    heads = ("Rad", "Namnteckning", "Namn", "Uppdrag i styrelsen", "Ort och dag")
    columns = [Column(head) for head in heads]
    rows = [(str(seat), NBSP, NBSP, NBSP, NBSP) for seat in range(1, _SEATS_SHOWN + 1)]
    said = paragraphs(texts[0].text)
    return join(said, table("Underskrifter, för styrelsen", columns, rows, anchor="underskrifter"))
