"""What a run says while it works: a bar on a terminal, otherwise a line a page; or JSON lines for programs."""

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from samspelet_lib.publish.job import Outcome
from samspelet_lib.publish.journal import Step
from samspelet_lib.swedish import plural

_BAR = 20
_GREEN, _RED, _FAINT, _PLAIN = "\033[32m", "\033[31m", "\033[2m", "\033[0m"
_CLEAR_LINE = "\r\033[2K"
DONE, FAILED, UNCHANGED = "klar", "misslyckad", "oförändrad"


@dataclass(frozen=True)
class Ended:
    """How a page came out, for the closing table.

    Attributes:
        note: a word more, such as that an older page stands.
    """

    name: str
    status: str
    duration_s: float = 0.0
    note: str = ""


class Narrator:
    """Tells in lines of text; what a log file or a timer's journal gets."""

    def __init__(self, out: TextIO, *, has_color: bool = False) -> None:
        self._out = out
        self._has_color = has_color

    def begins(self, names: Sequence[str]) -> None:
        """The pages that will be made."""
        self._say(f"{plural(len(names), 'sida', 'sidor')} ska göras.")

    def step(self, name: str, step: Step) -> None:
        """A page has come to a cell."""

    def page(self, ended: Ended) -> None:
        """A page is done, or is left as it stands."""
        self._say(f"{ended.name:<32} {self._status(ended.status)}{_time(ended)}")

    def closing(self, all_pages: Sequence[Ended], index: Path) -> None:
        """All pages in a table, and where to look."""
        width = max((len(ended.name) for ended in all_pages), default=0)
        self._say("")
        for ended in all_pages:
            self._say(f"  {ended.name:<{width}}  {self._status(ended.status)}{_time(ended)}  {ended.note}".rstrip())
        counts = [f"{sum(e.status == s for e in all_pages)} {s}" for s in (DONE, UNCHANGED, FAILED)]
        self._say(f"{plural(len(all_pages), 'sida', 'sidor')}: {', '.join(counts)}.\nÖppna {index}")

    def failure(self, title: str, text: str) -> None:
        """A page that failed: where, why and what to do."""
        self._say(f"\n{title} kunde inte göras.\n{text}")

    def notice(self, text: str) -> None:
        """Something the user should know."""
        self._say(f"\n{text}")

    def skipped_all(self, label: str, release: int, index: Path) -> None:
        """Nothing has changed since the last run."""
        self._say(f"Inget har ändrats för {label} sedan utgåva {release}; alla sidor hoppas över. Öppna {index}")

    def end(self) -> None:
        """Leave the terminal as it was."""

    def _status(self, status: str) -> str:
        color = {DONE: _GREEN, FAILED: _RED, UNCHANGED: _FAINT}[status]
        padded = f"{status:<10}"
        return f"{color}{padded}{_PLAIN}" if self._has_color else padded

    def _say(self, text: str) -> None:
        self._out.write(text + "\n")
        self._out.flush()


class Bar(Narrator):
    """Tells on one line of a terminal, over and over, with the pages that are done above it."""

    def __init__(self, out: TextIO, *, has_color: bool) -> None:
        super().__init__(out, has_color=has_color)
        self._share: dict[str, float] = {}
        self._now = ""
        self._started = time.monotonic()

    def begins(self, names: Sequence[str]) -> None:
        """The pages that will be made."""
        self._share = dict.fromkeys(names, 0.0)
        self._started = time.monotonic()
        self._draw()

    def step(self, name: str, step: Step) -> None:
        """A page has come to a cell."""
        self._share[name] = (step.cell - 1) / step.cells
        self._now = f"{name}: {step.heading}" if step.heading else name
        self._draw()

    def page(self, ended: Ended) -> None:
        """A page is done; it moves up above the line."""
        self._share[ended.name] = 1.0
        super().page(ended)
        self._draw()

    def end(self) -> None:
        """Take the line away."""
        self._out.write(_CLEAR_LINE)
        self._out.flush()

    def _say(self, text: str) -> None:
        self._out.write(_CLEAR_LINE)
        super()._say(text)

    def _draw(self) -> None:
        done = sum(self._share.values()) / max(len(self._share), 1)
        filled = round(done * _BAR)
        line = f"[{'#' * filled}{'.' * (_BAR - filled)}] {_left(time.monotonic() - self._started, done)}  {self._now}"
        self._out.write(_CLEAR_LINE + line[: _columns() - 1])
        self._out.flush()


@dataclass
class JsonLines(Narrator):
    """Tells in JSON, one object a line."""

    out: TextIO
    titles: dict[str, str] = field(default_factory=dict)

    def begins(self, names: Sequence[str]) -> None:
        """The pages that will be made."""
        self._event("begins", pages=list(names))

    def step(self, name: str, step: Step) -> None:
        """A page has come to a cell."""
        self._event("cell", page=name, cell=step.cell, cells=step.cells, heading=step.heading)

    def page(self, ended: Ended) -> None:
        """A page is done, or is left as it stands."""
        self._event("page", page=ended.name, status=ended.status, duration_s=round(ended.duration_s, 3))

    def closing(self, all_pages: Sequence[Ended], index: Path) -> None:
        """All pages, and where to look."""
        pages = [{"page": ended.name, "status": ended.status, "note": ended.note} for ended in all_pages]
        self._event("closing", pages=pages, index=str(index))

    def failure(self, title: str, text: str) -> None:
        """A page that failed: where, why and what to do."""
        self._event("failure", title=title, text=text)

    def notice(self, text: str) -> None:
        """Something the user should know."""
        self._event("notice", text=text)

    def skipped_all(self, label: str, release: int, index: Path) -> None:
        """Nothing has changed since the last run."""
        self._event("skipped", period=label, release=release, index=str(index))

    def _event(self, event: str, **content: object) -> None:
        self.out.write(json.dumps({"event": event, **content}, ensure_ascii=False) + "\n")
        self.out.flush()


def ended(outcome: Outcome) -> Ended:
    """How a page's process came out."""
    return Ended(outcome.name, DONE if outcome.status == "ok" else FAILED, outcome.duration_s)


@contextmanager
def narrator(*, as_json: bool) -> Iterator[Narrator]:
    """The one that fits where the words go."""
    found = _choose(sys.stdout, as_json=as_json)
    try:
        yield found
    finally:
        found.end()


def _choose(out: TextIO, *, as_json: bool) -> Narrator:
    if as_json:
        return JsonLines(out)
    has_color = out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    if out.isatty() and os.environ.get("TERM") != "dumb":
        return Bar(out, has_color=has_color)
    return Narrator(out)


def _time(ended: Ended) -> str:
    return f"{ended.duration_s:5.1f} s".replace(".", ",") if ended.duration_s else " " * 7


def _left(elapsed: float, done: float) -> str:
    if not 0 < done < 1:
        return "        "
    return f"{elapsed * (1 - done) / done:3.0f} s kvar"


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
