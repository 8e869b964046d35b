"""What is told in notes: deliverables with date and evidence, and qualitative mätpunkter with a process figure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import numpy as np

from samspelet_lib.figure import Unit, Verdict
from samspelet_lib.plan.matpunkt import RowSelection
from samspelet_lib.plan.policy import State
from samspelet_lib.rules.answers import units_of
from samspelet_lib.rules.result import Ask, CannotCountError, Result
from samspelet_lib.rules.select import INSATS, Rows, matching, placed
from samspelet_lib.swedish import long_date

NO_NOTE = "Ingen lägesnot har lämnats."
NO_EVIDENCE = "Det står att arbetet är klart, men hänvisning till underlaget saknas."


@dataclass(frozen=True)
class Note:
    """The latest note about a mätpunkt."""

    day: date
    state: State
    text: str | None
    evidence: str | None

    @property
    def words(self) -> str:
        """Day and state, and the note's own words."""
        said = f"Lägesnot {long_date(self.day)}: {self.state.text}"
        return f"{said} {self.text}" if self.text else said


def deliverable(ask: Ask) -> Result:
    """The state of something that is to be made, by its latest note; what is done needs its evidence."""
    note = _latest(ask)
    if note is None:
        return Result(value=None).judged(Verdict.NOT_YET, NO_NOTE)
    told = Result(
        value=None, is_in_words=True, notes=(note.words, *((f"Underlag: {note.evidence}.",) if note.evidence else ()))
    )
    if note.state.needs_evidence and not note.evidence:
        return told.judged(Verdict.NOT_YET, NO_EVIDENCE)
    verdict = note.state.after if ask.window.is_over else note.state.before
    done_on = note.day if verdict is Verdict.REACHED else None
    return replace(told, on=done_on).judged(verdict, note.state.text)


def qualitative(ask: Ask) -> Result:
    """The latest note, and a figure about the process beside it that gives no verdict."""
    note, parts = _latest(ask), tuple(_proxy(ask))
    if note is None:
        return Result(value=None, parts=parts).judged(Verdict.NOT_YET, NO_NOTE)
    return Result(value=None, is_in_words=True, on=note.day, notes=(note.words,), parts=parts).judged(
        Verdict.QUALITATIVE, note.state.text
    )


def _latest(ask: Ask) -> Note | None:
    selection = ask.selection("value")
    rows = ask.rows(selection)
    if selection.column is None or selection.date is None:
        raise CannotCountError("Mätpunkten säger inte var läget står.")
    about = matching(rows, {**selection.where, "matpunkt": ask.matpunkt.id}) & (
        rows.days(selection.date) <= np.datetime64(ask.window.last)
    )
    if ask.owner is None:
        about &= rows.is_blank(INSATS)
    if not about.any():
        return None
    places = np.flatnonzero(about)
    return _note(ask, rows, int(places[np.argsort(rows.days(selection.date)[places], kind="stable")[-1]]))


def _note(ask: Ask, rows: Rows, place: int) -> Note:
    states = {state.id: state for state in ask.plan.policy.states}
    text, evidence = (
        rows[name].iloc[place] if not rows.is_blank(name)[place] else None for name in ("not", "underlag")
    )
    day: date = rows.days("datum")[place].item()
    return Note(day, states[rows["lage"].iloc[place]], text, evidence)


def _proxy(ask: Ask) -> Iterator[Result]:
    proxy = ask.matpunkt.proxy
    if not isinstance(proxy, RowSelection) or not ask.book.is_delivered(proxy.table, ask.owner):
        return
    result = _measured_in_time(ask, proxy) if proxy.statistic == "share" else _held(ask, proxy)
    yield replace(result, measure="matpunkt_proxy", label=f"{ask.matpunkt.name}: så går arbetet till")


def _held(ask: Ask, proxy: RowSelection) -> Result:
    rows = ask.rows(proxy)
    mask = placed(rows, proxy, ask.window) & matching(rows, ask.where(proxy))
    return Result(value=Fraction(int(mask.sum())))


def _measured_in_time(ask: Ask, proxy: RowSelection) -> Result:
    """Of those who are there and have been for long enough, the share with a row in the days that are given."""
    base, days = ask.selection("base"), ask.matpunkt.due_days
    if base.start is None or base.stop is None or base.per is None or proxy.date is None or days is None:
        raise CannotCountError("Mätpunkten säger inte när en mätning ska vara gjord.")
    last = np.datetime64(ask.window.last, "D")
    rows, told = ask.rows(base), ask.rows(proxy)
    here = matching(rows, ask.where(base)) & (rows.days(base.start) + np.timedelta64(days, "D") <= last)
    here &= rows.is_blank(base.stop) | (rows.days(base.stop) > last)
    recent = matching(told, ask.where(proxy)) & (told.days(proxy.date) <= last)
    recent &= told.days(proxy.date) >= last - np.timedelta64(days, "D")
    due = units_of(rows.units(base.per)[here], rows.size(base.per))
    measured = units_of(told.units(base.per)[recent], told.size(base.per))
    numerator = len(np.intersect1d(due, measured, assume_unique=True))
    return Result(
        value=Fraction(numerator, len(due)) if len(due) else None,
        unit=Unit.SHARE,
        numerator=numerator,
        denominator=len(due),
        base_label=f"de som är med och har varit det i minst {days} dagar",
    )
