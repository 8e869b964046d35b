"""How long deliveries take to read and check, beside the bare pandas group-bys of the same columns.

Run: `python -m benchmarks.deliveries [rows]`. Imports are not counted. First come a year and two years as they are
really delivered, the demo's many small sheets: read and checked, then the year computed, in seconds of CPU, the
least of some turns. The target is two seconds. Beside them stands the floor: its workbooks opened and their cells
taken out by calamine, and nothing done with them. Then the rows are half participants, half answers, as a workbook
and, the large number, as CSV and Parquet.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pandas as pd
from python_calamine import CalamineWorkbook

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.demo import write_demo
from samspelet_lib.data.door import open_all
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.read import read_deliveries
from samspelet_lib.period import Period
from samspelet_lib.plan.load import load_plan
from samspelet_lib.plan.model import Plan
from samspelet_lib.release.build import build

NORMAL_YEAR = 4_000
TARGET = 2  # seconds of CPU for a year
WORKBOOKS = {".xlsx", ".xls", ".ods"}
LOOKUPS = Lookups(lists={"insats": {"a": "A", "b": "B"}}, age_from=16, age_to=64)


def made(rows: int) -> dict[str, pd.DataFrame]:
    """Participants and answers, the same every time."""
    random = np.random.default_rng(1)
    half = rows // 2
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(random.integers(0, 600, rows), unit="D")
    people = pd.DataFrame(
        {
            "Insats": random.choice(["a", "b"], half),
            "Pseudonym": [f"p{number:07}" for number in range(half)],
            "Kön": random.choice(["Kvinna", "Man"], half),
            "Födelseår": random.integers(1962, 2008, half),
            "Startdatum": days[:half].strftime("%Y-%m-%d"),
        }
    )
    answers = people.loc[random.integers(0, half, rows - half), ["Insats", "Pseudonym"]].assign(
        Datum=days[half:].strftime("%Y-%m-%d"),
        Omgång=random.choice(["Efter tre månader", "Vid avslut"], rows - half),
        Fråga=random.choice(["stod", "inflytande"], rows - half),
        Svar=random.choice(["Ja", "Nej", ""], rows - half),
    )
    return {"deltagare": people, "upplevd_process": answers.drop_duplicates(["Insats", "Pseudonym", "Datum"])}


def write(frames: dict[str, pd.DataFrame], folder: Path, kind: str) -> None:
    """The frames as files of one kind."""
    for name, frame in frames.items():
        path = folder / f"{name}.{kind}"
        writers: dict[str, Callable[[], object]] = {
            "csv": lambda frame=frame, path=path: frame.to_csv(path, sep=";", index=False),
            "parquet": lambda frame=frame, path=path: frame.to_parquet(path),
            "xlsx": lambda frame=frame, path=path, name=name: frame.to_excel(
                path, sheet_name=name, index=False, engine="xlsxwriter"
            ),
        }
        writers[kind]()


def bare(deliveries: Deliveries) -> None:
    """The group-bys that the figures stand on, and nothing else."""
    deliveries.frames["deltagare"].groupby(["insats", "kon"])["person"].nunique()
    deliveries.frames["upplevd_process"].groupby(["insats", "omgang", "fraga", "svar"], dropna=False).size()


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The best of a few runs."""
    taken = []
    for _ in range(times):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return min(taken)


def measure(rows: int, kind: str) -> None:
    """Prints one line."""
    with tempfile.TemporaryDirectory() as name:
        write(made(rows), Path(name), kind)
        deliveries = read_deliveries(Path(name), LOOKUPS)
        assert not deliveries.findings
        reading = seconds(lambda: read_deliveries(Path(name), LOOKUPS))
        grouping = seconds(lambda: bare(deliveries))
    print(f"{kind:8} {rows:>9} rader: läst och kontrollerat {reading:6.2f} s, gruppering {grouping:6.3f} s")


def floor(folder: Path) -> None:
    """Every cell of the workbooks, taken out and thrown away."""
    for path in sorted(path for path in folder.rglob("*") if path.suffix in WORKBOOKS):
        book = CalamineWorkbook.from_path(str(path))
        for sheet in book.sheet_names:
            book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def measure_years(times: int = 5) -> None:
    """Prints a line for the demo's year and one for that and the year before; the year alone is computed."""
    plan = load_plan(Path("params"), 2026)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "leveranser"
        write_demo(plan, folder, seed=2026)
        for label, place in (("ett år", folder / "2026"), ("två år", folder)):
            came = open_all(str(place), plan)
            assert came.deliveries is not None
            files, rows = len({s.file for s in came.deliveries.sources}), sum(map(len, came.deliveries.frames.values()))
            taken = min((_read_and_computed(plan, place) for _ in range(times)), key=sum)
            lowest = min(_cpu(lambda place=place: floor(place)) for _ in range(times))
            print(
                f"demon, {label}: {files} filer, {rows} rader: läst och kontrollerat {taken[0]:.2f} s, räknat "
                f"{taken[1]:.2f} s, tillsammans {sum(taken):.2f} s processortid (mål {TARGET}); golv {lowest:.2f} s"
            )


def _read_and_computed(plan: Plan, place: Path) -> tuple[float, float]:
    start = process_time()
    came = open_all(str(place), plan)
    read = process_time()
    build(plan, Period.parse("2026"), came.deliveries, ledgers=came.ledgers)
    return read - start, process_time() - read


def _cpu(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    measure_years()
    measure(NORMAL_YEAR, "xlsx")
    for kind in ("csv", "parquet"):
        measure(int(sys.argv[1]) if sys.argv[1:] else 1_000_000, kind)
