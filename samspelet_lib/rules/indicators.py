"""The mätpunkter of insatser and structure as figures: every kind, its rule of counting and of judging.

Each mätpunkt has one figure `matpunkt` that is read as params stand, and one for every reading of an open
interpretation (`reading`). Beside it stand, with measures of their own and never judged: `matpunkt_previous`
(the same days a year earlier), `matpunkt_most` and `matpunkt_open_after` (how long things take),
`matpunkt_stock_in`, `matpunkt_started`, `matpunkt_ended`, `matpunkt_interrupted` and
`matpunkt_retention_<months>` (flow),
`matpunkt_resource` and `matpunkt_proxy`. Splits of the mätpunkt's own figure have its measure and a dimension.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.tables import load_tables
from samspelet_lib.figure import Figure, Unit, Verdict
from samspelet_lib.period import Period
from samspelet_lib.plan.matpunkt import Kind, Matpunkt, PeriodRule, Reading, RowSelection
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules import verdicts
from samspelet_lib.rules.aggregates import BOTH_DIFFER, Shape, Told, aggregate, difference
from samspelet_lib.rules.kind_changes import paired_change, step_change
from samspelet_lib.rules.kind_counts import all_of_set, count, lagged_count
from samspelet_lib.rules.kind_directions import direction, duration
from samspelet_lib.rules.kind_events import event_window, events
from samspelet_lib.rules.kind_flow import distribution, flow
from samspelet_lib.rules.kind_levels import keep_level, minimum
from samspelet_lib.rules.kind_shares import share, share_by_sex
from samspelet_lib.rules.kind_status import deliverable, qualitative
from samspelet_lib.rules.kind_surveys import survey_share
from samspelet_lib.rules.present import UNSPLIT, About, to_figure
from samspelet_lib.rules.result import Ask, CannotCountError, Result
from samspelet_lib.rules.select import Book, placed
from samspelet_lib.rules.window import known_until, window
from samspelet_lib.swedish import enumerate_words, long_date, until_sentence

NO_DELIVERY = "Ingen leverans har kommit in."


@dataclass(frozen=True)
class Counting:
    """How a kind is counted and judged.

    Attributes:
        needs: the selections whose tables must have come.
        shape: how figures that the owner has counted are read; None where only rows or notes will do.
    """

    measure: Callable[[Ask], Result]
    judge: Callable[[Ask, Result], verdicts.Judgement]
    needs: tuple[str, ...]
    shape: Shape | None = None


_COUNT, _SHARE, _SURVEY = Shape("count"), Shape("share"), Shape("survey")

KINDS: Mapping[Kind, Counting] = {
    Kind.COUNT: Counting(count, verdicts.judge_count, ("count",), _COUNT),
    Kind.LAGGED_COUNT: Counting(lagged_count, verdicts.judge_lagged, ("base", "count"), _COUNT),
    Kind.EVENTS: Counting(events, verdicts.judge_whole, ("count",), _COUNT),
    Kind.EVENT_WINDOW: Counting(event_window, verdicts.judge_window, ("count",), _COUNT),
    Kind.ALL_OF_SET: Counting(all_of_set, verdicts.judge_set, ("count",)),
    Kind.MINIMUM: Counting(minimum, verdicts.judge_level, ("value",), Shape("count", combine="min")),
    Kind.KEEP_LEVEL: Counting(keep_level, verdicts.judge_level, ("value",), Shape("count", combine="min")),
    Kind.SHARE: Counting(share, verdicts.judge_share, ("base", "count"), _SHARE),
    Kind.SHARE_BY_SEX: Counting(share_by_sex, verdicts.judge_sexes, ("base", "count"), _SHARE),
    Kind.SURVEY_SHARE: Counting(survey_share, verdicts.judge_survey, ("value",), _SURVEY),
    Kind.DURATION: Counting(duration, verdicts.judge_direction, ("value",), Shape("value", "one", Unit.DAYS)),
    Kind.DIRECTION: Counting(direction, verdicts.judge_direction, ("value",), _SURVEY),
    Kind.PAIRED_CHANGE: Counting(paired_change, verdicts.judge_change, ("value",), Shape("value", "one", Unit.SCORE)),
    Kind.STEP_CHANGE: Counting(step_change, verdicts.no_target, ("value",), _SHARE),
    Kind.FLOW: Counting(flow, verdicts.no_target, ("base",)),
    Kind.DISTRIBUTION: Counting(distribution, verdicts.no_target, ("base",), Shape("count", combine="one")),
    Kind.DELIVERABLE: Counting(deliverable, verdicts.as_told, ()),
    Kind.QUALITATIVE: Counting(qualitative, verdicts.as_told, ()),
}


def indicator_figures(plan: Plan, deliveries: Deliveries | None, period: Period) -> list[Figure]:
    """Every mätpunkt that is not about money, as it is read and under every open reading.

    Args:
        plan: what is to be followed.
        deliveries: what came in; None when nothing has.
        period: what is reported; years are counted from their start to the period's end.
    """
    if deliveries is None:
        nothing = _not_yet(NO_DELIVERY)
        return [to_figure(plan, period, about, result=nothing) for about in followed(plan)]
    book, until = Book(deliveries), known_until(deliveries, period)
    return [
        figure
        for about in followed(plan)
        for figure in _figures(ask_about(plan, book, about, period=period, until=until), about, period)
    ]


def followed(plan: Plan) -> Iterator[About]:
    """The mätpunkter that are not about money, in the plan's order."""
    financial = {matpunkt.id for matpunkt in plan.finance.matpunkter}
    for owner, document, matpunkt in plan.all_matpunkter():
        if owner is not None or matpunkt.id not in financial:
            yield owner, document, matpunkt


