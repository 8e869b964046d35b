"""What is due by the publication calendar: made, finished or made again; nothing twice; told in one summary."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from samspelet_lib.errors import ExitCode, LockedError, SamspeletError
from samspelet_lib.period import Period
from samspelet_lib.plan.publication import DuePeriod, load_publication
from samspelet_lib.project import Project
from samspelet_lib.publish.kept import read_kept, unchanged
from samspelet_lib.publish.options import RunOptions, folder_of
from samspelet_lib.publish.stage import write_whole
from samspelet_lib.release.private import PRIVATE_FOLDER

STATUS_FILE = "status.json"
MADE, NOTHING_NEW, FINAL, FAILED = "gjord", "inget nytt", "definitiv, rörs inte", "misslyckad"
_WORST_FIRST = (ExitCode.DISCLOSURE, ExitCode.REFUSED, ExitCode.USAGE, ExitCode.PARTLY)


@dataclass(frozen=True)
class Done:
    """What was done about one period.

    Attributes:
        status: made, nothing new, final or failed.
        release: number of the release that stands, if any.
        exit_code: of this period alone.
        text: why it failed.
    """

    period: str
    due: str
    status: str
    release: int | None
    exit_code: int
    text: str = ""


@dataclass(frozen=True)
class Summary:
    """What one call did, and what comes next.

    Attributes:
        upcoming: the period that is due next, with its day; empty at the calendar's end.
    """

    today: str
    done: tuple[Done, ...]
    upcoming: str

    @property
    def exit_code(self) -> ExitCode:
        """The worst of the periods'."""
        codes = {done.exit_code for done in self.done}
        return next((code for code in _WORST_FIRST if code in codes), ExitCode.DONE)

    def to_text(self) -> str:
        """The summary, a line a period."""
        lines = [f"{done.period:<12} {done.status}{_numbered(done)}".rstrip() for done in self.done]
        texts = [f"\n{done.period}: {done.text}" for done in self.done if done.text]
        return "\n".join([f"Läget {self.today}", *(lines or ["Inget har förfallit."]), *texts, self._next()])

    def to_json(self) -> str:
        """The summary as the status file holds it."""
        content = {"exit_code": int(self.exit_code), **asdict(self)}
        return json.dumps(content, ensure_ascii=False, indent=1)

    def _next(self) -> str:
        return f"Härnäst: {self.upcoming}" if self.upcoming else "Kalendern är slut; lägg till nästa års perioder."


def run_due(project: Project, options: RunOptions) -> Summary:
    """Makes the pages of each period that is due and not final, and writes `var/status.json`.

    A period is made when it falls due, and made again as long as it is not final and something it rests on has
    changed. The first call on or after its final day makes it for the last time, with all that has come by then;
    after that it stands, whatever comes. One period's failure stops no other.

    Raises:
        LockedError: another run is at work; it writes the status.
        RefusedError: the calendar is malformed.
    """
    calendar = load_publication(project.params)
    due = [entry for entry in calendar if entry.due <= options.today]
    done = tuple(_attend(project, entry, options) for entry in due)
    later = [f"{entry.period} den {entry.due}" for entry in calendar if entry.due > options.today]
    summary = Summary(options.today.isoformat(), done, next(iter(later), ""))
    write_status(project, summary)
    return summary


def write_status(project: Project, summary: Summary) -> Path:
    """The file a monitor reads: when, how it went, and what comes next."""
    project.var.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    path = project.var / STATUS_FILE
    write_whole(path, summary.to_json() + "\n")
    return path


def _attend(project: Project, entry: DuePeriod, options: RunOptions) -> Done:
    period = Period.parse(entry.period)
    kept = unchanged(project, period, options)
    if kept is not None:
        return Done(entry.period, str(entry.due), NOTHING_NEW, kept.release, kept.exit_code)
    before = read_kept(project, period, options)
    is_finished = before is not None and before.is_whole and folder_of(project, period, options).is_dir()
    if before is not None and is_finished and before.mark == FINAL.partition(",")[0]:
        return Done(entry.period, str(entry.due), FINAL, before.release, ExitCode.DONE)
    return _make(project, entry, options)


def _make(project: Project, entry: DuePeriod, options: RunOptions) -> Done:
    from samspelet_lib.publish.run import run  # noqa: PLC0415 - heavy, and only where there is something to do

    period = Period.parse(entry.period)
    try:
        code = run(project, period, replace(options, only=(), force=False))
    except LockedError:
        raise
    except SamspeletError as error:
        return Done(entry.period, str(entry.due), FAILED, None, int(error.exit_code), str(error))
    kept = read_kept(project, period, options)
    status = MADE if kept is not None and kept.is_whole else FAILED
    return Done(entry.period, str(entry.due), status, kept.release if kept else None, int(code))


def _numbered(done: Done) -> str:
    return f", utgåva {done.release}" if done.release else ""
