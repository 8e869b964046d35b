"""A real PostgreSQL for tests: the one that SAMSPELET_TEST_POSTGRES names, or one of our own in a temporary folder.

PostgreSQL refuses to run as root; started by root it runs as the user `postgres`.
"""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import URL, make_url

VARIABLE = "SAMSPELET_TEST_POSTGRES"
_BINARIES = Path("/usr/lib/postgresql")
_SECONDS = 60


@contextmanager
def postgres() -> Iterator[URL]:
    """The address of a database to write in, gone afterwards if it is our own; skips, saying why, without one."""
    named = os.environ.get(VARIABLE)
    if named:
        yield make_url(named).set(drivername="postgresql+psycopg")
        return
    binaries = _newest()
    account = _account()
    folder = Path(mkdtemp(prefix="samspelet-postgres-"))
    try:
        yield from _own(binaries, account, folder)
    finally:
        shutil.rmtree(folder)


def _newest() -> Path:
    versions = sorted(_BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not versions:
        pytest.skip(f"PostgreSQL finns inte här och {VARIABLE} är inte satt: proven mot en riktig databas kördes inte")
    return versions[-1].parent


def _account() -> str | None:
    """The user to run as, when we are root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        pytest.skip("Användaren postgres finns inte: proven mot en riktig databas kördes inte")


def _own(binaries: Path, account: str | None, folder: Path) -> Iterator[URL]:
    if account:
        shutil.chown(folder, account)
    data, port = folder / "data", _free_port()

    def run(program: str, *arguments: str) -> None:
        # Output goes to a file: the server inherits it, and a pipe would never be closed.
        with (folder / "log").open("ab") as log:
            command = [str(binaries / program), *arguments]
            subprocess.run(command, check=True, stdout=log, stderr=log, user=account, cwd=folder, timeout=_SECONDS)

    run("initdb", "--pgdata", str(data), "--username", "prov", "--auth", "trust", "--encoding", "UTF8", "--no-sync")
    run("pg_ctl", "start", "--wait", "--pgdata", str(data), "--options", f"-p {port} -k {folder} -F -h 127.0.0.1")
    try:
        yield URL.create("postgresql+psycopg", "prov", host="127.0.0.1", port=port, database="postgres")
    finally:
        if (data / "postmaster.pid").exists():  # a test may have stopped it
            run("pg_ctl", "stop", "--wait", "--mode", "immediate", "--pgdata", str(data))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
