"""Who took part and how it ended: sections for several pages."""

from collections.abc import Iterator, Sequence
from datetime import date

from samspelet_lib.figure import Figure, Mark
from samspelet_lib.period import Period
from samspelet_lib.release.store import Edition, InsatsEntry
from samspelet_lib.report.base import Report
from samspelet_lib.report.charts import FlowMonth, Value, Words, stock_and_flow
from samspelet_lib.report.history import standing
from samspelet_lib.report.section import EMPTY, Column, Section, join, notice, paragraphs, table
from samspelet_lib.swedish import enumerate_words, long_date, number

_SEXES = {"kvinna": "Kvinnor", "man": "Män", "annat_okant": "Annat eller okänt"}
_UNSPLIT = "participants_unsplit"


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
        return _by_sex(report, caption)
    rows = [_of_insats(report, entry) for entry in report.release.insatser]
    if not any(map(_is_told, rows)):
        return EMPTY
    total = _participants(report, None, "Deltaganden i alla insatser")
    columns = [Column("Insats"), *(Column(name, "antal", is_number=True) for name in ("Deltagare", *_SEXES.values()))]
    note = " ".join([_DELTAGANDEN, *_gaps(rows)])
    shown = [*rows, *([total] if total else [])]
    strong = [len(rows)] if total else []
    return table(caption, columns, shown, anchor="tabell-deltagare", strong_rows=strong, note=note)


def _is_told(row: Sequence[str]) -> bool:
    return row[1] != Mark.MISSING


_DELTAGANDEN = "Summan är deltaganden, inte personer: den som är med i två insatser räknas två gånger."


def _of_insats(report: Report, entry: InsatsEntry) -> list[str]:
    """An insats with its participants, the sexes where it is split; what has not been delivered is missing."""
    found = _participants(report, entry.id, entry.name)
    if found:
        return found
    whole = report.figure(_UNSPLIT, insats=entry.id, period=report.release.period)
    mark = Mark.MISSING if "individ" in entry.orientation else Mark.NOT_APPLICABLE
    return [entry.name, whole.printed if whole else Mark.MISSING.value, *([mark.value] * len(_SEXES))]


def _gaps(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """What the sums leave out, in words."""
    silent = [row[0] for row in rows if not _is_told(row)]
    unsplit = [row[0] for row in rows if _is_told(row) and row[2] in {Mark.MISSING, Mark.NOT_APPLICABLE}]
    if unsplit:
        yield f"I summan ingår inte {enumerate_words(unsplit)}, som inte är uppdelad på kön."
    if silent:
        yield f"Antal deltagare saknas för {enumerate_words(silent)}."


def _by_sex(report: Report, caption: str) -> Section:
    found = _of_insats(report, report.insats)
    told = zip(("Alla", *_SEXES.values()), found[1:], strict=True) if _is_told(found) else ()
    rows = [row for row in told if row[1] != Mark.NOT_APPLICABLE]
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
    goals = _goals(report, period)
    if insats:
        columns = [Column("Läge vid avslut"), Column("Avslut", "antal", is_number=True)]
        own = [("Alla avslut" if f.dims.option is None else f.label, f.printed) for f in every]
        own += [(goals[insats].label, _with_base(goals[insats]))] if insats in goals else []
        strong = [0, len(own) - 1] if insats in goals else [0]
        return table(caption, columns, own, anchor="tabell-avslut", strong_rows=strong, note=_NOTE)
    options = {f.dims.option: f.label for f in every if f.dims.option}
    whole = [figure for figure in every if figure.dims.option is None]
    rows = [
        [f.label, f.printed, *(_of(every, f, option) for option in options), _with_base(goals.get(f.dims.insats))]
        for f in whole
    ]
    strong = [place for place, figure in enumerate(whole) if figure.dims.insats is None]
    columns = [Column("Insats"), Column("Avslut", is_number=True)]
    columns += [Column(name, is_number=True) for name in options.values()]
    columns += [Column("Har nått förbundets mål", is_number=True)]
    return table(caption, columns, rows, anchor="tabell-avslut", strong_rows=strong, note=_NOTE)


_NOTE = (
    "Varje avslut räknas en gång, på den första rad som passar. Förbundets mål är nått på vilket som helst av de sätt "
    "som räknas som mål. Andelen är av dem vars utfall är känt. Tabellen visar hur det gick, inte vad det berodde på."
)


def _goals(report: Report, period: Period) -> dict[str | None, Figure]:
    """The förbund's goal at exit as one figure by insats, of the period that the exits are told for."""
    if period == report.period:
        found = report.figures("exit_goal")
    else:
        found = [f for earlier in report.earlier if earlier.period == period for f in earlier.matching("exit_goal")]
    return {figure.dims.insats: figure for figure in found}


def _with_base(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    if figure.numerator is None or figure.denominator is None:
        return figure.printed
    return f"{figure.printed} ({number(figure.numerator)} av {number(figure.denominator)})"


def _of(figures: list[Figure], whole: Figure, option: str) -> str:
    found = [f for f in figures if f.dims.insats == whole.dims.insats and f.dims.option == option]
    return found[0].printed if found else "–"


def national_section(report: Report) -> Section:
    """The figures to type into Uppföljning Finsam; only in arbetsmaterial, where they are exact."""
    rows = [row for entry in report.release.insatser for row in _national(report, entry)]
    if report.release.edition is not Edition.INTERNAL or not any(map(_is_told, rows)):
        return EMPTY
    columns = [
        Column("Insats och inriktning"),
        Column("Totalt", is_number=True),
        *(Column(n, is_number=True) for n in _SEXES.values()),
        Column("Underlag"),
    ]
    return join(
        notice("Exakta tal. Får inte spridas.", "warning"),
        table("Att föra in i Uppföljning Finsam", columns, rows, anchor="tabell-finsam"),
        paragraphs("En insats med båda inriktningarna förs in som två. En strukturinsats delas inte på kön."),
    )


def _national(report: Report, entry: InsatsEntry) -> Iterator[list[str]]:
    """The rows of an insats, one for each of its inriktningar; what has not been delivered is said to be missing."""
    own = _of_insats(report, entry)
    told = [report.figure(name, insats=entry.id, period=report.release.period) for name in ("participants", _UNSPLIT)]
    rests_on = next((figure.note or "" for figure in told if figure), "Antal deltagare har inte lämnats.")
    for orientation in entry.orientation:
        sexes = own[2:] if orientation == "individ" else [Mark.NOT_APPLICABLE.value] * len(_SEXES)
        yield [f"{entry.name}, {orientation}", own[1], *sexes, rests_on]


def _value(figure: Figure) -> Value:
    return int(figure.value) if figure.value is not None else figure.mark
