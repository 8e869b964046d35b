"""Who may see what, in params: the rule of each class, with who decided it."""

from typing import Literal

from pydantic import Field

from samspelet_lib.figure import DisclosureClass, Model
from samspelet_lib.plan.documents import Document


class ClassRule(Model):
    """The public rule of one class of figures.

    Attributes:
        rule: `shown` as it is, `base` where the base is large enough and the answer rate is known,
            `checkpoints` at interim and year with small counts hidden, `whole` only for the whole förbund
            and a large base.
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


class Policy(Model):
    """Disclosure policy of the förbund."""

    document: Document
    smallest_shown: int
    classes: tuple[ClassRule, ...] = Field(alias="class")

    def rule(self, disclosure: DisclosureClass) -> ClassRule:
        """The rule of a class; loading has checked that every class has one."""
        return {rule.id: rule for rule in self.classes}[disclosure]
