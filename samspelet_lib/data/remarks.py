"""What is odd in rows that are counted: ages outside the förbund's, overlapping periods, a changed sex.

A remark is told to the deliverer and printed; the row counts, for nobody knows which of the readings is
wrong. All are whole-column operations.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.tables import SOURCE, Table
from samspelet_lib.swedish import enumerate_words

_SEX, _BIRTH_YEAR, _AGE_GROUP, _PERSON = "kon", "fodelsear", "aldersgrupp", ["insats", "person"]
_STILL_THERE = pd.Timestamp("2262-01-01")  # stands for an end that has not come


@dataclass(frozen=True)
class Remark:
    """Rows that are odd in one way.

    Attributes:
        rows: the rows, with `_kalla` and `_rad`.
        column: the column where it shows.
    """

    rows: pd.DataFrame
    column: str
    reason: str
    problem: str
    remedy: str


def remarks(table: Table, kept: pd.DataFrame, *, every: pd.DataFrame, lookups: Lookups) -> list[Remark]:
    """What is odd in a table's rows.

    Args:
        table: the definition.
        kept: the rows that count.
        every: also the rows that later deliveries have replaced, with the order of the deliveries.
        lookups: what params say of ages.
    """
    rules: tuple[tuple[bool, Callable[[], Iterator[Remark]]], ...] = (
        (table.interval is not None, lambda: _overlaps(table, kept)),
        (table.is_people and _SEX in table.ids, lambda: _changed_sex(kept, every)),
        (_BIRTH_YEAR in table.ids, lambda: _ages(table, kept, lookups)),
        (_AGE_GROUP in table.ids, lambda: _age_groups(kept, lookups)),
        ("insats" in table.ids, lambda: _uncounted(table, kept, lookups)),
    )
    return [remark for applies, rule in rules if applies for remark in rule() if len(remark.rows)]


def _overlaps(table: Table, kept: pd.DataFrame) -> Iterator[Remark]:
    """Rows that start before an earlier row of the same person or company has ended."""
    if table.interval is None:
        return
    start, end = table.interval
    whose = [name for name in table.key if name != start]
    rows = kept[kept.duplicated(whose, keep=False)].sort_values([*whose, start], kind="stable")
    ends = rows[end].fillna(_STILL_THERE)
    groups = rows.groupby(whose, dropna=False, sort=False).ngroup()
    before = ends.groupby(groups).cummax().groupby(groups).shift()
    yield Remark(
        rows[rows[start] < before],
        start,
        "overlappar",
        "Raden börjar innan en tidigare rad för samma löpnummer har slutat.",
        "Kontrollera datumen. Personen räknas en gång per period.",
    )


def _changed_sex(kept: pd.DataFrame, every: pd.DataFrame) -> Iterator[Remark]:
    """Rows whose sex differs from what a row before them, also in a replaced delivery, says of the person."""
    known = every[every[_SEX].notna() & every["person"].notna()]
    if known.duplicated(_PERSON).sum() == known.duplicated([*_PERSON, _SEX]).sum():
        return
    order = known.sort_values([name for name in known.columns if name.startswith("_")], kind="stable")
    first = order.drop_duplicates(_PERSON)[[*_PERSON, _SEX]].rename(columns={_SEX: "_first"})
    rows = kept.merge(first, on=_PERSON, how="left")
    changed = rows[_SEX].notna() & rows["_first"].notna() & rows[_SEX].ne(rows["_first"])
    yield Remark(
        rows[changed],
        _SEX,
        "andrat_kon",
        "Personen har ett annat kön än i en tidigare rad eller leverans.",
        "Kontrollera löpnumret och uppgiften. Raden räknas med det kön som står på den.",
    )


def _ages(table: Table, kept: pd.DataFrame, lookups: Lookups) -> Iterator[Remark]:
    """Persons who, whatever their birthday, are outside the ages when the row begins."""
    if table.date is None or lookups.age_from is None or lookups.age_to is None:
        return
    turns = kept[table.date].dt.year.astype("Int64") - kept[_BIRTH_YEAR]
    outside = (turns < lookups.age_from) | (turns > lookups.age_to + 1)
    yield _outside(kept[outside.fillna(value=False)], _BIRTH_YEAR, lookups)


def _age_groups(kept: pd.DataFrame, lookups: Lookups) -> Iterator[Remark]:
    groups = kept[_AGE_GROUP].dropna().unique()
    outside = [group for group in groups if not _may_be_inside(group, lookups)]
    yield _outside(kept[kept[_AGE_GROUP].isin(outside)], _AGE_GROUP, lookups)


def _may_be_inside(group: str, lookups: Lookups) -> bool:
    """Whether an age group (`under_16`, `16_24`, `over_64`) has any age within those of the förbund."""
    if lookups.age_from is None or lookups.age_to is None:
        return True
    ages = [int(number) for number in re.findall(r"\d+", group)]
    youngest = 0 if group.startswith("under") else ages[0] + group.startswith("over")
    oldest = ages[0] - 1 if group.startswith("under") else ages[-1] if len(ages) > 1 else youngest
    return lookups.age_from <= oldest and youngest <= lookups.age_to


def _uncounted(table: Table, kept: pd.DataFrame, lookups: Lookups) -> Iterator[Remark]:
    """The first row of each sheet with a question, place or kind that no mätpunkt of the insats counts.

    A question that is spelt in another way than in params would otherwise be answers to nothing.
    """
    for (insats, table_id, column), counted in sorted(lookups.counted.items()):
        if table_id != table.id or table.column(column).codes:
            continue
        stray = kept[column].notna() & ~kept[column].isin(counted)
        if not stray.any():
            continue
        rows = kept[stray & (kept["insats"].eq(insats) if insats else kept["insats"].isna())]
        label = table.column(column).label
        yield Remark(
            rows.drop_duplicates([SOURCE, column]),
            column,
            "raknas_inte",
            f"{label} på raden räknas inte i någon mätpunkt.",
            f"Mätpunkterna räknar {enumerate_words(sorted(counted))}. Rätta stavningen om det är vad som menas.",
        )


def _outside(rows: pd.DataFrame, column: str, lookups: Lookups) -> Remark:
    return Remark(
        rows,
        column,
        "utanfor_aldersgrans",
        f"Personen är utanför målgruppens åldrar, {lookups.age_from}–{lookups.age_to} år.",
        "Kontrollera uppgiften. Raden räknas.",
    )
