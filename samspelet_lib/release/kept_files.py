"""What the files of a kept release hold; a damaged one is told, or passed over where nothing else rests on it."""

import json
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from samspelet_lib.errors import SamspeletError
from samspelet_lib.figure import Figure
from samspelet_lib.release.model import Release

_KEPT_IN_MEMORY = 128  # releases; all of a year are read again and again as the next one is protected with them


def read_release(path: Path) -> Release:
    """The release that a file holds.

    Raises:
        SamspeletError: the file is damaged.
    """
    try:
        return _parsed(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise _damaged(path) from error


def read_figures(path: Path, measures: Collection[str]) -> tuple[Figure, ...]:
    """The release's figures of some measures; only they are checked, as the rest takes ten times as long.

    Raises:
        SamspeletError: the file is damaged.
    """
    try:
        return _parsed_figures(path.read_bytes(), frozenset(measures))
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise _damaged(path) from error


def read_grounds(path: Path) -> dict[str, str]:
    """What a release rests on, part by part; empty where the file is gone or damaged, as only words rest on it."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError, OSError):
        return {}


@lru_cache(maxsize=_KEPT_IN_MEMORY)
def _parsed(content: bytes) -> Release:
    """The release in these bytes; a page's worker has it from the process that it was forked from."""
    return Release.model_validate_json(content)


@lru_cache(maxsize=_KEPT_IN_MEMORY)
def _parsed_figures(content: bytes, measures: frozenset[str]) -> tuple[Figure, ...]:
    """The figures of some measures in these bytes; a worker has them as it has a release."""
    kept = json.loads(content)["figures"]
    return tuple(Figure.model_validate(figure) for figure in kept if figure["measure"] in measures)


def _damaged(path: Path) -> SamspeletError:
    return SamspeletError(
        f"Utgåvan releases/{path.parent.name}/{path.name} är skadad och kan inte läsas. "
        "Hämta den ur säkerhetskopian; en utgåva ändras aldrig."
    )
