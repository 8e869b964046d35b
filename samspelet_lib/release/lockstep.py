"""Runs the work on many components side by side, so that what they ask is answered together.

A piece of work is a generator: it yields the questions it has, gets the answers, and returns its result.
"""

from collections.abc import Generator, Sequence
from typing import TypeVar

from samspelet_lib.release.reach import Question, Reach, answers
from samspelet_lib.release.worlds import Bound

Asked = list[tuple[Bound, frozenset[int]]]
Answers = list[frozenset[int] | None]
T = TypeVar("T")
Steps = Generator[Asked, Answers, T]


def together(work: Sequence[tuple[Reach, Steps[T]]]) -> list[T]:
    """The results of all pieces of work, each asking about its own system, in their order."""
    results: dict[int, T] = {}
    replies: dict[int, Answers | None] = dict.fromkeys(range(len(work)))
    while replies:
        asked: dict[int, Asked] = {}
        for number, reply in replies.items():
            steps = work[number][1]
            try:
                asked[number] = next(steps) if reply is None else steps.send(reply)
            except StopIteration as end:
                results[number] = end.value
        replies = _answered(work, asked)
    return [results[number] for number in range(len(work))]


def _answered(work: Sequence[tuple[Reach, Steps[T]]], asked: dict[int, Asked]) -> dict[int, Answers | None]:
    questions = [Question(work[number][0], bound, hidden) for number, each in asked.items() for bound, hidden in each]
    replies = iter(answers(questions))
    return {number: [next(replies) for _ in each] for number, each in asked.items()}
