"""What can go wrong, in the reader's words, and the exit code each kind gives.

A `SamspeletError` is something the user can mend: it is shown as text, never as a traceback. Everything
else is a bug and keeps its traceback. A message says what, where, why and what to do, and never quotes
personal data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """The program's exit codes; README and tests hold the same table."""

    DONE = 0
    BUG = 1
    USAGE = 2
    REFUSED = 3
    DISCLOSURE = 4
    PARTLY = 5
    LOCKED = 6
    DIFFERS = 7
    INTERRUPTED = 130


EXIT_MEANINGS: dict[ExitCode, str] = {
    ExitCode.DONE: "klart; planen kan ha anmärkningar, de står i rapporten",
    ExitCode.BUG: "fel i programmet; skicka spårningen till den som sköter det",
    ExitCode.USAGE: "kommandot eller en parameter är felskriven",
    ExitCode.REFUSED: "params eller leveranser godtas inte; inget har körts",
    ExitCode.DISCLOSURE: "personnummer eller röjanderisk; inget har publicerats",
    ExitCode.PARTLY: "klart, men en rapport misslyckades eller en leverans underkändes; övriga publicerade",
    ExitCode.LOCKED: "en annan körning pågår i samma mapp",
    ExitCode.DIFFERS: "verify: sidorna skiljer sig från det som publicerades",
    ExitCode.INTERRUPTED: "avbruten",
}


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend: where it is, what is wrong and what to do.

    Attributes:
        file: path relative to the folder the user named, with `/`.
        place: key path in a params file; sheet, row and column in a delivery; empty for the whole file.
        problem: what is wrong and why it matters, in Swedish, without personal data.
        remedy: what to do, in Swedish.
    """

    file: str
    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.problem} {self.remedy}".rstrip()


class SamspeletError(Exception):
    """A fault the user can mend; its text is the help."""

    exit_code = ExitCode.USAGE

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in the cell in place of a traceback, which would bury the words."""
        return str(self).splitlines()


class UsageError(SamspeletError):
    """The command or a parameter is wrong."""


class RefusedError(SamspeletError):
    """Params or deliveries are not accepted; nothing was run.

    Attributes:
        faults: every fault of every file, sorted.
    """

    exit_code = ExitCode.REFUSED

    def __init__(self, heading: str, faults: Sequence[Fault] = ()) -> None:
        self.heading = heading
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join([heading, *(f"  • {fault}" for fault in self.faults)]))


class DisclosureError(SamspeletError):
    """A personal identity number or a disclosure risk was found; nothing was published."""

    exit_code = ExitCode.DISCLOSURE


class LockedError(SamspeletError):
    """Another run holds the output folder."""

    exit_code = ExitCode.LOCKED
