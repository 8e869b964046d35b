"""The statements as figures, with the year before beside them; or the causes that stop them."""

from collections.abc import Iterator

from samspelet_lib.data.ledger import Ledgers, LedgerYear
from samspelet_lib.figure import Dims, Figure, Mark
from samspelet_lib.period import Period, PeriodKind
from samspelet_lib.plan.documents import Document, Statement
from samspelet_lib.plan.model import Plan
from samspelet_lib.plan.statements import StatementLayout, Statements
from samspelet_lib.rules.finance import money_figure
from samspelet_lib.rules.ledger import FollowUp, follow_up
from samspelet_lib.rules.ledger_rows import MONTHS
from samspelet_lib.rules.statement_checks import breaks
from samspelet_lib.rules.statements import amount, by_account, is_statement_period, statement

SUM = "sum"


def statement_figures(plan: Plan, ledgers: Ledgers | None, period: Period) -> list[Figure]:
    """The rows of every statement in öre, or the causes that stop them; none for a period without statements.

    Measures: `statement` (dims part: statement, row, year; option `sum` for sums), `statement_stop` (row: number,
    the cause in `note`), `statement_note` (row: the note, account), `statement_investments`.
    """
    found = follow_up(plan, ledgers, period)
    layouts = plan.statements
    if found is None or ledgers is None or layouts is None or not is_statement_period(layouts, period):
        return []
    wanted = period.last_month if period.kind is PeriodKind.INTERIM else found.through
    before = ledgers.year(period.year - 1)
    stops = breaks(found.books, before, through=found.through, wanted=wanted)
    if before is not None:
        stops += breaks(before, ledgers.year(period.year - 2), through=MONTHS, wanted=MONTHS)
    if stops:
        return [_stop(plan, layouts, number, cause=stop.cause) for number, stop in enumerate(stops, start=1)]
    return list(_rows(found, layouts, ledgers))


def _stop(plan: Plan, layouts: Statements, number: int, *, cause: str) -> Figure:
    dims = Dims(forbund=plan.forbund.id, year=plan.year, row=f"{number:03}")
    source = layouts.document.pinpoint(layouts.interim_ref, layouts.interim_source)
    figure = money_figure("statement_stop", dims, "Räkenskaperna går inte ihop", ore=0, source=source)
    return figure.model_copy(update={"value": None, "mark": Mark.MISSING, "note": cause})


def _rows(found: FollowUp, layouts: Statements, ledgers: Ledgers) -> Iterator[Figure]:
    before = ledgers.year(found.books.year - 1)
    for layout in layouts.layouts:
        yield from _statement(found, layouts, layout)
        if before is not None:
            months = MONTHS if layout.comparison == "year_end" else found.through
            yield from _statement(FollowUp(found.plan, before, months), layouts, layout)
    yield from _notes(found, layouts, before)
    dims = Dims(forbund=found.plan.forbund.id, year=found.books.year)
    moved = amount(found.books, "fixed_asset", "period", through=found.through)
    source = layouts.document.pinpoint(layouts.no_investments.ref, layouts.no_investments.source)
    yield money_figure("statement_investments", dims, layouts.no_investments.name, ore=moved, source=source)


def _statement(found: FollowUp, layouts: Statements, layout: StatementLayout) -> Iterator[Figure]:
    for line in statement(layout, found.books, found.through):
        dims = Dims(
            forbund=found.plan.forbund.id,
            year=found.books.year,
            part=layout.id,
            row=line.row.id,
            option=SUM if line.row.sum_of else None,
        )
        source = layouts.document.pinpoint(layout.ref)
        figure = money_figure("statement", dims, line.row.name, ore=line.ore, source=source)
        on = found.by if layout.comparison == "year_end" else None
        yield figure.model_copy(update={"note": layouts.note_of(layout.id, line.row.id), "on": on})


def _notes(found: FollowUp, layouts: Statements, before: LedgerYear | None) -> Iterator[Figure]:
    """Each row that has a note, account by account, with the year before beside it."""
    by_id = {layout.id: layout for layout in layouts.layouts}
    for note in layouts.notes:
        layout = by_id.get(note.statement or "")
        if layout is None:
            continue
        row = next(row for row in layout.rows if row.id == note.row)
        months = MONTHS if layout.comparison == "year_end" else found.through
        years = [(found.books, found.through), *([(before, months)] if before else [])]
        source = layouts.document.pinpoint(note.ref, note.source)
        for books, through in years:
            for account, ore in by_account(row, books, through).items():
                dims = Dims(forbund=found.plan.forbund.id, year=books.year, account=account, row=note.id)
                name = f"{account} {books.names.get(account, '')}".strip()
                yield money_figure("statement_note", dims, name, ore=ore, source=source)


def statement_texts(plan: Plan) -> list[tuple[Document, str, tuple[Statement, ...]]]:
    """The report's texts as (document, section, statements); a section that nobody has written has no text."""
    layouts = plan.statements
    if layouts is None:
        return []
    names = tuple(
        Statement(id=layout.id, name=layout.name, text=layout.name, ref=layout.ref) for layout in layouts.layouts
    )
    written = tuple(
        Statement(
            id=section.id,
            name=section.name,
            text=plan.texts.get(section.id, ""),
            ref=section.ref,
            source=section.source,
        )
        for section in layouts.sections
        if section.id not in {note.section for note in layouts.notes}
    )
    return [
        (layouts.document, "räkenskap", names),
        (layouts.document, "årsredovisning", written),
        (layouts.document, "not", _note_texts(plan, layouts)),
        (layouts.document, "underskrift", (layouts.signature,)),
        (layouts.document, "investering", (layouts.no_investments,)),
    ]


def _note_texts(plan: Plan, layouts: Statements) -> tuple[Statement, ...]:
    """The notes in order: a text that somebody has written, or which row is split; the former may be empty."""
    names = {(layout.id, row.id): (layout.name, row.name) for layout in layouts.layouts for row in layout.rows}
    texts = []
    for number, note in enumerate(layouts.notes, start=1):
        layout, row = names.get((note.statement or "", note.row or ""), ("", ""))
        written = plan.texts.get(note.section, "") if note.section else f"Raden {row} i {layout}, konto för konto."
        name = f"Not {number}. {note.name}"
        texts.append(Statement(id=note.section or note.id, name=name, text=written, ref=note.ref, source=note.source))
    return tuple(texts)
