"""What the books do not agree with themselves or the mapping about, as findings for the reader."""

from collections.abc import Iterator

from samspelet_lib.data.ledger import Ledgers, LedgerYear
from samspelet_lib.data.sie_model import Level
from samspelet_lib.figure import Finding, NamedAmount, Severity
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules.ledger_rows import UNMAPPED, placed
from samspelet_lib.swedish import NBSP, kronor, to_id


def ledger_findings(plan: Plan, ledgers: Ledgers | None) -> list[Finding]:
    """Every difference that the files have with themselves, and every sum that no rule takes, year by year."""
    if ledgers is None or plan.ledger is None:
        return []
    years = ledgers.years.values()
    looks = (_file, _unmapped, _balances)
    return [finding for books in years for look in looks for finding in look(plan, books)]


def _file(plan: Plan, books: LedgerYear) -> Iterator[Finding]:
    assert plan.ledger is not None, "ledger_findings has seen to it"
    differences = [finding for finding in books.findings if finding.level is Level.DIFFERENCE]
    for number, found in enumerate(differences, start=1):
        yield Finding(
            id=f"ledger.{books.year}.{to_id(found.code)}.{number}",
            severity=Severity.CONTRADICTION,
            title=f"Bokföringen för {books.year} går inte ihop med sig själv",
            text=f"{found.place(books.file)}: {found.message}",
            settle="Exportera filen på nytt, eller rätta i bokföringen.",
            sources=(plan.ledger.document.pinpoint(found.place("bokföringsfilen")),),
        )


def _unmapped(plan: Plan, books: LedgerYear) -> Iterator[Finding]:
    assert plan.ledger is not None, "ledger_findings has seen to it"
    bookings = placed(plan, books)
    for row, name in UNMAPPED.items():
        ore = sum(booking.ore for booking in bookings if booking.row == row)
        if any(booking.row == row for booking in bookings):
            yield Finding(
                id=f"ledger.{books.year}.{row}",
                severity=Severity.NOTICE,
                title=f"{name}, {books.year}",
                text="Ingen regel för kopplingen tar bokningarna; de redovisas för sig och delas inte ut på rader.",
                settle="Skriv en regel för hur kontot räknas, eller rätta konteringen.",
                figures=(NamedAmount(label="Bokfört", text=f"{kronor(ore)}{NBSP}kr"),),
                sources=(plan.ledger.document.pinpoint("rule"),),
            )


def _balances(plan: Plan, books: LedgerYear) -> Iterator[Finding]:
    assert plan.ledger is not None, "ledger_findings has seen to it"
    if not books.has_balances:
        yield Finding(
            id=f"ledger.{books.year}.no_balances",
            severity=Severity.NOTICE,
            title=f"Bokföringen för {books.year} har inga balanser",
            text="Kostnader och intäkter följs upp rad för rad. Likvida medel och vad som är betalt är "
            "okända, räkenskaperna görs inte, och eget kapital räknas från det som planen säger att året öppnade med.",
            settle="Ta med balanskonton och rader för ingående balans, eller lämna hela förra årets bokföring.",
            sources=(plan.ledger.document.pinpoint(books.file),),
        )
