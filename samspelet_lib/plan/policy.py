"""Who may see what and how verdicts are reached, in params: each rule with who decided it."""

from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import Field, model_validator

from samspelet_lib.figure import DisclosureClass, Model, Number, Verdict
from samspelet_lib.period import PeriodKind
from samspelet_lib.plan.documents import Document
from samspelet_lib.plan.relations import Relations
from samspelet_lib.swedish import count_word


class ClassRule(Model):
    """The public rule of one class of figures.

    Attributes:
        rule: `shown` as it is; the others at interim and year alone: `base` where the base is large enough and the
            answer rate is known, `checkpoints` with small counts hidden, `whole` only for the whole förbund and a
            large base.
        min_base: the least base under `base` and `whole`.
        text: the rule for the reader.
    """

    id: DisclosureClass
    name: str
    rule: Literal["shown", "base", "checkpoints", "whole"]
    min_base: int | None = None
    text: str
    decided_by: str
    source: str


class Rule(Model):
    """One number that verdicts or figures rest on, with its unit and who decided it."""

    value: Number
    unit: str
    text: str
    decided_by: str
    source: str

    @property
    def exact(self) -> Fraction:
        """The number unrounded."""
        return Fraction(self.value)


class FollowUp(Model):
    """The numbers of follow-up: what is enough for a verdict, and when something is due.

    Attributes:
        on_track: least share of what is expected by now that is "på väg".
        answer_rate: least share of those asked who must have answered before a survey is judged.
        majority: share of persons that must be passed for a change among persons to be an increase.
        lag_tolerance: days before the lag is out at which a follow-up may have been made.
        violence_due: days after the start at which a violence form is due.
        deviation_answer: days within which a deviation is to be answered.
        rating_interval: least and most days between two ratings made in time.
        retention: months after the start at which it is read who is still there.
        duration_step, duration_at_risk, duration_high: grid of a duration's curve, the least number still
            followed at its last point, and the upper share that is told beside the median.
        not_applicable: answers that mean that the question does not concern the person.
    """

    on_track: Rule
    answer_rate: Rule
    majority: Rule
    lag_tolerance: Rule
    violence_due: Rule
    deviation_answer: Rule
    rating_interval: tuple[Rule, Rule]
    retention: tuple[Rule, ...]
    duration_step: Rule
    duration_at_risk: Rule
    duration_high: Rule
    not_applicable: tuple[str, ...]


class Scale(Model):
    """An answer scale: its answers from the best, which of them are positive, and who decided that."""

    id: str
    name: str
    answers: tuple[str, ...]
    positive: tuple[str, ...]
    decided_by: str
    source: str


class Wave(Model):
    """When a participant's questions are due: days after the start or the end, and how long they may take.

    Attributes:
        table: the survey; `scale` is the scale of a question that no mätpunkt declares.
    """

    id: str
    name: str
    table: str
    scale: str
    after: Literal["start", "end"]
    days: int
    grace_days: int
    decided_by: str
    source: str


class Instrument(Model):
    """A rating instrument: which of its questions have the best value lowest."""

    id: str
    name: str
    reversed_questions: tuple[str, ...] = ()
    decided_by: str
    source: str


class State(Model):
    """What the state in a note leads to: before the time is out, and after."""

    id: str
    before: Verdict
    after: Verdict
    needs_evidence: bool = False
    text: str


class ExitOutcome(Model):
    """A class of the förbund's own goal at exit: the first class that fits a person is hers.

    Attributes:
        next_step, activity, livelihood: codes of the exit, any of which is enough.
        is_goal: whether it is part of the goal.
    """

    id: str
    name: str
    next_step: tuple[str, ...] = ()
    activity: tuple[str, ...] = ()
    livelihood: tuple[str, ...] = ()
    is_goal: bool
    decided_by: str
    source: str


class LossWeights(Model):
    """How much is lost when a figure is hidden; the factors are multiplied.

    Attributes:
        year, interim, month: by the kind of period.
        matpunkt, split: of the plan's mätpunkter, and of their parts and other readings.
        whole: of what is not split at all.
        measures: of a measure that readers miss more than others, or less (below one).
        pooled: what a figure of several insatser together is worth to each, as a share of one of its own.
    """

    year: int
    interim: int
    month: int
    matpunkt: int
    split: int
    whole: int
    measures: dict[str, Number] = Field(default_factory=dict)
    pooled: Number = Decimal(0)


