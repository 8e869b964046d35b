"""The report's sections in words: one Markdown file each, in the folder `texter` of the plan year."""

import difflib
from pathlib import Path

from samspelet_lib.errors import Fault
from samspelet_lib.plan.statements import Statements

FOLDER, SUFFIX = "texter", ".md"


def read_texts(params: Path, year: int, statements: Statements | None) -> tuple[dict[str, str], list[Fault]]:
    """The texts that somebody has written, by section, and a fault for each file that no section has."""
    known = [section.id for section in statements.sections or ()] if statements else []
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for path in sorted((params / str(year) / FOLDER).glob("*")):
        name = path.relative_to(params).as_posix()
        if path.name.startswith("."):
            continue
        if path.suffix != SUFFIX or path.stem not in known:
            near = difflib.get_close_matches(path.stem, known, n=1)
            guess = f"Menade du {near[0]}{SUFFIX}? " if near else ""
            listed = ", ".join(f"{section}{SUFFIX}" for section in known) or "inget"
            faults.append(Fault(name, "", "filen läses inte.", f"{guess}Här läses {listed}."))
            continue
        try:
            texts[path.stem] = path.read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError):
            faults.append(Fault(name, "", "filen kan inte läsas som text.", "Spara om den som UTF-8."))
    return texts, faults
