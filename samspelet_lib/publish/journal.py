"""What a notebook has shown so far, cell by cell on disk: all that is left when its process is killed."""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """The cell that a notebook has come to.

    Attributes:
        cell: its number among all cells, text cells too; the first is 1.
        cells: how many cells there are.
        heading: the last heading before it; empty before the first.
    """

    cell: int
    cells: int
    heading: str


def heading_in(cell: Any) -> str:
    """Return the last heading of a text cell; empty when it has none or is no text cell."""
    if cell.cell_type != "markdown":
        return ""
    headings: list[str] = _HEADING.findall(_FENCED.sub("", cell.source))
    return headings[-1] if headings else ""


def journal_of(target: Path) -> Path:
    """Return the file beside the executed notebook where its journal is kept while it runs."""
    return target.with_name(f"{target.name}.journal")


class Journal:
    """Notes each cell as it starts and as it ends, and tells how far the notebook has come.

    One appended JSON line per event: saving the whole notebook at every cell, as papermill can, costs time
    that grows with the square of its length.
    """

    def __init__(self, path: Path, on_step: Callable[[Step], None]) -> None:
        self._headings: list[str] = []
        self._cells = 0
        self._path = path
        self._on_step = on_step

    def hooks(self) -> dict[str, Callable[..., None]]:
        """Return the functions that nbclient calls, by its own names for them."""
        return {
            "on_notebook_start": self._notebook_started,
            "on_cell_start": self._cell_started,
            "on_cell_executed": self._cell_done,
        }

    def heading_at(self, index: int) -> str:
        """Return the last heading before a cell that has started; empty before the first."""
        return self._headings[index]

    def remove(self) -> None:
        """Throw the journal away; the executed notebook says it all."""
        self._path.unlink(missing_ok=True)

    def _notebook_started(self, notebook: Any) -> None:
        self._path.unlink(missing_ok=True)
        self._headings, self._cells = [], len(notebook.cells)
        self._note({"notebook": notebook})

    def _cell_started(self, cell: Any, cell_index: int) -> None:
        self._headings.append(heading_in(cell) or (self._headings[-1] if self._headings else ""))
        self._note({"started": cell_index})
        self._on_step(Step(cell_index + 1, self._cells, self._headings[-1]))

    def _cell_done(self, cell: Any, cell_index: int, execute_reply: object) -> None:  # noqa: ARG002
        self._note({"done": cell_index, "cell": cell})

    def _note(self, event: dict[str, Any]) -> None:
        with open(self._path, "a", encoding="utf-8", opener=_private) as file:
            file.write(json.dumps(event) + "\n")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def read_journal(path: Path) -> tuple[Any, Step] | None:
    """Return the notebook as far as it came, and the cell it was in; None when it never started.

    The last line may be cut off, where the process was killed as it wrote; it is left out.
    """
    import nbformat  # noqa: PLC0415  a slow import, which only a failure needs

    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []
    if not lines:
        return None
    to_node: Any = nbformat.from_dict
    notebook, running = to_node(json.loads(lines[0])["notebook"]), 0
    for event in map(json.loads, lines[1:]):
        running = event.get("started", running)
        if "done" in event:
            notebook.cells[event["done"]] = to_node(event["cell"])
    headings = [heading_in(cell) for cell in notebook.cells[: running + 1]]
    return notebook, Step(running + 1, len(notebook.cells), next(filter(None, reversed(headings)), ""))
