"""The publication calendar of a year: when each period's pages are due, and from when they are final."""

from datetime import date
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from samspelet_lib.errors import Fault, RefusedError, UsageError
from samspelet_lib.figure import Model
from samspelet_lib.period import Period
from samspelet_lib.plan.documents import Document
from samspelet_lib.plan.faults import ParamsFile, checked
from samspelet_lib.plan.toml import read_toml

FILE = "publication.toml"


class DuePeriod(Model):
    """When a period's pages are made.

    Attributes:
        due: from this day they are made.
        final: the first run from this day is the last; what is delivered later no longer changes them by itself.
    """

    period: str
    due: date
    final: date

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        try:
            end = Period.parse(self.period).end
        except UsageError as error:
            raise ValueError(str(error)) from error
        if not end < self.due < self.final:
            raise ValueError("dagarna ska komma i ordning: periodens slut, due och sedan final.")
        return self


class Publication(Model):
    """The calendar."""

    document: Document
    periods: tuple[DuePeriod, ...] = Field(alias="period")

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        names = [str(Period.parse(entry.period)) for entry in self.periods]
        if len(names) != len(set(names)):
            raise ValueError("en period står två gånger.")
        return self


def load_publication(params: Path) -> list[DuePeriod]:
    """The calendar of all years in params, in the order the periods are due; empty where no year has one.

    Raises:
        RefusedError: a calendar is malformed.
    """
    faults: list[Fault] = []
    found: list[DuePeriod] = []
    for path in sorted(params.glob(f"*/{FILE}")):
        name = path.relative_to(params).as_posix()
        data = read_toml(path, name)
        calendar, wrong = (None, [data]) if isinstance(data, Fault) else checked(ParamsFile(name, Publication, data))
        faults += wrong
        found += calendar.periods if isinstance(calendar, Publication) else ()
    if faults:
        raise RefusedError("Utgivningsplanen godtas inte.", faults)
    return sorted(found, key=lambda entry: (entry.due, Period.parse(entry.period)))
