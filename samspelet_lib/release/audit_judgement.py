"""When what can be told of a count is a breach, and when the policy itself tells it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from samspelet_lib.figure import ABOUT_PEOPLE, DisclosureClass, Figure
from samspelet_lib.release.audit_ranges import Told, ask_together, reckon_ranges
from samspelet_lib.release.audit_reading import Count, Place
from samspelet_lib.release.declared import ANSWER
from samspelet_lib.release.disclosure import DisclosureRules, Secret

T = TypeVar("T")

_OWN = frozenset({"value", "numerator"})
_WIDTH = 4  # how uncertain a count must be that is hidden for its base; half of it next to zero


@dataclass(frozen=True)
class Judge:
    """Judges what can be told of the counts of one publication.

    Attributes:
        secrets: counts that have to be protected; None where nobody says which.
    """

    rules: DisclosureRules
    secrets: Collection[Secret] | None

    def suspects(self, cases: Mapping[T, tuple[Count, Figure, Told]]) -> dict[T, Told]:
        """The cases of which what is told would be too much, had the policy not told it."""
        close = [told for count, figure, told in cases.values() if self._looks_closely(count, figure)]
        ask_together([told for _, _, told in cases.values()], small=False)
        ask_together(close, small=True)
        reckon_ranges(told for count, figure, told in cases.values() if self._needs_range(count, figure, told))
        found = {name: case for name, case in cases.items() if self._suspects(*case)}
        nobody = _answered_by_nobody(found.values())
        return {name: told for name, (count, _, told) in found.items() if _place(count) not in nobody}

    def _looks_closely(self, count: Count, figure: Figure) -> bool:
        if self.secrets is None:
            return count.part in _OWN
        return Secret.of(figure, count.part) in self.secrets

    def _needs_range(self, count: Count, figure: Figure, told: Told) -> bool:
        if not told.may_be_large:
            return figure.disclosure in ABOUT_PEOPLE or self._looks_closely(count, figure)
        return self._looks_closely(count, figure) and not told.may_be_small

    def _suspects(self, count: Count, figure: Figure, told: Told) -> bool:
        if self._is_surely_small(count, figure, told):
            return True
        if not self._looks_closely(count, figure) or (told.may_be_small and told.may_be_large):
            return False
        exposes = self._is_exact_or_small if self.secrets is None else self._exposes_secret
        return exposes(figure, told)

    def convicts(self, told: Told, by_policy: Told | None, before: Told | None) -> bool:
        """Whether more is told than what the policy shows of itself, or what was known before.

        Where nothing that is always shown gives way, what it tells beside earlier publications cannot be helped,
        as long as no count becomes certain by it.
        """
        known = by_policy if self.rules.yielding else before
        if known is None or known.range is None or told.range is None:
            return True
        (low, high), (least, most) = told.range, known.range
        if low == high:
            return by_policy is None or by_policy.range != told.range
        if told.range == known.range:
            return False
        if low >= self.rules.threshold:
            return high - low < _WIDTH // 2 or (low > least and high < most)
        return low > max(self.rules.low, least) or high < min(self.rules.threshold, most)

    def _is_surely_small(self, count: Count, figure: Figure, told: Told) -> bool:
        if told.may_be_large or figure.disclosure not in ABOUT_PEOPLE:
            return False
        least = 0 if self.rules.is_small(0, figure.disclosure) and count.part in _OWN else 1
        return told.range is None or told.range[0] >= least

    def _exposes_secret(self, figure: Figure, told: Told) -> bool:
        if told.range is None:
            return True
        low, high = told.range
        if low < self.rules.threshold and high > 0 and figure.disclosure is not DisclosureClass.EXPERIENCE:
            return True
        return figure.disclosure is not DisclosureClass.PERSON and high - low < (_WIDTH if low else _WIDTH // 2)

    def _is_exact_or_small(self, figure: Figure, told: Told) -> bool:
        if told.range is None:
            return True
        low, high = told.range
        is_small = not told.may_be_large and figure.disclosure is not DisclosureClass.EXPERIENCE
        return high > 0 and (low == high or is_small)


def _answered_by_nobody(cases: Iterable[tuple[Count, Figure, Told]]) -> frozenset[Place]:
    """Where a reader is sure that nobody has answered: right or wrong, that tells of no one."""
    asked = [
        (_place(count), told)
        for count, figure, told in cases
        if figure.disclosure is DisclosureClass.EXPERIENCE and count.part == "denominator"
    ]
    return frozenset(place for place, _ in asked) - {place for place, told in asked if told.range != (0, 0)}


def _place(count: Count) -> Place:
    """Whose answers they are, whatever they answered."""
    return (("measure", count.measure), *(dim for dim in count.place if dim[0] != ANSWER))
