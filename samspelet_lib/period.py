"""Periods: a month (`2026-03`), January to a month (`2026-01..08`) or a year (`2026`)."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from samspelet_lib.errors import UsageError

DAYS_PER_WEEK = 7
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_PATTERN = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<first>\d{2})(?:(?:\.\.|_)(?P<last>\d{2}))?)?")


class PeriodKind(StrEnum):
    """What a period covers."""

    MONTH = "month"
    INTERIM = "interim"
    YEAR = "year"


@dataclass(frozen=True, order=True)
class Period:
    """Whole months of one calendar year.

    Attributes:
        year: calendar year.
        first_month: first month, 1–12.
        last_month: last month, 1–12; equal to `first_month` for a month.
    """

    year: int
    first_month: int
    last_month: int

    @classmethod
    def parse(cls, text: object) -> "Period":
        """The period that `text` names; a bare year may come as an int, as papermill passes it.

        Raises:
            UsageError: the text is not a period.
        """
        match = _PATTERN.fullmatch(str(text).strip())
        if match is None:
            raise UsageError(_not_a_period(text))
        year, first, last = int(match["year"]), match["first"], match["last"]
        months = (1, 12) if first is None else (int(first), int(last or first))
        if not 1 <= months[0] <= months[1] <= len(MONTHS):
            raise UsageError(_not_a_period(text))
        return cls(year, *months)

    @property
    def kind(self) -> PeriodKind:
        """Month, interim (January to a later month) or year."""
        if self.first_month == self.last_month:
            return PeriodKind.MONTH
        return PeriodKind.YEAR if (self.first_month, self.last_month) == (1, 12) else PeriodKind.INTERIM

    @property
    def start(self) -> date:
        """First day of the period."""
        return date(self.year, self.first_month, 1)

    @property
    def end(self) -> date:
        """Last day of the period."""
        return date(self.year, self.last_month, calendar.monthrange(self.year, self.last_month)[1])

    @property
    def folder(self) -> str:
        """Name that is safe in paths and addresses: `2026-03`, `2026-01_08`, `2026`."""
        return str(self).replace("..", "_")

    @property
    def label(self) -> str:
        """Swedish name: `mars 2026`, `januari–augusti 2026`, `2026`."""
        if self.kind is PeriodKind.YEAR:
            return str(self.year)
        if self.kind is PeriodKind.MONTH:
            return f"{MONTHS[self.first_month - 1]} {self.year}"
        return f"{MONTHS[self.first_month - 1]}–{MONTHS[self.last_month - 1]} {self.year}"

    def __str__(self) -> str:
        if self.kind is PeriodKind.YEAR:
            return str(self.year)
        if self.kind is PeriodKind.MONTH:
            return f"{self.year}-{self.first_month:02}"
        return f"{self.year}-{self.first_month:02}..{self.last_month:02}"


def _not_a_period(text: object) -> str:
    return (
        f"”{text}” är ingen period. Skriv en månad (2026-03), januari till och med en månad "
        "(2026-01..08) eller ett år (2026)."
    )
