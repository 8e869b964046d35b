"""Who took part in the year so far, from what each owner delivers: participants, cases, or numbers counted.

A person counts once in an insats; a sum over insatser is deltaganden, for one person in two insatser is two.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from samspelet_lib.figure import Figure
from samspelet_lib.plan.matpunkt import Kind, Matpunkt, RowSelection
from samspelet_lib.plan.model import Insats
from samspelet_lib.rules.aggregates import aggregate
from samspelet_lib.rules.answers import units_of
from samspelet_lib.rules.beside import SEXES, Beside, split_class
from samspelet_lib.rules.indicators import KINDS, shape_of
from samspelet_lib.rules.result import Ask, Result
from samspelet_lib.rules.select import Codes, Mask, Rows

PERSON = "person"
ALL_INSATSER = "Deltaganden i alla insatser"
UNSPLIT, _UNKNOWN = "", "annat_okant"

_Texts = npt.NDArray[np.object_]


class Stays(NamedTuple):
    """A table in which persons are from a day to a day."""

    table: str
    start: str
    stop: str


PARTICIPANTS = Stays("deltagare", "startdatum", "slutdatum")
CASES = Stays("tris_arenden", "inkommet_datum", "avslutat_datum")
NOTES = {
    PARTICIPANTS: "Deltagarnas rader: de som varit med någon dag under året.",
    CASES: "Ärendenas rader: personer med ett ärende öppet någon dag under året.",
}


class TookPart(NamedTuple):
    """Different persons of an insats by sex, all of them under no sex, and what the number rests on."""

    counts: Mapping[str, int]
    note: str

    @property
    def is_split(self) -> bool:
        """Whether the sexes are told."""
        return len(self.counts) > 1

    @property
    def is_from_rows(self) -> bool:
        """Whether it rests on rows of participants, who come and go."""
        return self.note == NOTES[PARTICIPANTS]


def participants(look: Beside) -> Iterator[Figure]:
    """Different persons of each insats in the year so far, and by sex; the table for Uppföljning Finsam.

    Those of an insats whose sex nobody tells are a measure of their own, so that the sexes sum to the whole.
    """
    totals: Counter[str] = Counter()
    for insats in look.plan.insatser:
        told = took_part(look, insats)
        if told is not None and not told.is_split:
            said = {"label": insats.name, "disclosure": split_class(is_split=False), "note": told.note}
            yield look.count("participants_unsplit", {"insats": insats.id}, told.counts[UNSPLIT], **said)
        elif told is not None:
            totals.update(told.counts)
            yield from _by_sex(look, {"insats": insats.id}, told, label=insats.name)
    if totals:
        yield from _by_sex(look, {}, TookPart(totals, ""), label=ALL_INSATSER)


def took_part(look: Beside, insats: Insats) -> TookPart | None:
    """Who took part in an insats: by rows of participants, else by cases, else as the owner has counted.

    None when nothing tells of it. A strukturinsats is never split by sex.
    """
    told = None
    for found in _told(look, insats):
        told = found or told
        if found is not None and found.counts[UNSPLIT]:
            break
    if told is not None and "individ" not in insats.orientation:
        return TookPart({UNSPLIT: told.counts[UNSPLIT]}, told.note)
    return told


def _told(look: Beside, insats: Insats) -> Iterator[TookPart | None]:
    """What each kind of delivery tells, one at a time: of old rows alone nobody took part this year."""
    yield _of_rows(look, insats.id, PARTICIPANTS)
    yield _of_rows(look, insats.id, CASES)
    yield _counted(look, insats)


def _of_rows(look: Beside, insats: str, stays: Stays) -> TookPart | None:
    rows = look.book.rows(stays.table, insats)
    if not len(rows):
        return None
    sexes = sex_of(rows, stays.start)[in_the_year(look, insats, stays)]
    return TookPart({UNSPLIT: len(sexes)} | {sex: int((sexes == sex).sum()) for sex in SEXES}, NOTES[stays])


def in_the_year(look: Beside, insats: str, stays: Stays = PARTICIPANTS) -> Codes:
    """The different persons who were there some day of the year so far."""
    rows, span = look.book.rows(stays.table, insats), look.year(insats)
    inside = rows.days(stays.start) <= np.datetime64(span.last)
    inside &= rows.is_blank(stays.stop) | (rows.days(stays.stop) >= np.datetime64(str(span.first)))
    return persons(rows, inside)


def sex_of(rows: Rows, start: str = PARTICIPANTS.start) -> _Texts:
    """The sex of each unit, as its latest row that tells it says; the unit's number is its place."""
    order = np.argsort(rows.days(start), kind="stable")
    order = order[~rows.is_blank("kon")[order]]
    sexes = np.full(rows.size(PERSON), _UNKNOWN, dtype=object)
    sexes[rows.units(PERSON)[order]] = rows["kon"].to_numpy(dtype=object)[order]
    return sexes


def persons(rows: Rows, mask: Mask) -> Codes:
    """The different persons of some rows."""
    return units_of(rows.units(PERSON)[mask], rows.size(PERSON))


def _counted(look: Beside, insats: Insats) -> TookPart | None:
    """What the owner has counted for a mätpunkt that is about everybody who was there some day of the year."""
    for matpunkt in insats.matpunkter:
        shape = KINDS[matpunkt.kind].shape if matpunkt.kind in KINDS else None
        if shape is not None and is_about_everybody(matpunkt):
            ask = Ask(look.plan, look.book, insats.id, matpunkt, look.year(insats.id))
            told = aggregate(ask, shape_of(ask, shape))
            if told is not None and not told.part:
                note = f"Projektägarens sammanräkning för mätpunkten ”{matpunkt.name}”."
                return TookPart(_sexes(told.result), note)
    return None


def is_about_everybody(matpunkt: Matpunkt) -> bool:
    """Whether the mätpunkt is counted on every participant who was there some day, each once."""
    selection = matpunkt.count if matpunkt.kind is Kind.COUNT else matpunkt.base
    if not isinstance(selection, RowSelection) or selection.where or selection.date:
        return False
    return (selection.table, selection.start, selection.per) == (PARTICIPANTS.table, PARTICIPANTS.start, PERSON)


def _sexes(result: Result) -> dict[str, int]:
    """The persons of a counted result; those whose sex is not told are of another or unknown sex."""
    whole = _number(result)
    told = {part.dims["sex"]: _number(part) for part in result.parts if "sex" in part.dims}
    rest = whole - sum(told.values())
    if not told or rest < 0:
        return {UNSPLIT: whole}
    return {UNSPLIT: whole} | {sex: told.get(sex, 0) + (rest if sex == _UNKNOWN else 0) for sex in SEXES}


def _number(result: Result) -> int:
    """Everybody the result is about: also those who count neither as yes nor as no."""
    if result.denominator is None:
        return int(result.value or 0)
    return result.denominator + result.not_applicable + result.not_due


def _by_sex(look: Beside, dims: Mapping[str, str], told: TookPart, *, label: str) -> Iterator[Figure]:
    for sex, number in told.counts.items():
        split = {**dims, "sex": sex} if sex else dims
        said = {"label": SEXES.get(sex, label), "disclosure": split_class(is_split=bool(sex))}
        yield look.count("participants", split, number, **said, note=(told.note or None) if not sex else None)