def ask_about(plan: Plan, book: Book, about: About, *, period: Period, until: Mapping[str, date]) -> Ask:
    """The question that a mätpunkt asks of the deliveries."""
    owner, _, matpunkt = about
    insats = plan.insats(owner) if owner else None
    last = until.get(owner or "", until[""])
    return Ask(plan, book, owner, matpunkt, window(matpunkt.period, period, last, insats=insats))


def _figures(ask: Ask, about: About, period: Period) -> Iterator[Figure]:
    main = answer(ask)
    for result in (main, *main.parts):
        yield to_figure(ask.plan, period, about, result=result)
    for reading in open_readings(ask.matpunkt):
        as_read = ask.matpunkt.read_as(reading)
        insats = ask.plan.insats(ask.owner) if ask.owner else None
        asked = replace(ask, matpunkt=as_read, window=window(as_read.period, period, ask.window.last, insats=insats))
        is_same = as_read.model_dump() == ask.matpunkt.model_dump()
        result = main if is_same else answer(asked, own_figures=False)
        read = replace(result, label=reading.text, dims={"reading": reading.id})
        yield to_figure(ask.plan, period, (about[0], about[1], as_read), result=read)


def open_readings(matpunkt: Matpunkt) -> list[Reading]:
    """The readings that give figures: the first of each open question, and those that set something."""
    readings = {
        reading.id: reading
        for interpretation in matpunkt.open_interpretations
        for place, reading in enumerate(interpretation.readings)
        if place == 0 or reading.sets
    }
    return list(readings.values())


def answer(ask: Ask, *, own_figures: bool = True) -> Result:
    """The counted and judged result; what is missing when it cannot be counted.

    Args:
        ask: the question.
        own_figures: whether figures that the owner has counted may be used.
    """
    counting = KINDS.get(ask.matpunkt.kind)
    if counting is None:
        return _not_yet("Mätpunkten räknas på pengar och hör till de finansiella målen.")
    if ask.window.first and ask.window.last < ask.window.first:
        return _not_yet(f"Uppgifterna slutar {long_date(ask.window.last)}, före tiden som mätpunkten gäller.")
    try:
        told = _counted(ask, counting, own_figures=own_figures)
    except CannotCountError as error:
        return _not_yet(str(error))
    result = _judged(told.ask, counting, told.result)
    if not told.part or result.verdict not in _NEEDS_ALL or (counting.shape == _COUNT and _is_reached(result)):
        return result
    return result.judged(Verdict.NOT_YET, f"Uppgifterna gäller bara {told.part}. {result.reason}")


