"""An extract of a kommun's ledger as the books of a calendar year, with the same bookings as a SIE file gives.

An extract has no stated balances. Opening balances are rows that say so, or what the year before closed with, its
result moved to equity where its books were left open; closing balances are what the rows add up to. Where nothing
sure says what the year opened with, and where the rows are of result accounts alone, the year is followed up row by
row without balances, and that is told.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from samspelet_lib.data.ledger import Booking, LedgerYear
from samspelet_lib.data.ledger_extract import LedgerExtract, read_ledger_extract
from samspelet_lib.data.sie_findings import FindingLog
from samspelet_lib.data.sie_model import SieFinding
from samspelet_lib.errors import Fault, RefusedError
from samspelet_lib.plan.extract import Extract
from samspelet_lib.plan.ledger import MONTHS_IN_A_YEAR, RESULT_KINDS, Chart, LedgerMapping


@dataclass(frozen=True)
class ExtractYear:
    """An extract whose rows all lie in one calendar year.

    Attributes:
        file: path below the folder that was read.
    """

    file: str
    year: int
    extract: Extract
    content: LedgerExtract


class _Opening(NamedTuple):
    """What a year opens with in öre per account, None where nothing sure says it, and what there is to tell of it."""

    balances: dict[str, int] | None
    findings: tuple[SieFinding, ...] = ()


def read_extract_year(path: Path, name: str, extract: Extract) -> ExtractYear | Fault:
    """The extract, or why it cannot be used.

    Raises:
        DisclosureError: a personnummer or samordningsnummer stands somewhere.
    """
    try:
        content = read_ledger_extract(path, extract)
    except RefusedError as error:
        first = error.faults[0] if error.faults else Fault(name, "", error.heading, "")
        more = f" Ytterligare {len(error.faults) - 1} fel." if len(error.faults) > 1 else ""
        return Fault(name, first.place, f"{first.problem}{more}", first.remedy)
    years = sorted(set(content.rows["date"].dt.year))
    if len(years) != 1:
        problem = "utdraget har inga rader." if not years else "raderna ligger i flera kalenderår."
        return Fault(name, "", problem, "Ta ut ett helt räkenskapsår, januari till december, och inget mer.")
    return ExtractYear(name, int(years[0]), extract, content)


def to_year(found: ExtractYear, mapping: LedgerMapping, before: LedgerYear | None) -> LedgerYear:
    """The extract's year as books; without balances where nothing says what it opened with."""
    chart = next(chart for chart in mapping.charts if chart.id == found.extract.chart)
    rows = found.content.rows
    opens = _is_opening(rows, found.extract)
    booked = rows[~opens]
    moved = _balances(booked, chart)
    opening = _Opening(_balances(rows[opens], chart)) if opens.any() else _carried(before, chart)
    has_balances = opening.balances is not None and bool(moved)
    known = opening.balances if has_balances and opening.balances else {}
    closing = Counter(known)
    closing.update(moved)
    bookings = tuple(_bookings(booked, re.compile(mapping.covers_pattern)))
    return LedgerYear(
        year=found.year,
        file=found.file,
        chart=chart,
        names={},
        opening=known,
        closing=dict(closing),
        bookings=bookings,
        last_month=max((booking.month for booking in bookings), default=0),
        findings=(
            *found.content.findings,
            *(opening.findings if has_balances else ()),
            *(_unbalanced(booked, found.extract) if moved else ()),
        ),
        has_balances=has_balances,
    )


def _is_opening(rows: pd.DataFrame, extract: Extract) -> pd.Series:
    if not extract.opening_text:
        return pd.Series(data=False, index=rows.index)
    wanted = extract.opening_text.casefold()
    return rows["text"].map(lambda text: isinstance(text, str) and text.casefold().startswith(wanted)).astype(bool)


def _balances(rows: pd.DataFrame, chart: Chart) -> dict[str, int]:
    """Öre per account that is not a result account; an account the chart does not know is kept, and told elsewhere."""
    sums = rows.groupby("account")["amount_ore"].sum()
    return {str(account): int(ore) for account, ore in sums.items() if not _is_result(str(account), chart)}


def _is_result(account: str, chart: Chart) -> bool:
    group = chart.group(account)
    return group is not None and group.kind in RESULT_KINDS | {"closing"}


def _carried(before: LedgerYear | None, chart: Chart) -> _Opening:
    """What the year before closed with; where its result was not moved to equity, it is, and that is told."""
    if before is None or not before.has_balances:
        return _Opening(None)
    left = {account: ore for account, ore in before.closing.items() if ore and not _is_result(account, chart)}
    result = sum(left.values())
    if not result:
        return _Opening(left)
    equity = next((account for account in sorted(left) if _is_equity(account, chart)), None)
    if equity is None or not _is_all_of_the_result(result, before, chart):
        return _Opening(None)
    log = FindingLog()
    log.add("result_carried", 0, before=before.year, result_ore=result, year=before.year + 1, account=equity)
    return _Opening(left | {equity: left[equity] - result}, log.findings())


def _is_equity(account: str, chart: Chart) -> bool:
    group = chart.group(account)
    return group is not None and group.kind == "equity"


def _is_all_of_the_result(result: int, before: LedgerYear, chart: Chart) -> bool:
    """Whether it is what a whole year's income and costs come to; else a month or half a voucher is missing."""
    booked = sum(booking.ore for booking in before.bookings if _is_result(booking.account, chart))
    return booked == -result and before.last_month == MONTHS_IN_A_YEAR


def _bookings(rows: pd.DataFrame, pattern: re.Pattern[str]) -> list[Booking]:
    texts = rows.fillna(dict.fromkeys(("ansvar", "project", "counterpart", "voucher", "text"), ""))
    return [
        Booking(
            voucher=str(row["voucher"]) or f"rad {row['row']}",
            month=row["date"].month,
            account=row["account"],
            cost_centre=row["ansvar"],
            project=row["project"],
            ore=int(row["amount_ore"]),
            covers=_covers(str(row["text"]), pattern),
            counterpart=row["counterpart"],
        )
        for row in texts.to_dict("records")
    ]


def _covers(text: str, pattern: re.Pattern[str]) -> tuple[str, str] | None:
    found = pattern.search(text)
    return (found["first"], found["last"]) if found else None


def _unbalanced(rows: pd.DataFrame, extract: Extract) -> tuple[SieFinding, ...]:
    """Each voucher that does not balance, and the rows without a number; the whole, where vouchers have none."""
    log = FindingLog()
    if extract.voucher:
        vouchers = rows["voucher"].fillna("")
        sums = rows.groupby(vouchers, sort=False).agg(line=("row", "first"), ore=("amount_ore", "sum"))
        for voucher, line, ore in sums[sums["ore"] != 0].itertuples():
            if voucher:
                log.add("voucher_unbalanced", int(line), voucher=str(voucher), sum_ore=int(ore))
            else:
                log.add("unnumbered_unbalanced", int(line), sum_ore=int(ore))
    elif rows["amount_ore"].sum():
        log.add("extract_unbalanced", 0, sum_ore=int(rows["amount_ore"].sum()))
    return log.findings()
