"""What a reader can believe: answers to questions, each asked of what hangs together with it, and remembered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import eye_array, hstack

from samspelet_lib.release.nearby import ALWAYS, Nearby
from samspelet_lib.release.relaxation import Answer, Floats, solve
from samspelet_lib.release.system import Standing, System
from samspelet_lib.release.worlds import NEAR, Bound, Items, Worlds

_BATCH = 400  # questions in one linear programme: fewer cost more calls, more cost more than they save

_MANY_AT_ONCE = 3  # so many questions about what hangs together are worth one that asks them all


class ContradictionError(ValueError):
    """What is shown, today or before, cannot all be true.

    Attributes:
        unknown: names of the cells that it is about and that nothing states.
        stated: names of the others.
    """

    def __init__(self, systems: Iterable[System]) -> None:
        super().__init__("what is shown contradicts itself")
        named = [(name, cell in system.stated) for system in systems for cell, name in enumerate(system.cells)]
        self.unknown = frozenset(name for name, is_stated in named if not is_stated)
        self.stated = frozenset(name for name, is_stated in named if is_stated) - self.unknown


@dataclass
class Reach(Worlds):
    """Answers what can be believed of a system while some of its items are hidden.

    It asks only about the cells that hang together with the one in question; the others stay as in one way
    in which everything shown is true (`_base`). It remembers the numbers it has found, because most
    questions are answered by earlier ones. Numbers count only after they have been checked against every row
    in whole numbers, so a "yes" never rests on a solver's rounding; a "no" does, and errs on the side of
    hiding more.

    Attributes:
        relaxed: how far cells go when fractions are let through, by what hangs together with them.
    """

    _cores: dict[Bound, list[tuple[int, Items]]] = field(default_factory=lambda: defaultdict(list))
    _ends: dict[tuple[int, int, Items], int] = field(default_factory=dict)
    relaxed: dict[tuple[Nearby, int, int], Answer] = field(default_factory=dict)

    def believes(self, bound: Bound, hidden: Items) -> bool:
        """Whether the bound can be true for who sees all items but `hidden`."""
        return answers([Question(self, bound, hidden)]) == [None]

    def remembered(self, bound: Bound, hidden: Items) -> tuple[Items | None, bool]:
        """The answer to a question (see `answers`) and whether it is known from earlier ones."""
        cell, sign, value = bound
        bits = self.bits(hidden)
        if self._base is not None:
            if sign * self._base[cell] >= sign * value:
                return None, True
            stated = self.net.stated_by(cell, bits)
            if stated is not None:
                return frozenset({self.net.owners[stated]}) - {ALWAYS}, True
        if any(sign * seen >= sign * value and not broken & ~bits for seen, broken in self._seen[cell]):
            return None, True
        for core_bits, core in self._cores[bound]:
            if not core_bits & bits:
                return core, True
        return None, False

    def conclude(self, bound: Bound, hidden: Items, answer: Answer) -> Items | None:
        """What the answer to the linear programme tells of whole numbers; it is remembered."""
        part = self.part(bound.cell, hidden)
        core = frozenset(range(len(self.system.items))) - hidden
        if answer.values is None or not bound.holds(answer.values[part.cells.index(bound.cell)]):
            core = frozenset(self.net.owners[row] for row in self._holding(part, hidden, answer)) - {ALWAYS}
        elif self._remember(part, answer.values, hidden) or self._remember(part, self._whole(bound, hidden), hidden):
            return None
        self._cores[bound].append((self.bits(core), core))
        return core

    def learn(self, bound: Bound, hidden: Items, values: Floats) -> None:
        """Remembers a way in which what hangs together with the bound's cell could be; the first values are of that."""
        part = self.part(bound.cell, hidden)
        self._remember(part, values[: len(part.cells)], hidden)

    def extreme(self, cell: int, sign: int, hidden: Items) -> int:
        """The largest (`sign` 1) or smallest (−1) value that was found possible, `MANY` where nothing bounds it.

        Raises:
            ContradictionError: what is shown contradicts itself.
        """
        extremes([End(self, cell, sign, hidden)])
        if (cell, sign, hidden) not in self._ends:
            raise ContradictionError([self.system])
        return self._ends[cell, sign, hidden]

    def is_known_end(self, cell: int, sign: int, hidden: Items) -> bool:
        """Whether it is known how far the cell goes; what is stated is known at once."""
        if (cell, sign, hidden) in self._ends:
            return True
        if self._base is None or self.net.stated_by(cell, self.bits(hidden)) is None:
            return False
        self._ends[cell, sign, hidden] = int(self._base[cell])
        return True

    def conclude_end(self, cell: int, sign: int, hidden: Items, *, answer: Answer) -> None:
        """Remembers how far a cell goes in whole numbers, given the linear programme's answer."""
        part = self.part(cell, hidden)
        values = answer.values
        if values is None or not self._remember(part, values, hidden):
            values = self._whole(Bound(cell, sign, 0), hidden, aim=True)
            if not self._remember(part, values, hidden):
                return
        if values is not None:
            self._ends[cell, sign, hidden] = round(float(values[part.cells.index(cell)]))

    def reasons(self, bound: Bound, hidden: Items) -> list[str]:
        """The relations that together rule the bound out; all of them where that is unclear."""
        bits = self.bits(hidden)
        stated = None if self._base is None else self.net.stated_by(bound.cell, bits)
        if stated is not None:
            return [self.net.rows[stated].relation]
        (answer,) = _relaxed([End(self, *bound[:2], hidden)])
        part = self.part(bound.cell, hidden)
        is_plain = answer.values is not None and not bound.holds(answer.values[part.cells.index(bound.cell)])
        rows = self._holding(part, hidden, answer) if is_plain else self._about(part, hidden)
        return sorted({self.net.rows[row].relation for row in rows})

    def nearest(self, bound: Bound, hidden: Items) -> Items | None:
        """The items that a world within the bound contradicts, if it deviates as little as can be.

        Deviation is counted in weight times distance, over the rows of items that may be hidden.
        """
        system, part = self.system, self.net.whole(self.bits(hidden))
        weights = np.array([item.weight for item in system.items] + [0], dtype=np.float64)
        bends = np.isin(self._owner, sorted(system.standing(Standing.HIDEABLE) - hidden))
        slack = eye_array(len(self._owner), format="csr")[:, bends]
        cost = weights[self._owner[bends]]
        shown = list(part.rows)
        low, high = self._within(bound, part)
        extra = np.zeros(2 * len(cost))
        result: Any = milp(
            np.concatenate([np.zeros(len(low)), cost, cost]),
            integrality=np.concatenate([np.ones(len(low)), extra]),
            bounds=Bounds(np.concatenate([low, extra]), np.concatenate([high, extra + np.inf])),
            constraints=LinearConstraint(
                hstack([self._matrix, slack, -slack], format="csr")[shown],
                self._low[shown],
                self._high[shown],
            ),
            options={"node_limit": self.nodes, "mip_rel_gap": 0.0},
        )
        everything = frozenset(range(len(system.items)))
        return None if result.x is None else self._kept(part, result.x[: len(low)], everything)

    def _holding(self, part: Nearby, hidden: Items, answer: Answer) -> Iterable[int]:
        """The rows that hold a cell back, with those that state what they speak of."""
        if answer.values is None:
            yield from self._about(part, hidden)
            return
        yield from (row for row, dual in zip(part.rows, answer.duals, strict=True) if abs(dual) > NEAR)
        if not part.edge:
            return
        pull = answer.duals @ self._tied(part).edge
        for cell, dual in zip(part.edge, pull, strict=True):
            is_at_floor = self._base is not None and self._base[cell] == self._floors[cell]
            if dual > NEAR or (dual < -NEAR and not is_at_floor):  # below its floor no cell goes anyway
                stated = self.net.stated_by(cell, self.bits(hidden))
                if stated is not None:
                    yield stated

    def _about(self, part: Nearby, hidden: Items) -> Iterable[int]:
        stated = (self.net.stated_by(cell, self.bits(hidden)) for cell in part.edge)
        return (*part.rows, *(row for row in stated if row is not None))


