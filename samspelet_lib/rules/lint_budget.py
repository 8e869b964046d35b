"""Findings about the plan's money: sums, text against table, carry-forward, ceilings and rows.

Every rule would work on any förbund's plan; what it finds follows from params alone.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from samspelet_lib.figure import NOT_STATED, Finding, NamedAmount, Pinpoint, Severity
from samspelet_lib.plan.budget import BudgetRow, StatedFigure
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules.finance import recomputed
from samspelet_lib.rules.money import Money
from samspelet_lib.swedish import enumerate_words, kronor, long_date, percent, tkr

LAST_BUDGET_DAY = (11, 30)  # finsamlagen 23 §: the budget is adopted by 30 November


def budget_findings(plan: Plan, money: Money) -> Iterator[Finding]:
    """Every finding about the table, the text's figures, the contributions and the rows."""
    yield from _totals(plan)
    yield from _stated(plan)
    yield from _contributions(plan)
    yield from _results(plan, money)
    yield from _carry_forward(plan, money)
    yield from _external(plan)
    yield from _row_names(plan)
    yield from _unassigned_rows(plan)
    yield from _deadline(plan)


def amount_of(label: str, ore: int) -> NamedAmount:
    """An amount for a finding, in tkr."""
    return NamedAmount(label=label, text=f"{tkr(ore)} tkr")


def _at(plan: Plan, *refs: str) -> tuple[Pinpoint, ...]:
    return tuple(plan.budget.document.pinpoint(ref) for ref in refs)


def _totals(plan: Plan) -> Iterator[Finding]:
    for total in plan.budget.totals:
        for year in plan.budget.years:
            printed, computed = total.ore(year), recomputed(plan, total, year)
            if printed != computed:
                yield Finding(
                    id=f"total.{total.id}.{year}",
                    severity=Severity.CONTRADICTION,
                    title=f"”{total.name}” {year} är inte summan av sina rader",
                    text=f"Planen har {tkr(printed)} tkr, raderna ger {tkr(computed)} tkr.",
                    settle="Rätta raden eller summan i planen.",
                    figures=(amount_of("Tryckt", printed), amount_of("Omräknat", computed)),
                    sources=_at(plan, total.ref),
                )


def _rows(plan: Plan) -> dict[str, BudgetRow]:
    budget = plan.budget
    return {row.id: row for row in (*budget.income, *budget.costs, *budget.totals)}


def _stated(plan: Plan) -> Iterator[Finding]:
    for stated in plan.budget.stated:
        row = _rows(plan)[stated.should_equal]
        if stated.ore != row.ore(stated.year):
            yield _text_against_table(plan, stated, row)
        if stated.is_approximate or stated.is_preliminary:
            yield _approximate(plan, stated)


def _text_against_table(plan: Plan, stated: StatedFigure, row: BudgetRow) -> Finding:
    difference = abs(stated.ore - row.ore(stated.year))
    same = [total for total in plan.budget.totals if total.ore(stated.year) == stated.ore]
    guess = f" Beloppet är i stället detsamma som ”{same[0].name}”." if same else ""
    return Finding(
        id=f"stated.{stated.id}",
        severity=Severity.CONTRADICTION,
        title=f"{stated.name}: texten och tabellen säger olika",
        text=(
            f"Texten har {tkr(stated.ore)} tkr, tabellens ”{row.name}” {tkr(row.ore(stated.year))} tkr; "
            f"skillnaden är {tkr(difference)} tkr.{guess}"
        ),
        settle="Styrelsen anger vilket belopp som gäller.",
        figures=(
            amount_of("Texten", stated.ore),
            *(amount_of(f"Tabellen, {total.name}", total.ore(stated.year)) for total in plan.budget.totals),
        ),
        sources=_at(plan, stated.ref, row.ref),
    )


