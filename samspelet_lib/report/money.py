"""The money in real life: budget against books and forecast, who has paid, and what nobody has mapped."""

from collections.abc import Sequence

from samspelet_lib.figure import Figure
from samspelet_lib.period import MONTHS
from samspelet_lib.report.amounts import TKR, digits, judged, ore
from samspelet_lib.report.base import Report
from samspelet_lib.report.charts import MoneyRow, Words, budget_outcome_forecast
from samspelet_lib.report.goals import definitions_led_to
from samspelet_lib.report.section import (
    EMPTY,
    Column,
    Section,
    bullets,
    details,
    heading,
    join,
    notice,
    paragraphs,
    table,
)
from samspelet_lib.swedish import enumerate_words, first_upper, long_date, tkr

NO_LEDGER = "Bokföringen för året har inte kommit in; det finns inget att följa upp."
_SUMMED = ("ledger_budget", "ledger_budget_to_date", "ledger_booked", "ledger_periodised")


def follow_up_section(report: Report) -> Section:
    """Each row's budget, outcome and forecast as chart and table, what is not mapped, and the financial mätpunkter."""
    if not has_ledger(report):
        return notice(NO_LEDGER, "missing")
    said = paragraphs(
        f"Bokföringen är med till och med {until(report)}. Det bokförda hittills är information; "
        "bedömningarna vilar på helårsprognosen."
    )
    return join(
        said,
        follow_up_chart(report, list(followed(report, "ledger_budget"))),
        _rows(report),
        _groups(report),
        _decided(report),
        _methods(report),
        unmapped_section(report),
        goals_section(report),
    )


def has_ledger(report: Report) -> bool:
    """Whether the release has figures from the books."""
    return report.figure("ledger_until", year=report.release.year) is not None


def until(report: Report) -> str:
    """The last month of the books, with its year; `has_ledger` is asked first."""
    figure = report.figure("ledger_until", year=report.release.year)
    assert figure is not None, "has_ledger is asked first"
    return f"{MONTHS[int(figure.value or 1) - 1]} {report.release.year}"


def followed(report: Report, measure: str) -> dict[str, Figure]:
    """Each row of the budget with the measure's figure of the plan's year, without months and payers."""
    found = report.figures(measure, year=report.release.year, month=None, payer=None)
    return {figure.dims.row: figure for figure in found if figure.dims.row}


def periodised_costs(report: Report) -> int:
    """What the months so far have cost, in öre: every row, and what no rule takes to a row."""
    unmapped = report.figure("ledger_unmapped", year=report.release.year, row="unmapped_cost")
    return sum(map(ore, followed(report, "ledger_periodised").values())) + ore(unmapped)


def follow_up_chart(report: Report, chosen: Sequence[str]) -> Section:
    """The budget, outcome and forecast of the chosen rows."""
    budget, periodised, expected = (followed(report, f"ledger_{word}") for word in ("budget", "periodised", "forecast"))
    rows = [
        MoneyRow(budget[row].label, budget[row].value, periodised[row].value, expected[row].value) for row in chosen
    ]
    unit = f"Periodiserat till och med {until(report)} och helårsprognos, tusental kronor"
    return budget_outcome_forecast(Words("diagram-utfall", _finding(report, chosen), unit, "Rad"), rows)


def _finding(report: Report, chosen: Sequence[str]) -> str:
    deviations = followed(report, "ledger_deviation")
    over = sum(ore(deviations[row]) > 0 for row in chosen)
    if len(chosen) == 1:
        return f"{deviations[chosen[0]].label} väntas {'kosta mer än' if over else 'rymmas i'} sin budget"
    return f"{over or 'Ingen'} av {len(chosen)} rader väntas kosta mer än sin budget"


_FOLLOWED = (*_SUMMED, "ledger_forecast", "ledger_deviation")
_FOLLOWED_HEADS = ("Budget", "Budget hittills", "Bokfört", "Periodiserat", "Prognos", "Avvikelse")


