"""The contract that notebooks keep: which story, in which order; no logic, no figure and no output.

It is read from the file itself, before anything runs, and every breach is told with what to do instead.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from samspelet_lib.errors import Fault
from samspelet_lib.period import PeriodKind

MOST_CELLS, MOST_LINES = 24, 8
ALLOWED_IMPORT = "samspelet_lib.report"
PARAMETERS, SETUP = "parameters", "setup"
ONCE, EACH_INSATS = "once", "insats"
_GIVEN = {ONCE: {"period", "edition"}, EACH_INSATS: {"period", "edition", "insats"}}  # what a run passes
_SPEC: dict[str, tuple[type, str]] = {
    "each": (str, f"”{ONCE}” eller ”{EACH_INSATS}”"),
    "order": (int, "ett heltal"),
    "kinds": (list, "en lista av perioder"),
    "publish": (bool, "true eller false"),
}
_FORBIDDEN: dict[type[ast.AST], str] = {
    ast.FunctionDef: "en funktion",
    ast.AsyncFunctionDef: "en funktion",
    ast.ClassDef: "en klass",
    ast.Lambda: "en funktion",
    ast.For: "en slinga",
    ast.AsyncFor: "en slinga",
    ast.While: "en slinga",
    ast.comprehension: "en slinga",
    ast.If: "en förgrening",
    ast.IfExp: "en förgrening",
    ast.Match: "en förgrening",
    ast.Try: "en förgrening",
    ast.TryStar: "en förgrening",
    ast.BinOp: "en uträkning",
    ast.AugAssign: "en uträkning",
    ast.BoolOp: "en uträkning",
    ast.Compare: "en jämförelse",
    ast.Subscript: "en indexering",
    ast.JoinedStr: "en text som sätts ihop",
    ast.With: "ett with-block",
    ast.AsyncWith: "ett with-block",
}
_LOGIC_REMEDY = (
    "Lägg regeln i samspelet_lib och anropa den; utforskande anteckningsböcker hör hemma i notebooks/utforska."
)
_EXAMPLE = "Se notebooks/insats.ipynb."


def contract_faults(name: str, content: Mapping[str, Any]) -> list[Fault]:
    """Every breach of the contract in one notebook."""
    cells = content.get("cells", [])
    faults = [fault for number, cell in enumerate(cells, 1) for fault in _cell_faults(name, f"cell {number}", cell)]
    if len(cells) > MOST_CELLS:
        faults.append(Fault(name, "", f"fler än {MOST_CELLS} celler.", "Dela upp den, eller slå ihop avsnitt."))
    if not cells or cells[0].get("cell_type") != "markdown" or not re.match(r"# \S", _source(cells[0])):
        remedy = "Börja med en textcell: # Titel, och för vem sidan är."
        faults.append(Fault(name, "cell 1", "anteckningsboken börjar inte med sin titel.", remedy))
    for cell_id, count in Counter(cell["id"] for cell in cells if cell.get("id")).items():
        if count > 1:
            faults.append(
                Fault(name, "", f"{count} celler har id ”{cell_id}”.", "Ta bort den ena och lägg till den på nytt.")
            )
    if content.get("metadata", {}).get("kernelspec", {}).get("name") != "python3":
        faults.append(
            Fault(name, "kernelspec", "kärnan ska vara python3.", "Öppna med samspelet lab och välj kärnan Samspelet.")
        )
    return [*faults, *_spec_faults(name, spec_of(content)), *_tag_faults(name, content)]


def spec_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the notebook's metadata tell publishing: for what it is run, and where its pages stand."""
    return dict(content.get("metadata", {}).get("samspelet", {}))


def _source(cell: Mapping[str, Any]) -> str:
    return "".join(cell.get("source", ""))


def _tags(cell: Mapping[str, Any]) -> list[str]:
    return list(cell.get("metadata", {}).get("tags", []))