def _approximate(plan: Plan, stated: StatedFigure) -> Finding:
    words = [
        word
        for word, holds in (("ungefärligt", stated.is_approximate), ("preliminärt", stated.is_preliminary))
        if holds
    ]
    return Finding(
        id=f"approximate.{stated.id}",
        severity=Severity.NOTICE,
        title=f"{stated.name}: beloppet är {enumerate_words(words)}",
        text=f"Planen skriver: ”{stated.text}” Alla tal som vilar på beloppet ändras när det fastställs.",
        settle="Bokslutets belopp förs in i params med datum och källa.",
        figures=(amount_of(stated.name, stated.ore),),
        sources=_at(plan, stated.ref),
    )


def _contributions(plan: Plan) -> Iterator[Finding]:
    budget = plan.budget
    total = sum(payer.ore for payer in budget.contributions)
    printed = budget.contributions_total_sek * 100
    table = sum(row.ore(plan.year) for row in budget.income if row.kind == "contributions")
    for name, other, label in (("sum", printed, "Tryckt summa"), ("table", table, "Budgettabellen")):
        if other != total:
            yield Finding(
                id=f"contributions.{name}",
                severity=Severity.CONTRADICTION,
                title="Parternas bidrag stämmer inte med sin summa",
                text=f"Bidragen blir {kronor(total)} kr, {label.lower()} har {kronor(other)} kr.",
                settle="Rätta bidraget eller summan i planen.",
                figures=(amount_of("Bidragen", total), amount_of(label, other)),
                sources=_at(plan, budget.contributions_ref, budget.ref),
            )
    yield from _group_shares(plan, total)


def _group_shares(plan: Plan, total: int) -> Iterator[Finding]:
    names = {source.id: source.short for source in plan.sources}
    for group in plan.forbund.financing_groups if total else ():
        paid = sum(payer.ore for payer in plan.budget.contributions if payer.group == group.id)
        if Fraction(paid, total) != group.share:
            yield Finding(
                id=f"contributions.{group.id}",
                severity=Severity.CONTRADICTION,
                title=f"{group.name} betalar inte sin andel enligt {names[group.source]}",
                text=(
                    f"Bidraget är {kronor(paid)} kr, {percent(Fraction(paid, total), 2)} av {kronor(total)} kr; "
                    f"andelen ska vara {percent(group.share, 2)}, {kronor(int(group.share * total))} kr."
                ),
                settle="Parterna rättar fördelningen, eller planen förklarar avvikelsen.",
                figures=(NamedAmount(label=group.name, text=percent(Fraction(paid, total), 2)),),
                sources=(
                    *_at(plan, plan.budget.contributions_ref),
                    Pinpoint(source=group.source, ref=group.ref),
                ),
            )


def _results(plan: Plan, money: Money) -> Iterator[Finding]:
    for year in plan.budget.years:
        result = money.result(year)
        if result < 0:
            yield Finding(
                id=f"result.{year}",
                severity=Severity.GAP,
                title=f"Budgeterat resultat {year}, {tkr(result)} tkr, står inte i planen",
                text=(
                    f"Intäkterna {year} är {tkr(result + money.total_costs(year))} tkr utan eget kapital och "
                    f"kostnaderna {tkr(money.total_costs(year))} tkr. Underskottet täcks av eget kapital. Lagen vill "
                    "att budgeten visar resultat och väntad ställning vid årets slut."
                ),
                settle="Planen redovisar resultatet och hur underskottet täcks.",
                figures=(amount_of(f"Resultat {year}", result),),
                sources=(
                    *_at(plan, plan.budget.ref),
                    Pinpoint(
                        source=plan.forbund.law.source, ref="21 §, som hänvisar till kommunallagen 11 kap. 5–6 §§"
                    ),
                ),
            )


def _carry_forward(plan: Plan, money: Money) -> Iterator[Finding]:
    for year in plan.budget.years[1:]:
        printed = sum(row.ore(year) for row in plan.budget.income if row.kind == "equity")
        carried = money.equity(year, "opening")
        if printed != carried:
            yield Finding(
                id=f"carry.{year}",
                severity=Severity.CONTRADICTION,
                title=f"Eget kapital {year} börjar inte där {year - 1} slutar",
                text=(
                    f"Planen låter {year} börja med {tkr(printed)} tkr, men {year - 1} lämnar {tkr(carried)} tkr "
                    "om inget mer beslutas."
                ),
                settle="Planen säger vad mellanskillnaden är avsedd för.",
                figures=(amount_of(f"Tryckt {year}", printed), amount_of(f"Kvar efter {year - 1}", carried)),
                sources=_at(plan, plan.budget.ref),
            )


