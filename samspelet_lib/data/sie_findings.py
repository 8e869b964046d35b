"""The log of what is found in a ledger file.

Two ways in: `add` for a fault with figures of its own, `tally` for what recurs line by line and is told once
per subject with its count. A log never grows without bound: past a limit per code it counts and says so.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

from samspelet_lib import swedish
from samspelet_lib.data.identity import mask
from samspelet_lib.data.sie_catalogue import DIFFERENCES, NOTES
from samspelet_lib.data.sie_model import Level, SieFinding

KEPT_PER_CODE = 500
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

Figures: TypeAlias = dict[str, int | str]


@dataclass
class _Tally:
    line: int
    count: int = 0
    sum_ore: int = 0


class FindingLog:
    """Collects findings while a file is read; `findings` gives them in the file's order."""

    def __init__(self) -> None:
        self._kept: list[SieFinding] = []
        self._per_code: Counter[str] = Counter()
        self._first_left_out: dict[str, int] = {}
        self._tallies: dict[tuple[str, str], _Tally] = {}

    def add(self, code: str, line: int, **figures: int | str) -> None:
        """Keeps a finding with its own figures; keys that end in `_ore` are amounts."""
        self._per_code[code] += 1
        if self._per_code[code] > KEPT_PER_CODE:
            self._first_left_out.setdefault(code, line)
            return
        self._kept.append(_finding(code, line, figures))

    def tally(self, code: str, line: int, subject: str = "", *, amount_ore: int = 0) -> None:
        """Counts something that recurs; told once per subject, at its first line."""
        tally = self._tallies.setdefault((code, subject), _Tally(line))
        tally.count += 1
        tally.sum_ore += amount_ore

    def findings(self) -> tuple[SieFinding, ...]:
        """All findings, sorted by line and code."""
        found = [*self._kept, *self._told_tallies(), *self._left_out()]
        return tuple(sorted(found, key=lambda finding: (finding.line, finding.code, finding.message)))

    def _told_tallies(self) -> list[SieFinding]:
        told: list[SieFinding] = []
        per_code: Counter[str] = Counter()
        for (code, subject), tally in self._tallies.items():
            per_code[code] += 1
            if per_code[code] > KEPT_PER_CODE:
                self._per_code[code] = per_code[code]
                self._first_left_out.setdefault(code, tally.line)
                continue
            figures: Figures = {"subject": subject, "count": tally.count, "sum_ore": tally.sum_ore}
            told.append(_finding(code, tally.line, figures))
        return told

    def _left_out(self) -> list[SieFinding]:
        return [
            _finding("more_findings", line, {"subject": code, "count": self._per_code[code] - KEPT_PER_CODE})
            for code, line in self._first_left_out.items()
        ]


def safe_text(text: str) -> str:
    """The text as it may be shown: identity numbers masked, control characters as `?`."""
    return mask(_CONTROL.sub("?", text))


def _finding(code: str, line: int, figures: Figures) -> SieFinding:
    level = Level.DIFFERENCE if code in DIFFERENCES else Level.NOTE
    template = DIFFERENCES.get(code) or NOTES[code]
    safe = {key: safe_text(value) if isinstance(value, str) else value for key, value in figures.items()}
    return SieFinding(code, level, line, template.format(**_words(safe)), safe)


def _words(figures: Figures) -> dict[str, str]:
    words = {key: _word(key, value) for key, value in figures.items()}
    rows = figures.get("count")
    return words | {"rows": swedish.plural(rows, "rad", "rader")} if isinstance(rows, int) else words


def _word(key: str, value: int | str) -> str:
    if isinstance(value, str):
        return value
    if key.endswith("_ore"):
        return f"{swedish.kronor(value)}{swedish.NBSP}kr"
    return str(value).replace("-", swedish.MINUS)
