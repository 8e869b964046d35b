"""What many förbund cost: `python -m benchmarks.forbund [--count 10] [--months 1]`, and what 80 of them would.

The förbund are ours over again under other ids, with made-up deliveries of their own. They are run as a folder
of förbund (`samspelet run PERIOD --params FOLDER`), release and all. What is measured is said apart from what
is extrapolated, which is linear: förbund share nothing, so twice as many take twice as long on the same cores.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WANTED, MONTHS = 80, 12
_REFUSED_ROWS = 5  # the made-up deliveries have faults on purpose, so a run ends with this code


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


def measure(work: Path, params: Path, data: Path, month: int) -> float:
    """Seconds of one month's run of every förbund.

    Raises:
        RuntimeError: a förbund got no pages.
    """
    command = [sys.executable, "-m", "samspelet_lib.cli", "run", f"2026-{month:02}"]
    folders = ["--params", str(params), "--data", str(data), "--out", str(work / "out")]
    started = time.perf_counter()
    done = subprocess.run([*command, *folders], cwd=ROOT, check=False, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode not in {0, _REFUSED_ROWS}:
        raise RuntimeError(done.stdout[-3000:] + done.stderr[-3000:])
    return seconds


def main() -> None:
    """Generates, runs, and tells."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10)
    options.add_argument("--months", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="samspelet-") as folder:
        work = Path(folder)
        params, data = generate(work, asked.count)
        months = range(1, asked.months + 1)
        seconds = [measure(work, params, data, month) for month in months]
        pages = len([p for p in (work / "out").rglob("reports/2026-*/*.html") if p.name != "index.html"])
        megabytes = sum(path.stat().st_size for path in (work / "out").rglob("*") if path.is_file()) / 2**20
    print(f"{os.cpu_count()} kärnor, {platform.system()}, Python {platform.python_version()}.")
    print(f"Mätt: {asked.count} förbund, {asked.months} månader, {pages} sidor på {sum(seconds):.0f} s,")
    print(f"{sum(seconds) / pages:.2f} s en sida med utgåvan inräknad, {megabytes:.0f} MB på disk.")
    factor = WANTED / asked.count * MONTHS / asked.months
    print(f"Uträknat, inte mätt: {WANTED} förbund och {MONTHS} månader, {pages * factor:.0f} sidor:")
    print(f"{sum(seconds) * factor / 3600:.1f} timmar på samma kärnor, {megabytes * factor / 1024:.1f} GB.")


if __name__ == "__main__":
    main()
