"""Puts the sheets of all deliveries together: what replaces what, what stands twice, what disagrees.

A later delivery replaces an earlier one of the same insats and table whose period lies within its own.
Otherwise a row replaces an earlier delivery's row with the same key. Which delivery is the later is decided
by the day it was handed in and then by its version, never by its name or place among the files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from samspelet_lib.data.declared import declared_for
from samspelet_lib.data.delivery import Count, Declared, Finding, Level, Repair, Source
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.remarks import Remark, remarks
from samspelet_lib.data.rows import INSATS, Rows
from samspelet_lib.data.tables import ROW, SOURCE, Table
from samspelet_lib.period import Period
from samspelet_lib.swedish import enumerate_words

_ORDER = "_ordning"  # rank of the delivery among all, by day handed in and version
_ROW_BITS = 32  # a row number takes no more


@dataclass(frozen=True)
class Sheet:
    """A sheet and what its delivery says of itself.

    Attributes:
        source: the sheet.
        declared: what the delivery says.
        places: column id → letter and label.
        read: rows it has, faulty ones among them.
    """

    source: Source
    declared: tuple[Declared, ...]
    places: Mapping[str, str]
    read: int


@dataclass(frozen=True)
class _Told:
    """The sheets of one table, with the insatser each tells of and when."""

    sheets: Mapping[int, Sheet]
    insatser: Mapping[int, frozenset[str]]
    said: Mapping[tuple[int, str], Declared]


@dataclass(frozen=True)
class Merged:
    """One table of all deliveries."""

    frame: pd.DataFrame
    findings: tuple[Finding, ...]
    repairs: tuple[Repair, ...]
    counts: tuple[Count, ...]


def merge(table: Table, rows: Rows | None, sheets: Mapping[int, Sheet], *, lookups: Lookups) -> Merged:
    """The table's rows from every sheet, each row once.

    Args:
        table: the definition.
        rows: those of all sheets; None where there are no sheets.
        sheets: number of the source → sheet.
        lookups: what params allow.
    """
    if rows is None:
        return Merged(table.empty(), (), (), ())
    told = _told(rows.frame, sheets)
    every = rows.frame.assign(**{_ORDER: _order(rows.frame, told)})
    replaced = _replaced_whole(told)
    old = _rows_of(every, replaced)
    kept, doubled, updated = _one_per_key(every[~old], table)
    odd: list[tuple[Remark, Level]] = [(_double(table, doubled), "row")]
    odd += [(remark, "remark") for remark in remarks(table, kept, every=every, lookups=lookups)]
    gone = {sheets[number].source for number, insatser in replaced.items() if told.insatser[number] == insatser}
    return Merged(
        frame=kept.drop(columns=_ORDER).reset_index(drop=True),
        findings=(
            *(finding for finding in rows.findings if finding.source not in gone),
            *(finding for remark, level in odd for finding in _findings(remark, sheets, level)),
        ),
        repairs=tuple(repair for repair in rows.repairs if repair.source not in gone),
        counts=tuple(_counts(sheets, kept, pd.concat([every[old], updated]), gone=gone)),
    )


def _told(frame: pd.DataFrame, sheets: Mapping[int, Sheet]) -> _Told:
    """The insatser that each sheet tells of, also those with no rows left."""
    named = {number: {said.insats for said in sheet.declared if said.insats} for number, sheet in sheets.items()}
    if INSATS in frame:
        pairs = frame[[SOURCE, INSATS]].fillna({INSATS: ""}).drop_duplicates()
        for number, insats in zip(pairs[SOURCE], pairs[INSATS], strict=True):
            named[number].add(insats)
    else:
        named = {number: insatser or {""} for number, insatser in named.items()}
    said = {
        (number, insats): declared_for(insats, sheets[number].declared)
        for number, insatser in named.items()
        for insats in insatser
    }
    return _Told(sheets, {number: frozenset(insatser) for number, insatser in named.items()}, said)


def _order(frame: pd.DataFrame, told: _Told) -> pd.Series:
    """Each row's rank among the deliveries; equal for those where nothing says which is the later."""
    ranks = {when: rank for rank, when in enumerate(sorted({_when(said) for said in told.said.values()}))}
    by_pair = {pair: ranks[_when(said)] for pair, said in told.said.items()}
    by_sheet: dict[int, set[int]] = {}
    for (number, _), rank in by_pair.items():
        by_sheet.setdefault(number, set()).add(rank)
    if INSATS not in frame or all(len(of_sheet) == 1 for of_sheet in by_sheet.values()):
        return frame[SOURCE].map({number: max(of_sheet) for number, of_sheet in by_sheet.items()})
    pairs = frame[[SOURCE, INSATS]].fillna({INSATS: ""})
    table = pd.DataFrame([(*pair, rank) for pair, rank in by_pair.items()], columns=[SOURCE, INSATS, _ORDER])
    return pairs.merge(table.astype({SOURCE: "int32", INSATS: "str"}), how="left")[_ORDER]


