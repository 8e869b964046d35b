"""Avvikelser between parter, the cases of a team, places month by month, and the national statistics."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from samspelet_lib.data.tables import load_tables
from samspelet_lib.figure import DisclosureClass, Figure
from samspelet_lib.rules.answers import units_of
from samspelet_lib.rules.beside import SEXES, Beside, split_class
from samspelet_lib.rules.select import Mask, Rows

DEVIATIONS, CASES, CAPACITY, NATIONAL = "avvikelser", "tris_arenden", "kapacitet", "nationell_statistik"
_ACTIVITY = {"disclosure": DisclosureClass.ACTIVITY}
_OPEN = {"disclosure": DisclosureClass.OPEN}


def deviations(look: Beside) -> Iterator[Figure]:
    """Avvikelser of the year so far: how many, how old the open ones are, from part to part and of which kind."""
    rows, span = look.book.rows(DEVIATIONS, None), look.year(None)
    came, first, last = rows.days("inkommen_datum"), np.datetime64(str(span.first)), np.datetime64(span.last)
    inside = (came >= first) & (came <= last)
    earlier = (came < first) & ~_by(rows, "avslutad_datum", first - np.timedelta64(1, "D"))
    if not (inside | earlier).any():
        return
    yield from _ages(look, rows, (inside, earlier))
    frame = pd.DataFrame({name: rows[name] for name in ("rapporterande_part", "mottagande_part", "kategori")})[inside]
    yield from _matrix(look, frame)


def _by(rows: Rows, name: str, day: np.datetime64) -> Mask:
    """Whether it had happened by the day."""
    done: Mask = rows.days(name) <= day
    return done


def _ages(look: Beside, rows: Rows, which: tuple[Mask, Mask]) -> Iterator[Figure]:
    inside, earlier = which
    last = np.datetime64(look.year(None).last)
    days = int(look.plan.policy.follow_up.deviation_answer.exact)
    closed, answered = _by(rows, "avslutad_datum", last), _by(rows, "aterkopplad_datum", last)
    came = rows.days("inkommen_datum")
    is_old = came + np.timedelta64(days, "D") < last
    in_time = answered & (rows.days("aterkopplad_datum") <= came + np.timedelta64(days, "D"))
    totals = {
        "deviations": ("Inkomna", inside),
        "deviations_closed": ("Avslutade av årets", inside & closed),
        "deviations_open": ("Öppna, även från tiden före", (inside | earlier) & ~closed),
        "deviations_open_old": (f"Öppna i mer än {days} dagar", (inside | earlier) & ~closed & is_old),
        "deviations_answered_in_time": (f"Svar inom {days} dagar", inside & in_time),
        "deviations_late": (f"Utan svar efter {days} dagar", inside & ~answered & ~closed & is_old),
    }
    for measure, (label, mask) in totals.items():
        yield look.count(measure, {}, int(mask.sum()), label=label, **_ACTIVITY)


def _matrix(look: Beside, frame: "pd.DataFrame") -> Iterator[Figure]:
    """Counts from part to part, of each kind, and of each kind from part to part."""
    names = {part.id: part.name for part in look.plan.forbund.parts}
    kinds = load_tables()[DEVIATIONS].column("kategori").codes
    sender, receiver, kind = "rapporterande_part", "mottagande_part", "kategori"
    for row in _counts(frame, [sender, receiver]):
        label = f"{names[row[sender]]} till {names[row[receiver]]}"
        dims = {"part": row[sender], "option": row[receiver]}
        yield look.count("deviations_between", dims, row["antal"], label=label, **_ACTIVITY)
    for row in _counts(frame, [kind]):
        yield look.count("deviations_kind", {"option": row[kind]}, row["antal"], label=kinds[row[kind]], **_ACTIVITY)
    for row in _counts(frame, [sender, receiver, kind]):
        label = f"{names[row[sender]]} till {names[row[receiver]]}: {kinds[row[kind]].lower()}"
        dims = {"part": row[sender], "option": row[receiver], "row": row[kind]}
        yield look.count("deviations_between_kind", dims, row["antal"], label=label, **_ACTIVITY)


def _counts(frame: "pd.DataFrame", names: list[str]) -> list[dict[Any, Any]]:
    """The number of rows of each combination, in order."""
    return frame.groupby(names).size().rename("antal").reset_index().to_dict("records")


def cases(look: Beside) -> Iterator[Figure]:
    """Cases that came in, got a recommendation and were closed, month by month, and those open at its end."""
    for insats in look.with_rows(CASES):
        rows = look.book.rows(CASES, insats.id)
        came = rows.days("inkommet_datum")
        for month in look.months(insats.id):
            first, last = np.datetime64(str(month.first)), np.datetime64(month.last)
            found = {
                "cases_in": ("Inkomna", (came >= first) & (came <= last)),
                "cases_recommended": ("Rekommendation lämnad", _within(rows, "rekommendation_datum", (first, last))),
                "cases_closed": ("Avslutade", _within(rows, "avslutat_datum", (first, last))),
                "cases_open": ("Öppna vid månadens slut", (came <= last) & ~_by(rows, "avslutat_datum", last)),
            }
            dims = {"insats": insats.id, "month": f"{month.last:%Y-%m}"}
            for measure, (label, mask) in found.items():
                yield look.count(measure, dims, int(mask.sum()), label=label, **_ACTIVITY)
        yield _case_persons(look, insats.id, rows)


def _within(rows: Rows, name: str, span: tuple[Any, Any]) -> Mask:
    first, last = span
    inside: Mask = (rows.days(name) >= first) & (rows.days(name) <= last)
    return inside


def _case_persons(look: Beside, insats: str, rows: Rows) -> Figure:
    span = look.year(insats)
    inside = _within(rows, "inkommet_datum", (np.datetime64(str(span.first)), np.datetime64(span.last)))
    number = len(units_of(rows.units("person")[inside], rows.size("person")))
    label = "Personer med nytt ärende under året"
    return look.count("case_persons", {"insats": insats}, number, label=label, **_ACTIVITY)


def places(look: Beside) -> Iterator[Figure]:
    """Places provided and used at each month's end, as the latest row of each place says."""
    for insats in look.with_rows(CAPACITY):
        rows = look.book.rows(CAPACITY, insats.id)
        frame = pd.DataFrame({name: rows[name] for name in ("plats", "datum", "platser", "nyttjade")})
        for month in look.months(insats.id):
            known = frame[frame["datum"] <= pd.Timestamp(month.last)].sort_values("datum", kind="stable")
            now = known.drop_duplicates("plats", keep="last")
            dims = {"insats": insats.id, "month": f"{month.last:%Y-%m}"}
            for measure, column, label in _PLACES:
                if now[column].notna().any():
                    yield look.count(measure, dims, int(now[column].sum()), label=label, **_OPEN)


