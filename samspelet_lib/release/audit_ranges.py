"""How closely each hidden count can be told: the least and the most it can be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from samspelet_lib.release.audit_world import Seen, World
from samspelet_lib.release.components import split
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.reach import End, Question, Reach, answers, extremes
from samspelet_lib.release.worlds import Bound

_NOTHING_HIDDEN: frozenset[int] = frozenset()
_NODES = 100_000


@dataclass(frozen=True, eq=False)
class Told:
    """What can be told of a count; it is reckoned when somebody asks."""

    reach: Reach
    cell: int
    rules: DisclosureRules

    @cached_property
    def may_be_small(self) -> bool:
        """Whether it can be as small as a protected count must."""
        return self.reach.believes(Bound(self.cell, -1, self.rules.low), _NOTHING_HIDDEN)

    @cached_property
    def may_be_large(self) -> bool:
        """Whether it can be as large as a protected count must."""
        return self.reach.believes(Bound(self.cell, 1, self.rules.threshold), _NOTHING_HIDDEN)

    @cached_property
    def range(self) -> tuple[int, int] | None:
        """The least and the most it can be; None where what is published contradicts itself."""
        try:
            low = self.reach.extreme(self.cell, -1, _NOTHING_HIDDEN)
            return low, self.reach.extreme(self.cell, 1, _NOTHING_HIDDEN)
        except ValueError:
            return None

    @property
    def is_certain(self) -> bool:
        """Whether one number is left."""
        return self.range is not None and self.range[0] == self.range[1]

    @property
    def relations(self) -> list[str]:
        """What tells it."""
        if self.range is None:
            return sorted({row.relation for row in self.reach.system.rows})
        low, high = self.range
        beyond = (Bound(self.cell, 1, high + 1), Bound(self.cell, -1, low - 1))
        return sorted({name for bound in beyond for name in self.reach.reasons(bound, _NOTHING_HIDDEN)})


def told(world: World, attacked: Sequence[Seen]) -> dict[Seen, Told]:
    """What can be told of the counts under attack."""
    found: dict[Seen, Told] = {}
    for part in split(world.system(attacked)):
        reach = Reach(part, _NODES)
        found |= {attacked[int(each.figure)]: Told(reach, each.cell, world.rules) for each in part.targets}
    return found


def ask_together(cases: Iterable[Told], *, small: bool) -> None:
    """Has it reckoned at once for all cases whether they may be small, or large; each will remember."""
    questions = []
    for case in cases:
        bound = (-1, case.rules.low) if small else (1, case.rules.threshold)
        questions.append(Question(case.reach, Bound(case.cell, *bound), _NOTHING_HIDDEN))
    answers(questions)


def reckon_ranges(cases: Iterable[Told]) -> None:
    """Has the ranges of all cases reckoned at once; each will remember."""
    extremes(End(case.reach, case.cell, sign, _NOTHING_HIDDEN) for case in cases for sign in (-1, 1))