class Question(NamedTuple):
    """Whether a bound can be true for who sees all items of a system but some."""

    reach: Reach
    bound: Bound
    hidden: Items


class End(NamedTuple):
    """How far up (`sign` 1) or down (−1) a cell goes for who sees all items of a system but some."""

    reach: Reach
    cell: int
    sign: int
    hidden: Items


def answers(questions: Sequence[Question]) -> list[Items | None]:
    """For each question None where the bound can be true; else shown items, one of which must go for it."""
    find_bases(each.reach for each in questions)
    known = [_remembered(each) for each in questions]
    if _ask_at_once([each for each, (_, is_known) in zip(questions, known, strict=True) if not is_known]):
        known = [told if told[1] else _remembered(each) for each, told in zip(questions, known, strict=True)]
    new = [each for each, (_, is_known) in zip(questions, known, strict=True) if not is_known]
    solved = _relaxed([End(each.reach, *each.bound[:2], each.hidden) for each in new])
    concluded = iter(
        [each.reach.conclude(each.bound, each.hidden, answer) for each, answer in zip(new, solved, strict=True)]
    )
    return [answer if is_known else next(concluded) for answer, is_known in known]


def find_bases(reaches: Iterable[Reach]) -> None:
    """Looks for a way in which everything shown is true, for all at once; each looks for its own where this fails."""
    new = [(reach, reach.programme_of_everything()) for reach in {id(reach): reach for reach in reaches}.values()]
    asked = [(reach, programme) for reach, programme in new if programme is not None]
    for (reach, _), answer in zip(asked, solve([programme for _, programme in asked]) if asked else (), strict=True):
        reach.start_from(answer.values)