_NEEDS_ALL = {Verdict.REACHED, Verdict.NOT_REACHED, Verdict.ON_TRACK, Verdict.AT_RISK}


def _is_reached(result: Result) -> bool:
    """A count that has been reached in part of the time has been reached."""
    return result.verdict is Verdict.REACHED


def _counted(ask: Ask, counting: Counting, *, own_figures: bool) -> Told:
    """The result from rows, else from what the owner has counted."""
    told = aggregate(ask, shape_of(ask, counting.shape)) if counting.shape else None
    missing = tables_missing(ask, counting, has_own=told is not None)
    if missing and told and own_figures:
        return told
    if missing:
        labels = [f"”{load_tables()[table].label}”" for table in missing]
        raise CannotCountError(f"Det har inte kommit in någon uppgift i {enumerate_words(labels)}.")
    result = counting.measure(ask)
    differs = compared(ask, counting, told) if told and own_figures else None
    if differs and ask.matpunkt.disclosure not in UNSPLIT:
        differs = BOTH_DIFFER  # the owner's own figure has not been through the protection
    return Told(ask, result.noted(differs) if differs else result, "")


def compared(ask: Ask, counting: Counting, told: Told) -> str | None:
    """How the rows differ from what the owner has counted for the same days; None when they agree."""
    if told.part:
        return None
    last = told.ask.window.last
    return difference(counting.measure(told.ask), told.result, last if last < ask.window.last else None)


def shape_of(ask: Ask, shape: Shape) -> Shape:
    """Those who are there for a while are there in several periods, so such figures cannot be added."""
    selections = (ask.matpunkt.base, ask.matpunkt.count)
    is_lasting = any(isinstance(each, RowSelection) and each.start and not each.date for each in selections)
    return replace(shape, combine="one") if is_lasting and shape.combine == "sum" else shape


def tables_missing(ask: Ask, counting: Counting, *, has_own: bool) -> list[str]:
    """The tables that the kind needs and that have not come from the owner.

    Args:
        ask: the question.
        counting: the kind.
        has_own: the owner has counted; then a sheet that is blank for the time is no delivery of rows.
    """
    selections = [ask.selection(key) for key in counting.needs]
    return sorted({each.table for each in selections if not _has_come(ask, each, has_own=has_own)})


def _has_come(ask: Ask, selection: RowSelection, *, has_own: bool) -> bool:
    if not ask.book.is_delivered(selection.table, ask.owner):
        return False
    return not has_own or bool(placed(ask.rows(selection), selection, ask.window).any())


def _judged(ask: Ask, counting: Counting, result: Result) -> Result:
    parts = tuple(_judged_part(ask, counting, part) for part in result.parts)
    verdict, reason = counting.judge(ask, replace(result, parts=parts))
    return replace(result, parts=parts).judged(verdict, reason).noted(*_remarks(ask))


def _judged_part(ask: Ask, counting: Counting, part: Result) -> Result:
    if counting.judge is not verdicts.judge_sexes or "sex" not in part.dims:
        return part
    return part.judged(*verdicts.judge_share(ask, part))


def _remarks(ask: Ask) -> Iterator[str]:
    """What the reader must know of the days: where they begin and how far they are known."""
    if ask.matpunkt.period is PeriodRule.PROJECT_TIME and ask.window.first is None:
        yield "Planen anger inte när projekttiden började; alla lämnade uppgifter räknas."
    if not ask.window.is_over:
        yield until_sentence(ask.window.last)


def _not_yet(reason: str) -> Result:
    return Result(value=None).judged(Verdict.NOT_YET, reason)
