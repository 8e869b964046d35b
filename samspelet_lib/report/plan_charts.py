"""The plan page's charts: budget, contributions and equity against its ceiling."""

from fractions import Fraction

from samspelet_lib.figure import Unit
from samspelet_lib.report.base import Report
from samspelet_lib.report.charts import Bar, Stack, Words, bars_against_ceiling, share_bars, stacked_bars
from samspelet_lib.report.section import EMPTY, Section


def budget_chart(report: Report) -> Section:
    """What insatser and the förbund itself cost, year by year."""
    years, insats_rows = report.release.years, {row.id for row in report.release.rows if row.is_insats}
    stacks = []
    for year in years:
        costs = report.figures("costs", year=year)[0]
        rows = [figure for figure in report.figures("budget", year=year) if figure.dims.row in insats_rows]
        insatser = sum(int(figure.value or 0) for figure in rows)
        stacks.append(Stack(str(year), [insatser, int(costs.value or 0) - insatser]))
    first, last = report.printed("costs", year=years[0]), report.printed("costs", year=years[-1])
    title = f"Kostnaderna är {first} {years[0]} och {last} {years[-1]}, när inga insatser är beslutade"
    if stacks[-1].values[0]:
        title = f"Kostnaderna är {first} {years[0]} och {last} {years[-1]}"
    words = Words("diagram-budget", title, "Budgeterade kostnader i tusental kronor, per år", "År")
    return stacked_bars(words, ["Insatser", "Förbundets egna kostnader"], stacks, unit=Unit.ORE)


def contribution_chart(report: Report) -> Section:
    """Each payer's share of the contributions, largest first."""
    shares = sorted(report.figures("contribution_share"), key=lambda figure: -(figure.share or 0))
    if not shares:
        return EMPTY
    paid = {figure.dims.payer: figure.printed for figure in report.figures("contribution")}
    bars = [Bar(figure.label, figure.share, detail=paid[figure.dims.payer]) for figure in shares]
    title = f"{shares[0].label} står för {shares[0].printed} av bidragen"
    words = Words("diagram-bidrag", title, f"Andel av parternas bidrag {report.release.year}", "Betalare")
    return share_bars(words, bars, decimals=2)


def equity_chart(report: Report) -> Section:
    """Equity as a share of the contributions, against the plan's ceiling."""
    years = report.release.years
    opening = report.figure("equity_share", year=years[0], reading="opening")
    most = report.figure("equity_most", year=years[0])
    contributions = report.figure("contributions", year=years[0])
    if opening is None or most is None or contributions is None:
        return EMPTY
    bars = [Bar(f"1 januari {years[0]}", opening.share)]
    for year in years:
        closing = report.figure("equity_share", year=year, reading="closing")
        bars.append(Bar(f"31 december {year}", closing.share if closing else None))
    ceiling = Bar("Planens tak", Fraction(most.value or 0) / Fraction(contributions.value or 1))
    over = [bar.label for bar in bars if isinstance(bar.value, Fraction) and bar.value > Fraction(ceiling.value or 0)]
    title = f"Eget kapital ligger över taket {len(over)} av {len(bars)} dagar om inget mer beslutas"
    words = Words(
        "diagram-eget-kapital", title, "Eget kapital som andel av tilldelade medel, bufferten inräknad", "Dag"
    )
    return bars_against_ceiling(words, bars, ceiling)
