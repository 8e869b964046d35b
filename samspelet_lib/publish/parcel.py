"""A page's job, packed so that another machine can do it: notebook, releases and facts, but no person-level data."""

import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from samspelet_lib.errors import SamspeletError
from samspelet_lib.project import MARKER, Project
from samspelet_lib.publish.job import Outcome
from samspelet_lib.publish.page_run import Page, PageRun
from samspelet_lib.publish.pool import SINGLE_THREAD, run_jobs
from samspelet_lib.release.private import PRIVATE_FOLDER
from samspelet_lib.release.store import Edition, Store

_PROGRAM = "import sys; from samspelet_lib.publish.parcel import main; main(*sys.argv[1:])"
_PARCEL, _RETURNED = "parcel", "returned"


@dataclass(frozen=True)
class Parcel:
    """All that a page is made from.

    Attributes:
        files: content by path below the project's folder: the notebook, and the releases that it reads.
    """

    page: Page
    run: PageRun
    files: dict[str, bytes]


@dataclass(frozen=True)
class Returned:
    """What became of it.

    Attributes:
        files: content by path below the stage: the page and what can be fetched from it; empty where it failed.
        notebook: as executed, where it was.
    """

    outcome: Outcome
    files: dict[str, bytes]
    notebook: bytes | None


def pack(page: Page, run: PageRun) -> bytes:
    """The page's parcel, as bytes."""
    edition, out = Edition(run.edition), run.project.out
    store = Store(run.project.var)
    release = store.read(run.period, edition, run.built.number)
    before = [store.before(release), *(store.named(name, edition) for name in release.earlier)]
    paths = [path for found in (release, *before) if found for path in store.files(found)]
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}
    files[f"notebooks/{page.notebook.name}"] = page.notebook.read_bytes()
    files[MARKER.as_posix()] = b""  # by which a report finds its project
    nowhere = Project(Path(), Path(), "", Path())  # the database's address is none of the cluster's business
    told = replace(run, project=nowhere, stage=Path(), executed=Path())
    return pickle.dumps(Parcel(replace(page, notebook=Path(page.notebook.name)), told, files))


def work_off(packed: bytes, deadline_s: float) -> Returned:
    """Do the parcel's work in a process of its own, in a folder that is gone afterwards; called on the cluster."""
    with tempfile.TemporaryDirectory(prefix="samspelet-") as folder:
        place = Path(folder)
        (place / _PARCEL).write_bytes(packed)
        command = [sys.executable, "-c", _PROGRAM, folder, str(deadline_s)]
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, capture_output=True, text=True, check=False, cwd=folder, env=os.environ | SINGLE_THREAD
        )
        if not (place / _RETURNED).is_file():
            raise SamspeletError(f"The job's process ended with {done.returncode}: {done.stderr[-2000:]}")
        returned: Returned = pickle.loads((place / _RETURNED).read_bytes())  # noqa: S301  our own bytes
        return returned


def _unpack(folder: Path) -> tuple[Page, PageRun]:
    """The page and its run as they are in this folder.

    Raises:
        SamspeletError: this machine has another version of the program, so the bytes would not be the same.
    """
    from samspelet_lib.release.basis import program_digest  # noqa: PLC0415

    parcel: Parcel = pickle.loads((folder / _PARCEL).read_bytes())  # noqa: S301  our own bytes
    if parcel.run.program[:1] != (program_digest(),):
        raise SamspeletError("Klustret har en annan version av programmet. Uppdatera det på alla dess maskiner.")
    for name, content in parcel.files.items():
        path = folder / name
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        path.write_bytes(content)
    project = Project(folder, folder / "params", str(folder / "leveranser"), folder)
    stage, executed = folder / "stage", folder / "executed"
    for made in (stage, executed):
        made.mkdir(mode=PRIVATE_FOLDER)
    run = replace(parcel.run, project=project, stage=stage, executed=executed, engine="nbclient")
    return replace(parcel.page, notebook=folder / "notebooks" / parcel.page.notebook.name), run


def main(place: str, deadline_s: str) -> None:
    """Make the page of the parcel in the folder `place`, and leave there what came of it."""
    folder = Path(place)
    from samspelet_lib.publish.pages import explained, job  # noqa: PLC0415 - slow, and only where a parcel is opened

    try:
        page, run = _unpack(folder)
    except SamspeletError as error:
        outcome = Outcome("", "exception", error=error, kind=type(error).__name__, message=str(error))
        (folder / _RETURNED).write_bytes(pickle.dumps(Returned(outcome, {}, None)))
        return
    outcome = explained(run_jobs([job(page, run)], workers=1, deadline_s=float(deadline_s))[0], page, run)
    made = sorted(path for path in run.stage.rglob("*") if path.is_file())
    files = {path.relative_to(run.stage).as_posix(): path.read_bytes() for path in made}
    returned = Returned(replace(outcome, value=None), files, _bytes(run.executed / f"{page.name}.ipynb"))
    (folder / _RETURNED).write_bytes(pickle.dumps(returned))


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
