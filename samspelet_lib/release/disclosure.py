"""What the public knows of the disclosure rules: thresholds, classes and how counts hang together.

`protect` and `attack` get the same rules, because the method page tells them to every reader. What is
hidden and what is shown in place of it must hold against somebody who has read that page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

from pydantic import Field

from samspelet_lib.errors import UsageError
from samspelet_lib.figure import DisclosureClass, Figure, Model, Number
from samspelet_lib.period import Period, PeriodKind
from samspelet_lib.release.declared import Carried, Declared, Flow, Overlap, Same, Series, Sum

REST = "övriga"  # who is in a whole but in none of its parts


@dataclass(frozen=True)
class Hidden:
    """Why a figure was hidden; it holds ids and reasons, never a value.

    Attributes:
        figure: the figure's id.
        reason: the class rule that hid it, or that it protects another.
        protects: id of a figure that would be exposed were this one shown; None for the class rule.
    """

    figure: str
    reason: str
    protects: str | None = None


class Secret(NamedTuple):
    """A count that has to be protected; part of the private log.

    Attributes:
        part: `value`, `numerator`, `denominator` or `complement` of the figure with this id.
    """

    forbund: str
    figure: str
    part: str

    @classmethod
    def of(cls, figure: Figure, part: str) -> "Secret":
        """One of the figure's counts."""
        return cls(figure.dims.forbund, figure.id, part)


class Remembered(NamedTuple):
    """What is remembered of earlier releases beside what they published; as private as they are.

    Attributes:
        secrets: every count that they had to protect; None where nobody remembers, and all they hid counts.
        exact: their exact figures, in the order of publication; empty where nobody remembers.
    """

    secrets: frozenset[Secret] | None = None
    exact: Sequence[Sequence[Figure]] = ()


FORGOTTEN = Remembered()


class Weights(Model):
    """How much is lost when a figure is hidden; the factors are multiplied.

    Attributes:
        matpunkt: factor of the plan's mätpunkter, which go last.
        split: factor of a mätpunkt's parts and other readings, which go before its own value.
        whole: factor of a figure that is not split by any of `additive`.
        measures: factor of a measure that readers miss more than others, or less (below one).
        pooled: what a figure of several insatser together is worth to each, as a share of one of its own.
    """

    year: int = 4
    interim: int = 3
    month: int = 1
    matpunkt: int = 20
    split: int = 20
    whole: int = 2
    measures: dict[str, Number] = Field(default_factory=dict)
    pooled: Number = Decimal(0)