_PLACES = (("places", "platser", "Platser"), ("places_used", "nyttjade", "Använda platser"))


def national(look: Beside) -> Iterator[Figure]:
    """The national statistics of the year and the year before; a strukturinsats is never split by sex."""
    for insats in look.with_rows(NATIONAL):
        rows = look.book.rows(NATIONAL, insats.id)
        frame = pd.DataFrame({name: rows[name] for name in ("ar", "totalt", "kvinnor", "man")})
        for year in (look.period.year - 1, look.period.year):
            for told in frame[frame["ar"] == year].to_dict("records"):
                is_split = "individ" in insats.orientation
                yield from _national(look, {"insats": insats.id, "year": str(year)}, told, is_split=is_split)


def _national(look: Beside, dims: Mapping[str, str], told: Mapping[Any, Any], *, is_split: bool) -> Iterator[Figure]:
    name = look.plan.insats(dims["insats"]).name
    yield look.count("national", dims, int(told["totalt"]), label=f"{name} {dims['year']}", **_ACTIVITY)
    sexes = {sex: told[column] for sex, column in (("kvinna", "kvinnor"), ("man", "man")) if not pd.isna(told[column])}
    rest = int(told["totalt"] - sum(sexes.values()))
    if len(sexes) > 1 and rest >= 0:
        sexes["annat_okant"] = rest
    for sex, number in sexes.items() if is_split else ():
        split, label = {**dims, "sex": sex}, f"{name} {dims['year']}: {SEXES[sex].lower()}"
        yield look.count("national", split, int(number), label=label, disclosure=split_class(is_split=True))
