"""Turns a mapped sheet into checked rows: typed, questions as rows, faulty rows left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
from pandas.api.types import pandas_dtype

from samspelet_lib.data.check import row_faults
from samspelet_lib.data.columns import TypedColumn, to_typed
from samspelet_lib.data.delivery import Finding, Repair, Source
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.sheet import Mapped
from samspelet_lib.data.tables import ROW, SOURCE, Column, Table

INSATS = "insats"
_FORM_NUMBER = "svarsid"


@dataclass(frozen=True)
class Rows:
    """The rows of one sheet.

    Attributes:
        source: the sheet.
        frame: typed rows without faults, `_rad` last; a survey's questions stand as rows.
        read: row numbers that were read.
        findings: faults of cells and rows.
        repairs: what was mended.
    """

    source: Source
    frame: pd.DataFrame
    read: pd.Index
    findings: tuple[Finding, ...]
    repairs: tuple[Repair, ...]


def to_rows(mapped: Mapped, lookups: Lookups, *, insats: str, number: int) -> Rows:
    """The sheet's rows, checked one by one.

    Args:
        mapped: the sheet.
        lookups: what params allow.
        insats: id that holds for the whole sheet when it has no insats column.
        number: the sheet's number among the sources.
    """
    typed = {name: to_typed(mapped.cells[name], *_definition(mapped, name, lookups)) for name in mapped.places}
    findings = [finding for name, column in typed.items() for finding in _cell_findings(mapped, name, column)]
    repairs = [repair for name, column in typed.items() for repair in _cell_repairs(mapped, name, column)]
    frame = _complete(pd.DataFrame({name: column.cells for name, column in typed.items()}), mapped.table)
    if INSATS in mapped.table.ids and INSATS not in mapped.cells and insats and len(frame):
        frame[INSATS] = insats
        repairs.append(Repair(mapped.source, "", "insatsen togs från leveransen", int(frame.index[0]), len(frame)))
    every = _as_rows(frame, mapped, number=number)
    unreadable = {(finding.row, finding.column) for finding in findings}
    faults = row_faults(every, mapped, lookups)
    findings += [fault for fault in faults if (fault.row, fault.column) not in unreadable]
    refused = {finding.row for finding in findings}
    return Rows(
        mapped.source,
        frame=every.loc[~every[ROW].isin(refused)].reset_index(drop=True),
        read=mapped.cells.index,
        findings=tuple(findings),
        repairs=(*mapped.repairs, *repairs),
    )


def _definition(mapped: Mapped, name: str, lookups: Lookups) -> tuple[Column, Mapping[str, str] | None]:
    """The definition of a column of the sheet, and what it may hold; a question's is that of its answer."""
    spread = mapped.table.spread
    is_answer = name in mapped.questions and spread is not None
    column = mapped.table.column(spread.answer if is_answer and spread else name)
    return column, lookups.allowed(column.codes, column.lookup)


def _cell_findings(mapped: Mapped, name: str, column: TypedColumn) -> Iterable[Finding]:
    for refusal, rows in column.refused.items():
        for row in rows:
            yield Finding(
                mapped.source,
                int(row),
                mapped.places[name],
                level="row",
                reason=refusal.reason,
                problem=refusal.problem,
                remedy=refusal.remedy,
            )


def _cell_repairs(mapped: Mapped, name: str, column: TypedColumn) -> Iterable[Repair]:
    for text, rows in column.repaired.items():
        yield Repair(mapped.source, mapped.places[name], text, int(rows[0]), len(rows))


def _complete(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The frame with the table's missing columns, blank."""
    blank = {
        column.id: pd.Series(index=frame.index, dtype=pandas_dtype(column.dtype))
        for column in table.columns
        if column.id not in frame
    }
    return pd.concat([frame, pd.DataFrame(blank, index=frame.index)], axis="columns")


def _as_rows(frame: pd.DataFrame, mapped: Mapped, *, number: int) -> pd.DataFrame:
    """The frame in the table's column order with `_kalla` and `_rad`; a column per question becomes rows."""
    frame = frame.copy()
    frame[SOURCE], frame[ROW] = number, frame.index
    table, spread = mapped.table, mapped.table.spread
    if mapped.questions and spread:
        frame = frame.drop(columns=[spread.question, spread.answer])
        keep = [name for name in frame.columns if name not in mapped.questions]
        frame = frame.melt(keep, list(mapped.questions), var_name=spread.question, value_name=spread.answer)
        frame[spread.question] = frame[spread.question].astype("str")
        frame = frame.sort_values(ROW, kind="stable")
        if _FORM_NUMBER in table.ids:
            own = "blankett-" + frame[SOURCE].astype("str") + "-" + frame[ROW].astype("str")
            frame[_FORM_NUMBER] = frame[_FORM_NUMBER].where(~_nobody(frame, table), own)
    frame = frame.astype({SOURCE: "int32", ROW: "int32"})
    return frame[[*table.ids, SOURCE, ROW]]


def _nobody(frame: pd.DataFrame, table: Table) -> pd.Series:
    """Where neither a person nor a form number tells whose answers they are."""
    names = [name for name in ("person", _FORM_NUMBER) if name in table.ids]
    return frame[names].isna().all(axis=1)
