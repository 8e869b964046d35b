"""Whether a folder's pages are of one release and one period, as they themselves say."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from samspelet_lib.errors import UsageError
from samspelet_lib.period import Period
from samspelet_lib.publish.reading import Page
from samspelet_lib.release.store import Release

_INDEX, _OLDER, _NUMBER, _PERIOD = "index", "Äldre utgåva", "Utgåva ", "Period: "
Found = tuple[str, str, str]  # file, place, relation


@dataclass(frozen=True)
class Manifest:
    """What the folder's list says: the release, and of each page its release and whether it is older."""

    release: int = 0
    pages: dict[str, tuple[int, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, content: bytes) -> "Manifest":
        """The list as read; empty where it cannot be."""
        try:
            found = json.loads(content)
            pages = {row["file"]: (row["release"] or 0, bool(row["is_older"])) for row in found["pages"]}
            return cls(int(found["release"]), pages)
        except (ValueError, KeyError, TypeError):
            return cls()


def provenance(folder: str, pages: dict[str, Page], release: Release, *, manifest: Manifest) -> Iterator[Found]:
    """Pages of another release or period than the folder's, or that the folder's list does not name."""
    if _folder(release.period) != folder:
        yield "release.json", "", "hör till en annan period än mappen"
    if manifest.release != release.number:
        yield "release.json", "", "är en annan utgåva än sidlistan säger"
    for name, page in pages.items():
        file = f"{name}.html"
        number, is_older = manifest.pages.get(file, (release.number, False))
        if name != _INDEX and file not in manifest.pages:
            yield file, "", "står inte i sidlistan: en sida som har blivit kvar"
        # A page that would come out the same is left, and says the release that it was made from.
        yield from ((file, "sidans huvud", fault) for fault in _faults(page, release, number, is_older=is_older))


def _faults(page: Page, release: Release, number: int, *, is_older: bool) -> Iterator[str]:
    label = Period.parse(release.period).label
    said = {fact.removeprefix(_NUMBER) for fact in page.facts if fact.startswith(_NUMBER)}
    periods = {fact.removeprefix(_PERIOD) for fact in page.facts if fact.startswith(_PERIOD)}
    if said != {str(number)}:
        yield "sidan är av en annan utgåva än sidlistan säger"
    if periods != {label}:
        yield "sidan gäller en annan period än mappen"
    if is_older and not any(_OLDER in banner for banner in page.banners):
        yield "sidan är äldre men säger det inte"


def is_period(folder: str) -> bool:
    """Whether a folder among the pages is a period's."""
    return _folder(folder) == folder


def _folder(period: str) -> str:
    try:
        return Period.parse(period).folder
    except UsageError:
        return ""
