"""Whether the store remembers what has been published: a release must follow from those that readers have."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from samspelet_lib.errors import Fault, RefusedError, UsageError
from samspelet_lib.period import Period
from samspelet_lib.release.store import Edition, Store

_PUT_BACK = "Hämta den ur säkerhetskopian eller från webbplatsen."


def check_published(store: Store, published: Iterable[Path]) -> None:
    """Refuses to go on where a published release is not the one that the store has under its number.

    What was published and is not remembered cannot be protected together with what comes.

    Raises:
        RefusedError: the pages were made on another machine, from another history; or a published file is damaged.
    """
    read = {path: _published(path) for path in published}
    damaged = [
        Fault(f"reports/{path.parent.name}/{path.name}", "", "filen är skadad och kan inte läsas.", _PUT_BACK)
        for path, content in read.items()
        if content is None
    ]
    if damaged:
        raise RefusedError(
            "Det som är publicerat kan inte jämföras med utgåvorna i var/releases, så inget har körts.", damaged
        )
    strangers = sorted(label for content in read.values() if content and (label := _stranger(store, content)))
    if strangers:
        raise RefusedError(
            f"Publicerade sidor bygger på utgåvor som inte finns i datorns var/releases: {', '.join(strangers)}. "
            "Två datorer med olika historik skulle tillsammans kunna röja enskilda, så inget har körts. "
            "Hämta mappen var/releases från den dator som gjorde sidorna, eller kör rapporten där."
        )


class _Published(NamedTuple):
    """What a published release says of itself."""

    period: Period
    number: int
    content: dict[str, Any]


def _published(path: Path) -> _Published | None:
    """None where the file cannot be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return _Published(Period.parse(content["period"]), int(content["number"]), content)
    except (OSError, ValueError, KeyError, TypeError, UsageError):
        return None


def _stranger(store: Store, published: _Published) -> str | None:
    """What the release is called where the store does not have it as it was published; None where it does."""
    period, number, content = published
    if number not in store.numbers(period):
        return f"{period.label}, utgåva {number}"
    kept = store.read(period, Edition.PUBLIC, number)
    named = {name: content.get(name) for name in ("sequence", "previous", "follows", "basis")}
    same = named == {name: getattr(kept, name) for name in named}
    return None if same else f"{period.label}, utgåva {number}"