class AnswerRule(Model):
    """When it is shown how many gave each answer, and not only how many were positive.

    Attributes:
        min_base: the least number of answers.
        periods: the kinds of period at which it is shown; shown twice in a year, the difference tells of those
            who answered in between.
    """

    id: str
    name: str
    min_base: int
    periods: tuple[PeriodKind, ...]
    text: str
    decided_by: str
    source: str


class Pooling(Model):
    """Insatser too small for figures of their own, shown together where they ask the same thing.

    Attributes:
        groups: what the plan calls the insatser together; each of them may be pooled, also one that is new.
        measures: the measures that are pooled.
    """

    groups: tuple[str, ...]
    measures: tuple[str, ...]
    name: str
    text: str
    decided_by: str
    source: str


class Accepted(Model):
    """Something that the policy puts up with, in words for the method page."""

    id: str
    name: str
    text: str
    decided_by: str
    source: str


class DisclosureSettings(Model):
    """How hard protected counts are protected, and when figures about persons are shown.

    Attributes:
        low: a reader must believe that a protected count may be this small, besides large enough to be shown.
        zeros: `hideable` shows a zero unless hiding it protects another count.
        statistic_base: least number of persons behind a mean or a median.
        split_base: least number of persons that is split at all.
        checkpoints: the kinds of period at which figures about persons, and what they answer, are shown.
        answers: when it is shown how many gave each answer.
        weights: how much is lost when a figure is hidden, by kind of period and by what it is.
        relations: how counts of different figures hang together.
        pooling: what is shown of several small insatser together; None pools nothing.
        accepted: what totals that are always shown may tell, though the class rules alone would not show it.
    """

    low: int
    zeros: Literal["shown", "hideable", "small"]
    statistic_base: int
    split_base: int
    checkpoints: tuple[PeriodKind, ...]
    answers: AnswerRule
    weights: LossWeights
    relations: Relations = Relations()
    accepted: tuple[Accepted, ...] = ()
    pooling: Pooling | None = None
    text: str
    decided_by: str
    source: str


Told = ClassRule | AnswerRule | Accepted


class Policy(Model):
    """Disclosure and follow-up policy of the förbund."""

    document: Document
    smallest_shown: int
    disclosure: DisclosureSettings
    classes: tuple[ClassRule, ...] = Field(alias="class")
    follow_up: FollowUp
    scales: tuple[Scale, ...] = Field(alias="scale")
    waves: tuple[Wave, ...] = Field(alias="wave")
    instruments: tuple[Instrument, ...] = Field(alias="instrument")
    states: tuple[State, ...] = Field(alias="state")
    outcomes: tuple[ExitOutcome, ...] = Field(alias="outcome")

    def rule(self, disclosure: DisclosureClass) -> ClassRule:
        """The rule of a class; loading has checked that every class has one."""
        return {rule.id: rule for rule in self.classes}[disclosure]

    @model_validator(mode="after")
    def _texts_name_numbers_that_there_are(self) -> "Policy":
        rules: tuple[Told, ...] = (*self.classes, self.disclosure.answers, *self.disclosure.accepted)
        for rule in rules:
            try:
                self.told(rule)
            except (KeyError, IndexError, ValueError, AttributeError) as error:
                raise ValueError(
                    f"texten till ”{rule.name}” har något inom klammer som inte är ett av talen"
                ) from error
        return self

    def told(self, rule: Told) -> str:
        """A rule's text, with the policy's own numbers where it names them: `{min_base}`, or `_word` for letters."""
        largest, split = self.smallest_shown - 1, self.disclosure.split_base
        numbers = {"smallest_shown": self.smallest_shown, "largest_hidden": largest, "split_base": split}
        base = None if isinstance(rule, Accepted) else rule.min_base
        numbers |= {} if base is None else {"min_base": base}
        return rule.text.format(**numbers, **{f"{name}_word": count_word(number) for name, number in numbers.items()})
