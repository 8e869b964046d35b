"""A mätpunkt for the reader: the plan's words, the value with what it is made of, the verdict and why."""

from collections.abc import Sequence

from markupsafe import Markup

from samspelet_lib.figure import Figure, Verdict
from samspelet_lib.release.store import CommentEntry, Edition, MatpunktEntry
from samspelet_lib.report.base import Report
from samspelet_lib.report.grid import shown
from samspelet_lib.report.history import flipped, last_shown, trend
from samspelet_lib.report.message import Said
from samspelet_lib.report.pooled import told, why
from samspelet_lib.report.section import (
    EMPTY,
    Cell,
    Column,
    KeyFigure,
    Section,
    definitions,
    heading,
    join,
    large,
    link,
    paragraphs,
    quote,
    table,
)
from samspelet_lib.report.wording import answered, judged, note_alone, span, with_parts, with_unit
from samspelet_lib.swedish import first_upper

Fact = tuple[str, Cell]

INSATS_PAGE = "insats-"  # begins the file of an insats' page

_NATURES = {
    "process": "att något är gjort, inte vad det ledde till",
    "upplevelse": "vad de som har svarat upplever",
    "utfall": "hur det gick, inte vad det berodde på",
}
_BESIDE = ("matpunkt", "matpunkt_part", "matpunkt_most", "matpunkt_previous")
_AS_THE_PLAN_SAYS = "inget tal i planen"


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


def said_of(report: Report, entry: MatpunktEntry, *, insats: str | None = None) -> Said:
    """A mätpunkt as the page's message needs it."""
    figure = value_of(report, entry)
    change = flipped(report, entry, figure)
    return Said(entry.name, figure, target_of(entry), change[0] if change else None, insats)


def goal_figure(report: Report, entry: MatpunktEntry, *, label: Cell | None = None) -> KeyFigure:
    """A mätpunkt as a key figure: value, target, verdict and development."""
    figure = value_of(report, entry)
    before = _last_shown(report, entry, figure)
    return KeyFigure(
        label=label or entry.name,
        value=large(with_unit(figure)),
        target=f"Mål: {entry.target_text}",
        verdict=figure.verdict,
        trend=trend(report, entry, figure) or None,
        note=f"Senast visat: {before}" if before else None,
    )


def target_of(entry: MatpunktEntry) -> str:
    """The target in words where it is a level; else empty."""
    return entry.target_text if entry.target is not None else ""


def place_of(entry: MatpunktEntry) -> str:
    """Where a reader finds the mätpunkt with all that belongs to it: on its insats' page, else how it is counted."""
    return f"{INSATS_PAGE}{entry.insats}.html#mal-{entry.id}" if entry.insats else definition_place(entry)


def place_on_page(entry: MatpunktEntry) -> str:
    """Where the page of its own insats tells all of a mätpunkt."""
    return f"#mal-{entry.id}"


def places_on_page(entry: MatpunktEntry) -> tuple[str, ...]:
    """The anchors under which a page may tell of the mätpunkt, the fullest account first."""
    return f"mal-utfall-{entry.id}", f"mal-{entry.id}", _row_anchor(entry)


def _row_anchor(entry: MatpunktEntry) -> str:
    return f"rad-{matpunkt_key(entry)}"


def definition_place(entry: MatpunktEntry) -> str:
    """Where a reader finds how the mätpunkt is counted, and its heading in the plan."""
    return f"method.html#{definition_anchor(entry)}"


def definitions_led_to(entries: Sequence[MatpunktEntry]) -> Section:
    """Where a reader of several mätpunkter finds how each is counted, and its heading in the plan."""
    links = [link(entry.name, definition_place(entry)) for entry in entries]
    return paragraphs(Markup("Så räknas mätpunkterna, och var i planen de står: {}.").format(Markup(", ").join(links)))


def definition_anchor(entry: MatpunktEntry) -> str:
    """The anchor of the mätpunkt on the method page."""
    return f"def-{matpunkt_key(entry)}"


def comment_on(report: Report, entry: MatpunktEntry) -> CommentEntry | None:
    """The owner's latest words about a mätpunkt."""
    found = [c for c in report.release.comments if c.insats == entry.insats and c.matpunkt == entry.id]
    return found[0] if found else None


def verdict_order(figure: Figure) -> int:
    """Where a verdict stands when the most urgent comes first."""
    order = [Verdict.NOT_REACHED, Verdict.AT_RISK, Verdict.NOT_YET, Verdict.ON_TRACK, Verdict.REACHED]
    return order.index(figure.verdict) if figure.verdict in order else len(order)


