"""Turns mapped sheets of one table into checked rows: typed, questions as rows, faulty rows left out.

The sheets are stacked first: a year's deliveries are hundreds of small sheets, and what is done to a column
costs the same for ten rows as for ten thousand.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from samspelet_lib.data.cells import Mask
from samspelet_lib.data.check import row_faults
from samspelet_lib.data.columns import TypedColumn, to_typed
from samspelet_lib.data.delivery import Finding, Repair
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.sheet import Mapped
from samspelet_lib.data.tables import ROW, SOURCE, Column, Table

INSATS = "insats"
ROW_BITS = 32  # of a place: a row number takes no more
_FORM_NUMBER = "svarsid"

Places = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Rows:
    """The rows of sheets of one table.

    Attributes:
        frame: typed rows without faults, `_kalla` and `_rad` last; a survey's questions stand as rows.
        findings: faults of cells and rows.
        repairs: what was mended.
    """

    frame: pd.DataFrame
    findings: tuple[Finding, ...]
    repairs: tuple[Repair, ...]


@dataclass(frozen=True)
class _Stack:
    """Sheets of one table, with the same questions, one below the other.

    Attributes:
        sheets: number of the source → sheet.
        numbers: per row, the number of its sheet.
        rows: per row, its number in that sheet.
    """

    table: Table
    questions: tuple[str, ...]
    sheets: Mapping[int, Mapped]
    numbers: "np.ndarray[tuple[int], np.dtype[np.int32]]"
    rows: "np.ndarray[tuple[int], np.dtype[np.int32]]"

    def columns(self) -> list[str]:
        """The columns that any of the sheets has."""
        return list(dict.fromkeys(name for sheet in self.sheets.values() for name in sheet.places))

    def cells(self) -> pd.DataFrame:
        """The raw cells of all sheets, missing where a sheet lacks the column."""
        sheets = list(self.sheets.values())
        if len(sheets) == 1:
            return sheets[0].cells.to_frame(list(sheets[0].places))
        at = {name: place for place, name in enumerate(self.columns())}
        stacked = np.full((len(self.rows), len(at)), None, dtype="object")
        first = 0
        for sheet in sheets:
            cells = sheet.cells.to_objects()
            stacked[first : first + len(cells), [at[name] for name in sheet.places]] = cells
            first += len(cells)
        return pd.DataFrame(stacked, columns=list(at), dtype="object")

    def places(self, found: pd.Index) -> Iterator[tuple[Mapped, int]]:
        """The sheet and the row there of each row of the stack."""
        for label in found:
            yield self.sheets[int(self.numbers[label])], int(self.rows[label])


def to_rows(sheets: Mapping[int, Mapped], lookups: Lookups, *, insatser: Mapping[int, str]) -> Rows:
    """The rows of sheets of one table, checked one by one.

    Args:
        sheets: number of the source → sheet; at least one.
        lookups: what params allow.
        insatser: number of the source → id that holds for the whole sheet when it has no insats column.
    """
    alike: dict[tuple[str, ...], dict[int, Mapped]] = {}
    for number, sheet in sheets.items():
        alike.setdefault(sheet.questions, {})[number] = sheet
    parts = [_rows(_stacked(group), lookups, insatser) for group in alike.values()]
    return Rows(
        frame=pd.concat([part.frame for part in parts], ignore_index=True) if len(parts) > 1 else parts[0].frame,
        findings=tuple(finding for part in parts for finding in part.findings),
        repairs=tuple(repair for part in parts for repair in part.repairs),
    )


def _stacked(sheets: Mapping[int, Mapped]) -> _Stack:
    first = next(iter(sheets.values()))
    sizes = [len(sheet.cells.rows) for sheet in sheets.values()]
    return _Stack(
        first.table,
        first.questions,
        sheets=sheets,
        numbers=np.repeat(np.array(list(sheets), dtype="int32"), sizes),
        rows=np.concatenate([sheet.cells.rows for sheet in sheets.values()]),
    )


def _rows(stack: _Stack, lookups: Lookups, insatser: Mapping[int, str]) -> Rows:
    raw = stack.cells()
    typed = {name: to_typed(raw[name], *_definition(stack, name, lookups)) for name in stack.columns()}
    findings = [finding for name, column in typed.items() for finding in _cell_findings(stack, name, column)]
    repairs = [repair for name, column in typed.items() for repair in _cell_repairs(stack, name, column)]
    columns = {name: column.cells for name, column in typed.items()}
    if INSATS in stack.table.ids:
        columns |= _given_insats(stack, columns.get(INSATS), insatser)
        repairs += _told_insats(stack, insatser)
    every = _as_rows(_complete(columns, stack), stack)
    unreadable = {(finding.source, finding.row, finding.column) for finding in findings}
    faults = row_faults(every, stack.sheets, lookups)
    findings += [fault for fault in faults if (fault.source, fault.row, fault.column) not in unreadable]
    kept = every[~_refused(every, stack, findings)].reset_index(drop=True) if findings else every
    mended = [repair for sheet in stack.sheets.values() for repair in sheet.repairs]
    return Rows(kept, tuple(findings), (*mended, *repairs))


def _refused(frame: pd.DataFrame, stack: _Stack, findings: Iterable[Finding]) -> Mask:
    """Where a row, or for a form with a column per question any answer of it, has a fault."""
    numbers = {sheet.source: number for number, sheet in stack.sheets.items()}
    refused = {numbers[finding.source] << ROW_BITS | finding.row for finding in findings}
    return np.isin(places(frame), list(refused))


def places(frame: pd.DataFrame) -> Places:
    """Sheet and row in one number; a form with a column per question has the same for all its answers."""
    return np.asarray(frame[SOURCE].to_numpy("int64") << ROW_BITS | frame[ROW].to_numpy("int64"))


def _given_insats(stack: _Stack, said: pd.Series | None, insatser: Mapping[int, str]) -> dict[str, pd.Series]:
    """The column of the insats, filled in for the sheets that do not say it in a column."""
    without = {number for number, sheet in stack.sheets.items() if INSATS not in sheet.places and insatser[number]}
    if not without:
        return {}
    names = pd.Series([insatser[number] if number in without else None for number in stack.sheets], dtype="str")
    given = names.repeat([len(sheet.cells.rows) for sheet in stack.sheets.values()]).reset_index(drop=True)
    return {INSATS: given if said is None else given.fillna(said)}


def _told_insats(stack: _Stack, insatser: Mapping[int, str]) -> Iterator[Repair]:
    for number, sheet in stack.sheets.items():
        rows = sheet.cells.rows
        if INSATS not in sheet.places and insatser[number] and len(rows):
            yield Repair(sheet.source, "", "insatsen togs från leveransen", int(rows[0]), len(rows))


def _definition(stack: _Stack, name: str, lookups: Lookups) -> tuple[Column, Mapping[str, str] | None]:
    """The definition of a column of the sheets, and what it may hold; a question's is that of its answer."""
    spread = stack.table.spread
    is_answer = name in stack.questions and spread is not None
    column = stack.table.column(spread.answer if is_answer and spread else name)
    return column, lookups.allowed(column.codes, column.lookup)


