"""TOML files of params: what is in them, or where and why they cannot be read."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from samspelet_lib.errors import Fault

# What tomllib says, and what that means: the problem and the remedy.
_REASONS = (
    (
        r"Cannot (overwrite|declare|mutate|redefine)",
        "nyckeln eller tabellen står två gånger.",
        "Ta bort den ena.",
    ),
    (
        r"Invalid date",
        "dagen finns inte, eller är inte skriven som ett datum.",
        "Skriv datumet 2026-12-31, utan citattecken.",
    ),
    (
        r"Unterminated string|Illegal character '\\n'",
        "ett citattecken saknas.",
        "Sätt citattecken både före och efter texten.",
    ),
    (r"Unclosed|inline table", "en parentes saknas.", "Se efter att varje [ och { har sin ] och }."),
    (
        r"Invalid value",
        "värdet är inte skrivet som TOML.",
        "Sätt text inom citattecken; ja och nej skrivs true och false.",
    ),
)
_DEFAULT = ("raden går inte att läsa som TOML.", "Se efter citattecken, likhetstecken och parenteser.")
_TWICE = _REASONS[0][0]
_KEY = re.compile(r"^\s*(?:\[+\s*([\w.-]+)\s*\]|([\w.-]+)\s*=)", flags=re.MULTILINE)


def read_toml(path: Path, name: str) -> dict[str, Any] | Fault:
    """The file's tables with decimal numbers exact, or why it cannot be read.

    Args:
        path: the file.
        name: what the fault calls it.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Fault(name, "", "filen saknas.", "Skriv den, eller hämta den ur förra versionen.")
    except OSError:
        return Fault(name, "", "filen går inte att öppna.", "Se efter att det är en fil och att du får läsa den.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Fault(name, f"rad {line}", "filen är inte sparad som UTF-8.", "Spara om den som UTF-8.")
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return _fault(name, text, str(error))


def _fault(name: str, text: str, said: str) -> Fault:
    """The fault of a file that is not TOML; for a key that stands twice, with the key and its line."""
    found = re.search(r"at line (\d+), column (\d+)", said)
    lines = text.rstrip().split("\n")
    line = min(int(found[1]), len(lines)) if found else len(lines)
    place = f"rad {line}"
    keys = list(_KEY.finditer("\n".join(lines[:line])))
    if re.search(_TWICE, said) and keys:
        place = f"{keys[-1][1] or keys[-1][2]}, rad {text.count(chr(10), 0, keys[-1].end()) + 1}"
    reason = next(((problem, remedy) for pattern, problem, remedy in _REASONS if re.search(pattern, said)), _DEFAULT)
    return Fault(name, place, *reason)
