"""One million participants and one million answers: every kind that reads them, against bare pandas group-bys.

Run: python benchmarks/kinds.py [rows]. Prints the best of three for the rules and for the group-bys of the
same columns, one group-by for each mätpunkt and reading that the rules count, and the ratio. The target is 4.
"""

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.tables import load_tables
from samspelet_lib.period import Period
from samspelet_lib.plan.load import load_plan
from samspelet_lib.plan.matpunkt import RowSelection
from samspelet_lib.rules.indicators import followed, indicator_figures
from samspelet_lib.rules.kind_flow import age_groups  # noqa: F401 - loads what the first run would

ROOT = Path(__file__).resolve().parent.parent
TARGET = 4
ANSWERS = ("i_mycket_stor_utstrackning", "i_stor_utstrackning", "i_liten_utstrackning", "inte_alls", "ej_aktuellt")


def _days(random: np.random.Generator, size: int, first: str, span: int) -> pd.Series:
    days = np.datetime64(first, "D") + random.integers(0, span, size).astype("timedelta64[D]")
    return pd.Series(days.astype("datetime64[us]"))


def _participants(random: np.random.Generator, insatser: list[str], size: int) -> pd.DataFrame:
    starts = _days(random, size, "2025-01-01", 700)
    stops = starts + pd.to_timedelta(random.integers(10, 400, size), unit="D").astype("timedelta64[us]")
    persons = pd.Series(np.arange(size) % (size * 9 // 10)).astype(str)
    return pd.DataFrame(
        {
            "insats": random.choice(insatser, size),
            "person": "p" + persons,
            "kon": random.choice(["kvinna", "man"], size),
            "fodelsear": pd.array(random.integers(1961, 2010, size), dtype="Int64"),
            "remitterande_part": random.choice(["forsakringskassan", "karlstad"], size),
            "forsorjning_start": random.choice(["ekonomiskt_bistand", "sjukpenning"], size),
            "nasta_steg": random.choice(["arbete", "rehabiliteringssamverkan", "inget"], size),
            "startdatum": starts,
            "slutdatum": stops.where(random.random(size) < 0.6),
        }
    )


def _answers(random: np.random.Generator, people: pd.DataFrame, size: int) -> pd.DataFrame:
    whose = people.iloc[random.integers(0, len(people), size)]
    questions = ["stod_som_behovs", "eget_inflytande", "stod_i_kontakter", "redo_for_arbete"]
    return pd.DataFrame(
        {
            "insats": whose["insats"].to_numpy(),
            "person": whose["person"].to_numpy(),
            "omgang": random.choice(["tre_manader", "avslut"], size),
            "fraga": random.choice(questions, size),
            "svar": random.choice(ANSWERS, size),
            "datum": _days(random, size, "2026-01-01", 330),
        }
    )


def _typed(name: str, columns: pd.DataFrame) -> pd.DataFrame:
    table = load_tables()[name]
    empty = table.empty()
    frame = columns.reindex(columns=empty.columns)
    return frame.fillna({"_kalla": 0, "_rad": 0}).astype(empty.dtypes.to_dict())


def _deliveries(size: int, insatser: list[str]) -> Deliveries:
    random = np.random.default_rng(1)
    people = _participants(random, insatser, size)
    frames = {name: table.empty() for name, table in load_tables().items()}
    frames["deltagare"] = _typed("deltagare", people)
    frames["upplevd_process"] = _typed("upplevd_process", _answers(random, people, size))
    return Deliveries(frames, (), {}, (), (), (), ())


def _bare(frames: dict[str, pd.DataFrame], selections: list[RowSelection]) -> int:
    """One group-by for each selection, of the columns it names, without filters, dates or verdicts."""
    groups = 0
    for selection in selections:
        frame = frames[selection.table]
        keys = ["insats", *selection.where]
        unit = selection.per or ("person" if "person" in frame else "insats")
        groups += len(frame.groupby(keys)[unit].nunique())
    return groups


def _selections(plan, frames) -> list[RowSelection]:
    found = []
    for _, _, matpunkt in followed(plan):
        readings = [r for i in matpunkt.open_interpretations for r in i.readings if r.sets]
        for as_read in (matpunkt, *(matpunkt.read_as(reading) for reading in readings)):
            own = [s for s in (as_read.base, as_read.count, as_read.value) if isinstance(s, RowSelection)]
            found += own if own and all(len(frames[s.table]) for s in own) else []
    return found


def _best(run, times: int = 3) -> float:
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def main(size: int) -> None:
    """Prints the three numbers."""
    plan = load_plan(ROOT / "params", 2026)
    deliveries = _deliveries(size, [insats.id for insats in plan.insatser])
    selections = _selections(plan, deliveries.frames)
    period = Period.parse("2026-10")
    figures = [f for f in indicator_figures(plan, deliveries, period) if f.value is not None]
    rules = _best(lambda: indicator_figures(plan, deliveries, period))
    bare = _best(lambda: _bare(dict(deliveries.frames), selections))
    print(f"{size} participants and {size} answers: {len(figures)} figures with a value")
    print(f"rules {rules:.2f} s, {len(selections)} bare group-bys {bare:.2f} s, ratio {rules / bare:.2f} (target {TARGET})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
