"""One run at a time in an output folder; a lock whose holder is gone holds nobody."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from samspelet_lib.errors import LockedError
from samspelet_lib.release.private import PRIVATE_FILE, PRIVATE_FOLDER, privately, temporaries_in

NAME = "lock"


@contextmanager
def working_in(var: Path) -> Iterator[None]:
    """Holds the folder's lock while the block runs; all that it writes is private till it is opened.

    Raises:
        LockedError: another run holds it; the text names its process.
    """
    with holding(var), privately(var), temporaries_in(var):
        yield


@contextmanager
def holding(var: Path) -> Iterator[None]:
    """Holds the folder's lock while the block runs; the system lets go of it however the process ends.

    Raises:
        LockedError: another run holds it; the text names its process.
    """
    var.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    handle = os.open(var / NAME, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        if not _take(handle):
            holder = os.pread(handle, 40, 0).decode("ascii", "replace").strip() or "okänd"
            raise LockedError(
                f"En annan körning (process {holder}) pågår i samma mapp. Vänta tills den är klar och kör igen."
            )
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        return _take_on_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take_on_windows(handle: int) -> bool:
    import msvcrt  # noqa: PLC0415 - only on Windows

    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True
