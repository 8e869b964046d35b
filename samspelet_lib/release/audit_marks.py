"""What a public release says of figures that it hides: their mark and nothing else, all alike."""

from collections.abc import Iterator

from samspelet_lib.figure import Figure, Mark, Verdict
from samspelet_lib.release.store import Edition, Release

_EMPTY = (
    "value", "numerator", "denominator", "answers", "invited", "missing", "low", "high", "on", "shown", "note",
    "verdict_reason",
)  # fmt: skip


def more_than_marks(release: Release) -> Iterator[tuple[str, str]]:
    """Hidden figures that say more than their mark, by id, with the field; never its content."""
    if release.edition is not Edition.PUBLIC:
        yield "hela filen", "utgåvan är inte den publika"
    for figure in release.figures:
        if figure.mark is Mark.HIDDEN:
            yield from ((figure.id, f"fältet {name} är ifyllt fast talet inte visas") for name in _told(figure))


def shown_though_hidden(before: Release, now: Release) -> Iterator[tuple[str, str]]:
    """Figures that an older file beside a release shows, and that the release hides."""
    hidden = {figure.id for figure in now.figures if figure.mark is Mark.HIDDEN}
    for figure in before.figures:
        if figure.id in hidden and figure.value is not None:
            yield figure.id, "en äldre fil visar det som den nya utgåvan döljer"


def _told(figure: Figure) -> Iterator[str]:
    yield from (name for name in _EMPTY if getattr(figure, name) is not None)
    if figure.verdict not in (None, Verdict.CONFIDENTIAL):
        yield "verdict"
