"""The notebooks that make pages: which there are, and the contract they keep.

A notebook tells which story in which order; it holds no logic, no figure and no output. The contract is
read from the file itself, before anything runs, and every breach is told with what to do instead.
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samspelet_lib.errors import Fault, RefusedError
from samspelet_lib.period import PeriodKind

MOST_CELLS, MOST_LINES = 24, 8
_LAST = 99
ALLOWED_IMPORT = "samspelet_lib.report"
_FORBIDDEN: dict[type[ast.AST], str] = {
    ast.FunctionDef: "en funktion",
    ast.AsyncFunctionDef: "en funktion",
    ast.ClassDef: "en klass",
    ast.Lambda: "en funktion",
    ast.For: "en slinga",
    ast.While: "en slinga",
    ast.comprehension: "en slinga",
    ast.If: "en förgrening",
    ast.IfExp: "en förgrening",
    ast.Match: "en förgrening",
    ast.Try: "en förgrening",
    ast.BinOp: "en uträkning",
    ast.BoolOp: "en uträkning",
    ast.Compare: "en jämförelse",
    ast.Subscript: "en indexering",
    ast.With: "ett with-block",
}
_LOGIC_REMEDY = (
    "Lägg regeln i samspelet_lib och anropa den; utforskande anteckningsböcker hör hemma i notebooks/utforska."
)


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
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        fault = Fault(
            path.name, "", "filen går inte att läsa som anteckningsbok.", "Öppna den i JupyterLab och spara om."
        )
        raise RefusedError("Anteckningsboken kan inte köras.", [fault]) from error
    return dict(content)


def find_notebooks(folder: Path) -> list[Notebook]:
    """The notebooks that make pages, in the order readers meet them, each checked against the contract.

    Raises:
        RefusedError: a notebook breaks the contract; every breach of every notebook is in it.
    """
    faults: list[Fault] = []
    found: list[Notebook] = []
    for path in sorted(folder.glob("*.ipynb")):
        content = read_notebook(path)
        spec = content.get("metadata", {}).get("samspelet", {})
        if spec.get("publish", True):
            faults += contract_faults(path.name, content)
            kinds = tuple(PeriodKind(kind) for kind in spec.get("kinds", [kind.value for kind in PeriodKind]))
            found.append(Notebook(path, spec.get("each", "once"), spec.get("order", _LAST), kinds))
    if faults:
        raise RefusedError("En anteckningsbok håller inte det som gäller för sidor som publiceras.", faults)
    return sorted(found, key=lambda notebook: (notebook.order, notebook.name))


def contract_faults(name: str, content: dict[str, Any]) -> list[Fault]:
    """Every breach of the contract in one notebook."""
    cells = content.get("cells", [])
    faults = [fault for number, cell in enumerate(cells, 1) for fault in _cell_faults(name, f"cell {number}", cell)]
    if len(cells) > MOST_CELLS:
        faults.append(Fault(name, "", f"fler än {MOST_CELLS} celler.", "Dela upp den, eller slå ihop avsnitt."))
    tags = [tag for cell in cells for tag in cell.get("metadata", {}).get("tags", [])]
    faults += [
        Fault(name, "", f"det ska finnas en cell märkt ”{tag}”.", "Se notebooks/insats.ipynb.")
        for tag in ("parameters", "setup")
        if tags.count(tag) != 1
    ]
    if content.get("metadata", {}).get("kernelspec", {}).get("name") != "python3":
        faults.append(Fault(name, "kernelspec", "kärnan ska vara python3.", "Välj kärnan Python 3 i JupyterLab."))
    return faults


def _cell_faults(name: str, place: str, cell: dict[str, Any]) -> Iterator[Fault]:
    source = "".join(cell.get("source", ""))
    if not cell.get("id"):
        yield Fault(name, place, "cellen saknar id.", "Spara om i JupyterLab 4.")
    if cell.get("cell_type") == "markdown":
        yield from _prose_faults(name, place, source)
    elif cell.get("cell_type") == "code":
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield Fault(name, place, "cellen har sparade resultat.", "Välj Edit → Clear All Outputs och spara.")
        if len(source.splitlines()) > MOST_LINES:
            yield Fault(name, place, f"cellen är längre än {MOST_LINES} rader.", _LOGIC_REMEDY)
        yield from _code_faults(name, place, source)


def _prose_faults(name: str, place: str, source: str) -> Iterator[Fault]:
    if re.search(r"\d", re.sub(r"`[^`]*`", "", source)):
        yield Fault(
            name, place, "texten innehåller en siffra, som åldras.", "Låt ett anrop till report skriva talet i stället."
        )


def _code_faults(name: str, place: str, source: str) -> Iterator[Fault]:
    if re.search(r"^\s*[%!]", source, flags=re.MULTILINE):
        yield Fault(name, place, "cellen har ett magiskt kommando (% eller !).", "Ta bort det.")
        return
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        yield Fault(name, f"{place}, rad {error.lineno}", "koden går inte att läsa.", "Rätta raden.")
        return
    words = dict.fromkeys(_FORBIDDEN[type(node)] for node in ast.walk(tree) if type(node) in _FORBIDDEN)
    for word in words:
        yield Fault(name, place, f"cellen innehåller {word}.", _LOGIC_REMEDY)
    for module in _imports(tree):
        if module != ALLOWED_IMPORT:
            yield Fault(name, place, f"cellen importerar {module}.", f"Importera bara från {ALLOWED_IMPORT}.")


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."
