"""What a release rests on, as checksums: params, deliveries and program. Only the standard library.

They tell why two releases differ, and whether a run has anything to do, before anything heavy is imported.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from samspelet_lib.project import Project

_SHORT = 16
_PROGRAM = ("*.py", "*.toml", "*.css", "*.j2", "*.json", "*.woff2")


def basis_of(project: Project) -> dict[str, str]:
    """Checksums of params, deliveries, program and notebooks; deliveries in a database have none."""
    return {
        "params": _digest(project.params, project.params.rglob("*")),
        "leveranser": "" if "://" in project.data else _digest(Path(project.data), Path(project.data).rglob("*")),
        "program": program_digest(),
        "anteckningsböcker": _digest(project.notebooks, project.notebooks.glob("*.ipynb")),
    }


def inputs_of(project: Project) -> dict[str, str]:
    """Checksum of each file of params, deliveries and notebooks, by its path in its folder."""
    folders = {"params": project.params, "notebooks": project.notebooks}
    if "://" not in project.data:
        folders["leveranser"] = Path(project.data)
    return {
        f"{name}/{path.relative_to(folder).as_posix()}": hashlib.sha256(path.read_bytes()).hexdigest()
        for name, folder in sorted(folders.items())
        for path in _files(folder.rglob("*"))
    }


def program_digest() -> str:
    """Checksum of the program itself, template and schemas among it."""
    package = Path(__file__).resolve().parent.parent
    return _digest(package, (path for pattern in _PROGRAM for path in package.rglob(pattern)))


def _digest(root: Path, paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in _files(paths):
        whole.update(path.relative_to(root).as_posix().encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:_SHORT]


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    hidden = (path for path in paths if path.is_file() and "__pycache__" not in path.parts)
    yield from sorted(path for path in hidden if not path.name.startswith("."))
