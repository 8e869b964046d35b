"""What the figures beside the mätpunkter have in common: the rows, the days, and how a figure is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from samspelet_lib.figure import Dims, DisclosureClass, Figure, Mark, Nature, Unit
from samspelet_lib.period import Period
from samspelet_lib.plan.matpunkt import PeriodRule
from samspelet_lib.plan.model import Insats, Plan
from samspelet_lib.rules.result import Result
from samspelet_lib.rules.select import Book
from samspelet_lib.rules.window import Window, window
from samspelet_lib.swedish import rounded

SEXES = {"kvinna": "Kvinnor", "man": "Män", "annat_okant": "Annat eller okänt"}
_SHARE_DECIMALS = 4


@dataclass(frozen=True)
class Beside:
    """Plan, rows and days of one period.

    Attributes:
        until: insats → the last day that is known; "" for the others.
    """

    plan: Plan
    book: Book
    period: Period
    until: Mapping[str, date]

    def year(self, insats: str | None) -> Window:
        """The year so far, as far as the deliveries of the insats reach."""
        last = self.until.get(insats or "", self.until[""])
        return window(PeriodRule.CALENDAR_YEAR, self.period, last, insats=None)

    def months(self, insats: str | None) -> list[Window]:
        """The months of the year so far, the last one as far as it is known."""
        last = self.year(insats).last
        known = last.month if last.year == self.period.year else 0
        spans = [Period(self.period.year, month, month) for month in range(1, known + 1)]
        return [Window(span.start, min(span.end, last), span.end) for span in spans]

    def with_rows(self, table: str) -> list[Insats]:
        """The insatser that have delivered rows of a table, in the plan's order."""
        return [insats for insats in self.plan.insatser if len(self.book.rows(table, insats.id))]

    def figure(self, measure: str, dims: Mapping[str, str], result: Result, **said: object) -> Figure:
        """A figure of the period; `said` are the figure's label, class, nature and note."""
        decimals = _SHARE_DECIMALS if result.unit is Unit.SHARE else result.decimals
        value = None if result.value is None else rounded(result.value, decimals)
        own = {"forbund": self.plan.forbund.id, "period": str(self.period)}
        return Figure.model_validate(
            {
                "measure": measure,
                "dims": Dims.model_validate(own | dict(dims)),
                "value": value,
                "mark": Mark.MISSING if value is None else None,
                "unit": result.unit,
                "nature": Nature.PROCESS,
                **{name: getattr(result, name) for name in _COUNTED},
                **{name: _bound(getattr(result, name)) for name in ("low", "high")},
                "note": " ".join(result.notes) or None,
                **said,
            }
        )

    def count(self, measure: str, dims: Mapping[str, str], value: int, **said: object) -> Figure:
        """A count as a figure."""
        return self.figure(measure, dims, Result(value=Fraction(value)), **said)


_COUNTED = ("numerator", "denominator", "base_label", "answers", "invited", "missing", "on")


def _bound(value: Fraction | None) -> object:
    return None if value is None else rounded(value, _SHARE_DECIMALS)


def split_class(*, is_split: bool) -> DisclosureClass:
    """Counts of an insats are about activity; split by who people are they are about persons."""
    return DisclosureClass.PERSON if is_split else DisclosureClass.ACTIVITY
