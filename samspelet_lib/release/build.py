"""A period's release from plan and deliveries: every figure and verdict, computed once."""

from collections.abc import Iterator
from typing import NamedTuple

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.ledger import Ledgers
from samspelet_lib.figure import NOT_STATED, Figure, Target
from samspelet_lib.period import Period
from samspelet_lib.plan.documents import Document, Source, Statement
from samspelet_lib.plan.matpunkt import Matpunkt
from samspelet_lib.plan.model import Insats, Plan
from samspelet_lib.release.came import came_in, delivery_entries, without_numbers
from samspelet_lib.release.edition import to_public
from samspelet_lib.release.past import NOTHING_PUBLISHED, Past
from samspelet_lib.release.private_log import PrivateLog
from samspelet_lib.release.store import (
    Edition,
    InsatsEntry,
    MatpunktEntry,
    Release,
    RowEntry,
    SourceEntry,
    TextEntry,
)
from samspelet_lib.rules import definitions, reconcile
from samspelet_lib.rules.calendar import calendar_figures
from samspelet_lib.rules.corridor import corridor_figures
from samspelet_lib.rules.finance import contribution_figures, position_figures, table_figures
from samspelet_lib.rules.financial import matpunkt_figures
from samspelet_lib.rules.indicators import indicator_figures
from samspelet_lib.rules.ledger_figures import ledger_figures
from samspelet_lib.rules.ledger_findings import ledger_findings
from samspelet_lib.rules.lint import lint
from samspelet_lib.rules.money import budget_money
from samspelet_lib.rules.overview import overview_figures
from samspelet_lib.rules.questions import question_ids, questions
from samspelet_lib.rules.scenario_figures import scenario_figures, scenario_texts
from samspelet_lib.rules.statement_figures import statement_figures, statement_texts


class Editions(NamedTuple):
    """A release for the public and for the kansli, and the private log of what was hidden and why."""

    public: Release
    internal: Release
    log: PrivateLog


def build(
    plan: Plan, period: Period, deliveries: Deliveries | None = None, *, ledgers: Ledgers | None = None
) -> Release:
    """A period's exact release, not yet numbered; without deliveries and ledgers it holds the plan alone."""
    figures = _figures(plan, period, deliveries, ledgers=ledgers)
    return Release(
        edition=Edition.INTERNAL,
        forbund=plan.forbund.id,
        forbund_name=plan.forbund.name,
        forbund_short=plan.forbund.short_name,
        period=str(period),
        year=plan.year,
        plan_name=plan.budget.name,
        plan_status=plan.budget.document.status,
        years=plan.budget.years,
        figures=figures,
        findings=(
            *lint(plan),
            *ledger_findings(plan, ledgers),
            *(reconcile.reconciliations(plan, deliveries, period) if deliveries else ()),
        ),
        questions=tuple(questions(plan, figures)),
        matpunkter=tuple(_matpunkt_entries(plan)),
        insatser=tuple(_insats_entry(plan, insats) for insats in plan.insatser),
        rows=tuple(_rows(plan)),
        texts=tuple(_texts(plan)),
        deliveries=tuple(delivery_entries(plan, period, deliveries, ledgers=ledgers)),
        sources=tuple(_source_entry(source) for source in plan.sources),
        **(came_in(deliveries, period) if deliveries else {}),
    )


def _figures(
    plan: Plan, period: Period, deliveries: Deliveries | None, *, ledgers: Ledgers | None
) -> tuple[Figure, ...]:
    money = budget_money(plan.budget)
    return (
        *contribution_figures(plan),
        *table_figures(plan),
        *position_figures(plan, money),
        *matpunkt_figures(plan, money),
        *corridor_figures(plan, money),
        *ledger_figures(plan, ledgers, period),
        *statement_figures(plan, ledgers, period),
        *scenario_figures(plan, ledgers, period),
        *calendar_figures(plan, period.end),
        *indicator_figures(plan, deliveries, period),
        *(overview_figures(plan, deliveries, period) if deliveries else ()),
    )


def editions(plan: Plan, exact: Release, past: Past = NOTHING_PUBLISHED) -> Editions:
    """The exact release with the public one beside it.

    Args:
        plan: what was decided, with its policy.
        exact: the release as it is.
        past: every release of the year so far.

    Raises:
        DisclosureError: the public edition would give something protected away.
    """
    public, log = to_public(exact, plan, past)
    told = {"questions": tuple(questions(plan, public.figures)), **without_numbers(exact)}
    findings = tuple(reconcile.to_public(exact.findings, public.figures))
    return Editions(public.model_copy(update=told | {"findings": findings}), exact, log)


def _matpunkt_entries(plan: Plan) -> Iterator[MatpunktEntry]:
    financial = {matpunkt.id for matpunkt in plan.finance.matpunkter}
    asked = question_ids(plan)
    for owner, document, matpunkt in plan.all_matpunkter():
        area = "insats" if owner else "finans" if matpunkt.id in financial else "struktur"
        yield _matpunkt_entry(
            plan, (owner, document, matpunkt), area=area, questions=asked.get((owner, matpunkt.id), ())
        )


def _matpunkt_entry(
    plan: Plan, about: tuple[str | None, Document, Matpunkt], *, area: str, questions: tuple[str, ...]
) -> MatpunktEntry:
    owner, document, matpunkt = about
    start = plan.insats(owner).start if owner else NOT_STATED
    return MatpunktEntry(
        id=matpunkt.id,
        insats=owner,
        area=area,
        name=matpunkt.name,
        text=matpunkt.text,
        source=document.pinpoint(matpunkt.ref),
        is_indicator=matpunkt.indicator,
        kind=definitions.KIND_LABELS[matpunkt.kind],
        definition=definitions.definition(plan, matpunkt),
        base=definitions.describe(plan, matpunkt.base) or None,
        period=definitions.period_text(plan, matpunkt, start=start),
        target=matpunkt.target if isinstance(matpunkt.target, Target) else None,
        target_text=definitions.target_text(matpunkt),
        disclosure=plan.policy.rule(matpunkt.disclosure).name,
        nature=matpunkt.nature,
        note=matpunkt.note,
        questions=questions,
    )