def check_agreed(reaches: Sequence[Reach]) -> None:
    """Makes sure that there is a way in which everything shown is true.

    Raises:
        ContradictionError: there is none.
    """
    find_bases(reaches)
    torn = [reach.system for reach in reaches if not reach.is_possible]
    if torn:
        raise ContradictionError(torn)


def _remembered(question: Question) -> tuple[Items | None, bool]:
    return question.reach.remembered(question.bound, question.hidden)


def _ask_at_once(questions: Sequence[Question]) -> bool:
    """Looks for ways in which much of what is asked is true together, as long as they answer anything.

    Most bounds can be true, and most of those together; one by one are asked only those that are left.
    False where too few hang together for anything to be learnt.
    """
    groups: dict[tuple[int, Nearby], list[Question]] = defaultdict(list)
    for each in questions:
        groups[id(each.reach), each.reach.part(each.bound.cell, each.hidden)].append(each)
    untried = [group for group in groups.values() if len(group) >= _MANY_AT_ONCE]
    is_new = bool(untried)
    while untried:
        found = solve([group[0].reach.programme_of_all([q.bound for q in group], group[0].hidden) for group in untried])
        for group, answer in zip(untried, found, strict=True):
            if answer.values is not None:
                group[0].reach.learn(group[0].bound, group[0].hidden, answer.values)
        left = [(len(group), [each for each in group if not _remembered(each)[1]]) for group in untried]
        untried = [group for before, group in left if _MANY_AT_ONCE <= len(group) < before]
    return is_new


def extremes(ends: Iterable[End]) -> None:
    """Has it reckoned at once how far each cell goes; each reach will remember."""
    ends = list(ends)
    find_bases(end.reach for end in ends)
    new = [end for end in ends if not end.reach.is_known_end(*end[1:])]
    for end, answer in zip(new, _relaxed(new), strict=True):
        end.reach.conclude_end(*end[1:], answer=answer)


def as_far(questions: Sequence[Question]) -> list[int]:
    """For each question its value where the bound can be true, else how near to it the cell can come.

    Raises:
        ContradictionError: what is shown contradicts itself.
    """
    cores = answers(questions)
    short = [each for each, core in zip(questions, cores, strict=True) if core is not None]
    extremes(End(reach, bound.cell, bound.sign, hidden) for reach, bound, hidden in short)
    return [
        bound.value if core is None else reach.extreme(bound.cell, bound.sign, hidden)
        for (reach, bound, hidden), core in zip(questions, cores, strict=True)
    ]


def _relaxed(ends: Sequence[End]) -> list[Answer]:
    """How far each cell goes when fractions are let through; who asks the same is answered once."""
    keys = [(end.reach.part(end.cell, end.hidden), end.cell, end.sign) for end in ends]
    named = [(id(end.reach), *key) for end, key in zip(ends, keys, strict=True)]
    new = {name: (end, key) for name, end, key in zip(named, ends, keys, strict=True) if key not in end.reach.relaxed}
    waiting = list(new.values())
    for start in range(0, len(waiting), _BATCH):
        batch = waiting[start : start + _BATCH]
        found = solve([end.reach.programme(*end[1:]) for end, _ in batch])
        for (end, key), answer in zip(batch, found, strict=True):
            end.reach.relaxed[key] = answer
    return [end.reach.relaxed[key] for end, key in zip(ends, keys, strict=True)]
