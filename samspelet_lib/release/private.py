"""What is private is so from its first byte: only the user may read it, and nothing of it lies in a shared folder."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
_OTHERS = 0o077
_TEMPORARY = "TMPDIR"


@contextmanager
def privately(var: Path) -> Iterator[None]:
    """All that is written while the block runs is the user's own, by libraries and child processes too.

    What is to be public is opened by whoever publishes it.

    Args:
        var: the private folder; made where there is none, and closed to others where it was open.
    """
    var.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if var.stat().st_mode & _OTHERS:
        var.chmod(PRIVATE_FOLDER)
    before = os.umask(_OTHERS)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def temporaries_in(var: Path) -> Iterator[None]:
    """Temporary files lie below `var` while the block runs, those of child processes too, and are gone afterwards.

    Call it only while the run's lock is held: what a run that was killed left there is removed first.
    """
    folder = var / "tmp"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=PRIVATE_FOLDER)
    before = tempfile.tempdir, os.environ.get(_TEMPORARY)
    tempfile.tempdir = os.environ[_TEMPORARY] = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before[0]
        if before[1] is None:
            del os.environ[_TEMPORARY]
        else:
            os.environ[_TEMPORARY] = before[1]
        shutil.rmtree(folder, ignore_errors=True)


def write_private(path: Path, text: str) -> None:
    """A private file with the text, whole or not there; it is on the disk before it has its name."""
    temporary = path.with_suffix(".tmp")
    with os.fdopen(
        os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
