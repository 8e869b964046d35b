"""Figures beside the mätpunkter: who took part, how it ended, how the process was felt, and avvikelser.

Unsplit counts of an insats are about activity; what is split by sex or by how it went for persons is about
persons. Sums over insatser are deltaganden: one person in two insatser is two.
"""

from collections.abc import Iterator
from datetime import timedelta

import pandas as pd

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.tables import load_tables
from samspelet_lib.figure import Dims, DisclosureClass, Figure, Nature, Unit
from samspelet_lib.period import Period
from samspelet_lib.plan.matpunkt import Kind
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules.indicators import answer, ask_about, followed
from samspelet_lib.rules.present import to_figure
from samspelet_lib.rules.select import Book
from samspelet_lib.rules.window import known_until

SEXES = {"kvinna": "Kvinnor", "man": "Män", "annat_okant": "Annat eller okänt"}


def overview_figures(plan: Plan, deliveries: Deliveries, period: Period) -> list[Figure]:
    """Every figure that stands beside the mätpunkter."""
    stays = _stays(deliveries, period)
    return [
        *_participants(plan, stays, period),
        *_months(plan, stays, period),
        *_exits(plan, stays, period),
        *_waves(plan, deliveries, period),
        *_deviations(plan, deliveries.frames["avvikelser"], period),
    ]


def _stays(deliveries: Deliveries, period: Period) -> pd.DataFrame:
    """Stays that touch the year up to the period's end: insats, person, kon, start, stop and how it ended."""
    frame = deliveries.frames["deltagare"]
    first, last = pd.Timestamp(period.year, 1, 1), pd.Timestamp(period.end)
    stop = frame["slutdatum"].where(frame["slutdatum"] <= last)
    inside = (frame["startdatum"] <= last) & (stop.isna() | (stop >= first))
    return frame.assign(stop=stop)[inside]


def _figure(plan: Plan, measure: str, dims: dict[str, str], *, label: str, value: int, of: DisclosureClass) -> Figure:
    return Figure(
        measure=measure,
        dims=Dims.model_validate({"forbund": plan.forbund.id, **dims}),
        label=label,
        value=value,
        unit=Unit.COUNT,
        disclosure=of,
        nature=Nature.OUTCOME if measure == "exit" else Nature.PROCESS,
    )


def _participants(plan: Plan, stays: pd.DataFrame, period: Period) -> Iterator[Figure]:
    """Different persons of each insats in the year so far, and by sex; the table for Uppföljning Finsam."""
    for insats in plan.insatser:
        own = stays[stays["insats"] == insats.id]
        dims = {"period": str(period), "insats": insats.id}
        if "individ" not in insats.orientation or own.empty:
            continue
        persons = own.drop_duplicates("person", keep="last")
        yield _figure(plan, "participants", dims, label=insats.name, value=len(persons), of=DisclosureClass.ACTIVITY)
        counts = persons["kon"].fillna("annat_okant").value_counts()
        for sex, label in SEXES.items():
            split, value = {**dims, "sex": sex}, int(counts.get(sex, 0))
            yield _figure(plan, "participants", split, label=label, value=value, of=DisclosureClass.PERSON)


def _months(plan: Plan, stays: pd.DataFrame, period: Period) -> Iterator[Figure]:
    """Started, ended and there on the last day, month by month."""
    for insats in plan.insatser:
        own = stays[stays["insats"] == insats.id]
        for month in range(1, period.last_month + 1) if len(own) else ():
            span = Period(period.year, month, month)
            first, last = pd.Timestamp(span.start), pd.Timestamp(span.end)
            found = {
                "month_started": own["startdatum"].between(first, last),
                "month_ended": own["stop"].between(first, last),
                "month_stock": (own["startdatum"] <= last) & (own["stop"].isna() | (own["stop"] > last)),
            }
            for measure, rows in found.items():
                dims = {"period": str(period), "insats": insats.id, "month": str(span)}
                value = int(own.loc[rows, "person"].nunique())
                yield _figure(plan, measure, dims, label=span.label, value=value, of=DisclosureClass.ACTIVITY)