def _spec_faults(name: str, spec: Mapping[str, Any]) -> Iterator[Fault]:
    place = "metadata, samspelet"
    for key, value in spec.items():
        if key not in _SPEC:
            yield Fault(name, place, f"”{key}” har ingen verkan.", f"Det som finns: {', '.join(_SPEC)}.")
        elif type(value) is not _SPEC[key][0] or (key == "each" and value not in _GIVEN):
            yield Fault(name, f"{place}, {key}", f"”{value}” kan inte stå här.", f"Skriv {_SPEC[key][1]}.")
        elif key == "kinds" and not all(kind in list(PeriodKind) for kind in spec["kinds"]):
            remedy = f"Det som finns: {', '.join(PeriodKind)}."
            yield Fault(name, f"{place}, {key}", "en av perioderna finns inte.", remedy)


def _tag_faults(name: str, content: Mapping[str, Any]) -> Iterator[Fault]:
    tagged = {tag: [cell for cell in content.get("cells", []) if tag in _tags(cell)] for tag in (PARAMETERS, SETUP)}
    for tag, cells in tagged.items():
        if len(cells) != 1:
            yield Fault(name, "", f"det ska finnas en cell märkt ”{tag}”.", _EXAMPLE)
    given = _GIVEN.get(str(spec_of(content).get("each", ONCE)), set())
    for cell in tagged[PARAMETERS][:1]:
        declared = set(_declared(_source(cell)))
        for parameter in sorted(given - declared):
            remedy = "Varje körning anger den."
            yield Fault(name, PARAMETERS, f"parametern {parameter} saknas.", f"{remedy} {_EXAMPLE}")
        for parameter in sorted(declared - given):
            problem = f"parametern {parameter} anges inte av någon körning."
            yield Fault(name, PARAMETERS, problem, f"De som anges: {', '.join(sorted(given))}.")


def _declared(source: str) -> list[str]:
    """The parameters of a cell, one assignment each."""
    return re.findall(r"^(\w+)\s*(?::[^=]*)?=", source, flags=re.MULTILINE)


def _cell_faults(name: str, place: str, cell: Mapping[str, Any]) -> Iterator[Fault]:
    source = _source(cell)
    if not cell.get("id"):
        yield Fault(name, place, "cellen saknar id.", "Spara om i JupyterLab 4.")
    if cell.get("cell_type") == "markdown":
        yield from _prose_faults(name, place, source)
    elif cell.get("cell_type") == "code":
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield Fault(name, place, "cellen har sparade resultat.", "Spara i samspelet lab, som sparar utan dem.")
        if len(source.splitlines()) > MOST_LINES:
            yield Fault(name, place, f"cellen är längre än {MOST_LINES} rader.", _LOGIC_REMEDY)
        yield from _code_faults(name, place, (source, _tags(cell)))


def _prose_faults(name: str, place: str, source: str) -> Iterator[Fault]:
    if re.search(r"\d", re.sub(r"`[^`]*`", "", source)):
        yield Fault(
            name, place, "texten innehåller en siffra, som åldras.", "Låt ett anrop till report skriva talet i stället."
        )


def _code_faults(name: str, place: str, cell: tuple[str, list[str]]) -> Iterator[Fault]:
    source, tags = cell
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
            yield Fault(name, place, f"cellen importerar {module}.", _instead_of(module))
    if not words:
        yield from _shape_faults(name, place, (tree, tags))


def _shape_faults(name: str, place: str, cell: tuple[ast.Module, list[str]]) -> Iterator[Fault]:
    """What a cell of each sort holds: parameters are literals, and after the setup each cell is one call."""
    tree, tags = cell
    if PARAMETERS in tags:
        if not all(isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) for node in tree.body):
            yield Fault(
                name, place, "en parameter är inte ett enkelt värde.", "Skriv ett namn, = och ett värde per rad."
            )
    elif SETUP not in tags and not (
        len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr) and isinstance(tree.body[0].value, ast.Call)
    ):
        remedy = "Skriv ett anrop, till exempel report.summary(). Vilka som finns visar report ensamt i en cell."
        yield Fault(name, place, "cellen är inte ett enda anrop.", remedy)


def _instead_of(module: str) -> str:
    """What to use in place of a module that a page may not be made with."""
    if module == "samspelet_lib" or module.startswith("samspelet_lib.explore"):
        return (
            "Det visar rader om enskilda och får inte publiceras. Anropa report i stället, "
            "eller flytta anteckningsboken till notebooks/utforska."
        )
    return f"Importera bara från {ALLOWED_IMPORT}; tabeller och diagram kommer av anrop, till exempel report.money()."


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."
