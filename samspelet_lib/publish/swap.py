"""One folder takes another's place in one step, and what a run that was killed left is put right.

On Linux the kernel exchanges the two names (`renameat2` with `RENAME_EXCHANGE`): there is no moment at which
the folder is missing. Where the system cannot do that, the old folder is set aside and the new one moved in:
two renames, and a run that is killed between them leaves the folder missing until the next run puts the old
one back. Only the standard library, so that recovery costs nothing.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_NOT_THERE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}
_ASIDE = ".before"


def swap(new: Path, folder: Path, aside: Path) -> None:
    """`new` becomes `folder`; what stood there is removed, or stands still where the swap fails.

    Args:
        new: the finished folder, on the same file system.
        folder: the place it takes.
        aside: a private folder on the same file system, for what stood there while it is removed.

    Raises:
        OSError: a rename was refused; `folder` is as it was.
    """
    if not folder.exists():
        move_in(new, folder)
    elif exchange(new, folder):
        shutil.rmtree(new)
    else:
        before = aside / f"{folder.name}{_ASIDE}"
        set_aside(folder, before)
        try:
            move_in(new, folder)
        except OSError:
            before.rename(folder)
            raise
        shutil.rmtree(before)


def exchange(new: Path, folder: Path) -> bool:
    """Whether the two names have changed places; False where this system has no such step.

    Raises:
        OSError: the system has it, and refused.
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if rename is None:
        return False
    names = (os.fsencode(new), os.fsencode(folder))
    if rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_THERE:
        return False
    raise OSError(number, os.strerror(number), str(folder))


def set_aside(folder: Path, before: Path) -> None:
    """The first of the two renames where folders cannot be exchanged."""
    shutil.rmtree(before, ignore_errors=True)
    folder.rename(before)


def move_in(new: Path, folder: Path) -> None:
    """The second of them, and the only one where nothing stood before."""
    new.rename(folder)


def recover(asides: Iterable[tuple[Path, Path]]) -> list[Path]:
    """Put back what a killed run had set aside, and remove what it was filling; the folders that were put back.

    Call it only while the run's lock is held: what is found here then belongs to nobody.

    Args:
        asides: each private folder that `swap` was given, with the folder its folders stand in.
    """
    restored = []
    for aside, base in asides:
        for before in sorted(aside.glob(f"*{_ASIDE}")):
            folder = base / before.name.removesuffix(_ASIDE)
            if not folder.exists():
                before.rename(folder)
                restored.append(folder)
        shutil.rmtree(aside, ignore_errors=True)
    return restored
