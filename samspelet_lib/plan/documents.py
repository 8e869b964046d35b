"""What every params file has: its document, and the register of documents it points into."""

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, PlainSerializer

from samspelet_lib.figure import Model, NotStated, Pinpoint, Undecided


def _to_fraction(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"”{value}” är inget bråk som ”1/4”") from error


Share = Annotated[Fraction, BeforeValidator(_to_fraction), PlainSerializer(str, return_type=str, when_used="json")]


class Document(Model):
    """Which document a file's values come from; holds for every value of the file."""

    source: str
    date: date
    status: str
    unit: Literal["tkr"] | None = None

    def pinpoint(self, ref: str, source: str | None = None) -> Pinpoint:
        """Where in the document a value stands: heading and item."""
        return Pinpoint(source=source or self.source, ref=ref, dated=self.date, status=self.status)


class Source(Model):
    """One document in the register; `short` is what pages call it beside a heading."""

    id: str
    short: str
    title: str
    issued_by: str
    dated: date | NotStated
    decided_by: str | Undecided
    decided_on: date | Undecided
    kept: str
    url: str | None = None
    file: str | None = None
    sha256: str | None = None


class Statement(Model):
    """A sentence of the plan with its pinpoint; `name` is our heading for it."""

    id: str
    name: str
    text: str
    ref: str
    source: str | None = None