def _external(plan: Plan) -> Iterator[Finding]:
    budget = plan.budget
    for income in (row for row in budget.income if row.kind == "external"):
        costs = [row for row in budget.costs if row.funded_by == income.id]
        for year in budget.years:
            spent = sum(row.ore(year) for row in costs)
            if costs and spent != income.ore(year):
                yield Finding(
                    id=f"external.{income.id}.{year}",
                    severity=Severity.NOTICE,
                    title=f"{income.name} {year}: intäkten och kostnaden är olika stora",
                    text=(
                        f"Intäkten är {tkr(income.ore(year))} tkr och kostnaden ({costs[0].name}) {tkr(spent)} tkr; "
                        f"skillnaden, {tkr(income.ore(year) - spent)} tkr, bär annat."
                    ),
                    settle="Planen anger vad mellanskillnaden finansierar och att villkoren för medlen medger det.",
                    figures=(amount_of("Intäkt", income.ore(year)), amount_of("Kostnad", spent)),
                    sources=_at(plan, income.ref, costs[0].ref),
                )


def _row_names(plan: Plan) -> Iterator[Finding]:
    names = Counter(row.name for row in plan.budget.costs)
    for row in plan.budget.costs:
        same = [other for other in plan.budget.costs if other.name == row.name]
        if names[row.name] > 1 and row is same[0]:
            yield Finding(
                id=f"row_name.{row.id}",
                severity=Severity.GAP,
                title=f"{len(same)} budgetrader heter ”{row.name}”",
                text=(
                    f"Raderna har {enumerate_words([tkr(other.ore(plan.year)) for other in same])} tkr {plan.year}. "
                    "Planen säger inte vilken insats var och en gäller, så fördelningen är obekräftad."
                ),
                settle="Styrelsen eller projektägaren anger vilken rad som är vilken insats.",
                figures=tuple(amount_of(other.name, other.ore(plan.year)) for other in same),
                sources=_at(plan, *(other.ref for other in same)),
            )


def _unassigned_rows(plan: Plan) -> Iterator[Finding]:
    groups = {group.id for group in plan.budget.cost_groups if group.is_insats}
    named = {row for insats in plan.insatser if insats.budget_rows != NOT_STATED for row in insats.budget_rows}
    rows = [row for row in plan.budget.costs if row.group in groups and row.id not in named]
    without = [insats for insats in plan.insatser if insats.budget_rows == NOT_STATED]
    if rows:
        insatser = enumerate_words([insats.name for insats in without])
        yield Finding(
            id="row_unassigned",
            severity=Severity.GAP,
            title="Budgetrader utan säker insats",
            text=(
                f"{enumerate_words([f'”{row.name}” ({tkr(row.ore(plan.year))} tkr)' for row in rows])} kan inte knytas "
                f"till en insats." + (f" Utan egen rad: {insatser}." if insatser else "")
            ),
            settle="Planen anger budgetraden vid varje insats.",
            figures=tuple(amount_of(row.name, row.ore(plan.year)) for row in rows),
            sources=_at(plan, *(row.ref for row in rows)),
        )


def _deadline(plan: Plan) -> Iterator[Finding]:
    dated = plan.budget.document.date
    last = date(plan.year - 1, *LAST_BUDGET_DAY)
    if dated > last:
        yield Finding(
            id="deadline.budget",
            severity=Severity.CONTRADICTION,
            title=f"Budgeten är daterad efter {long_date(last)}",
            text=f"Dokumentet är daterat {long_date(dated)}. Lagen vill ha budgeten beslutad senast {long_date(last)}.",
            settle="Beslutets datum och nummer förs in i params.",
            sources=(*_at(plan, plan.budget.ref), Pinpoint(source=plan.forbund.law.source, ref="23 §")),
        )
