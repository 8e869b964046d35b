"""Deliveries and plans for tests, from tables that can be read on the page."""

from dataclasses import replace
from datetime import date
from functools import cache
from io import StringIO

import numpy as np
import pandas as pd
from samspelet import plan

from samspelet_lib.data.delivery import Declared, Deliveries, Source
from samspelet_lib.data.tables import ROW, SOURCE, load_tables
from samspelet_lib.plan.matpunkt import Matpunkt

INSATS = "exempel"

_HEAD = {"id": "prov", "text": "Ett prov.", "ref": "Prov", "name": "Prov", "class": "activity", "nature": "process"}
_BOOL = {"ja": True, "nej": False}


def example_plan(matpunkt, *, insats=None, forbund=False):
    """Samspelet's plan with one insats, `exempel`, and one mätpunkt; the förbund's own when asked for."""
    real = plan()
    asked = Matpunkt.model_validate(_HEAD | {"period": "calendar_year"} | matpunkt)
    one = real.insatser[0].model_copy(
        update={"id": INSATS, "matpunkter": () if forbund else (asked,), "start": "ej angivet i planen"}
        | (insats or {})
    )
    structure = real.structure.model_copy(update={"matpunkter": (asked,) if forbund else ()})
    return real.model_copy(update={"insatser": (one,), "structure": structure})


def deliveries(tables, *, until=None):
    """Text tables as checked deliveries, known until a day; every other table is empty.

    Cells stand between `|`, headings first; `insats` is filled in where there is no such column. A table with
    headings alone is a blank sheet from the insats.
    """
    frames = {name: _typed(name, _cells(text)) for name, text in tables.items()}
    if until is not None:
        frames["leverans"] = _typed("leverans", _known(until))
    sheets = tuple(Source("prov.xlsx", "", name) for name in tables)
    said = {sheet: (Declared(INSATS),) for sheet in sheets}
    return replace(from_frames(frames), sources=sheets, declared=said)


def from_frames(frames):
    """Typed frames as checked deliveries; every other table is empty."""
    return Deliveries({**_empty(), **frames}, (), {}, (), (), (), ())


@cache
def _empty():
    return {name: table.empty() for name, table in load_tables().items()}


def _known(until):
    said = {"insats": [INSATS, ""], "period": [str(until.year)] * 2, "inlamnad_datum": ["2027-01-15"] * 2}
    return pd.DataFrame(said | {"uppgifter_tom": [until.isoformat()] * 2})


def _cells(text):
    frame = pd.read_csv(StringIO(text.strip()), sep="|", dtype=str, keep_default_na=False)
    return frame.rename(columns=str.strip).map(str.strip)


def _typed(name, cells):
    """The cells with the table's columns and types; a heading that the table does not have is a mistake."""
    table = load_tables()[name]
    assert set(cells) <= set(table.ids), set(cells) - set(table.ids)
    if "insats" in table.ids and "insats" not in cells:
        cells = cells.assign(insats=INSATS)
    columns = {column.id: _column(cells.get(column.id), column, len(cells)) for column in table.columns}
    rows = np.arange(len(cells), dtype="int32")
    return pd.DataFrame({**columns, SOURCE: np.zeros(len(cells), dtype="int32"), ROW: rows})


def _column(cells, column, length):
    values = pd.Series([None] * length if cells is None else cells.replace("", None), dtype=object)
    if column.type == "date":
        return pd.to_datetime(values).astype("datetime64[us]")
    if column.type == "bool":
        return values.map(lambda cell: _BOOL.get(cell, pd.NA)).astype("boolean")
    if column.type in {"int", "money"}:
        return pd.to_numeric(values).astype("Int64")
    if column.type == "decimal":
        return pd.to_numeric(values.map(lambda cell: cell and cell.replace(",", "."))).astype("float64")
    return values.astype(column.dtype)


def last_day(value):
    """A date from a case; the end of 2026 when it is left out."""
    return value or date(2026, 12, 31)
