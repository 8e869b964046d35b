"""The books a SIE file becomes while it is read: what is declared, what is stated and what is booked."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from samspelet_lib.data.sie_model import (
    Account,
    Balance,
    Dimension,
    FiscalYear,
    Movement,
    ObjectKey,
    Objects,
    PeriodAmount,
    Record,
)
from samspelet_lib.data.sie_series import Series

K = TypeVar("K", bound=Hashable)


@dataclass
class Use:
    """Where something is first used, and how often."""

    line: int
    count: int = 0
    sum_ore: int = 0


class Uses(dict[K, Use]):
    """First line, count and sum of each thing used."""

    def note(self, key: K, line: int, amount_ore: int = 0) -> None:
        """Counts one use."""
        use = self.get(key)
        if use is None:
            use = self[key] = Use(line)
        use.count += 1
        use.sum_ore += amount_ore


@dataclass
class Books:
    """What has been gathered.

    Attributes:
        movements: öre and rows of `#TRANS` per account, objects and month.
        labels: how many rows of each label.
        used_accounts: where each account is first used; declared or not. So for objects, years and days.
        dated_once: rows whose month rests on one date alone, the row's or the voucher's.
    """

    header: dict[str, tuple[str, ...]] = field(default_factory=dict)
    years: dict[int, FiscalYear] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    objects: dict[ObjectKey, str] = field(default_factory=dict)
    balances: list[Balance] = field(default_factory=list)
    periods: list[PeriodAmount] = field(default_factory=list)
    movements: dict[tuple[str, Objects, str], list[int]] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    other: list[Record] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    used_accounts: Uses[str] = field(default_factory=Uses)
    used_objects: Uses[ObjectKey] = field(default_factory=Uses)
    used_years: Uses[int] = field(default_factory=Uses)
    used_days: Uses[date | None] = field(default_factory=Uses)
    dated_once: int = 0

    def sums(self, kind: str, year: int) -> dict[str, int]:
        """Öre per account of the `#IB`, `#UB` or `#RES` of a year."""
        sums: Counter[str] = Counter()
        for row in self.balances:
            if row.kind == kind and row.year == year:
                sums[row.account] += row.amount_ore
        return dict(sums)

    def booked(self) -> dict[str, int]:
        """Öre per account of the vouchers."""
        sums: Counter[str] = Counter()
        for (account, _, _), (amount_ore, _) in self.movements.items():
            sums[account] += amount_ore
        return dict(sums)

    def sorted_movements(self) -> tuple[Movement, ...]:
        """The movements by account, objects and month."""
        return tuple(Movement(*key, *sums) for key, sums in sorted(self.movements.items()))
