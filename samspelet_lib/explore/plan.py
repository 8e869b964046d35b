"""The plan as an analyst walks through it: `plan.insatser.`, the tab key, and a card for each thing."""

from dataclasses import dataclass
from functools import partial

from samspelet_lib.explore.kinds import kinds
from samspelet_lib.plan.documents import Document
from samspelet_lib.plan.matpunkt import Matpunkt
from samspelet_lib.plan.model import Insats, Plan
from samspelet_lib.report.named import Named
from samspelet_lib.report.section import Column, Section, definitions, heading, join, quote, table
from samspelet_lib.rules import definitions as words
from samspelet_lib.swedish import enumerate_words


@dataclass(frozen=True, repr=False)
class MatpunktView:
    """A mätpunkt with whose it is; `matpunkt` is the plan's own, `about` what the rules ask for."""

    plan: Plan
    owner: str | None
    document: Document
    matpunkt: Matpunkt

    @property
    def about(self) -> tuple[str | None, Document, Matpunkt]:
        """The mätpunkt as the rules take it."""
        return self.owner, self.document, self.matpunkt

    def section(self) -> Section:
        """The plan's words, how it is counted, its target and pinpoint."""
        found, start = self.matpunkt, self.plan.insats(self.owner).start if self.owner else ""
        kind = str(found.kind)
        facts = [
            ("Slag", f"{words.KIND_LABELS[found.kind]} (explore.kinds.{kind}?)" if kind in kinds else kind),
            ("Så räknas det", words.definition(self.plan, found)),
            ("Tid", words.period_text(self.plan, found, start=start)),
            ("Mål", words.target_text(found)),
            ("Öppna frågor", str(len(found.open_interpretations))),
        ]
        return join(heading(found.name), quote(found.text, found.ref), definitions(facts))

    def __repr__(self) -> str:
        return self.section().text


@dataclass(frozen=True, repr=False)
class InsatsView:
    """An insats with its mätpunkter by id."""

    plan: Plan
    insats: Insats
    matpunkter: Named[MatpunktView]

    def section(self) -> Section:
        """What the plan says of the insats, and its mätpunkter."""
        insats = self.insats
        names = {part.id: part.name for part in self.plan.forbund.parts}
        parts = insats.parts if isinstance(insats.parts, str) else enumerate_words([names[p] for p in insats.parts])
        facts = [("Inriktning", enumerate_words(list(insats.orientation))), ("Projektägare", insats.owner)]
        facts += [
            ("Parter", parts),
            ("Start", str(insats.start)),
            ("Slut", str(insats.end)),
            ("Var i planen", insats.ref),
        ]
        own = [(m.id, m.name, words.target_text(m), words.KIND_LABELS[m.kind]) for m in insats.matpunkter]
        columns = [Column("Id"), Column("Mätpunkt"), Column("Mål"), Column("Slag")]
        return join(heading(insats.name), definitions(facts), table("Mätpunkter", columns, own, anchor="matpunkter"))

    def __repr__(self) -> str:
        return self.section().text


@dataclass(frozen=True, repr=False)
class PlanView:
    """The plan with insatser and the förbund's own mätpunkter by id; `plan` is the plan as it was loaded."""

    plan: Plan
    insatser: Named[InsatsView]
    matpunkter: Named[MatpunktView]

    def section(self) -> Section:
        """The plan's insatser, and how many mätpunkter each has."""
        rows = [(i.id, i.name, str(len(i.matpunkter)), str(i.end)) for i in self.plan.insatser]
        columns = [Column("Id"), Column("Insats"), Column("Mätpunkter", is_number=True), Column("Slut")]
        return table(f"{self.plan.budget.name}: insatser", columns, rows, anchor="insatser")

    def __repr__(self) -> str:
        return self.section().text


def plan_view(plan: Plan) -> PlanView:
    """The plan for an analyst."""
    insatser = [(insats.id, insats.name) for insats in plan.insatser]
    return PlanView(
        plan, Named("en insats i planen", lambda: insatser, partial(_insats, plan)), _matpunkter(plan, None)
    )


def _insats(plan: Plan, name: str) -> InsatsView:
    return InsatsView(plan, plan.insats(name), _matpunkter(plan, name))


def _matpunkter(plan: Plan, owner: str | None) -> Named[MatpunktView]:
    own = {m.id: MatpunktView(plan, who, document, m) for who, document, m in plan.all_matpunkter() if who == owner}
    return Named(
        "en mätpunkt där", lambda: [(view.matpunkt.id, view.matpunkt.name) for view in own.values()], own.__getitem__
    )
