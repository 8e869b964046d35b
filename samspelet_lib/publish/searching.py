"""Searches bytes that are to be published for what may stand in none of them.

Identity numbers, pseudonyms and names from the deliveries, paths, names of user and computer, secrets in addresses
and e-mail addresses that nobody has decided to publish. Tells where and what kind, never what.
"""

import getpass
import json
import re
import socket
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from samspelet_lib.data.identity import has_identity_number
from samspelet_lib.release.store import Release

_DATA = re.compile(rb"base64,[A-Za-z0-9+/=]+|<style>.*?</style>|\sd=\"[^\"]*\"", re.DOTALL)
_PATH = re.compile(
    r"(?<![\w./:<-])(?:/(?:home|root|tmp|var|Users|usr|opt|mnt|srv|etc|private)/[\w.-]+|[A-Z]:\\\\?[\w.-]+)"
)
_SECRET = re.compile(
    r"\b[a-z][a-z0-9+.-]*://[^/\s\"'<>@]+:[^/\s\"'<>@]+@"
    r"|\b(?:password|passwd|pwd|l[öo]senord|api[_-]?key|secret|token)\s*[=:]\s*[^\s<>\"',;]{3,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(?:postgresql|postgres|mysql|mssql|oracle|sqlite)(?:\+\w+)?://",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]*\w")
_HEX = re.compile(r"\b[0-9a-f]{16,}\b")
_SIGNS = ("://", "passw", "pwd", "senord", "key", "secret", "token")
_MARKUP = str.maketrans(dict.fromkeys('<>="', "\n"))
_LEAST = 4  # letters of a name that can be told from an ordinary word
_ORDINARY = {"root", "user", "admin", "runner", "localhost", "jupyter", "debian", "ubuntu", "main", "build", "docker"}


@dataclass(frozen=True)
class Search:
    """What is looked for.

    Attributes:
        mails: addresses that may be published.
        names: names of user and computer.
        is_from_rows: whether a text holds a pseudonym or a name that stands in the deliveries.
        folders: folders of this project on this computer.
    """

    mails: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    folders: tuple[str, ...] = ()
    is_from_rows: Callable[[str], bool] = field(default=lambda _text: False)


class Here(NamedTuple):
    """What tells of this computer: names of its user and itself, and folders."""

    names: frozenset[str]
    folders: tuple[str, ...]


def here(*folders: Path) -> Here:
    """The names and folders of this computer that no page may hold."""
    found = {socket.gethostname().split(".")[0], *_user()}
    names = frozenset(name for name in found if len(name) >= _LEAST and name.casefold() not in _ORDINARY)
    return Here(names, tuple(sorted({str(path) for path in folders if len(str(path)) > _LEAST})))


def mails_in(release: Release) -> tuple[frozenset[str], str]:
    """The e-mail addresses in the plan's own texts, and those texts as one, in small letters."""
    parts = (release.texts, release.sources, release.insatser, release.matpunkter, release.rows)
    plan = "\n".join(entry.model_dump_json() for part in parts for entry in part)
    plan = f"{plan}\n{release.forbund}\n{release.forbund_name}".casefold()
    return frozenset(_MAIL.findall(plan)), plan


def _user() -> set[str]:
    try:
        return {getpass.getuser(), Path.home().name}
    except (KeyError, OSError, RuntimeError):
        return set()


def faults_in(name: str, content: bytes, search: Search) -> Iterator[str]:
    """The kinds of things that a file must not hold and does."""
    if has_identity_number(name):
        yield "personnummer i filens namn"
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(BytesIO(content)) as book:
            for part in book.namelist():
                yield from (f"{fault} ({part})" for fault in faults_in(part, book.read(part), search))
        return
    text = _DATA.sub(b" ", content).decode("utf-8", errors="replace")
    yield from _kinds(text, search)
    if _has_identity(name, text):
        yield "personnummer eller samordningsnummer"


def _kinds(text: str, search: Search) -> Iterator[str]:
    if any(sign in text.casefold() for sign in _SIGNS) and _SECRET.search(text):
        yield "lösenord eller databasadress"
    if _PATH.search(text) or any(folder in text for folder in search.folders):
        yield "sökväg på en dator"
    if any(name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in search.names):
        yield "namn på en användare eller dator"
    if "@" in text and {mail.casefold() for mail in _MAIL.findall(text)} - search.mails:
        yield "e-postadress som inte är beslutad att visas"
    if search.is_from_rows(text):
        yield "löpnummer eller namn ur en leverans"


def _has_identity(name: str, text: str) -> bool:
    """Whether an identity number stands there; checksums are none, nor are amounts in öre in data."""
    if not has_identity_number(_HEX.sub(" ", text.translate(_MARKUP))):
        return False
    if not name.endswith(".json"):
        return True
    try:
        values = _values(json.loads(text))
    except ValueError:
        return True
    return any(has_identity_number(_HEX.sub(" ", value)) for value in values)


def _values(content: object, *, is_amount: bool = False) -> Iterator[str]:
    if isinstance(content, dict):
        amount = content.get("unit") == "öre"
        for key, value in content.items():
            yield key
            yield from _values(value, is_amount=amount and key != "dims")
    elif isinstance(content, list):
        for value in content:
            yield from _values(value, is_amount=is_amount)
    elif isinstance(content, str) or not (is_amount or isinstance(content, bool) or content is None):
        yield str(content)
