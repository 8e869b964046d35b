"""The notebooks that make pages: which there are, each held to its contract before anything runs."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samspelet_lib.errors import Fault, RefusedError, UsageError
from samspelet_lib.period import PeriodKind
from samspelet_lib.publish.contract import ONCE, contract_faults, spec_of

_LAST = 99


@dataclass(frozen=True)
class Notebook:
    """A notebook that makes pages.

    Attributes:
        each: `insats` makes a page for each insats, `once` one page.
        order: its place among the period's pages.
        kinds: the kinds of period it is run for.
    """

    path: Path
    each: str
    order: int
    kinds: tuple[PeriodKind, ...]

    @property
    def name(self) -> str:
        """The notebook's name, without ending."""
        return self.path.stem


def read_notebook(path: Path) -> dict[str, Any]:
    """The notebook's JSON.

    Raises:
        RefusedError: the file is not a notebook.
    """
    content = _read(path)
    if isinstance(content, Fault):
        raise RefusedError("Anteckningsboken kan inte köras.", [content])
    return content


def _read(path: Path) -> dict[str, Any] | Fault:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError, OSError):
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        problem = "filen går inte att läsa som anteckningsbok."
        return Fault(path.name, "", problem, "Öppna den i JupyterLab och spara om, eller ta bort den.")
    return content


def find_notebooks(folder: Path) -> list[Notebook]:
    """The notebooks that make pages, in the order readers meet them, each checked against the contract.

    Raises:
        UsageError: there are none.
        RefusedError: a notebook breaks the contract; every breach of every notebook is in it.
    """
    faults: list[Fault] = []
    found: list[Notebook] = []
    for path in sorted(folder.glob("*.ipynb")):
        content = _read(path)
        if isinstance(content, Fault):
            faults.append(content)
        elif spec_of(content).get("publish", True):
            broken = contract_faults(path.name, content)
            faults += broken
            found += [] if broken else [_notebook(path, spec_of(content))]
    if faults:
        raise RefusedError("En anteckningsbok håller inte det som gäller för sidor som publiceras.", faults)
    if not found:
        raise UsageError(f"Mappen {folder.name} har inga anteckningsböcker att göra sidor av.")
    return sorted(found, key=lambda notebook: (notebook.order, notebook.name))


def _notebook(path: Path, spec: dict[str, Any]) -> Notebook:
    kinds = tuple(PeriodKind(kind) for kind in spec.get("kinds", list(PeriodKind)))
    return Notebook(path, spec.get("each", ONCE), spec.get("order", _LAST), kinds)
