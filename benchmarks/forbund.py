"""What many förbund cost: `python -m benchmarks.forbund [--count 10] [--months 12]`, and what 80 of them would.

The förbund are ours over again under other ids, with made-up deliveries of their own. They are run as a folder
of förbund (`samspelet run PERIOD --params FOLDER`), release and all, one month after the other, since each month
is protected together with those before it and so costs more. The result is a table in Markdown: what was measured,
and apart from it what is extrapolated. Over förbund that is linear: they share nothing. Over months that were not
run it follows the line through those that were.
"""

import argparse
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
WANTED, MONTHS = 80, 12
_REFUSED_ROWS = 5  # the made-up deliveries have faults on purpose, so a run ends with this code


class Cost(NamedTuple):
    """What one month's run of every förbund took: seconds by the clock and of all cores' work, and pages made."""

    wall_s: float
    cpu_s: float
    pages: int


def generate(work: Path, count: int) -> tuple[Path, Path]:
    """Folders of params and of deliveries, one a förbund."""
    params, data = work / "params", work / "leveranser"
    for number in range(1, count + 1):
        name = f"forbund_{number:02}"
        shutil.copytree(ROOT / "params", params / name)
        path = params / name / "forbund.toml"
        text, changed = re.subn(r'(?m)^id = "[^"]+"', f'id = "{name}"', path.read_text(encoding="utf-8"), count=1)
        if changed != 1:
            raise ValueError("forbund.toml has no id")
        path.write_text(text, encoding="utf-8")
        demo = [sys.executable, "-m", "samspelet_lib.cli", "demo", str(data / name), "--params", str(params / name)]
        subprocess.run(demo, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return params, data


def measure(work: Path, params: Path, data: Path, month: int) -> Cost:
    """One month's run of every förbund.

    Raises:
        RuntimeError: a förbund got no pages.
    """
    period = f"2026-{month:02}"
    command = [sys.executable, "-m", "samspelet_lib.cli", "run", period]
    folders = ["--params", str(params), "--data", str(data), "--out", str(work / "out")]
    wall, cpu = time.perf_counter(), _cpu_of_children()
    done = subprocess.run([*command, *folders], cwd=ROOT, check=False, capture_output=True, text=True)
    wall, cpu = time.perf_counter() - wall, _cpu_of_children() - cpu
    whole = [sum(_is_page(path) for path in folder.glob("*.html")) for folder in (work / "out").glob(f"*/*/{period}")]
    if done.returncode not in {0, _REFUSED_ROWS} or len(whole) != len(list(params.iterdir())) or not all(whole):
        raise RuntimeError(done.stdout[-3000:] + done.stderr[-3000:])
    return Cost(wall, cpu, sum(whole))


def _is_page(path: Path) -> bool:
    return path.name != "index.html"


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def table(costs: Sequence[Cost], count: int) -> Iterator[str]:
    """What was measured, a row a month, and the year of 80 förbund."""
    yield "| Månad | Förbund | Sidor | Klocktid, s | Processortid, s | per sida, s |"
    yield "|:-|-:|-:|-:|-:|-:|"
    for month, cost in enumerate(costs, start=1):
        yield _row(f"2026-{month:02}", count, cost)
    year, factor = whole_year(costs), WANTED / count
    if len(costs) < MONTHS:
        yield _row(f"{MONTHS} månader, uträknat", count, year)
    scaled = Cost(year.wall_s * factor, year.cpu_s * factor, round(year.pages * factor))
    yield _row(f"{MONTHS} månader, uträknat", WANTED, scaled)
    yield ""
    how = "de mätta månadernas summa" if len(costs) == MONTHS else f"linjen genom {len(costs)} mätta månader"
    yield f"Uträknat är inte mätt: {how}, gånger {WANTED}/{count} eftersom förbunden inte delar något."
    yield f"Det är {scaled.wall_s / 3600:.1f} timmar på {os.cpu_count()} kärnor."


def _row(what: str, count: int, cost: Cost) -> str:
    per_page = cost.cpu_s / cost.pages
    return f"| {what} | {count} | {cost.pages} | {cost.wall_s:.0f} | {cost.cpu_s:.0f} | {per_page:.2f} |"


def whole_year(costs: Sequence[Cost]) -> Cost:
    """The year, each month that was not run on the line through those that were."""
    months = range(1, len(costs) + 1)

    def total(part: Callable[[Cost], float]) -> float:
        known = [part(cost) for cost in costs]
        slope, start = statistics.linear_regression(months, known) if len(known) > 1 else (0.0, known[0])
        return sum(known) + sum(start + slope * month for month in range(len(costs) + 1, MONTHS + 1))

    pages = sum(cost.pages for cost in costs) * MONTHS / len(costs)
    return Cost(total(lambda cost: cost.wall_s), total(lambda cost: cost.cpu_s), round(pages))


def main() -> None:
    """Generates, runs, and tells."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10, help="how many förbund")
    options.add_argument("--months", type=int, default=MONTHS, help="how many months, from January")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="samspelet-") as folder:
        work = Path(folder)
        params, data = generate(work, asked.count)
        costs = []
        for month in range(1, asked.months + 1):
            costs.append(measure(work, params, data, month))
            print(_row(f"2026-{month:02}", asked.count, costs[-1]), file=sys.stderr, flush=True)
        size = sum(path.stat().st_size for path in (work / "out").rglob("*") if path.is_file())
    versions = ", ".join(f"{name} {version(name)}" for name in ("papermill", "nbconvert", "pandas"))
    print(f"{os.cpu_count()} kärnor, {platform.system()}, Python {platform.python_version()}, {versions}.")
    print("\n".join(["", *table(costs, asked.count)]))
    print(f"På disk: {size / 2**20 / asked.count / asked.months:.0f} MB per förbund och månad, mätt.")


if __name__ == "__main__":
    main()
