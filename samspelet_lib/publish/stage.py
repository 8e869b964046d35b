"""A folder that is filled in private and put in place whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE_FOLDER, PRIVATE_FILE, PUBLIC_FOLDER, PUBLIC_FILE = 0o700, 0o600, 0o755, 0o644


@contextmanager
def staging(folder: Path, var: Path) -> Iterator[Path]:
    """A new folder to fill, on the same file system as the one it will replace; gone when the block ends."""
    stage = var / "stage" / f"{folder.name}.{os.getpid()}"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=PRIVATE_FOLDER, parents=True)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def put_in_place(stage: Path, folder: Path, *, is_public: bool) -> None:
    """The stage becomes the folder; what stood there before is removed afterwards."""
    for path in (stage, *stage.rglob("*")):
        modes = (PUBLIC_FOLDER, PUBLIC_FILE) if is_public else (PRIVATE_FOLDER, PRIVATE_FILE)
        path.chmod(modes[0] if path.is_dir() else modes[1])
    folder.parent.mkdir(parents=True, exist_ok=True)
    before = stage.with_name(f"{stage.name}.before")
    shutil.rmtree(before, ignore_errors=True)
    if folder.exists():
        folder.rename(before)
    stage.rename(folder)
    shutil.rmtree(before, ignore_errors=True)


def write_whole(path: Path, text: str) -> None:
    """A file that is either the old one or the new one, never half of it."""
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