def _rows(report: Report) -> Section:
    columns = [
        Column("Rad"),
        *(Column(name, TKR, is_number=True) for name in _FOLLOWED_HEADS),
        Column("Rekvirerat t.o.m."),
        Column("Åtgärd"),
    ]
    rows = _followed_rows(report)
    caption = f"Uppföljning av budgeten {report.release.year}, till och med {until(report)}"
    note = (
        "Bokfört: det som står i bokföringen. Periodiserat: samma pengar i månaderna de gäller, och en uppskattning av "
        "det som projektägaren ännu inte har rekvirerat. Avvikelse: prognosen minus budgeten; minus är lägre kostnad."
    )
    return table(caption, columns, rows, anchor="tabell-uppfoljning", strong_rows=[len(rows) - 1], note=note)


def _followed_rows(report: Report) -> list[list[str]]:
    found = {measure: followed(report, measure) for measure in _FOLLOWED}
    owned = followed(report, "ledger_requisitioned")
    names = {row: figure.label for row, figure in found["ledger_budget"].items()}
    rows = [
        [
            name,
            *(digits(found[measure][row]) for measure in _FOLLOWED),
            claimed(owned.get(row)),
            found["ledger_deviation"][row].note or "",
        ]
        for row, name in names.items()
    ]
    sums = [sum(ore(found[measure][row]) for row in names) for measure in _FOLLOWED]
    return [*rows, ["Summa, kopplade rader", *map(tkr, sums), "", ""]]


def claimed(figure: Figure | None) -> str:
    """Through which month the owner has claimed its money; empty where nobody claims."""
    if figure is None:
        return ""
    return MONTHS[figure.on.month - 1] if figure.on else "inget ännu"


def _groups(report: Report) -> Section:
    """The declared groups; what is not mapped is a row of its own, so that the sum is all costs."""
    found = {measure: followed(report, measure.replace("ledger_", "ledger_group_")) for measure in _FOLLOWED}
    rows = [
        [figure.label, *(digits(found[measure][row]) for measure in _FOLLOWED)]
        for row, figure in found["ledger_budget"].items()
    ]
    unmapped = report.figure("ledger_unmapped", year=report.release.year, row="unmapped_cost")
    if rows and unmapped is not None:
        rows.append([unmapped.label, "", "", *[digits(unmapped)] * 4])
    columns = [Column("Grupp"), *(Column(name, TKR, is_number=True) for name in _FOLLOWED_HEADS)]
    caption = f"Uppföljning i grupper {report.release.year}, till och med {until(report)}"
    return table(caption, columns, rows, anchor="tabell-grupper")


def _decided(report: Report) -> Section:
    """The board's decisions on money since the budget; empty where there is none."""
    rows = [
        (long_date(figure.on) if figure.on else "", figure.label, digits(figure), figure.note or "")
        for figure in report.figures("ledger_decision", year=report.release.year)
    ]
    columns = [Column("Dag"), Column("Beslut"), Column("Ändring av budgeten", TKR, is_number=True), Column("Nummer")]
    return table(f"Beslut om pengar under {report.release.year}", columns, rows, anchor="tabell-beslut")


def _methods(report: Report) -> Section:
    found = report.figures("ledger_forecast", year=report.release.year)
    rows = [(figure.label, digits(figure), tkr(figure.low or 0), tkr(figure.high or 0)) for figure in found]
    columns = [Column("Rad"), *(Column(name, TKR, is_number=True) for name in ("Prognos", "Lägst", "Högst"))]
    note = f"{_methods_used(found)}Lägst och högst är vad de olika metoderna ger."
    caption = f"Prognos för {report.release.year} och hur den är gjord"
    whys = dict.fromkeys(figure.note for figure in found if figure.note and method(figure) != figure.note)
    return join(
        table(caption, columns, rows, anchor="tabell-prognos", note=note),
        details("Varför metoderna är valda", bullets([first_upper(why) for why in whys])),
    )


def _methods_used(found: Sequence[Figure]) -> str:
    """The method of most rows, told once, and the rows that have another."""
    if not found:
        return ""
    rows_of: dict[str, list[str]] = {}
    for figure in found:
        rows_of.setdefault(method(figure), []).append(figure.label)
    usual, *others = sorted(rows_of, key=lambda name: -len(rows_of[name]))
    told = [f"För {enumerate_words(rows_of[name])}: {name}. " for name in others]
    return f"{'Metod' if not others else 'Metod för de flesta rader'}: {usual}. {''.join(told)}"


