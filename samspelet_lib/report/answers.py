"""What participants answer and rate: the waves side by side, change within the person, and the violence form."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from samspelet_lib.figure import Figure, Mark
from samspelet_lib.period import Period, PeriodKind
from samspelet_lib.report.answer_scales import UNIT, Asked, question, scale_charts, surveys_section
from samspelet_lib.report.base import Report
from samspelet_lib.report.charts import Stack, Value, Words, better_same_worse, stacked_scale
from samspelet_lib.report.goals import value_of
from samspelet_lib.report.history import standing
from samspelet_lib.report.pooled import pool_of, why
from samspelet_lib.report.section import EMPTY, Column, Section, join, paragraphs, table
from samspelet_lib.report.wording import answered, with_parts
from samspelet_lib.swedish import first_upper, number, percent, plural

Question = tuple[str, dict[str, Figure]]  # what was asked, and the answers by wave

_CHANGES = {"battre": "bättre", "samma": "oförändrat", "samre": "sämre"}
_LAST_WAVE = "Vid avslut"
_ASKED = "Fråga och tillfälle"
_NOT_THE_SAME = "Olika personer kan ha svarat vid de olika tillfällena; en skillnad är inte en förändring hos någon."


def waves_section(report: Report, insats: str) -> Section:
    """The participants' answers, wave by wave beside each other; never added together."""
    questions = _questions(report, insats)
    if not questions:
        return EMPTY
    waves = sorted({wave for _, by_wave in questions for wave in by_wave}, key=lambda wave: wave == _LAST_WAVE)
    asked = [
        Asked(f"{name}, {wave.lower()}", by_wave[wave])
        for name, by_wave in questions
        for wave in waves
        if wave in by_wave
    ]
    drawn = scale_charts(report, asked, anchor="diagram-upplevd", rows=_ASKED, note=_NOT_THE_SAME)
    drawn = _waves_chart(questions, waves, asked) if drawn.is_empty else drawn
    return join(drawn, _waves_table(questions, waves), _together(report, questions))


def _questions(report: Report, insats: str) -> list[Question]:
    others = {figure.dims.matpunkt: figure for figure in report.figures("matpunkt_wave", insats=insats)}
    found: dict[str, dict[str, Figure]] = {}
    for entry in report.matpunkter(insats=insats):
        other = others.get(entry.id)
        if other is not None:
            found[question(entry.name)] = {other.label: other, _LAST_WAVE: value_of(report, entry)}
    for figure in report.figures("experience", insats=insats):
        name, _, wave = figure.label.rpartition(", ")
        found.setdefault(name, {})[first_upper(wave)] = figure
    return list(found.items())


def other_surveys(report: Report, insats: str) -> Section:
    """The answers to questions that are asked at one occasion, answer by answer where that may be shown."""
    in_waves = {figure.dims.matpunkt for figure in report.figures("matpunkt_wave", insats=insats)}
    entries = [entry for entry in report.matpunkter(insats=insats) if entry.id not in in_waves]
    return surveys_section(report, entries, anchor="diagram-svar")


def _waves_chart(questions: Sequence[Question], waves: Sequence[str], asked: Sequence[Asked]) -> Section:
    """The positive answers against all others, where the answers are not shown one by one."""
    stacks = [_answers(each.label, each.share) for each in asked]
    shown = [(name, by_wave[waves[-1]]) for name, by_wave in questions if waves[-1] in by_wave]
    known = [(name, figure) for name, figure in shown if figure.share is not None]
    if not known:
        return EMPTY
    name, lowest = min(known, key=lambda pair: pair[1].share or 0)
    title = f"Lägst andel positiva svar {waves[-1].lower()}: ”{name}”, {lowest.printed}"
    words = Words("diagram-upplevd", title, UNIT, _ASKED, _NOT_THE_SAME)
    return stacked_scale(words, ["Positiva svar", "Övriga svar"], stacks)


def _answers(label: str, figure: Figure) -> Stack:
    share = figure.share
    if share is None:
        mark = figure.mark or Mark.MISSING
        return Stack(label, [mark, mark])
    return Stack(label, [share, 1 - share], int(figure.denominator) if figure.denominator is not None else None)


def _waves_table(questions: Sequence[Question], waves: Sequence[str]) -> Section:
    rows = [[name, *(cell for wave in waves for cell in _wave(by_wave.get(wave)))] for name, by_wave in questions]
    columns = [Column("Fråga")]
    for wave in waves:
        columns += [Column(wave), Column(f"Svar {wave.lower()}")]
    note = "Svaren från olika tillfällen läggs aldrig ihop."
    return table("Positiva svar", columns, rows, anchor="tabell-upplevd", note=note)


def _together(report: Report, questions: Sequence[Question]) -> Section:
    """The answers of several insatser together, where those of this one are too few to show."""
    found = [
        (name, wave, pool)
        for name, by_wave in questions
        for wave, figure in by_wave.items()
        if (pool := pool_of(report, figure)) is not None
    ]
    rows = [(name, wave, pool.label, with_parts(pool, in_full=False), answered(pool)) for name, wave, pool in found]
    columns = [Column(name) for name in ("Fråga", "Tillfälle", "Gäller", "Positiva svar", "Svar")]
    caption = "Positiva svar, flera insatser tillsammans"
    note = why(report, [figure for _, by_wave in questions for figure in by_wave.values()])
    return table(caption, columns, rows, anchor="tabell-tillsammans", note=note)


