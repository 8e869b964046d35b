"""A folder that is filled in private and put in place whole."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from samspelet_lib.errors import SamspeletError
from samspelet_lib.publish.swap import recover, swap
from samspelet_lib.release.private import PRIVATE_FILE, PRIVATE_FOLDER

PUBLIC_FOLDER, PUBLIC_FILE = 0o755, 0o644
_STORAGE = {
    errno.ENOSPC: "Disken är full.",
    errno.EDQUOT: "Ditt utrymme på disken är slut.",
    errno.EROFS: "Mappen går inte att skriva i (skrivskyddad disk).",
    errno.EACCES: "Mappen går inte att skriva i (behörighet saknas).",
    errno.EPERM: "Mappen går inte att skriva i (behörighet saknas).",
    errno.ENOTDIR: "Det som ska vara en mapp är en fil.",
    errno.EXDEV: "reports och var ligger på olika diskar; de måste ligga på samma.",
    errno.EIO: "Disken svarar inte.",
}


class StorageError(SamspeletError):
    """What is written could not be written; nothing was published."""


@contextmanager
def naming_storage() -> Iterator[None]:
    """Tells a full disk, a folder that cannot be written and their like in words.

    Raises:
        StorageError: what is wrong and where; what was published stands.
    """
    try:
        yield
    except OSError as error:
        words = _STORAGE.get(error.errno or 0)
        if words is None:
            raise
        where = f" Det gäller {error.filename}." if error.filename else ""
        remedy = "Det som redan var publicerat är orört. Rätta det och kör igen."
        raise StorageError(f"{words}{where} {remedy}") from error


def require_writable(bases: Iterable[Path]) -> None:
    """Refuse a folder that finished pages could not be put in, before anything is built.

    Raises:
        OSError: it cannot be written.
    """
    for base in bases:
        if base.is_dir() and not os.access(base, os.W_OK):
            is_read_only = hasattr(os, "statvfs") and os.statvfs(base).f_flag & os.ST_RDONLY
            code = errno.EROFS if is_read_only else errno.EACCES
            raise OSError(code, os.strerror(code), str(base))


def aside_of(folder: Path, var: Path) -> Path:
    """The private place where folders are filled before they stand beside `folder`."""
    return var / "stage" / folder.parent.name


def put_right(var: Path, bases: tuple[Path, ...]) -> list[Path]:
    """The folders below `bases` that a killed run had set aside, now put back; only while the lock is held."""
    return recover((var / "stage" / base.name, base) for base in bases)


@contextmanager
def staging(folder: Path, var: Path) -> Iterator[Path]:
    """A new folder to fill, on the same file system as the one it will replace; gone when the block ends."""
    stage = aside_of(folder, var) / f"{folder.name}.{os.getpid()}"
    shutil.rmtree(stage, ignore_errors=True)
    (var / "stage").mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    stage.mkdir(mode=PRIVATE_FOLDER, parents=True)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        with contextlib.suppress(OSError):  # not empty: the two-rename way has set a folder aside there
            stage.parent.rmdir()


def put_in_place(stage: Path, folder: Path, *, is_public: bool) -> None:
    """The stage becomes the folder, in one step where the system has it (see `swap`)."""
    for path in (stage, *stage.rglob("*")):
        modes = (PUBLIC_FOLDER, PUBLIC_FILE) if is_public else (PRIVATE_FOLDER, PRIVATE_FILE)
        path.chmod(modes[0] if path.is_dir() else modes[1])
    if is_public:
        open_folder(folder.parent)
    else:
        folder.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    swap(stage, folder, stage.parent)


def open_folder(folder: Path) -> None:
    """The folder as one that anybody may read; one that is there already stays as it is."""
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(PUBLIC_FOLDER)


def write_whole(path: Path, text: str, mode: int = PRIVATE_FILE) -> None:
    """A file that is either the old one or the new one, never half of it; private unless told otherwise."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.chmod(mode)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
