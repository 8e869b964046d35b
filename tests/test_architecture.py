"""The house as it was drawn: which room may use which, who touches what, how big things are, and where they lie."""

import ast
import json
import re
import statistics
import typing
from enum import Enum
from fnmatch import fnmatch
from pathlib import Path

import pytest
from samspelet import PARAMS, plan

from samspelet_lib.data.tables import load_tables
from samspelet_lib.errors import EXIT_MEANINGS
from samspelet_lib.figure import Model, Target

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "samspelet_lib"
GROUND = ["errors", "garbage", "period", "swedish", "figure", "project", "arguments"]
ROOMS = ["plan", "data", "rules", "release", "report", "publish", "explore", "cli"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MODULES = {
    path.relative_to(CODE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in CODE.rglob("*.py")
}
FUNCTIONS = {
    f"{name}: {node.name}": node
    for name, tree in MODULES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
}
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_MEDIAN, LONGEST_PARAMS = 300, 30, 10, 200
WRITES = {
    "write_text",
    "write_bytes",
    "mkdir",
    "unlink",
    "rmdir",
    "touch",
    "symlink_to",
    "rmtree",
    "copyfile",
    "copytree",
}


def room(name):
    return name.split("/", maxsplit=1)[0].removesuffix(".py")


def imports(tree):
    """Every module that is imported anywhere in the tree, and every name that is imported from one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports say whole names"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(name):
    """The rooms and modules of the project that a module imports, as paths below the package."""
    return {
        found.removeprefix("samspelet_lib.") for found in imports(MODULES[name]) if found.startswith("samspelet_lib.")
    }


def literals(tree):
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def in_rooms(*names):
    return [name for name in MODULES if room(name) in names]


def test_every_module_is_on_the_list():
    """No room and no module of the ground floor goes without a place."""
    assert {room(name) for name in MODULES} - {*GROUND, *ROOMS} == {"__init__"}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_only_go_up_the_list(name):
    """A module uses its own room and those above it; the ground floor knows no room at all."""
    order = [*GROUND, *ROOMS]
    used = {found.split(".")[0] for found in own_imports(name)} - {room(name)}
    if room(name) in GROUND:
        assert used <= set(GROUND)
    elif room(name) != "__init__":
        assert [other for other in used if order.index(other) > order.index(room(name))] == []


def imports_below(start):
    """What the ground floor's modules import, module by module, from one of them."""
    found, waiting = set(), [start]
    while waiting:
        for other in {used.split(".")[0] for used in own_imports(f"{waiting.pop()}.py")} - found:
            found.add(other)
            waiting.append(other)
    return found


@pytest.mark.parametrize("name", GROUND)
def test_the_ground_floor_has_no_circle(name):
    """No module of the ground floor comes back to itself."""
    assert name not in imports_below(name)


@pytest.mark.parametrize("name", sorted(in_rooms("report")))
def test_report_sees_releases_and_nothing_behind_them(name):
    """A page is made of releases: neither plan, data nor rules is imported, and of release only the store."""
    used = {found for found in own_imports(name) if found.split(".")[0] not in {*GROUND, "report"}}
    assert {found for found in used if not f"{found}.".startswith("release.store.")} == set()


def test_no_page_sees_what_an_analyst_sees():
    """Raw deliveries are looked at in exploration alone: neither report nor publish, nor the command line, knows it."""
    assert {name for name in MODULES if room(name) != "explore" and "explore" in _rooms_used(name)} == set()


def _rooms_used(name):
    return {found.split(".")[0] for found in own_imports(name)}


def test_audit_does_not_trust_what_hides():
    """Whoever checks the hiding works it out alone."""
    checking = [name for name in MODULES if name.startswith("release/audit")]
    used = {found for name in checking for found in own_imports(name)}
    assert [found for found in used if re.match(r"release\.(suppress|primary|secondary|linked)", found)] == []


def test_one_room_reads_params():
    """Files of params are named in plan alone, but for the one that marks a project."""
    files = {path.name for path in PARAMS.rglob("*.toml")} - {f"{insats.id}.toml" for insats in plan().insatser}
    named = {(room(name), text) for name, tree in MODULES.items() for text in literals(tree) if text in files}
    assert {found for found in named if found[0] != "plan"} == {("project", "forbund.toml")}
    readers = {room(name) for name, tree in MODULES.items() if "tomllib" in imports(tree)}
    assert readers <= {"plan", "data", "explore"}  # data reads its schemas, explore the rules' worked cases


READERS = {"python_calamine", "sqlalchemy", "psycopg", "pyarrow", "xlrd", "openpyxl"}


def test_one_room_reads_deliveries():
    """What opens a delivered file or a database is imported and called in data alone."""
    used = {(room(name), found) for name, tree in MODULES.items() for found in imports(tree)}
    assert {found for found in used if found[1].split(".")[0] in READERS and found[0] != "data"} == set()
    called = {(room(name), word) for name, tree in MODULES.items() for word in attributes(tree)}
    assert {found for found in called if re.match(r"read_(csv|excel|parquet|sql)|reader$|DictReader$", found[1])} <= {
        ("data", word) for _, word in called
    }


def attributes(tree):
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_one_room_writes_reports():
    """Only publish knows where the public pages lie, only the store where releases lie, and rules write nothing."""
    assert {room(name) for name, tree in MODULES.items() if "reports" in attributes(tree)} == {"publish"}
    assert {name for name, tree in MODULES.items() if "releases" in literals(tree)} == {"release/store.py"}
    silent = in_rooms(*GROUND, "plan", "rules", "report", "cli")
    assert {name: attributes(MODULES[name]) & WRITES for name in silent if attributes(MODULES[name]) & WRITES} == {}


def words_of_the_language():
    """Ordinary words that params and code must share: the tables' names and codes, the grammar's, the units."""
    for table in load_tables().values():
        yield table.id
        for column in table.columns:
            yield from (column.id, *column.codes)
    yield from (
        unit for _, _, m in plan().all_matpunkter() if isinstance(m.target, Target) for unit in (m.target.unit,)
    )
    seen = set()
    for model in Model.__subclasses__():
        for field in model.model_fields.values():
            yield from choices(field.annotation, seen)


def choices(annotation, seen):
    """The values of every list of words in a type."""
    if isinstance(annotation, type) and issubclass(annotation, Enum) and annotation not in seen:
        seen.add(annotation)
        yield from (str(member.value) for member in annotation)
    if typing.get_origin(annotation) is typing.Literal:
        yield from map(str, typing.get_args(annotation))
    for part in typing.get_args(annotation):
        yield from choices(part, seen)


def ids_of_the_plan():
    return {insats.id for insats in plan().insatser} | {matpunkt.id for _, _, matpunkt in plan().all_matpunkter()}


def test_no_code_knows_an_insats_or_a_matpunkt():
    """No id of the plan is written in code; a word that is also a table's, a code's or a unit's may be."""
    forbidden = ids_of_the_plan() - set(words_of_the_language())
    assert {insats.id for insats in plan().insatser} <= forbidden
    found = {(name, text) for name, tree in MODULES.items() for text in literals(tree) if text in forbidden}
    assert found == set()
    assert {name for name in MODULES if Path(name).stem in forbidden} == set()


def test_no_notebook_knows_an_insats_or_a_matpunkt():
    """Only the cell of parameters names an insats: the one that Run All shows."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get("tags", []):
                assert ids_of_the_plan() & set(literals(ast.parse("".join(cell["source"])))) == set(), path.name


def body_lines(name):
    """The lines of a function that do something: without docstring, comments and blank lines."""
    node = FUNCTIONS[name]
    start = node.body[0].end_lineno + 1 if ast.get_docstring(node) else node.body[0].lineno
    lines = (CODE / name.split(":")[0]).read_text(encoding="utf-8").splitlines()[start - 1 : node.end_lineno]
    return len([line for line in lines if line.strip() and not line.lstrip().startswith("#")])


def test_functions_are_short():
    """None is longer than 30 lines, and half are shorter than 10."""
    lengths = {name: body_lines(name) for name in FUNCTIONS}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}
    assert statistics.median(lengths.values()) < LONGEST_MEDIAN


@pytest.mark.parametrize(
    ("folder", "pattern", "most"), [(CODE, "*.py", LONGEST_MODULE), (PARAMS, "*.toml", LONGEST_PARAMS)], ids=str
)
def test_files_can_be_read_in_one_go(folder, pattern, most):
    """No module is longer than 300 lines, no file of params longer than 200."""
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in folder.rglob(pattern)}
    assert {name: length for name, length in lengths.items() if length > most} == {}


def test_no_module_is_a_drawer():
    """A name says what is in it."""
    drawers = {"utils", "util", "helpers", "common", "config", "constants", "misc"}
    assert {name for name in MODULES if set(Path(name).with_suffix("").parts) & drawers} == set()


def tree_of_the_readme():
    """The paths of the README's tree, and those of them that git does not hold."""
    block = next(
        block for block in re.findall(r"```text\n(.*?)```", README, flags=re.DOTALL) if "samspelet_lib/" in block
    )
    paths, ignored, parent = set(), set(), ""
    for line in block.splitlines():
        name, _, words = line.strip().partition(" ")
        path = name if not line.startswith(" ") else f"{parent}{name}"
        parent = name if not line.startswith(" ") else parent
        (ignored if "inte i versionshanteringen" in words else paths).add(path)
    return paths, ignored


def real_tree():
    """What lies in the project, and the rooms of the package; without what git ignores and what is hidden."""
    patterns = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()]
    found = [path for folder in (ROOT, CODE) for path in folder.iterdir() if not path.name.startswith((".", "__"))]
    kept = [path for path in found if not any(fnmatch(path.name, pattern) for pattern in patterns)]
    top = {path.name + "/" * path.is_dir() for path in kept if path.parent == ROOT}
    return top | {f"samspelet_lib/{path.name}/" for path in kept if path.parent == CODE and path.is_dir()}


def test_the_readmes_tree_is_the_real_one():
    """Everything in the project stands in the README's tree, and nothing else does."""
    paths, ignored = tree_of_the_readme()
    assert paths == real_tree()
    gitignore = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert ignored <= set(gitignore)


def test_the_readme_has_the_table_of_exit_codes():
    """Code by code as the program means them."""
    rows = re.findall(r"^\| (\d+) \| (.+?) \|$", README, flags=re.MULTILINE)
    assert {int(code): meaning for code, meaning in rows} == {int(c): meaning for c, meaning in EXIT_MEANINGS.items()}


def test_the_readme_links_to_what_exists():
    """Every file that the README points to is there."""
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []


def imported_at_once(name):
    """The project's modules that are imported as this one is, before any of its functions runs."""
    later = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    tree = ast.Module([node for node in MODULES[name].body if not isinstance(node, later)], [])
    return {f"{found.removeprefix('samspelet_lib.').replace('.', '/')}.py" for found in imports(tree)} & set(MODULES)


def test_no_modules_import_each_other():
    """Taking away the modules that import nothing of what is left, again and again, leaves none."""
    left = {name: imported_at_once(name) for name in MODULES}
    while free := [name for name, used in left.items() if not used & set(left)]:
        for name in free:
            del left[name]
    assert left == {}


def test_the_glossary_is_in_swedish_order():
    """Word by word as a Swedish reader looks for it: å, ä and ö come last."""
    text = (ROOT / "ORDLISTA.md").read_text(encoding="utf-8")
    words = [row.lower() for row in re.findall(r"^\| ([^|]+?) \| ", text, flags=re.MULTILINE)][1:]
    assert words == sorted(words, key=lambda word: word.translate(str.maketrans("åäö", "{|}")))
