"""Makes a column of raw cells into a typed one, and tells which cells were mended or refused.

Every distinct cell is read once and the result is spread to its rows, so a column of a million rows with a
hundred different dates costs a hundred readings. Pseudonyms and free text, where every cell may differ, are
checked by whole-column operations.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray
from pandas.api.types import is_float_dtype

from samspelet_lib.data.dates import read_date, read_period
from samspelet_lib.data.lookups import spellings
from samspelet_lib.data.matching import contains, is_whole
from samspelet_lib.data.tables import Column
from samspelet_lib.data.values import (
    CELL_ERROR,
    ERROR_CELL,
    NOT_TEXT,
    Refusal,
    Value,
    read_bool,
    read_money,
    read_number,
    read_open_code,
)

_SHOWN = 12  # allowed values that a remedy lists before it refers to the form
_COMBINING = "[\u0300-\u036f]"  # marks that stand apart from their letter: ö written as o and two dots
_COMBINING_MARK = re.compile(_COMBINING)
_PSEUDONYM = r"[0-9A-Za-zÅÄÖåäö._/-]{1,40}"
_BIRTH_DATE = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"

LIKE_A_NAME = Refusal(
    "inte_lopnummer",
    "Ett löpnummer får vara högst 40 tecken utan blanksteg och ska innehålla minst en siffra.",
    "Ge personen ett slumpvis löpnummer. Skriv aldrig namn eller initialer.",
)
LIKE_A_BIRTH_DATE = Refusal(
    "lopnummer_ar_fodelsedatum",
    "Löpnumret ser ut som ett födelsedatum.",
    "Ge personen ett slumpvis löpnummer som inte bygger på födelsetiden.",
)

_What = TypeVar("_What")
Reader = Callable[[Any], Value | Refusal]


@dataclass(frozen=True)
class TypedColumn:
    """A column that has been read.

    Attributes:
        cells: typed, missing where the cell is blank or refused; the index is that of the raw cells.
        refused: reason → index labels of the cells.
        repaired: what was done → index labels of the cells.
    """

    cells: pd.Series
    refused: Mapping[Refusal, pd.Index]
    repaired: Mapping[str, pd.Index]


def to_typed(cells: pd.Series, column: Column, allowed: Mapping[str, str] | None) -> TypedColumn:
    """The column, typed as its definition says.

    Args:
        cells: raw cells as a file gives them.
        column: the definition.
        allowed: ids and labels a code column may hold; None when any short code will do.
    """
    if column.type in {"text", "pseudonym"}:
        return _text_column(cells, is_pseudonym=column.type == "pseudonym")
    positions, distinct = pd.factorize(cells.array)
    reader = _reader(column, allowed)
    read = [_read(cell, reader) for cell in distinct]
    values = [result.value if isinstance(result, Value) else None for result in read]
    typed = _array([*values, None], column)
    refused = {number: result for number, result in enumerate(read) if isinstance(result, Refusal)}
    repaired = {number: result.repair for number, result in enumerate(read) if isinstance(result, Value)}
    return TypedColumn(
        cells=pd.Series(typed.take(positions), index=cells.index, copy=False),
        refused=_spread(refused, positions, cells.index),
        repaired=_spread({number: text for number, text in repaired.items() if text}, positions, cells.index),
    )


def _array(values: Sequence[Any], column: Column) -> ExtensionArray:
    made: ExtensionArray = pd.array(values, dtype=column.dtype)  # type: ignore[call-overload] # of any of our types
    return made


def is_blank(cells: pd.Series) -> pd.Series:
    """Where a cell holds nothing, or only blanks."""
    if isinstance(cells.dtype, pd.StringDtype):
        return cells.isna() | (cells.str.strip() == "")
    if cells.dtype == object:
        return cells.isna() | cells.map(_is_blank_text)
    return cells.isna()


def _is_blank_text(cell: object) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _read(cell: Any, reader: Reader) -> Value | Refusal:
    return Value(None) if _is_blank_text(cell) else reader(cell)


def _reader(column: Column, allowed: Mapping[str, str] | None) -> Reader:
    if column.type in {"code", "codes"} and allowed is not None:
        known = partial(_known_code, ways=spellings(allowed), allowed=allowed)
        return partial(_several_codes, one=known) if column.type == "codes" else known
    readers: dict[str, Reader] = {
        "code": read_open_code,
        "codes": partial(_several_codes, one=read_open_code),
        "date": read_date,
        "period": read_period,
        "int": partial(read_number, whole=True),
        "decimal": read_number,
        "money": read_money,
        "bool": read_bool,
    }
    return readers[column.type]


def _known_code(cell: Any, *, ways: Mapping[str, str], allowed: Mapping[str, str]) -> Value | Refusal:
    read = read_open_code(cell, longest=max(map(len, ways), default=0))
    if isinstance(read, Refusal):
        return ERROR_CELL if cell is CELL_ERROR else _not_allowed("", allowed)
    if read.value in ways:
        return Value(ways[read.value])
    return _not_allowed(read.value, allowed, ways)


def _not_allowed(folded: str, allowed: Mapping[str, str], ways: Mapping[str, str] | None = None) -> Refusal:
    """The refusal with what is allowed, and what may have been meant; never what was written."""
    near = difflib.get_close_matches(folded, list(ways or {}), n=1, cutoff=0.8)
    meant = f" Menades {allowed[(ways or {})[near[0]]]}?" if near else ""
    labels = list(allowed.values())
    shown = ", ".join(labels[:_SHOWN]) + (" med flera, se blanketten" if len(labels) > _SHOWN else "")
    return Refusal("okant_varde", "Värdet finns inte bland de tillåtna.", f"Tillåtet: {shown}.{meant}")


def _several_codes(cell: Any, *, one: Reader) -> Value | Refusal:
    parts = [part for part in re.split(r"[;,\n]", cell) if part.strip()] if isinstance(cell, str) else [cell]
    read = [one(part) for part in parts]
    refused = [result for result in read if isinstance(result, Refusal)]
    if refused:
        return refused[0]
    return Value(";".join(sorted({result.value for result in read if isinstance(result, Value)})))


def _text_column(cells: pd.Series, *, is_pseudonym: bool) -> TypedColumn:
    text, refused = _texts_of_objects(cells) if cells.dtype == object else (_texts_of_typed(cells), {})
    refused = (_bad_pseudonyms(text) if is_pseudonym else {}) | refused
    for index in refused.values():
        text = text.mask(text.index.isin(index))
    return TypedColumn(text, refused, {})


def _texts_of_objects(cells: pd.Series) -> tuple[pd.Series, dict[Refusal, pd.Index]]:
    """The cells of a workbook as texts, and those that are none."""
    read = _AS_TEXT(cells.to_numpy()).tolist()
    texts = pd.Series([None if isinstance(cell, Refusal) else cell for cell in read], index=cells.index, dtype="str")
    odd = {cell for cell in read if isinstance(cell, Refusal)}
    return texts, {refusal: cells.index[[cell is refusal for cell in read]] for refusal in sorted(odd)}


def _as_text(cell: Any) -> str | Refusal | None:
    if isinstance(cell, str):
        text = cell.strip()
        return (unicodedata.normalize("NFC", text) if _COMBINING_MARK.search(text) else text) or None
    if type(cell) in {int, float}:
        return None if cell != cell else str(cell).removesuffix(".0")  # noqa: PLR0124 - NaN is an empty cell
    if cell is None or cell is pd.NaT:
        return None
    return ERROR_CELL if cell is CELL_ERROR else NOT_TEXT


_AS_TEXT = np.frompyfunc(_as_text, 1, 1)


def _texts_of_typed(cells: pd.Series) -> pd.Series:
    """A column of one type as texts."""
    text = cells.astype("str").mask(is_blank(cells)).str.strip()
    if is_float_dtype(cells.dtype):
        text = text.str.removesuffix(".0")
    apart = contains(text, _COMBINING)
    return text.mask(apart, text[apart].str.normalize("NFC")) if apart.any() else text


def _bad_pseudonyms(text: pd.Series) -> dict[Refusal, pd.Index]:
    fits = is_whole(text, _PSEUDONYM) & contains(text, r"[0-9]")
    masks = {LIKE_A_NAME: text.notna() & ~fits, LIKE_A_BIRTH_DATE: is_whole(text, _BIRTH_DATE)}
    return {refusal: text.index[mask] for refusal, mask in masks.items() if mask.any()}


def _spread(
    per_distinct: Mapping[int, _What], positions: np.ndarray[Any, Any], index: pd.Index
) -> dict[_What, pd.Index]:
    """What holds for distinct cells, as the index labels of the cells that hold them."""
    found: dict[_What, list[int]] = {}
    for number, what in per_distinct.items():
        found.setdefault(what, []).append(number)
    return {what: index[np.isin(positions, numbers)] for what, numbers in found.items()}
