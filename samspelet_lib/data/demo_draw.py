"""Drawing for the demo: seeded, and with shares that come out as they were set, however few are drawn."""

import math
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from samspelet_lib.data.demo_subjects import Days, Group, Weights

NONE = "-"  # in weights: the value is not known
_LETTERS = "ABCDEFGHJKLMNPRSTUVXYZ"
_DAYS_A_WEEK, _SATURDAY = 7, 5


class Draw:
    """Draws values; the same seed and subject give the same, whatever else is drawn."""

    def __init__(self, seed: int, *subject: str) -> None:
        self.rng = np.random.default_rng([seed, *(zlib.crc32(word.encode()) for word in subject)])
        self._taken: set[str] = set()

    def values(self, weights: Weights, number: int) -> list[str | None]:
        """So many values in random order; each has its share of them, rounded."""
        shares = np.array(list(weights.values()), dtype=float)
        exact = shares / shares.sum() * number
        counts = np.floor(exact).astype(int)
        for at in np.argsort(counts - exact, kind="stable")[: number - counts.sum()]:
            counts[at] += 1
        drawn = [value for value, count in zip(weights, counts, strict=True) for _ in range(count)]
        return [None if drawn[at] == NONE else drawn[at] for at in self.rng.permutation(number)]

    def chosen(self, share: float, number: int) -> list[bool]:
        """For each of so many, whether it is among the share."""
        return [value is not None for value in self.values({"ja": share, NONE: 1 - share}, number)]

    def value(self, weights: Weights) -> str | None:
        """One value."""
        shares = np.array(list(weights.values()), dtype=float)
        value = list(weights)[int(self.rng.choice(len(shares), p=shares / shares.sum()))]
        return None if value == NONE else value

    def number(self, between: Days) -> int:
        """A whole number, both ends included."""
        return int(self.rng.integers(between[0], between[1] + 1))

    def day(self, start: date, after: Days) -> date:
        """A weekday some days after another."""
        return weekday(start + timedelta(days=self.number(after)))

    def days(self, groups: tuple[Group, ...]) -> list[date]:
        """Weekdays spread over each group's time, in order."""
        found = [
            weekday(group.first + timedelta(days=math.floor(place * (group.last - group.first).days)))
            for group in groups
            for place in sorted(self.rng.random(group.number))
        ]
        return sorted(found)

    def again(self, start: date, every: Days, until: date) -> Iterator[date]:
        """Weekdays again and again after another, until a day."""
        day = self.day(start, every)
        while day <= until:
            yield day
            day = self.day(day, every)

    def pseudonym(self) -> str:
        """Two letters and four digits, never the same twice: nothing that could be a personnummer."""
        while True:
            letters = "".join(_LETTERS[at] for at in self.rng.integers(len(_LETTERS), size=2))
            found = f"{letters}{self.number((1000, 9999))}"
            if found not in self._taken:
                self._taken.add(found)
                return found


def weekday(day: date) -> date:
    """The day, or the Monday after when it is a weekend."""
    return day + timedelta(days=_DAYS_A_WEEK - day.weekday()) if day.weekday() >= _SATURDAY else day


def drawn_columns(draw: Draw, columns: Mapping[str, Weights], number: int) -> dict[str, list[str | None]]:
    """So many values of each column."""
    return {name: draw.values(weights, number) for name, weights in columns.items()}