def _cell_findings(stack: _Stack, name: str, column: TypedColumn) -> Iterable[Finding]:
    for refusal, found in column.refused.items():
        for sheet, row in stack.places(found):
            yield Finding(
                sheet.source,
                row,
                sheet.places[name],
                level="row",
                reason=refusal.reason,
                problem=refusal.problem,
                remedy=refusal.remedy,
            )


def _cell_repairs(stack: _Stack, name: str, column: TypedColumn) -> Iterable[Repair]:
    for text, found in column.repaired.items():
        numbers, firsts, counts = np.unique(stack.numbers[found], return_index=True, return_counts=True)
        for number, first, count in zip(numbers, firsts, counts, strict=True):
            sheet = stack.sheets[int(number)]
            yield Repair(sheet.source, sheet.places[name], text, int(stack.rows[found[first]]), int(count))


def _complete(columns: Mapping[str, pd.Series], stack: _Stack) -> pd.DataFrame:
    """The columns in the table's order, those it lacks blank, then the questions, `_kalla` and `_rad`."""
    index = pd.RangeIndex(len(stack.rows))
    own = {
        column.id: columns[column.id] if column.id in columns else pd.Series(index=index, dtype=column.dtype)
        for column in stack.table.columns
    }
    asked = {name: columns[name] for name in stack.questions}
    return pd.DataFrame({**own, **asked, SOURCE: stack.numbers, ROW: stack.rows}, index=index, copy=False)


def _as_rows(frame: pd.DataFrame, stack: _Stack) -> pd.DataFrame:
    """The frame with a row for each answer, where a survey came with a column per question."""
    table, spread = stack.table, stack.table.spread
    if not stack.questions or not spread:
        return frame
    frame = frame.drop(columns=[spread.question, spread.answer])
    keep = [name for name in frame.columns if name not in stack.questions]
    frame = frame.melt(keep, list(stack.questions), var_name=spread.question, value_name=spread.answer)
    frame[spread.question] = frame[spread.question].astype("str")
    frame = frame.sort_values([SOURCE, ROW], kind="stable")
    if _FORM_NUMBER in table.ids:
        own = "blankett-" + frame[SOURCE].astype("str") + "-" + frame[ROW].astype("str")
        frame[_FORM_NUMBER] = frame[_FORM_NUMBER].where(~_nobody(frame, table), own)
    return frame[[*table.ids, SOURCE, ROW]].reset_index(drop=True)


def _nobody(frame: pd.DataFrame, table: Table) -> pd.Series:
    """Where neither a person nor a form number tells whose answers they are."""
    names = [name for name in ("person", _FORM_NUMBER) if name in table.ids]
    return frame[names].isna().all(axis=1)
