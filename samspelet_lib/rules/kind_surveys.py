"""Survey answers: the share that is positive on the declared scale, of those who have answered.

Waves are never pooled, a respondent's last answer counts, and those who did not answer widen the range.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pandas as pd

from samspelet_lib.data.dimensions import UNKNOWN, dimension, is_always_told, labels, unknown
from samspelet_lib.figure import DisclosureClass, Unit
from samspelet_lib.plan.matpunkt import RowSelection
from samspelet_lib.plan.policy import Scale
from samspelet_lib.rules.answers import units_of
from samspelet_lib.rules.result import Ask, CannotCountError, Result
from samspelet_lib.rules.select import INSATS, PERIOD, Codes, Mask, Rows, matching, placed
from samspelet_lib.rules.spells import addable
from samspelet_lib.swedish import plural

INVITED = "tillfragade"
OPTION = "answer_option"  # how many gave one answer of the scale
ANSWERED = "de som har svarat på frågan"


@dataclass(frozen=True)
class Answered:
    """Answers to one question, one per respondent: which rows hold them, and what they say."""

    rows: Rows
    mask: Mask
    column: str
    scale: Scale
    not_applicable: tuple[str, ...]

    def tally(self, mask: Mask, invited: int | None) -> Result:
        """The share that is positive among some of the answers, with its range for those who did not answer."""
        told = {
            name: int((mask & self.mask & self.rows.is_any(self.column, values)).sum())
            for name, values in self._groups()
        }
        positive, usable, outside = told["positive"], told["usable"], told["outside"]
        off_scale = int((mask & self.mask).sum()) - usable - outside
        could = None if invited is None else max(0, invited - outside)
        missing = None if could is None else max(0, could - usable)
        result = Result(
            value=Fraction(positive, usable) if usable else None,
            unit=Unit.SHARE,
            numerator=positive,
            denominator=usable,
            base_label=ANSWERED,
            answers=usable,
            invited=could,
            missing=missing,
            not_applicable=outside,
            low=Fraction(positive, usable + missing) if usable and missing else None,
            high=Fraction(positive + missing, usable + missing) if usable and missing else None,
        )
        return result.noted(*_notes(off_scale, usable, could))

    def options(self, names: Mapping[str, str], whole: Result) -> Iterator[Result]:
        """How many gave each answer of the scale, best first; together they are the base of the share.

        Args:
            names: what the answers are called.
            whole: the share of all these answers.
        """
        for answer in self.scale.answers if whole.denominator else ():
            number = int((self.mask & self.rows.is_any(self.column, (answer,))).sum())
            value = Fraction(number, whole.denominator or 1)
            counted = replace(whole, value=value, numerator=number, low=None, high=None, not_applicable=0, notes=())
            yield replace(counted, measure=OPTION, dims={"option": answer}, label=names.get(answer, answer))

    def _groups(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        yield "positive", self.scale.positive
        yield "usable", self.scale.answers
        yield "outside", self.not_applicable


def _notes(off_scale: int, usable: int, could: int | None) -> Iterator[str]:
    if off_scale:
        yield f"{plural(off_scale, 'svar', 'svar')} ligger utanför skalan och räknas som obesvarade."
    if could is not None and usable > could:
        yield f"Fler har svarat ({usable}) än de som enligt underlaget kunde svara ({could})."


def survey_share(ask: Ask) -> Result:
    """The positive answers' share of all answers; per part or role where the mätpunkt is split so.

    Beside it how many gave each answer, where it is an experience: what is more sensitive is not told so closely.
    """
    selection = ask.selection("value")
    answers = answered_once(ask, selection)
    result = answers.tally(answers.rows.everyone, _invited(ask, selection, {}))
    parts = [part for column in ask.matpunkt.by for part in _split(ask, answers, column)]
    if ask.matpunkt.disclosure is DisclosureClass.EXPERIENCE:
        parts += answers.options(labels(ask.plan, answers.rows.table, answers.column), result)
    return replace(result, parts=tuple(parts))


def answered_once(ask: Ask, selection: RowSelection) -> Answered:
    """The last answer of each respondent within the time; blank answers are no answers."""
    rows, column = ask.rows(selection), selection.column
    if column is None:
        raise CannotCountError("Mätpunkten säger inte vilken kolumn som är svaret.")
    inside = placed(rows, selection, ask.window) & matching(rows, ask.where(selection)) & ~rows.is_blank(column)
    places = np.flatnonzero(inside)
    days = rows.days(selection.date or rows.table.date or PERIOD)[places]
    said, _ = pd.factorize(rows[column].iloc[places], sort=True)  # of two answers on one day, the same one always
    places = places[np.lexsort((said, days))]
    once = np.zeros(len(rows), dtype=bool)
    once[places[~pd.Series(_respondents(rows)[places]).duplicated(keep="last").to_numpy()]] = True
    return Answered(rows, once, column, ask.scale(), ask.follow_up.not_applicable)


def _respondents(rows: Rows) -> Codes:
    """Who has answered: the person, else the form; staff answer once for each insats they answer about."""
    names = [name for name in ("person", "svarsid") if name in rows.table.ids]
    codes = np.full(len(rows), -1, dtype=np.int64)
    offset = 0
    for name in names:
        own = rows.units(name)
        codes = np.where((codes < 0) & (own >= 0), own + offset, codes)
        offset += rows.size(name)
    nameless = codes < 0
    codes[nameless] = offset + np.flatnonzero(nameless)
    if rows.table.is_people or INSATS not in rows.table.ids:
        return codes
    about, _ = pd.factorize(rows[INSATS])
    result: Codes = codes * (int(about.max(initial=0)) + 2) + about + 1
    return result


def _split(ask: Ask, answers: Answered, column: str) -> Iterator[Result]:
    held = answers.rows[column]
    for value, name in labels(ask.plan, answers.rows.table, column).items():
        is_blank = held.isna().to_numpy() & (value == unknown(column))
        mask = is_blank if value == UNKNOWN else is_blank | answers.rows.is_any(column, (value,))
        if not (is_always_told(column, value) or (mask & answers.mask).any()):
            continue
        invited = _invited(ask, ask.selection("value"), {column: value})
        yield replace(
            answers.tally(mask, invited), dims={dimension(column): value}, label=f"{ask.matpunkt.name}: {name}"
        )


def _invited(ask: Ask, selection: RowSelection, only: dict[str, str]) -> int | None:
    """How many could have answered: the base, else the number asked; None when neither has come.

    A split needs the number asked in each part; the base of all persons cannot give it.
    """
    base = ask.matpunkt.base
    if (
        isinstance(base, RowSelection)
        and base.table != INVITED
        and not only
        and ask.book.is_delivered(base.table, ask.owner)
    ):
        rows = ask.rows(base)
        if base.per is None:
            raise CannotCountError("Mätpunkten säger inte vilka som kunde svara.")
        mask = placed(rows, base, ask.window) & matching(rows, ask.where(base))
        return len(units_of(rows.units(base.per)[mask], rows.size(base.per)))
    return _asked(ask, selection, only)


def _asked(ask: Ask, selection: RowSelection, only: dict[str, str]) -> int | None:
    """The number asked, of the periods that lie within the time; a longer period replaces those within it.

    Staff who answer for no insats in particular answer for each of them, and so does the number of them asked.
    """
    own, common = ask.book.rows(INVITED, ask.owner), ask.book.rows(INVITED, None)
    where = {"enkat": selection.table, **only} | ({"omgang": ask.matpunkt.wave} if ask.matpunkt.wave else {})
    found = _told(ask, own, where)
    if found is None and not ask.rows(selection).table.is_people:
        return _told(ask, common, where, of=common.is_blank(INSATS))
    return found


def _told(ask: Ask, rows: Rows, where: Mapping[str, str], *, of: Mask | None = None) -> int | None:
    told = placed(rows, RowSelection(table=INVITED), ask.window) & matching(rows, where)
    told = told if of is None else told & of
    return int(rows["antal"][addable(rows, told)].sum()) if told.any() else None