def _insats_entry(plan: Plan, insats: Insats) -> InsatsEntry:
    names = {part.id: part.name for part in plan.forbund.parts}
    objectives = {objective.id: objective.name for objective in plan.structure.objectives}
    return InsatsEntry(
        id=insats.id,
        name=insats.name,
        group=insats.group,
        orientation=insats.orientation,
        objective=objectives[insats.objective],
        owner=insats.owner,
        parts=NOT_STATED if insats.parts == NOT_STATED else tuple(names[part] for part in insats.parts),
        start=str(insats.start),
        end=str(insats.end),
        end_source=insats.document.pinpoint(insats.end_ref),
        budget_rows=insats.budget_rows,
        source=insats.document.pinpoint(insats.ref),
        purpose=tuple(_text(insats.document, "syfte", statement) for statement in insats.purpose),
        methods=tuple(
            TextEntry(id=m.name, section="metod", name=m.name, text=m.text, source=insats.document.pinpoint(m.ref))
            for m in insats.methods
        ),
        instruments=insats.instruments,
    )


def _rows(plan: Plan) -> list[RowEntry]:
    """The rows of the table in their printed order."""
    insats_groups = {group.id for group in plan.budget.cost_groups if group.is_insats}
    income = [(row, "buffer" if row.kind == "buffer" else "income", False) for row in plan.budget.income]
    costs = [(cost, "cost", cost.group in insats_groups) for cost in plan.budget.costs]
    totals = [(total, "total", False) for total in plan.budget.totals]
    printed = sorted([*income, *costs, *totals], key=lambda found: found[0].place)
    return [RowEntry(id=row.id, name=row.name, role=role, is_insats=is_insats) for row, role, is_insats in printed]


def _text(document: Document, section: str, statement: Statement) -> TextEntry:
    return TextEntry(
        id=statement.id,
        section=section,
        name=statement.name,
        text=statement.text,
        source=document.pinpoint(statement.ref, statement.source),
    )


def _texts(plan: Plan) -> Iterator[TextEntry]:
    """Every sentence of the plan that stands in params, by section."""
    forbund, structure = plan.forbund, plan.structure
    sections: list[tuple[Document, str, tuple[Statement, ...]]] = [
        (forbund.document, "uppdrag", forbund.statements),
        (forbund.document, "uppgift", forbund.tasks),
        (forbund.document, "perspektiv", forbund.perspectives),
        (forbund.document, "organisation", forbund.bodies),
        (forbund.document, "rutin", forbund.routines),
        (forbund.document, "resurs", forbund.resources),
        (plan.finance.document, "finansiellt mål", plan.finance.goals),
        (plan.budget.document, "budget", plan.budget.statements),
        (structure.document, "struktur", structure.statements),
        *statement_texts(plan),
        *scenario_texts(plan),
    ]
    if plan.counting:
        sections.append((plan.counting.document, "så räknas det", plan.counting.counted))
    for document, section, statements in sections:
        yield from (_text(document, section, statement) for statement in statements)
    yield from _named_texts(plan)


def _named_texts(plan: Plan) -> Iterator[TextEntry]:
    forbund, structure, activities = plan.forbund, plan.structure, plan.activities
    target = forbund.target_group
    yield TextEntry(
        id="malgrupp",
        section="målgrupp",
        name=f"{target.age_from}–{target.age_to} år",
        text=target.text,
        source=forbund.document.pinpoint(target.ref),
    )
    for part in forbund.parts:
        source = forbund.document.pinpoint(part.ref)
        yield TextEntry(id=part.id, section="part", name=part.name, text=part.mission, source=source)
    yield from _disclosure_texts(plan)
    for objective in structure.objectives:
        source = structure.document.pinpoint(objective.ref)
        yield TextEntry(id=objective.id, section="målområde", name=objective.name, text=objective.text, source=source)
    for tool in structure.instruments:
        source = structure.document.pinpoint(tool.ref)
        yield TextEntry(id=tool.id, section="uppföljning", name=tool.name, text=tool.text, source=source)
    for activity in activities.activities:
        source = activities.document.pinpoint(activity.ref)
        section = f"utvecklingsarbete, {activity.area}"
        yield TextEntry(id=activity.id, section=section, name=activity.name, text=activity.text, source=source)


def _disclosure_texts(plan: Plan) -> Iterator[TextEntry]:
    """What the policy shows, rule by rule."""
    policy = plan.policy
    settings = policy.disclosure
    told = (
        ("class", policy.classes),
        ("disclosure, answers", (settings.answers,)),
        ("disclosure, accepted", settings.accepted),
    )
    for where, rule in ((where, rule) for where, rules in told for rule in rules):
        source = policy.document.pinpoint(f"{where} {rule.id}", rule.source)
        yield TextEntry(id=rule.id, section="sekretess", name=rule.name, text=policy.told(rule), source=source)
    pooling = settings.pooling
    if pooling and pooling.groups:
        source = policy.document.pinpoint("disclosure, pooling", pooling.source)
        yield TextEntry(id="pooling", section="sekretess", name=pooling.name, text=pooling.text, source=source)


def _source_entry(source: Source) -> SourceEntry:
    return SourceEntry(
        id=source.id,
        short=source.short,
        title=source.title,
        issued_by=source.issued_by,
        dated=str(source.dated),
        decided=str(source.decided_on),
        url=source.url,
    )
