"""What is to be done in a process of its own, and how it ended."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from samspelet_lib.errors import SamspeletError

Status = Literal["ok", "exception", "memory", "died", "deadline"]
Tell = Callable[[object], None]


@dataclass(frozen=True)
class Job:
    """One thing to do in a process of its own.

    Attributes:
        name: what the outcome is called.
        run: what to do. It is given a function that sends a picklable object to the parent while it works.
            For workers that are spawned it must be picklable itself.
        log: where the process writes what goes past Python, such as the last words of a crash; None for the
            parent's own streams. A private place: nobody has checked what is in it.
    """

    name: str
    run: Callable[[Tell], object]
    log: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """How a job ended.

    Attributes:
        name: the job's.
        status: `exception` and `memory` were raised, `died` ended without a word, `deadline` was killed.
        value: what the job returned, when `ok`.
        error: the exception, when it is one of ours and so a help text.
        kind: the exception's class, the signal's name or `exit 3`.
        message: the exception's text.
        text: its traceback.
        duration_s: from the start of the process.
    """

    name: str
    status: Status
    value: object = None
    error: SamspeletError | None = None
    kind: str = ""
    message: str = ""
    text: str = ""
    duration_s: float = 0.0

    @property
    def cause(self) -> str:
        """What ended the job, in Swedish; empty when it is `ok`."""
        if self.error is not None:
            return str(self.error)
        killed = "; oftast betyder det att minnet tog slut" if self.kind == "SIGKILL" else ""
        return {
            "ok": "",
            "exception": f"{self.kind}: {self.message}",
            "memory": "Minnet tog slut.",
            "died": f"Processen dog ({self.kind}){killed}.",
            "deadline": f"Den blev inte klar i tid och avbröts efter {self.duration_s:.0f} s.",
        }[self.status]
