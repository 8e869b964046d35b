"""Who took part, how it ended, how the process was felt, and avvikelser: sections for several pages."""

from samspelet_lib.figure import Figure, Mark
from samspelet_lib.release.store import Edition
from samspelet_lib.report.base import Report
from samspelet_lib.report.charts import FlowMonth, HeatRow, Value, Words, matrix_heat, stock_and_flow
from samspelet_lib.report.goals import answered, value_of
from samspelet_lib.report.section import EMPTY, Column, Section, join, notice, paragraphs, table

_SEXES = {"kvinna": "Kvinnor", "man": "Män", "annat_okant": "Annat eller okänt"}


def flow_section(report: Report, insats: str) -> Section:
    """Started, ended and there on the last day of each month of the year so far."""
    stock = {f.dims.month: f for f in report.figures("month_stock", insats=insats)}
    started = {f.dims.month: f for f in report.figures("month_started", insats=insats)}
    ended = {f.dims.month: f for f in report.figures("month_ended", insats=insats)}
    if not stock:
        return EMPTY
    months = [
        FlowMonth(int(str(month)[-2:]), _value(started[month]), _value(ended[month]), _value(figure))
        for month, figure in stock.items()
    ]
    came = sum(int(figure.value or 0) for figure in started.values())
    left = sum(int(figure.value or 0) for figure in ended.values())
    title = f"{came} har börjat och {left} slutat {report.release.year}"
    words = Words("diagram-flode", title, "Antal personer, månad för månad", "Månad")
    return stock_and_flow(words, months)


def participants_section(report: Report, insats: str | None = None) -> Section:
    """Different persons of each insats in the year so far, with women and men where they may be shown."""
    entries = [entry for entry in report.release.insatser if insats in {None, entry.id}]
    rows = [row for entry in entries if (row := _participants(report, entry.id, entry.name))]
    columns = [
        Column("Insats"),
        Column("Personer", is_number=True),
        *(Column(n, is_number=True) for n in _SEXES.values()),
    ]
    note = "En person räknas en gång per insats. Summor över insatser är deltaganden, inte personer."
    caption = f"Deltagare {report.release.year}, till och med {report.period.label}"
    return table(caption, columns, rows, anchor="tabell-deltagare", note=note)


def _participants(report: Report, insats: str, name: str) -> list[str]:
    found = {f.dims.sex: f for f in report.figures("participants", insats=insats)}
    return [name, found[None].printed, *(found[sex].printed for sex in _SEXES)] if found else []


def exits_section(report: Report, insats: str | None = None) -> Section:
    """How ended stays fall on the förbund's own goal."""
    every = [f for f in report.figures("exit") if insats in {None, f.dims.insats}]
    if not every:
        return EMPTY
    options = {f.dims.option: f.label for f in every if f.dims.option}
    rows = [
        [whole.label, whole.printed, *(_of(every, whole, option) for option in options)]
        for whole in every
        if whole.dims.option is None
    ]
    columns = [
        Column("Insats"),
        Column("Avslut", is_number=True),
        *(Column(n, is_number=True) for n in options.values()),
    ]
    note = "Det första som passar räknas. Tabellen visar hur det gick, inte vad det berodde på."
    return table("Läget vid avslut, efter förbundets mål", columns, rows, anchor="tabell-avslut", note=note)


def _of(figures: list[Figure], whole: Figure, option: str) -> str:
    found = [f for f in figures if f.dims.insats == whole.dims.insats and f.dims.option == option]
    return found[0].printed if found else "–"


def waves_section(report: Report, insats: str) -> Section:
    """The participants' answers after three months and at exit, side by side."""
    others = {f.dims.matpunkt: f for f in report.figures("matpunkt_wave", insats=insats)}
    rows = []
    for entry in report.matpunkter(insats=insats):
        other = others.get(entry.id)
        if other is not None:
            main = value_of(report, entry)
            rows.append((entry.name, other.printed, answered(other), main.printed, answered(main)))
    columns = [Column("Fråga"), Column("Efter tre månader"), Column("Svarat"), Column("Vid avslut"), Column("Svarat")]
    note = "Olika personer kan ha svarat vid de två tillfällena; en skillnad är inte en förändring."
    return table("Upplevd process", columns, rows, anchor="tabell-upplevd", note=note)


def deviations_section(report: Report) -> Section:
    """Avvikelser: how many, from which part to which, of which kind."""
    totals = [f for m in ("deviations", "deviations_closed", "deviations_late") for f in report.figures(m)]
    if not totals:
        return EMPTY
    counts = table(
        f"Avvikelser {report.release.year}",
        [Column("Läge"), Column("Antal", is_number=True)],
        [(figure.label, figure.printed) for figure in totals],
        anchor="tabell-avvikelser",
    )
    kinds = [(figure.label, figure.printed) for figure in report.figures("deviations_kind")]
    columns = [Column("Kategori"), Column("Antal", is_number=True)]
    by_kind = table("Avvikelser efter kategori", columns, kinds, anchor="tabell-avvikelser-kategori")
    return join(counts, _matrix(report), by_kind)


def _matrix(report: Report) -> Section:
    between = report.figures("deviations_between")
    names = {text.id: text.name for text in report.texts("part")}
    senders = sorted({str(f.dims.part) for f in between})
    receivers = sorted({str(f.dims.option) for f in between})
    found = {(str(f.dims.part), str(f.dims.option)): _value(f) for f in between}
    rows = [HeatRow(names.get(s, s), [found.get((s, r), 0) for r in receivers]) for s in senders]
    most = max(between, key=lambda figure: figure.value or 0)
    title = f"Flest avvikelser: {most.label}, {most.printed}"
    words = Words("diagram-avvikelser", title, "Antal avvikelser; raden rapporterar, kolumnen tar emot", "Rapporterar")
    return matrix_heat(words, [names.get(r, r) for r in receivers], rows)


def national_section(report: Report) -> Section:
    """The figures to type into Uppföljning Finsam; only in arbetsmaterial, where they are exact."""
    if report.release.edition is not Edition.INTERNAL:
        return EMPTY
    rows = []
    for entry in report.release.insatser:
        own = _participants(report, entry.id, entry.name)
        for orientation in entry.orientation if own else ():
            sexes = own[2:] if orientation == "individ" else [Mark.NOT_APPLICABLE] * len(_SEXES)
            rows.append([f"{entry.name}, {orientation}", own[1], *sexes])
    columns = [
        Column("Insats och inriktning"),
        Column("Totalt", is_number=True),
        *(Column(n, is_number=True) for n in _SEXES.values()),
    ]
    return join(
        notice("Exakta tal. Får inte spridas.", "warning"),
        table("Att föra in i Uppföljning Finsam", columns, rows, anchor="tabell-finsam"),
        paragraphs("En insats med båda inriktningarna förs in som två. En strukturinsats delas inte på kön."),
    )


def _value(figure: Figure) -> Value:
    return int(figure.value) if figure.value is not None else figure.mark
