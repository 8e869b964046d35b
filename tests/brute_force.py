"""Disclosure by plain enumeration: every way the people could be, tried one by one.

Imports nothing of the release. A *puzzle* knows its people in groups that nobody publishes (the finest
cells); each published count is the sum of some groups. What can be believed of a count is what it is in
any filling of the groups with whole numbers from 0 that agrees with the counts that are shown.
"""

from dataclasses import dataclass, field
from itertools import combinations

MANY = 80  # more people than any puzzle here has


@dataclass(frozen=True)
class Puzzle:
    """Groups with their true sizes; counts as sets of groups; figures as what they show, at what weight.

    `hideable` are the figures that may be hidden, with their weight, and `primary` those that are hidden to
    begin with; the others are always shown. `policy` are those of them that the policy always shows, and
    `yielding` what may be hidden after all, at its weight, when `before`, the figures that were published
    earlier, would expose a count. `protected` counts must be believable ≤ low and ≥ high, or as far as the
    policy lets them; `hidden_before`, which were hidden then, if they were so then.
    """

    groups: tuple[int, ...]
    counts: dict[str, frozenset[int]]
    shows: dict[str, tuple[str, ...]]
    hideable: dict[str, int]
    primary: frozenset[str]
    protected: dict[str, tuple[int, int]]
    policy: frozenset[str] = frozenset()
    yielding: dict[str, int] = field(default_factory=dict)
    before: frozenset[str] = frozenset()
    hidden_before: dict[str, tuple[int, int]] = field(default_factory=dict)

    def value(self, count):
        return sum(self.groups[group] for group in self.counts[count])

    def shown_by(self, figures):
        return frozenset(count for figure in figures for count in self.shows[figure])

    def shown_without(self, hidden):
        """The counts that figures show when `hidden` and the primaries are hidden."""
        return self.shown_by(self.shows.keys() - self.primary - set(hidden))


def can_be(puzzle, shown, count, low, high):
    """Whether some filling agrees with the shown counts and puts `count` between low and high."""
    sums = [(puzzle.counts[name], puzzle.value(name), puzzle.value(name)) for name in sorted(shown)]
    return _fill(_order(puzzle, sums), [*sums, (puzzle.counts[count], low, high)])


def requirements(puzzle):
    """What must be believable: (count, least, most)."""
    by_policy, then = puzzle.shown_by(puzzle.policy), puzzle.shown_by(puzzle.before)
    for count, (low, high) in puzzle.protected.items():
        most = next(n for n in range(high, -1, -1) if can_be(puzzle, by_policy, count, n, MANY))
        few = low if most > low else most - 1  # a single number would be both few and many
        yield count, 0, next(n for n in range(max(few, 0), MANY) if can_be(puzzle, by_policy, count, 0, n))
        yield count, most, MANY
    for count, (low, high) in puzzle.hidden_before.items():
        most = next(n for n in range(high, -1, -1) if can_be(puzzle, then, count, n, MANY))
        sides = ((count, 0, low), (count, high, MANY)) if most > low else ((count, 0, most - 1), (count, most, MANY))
        yield from (each for each in sides if can_be(puzzle, then, *each))  # few even then: at least no single number


def choices(puzzle):
    """The figures that may be hidden, with their weights: all of them only if nothing less will do."""
    is_enough = exposed(puzzle, puzzle.hideable, requirements(puzzle)) is None
    return puzzle.hideable if is_enough else puzzle.hideable | puzzle.yielding


def exposed(puzzle, hidden, wanted):
    """The first requirement that is not met with these figures hidden, None when all are."""
    shown = puzzle.shown_without(hidden)
    return next((each for each in wanted if not can_be(puzzle, shown, *each)), None)


def least_loss(puzzle):
    """The least weight that must be hidden beside the primaries, by trying every set; None if none will do."""
    wanted, weights = list(requirements(puzzle)), choices(puzzle)
    names = sorted(weights)
    sets = [each for size in range(len(names) + 1) for each in combinations(names, size)]
    unsafe = []
    for hidden in sorted(sets, key=lambda each: sum(weights[name] for name in each)):
        if any(set(hidden) <= larger for larger in unsafe):
            continue  # less hidden than what was not enough
        if exposed(puzzle, hidden, wanted) is None:
            return sum(weights[name] for name in hidden)
        unsafe.append(set(hidden))
    return None


def _order(puzzle, sums):
    """Groups in the order they are filled: those in the smallest shown sums first."""
    least = {
        group: min((value for groups, value, _ in sums if group in groups), default=MANY)
        for group in range(len(puzzle.groups))
    }
    return sorted(least, key=lambda group: (least[group], group))


def _fill(order, bounds):
    """Whether groups can be filled so that each bounded set of groups sums to between its bounds."""
    if any(high < 0 or (not groups and low > 0) for groups, low, high in bounds):
        return False
    bounds = [bound for bound in bounds if bound[0]]
    if not order or not bounds:
        return True
    group, *rest = order
    most = min((high for groups, _, high in bounds if group in groups), default=0)
    least = max((low for groups, low, _ in bounds if groups == {group}), default=0)
    return any(
        _fill(
            rest,
            [
                (groups - {group}, low - size, high - size) if group in groups else (groups, low, high)
                for groups, low, high in bounds
            ],
        )
        for size in range(max(least, 0), most + 1)
    )
