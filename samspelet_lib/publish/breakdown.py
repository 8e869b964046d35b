"""A notebook that stopped, in three lines of Swedish: where, why, and what to do."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from samspelet_lib.errors import ExitCode, SamspeletError
from samspelet_lib.publish.job import Outcome
from samspelet_lib.publish.journal import journal_of, read_journal

OUT_OF_MEMORY = (
    "Minnet tog slut.",
    "Stäng andra program, eller kör färre rapporter samtidigt, och kör igen.",
)


@dataclass(frozen=True)
class Breakdown:
    """Where a notebook stopped, why, and what to do about it; one line each."""

    where: str
    cause: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}\n{self.cause}\n{self.remedy}"


class NotebookError(SamspeletError):
    """A notebook did not run to its end; the others may well have.

    Attributes:
        breakdown: the three lines.
    """

    exit_code = ExitCode.PARTLY

    def __init__(self, breakdown: Breakdown) -> None:
        self.breakdown = breakdown
        super().__init__(breakdown)

    def __reduce__(self) -> tuple[type[Self], tuple[Breakdown]]:
        """What it is made anew from in another process; said here, as tblib cannot tell where two kinds meet."""
        return type(self), (self.breakdown,)


class NotebookMemoryError(NotebookError, MemoryError):
    """A notebook stopped because memory ran out."""


def cell_error(source: Path, target: Path, *, heading: str, error: Any) -> NotebookError:
    """Return what a cell's exception means: our own errors are help texts, others need a closer look.

    Args:
        source: the notebook that ran.
        target: the executed notebook.
        heading: the last heading before the cell; may be empty.
        error: papermill's `PapermillExecutionError`.
    """
    where = _place(source, error.exec_count, heading)
    if error.ename == "MemoryError":
        return NotebookMemoryError(Breakdown(where, *OUT_OF_MEMORY))
    first, *rest = error.evalue.strip().splitlines() or [""]
    if error.ename in _names_of(SamspeletError):
        remedy = " ".join(line.strip() for line in rest)
        return NotebookError(Breakdown(where, first, remedy or "Rätta det och kör igen."))
    cause = f"{error.ename}: {first}" if first else str(error.ename)
    remedy = f"Öppna {target}: felet står i cellen. Hjälper inte det, visa filen för den som sköter programmet."
    return NotebookError(Breakdown(where, cause, remedy))


def explain(outcome: Outcome, source: Path, target: Path) -> NotebookError | None:
    """Return what stopped a job that ran `source` into `target`; None when it is done.

    What the job itself could not say, since its process was killed, is read from the journal that it kept.
    """
    if outcome.status == "ok" or isinstance(outcome.error, NotebookError):
        return outcome.error if isinstance(outcome.error, NotebookError) else None
    if outcome.status in {"died", "deadline"}:
        return interrupted(source, target, outcome.cause)
    if outcome.status == "memory":
        return NotebookMemoryError(Breakdown(source.name, *OUT_OF_MEMORY))
    cause, *rest = outcome.cause.splitlines()
    ours = " ".join(line.strip() for line in rest) or "Rätta det och kör igen."
    bug = "Det är ett fel i programmet. Visa det för den som sköter det."
    return NotebookError(Breakdown(source.name, cause, ours if outcome.error else bug))


def interrupted(source: Path, target: Path, cause: str) -> NotebookError:
    """Return the error of a notebook whose process ended in the middle, and mark what is left of it.

    Args:
        source: the notebook that ran.
        target: where the executed notebook was to be. What had come out so far is written there, with `cause`
            in the cell that was running.
        cause: what ended the process, as a sentence in Swedish.
    """
    left = read_journal(journal_of(target))
    if left is None:
        when = "efter sista cellen" if target.exists() else "före första cellen"
        return NotebookError(Breakdown(source.name, cause, f"Det hände {when}. Kör igen."))
    notebook, step = left
    count = 1 + max((cell.get("execution_count") or 0 for cell in notebook.cells), default=0)
    _mark(notebook, step.cell, count=count, cause=cause)
    _write(notebook, target)
    journal_of(target).unlink()
    where = _place(source, count, step.heading)
    return NotebookError(Breakdown(where, cause, f"Öppna {target}: cellen som avbröts är märkt."))


def _place(source: Path, count: int, heading: str) -> str:
    """Say which cell it was, by its heading and by the number that JupyterLab shows beside it."""
    place = f"{source.name}, cell [{count}]"
    return f"{place} under rubriken ”{heading}”" if heading else place


def _names_of(kind: type[BaseException]) -> set[str]:
    return {kind.__name__}.union(*(_names_of(narrower) for narrower in kind.__subclasses__()))


def _mark(notebook: Any, number: int, *, count: int, cause: str) -> None:
    """Put the cause in the cell that was running and on top, as papermill does with a cell that failed."""
    from nbformat import v4  # noqa: PLC0415  a slow import, which only a failure needs
    from papermill.execute import ERROR_MARKER_TAG  # noqa: PLC0415

    cell = notebook.cells[number - 1]
    if cell.cell_type == "code":
        cell.execution_count = count
        output: Any = v4.new_output  # nbformat has no types here
        cell.outputs.append(output("error", ename="Avbruten", evalue=cause, traceback=[cause]))
    text: Any = v4.new_markdown_cell
    top = text(f"**Körningen avbröts i cell [{count}].** {cause}")
    top.metadata["tags"] = [ERROR_MARKER_TAG]  # papermill takes such cells away before it runs the file again
    notebook.cells.insert(0, top)


def _write(notebook: Any, target: Path) -> None:
    from papermill.iorw import write_ipynb  # noqa: PLC0415

    write_ipynb(notebook, str(target))