class DisclosureRules(Model):
    """Thresholds, classes and declared relations of disclosure control.

    Attributes:
        threshold: the smallest count of persons that is shown, and what a reader must believe possible.
        low: a reader must also believe a protected count to be possibly this small.
        always_shown: classes that are never hidden; what they tell of others is no disclosure.
        yielding: those of them that give way where what was published before leaves no other way.
        experience_base, sensitive_base, statistic_base: least base of an experience, of a sensitive figure
            and of a mean or median about persons.
        option_base: least base of an experience that is told answer by answer.
        split_base: the fewest persons that are split; of fewer even a zero says something about each of them.
        zeros: `shown`, a zero about persons is never hidden and a reader knows it; `hideable`, it is shown unless
            hiding it protects another count; `small`, it is hidden as 1 to 4 are, which a sensitive zero always is.
        complement: whether those who are not counted in a share about persons are protected too.
        differences: whether the difference of two cumulative checkpoints, or of two versions of a figure, is
            protected where it is about persons.
        additive: dimensions over which parts sum to the whole.
        narrowing: dimensions that a sensitive figure may not have.
        splitting: dimensions that tell something of the persons in a whole, beside where they are.
        overlapping: splits that do not sum.
        snapshots: series that do not accumulate over the year.
        constants: series that are the same at every checkpoint of the year.
        same, flows, sums: relations among measures, as the definitions tell them.
        carried: counts that are told again the year after.
        exact_items: figures in one connected component up to which the least loss is found exactly.
        nodes, rounds: limits of one integer programme and of the cuts; beyond them the heuristic takes over.
    """

    threshold: int = Field(default=5, ge=2)
    low: int = Field(default=1, ge=0)
    always_shown: frozenset[DisclosureClass] = frozenset({DisclosureClass.OPEN, DisclosureClass.ACTIVITY})
    yielding: frozenset[DisclosureClass] = frozenset({DisclosureClass.ACTIVITY})
    experience_base: int = 10
    sensitive_base: int = 20
    statistic_base: int = 20
    option_base: int = 0
    split_base: int = 5
    zeros: Literal["shown", "hideable", "small"] = "hideable"
    complement: bool = True
    differences: bool = True
    additive: tuple[str, ...] = ("insats", "kommun", "part", "role", "sex", "age", "option")
    narrowing: tuple[str, ...] = ("insats", "kommun", "part", "role", "sex", "age", "pool")
    splitting: tuple[str, ...] = ("kommun", "part", "role", "sex", "age", "option")
    overlapping: tuple[Overlap, ...] = ()
    snapshots: tuple[Series, ...] = ()
    constants: tuple[Series, ...] = ()
    same: tuple[Same, ...] = ()
    flows: tuple[Flow, ...] = ()
    sums: tuple[Sum, ...] = ()
    carried: tuple[Carried, ...] = ()
    weights: Weights = Weights()
    exact_items: int = 300
    nodes: int = 20_000
    rounds: int = 200

    @property
    def declared(self) -> tuple[Declared, ...]:
        """Every relation among measures."""
        return (*self.same, *self.flows, *self.sums)

    def without_declared(self) -> "DisclosureRules":
        """The rules for a reader who has seen that what is declared is not so everywhere."""
        nothing = {"same": (), "flows": (), "sums": (), "constants": (), "carried": ()}
        return self.model_copy(update={**nothing, "snapshots": (*self.snapshots, *self.constants)})

    def is_hideable(self, figure: Figure) -> bool:
        """Whether the policy lets the figure be hidden at all."""
        return figure.disclosure not in self.always_shown

    def is_small(self, count: int, disclosure: DisclosureClass) -> bool:
        """Whether a count is too small to be shown in a figure of the class."""
        zero_is_small = disclosure is DisclosureClass.SENSITIVE or self.zeros == "small"
        return (0 if zero_is_small else 1) <= count < self.threshold

    def overlaps(self, measure: str, dims: dict[str, str], dim: str) -> bool:
        """Whether the parts of a split along `dim` may count somebody twice."""
        return any(each.dim == dim and each.covers(measure, dims) for each in self.overlapping)

    @property
    def groups(self) -> frozenset[str]:
        """The dimensions of a group of people within an insats, or within several together."""
        return frozenset(self.narrowing) - {"insats", "pool"}

    def accumulates(self, measure: str, dims: dict[str, str]) -> bool:
        """Whether a later checkpoint of the year counts all that an earlier one counted."""
        return not any(each.covers(measure, dims) for each in self.snapshots)

    def is_constant(self, measure: str, dims: dict[str, str]) -> bool:
        """Whether every checkpoint of the year tells the same count."""
        return any(each.covers(measure, dims) for each in self.constants)

    def weight(self, figure: Figure) -> int:
        """What hiding the figure costs."""
        dims = dict(figure.dims.items())
        period = months_of(dims.get("period"))
        kind = period.kind if period else PeriodKind.YEAR
        weights = self.weights
        whole = weights.whole if not any(name in dims for name in self.additive) else 1
        is_part = dims.keys() & {"reading", *self.additive} - {"insats"}
        planned = (weights.split if is_part else weights.matpunkt) if "matpunkt" in dims else 1
        return max(1, int(getattr(weights, kind) * whole * planned * weights.measures.get(figure.measure, 1)))


@cache  # asked of every count, and a year has few periods
def months_of(period: str | None) -> Period | None:
    """The months that a figure's period names, None where it is another time such as the whole project."""
    try:
        return None if period is None else Period.parse(period)
    except UsageError:
        return None
