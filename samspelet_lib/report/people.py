"""Who took part and how it ended: sections for several pages."""

from collections.abc import Sequence
from datetime import date

from samspelet_lib.figure import Figure, Mark
from samspelet_lib.release.store import Edition
from samspelet_lib.report.base import Report
from samspelet_lib.report.charts import FlowMonth, Value, Words, stock_and_flow
from samspelet_lib.report.history import standing
from samspelet_lib.report.section import EMPTY, Column, Section, join, notice, paragraphs, table
from samspelet_lib.swedish import long_date, number

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
    words = Words("diagram-flode", _flow_finding(report, months), "Antal personer, månad för månad", "Månad")
    return stock_and_flow(words, months)


def _flow_finding(report: Report, months: Sequence[FlowMonth]) -> str:
    year = report.release.year
    numbers = [[_known(value) for value in (month.started, month.ended, month.stock)] for month in months]
    if any(value is None for row in numbers for value in row):
        return f"De som har börjat och slutat {year}"
    came, left, stock = zip(*numbers, strict=True)
    stayed = f"{number(stock[-1] or 0)} var kvar i slutet av {months[-1].name}"
    return f"{number(sum(map(int, came)))} har börjat och {number(sum(map(int, left)))} har slutat {year}; {stayed}"


def _known(value: Value) -> int | None:
    return None if value is None or isinstance(value, Mark) else int(value)


def participants_section(report: Report, insats: str | None = None) -> Section:
    """Different persons of each insats in the year so far, with women and men where they may be shown."""
    caption = f"Deltagare {report.release.year}, {until(report)}"
    if insats:
        return _by_sex(report, insats, caption)
    rows = [row for entry in report.release.insatser if (row := _participants(report, entry.id, entry.name))]
    total = _participants(report, None, "Deltaganden i alla insatser") if rows else []
    columns = [Column("Insats"), *(Column(name, "antal", is_number=True) for name in ("Deltagare", *_SEXES.values()))]
    note = "Summan är deltaganden, inte personer: den som är med i två insatser räknas två gånger."
    shown = [*rows, *([total] if total else [])]
    strong = [len(rows)] if total else []
    return table(caption, columns, shown, anchor="tabell-deltagare", strong_rows=strong, note=note)


def _by_sex(report: Report, insats: str, caption: str) -> Section:
    found = _participants(report, insats, "")
    rows = list(zip(("Alla", *_SEXES.values()), found[1:], strict=True)) if found else []
    columns = [Column("Deltagare"), Column("Personer", "antal", is_number=True)]
    return table(caption, columns, rows, anchor="tabell-deltagare", note="En person räknas en gång.")


def _participants(report: Report, insats: str | None, name: str) -> list[str]:
    found = {f.dims.sex: f for f in report.figures("participants", insats=insats)}
    return [name, found[None].printed, *(found[sex].printed for sex in _SEXES)] if found else []


def until(report: Report) -> str:
    """How far the figures of the year reach, in words."""
    last = report.release.data_until
    return f"till och med {long_date(date.fromisoformat(last))}" if last else f"för {report.period.label}"


def exits_section(report: Report, insats: str | None = None) -> Section:
    """How ended stays fall on the förbund's own goal; between checkpoints as it was last shown."""
    every, period = standing(report, "exit", **({"insats": insats} if insats else {}))
    if not every:
        return EMPTY
    caption = "Läget vid avslut, efter förbundets mål"
    if period != report.period:
        caption = f"{caption}; som det redovisades för {period.label}"
    if insats:
        columns = [Column("Läge vid avslut"), Column("Avslut", "antal", is_number=True)]
        own = [("Alla avslut" if f.dims.option is None else f.label, f.printed) for f in every]
        return table(caption, columns, own, anchor="tabell-avslut", strong_rows=[0], note=_FIRST_THAT_FITS)
    options = {f.dims.option: f.label for f in every if f.dims.option}
    whole = [figure for figure in every if figure.dims.option is None]
    rows = [[f.label, f.printed, *(_of(every, f, option) for option in options)] for f in whole]
    strong = [place for place, figure in enumerate(whole) if figure.dims.insats is None]
    columns = [Column("Insats"), Column("Avslut", is_number=True)]
    columns += [Column(name, is_number=True) for name in options.values()]
    return table(caption, columns, rows, anchor="tabell-avslut", strong_rows=strong, note=_FIRST_THAT_FITS)


_FIRST_THAT_FITS = (
    "Varje avslut räknas en gång, på den första rad som passar. Tabellen visar hur det gick, inte vad det berodde på."
)


def _of(figures: list[Figure], whole: Figure, option: str) -> str:
    found = [f for f in figures if f.dims.insats == whole.dims.insats and f.dims.option == option]
    return found[0].printed if found else "–"


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
