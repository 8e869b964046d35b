"""What lies as data beside a period's pages, held against the release: no more than the newest release tells."""

import json
import re
from collections.abc import Iterator, Mapping

from samspelet_lib.figure import Figure
from samspelet_lib.publish.agreeing import Found
from samspelet_lib.release.audit_marks import shown_though_hidden
from samspelet_lib.release.store import Release

_EARLIER = re.compile(r"release-\d+\.json")
UNREADABLE = "går inte att läsa, så filen kan inte granskas"


def earlier_faults(files: Mapping[str, bytes], release: Release) -> Iterator[Found]:
    """Where the figures of earlier releases, kept beside the newest, tell what it hides."""
    for name in filter(_EARLIER.fullmatch, files):
        figures = _figures(files[name])
        if figures is None:
            yield name, "", UNREADABLE
        else:
            yield from ((name, *found) for found in shown_though_hidden(figures, release))


def _figures(content: bytes) -> list[Figure] | None:
    try:
        return [Figure.model_validate(figure) for figure in json.loads(content)["figures"]]
    except (ValueError, KeyError, TypeError):
        return None
