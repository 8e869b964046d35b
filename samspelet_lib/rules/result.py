"""What a kind is asked and what it answers, before it becomes a figure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Self

from samspelet_lib.figure import DisclosureClass, Target, Unit, Verdict
from samspelet_lib.plan.matpunkt import Matpunkt, RowSelection
from samspelet_lib.plan.model import Plan
from samspelet_lib.plan.policy import FollowUp, Scale
from samspelet_lib.rules.select import Book, Rows, Where
from samspelet_lib.rules.window import Window


class CannotCountError(Exception):
    """The mätpunkt cannot be counted as params stand; the text is the verdict's reason."""


@dataclass(frozen=True)
class Ask:
    """One mätpunkt as it is read, with the rows and the days it is to be counted on.

    Attributes:
        owner: the insats; None for the förbund's own mätpunkter.
    """

    plan: Plan
    book: Book
    owner: str | None
    matpunkt: Matpunkt
    window: Window

    @property
    def follow_up(self) -> FollowUp:
        """The numbers that verdicts rest on."""
        return self.plan.policy.follow_up

    @property
    def target(self) -> Target | None:
        """The target, when the plan has one."""
        target = self.matpunkt.target
        return target if isinstance(target, Target) else None

    def selection(self, key: str) -> RowSelection:
        """What `base`, `count`, `value` or `proxy` selects.

        Raises:
            CannotCountError: it is missing or selects money.
        """
        selection = getattr(self.matpunkt, key)
        if not isinstance(selection, RowSelection):
            raise CannotCountError("Mätpunkten säger inte vilka rader som ska räknas.")
        return selection

    def rows(self, selection: RowSelection) -> Rows:
        """The rows of the selection's table that concern the owner."""
        return self.book.rows(selection.table, self.owner)

    def where(self, selection: RowSelection) -> Where:
        """The selection's filters, with the wave of a survey."""
        rows = self.rows(selection)
        has_wave = self.matpunkt.wave and "omgang" in rows.table.ids
        return {**selection.where, "omgang": self.matpunkt.wave} if has_wave else selection.where  # type: ignore[dict-item]

    def scale(self) -> Scale:
        """The declared answer scale.

        Raises:
            CannotCountError: policy declares no such scale.
        """
        for scale in self.plan.policy.scales:
            if scale.id == self.matpunkt.scale:
                return scale
        raise CannotCountError(f"Svarsskalan ”{self.matpunkt.scale}” är inte angiven i policyn.")

    def from_the_start(self) -> Self:
        """The same question about all that is known up to the last day."""
        return replace(self, window=replace(self.window, first=None))

    def a_year_before(self) -> Self:
        """The same question about the same days one year earlier."""
        return replace(self, window=self.window.year_before())


@dataclass(frozen=True)
class Result:
    """A counted value with what it is made of; the verdict is added by the kind's rule.

    Attributes:
        opening: of a count, those who were there when the time began.
        not_due, not_applicable: units that count neither as yes nor as no, and why.
        measure, dims, label, disclosure: of a figure beside the mätpunkt's own.
        parts: the figures beside it.
        named: what the verdict names: members that are missing, months below the level, planned days.
        is_in_words: the answer is a note, not a number.
    """

    value: Fraction | None
    unit: Unit = Unit.COUNT
    decimals: int = 0
    numerator: int | None = None
    denominator: int | None = None
    base_label: str | None = None
    answers: int | None = None
    invited: int | None = None
    missing: int | None = None
    not_due: int = 0
    not_applicable: int = 0
    low: Fraction | None = None
    high: Fraction | None = None
    on: date | None = None
    opening: int = 0
    named: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    verdict: Verdict | None = None
    reason: str | None = None
    measure: str = "matpunkt"
    dims: Mapping[str, str] = field(default_factory=dict)
    label: str | None = None
    disclosure: DisclosureClass | None = None
    is_in_words: bool = False
    parts: "tuple[Result, ...]" = ()

    def judged(self, verdict: Verdict, reason: str) -> Self:
        """The result with its verdict."""
        return replace(self, verdict=verdict, reason=reason)

    def noted(self, *notes: str) -> Self:
        """The result with further notes."""
        return replace(self, notes=(*self.notes, *notes))
