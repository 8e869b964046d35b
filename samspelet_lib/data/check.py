"""Checks rows against the rules of their table: every fault at once, each at its row and column.

All checks are whole-column operations. Texts say what is allowed and never what stands in the cell.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from samspelet_lib.data.delivery import Finding
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.sheet import Mapped
from samspelet_lib.data.tables import ROW, SOURCE, Column, Table

MATPUNKT = "matpunkt"


@dataclass(frozen=True)
class _Broken:
    """A rule that some rows break, and the column where it shows."""

    rows: pd.Series
    column: str
    reason: str
    problem: str
    remedy: str


def row_faults(frame: pd.DataFrame, sheets: Mapping[int, Mapped], lookups: Lookups) -> list[Finding]:
    """Every rule that a row of the sheets breaks.

    Args:
        frame: typed rows with `_kalla` and `_rad`.
        sheets: number of the source → the sheet, which knows the columns' places; all of one table.
        lookups: what params allow.
    """
    table = next(iter(sheets.values())).table
    rules: Sequence[Callable[[pd.DataFrame, Table, Lookups], Iterator[_Broken]]] = (
        _required,
        _limits,
        _order,
        _belongs,
    )
    broken = [breach for rule in rules for breach in rule(frame, table, lookups) if breach.rows.any()]
    return [
        Finding(
            sheets[number].source,
            row,
            sheets[number].places.get(breach.column, ""),
            level="row",
            reason=breach.reason,
            problem=breach.problem,
            remedy=breach.remedy,
        )
        for breach in broken
        for number, row in _places(frame[breach.rows])
    ]


def _places(rows: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Number of the sheet and of the row there; a form with a column per question is told of once."""
    places = rows[[SOURCE, ROW]].drop_duplicates()
    return zip(places[SOURCE].tolist(), places[ROW].tolist(), strict=True)


def _required(frame: pd.DataFrame, table: Table, _: Lookups) -> Iterator[_Broken]:
    for column in table.columns:
        if not column.required and not column.needed_when:
            continue
        blank = frame[column.id].isna()
        if column.required:
            yield _Broken(blank, column.id, "saknas", f"{column.label} saknas.", "Fyll i cellen.")
        for other, value in column.needed_when.items():
            label = table.column(other).codes.get(value, value)
            where = blank & frame[other].eq(value)
            problem = f"{column.label} saknas, som behövs när {table.column(other).label} är {label}."
            yield _Broken(where, column.id, "saknas", problem, "Fyll i cellen.")
    if table.any_of:
        labels = " eller ".join(table.column(name).label for name in table.any_of)
        where = frame[list(table.any_of)].isna().all(axis=1)
        yield _Broken(where, table.any_of[0], "saknas", f"{labels} saknas.", "Fyll i en av cellerna.")


def _limits(frame: pd.DataFrame, table: Table, _: Lookups) -> Iterator[_Broken]:
    for column in table.columns:
        if column.least is not None:
            where = frame[column.id].lt(column.least).fillna(value=False)
            problem = f"{column.label} är lägre än {column.least}."
            yield _Broken(where, column.id, "for_lagt", problem, "Kontrollera talet.")
        if column.most is not None:
            where = frame[column.id].gt(column.most).fillna(value=False)
            problem = f"{column.label} är högre än {column.most}."
            yield _Broken(where, column.id, "for_hogt", problem, "Kontrollera talet.")


def _order(frame: pd.DataFrame, table: Table, _: Lookups) -> Iterator[_Broken]:
    for column in table.columns:
        if column.not_before:
            first = table.column(column.not_before).label
            where = frame[column.id].lt(frame[column.not_before])
            problem = f"{column.label} ligger före {first}."
            yield _Broken(where, column.id, "slut_fore_start", problem, "Kontrollera båda datumen.")
        if column.at_most:
            other = table.column(column.at_most).label
            where = frame[column.id].gt(frame[column.at_most]).fillna(value=False)
            problem = f"{column.label} är större än {other}."
            yield _Broken(where, column.id, "storre_an_helheten", problem, "Kontrollera båda talen.")


def _belongs(frame: pd.DataFrame, table: Table, lookups: Lookups) -> Iterator[_Broken]:
    """Rows and columns that are not for this kind of insats, and mätpunkter of another insats."""
    if "insats" not in table.ids:
        return
    if table.inriktning:
        where = _not_oriented(frame, table.inriktning, lookups)
        problem = "Insatsen är strukturövergripande och lämnar inga uppgifter om personer."
        yield _Broken(where, "insats", "fel_inriktning", problem, "Lämna i stället tabellen Sammanräknade uppgifter.")
    for column in table.columns:
        if column.inriktning:
            where = frame[column.id].notna() & _not_oriented(frame, column.inriktning, lookups)
            yield _not_split(where, column)
    if MATPUNKT in table.ids and lookups.matpunkter:
        yield _foreign_matpunkt(frame, lookups)


def _not_split(where: pd.Series, column: Column) -> _Broken:
    problem = f"Insatsen är strukturövergripande och redovisas inte uppdelad ({column.label})."
    return _Broken(where, column.id, "uppdelning_struktur", problem, "Lämna bara totalen.")


def _not_oriented(frame: pd.DataFrame, inriktning: str, lookups: Lookups) -> pd.Series:
    others = [insats for insats, kinds in lookups.orientation.items() if inriktning not in kinds]
    return frame["insats"].isin(others)


def _foreign_matpunkt(frame: pd.DataFrame, lookups: Lookups) -> _Broken:
    known = [f"{insats}/{matpunkt}" for insats, ids in lookups.matpunkter.items() for matpunkt in ids]
    pair = frame["insats"].fillna("") + "/" + frame[MATPUNKT]
    where = frame[MATPUNKT].notna() & ~pair.isin(known)
    problem = "Mätpunkten hör inte till insatsen."
    return _Broken(where, MATPUNKT, "fel_matpunkt", problem, "Välj en av insatsens mätpunkter, se blanketten.")
