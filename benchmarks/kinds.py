"""One million participants and one million answers: every kind that reads them, against bare pandas group-bys.

Run: `python -m benchmarks.kinds [rows]`. Imports are not counted. The group-bys are one for each different set
of columns that the mätpunkter and readings with rows select: no filters, no dates, no verdicts, and each set
once, however many mätpunkter use it. The target is at most four times as long.
"""

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.tables import load_tables
from samspelet_lib.period import Period
from samspelet_lib.plan.load import load_plan
from samspelet_lib.plan.matpunkt import RowSelection
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules.indicators import followed, indicator_figures

ROOT = Path(__file__).resolve().parent.parent
TARGET = 4
LEAVES = 0.6
ANSWERS = ("i_mycket_stor_utstrackning", "i_stor_utstrackning", "i_liten_utstrackning", "inte_alls", "ej_aktuellt")


def _days(random: np.random.Generator, size: int, *, first: str, span: int) -> pd.Series:
    days = np.datetime64(first, "D") + random.integers(0, span, size).astype("timedelta64[D]")
    return pd.Series(days.astype("datetime64[us]"))


def _participants(random: np.random.Generator, insatser: list[str], size: int) -> pd.DataFrame:
    starts = _days(random, size, first="2025-01-01", span=700)
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
            "slutdatum": stops.where(random.random(size) < LEAVES),
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
            "datum": _days(random, size, first="2026-01-01", span=330),
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


_Columns = tuple[str, tuple[str, ...], str]  # table, keys, and the column whose different values are counted


def _bare(frames: Mapping[str, pd.DataFrame], wanted: set[_Columns]) -> int:
    return sum(len(frames[table].groupby(list(keys))[unit].nunique()) for table, keys, unit in sorted(wanted))


def _columns(plan: Plan, frames: Mapping[str, pd.DataFrame]) -> set[_Columns]:
    found = set()
    for _, _, matpunkt in followed(plan):
        readings = [r for i in matpunkt.open_interpretations for r in i.readings if r.sets]
        for as_read in (matpunkt, *(matpunkt.read_as(reading) for reading in readings)):
            own = [s for s in (as_read.base, as_read.count, as_read.value) if isinstance(s, RowSelection)]
            if own and all(len(frames[s.table]) for s in own):
                found |= {(s.table, ("insats", *s.where), s.per or "person") for s in own}
    return found


def _best(run: Callable[[], object], times: int = 3) -> float:
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
    wanted = _columns(plan, deliveries.frames)
    period = Period.parse("2026-10")
    figures = [f for f in indicator_figures(plan, deliveries, period) if f.value is not None]
    rules = _best(lambda: indicator_figures(plan, deliveries, period))
    bare = _best(lambda: _bare(deliveries.frames, wanted))
    print(f"{size} participants and {size} answers: {len(figures)} figures with a value")
    print(f"rules {rules:.2f} s, {len(wanted)} bare group-bys {bare:.2f} s, ratio {rules / bare:.2f} (target {TARGET})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
