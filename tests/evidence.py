"""Writes down what the tests of accessibility find on every page: `make evidence`. Not a test itself.

Every page in reports/, and of the working material that has been made.

The tillgänglighetsredogörelse tells what stands in the file, its day among it; so it is written only when somebody
has the pages tested, and kept with the program. Tests by people who use assistive technology are filled in by hand
under `people` and are left as they stand.
"""

import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import browser as b
import page_rules
from page_checks import look

ROOT = Path(__file__).resolve().parent.parent
EVIDENCE = ROOT / "samspelet_lib/publish/accessibility.json"


def look_at(files: list[Path]) -> list[tuple[Path, dict]]:
    """What the checks find on each page, in a browser of its own."""
    with b.started() as browser:
        return [(file, look(browser, file)) for file in files]


def main(root: Path) -> int:
    """The file written anew; 1 where anything was found."""
    files = sorted([*(root / "reports").rglob("*.html"), *(root / "var/arbetsmaterial").rglob("*.html")])
    if not files or b.CHROMIUM is None:
        print("Inget att pröva, eller ingen Chromium. Kör först: make reports", file=sys.stderr)
        return 2
    with b.started() as browser, b.visited(browser, files[0]) as visit:
        version, axe = f"Chromium {browser.version}", b.axe_version(visit)
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers) as pool:
        looked = [found for part in pool.map(look_at, (files[n::workers] for n in range(workers))) for found in part]
    found = {file.relative_to(root).as_posix(): faults for file, faults in sorted(looked, key=lambda each: each[0])}
    own = {file.relative_to(root).as_posix(): page_rules.faults(file.read_text(encoding="utf-8")) for file in files}
    markup = b.markup_faults(files)
    for name, faults in [*found.items(), *own.items(), ("HTML", markup)]:
        print(name, faults) if any(faults.values() if isinstance(faults, dict) else faults) else None
    before = json.loads(EVIDENCE.read_text(encoding="utf-8")) if EVIDENCE.is_file() else {}
    count = {check: sum(len(faults[check]) for faults in found.values()) for check in next(iter(found.values()))}
    rest = sum(count[check] for check in ("drawings", "keyboard", "paper"))
    told = {
        "tested_on": date.today().isoformat(),  # noqa: DTZ011  the day of the test, on the tester's calendar
        "pages": len(files),
        "browser": version,
        "axe": axe,
        "axe_rules": b.RULES,
        "axe_faults": count["axe"],
        "own_faults": sum(map(len, own.values())) + rest,
        "markup_faults": len(markup),
        "overflows": count["reflow"],
        "requests": count["outside"],
        "people": before.get("people", []),
    }
    EVIDENCE.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, ensure_ascii=False))
    return int(sum(count.values()) + len(markup) + told["own_faults"] > 0)


if __name__ == "__main__":
    sys.exit(main(ROOT))