def goal_table(report: Report, entries: Sequence[MatpunktEntry], *, caption: str, anchor: str) -> Section:
    """Several mätpunkter in a table: value, development, target and verdict; each leads to where more is said."""
    figures = [(entry, value_of(report, entry)) for entry in entries]
    trends = [trend(report, entry, figure) for entry, figure in figures]
    has_trend = any(trends)
    rows = [
        (
            _named(entry),
            told(report, figure, in_full=False),
            *([line] if has_trend else []),
            target_of(entry) or first_upper(entry.target_text),
            judged(figure),
        )
        for (entry, figure), line in zip(figures, trends, strict=True)
    ]
    columns = [Column("Mätpunkt"), Column("Värde"), *([Column("Utveckling")] if has_trend else [])]
    note = why(report, [figure for _, figure in figures])
    return table(caption, [*columns, Column("Mål"), Column("Bedömning")], rows, anchor=anchor, note=note)


def _named(entry: MatpunktEntry) -> Markup:
    """The name, leading to where more is said; one of the förbund's own has no section, so its row can be linked to."""
    led = link(entry.name, place_of(entry))
    return led if entry.insats else Markup('<span id="{}">{}</span>').format(_row_anchor(entry), led)


def _dims(report: Report, entry: MatpunktEntry) -> dict[str, object]:
    insats = {"insats": entry.insats} if entry.insats else {}
    return {**insats, "matpunkt": entry.id, "period": report.release.period}


def _facts(report: Report, entry: MatpunktEntry, figure: Figure) -> list[Fact]:
    comment = comment_on(report, entry)
    return [
        ("Värde", _value(report, entry, figure)),
        ("Senast visat", _last_shown(report, entry, figure)),
        ("Mål", "" if entry.target_text == _AS_THE_PLAN_SAYS else entry.target_text),
        ("Bedömning", judged(figure)),
        ("Svar", answered(figure)),
        ("Spann", span(figure)),
        ("Kommentar", comment.comment if comment else ""),
        ("Hinder", comment.obstacle if comment else ""),
        ("Åtgärd", comment.action if comment else ""),
        ("Att tänka på", _notes(report, entry, figure)),
        ("Så räknas det", _counted(entry)),
        ("Talet visar", _NATURES[entry.nature] if figure.value is not None else ""),
        ("Över tid", _over_time(report, entry)),
    ]


def matpunkt_key(entry: MatpunktEntry) -> str:
    """The mätpunkt's name among all of the förbund's, as its own page is called; the same in every period."""
    return f"{entry.insats or entry.area}-{entry.id}"


def _over_time(report: Report, entry: MatpunktEntry) -> Cell:
    """Where its values and verdicts over time stand; working material has no such pages."""
    if report.release.edition is not Edition.PUBLIC:
        return ""
    return link(f"Värden och bedömningar av ”{entry.name}”", f"../matpunkt/{matpunkt_key(entry)}.html")


def _value(report: Report, entry: MatpunktEntry, figure: Figure) -> Cell:
    if entry.target is None and figure.value is None and figure.verdict is not Verdict.CONFIDENTIAL:
        return ""  # followed up in words; the verdict tells
    line = trend(report, entry, figure)
    value = told(report, figure)
    return Markup("{} {}").format(shown(value), line) if line else value


def _last_shown(report: Report, entry: MatpunktEntry, figure: Figure) -> str:
    """What is hidden between checkpoints, as it was shown at the last one; empty where it never was this year."""
    found = last_shown(report, entry, figure)
    return f"{with_parts(found[0], in_full=False)}, {found[1].label}" if found else ""


def _notes(report: Report, entry: MatpunktEntry, figure: Figure) -> str:
    pooled = why(report, [figure])
    return " ".join(text for text in (pooled, note_alone(figure, report.release.data_until), entry.note) if text)


def _counted(entry: MatpunktEntry) -> Markup:
    more = link(f"Mer om hur ”{entry.name}” räknas", definition_place(entry))
    return Markup("{} Tid: {}. {}.").format(entry.definition, entry.period, more)


def _parts(report: Report, entry: MatpunktEntry) -> Section:
    """The figures beside the main one: by sex, by option, of the year before and so on, in one table."""
    main = value_of(report, entry)
    every = [figure for measure in _BESIDE for figure in report.figures(measure, **_dims(report, entry))]
    others = [figure for figure in every if figure.id != main.id and figure.dims.reading is None]
    if not others:
        return EMPTY
    has_answers = any(answered(figure) for figure in others)
    rows = [
        (_part_name(entry, figure), with_parts(figure), *([answered(figure)] if has_answers else []))
        for figure in others
    ]
    columns = [Column("Del"), Column("Värde"), *([Column("Svar")] if has_answers else [])]
    return table(f"{entry.name}, delar", columns, rows, anchor=f"delar-{entry.id}")


def _part_name(entry: MatpunktEntry, figure: Figure) -> str:
    return first_upper(figure.label.removeprefix(f"{entry.name}: "))
