"""What a public release says of figures that it hides: their mark and nothing else, all alike."""

from collections.abc import Iterable, Iterator

from samspelet_lib.figure import Figure, Mark, Verdict
from samspelet_lib.release.store import Edition, Release

_EMPTY = (
    "value", "numerator", "denominator", "answers", "invited", "missing", "low", "high", "on", "shown", "note",
    "verdict_reason",
)  # fmt: skip
_PARTS = ("numerator", "denominator", "answers", "invited", "missing", "low", "high")


def more_than_marks(release: Release) -> Iterator[tuple[str, str]]:
    """Hidden figures that say more than their mark, by id, with the field; never its content."""
    if release.edition is not Edition.PUBLIC:
        yield "hela filen", "utgåvan är inte den publika"
    for figure in release.figures:
        if figure.mark is Mark.HIDDEN:
            yield from ((figure.id, f"fältet {name} är ifyllt fast talet inte visas") for name in _told(figure))


def shown_though_hidden(before: Iterable[Figure], now: Release) -> Iterator[tuple[str, str]]:
    """Figures of an older file beside a release that tell what the release hides of them: value, parts or verdict."""
    today = {figure.id: figure for figure in now.figures}
    for figure in before:
        if figure.id in today and _tells_more(figure, today[figure.id]):
            yield figure.id, "en äldre fil visar det som den nya utgåvan döljer"


def _tells_more(figure: Figure, today: Figure) -> bool:
    if today.mark is Mark.HIDDEN:
        return any(_told(figure))
    is_judged = today.verdict is Verdict.CONFIDENTIAL and (_is_judged(figure) or figure.verdict_reason is not None)
    return is_judged or any(getattr(figure, name) is not None and getattr(today, name) is None for name in _PARTS)


def _told(figure: Figure) -> Iterator[str]:
    yield from (name for name in _EMPTY if getattr(figure, name) is not None)
    if figure.decimals:
        yield "decimals"
    if _is_judged(figure):
        yield "verdict"


def _is_judged(figure: Figure) -> bool:
    return figure.verdict not in (None, Verdict.CONFIDENTIAL)