def _when(said: Declared) -> tuple[str, int]:
    return said.handed_in, said.version


def _replaced_whole(told: _Told) -> dict[int, set[str]]:
    """Number of a sheet → the insatser for which a later delivery has replaced it."""
    by_insats: dict[str, dict[int, Declared]] = {}
    for (number, insats), said in told.said.items():
        by_insats.setdefault(insats, {})[number] = said
    replaced: dict[int, set[str]] = {}
    for insats, said_by in by_insats.items():
        for number, said in said_by.items():
            if any(_when(other) > _when(said) and _covers(other.period, said.period) for other in said_by.values()):
                replaced.setdefault(number, set()).add(insats)
    return replaced


def _covers(outer: str, inner: str) -> bool:
    if not outer or not inner:
        return False
    whole, part = Period.parse(outer), Period.parse(inner)
    return whole.start <= part.start and part.end <= whole.end


def _rows_of(frame: pd.DataFrame, replaced: Mapping[int, set[str]]) -> pd.Series:
    if not replaced:
        return pd.Series(data=False, index=frame.index)
    if INSATS not in frame:
        return frame[SOURCE].isin(list(replaced))
    pairs = [(number, insats) for number, insatser in replaced.items() for insats in insatser]
    told = pd.MultiIndex.from_arrays([frame[SOURCE], frame[INSATS].fillna("")])
    return pd.Series(told.isin(pairs), index=frame.index)


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
            sheets[int(number)].source,
            int(row),
            sheets[int(number)].places.get(remark.column, ""),
            level=level,
            reason=remark.reason,
            problem=remark.problem,
            remedy=remark.remedy,
        )


def _counts(
    sheets: Mapping[int, Sheet], kept: pd.DataFrame, away: pd.DataFrame, *, gone: set[Source]
) -> Iterator[Count]:
    """The sheets' rows as they stand in the files: a form with a column per question is one row."""
    counted = _places(kept)
    here = _per_sheet(counted, sheets)
    replaced = _per_sheet(np.setdiff1d(_places(away), counted), sheets)
    for number, sheet in sheets.items():
        if sheet.source in gone:
            yield Count(sheet.source, read=0, counted=0, refused=0, replaced=sheet.read)
        else:
            read = sheet.read - replaced[number]
            yield Count(sheet.source, read, here[number], read - here[number], replaced[number])


def _places(frame: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Sheet and row in one number, once for each row of a sheet."""
    return np.unique(frame[SOURCE].to_numpy("int64") << _ROW_BITS | frame[ROW].to_numpy("int64"))


def _per_sheet(places: "np.ndarray[tuple[int], np.dtype[np.int64]]", sheets: Mapping[int, Sheet]) -> list[int]:
    """Rows by the number of the sheet."""
    counts: list[int] = np.bincount(places >> _ROW_BITS, minlength=max(sheets) + 1).tolist()
    return counts
