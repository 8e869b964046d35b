"""A mätpunkt for the reader: the plan's words, the value with what it is made of, the verdict and why."""

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from samspelet_lib.figure import Figure, Unit, Verdict
from samspelet_lib.release.store import CommentEntry, Edition, MatpunktEntry
from samspelet_lib.report.base import Report
from samspelet_lib.report.section import Column, Section, definitions, heading, join, link, quote, table, verdict
from samspelet_lib.swedish import NBSP, number, percent, tkr

Fact = tuple[str, str | Markup]


def goal_section(report: Report, entry: MatpunktEntry) -> Section:
    """One mätpunkt with all a reader needs to judge it."""
    figure = value_of(report, entry)
    return join(
        heading(entry.name, anchor=f"mal-{entry.id}"),
        quote(entry.text, f"{'Indikator' if entry.is_indicator else 'Mätpunkt'}, {report.source_text(entry.source)}"),
        definitions([fact for fact in _facts(report, entry, figure) if fact[1]]),
        _parts(report, entry),
    )


def value_of(report: Report, entry: MatpunktEntry) -> Figure:
    """The main figure of a mätpunkt: the reading in use, both sexes together."""
    if entry.area == "finans":
        found = report.figures("financial", matpunkt=entry.id, year=report.release.year)
        return next((figure for figure in found if figure.dims.basis == "forecast"), found[0])
    figure = report.figure("matpunkt", **_dims(report, entry))
    assert figure is not None, "every mätpunkt of a release has a figure"
    return figure


def _dims(report: Report, entry: MatpunktEntry) -> dict[str, object]:
    insats = {"insats": entry.insats} if entry.insats else {}
    return {**insats, "matpunkt": entry.id, "period": report.release.period}


def made_of(figure: Figure, *, in_full: bool = True) -> str:
    """What a value is made of: `18 av 20 som avslutade`; empty where there is nothing to add."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    amount = tkr if figure.measure in _IN_MONEY else number
    base = f" {figure.base_label}" if figure.base_label and in_full else ""
    return f"{amount(figure.numerator)} av {amount(figure.denominator)}{base}"


_IN_MONEY = {"financial", "equity_share", "contribution_share", "group_share"}  # their counts are öre


def answered(figure: Figure) -> str:
    """How many answered of how many could have; empty where nobody was asked."""
    if figure.answers is None:
        return ""
    if not figure.invited:
        return f"{number(figure.answers)} svarade; hur många som kunde ha svarat är inte känt"
    rate = percent(Fraction(figure.answers, figure.invited))
    return f"{number(figure.answers)} av {number(figure.invited)} svarade ({rate})"


_NATURES = {
    "process": "visar att något är gjort",
    "upplevelse": "visar vad de som svarat upplever",
    "utfall": "visar hur det gick",
}
_PERCENT = f"{NBSP}%"


def span(figure: Figure) -> str:
    """The lowest and highest the value could be had all answered; empty where all did."""
    if figure.low is None or figure.high is None or figure.low == figure.high:
        return ""
    if figure.unit is Unit.SHARE:
        return f"{percent(figure.low).rstrip(_PERCENT)}–{percent(figure.high)} om alla hade svarat"
    return f"{number(figure.low, figure.decimals)}–{number(figure.high, figure.decimals)} om alla hade svarat"


def judged(figure: Figure) -> Markup:
    """The verdict in word and sign, with its reason."""
    word = verdict(figure.verdict) if figure.verdict else Markup("")
    return Markup("{}<br>{}").format(word, figure.verdict_reason) if figure.verdict_reason else word


def _facts(report: Report, entry: MatpunktEntry, figure: Figure) -> list[Fact]:
    comment = comment_on(report, entry)
    return [
        ("Värde", _with_parts(figure)),
        ("Bedömning", judged(figure)),
        ("Svarat", answered(figure)),
        ("Spann", span(figure)),
        ("Mål", entry.target_text),
        ("Så räknas det", entry.definition),
        ("Tid", entry.period),
        ("Slag", f"{_NATURES[entry.nature]}; {entry.disclosure.lower()} i policyn"),
        ("Kommentar", comment.comment if comment else ""),
        ("Hinder", comment.obstacle if comment else ""),
        ("Åtgärd", comment.action if comment else ""),
        ("Anmärkning", " ".join(text for text in (figure.note, entry.note) if text)),
        ("Över tid", _history(report, entry)),
    ]


def matpunkt_key(entry: MatpunktEntry) -> str:
    """The mätpunkt's name among all of the förbund's, as its own page is called; the same in every period."""
    return f"{entry.insats or entry.area}-{entry.id}"


def _history(report: Report, entry: MatpunktEntry) -> Markup | str:
    """Where its values over time stand; working material has no such pages."""
    if report.release.edition is not Edition.PUBLIC:
        return ""
    return link(f"Alla värden och bedömningar av ”{entry.name}”", f"../matpunkt/{matpunkt_key(entry)}.html")


def _with_parts(figure: Figure, *, in_full: bool = True) -> str:
    parts = made_of(figure, in_full=in_full)
    value = figure.printed or "–"
    return f"{value} ({parts})" if parts and figure.unit is Unit.SHARE else value


def comment_on(report: Report, entry: MatpunktEntry) -> CommentEntry | None:
    """The owner's latest words about a mätpunkt."""
    found = [c for c in report.release.comments if c.insats == entry.insats and c.matpunkt == entry.id]
    return found[0] if found else None


def _parts(report: Report, entry: MatpunktEntry) -> Section:
    """The figures beside the main one: by sex, by option and so on, in one table."""
    main = value_of(report, entry)
    every = [f for measure in ("matpunkt", "matpunkt_part") for f in report.figures(measure, **_dims(report, entry))]
    others = [figure for figure in every if figure.id != main.id and figure.dims.reading is None]
    rows = [(figure.label, _with_parts(figure), answered(figure)) for figure in others]
    columns = [Column("Del"), Column("Värde"), Column("Svarat")]
    return table(f"{entry.name}, delar", columns, rows, anchor=f"delar-{entry.id}")


def goal_table(report: Report, entries: Sequence[MatpunktEntry], *, caption: str, anchor: str) -> Section:
    """Several mätpunkter in a table: value, target and verdict."""
    rows = [
        (entry.name, _with_parts(figure, in_full=False), entry.target_text, judged(figure), entry.source.ref)
        for entry in entries
        if (figure := value_of(report, entry))
    ]
    columns = [Column("Mätpunkt"), Column("Värde"), Column("Mål"), Column("Bedömning"), Column("Var i planen")]
    return table(caption, columns, rows, anchor=anchor)


def verdict_order(figure: Figure) -> int:
    """Where a verdict stands when the most urgent comes first."""
    order = [Verdict.NOT_REACHED, Verdict.AT_RISK, Verdict.NOT_YET, Verdict.ON_TRACK, Verdict.REACHED]
    return order.index(figure.verdict) if figure.verdict in order else len(order)
