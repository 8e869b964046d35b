"""The tables a delivery may hold: columns, codes, keys and what rows stand for.

The definitions are data, in `schemas/*.toml`, with the Swedish labels that forms, fault lists and the
README print. This module only loads them, strictly, and says which type each column has in a frame.
"""

import tomllib
from collections.abc import Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from samspelet_lib.swedish import to_id

ColumnType = Literal[
    "text",  # free text that may be published; never about persons
    "code",  # one value of a list: `codes` here, or a `lookup` that the plan decides
    "codes",  # several values of a list; in frames sorted and joined by ";"
    "pseudonym",  # a random id; never quoted, never published
    "date",
    "period",  # "2026-03", "2026-01..08" or "2026"
    "int",
    "decimal",
    "money",  # kronor in a delivery, whole öre in frames
    "bool",  # ja, nej or blank
]

Subject = Literal["leverans", "aggregat", "deltagare", "personal", "verksamhet"]

# Missing values: <NA> for the nullable types, NaN in `str` and `float64`, NaT in dates.
DTYPES: Mapping[ColumnType, str] = {
    "text": "str",
    "code": "str",
    "codes": "str",
    "pseudonym": "str",
    "date": "datetime64[us]",
    "period": "str",
    "int": "Int64",
    "decimal": "float64",
    "money": "Int64",
    "bool": "boolean",
}

SOURCE = "_kalla"  # number in `Deliveries.sources`: which sheet of which file the row came from
ROW = "_rad"  # the row's number in that sheet, as the reader of the file sees it


class _Schema(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Schema):
    """One column: what it is called, what it may hold and what it must agree with.

    Attributes:
        codes: allowed values with their labels; empty when anything, or what `lookup` says, is allowed.
        lookup: name of a list that params decide: insats, matpunkt, part, kommun, fraga, instrument …
        least: the lowest value of a number.
        most: the highest value of a number.
        not_before: the date column of the same table that this date may not precede.
        at_most: the number column of the same table that this number may not exceed.
        needed_when: other column → the value that makes this column required.
        inriktning: `individ` when only an individinriktad insats may fill it in.
        aliases: other headings that mean this column.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    description: str
    type: ColumnType
    required: bool = False
    codes: dict[str, str] = {}
    lookup: str | None = None
    unit: str | None = None
    least: int | None = None
    most: int | None = None
    not_before: str | None = None
    at_most: str | None = None
    needed_when: dict[str, str] = {}
    inriktning: Literal["individ", "struktur"] | None = None
    aliases: tuple[str, ...] = ()

    @property
    def dtype(self) -> str:
        """The pandas dtype of the column in a frame."""
        return DTYPES[self.type]


class Spread(_Schema):
    """Says that a survey may also be delivered with one column per question."""

    question: str
    answer: str


class Table(_Schema):
    """One table of a delivery.

    Attributes:
        subject: what a row stands for; `deltagare` rows are people and never leave the reading room.
        inriktning: `individ` when only an individinriktad insats may deliver it; None when any may.
        key: the columns that together are unique, blanks being a value; empty when rows may repeat.
        any_of: columns of which at least one must be filled in.
        interval: the first and last day of a row that lasts; the same person's rows may not overlap.
        date: the column that decides which period a row belongs to; None when `period` or `ar` does.
        spread: the question and answer columns of a survey that may come one column per question.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    description: str
    subject: Subject
    inriktning: Literal["individ", "struktur"] | None = None
    key: tuple[str, ...]
    any_of: tuple[str, ...] = ()
    interval: tuple[str, str] | None = None
    date: str | None = None
    spread: Spread | None = None
    columns: tuple[Column, ...]

    @model_validator(mode="after")
    def _names_its_own_columns(self) -> Self:
        ids = [column.id for column in self.columns]
        if len(set(ids)) < len(ids):
            raise ValueError(f"{self.id}: a column is defined twice")
        unknown = sorted(self._named() - set(ids))
        if unknown:
            raise ValueError(f"{self.id}: names columns it does not have: {', '.join(unknown)}")
        return self

    def _named(self) -> set[str]:
        named = {*self.key, *self.any_of, *(self.interval or ()), self.date}
        named |= {name for column in self.columns for name in (column.not_before, column.at_most)}
        named |= {name for column in self.columns for name in column.needed_when}
        if self.spread:
            named |= {self.spread.question, self.spread.answer}
        return {name for name in named if name is not None}

    @property
    def is_people(self) -> bool:
        """Whether a row stands for, or belongs to, one participant."""
        return self.subject == "deltagare"

    @property
    def ids(self) -> tuple[str, ...]:
        """The column ids, in the order of the form."""
        return tuple(column.id for column in self.columns)

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """Every exact way to write the headings, folded, and the column it means."""
        return {
            to_id(text): column.id
            for column in self.columns
            for text in (column.id, column.label, column.label.partition("(")[0], *column.aliases)
        }

    def column(self, column_id: str) -> Column:
        """The column with this id.

        Raises:
            KeyError: the table has no such column.
        """
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(f"{self.id} has no column {column_id}")

    def empty(self) -> pd.DataFrame:
        """A frame with the table's columns, typed, and no rows; `_kalla` and `_rad` last."""
        frame = pd.DataFrame({column.id: pd.Series(dtype=column.dtype) for column in self.columns})
        return frame.assign(**{SOURCE: pd.Series(dtype="int32"), ROW: pd.Series(dtype="int32")})


@cache
def load_tables() -> Mapping[str, Table]:
    """Every table by id, in the order of the schema files.

    Raises:
        pydantic.ValidationError: a schema file is malformed, which is a bug in this program.
    """
    documents = [
        tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(files(__package__).joinpath("schemas").iterdir(), key=lambda path: path.name)
        if path.name.endswith(".toml")
    ]
    codes: dict[str, Any] = {}
    shared: dict[str, Any] = {}
    for document in documents:
        codes |= document.get("codes", {})
        shared |= document.get("columns", {})
    tables = [_to_table(raw, shared, codes) for document in documents for raw in document.get("table", [])]
    return {table.id: table for table in tables}


def _to_table(raw: dict[str, Any], shared: dict[str, Any], codes: dict[str, Any]) -> Table:
    columns = [_with_shared(column, shared, codes) for column in raw["columns"]]
    return Table.model_validate({**raw, "columns": columns})


def _with_shared(raw: dict[str, Any], shared: dict[str, Any], codes: dict[str, Any]) -> dict[str, Any]:
    own = {key: value for key, value in raw.items() if key != "use"}
    column = {"id": raw["use"], **shared[raw["use"]], **own} if "use" in raw else own
    return {**column, "codes": codes[column["codes"]]} if "codes" in column else column
