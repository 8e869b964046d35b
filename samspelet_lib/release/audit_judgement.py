"""When what can be told of a count is a breach, and when the policy itself tells it."""

from collections.abc import Collection
from dataclasses import dataclass

from samspelet_lib.figure import DisclosureClass, Figure
from samspelet_lib.release.audit_ranges import Told
from samspelet_lib.release.audit_reading import Count
from samspelet_lib.release.disclosure import DisclosureRules

Secret = tuple[str, str]  # figure id and part: `value`, `numerator`, `denominator` or `complement`

PEOPLE = frozenset({DisclosureClass.PERSON, DisclosureClass.SENSITIVE})
_OWN = frozenset({"value", "numerator"})
_WIDTH = 4  # a count hidden for its base must be as uncertain as one below the default threshold


@dataclass(frozen=True)
class Judge:
    """Judges what can be told of the counts of one publication.

    Attributes:
        secrets: counts that have to be protected; None where nobody says which.
    """

    rules: DisclosureRules
    secrets: Collection[Secret] | None

    def suspects(self, count: Count, figure: Figure, told: Told, *, is_printed: bool) -> bool:
        """Whether what is told would be too much, had the policy not told it."""
        if told.is_contradiction or self._is_surely_small(count, figure, told):
            return True
        if is_printed:
            return False
        if self.secrets is not None:
            return (figure.id, count.part) in self.secrets and self._exposes_secret(figure, told)
        return count.part in _OWN and (told.low == told.high or told.high < self.rules.threshold) and told.high > 0

    def convicts(self, told: Told, by_policy: Told | None) -> bool:
        """Whether more is told than what the policy shows of itself, or what was known before."""
        if by_policy is None or told.is_contradiction:
            return True
        if (told.low, told.high) == (by_policy.low, by_policy.high):
            return False
        if told.high - told.low >= _WIDTH // 2 and told.low >= self.rules.threshold:
            return told.low > by_policy.low and told.high < by_policy.high
        is_surely_more = told.low > max(self.rules.low, by_policy.low)
        return is_surely_more or told.high < min(self.rules.threshold, by_policy.high)

    def _is_surely_small(self, count: Count, figure: Figure, told: Told) -> bool:
        least = 0 if self.rules.is_small(0, figure.disclosure) and count.part in _OWN else 1
        is_small = least <= told.low <= told.high < self.rules.threshold
        return is_small and (figure.disclosure in PEOPLE or count.part in _OWN)

    def _exposes_secret(self, figure: Figure, told: Told) -> bool:
        may_be_small = told.low < self.rules.threshold and told.high > 0
        if may_be_small:
            return told.low > self.rules.low or told.high < self.rules.threshold
        return figure.disclosure is not DisclosureClass.PERSON and told.high - told.low < _WIDTH