def _exits(plan: Plan, stays: pd.DataFrame, period: Period) -> Iterator[Figure]:
    """The förbund's own goal at exit: which class each ended stay falls in, the first that fits.

    Source: params/policy.toml, outcome; the plan, Förbundets uppdrag och mål.
    """
    ended = stays[stays["stop"] >= pd.Timestamp(period.year, 1, 1)]
    chosen = pd.Series("saknas", index=ended.index)
    for outcome in reversed(plan.policy.outcomes):
        fits = (
            ended["nasta_steg"].isin(outcome.next_step)
            | ended["sysselsattning_slut"].isin(outcome.activity)
            | ended["forsorjning_slut"].isin(outcome.livelihood)
        )
        chosen = chosen.mask(fits, outcome.id)
    names = {outcome.id: outcome.name for outcome in plan.policy.outcomes} | {"saknas": "Uppgift saknas"}
    for insats in plan.insatser:
        own = chosen[ended["insats"] == insats.id]
        dims = {"period": str(period), "insats": insats.id}
        if own.empty:
            continue
        yield _figure(plan, "exit", dims, label=insats.name, value=len(own), of=DisclosureClass.ACTIVITY)
        for code, label in names.items():
            split, value = {**dims, "option": code}, int((own == code).sum())
            yield _figure(plan, "exit", split, label=label, value=value, of=DisclosureClass.PERSON)


def _waves(plan: Plan, deliveries: Deliveries, period: Period) -> Iterator[Figure]:
    """Each survey mätpunkt in the waves that it is not about, never pooled and never judged."""
    book, until = Book(deliveries), known_until(deliveries, period)
    for owner, document, matpunkt in followed(plan):
        table = getattr(matpunkt.value, "table", None)
        for wave in plan.policy.waves if matpunkt.kind is Kind.SURVEY_SHARE and matpunkt.wave else ():
            if wave.id != matpunkt.wave and wave.table == table:
                about = (owner, document, matpunkt.model_copy(update={"wave": wave.id, "target": None}))
                found = answer(ask_about(plan, book, about, period=period, until=until), own_figures=False)
                figure = to_figure(plan, period, about, result=found)
                dims = figure.dims.model_copy(update={"wave": wave.id})
                told = {"measure": "matpunkt_wave", "dims": dims, "label": wave.name, "target": None, "verdict": None}
                yield figure.model_copy(update=told)


def _deviations(plan: Plan, frame: pd.DataFrame, period: Period) -> Iterator[Figure]:
    """Avvikelser of the year so far: from part to part, by category, and how many wait for an answer too long."""
    last = pd.Timestamp(period.end)
    own = frame[frame["inkommen_datum"].between(pd.Timestamp(period.year, 1, 1), last)]
    if own.empty:
        return
    dims, days = {"period": str(period)}, int(plan.policy.follow_up.deviation_answer.value)
    answered = own["aterkopplad_datum"].where(own["aterkopplad_datum"] <= last)
    closed = own["avslutad_datum"].where(own["avslutad_datum"] <= last)
    late = answered.isna() & closed.isna() & (own["inkommen_datum"] < last - timedelta(days=days))
    totals = {
        "deviations": ("Inkomna", len(own)),
        "deviations_closed": ("Avslutade", int(closed.notna().sum())),
        "deviations_late": (f"Utan svar efter {days} dagar", int(late.sum())),
    }
    for measure, (label, value) in totals.items():
        yield _figure(plan, measure, dims, label=label, value=value, of=DisclosureClass.ACTIVITY)
    names = {part.id: part.name for part in plan.forbund.parts}
    for (sender, receiver), rows in own.groupby(["rapporterande_part", "mottagande_part"]):
        split = {**dims, "part": str(sender), "option": str(receiver)}
        label = f"{names.get(str(sender), sender)} till {names.get(str(receiver), receiver)}"
        yield _figure(plan, "deviations_between", split, label=label, value=len(rows), of=DisclosureClass.ACTIVITY)
    labels = load_tables()["avvikelser"].column("kategori").codes
    for code, count in own["kategori"].value_counts().sort_index().items():
        split = {**dims, "option": str(code)}
        label = labels.get(str(code), str(code))
        yield _figure(plan, "deviations_kind", split, label=label, value=int(count), of=DisclosureClass.ACTIVITY)