def method(figure: Figure) -> str:
    """The method's name; why it is chosen follows it in the figure's note, and is told once below the table."""
    return (figure.note or "").partition(" (")[0]


def unmapped_section(report: Report) -> Section:
    """What the books hold that no rule takes to a row of the budget; empty where there is nothing."""
    found = [figure for figure in report.figures("ledger_unmapped", year=report.release.year) if figure.value]
    if not found:
        return EMPTY
    columns = [Column("Ej kopplat till budgeten"), Column("Bokfört", TKR, is_number=True)]
    rows = [(figure.label, digits(figure)) for figure in found]
    note = "Beloppen ingår i förbundets kostnader och intäkter men inte i någon rad."
    return table("Bokfört som inte är kopplat till någon rad", columns, rows, anchor="tabell-ej-kopplat", note=note)


def income_section(report: Report) -> Section:
    """Each payer's decided, invoiced and paid money; external money requisitioned and received."""
    if not has_ledger(report):
        return notice(NO_LEDGER, "missing")
    year = report.release.year
    decided = sorted(report.figures("ledger_decided", year=year), key=lambda figure: figure.dims.payer is None)
    rows = [_income(report, figure) for figure in decided]
    strong = [number for number, figure in enumerate(decided) if figure.dims.payer is None]
    columns = [
        Column("Betalare"),
        *(
            Column(name, TKR, is_number=True)
            for name in ("Beslutat", "Fakturerat eller rekvirerat", "Betalt", "Återstår av beslutat")
        ),
    ]
    caption = f"Beslutade och betalda intäkter {year}, till och med {until(report)}"
    return table(caption, columns, rows, anchor="tabell-intakter", strong_rows=strong)


def _income(report: Report, decided: Figure) -> list[str]:
    dims = {name: value for name, value in decided.dims.items() if name in {"row", "payer"}}
    invoiced, paid = (
        report.figure(measure, year=report.release.year, **dims) for measure in ("ledger_invoiced", "ledger_paid")
    )
    left = tkr(ore(decided) - ore(paid)) if paid else "–"
    return [decided.label, digits(decided), digits(invoiced), digits(paid), left]


def goals_section(report: Report) -> Section:
    """The financial mätpunkter on budget, outcome and forecast, under each reading."""
    entries = report.matpunkter(area="finans")
    title = heading("Finansiella mätpunkter på budget, bokfört och prognos")
    goals = [_goal(report, entry.id, entry.name) for entry in entries]
    return join(title, _position(report), definitions_led_to(entries), *goals)


def _goal(report: Report, matpunkt: str, name: str) -> Section:
    year = report.release.year
    found = report.figures("financial", matpunkt=matpunkt, year=year)
    readings = {figure.dims.reading: figure.label for figure in found}
    by_key = {(figure.dims.reading, figure.dims.basis): figure for figure in found}
    rows = [
        [label, *(judged(by_key.get((reading, basis))) for basis in (None, "outcome", "forecast"))]
        for reading, label in readings.items()
    ]
    columns = [Column("Läsning"), Column("Budget"), Column("Bokfört hittills"), Column("Helårsprognos")]
    return table(f"{name}, {year}", columns, rows, anchor=f"mal-utfall-{matpunkt}")


def _position(report: Report) -> Section:
    named = {
        "ledger_costs": "Kostnader",
        "ledger_result": "Resultat",
        "ledger_equity_opening": "Eget kapital vid årets början",
        "ledger_equity_closing": "Eget kapital vid periodens eller årets slut",
        "ledger_cash": "Likvida medel vid periodens eller årets slut",
    }
    year = report.release.year
    rows = [
        [
            label,
            digits(report.figure(measure.removeprefix("ledger_"), year=year)),
            *(digits(report.figure(measure, year=year, basis=basis)) for basis in ("outcome", "forecast")),
        ]
        for measure, label in named.items()
    ]
    columns = [
        Column("Belopp"),
        *(Column(name, TKR, is_number=True) for name in ("Budget", "Bokfört hittills", "Prognos")),
    ]
    note = "Prognosen för likvida medel följer eget kapital: fordringar och skulder antas vara som vid årets början."
    return table(f"Resultat och ställning {year}", columns, rows, anchor="tabell-resultat-utfall", note=note)
