"""What of a period is to be made, and where it stands. Only the standard library, for a run that has nothing to do."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from samspelet_lib.arguments import DEADLINE_S
from samspelet_lib.errors import UsageError
from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.engine import EngineName


@dataclass(frozen=True)
class RunOptions:
    """What of a period is to be made.

    Attributes:
        only: names of notebooks, pages or insatser; all where empty.
        edition: `publik` goes to `reports/`, `intern` to `var/arbetsmaterial/`.
        engine: `samspelet`, or `nbclient` as the reference.
        force: make every page again, also those that would come out the same.
        as_json: tell what happens as JSON lines.
        workers: how many pages at a time; as many as there are cores where None.
        scheduler: address of a Dask cluster that makes the pages; None for this machine.
        deadline_s: how long a page may take; one that is late is killed, and its notebook marked.
        today: decides whether a period is final; an argument, so that a year can be played through.
    """

    only: tuple[str, ...] = ()
    edition: str = "publik"
    engine: EngineName = "samspelet"
    force: bool = False
    as_json: bool = False
    workers: int | None = None
    scheduler: str | None = None
    deadline_s: float = DEADLINE_S
    today: date = field(default_factory=date.today)

    @property
    def is_public(self) -> bool:
        """Whether the pages are for anybody."""
        return self.edition == "publik"


def folder_of(project: Project, period: Period, options: RunOptions) -> Path:
    """Where the pages of a period stand in an edition."""
    return bases(project)[0 if options.is_public else 1] / period.folder


def bases(project: Project) -> tuple[Path, Path]:
    """The folders that periods' folders stand in: the public and the internal."""
    return project.reports, project.var / "arbetsmaterial"


def today_from(text: str | None) -> date:
    """The day a command is told to believe it is; by default the clock's.

    Raises:
        UsageError: the text is not a day.
    """
    try:
        return date.fromisoformat(text) if text else date.today()  # noqa: DTZ011 - the user's own calendar day
    except ValueError as error:
        raise UsageError(f"”{text}” är ingen dag. Skriv till exempel 2026-03-20.") from error


def scheduler_from(executor: str, address: str | None) -> str | None:
    """The address of the cluster that is to make the pages; None for this machine.

    Raises:
        UsageError: a cluster without an address, or an address without a cluster.
    """
    if (executor == "dask") != bool(address):
        raise UsageError("Ett kluster anges med båda: --executor dask --scheduler tcp://server:8786")
    return address
