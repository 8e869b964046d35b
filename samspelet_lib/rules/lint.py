"""What a plan says against itself, leaves out or leaves open: rules that fit any förbund's plan.

Findings come in a fixed order with stable ids, so that a changed plan shows as findings that came or went.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from samspelet_lib.figure import NOT_STATED, UNDECIDED, Finding, NamedAmount, Pinpoint, Severity, Target
from samspelet_lib.plan.documents import Document
from samspelet_lib.plan.matpunkt import Kind, Matpunkt, PeriodRule
from samspelet_lib.plan.model import Insats, Plan
from samspelet_lib.rules.lint_budget import amount_of, budget_findings
from samspelet_lib.rules.lint_goals import goal_findings
from samspelet_lib.rules.money import budget_money
from samspelet_lib.swedish import long_date, percent, plural, tkr, to_id

_LEAP_DAY = (2, 29)


def lint(plan: Plan) -> list[Finding]:
    """Every finding of the plan, gravest first, then by id."""
    money = budget_money(plan.budget)
    order = list(Severity)
    found = [
        *budget_findings(plan, money),
        *goal_findings(plan, money),
        *_documents(plan),
        *_matpunkter(plan),
        *_insatser(plan),
        *_objectives(plan),
    ]
    return sorted(found, key=lambda finding: (order.index(finding.severity), finding.id))


def _documents(plan: Plan) -> Iterator[Finding]:
    law = plan.forbund.law
    if law.number_printed != law.number:
        yield Finding(
            id="law.number",
            severity=Severity.CONTRADICTION,
            title=f"Lagens nummer är felskrivet: {law.number_printed}",
            text=f"{law.name} har nummer {law.number}; planen skriver {law.number_printed}.",
            settle="Rätta numret i planen.",
            sources=(plan.forbund.document.pinpoint(law.ref), Pinpoint(source=law.source, ref="rubriken")),
        )
    for picture in plan.structure.pictures:
        if not picture.is_included:
            yield Finding(
                id=f"picture.{picture.id}",
                severity=Severity.GAP,
                title="Planen hänvisar till en bild som inte finns i underlaget",
                text=f"”{picture.text}” Det bilden visar har inte kunnat föras in.",
                settle="Kansliet lämnar bilden, eller uppgifterna ur den.",
                sources=(plan.structure.document.pinpoint(picture.ref),),
            )
    yield from _undecided(plan)


def _undecided(plan: Plan) -> Iterator[Finding]:
    source = next(source for source in plan.sources if source.id == plan.budget.document.source)
    if source.decided_on == UNDECIDED:
        yield Finding(
            id=f"undecided.{source.id}",
            severity=Severity.GAP,
            title=f"Planen är ”{plan.budget.document.status}”, inte beslutad",
            text=f"{source.title} är daterad {long_date(plan.budget.document.date)}; beslut och beslutsdatum saknas.",
            settle="Beslutets datum och nummer förs in i registret över källor.",
            sources=(plan.budget.document.pinpoint(plan.budget.ref),),
        )


def _label(plan: Plan, owner: str | None, matpunkt: Matpunkt) -> str:
    return f"{plan.insats(owner).name if owner else plan.forbund.short_name}: {matpunkt.name}"


def _matpunkter(plan: Plan) -> Iterator[Finding]:
    words: dict[str, list[tuple[str | None, Document, Matpunkt]]] = defaultdict(list)
    for owner, document, matpunkt in plan.all_matpunkter():
        about = (owner, document, matpunkt)
        if matpunkt.direction is not None and matpunkt.baseline == NOT_STATED:
            yield _gap(plan, about, rule="baseline")
        if matpunkt.target == NOT_STATED:
            yield _gap(plan, about, rule="target")
        for word in matpunkt.undefined_words:
            words[word].append(about)
    for word in sorted(words):
        yield _undefined(plan, word, words[word])


_GAPS = {
    "baseline": (
        "en riktning men inget utgångsläge",
        "Utan ett mätt utgångsläge kan ingen säga om det blivit bättre; mätpunkten kan ej bedömas.",
        "Ange ett utgångsläge med datum och källa.",
    ),
    "target": (
        "inget målvärde",
        "Planen säger vad som ska följas men inte vilken nivå som är nog; värdet redovisas utan målvärde.",
        "Ange ett målvärde, eller besluta att värdet redovisas utan.",
    ),
}


def _gap(plan: Plan, about: tuple[str | None, Document, Matpunkt], *, rule: str) -> Finding:
    owner, document, matpunkt = about
    title, text, settle = _GAPS[rule]
    return Finding(
        id=f"{rule}.{owner or plan.forbund.id}.{matpunkt.id}",
        severity=Severity.GAP,
        title=f"{_label(plan, owner, matpunkt)} har {title}",
        text=f"”{matpunkt.text}” {text}",
        settle=settle,
        sources=(document.pinpoint(matpunkt.ref),),
    )


def _undefined(plan: Plan, word: str, where: list[tuple[str | None, Document, Matpunkt]]) -> Finding:
    names = [_label(plan, owner, matpunkt) for owner, _, matpunkt in where]
    return Finding(
        id=f"word.{to_id(word)}",
        severity=Severity.GAP,
        title=f"Ordet ”{word}” är inte definierat",
        text=f"Det avgör vad som räknas i: {'; '.join(names)}.",
        settle="Styrelsen eller projektägaren definierar ordet.",
        sources=tuple(document.pinpoint(matpunkt.ref) for _, document, matpunkt in where),
    )


def _insatser(plan: Plan) -> Iterator[Finding]:
    for insats in plan.insatser:
        yield from _parties(plan, insats)
        yield from _time(plan, insats)
        yield from _row_name(plan, insats)
        yield from _volume(plan, insats)
    ends = {insats.end for insats in plan.insatser}
    if len(plan.insatser) > 1 and len(ends) == 1 and isinstance(end := ends.pop(), date):
        yield Finding(
            id=f"end.{end}",
            severity=Severity.NOTICE,
            title=f"Alla insatser slutar {long_date(end)}",
            text=(
                f"{plural(len(plan.insatser), 'insats', 'insatser')} slutar samma dag. Planen säger inte vem som tar "
                "över det som fungerar."
            ),
            settle="Styrelsen och parterna beslutar om fortsättning eller överlämning för varje insats.",
            sources=tuple(
                {insats.end_ref: insats.document.pinpoint(insats.end_ref) for insats in plan.insatser}.values()
            ),
        )


def _insats_gap(insats: Insats, rule: str, title: str, *, text: str, settle: str) -> Finding:
    return Finding(
        id=f"{rule}.{insats.id}",
        severity=Severity.GAP,
        title=f"{insats.name}: {title}",
        text=text,
        settle=settle,
        sources=(insats.document.pinpoint(insats.ref),),
    )


def _parties(plan: Plan, insats: Insats) -> Iterator[Finding]:
    if insats.owner == NOT_STATED:
        yield _insats_gap(
            insats,
            "owner",
            "projektägaren är inte namngiven",
            text="Projektägaren ansvarar för att insatsen når sina mål; planen säger inte vem det är.",
            settle="Planen namnger projektägaren.",
        )
    named = () if insats.parts == NOT_STATED else insats.parts
    if len(named) < plan.forbund.funding.min_parts:
        yield _insats_gap(
            insats,
            "parties",
            f"färre än {plan.forbund.funding.min_parts} parter är namngivna",
            text=f"”{plan.forbund.funding.text}” Planen namnger {plural(len(named), 'part', 'parter')} för insatsen.",
            settle="Planen namnger de parter som har behov av insatsen.",
        )


def _time(plan: Plan, insats: Insats) -> Iterator[Finding]:
    project = [m for m in insats.matpunkter if m.period is PeriodRule.PROJECT_TIME]
    if insats.start == NOT_STATED and project:
        yield _insats_gap(
            insats,
            "start",
            "mål för projekttiden utan startdatum",
            text=f"Kan inte räknas från någon dag: {'; '.join(m.name for m in project)}.",
            settle="Projektägaren lämnar beslutat startdatum.",
        )
    years = plan.forbund.funding.max_years
    if isinstance(insats.start, date) and isinstance(insats.end, date):
        if insats.end >= _years_after(insats.start, years):
            yield _insats_gap(
                insats,
                "duration",
                f"finansieringen är längre än {years} år",
                text=f"Insatsen löper {long_date(insats.start)}–{long_date(insats.end)}.",
                settle="Styrelsen prövar om finansieringen ska fortsätta.",
            )
    else:
        yield _insats_gap(
            insats,
            "duration",
            f"det går inte att se om finansieringen ryms inom {years} år",
            text="Planen anger inte både start och slut.",
            settle="Projektägaren lämnar beslutat start- och slutdatum.",
        )


def _years_after(day: date, years: int) -> date:
    """The same day so many years later; the day after 28 February for a leap day."""
    if (day.month, day.day) == _LEAP_DAY:
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)


def _row_name(plan: Plan, insats: Insats) -> Iterator[Finding]:
    ids = () if insats.budget_rows == NOT_STATED else insats.budget_rows
    for row in (row for row in plan.budget.costs if row.id in ids):
        if insats.name not in row.name and row.name not in insats.name:
            yield Finding(
                id=f"row_differs.{insats.id}",
                severity=Severity.NOTICE,
                title=f"{insats.name} heter ”{row.name}” i budgeten",
                text="Insatsen och budgetraden har olika namn; att de hör ihop är vår läsning.",
                settle="Planen använder ett namn.",
                figures=(amount_of(row.name, row.ore(plan.year)),),
                sources=(insats.document.pinpoint(insats.ref), plan.budget.document.pinpoint(row.ref)),
            )


def _volume(plan: Plan, insats: Insats) -> Iterator[Finding]:
    ids = () if insats.budget_rows == NOT_STATED else insats.budget_rows
    has_volume = any(m.kind is Kind.COUNT and isinstance(m.target, Target) for m in insats.matpunkter)
    rows = [row for row in plan.budget.costs if row.id in ids]
    if has_volume or not rows:
        return
    cost, costs = sum(row.ore(plan.year) for row in rows), budget_money(plan.budget).insats_costs(plan.year)
    share = Fraction(cost, costs or 1)
    yield Finding(
        id=f"volume.{insats.id}",
        severity=Severity.NOTICE,
        title=f"{insats.name} har inget mål för hur många som ska få stöd",
        text=f"Insatsen har {tkr(cost)} tkr, {percent(share, 1)} av budgeten för insatser.",
        settle="Projektägaren föreslår ett mål för antal personer eller ärenden.",
        figures=(amount_of(insats.name, cost), NamedAmount(label="Andel", text=percent(share, 1))),
        sources=(insats.document.pinpoint(insats.ref), *(plan.budget.document.pinpoint(row.ref) for row in rows)),
    )


def _objectives(plan: Plan) -> Iterator[Finding]:
    for objective in plan.structure.objectives:
        financed = any(insats.objective == objective.id for insats in plan.insatser)
        if not financed and (objective.budget_rows == NOT_STATED or not objective.budget_rows):
            yield Finding(
                id=f"objective.{objective.id}",
                severity=Severity.GAP,
                title=f"Målområdet ”{objective.name}” har ingen budgetrad",
                text="Planen säger att området ska finansieras, men ingen rad i budgeten bär dess namn.",
                settle="Planen anger vilka medel som är avsatta.",
                sources=(plan.structure.document.pinpoint(objective.ref),),
            )
