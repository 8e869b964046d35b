"""The money of one insats: what the plan prints, and how its rows of the budget have fared since."""

from collections.abc import Sequence

from samspelet_lib.figure import Figure
from samspelet_lib.report.amounts import TKR, digits, ore
from samspelet_lib.report.base import Report
from samspelet_lib.report.money import NO_LEDGER, claimed, follow_up_chart, followed, has_ledger, method, until
from samspelet_lib.report.section import Column, Section, definitions, join, notice, paragraphs, table
from samspelet_lib.swedish import first_upper, tkr

_AMOUNTS = {
    "ledger_budget": "Budget för året",
    "ledger_budget_to_date": "Budget hittills",
    "ledger_booked": "Bokfört",
    "ledger_periodised": "Periodiserat",
    "ledger_forecast": "Prognos för året",
    "ledger_deviation": "Avvikelse",
}
_NOTE = (
    "Bokfört: det som står i bokföringen. Periodiserat: samma pengar i månaderna de gäller, och en uppskattning av det "
    "som projektägaren ännu inte har rekvirerat. Avvikelse: prognosen minus budgeten; minus är lägre kostnad."
)


def insats_money(report: Report, rows: Sequence[str]) -> Section:
    """How the insats' rows of the budget have fared, and the budget as it is printed."""
    return join(_follow_up(report, rows), _printed(report, rows))


def _follow_up(report: Report, rows: Sequence[str]) -> Section:
    if not has_ledger(report):
        return notice(NO_LEDGER, "missing")
    found = [row for row in rows if row in followed(report, "ledger_budget")]
    if not found:
        return paragraphs("Bokföringen har ingen post som är kopplad till insatsens budgetrad.")
    return join(
        paragraphs(*(_said(report, row) for row in found)),
        follow_up_chart(report, found),
        _amounts(report, found),
        definitions([pair for row in found for pair in _beside(report, row)]),
    )


def _said(report: Report, row: str) -> str:
    budget, expected, deviation = (
        followed(report, measure)[row] for measure in ("ledger_budget", "ledger_forecast", "ledger_deviation")
    )
    more = ore(deviation)
    compared = "lika mycket som budgeten"
    if more:
        compared = f"{tkr(abs(more))} tkr {'över' if more > 0 else 'under'} budgeten på {budget.printed}"
    return f"{budget.label} väntas kosta {expected.printed} under {report.release.year}, {compared}."


def _amounts(report: Report, rows: Sequence[str]) -> Section:
    """One column a row of the budget, so that a phone shows it whole."""
    names = [followed(report, "ledger_budget")[row].label for row in rows]
    cells = [
        [label, *(digits(followed(report, measure).get(row)) for row in rows)] for measure, label in _AMOUNTS.items()
    ]
    columns = [Column("Belopp"), *(Column(name, TKR, is_number=True) for name in names)]
    caption = f"Uppföljning av budgeten {report.release.year}, till och med {until(report)}"
    return table(caption, columns, cells, anchor="tabell-uppfoljning", note=_NOTE)


def _beside(report: Report, row: str) -> list[tuple[str, str]]:
    """What no amount says: how far the owner has claimed, how the forecast is made and what is done about it."""
    deviation, expected = (followed(report, measure)[row] for measure in ("ledger_deviation", "ledger_forecast"))
    pairs = [
        ("Rekvirerat till och med", claimed(followed(report, "ledger_requisitioned").get(row))),
        ("Prognosens metod", f"{first_upper(method(expected))}{_span(expected)}"),
        ("Åtgärd", deviation.note or ""),
    ]
    return [pair for pair in pairs if pair[1]]


def _span(figure: Figure) -> str:
    if figure.low is None or figure.high is None or figure.low == figure.high:
        return ""
    return f"; de olika metoderna ger {tkr(figure.low)} till {tkr(figure.high)} tkr"


def _printed(report: Report, rows: Sequence[str]) -> Section:
    found = [report.figures("budget", row=row) for row in rows]
    cells = [
        (figures[0].label, *(figure.printed for figure in figures), figures[0].sources[0].ref) for figures in found
    ]
    years = report.release.years
    columns = [Column("Budgetrad"), *(Column(str(year), is_number=True) for year in years), Column("Var i planen")]
    return table("Budget som den är tryckt", columns, cells, anchor="tabell-budget")
