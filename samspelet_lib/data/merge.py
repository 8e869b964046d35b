"""Puts the sheets of all deliveries together: what replaces what, what stands twice, what disagrees.

A later delivery replaces an earlier one of the same insats and table whose period lies within its own.
Otherwise a row replaces an earlier delivery's row with the same key. Which delivery is the later is decided
by the day it was handed in and then by its version, never by its name or place among the files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from samspelet_lib.data.cells import Mask
from samspelet_lib.data.declared import declared_for
from samspelet_lib.data.delivery import Count, Declared, Finding, Level, Repair, Source
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.remarks import Remark, remarks
from samspelet_lib.data.rows import INSATS, ROW_BITS, Places, Rows, places
from samspelet_lib.data.tables import ROW, SOURCE, Table
from samspelet_lib.period import Period
from samspelet_lib.swedish import enumerate_words

_ORDER = "_ordning"  # rank of the delivery among all, by day handed in and version


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
class _Pairs:
    """Sheet and insats of the rows of one table.

    Attributes:
        found: each pair once; the insats is "" where a row names none.
        which: per row, its pair.
        has_insats: whether the table has a column for it.
    """

    found: list[tuple[int, str]]
    which: "np.ndarray[Any, np.dtype[np.intp]]"
    has_insats: bool


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
    pairs = _pairs(rows.frame)
    told = _told(pairs, sheets)
    every = rows.frame.assign(**{_ORDER: _order(pairs, told)})
    at, replaced = places(every), _replaced_whole(told)
    old = _rows_of(pairs, replaced)
    doubled, updated = _one_per_key(every, table, ~old)
    counted = ~(old | doubled | updated)
    kept = _in_order(every if counted.all() else every[counted])
    odd: list[tuple[Remark, Level]] = [(_double(table, every[doubled]), "row")] if doubled.any() else []
    odd += [(remark, "remark") for remark in remarks(table, kept, every=every, lookups=lookups)]
    gone = {sheets[number].source for number, insatser in replaced.items() if told.insatser[number] == insatser}
    return Merged(
        frame=kept.drop(columns=_ORDER).reset_index(drop=True),
        findings=(
            *(finding for finding in rows.findings if finding.source not in gone),
            *(finding for remark, level in odd for finding in _findings(remark, sheets, level)),
        ),
        repairs=tuple(repair for repair in rows.repairs if repair.source not in gone),
        counts=tuple(_counts(sheets, at[counted], at[old | updated], gone=gone)),
    )


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order of the sheets and of their places there."""
    at = places(rows)
    return rows if bool((at[1:] >= at[:-1]).all()) else rows.iloc[np.argsort(at, kind="stable")]


def _pairs(frame: pd.DataFrame) -> _Pairs:
    numbers = frame[SOURCE].to_numpy("int64")
    codes, names = pd.factorize(frame[INSATS]) if INSATS in frame else (np.full(len(frame), -1), pd.Index([]))
    size = len(names) + 1
    found, which = np.unique(numbers * size + codes + 1, return_inverse=True)
    pairs = [divmod(int(pair), size) for pair in found]
    return _Pairs([(number, str(names[code - 1]) if code else "") for number, code in pairs], which, INSATS in frame)


def _told(pairs: _Pairs, sheets: Mapping[int, Sheet]) -> _Told:
    """The insatser that each sheet tells of, also those with no rows left."""
    named = {number: {said.insats for said in sheet.declared if said.insats} for number, sheet in sheets.items()}
    if pairs.has_insats:
        for number, insats in pairs.found:
            named[number].add(insats)
    else:
        named = {number: insatser or {""} for number, insatser in named.items()}
    said = {
        (number, insats): declared_for(insats, sheets[number].declared)
        for number, insatser in named.items()
        for insats in insatser
    }
    return _Told(sheets, {number: frozenset(insatser) for number, insatser in named.items()}, said)


def _order(pairs: _Pairs, told: _Told) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """Each row's rank among the deliveries; equal for those where nothing says which is the later.

    A row of a sheet that tells of several insatser without naming one in each row has the latest of their ranks.
    """
    ranks = {when: rank for rank, when in enumerate(sorted({_when(said) for said in told.said.values()}))}
    latest: dict[int, int] = {}
    for (number, _), said in told.said.items():
        latest[number] = max(latest.get(number, 0), ranks[_when(said)])
    of_pairs = [ranks[_when(told.said[pair])] if pairs.has_insats else latest[pair[0]] for pair in pairs.found]
    return np.asarray(np.array(of_pairs, dtype="int64")[pairs.which])


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


def _rows_of(pairs: _Pairs, replaced: Mapping[int, set[str]]) -> Mask:
    gone = [
        number in replaced and (insats in replaced[number] or not pairs.has_insats) for number, insats in pairs.found
    ]
    return np.asarray(np.array(gone, dtype="bool")[pairs.which])


def _one_per_key(frame: pd.DataFrame, table: Table, live: Mask) -> tuple[Mask, Mask]:
    """Where a row stands twice in equally late deliveries, and where a later delivery updates it.

    Args:
        frame: all rows, with the order of the deliveries.
        table: the definition.
        live: the rows of deliveries that have not been replaced.
    """
    doubled, updated = np.zeros(len(frame), dtype="bool"), np.zeros(len(frame), dtype="bool")
    key = list(table.key)
    again = _again(frame if live.all() else frame[live], key)
    if again.any():
        alike = frame[[*key, _ORDER, SOURCE, ROW]].assign(_place=range(len(frame)))[live][again]
        alike = alike.sort_values([_ORDER, SOURCE, ROW], kind="stable")
        twice = alike.duplicated([*key, _ORDER], keep="first")
        once = alike[~twice]
        doubled[alike["_place"][twice]] = True
        updated[once["_place"][once.duplicated(key, keep="last")]] = True
    return doubled, updated


def _again(frame: pd.DataFrame, key: list[str]) -> Mask:
    """Where another row has the same key."""
    return frame.duplicated(key, keep=False).to_numpy() if key else np.zeros(len(frame), dtype="bool")


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
    for place in np.unique(places(remark.rows)).tolist():
        sheet, row = sheets[place >> ROW_BITS], place & ((1 << ROW_BITS) - 1)
        yield Finding(
            sheet.source,
            row,
            sheet.places.get(remark.column, ""),
            level=level,
            reason=remark.reason,
            problem=remark.problem,
            remedy=remark.remedy,
        )


def _counts(sheets: Mapping[int, Sheet], counted: Places, away: Places, *, gone: set[Source]) -> Iterator[Count]:
    """The sheets' rows as they stand in the files: a form with a column per question is one row."""
    counted = np.unique(counted)
    here = _per_sheet(counted, sheets)
    replaced = _per_sheet(np.setdiff1d(away, counted), sheets)
    for number, sheet in sheets.items():
        if sheet.source in gone:
            yield Count(sheet.source, read=0, counted=0, refused=0, replaced=sheet.read)
        else:
            read = sheet.read - replaced[number]
            yield Count(sheet.source, read, here[number], read - here[number], replaced[number])


def _per_sheet(places: Places, sheets: Mapping[int, Sheet]) -> list[int]:
    """Rows by the number of the sheet."""
    counts: list[int] = np.bincount(places >> ROW_BITS, minlength=max(sheets) + 1).tolist()
    return counts
