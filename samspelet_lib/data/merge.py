"""Puts the sheets of all deliveries together: what replaces what, what stands twice, what disagrees.

A later delivery replaces an earlier one of the same insats and table whose period lies within its own.
Otherwise a row replaces an earlier delivery's row with the same key. Which delivery is the later is decided
by the day it was handed in and then by its version, never by its name or place among the files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from samspelet_lib.data.declared import declared_for
from samspelet_lib.data.delivery import Count, Declared, Finding, Level, Repair
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.remarks import Remark, remarks
from samspelet_lib.data.rows import INSATS, Rows
from samspelet_lib.data.tables import ROW, SOURCE, Table
from samspelet_lib.period import Period
from samspelet_lib.swedish import enumerate_words

_ORDER = "_ordning"  # rank of the delivery among all, by day handed in and version


@dataclass(frozen=True)
class Sheet:
    """A sheet with its rows and what its delivery says of itself."""

    number: int
    rows: Rows
    declared: tuple[Declared, ...]
    places: Mapping[str, str]

    def insatser(self) -> set[str]:
        """The insatser that the sheet tells of, also those with no rows left."""
        named = {said.insats for said in self.declared if said.insats}
        if INSATS not in self.rows.frame:
            return named or {""}
        return named | set(self.rows.frame[INSATS].fillna("").unique())


@dataclass(frozen=True)
class Merged:
    """One table of all deliveries."""

    frame: pd.DataFrame
    findings: tuple[Finding, ...]
    repairs: tuple[Repair, ...]
    counts: tuple[Count, ...]


def merge(table: Table, sheets: Mapping[int, Sheet], lookups: Lookups) -> Merged:
    """The table's rows from every sheet, each row once.

    Args:
        table: the definition.
        sheets: number of the source → sheet.
        lookups: what params allow.
    """
    if not sheets:
        return Merged(table.empty(), (), (), ())
    every = pd.concat([table.empty(), *(sheet.rows.frame for sheet in sheets.values())], ignore_index=True)
    every[_ORDER] = _order(every, sheets)
    replaced = _replaced_whole(sheets)
    old = _rows_of(every, replaced)
    kept, doubled, updated = _one_per_key(every[~old], table)
    found = [
        *_findings(_double(table, doubled), sheets, "row"),
        *(
            f
            for remark in remarks(table, kept, every=every, lookups=lookups)
            for f in _findings(remark, sheets, "remark")
        ),
    ]
    gone = {number for number, insatser in replaced.items() if sheets[number].insatser() == insatser}
    current = [sheet for number, sheet in sheets.items() if number not in gone]
    away = pd.concat([every[old], updated])
    return Merged(
        frame=kept.drop(columns=_ORDER).reset_index(drop=True),
        findings=(*(finding for sheet in current for finding in sheet.rows.findings), *found),
        repairs=tuple(repair for sheet in current for repair in sheet.rows.repairs),
        counts=tuple(_count(sheet, kept, away, is_gone=number in gone) for number, sheet in sheets.items()),
    )


def _order(frame: pd.DataFrame, sheets: Mapping[int, Sheet]) -> pd.Series:
    """Each row's rank among the deliveries; equal for those where nothing says which is the later."""
    said = [
        (number, insats, _when(declared_for(insats, sheet.declared)))
        for number, sheet in sheets.items()
        for insats in sheet.insatser()
    ]
    ranks = {when: rank for rank, when in enumerate(sorted({when for _, _, when in said}))}
    table = pd.DataFrame(
        [(number, insats, ranks[when]) for number, insats, when in said], columns=[SOURCE, INSATS, _ORDER]
    )
    if INSATS not in frame:
        return frame[SOURCE].map(table.groupby(SOURCE)[_ORDER].max())
    pairs = frame[[SOURCE, INSATS]].fillna({INSATS: ""})
    return pairs.merge(table.astype({SOURCE: "int32", INSATS: "str"}), how="left")[_ORDER]


def _when(said: Declared) -> tuple[str, int]:
    return said.handed_in, said.version


def _replaced_whole(sheets: Mapping[int, Sheet]) -> dict[int, set[str]]:
    """Number of a sheet → the insatser for which a later delivery has replaced it."""
    replaced: dict[int, set[str]] = {}
    for number, sheet in sheets.items():
        for insats in sheet.insatser():
            said = declared_for(insats, sheet.declared)
            others = [
                declared_for(insats, other.declared)
                for other in sheets.values()
                if other is not sheet and insats in other.insatser()
            ]
            if any(_when(other) > _when(said) and _covers(other.period, said.period) for other in others):
                replaced.setdefault(number, set()).add(insats)
    return replaced


def _covers(outer: str, inner: str) -> bool:
    if not outer or not inner:
        return False
    whole, part = Period.parse(outer), Period.parse(inner)
    return whole.start <= part.start and part.end <= whole.end


def _rows_of(frame: pd.DataFrame, replaced: Mapping[int, set[str]]) -> pd.Series:
    rows = pd.Series(data=False, index=frame.index)
    for number, insatser in replaced.items():
        of_sheet = frame[SOURCE].eq(number)
        rows |= of_sheet & frame[INSATS].fillna("").isin(insatser) if INSATS in frame else of_sheet
    return rows


def _one_per_key(frame: pd.DataFrame, table: Table) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The rows to count, those that stand twice in equally late deliveries, and those a later one updates."""
    if not table.key:
        return frame, frame[:0], frame[:0]
    key = list(table.key)
    frame = frame.sort_values([_ORDER, SOURCE, ROW], kind="stable")
    twice = frame.duplicated([*key, _ORDER], keep="first")
    once = frame[~twice]
    updated = once.duplicated(key, keep="last")
    kept = once[~updated].sort_values([SOURCE, ROW], kind="stable")
    return kept, frame[twice], once[updated]


def _double(table: Table, rows: pd.DataFrame) -> Remark:
    labels = enumerate_words([table.column(name).label for name in table.key])
    return Remark(
        rows,
        "",
        "dubblett",
        f"Raden har samma {labels} som en tidigare rad och räknas inte.",
        "Ta bort den ena raden, eller lämna en rättad leverans med senare datum eller version.",
    )


def _findings(remark: Remark, sheets: Mapping[int, Sheet], level: Level) -> Iterator[Finding]:
    places = remark.rows[[SOURCE, ROW]].drop_duplicates()
    for number, row in zip(places[SOURCE], places[ROW], strict=True):
        yield Finding(
            sheets[int(number)].rows.source,
            int(row),
            sheets[int(number)].places.get(remark.column, ""),
            level=level,
            reason=remark.reason,
            problem=remark.problem,
            remedy=remark.remedy,
        )


def _count(sheet: Sheet, kept: pd.DataFrame, replaced: pd.DataFrame, *, is_gone: bool) -> Count:
    """The sheet's rows as they stand in the file: a form with a column per question is one row."""
    rows = len(sheet.rows.read)
    if is_gone:
        return Count(sheet.rows.source, read=0, counted=0, refused=0, replaced=rows)
    counted = set(kept.loc[kept[SOURCE].eq(sheet.number), ROW])
    gone = set(replaced.loc[replaced[SOURCE].eq(sheet.number), ROW]) - counted
    read = rows - len(gone)
    return Count(sheet.rows.source, read, len(counted), read - len(counted), len(gone))
