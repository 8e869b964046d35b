"""Whether the store remembers what has been published: a release must follow from those that readers have."""

import json
from collections.abc import Iterable
from pathlib import Path

from samspelet_lib.errors import RefusedError, UsageError
from samspelet_lib.period import Period
from samspelet_lib.release.store import Edition, Store


def check_published(store: Store, published: Iterable[Path]) -> None:
    """Refuses to go on where a published release is not the one that the store has under its number.

    What was published and is not remembered cannot be protected together with what comes.

    Raises:
        RefusedError: the pages were made on another machine, from another history.
    """
    strangers = sorted(label for path in published if (label := _stranger(store, path)))
    if strangers:
        raise RefusedError(
            f"Publicerade sidor bygger på utgåvor som inte finns i datorns var/releases: {', '.join(strangers)}. "
            "Två datorer med olika historik skulle tillsammans kunna röja enskilda, så inget har körts. "
            "Hämta mappen var/releases från den dator som gjorde sidorna, eller kör rapporten där."
        )


def _stranger(store: Store, path: Path) -> str | None:
    """What the release is called where the store does not have it as it was published; None where it does."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        period, number = Period.parse(content["period"]), int(content["number"])
    except (OSError, ValueError, KeyError, TypeError, UsageError):
        return path.parent.name
    if number not in store.numbers(period):
        return f"{period.label}, utgåva {number}"
    kept = store.read(period, Edition.PUBLIC, number)
    named = {name: content.get(name) for name in ("sequence", "previous", "follows", "basis")}
    same = named == {name: getattr(kept, name) for name in named}
    return None if same else f"{period.label}, utgåva {number}"
