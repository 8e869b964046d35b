"""An extract of a kommun's ledger in short, as `samspelet ledger` shows a SIE file."""

from collections import Counter
from pathlib import Path

from samspelet_lib.data.ledger import LedgerYear
from samspelet_lib.data.ledger_extract_year import read_extract_year, to_year
from samspelet_lib.data.sie_model import Counts
from samspelet_lib.data.sie_summary import AccountSum, LedgerSummary, ObjectSum
from samspelet_lib.errors import Fault, RefusedError
from samspelet_lib.plan.ledger import LedgerMapping

EXTRACT = "utdrag"
SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods"})


def extract_summary(path: Path, mapping: LedgerMapping | None) -> LedgerSummary:
    """The extract's sums per account, ansvar, projekt and motpart, with its findings.

    Raises:
        RefusedError: no column map reads the file, or it cannot be read.
        DisclosureError: a personnummer or samordningsnummer stands somewhere.
    """
    extract = mapping.extract_of(path.name) if mapping else None
    if mapping is None or extract is None:
        named = ", ".join(each.files for each in mapping.extracts) if mapping else ""
        problem = "ingen kolumnkarta läser en fil med det namnet."
        remedy = f"Döp om den ({named or 'inga namn är angivna'}), eller skriv extract i params/ledger.toml."
        raise _refused(path, Fault(path.name, "", problem, remedy))
    found = read_extract_year(path, path.name, extract)
    if isinstance(found, Fault):
        raise _refused(path, found)
    return _summary(to_year(found, mapping, None), rows=len(found.content.rows))


def _refused(path: Path, fault: Fault) -> RefusedError:
    return RefusedError(f"{path.name} kan inte läsas som huvudboksutdrag.", [fault])


def _summary(books: LedgerYear, *, rows: int) -> LedgerSummary:
    booked: Counter[str] = Counter()
    for booking in books.bookings:
        booked[booking.account] += booking.ore
    accounts = tuple(
        AccountSum(account, "", books.opening.get(account), booked.get(account), books.closing.get(account), None, None)
        for account in sorted({*booked, *books.opening})
    )
    columns = ("opening_ore", "booked_ore", "closing_ore", "result_ore", "budget_ore")
    return LedgerSummary(
        file=books.file,
        program="",
        sie_type=EXTRACT,
        encoding="",
        company="",
        chart=books.chart.name,
        years=(),
        counts=Counts(rows, len({booking.voucher for booking in books.bookings}), len(books.bookings)),
        accounts=accounts,
        object_source="TRANS",
        objects=_objects(books),
        totals={column: sum(getattr(row, column) or 0 for row in accounts) for column in columns},
        unverified=(),
        findings=books.findings,
    )


def _objects(books: LedgerYear) -> tuple[ObjectSum, ...]:
    sums: Counter[str] = Counter()
    for booking in books.bookings:
        named = {"Ansvar": booking.cost_centre, "Projekt": booking.project, "Motpart": booking.counterpart}
        for name, code in named.items():
            if code:
                sums[f"{name} {code}"] += booking.ore
    return tuple(ObjectSum(key, "", ore) for key, ore in sorted(sums.items()))