def _wave(figure: Figure | None) -> tuple[str, str]:
    if figure is None:
        return Mark.NOT_APPLICABLE.value, Mark.NOT_APPLICABLE.value
    return figure.printed, answered(figure) or Mark.HIDDEN.value


def ratings_section(report: Report, insats: str) -> Section:
    """How many have changed for the better, not at all or for the worse since their first rating, and who fell away."""
    figures, period = standing(report, "rating_change", insats=insats)
    whole = [figure for figure in figures if figure.dims.option is None]
    if not whole:
        return EMPTY
    options = {figure.id: _options(figures, figure) for figure in whole}
    stacks = [_change(figure, options[figure.id]) for figure in whole]
    told = paragraphs(*_told(report, insats, whole))
    since = f"Som det redovisades för {period.label}" if period != report.period else _until(report.period)
    words = Words("diagram-skattning", _finding(whole, options), f"Andel av personerna. {since}", "Skattning", _PAIRED)
    return join(better_same_worse(words, stacks), _counts(whole, options, since), told)


_PAIRED = (
    "Varje persons senaste skattning jämförs med personens första. "
    "Diagrammet visar hur skattningarna har ändrats, inte vad det beror på."
)


def _until(period: Period) -> str:
    """How far what is told reaches: all of a year, or through a month of it."""
    return period.label if period.kind is PeriodKind.YEAR else f"Till och med {period.label.rpartition('–')[2]}"


def _options(figures: Sequence[Figure], whole: Figure) -> dict[str, Figure]:
    own = (whole.dims.row, whole.dims.role)
    return {f.dims.option: f for f in figures if f.dims.option and (f.dims.row, f.dims.role) == own}


def _change(whole: Figure, options: dict[str, Figure]) -> Stack:
    found = [options[option] for option in _CHANGES]
    total = whole.value
    if not total or any(figure.value is None for figure in found):
        mark = Mark.HIDDEN if any(figure.mark is Mark.HIDDEN for figure in [whole, *found]) else Mark.MISSING
        return Stack(whole.label, [mark] * len(found), noun="personer")
    values: list[Value] = [Fraction(figure.value or 0) / Fraction(total) for figure in found]
    return Stack(whole.label, values, int(total), "personer")


def _finding(whole: Sequence[Figure], options: dict[str, dict[str, Figure]]) -> str:
    for figure in whole:
        better = options[figure.id]["battre"]
        if figure.value and better.value is not None:
            return (
                f"{figure.label}: {number(better.value)} av {number(figure.value)} har en högre skattning än den första"
            )
    return "Hur skattningarna har ändrats kan inte visas, av hänsyn till enskilda personer"


def _counts(whole: Sequence[Figure], options: dict[str, dict[str, Figure]], since: str) -> Section:
    rows = [
        (figure.label, *(options[figure.id][option].printed for option in _CHANGES), figure.printed) for figure in whole
    ]
    heads = [*map(first_upper, _CHANGES.values()), "Skattade minst två gånger"]
    columns = [Column("Skattning"), *(Column(text, "personer", is_number=True) for text in heads)]
    return table(f"Förändring hos samma person. {since}", columns, rows, anchor="tabell-skattning")


def _told(report: Report, insats: str, whole: Sequence[Figure]) -> Iterator[str]:
    """Who has been rated only once, and whether the ratings come in time."""
    for figure in whole:
        dims = {"insats": insats, "row": figure.dims.row, "role": figure.dims.role}
        once, in_time = report.figure("rating_once", **dims), report.figure("rating_in_time", **dims)
        parts = []
        if once is not None and once.value is not None:
            persons = plural(int(once.value), "person har", "personer har")
            parts.append(f"{persons} skattats bara en gång och syns inte i jämförelsen.")
        if in_time is not None and in_time.denominator:
            share = percent(in_time.share or 0)
            parts.append(
                f"{share} av tiderna mellan två skattningar är så långa som metoden vill. {in_time.note or ''}".strip()
            )
        if parts:
            yield f"{figure.label}. {' '.join(parts)}"


def violence_section(report: Report, insats: str | None = None) -> Section:
    """Whether the form about violence has been answered; never what anybody answered."""
    figures = report.figures("violence_form", **({} if insats is None else {"insats": insats}))
    shown = [figure for figure in figures if figure.denominator or figure.mark is Mark.HIDDEN]
    rows = [(f.label, _form_count(f), f.printed) for f in shown]
    columns = [Column("Insats"), Column("Har besvarat formuläret"), Column("Andel", is_number=True)]
    note = (
        "Andel av dem som har börjat under året och haft sin tid på sig. Här redovisas bara om formuläret är besvarat; "
        "vad någon har svarat redovisas aldrig för en insats."
    )
    whole = [place for place, figure in enumerate(shown) if figure.dims.insats is None]
    caption = "Frågeformulär om våld i nära relationer"
    return table(caption, columns, rows, anchor="tabell-vald", strong_rows=whole, note=note)


def _form_count(figure: Figure) -> str:
    if figure.numerator is None or figure.denominator is None:
        return figure.mark.value if figure.mark else ""
    return f"{number(figure.numerator)} av {number(figure.denominator)}"
