"""The scenario of the demo, as data: who has how many participants, what they answer and how it is delivered.

Everything about an insats stands in `demo.toml`; the code knows the tables and nothing of the insatser.
"""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from samspelet_lib.data.demo_subjects import (
    Cases,
    Deviations,
    Esf,
    Exit,
    Members,
    Outreach,
    People,
    Programme,
    Resources,
    Rows,
    StaffSurvey,
)
from samspelet_lib.figure import Model


class Slip(Model):
    """A cell that is written otherwise than it should: a fault, a contradiction or an old spelling.

    Attributes:
        row: the row of the delivered table, from 1; the last where there are fewer.
        cell: what is written, as a person would.
    """

    table: str
    row: int
    column: str
    cell: str | int | None = None


class Planned(Model):
    """One delivery: what it covers, when it came, and how its files look.

    Attributes:
        name: the file; for CSV the beginning of each table's file.
        kind: `form` is ours, filled in; `sheets` is a workbook of the owner's own.
        tables: the tables it holds; all that have rows when not set.
        repeat: table → how many of its first rows stand twice.
        leave_out: table → how many of its last rows were forgotten.
        headings: column → the owner's own heading.
        is_spoken: numbers and dates are written as text, the Swedish way, with a title above and a sum below.
    """

    name: str
    kind: Literal["form", "sheets", "ods", "csv"]
    period: str
    handed_in: date
    version: int = 1
    by: str
    tables: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()
    repeat: dict[str, int] = Field(default_factory=dict)
    leave_out: dict[str, int] = Field(default_factory=dict)
    headings: dict[str, str] = Field(default_factory=dict)
    is_spoken: bool = False
    encoding: str = "cp1252"
    separator: str = ";"


class Owner(Model):
    """One insats, or the förbund where `insats` is empty: what there is to tell, and how it is told."""

    insats: str
    people: People | None = None
    programmes: tuple[Programme, ...] = Field(default=(), alias="programme")
    cases: Cases | None = None
    outreach: Outreach | None = None
    staff_surveys: tuple[StaffSurvey, ...] = Field(default=(), alias="staff_survey")
    deviations: Deviations | None = None
    members: tuple[Members, ...] = ()
    esf: Esf | None = None
    resources: tuple[Resources, ...] = ()
    rows: tuple[Rows, ...] = ()
    deliveries: tuple[Planned, ...] = Field(alias="delivery")


class Scenario(Model):
    """The whole demo.

    Attributes:
        last: the last day that anything is known of.
        lasting: table → the date column that ends a row; until then it is told again in every delivery.
        ahead: table → a yes-or-no column; a row that says no is told before its day.
        known_with: table → column → the date columns with which it becomes known.
        exits: the ways to leave.
    """

    last: date
    lasting: dict[str, str]
    ahead: dict[str, str]
    known_with: dict[str, dict[str, tuple[str, ...]]]
    exits: tuple[Exit, ...] = Field(alias="exit")
    owners: tuple[Owner, ...] = Field(alias="owner")


@cache
def load_scenario() -> Scenario:
    """The scenario in `demo.toml`.

    Raises:
        pydantic.ValidationError: the file is malformed, which is a bug in this program.
    """
    return Scenario.model_validate(tomllib.loads(files(__package__).joinpath("demo.toml").read_text(encoding="utf-8")))
