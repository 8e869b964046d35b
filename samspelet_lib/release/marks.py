"""What a figure looks like once it is hidden: its mark, and nothing that tells the value."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from samspelet_lib import swedish
from samspelet_lib.figure import Figure, Mark, Unit, Verdict
from samspelet_lib.release.disclosure import DisclosureRules

_NOTHING = dict.fromkeys(
    (
        "value",
        "numerator",
        "denominator",
        "answers",
        "invited",
        "missing",
        "low",
        "high",
        "on",
        "shown",
        "note",
    )
)


def hide(figure: Figure) -> Figure:
    """The figure with `..`; what is derived from its count goes with it, the verdict too."""
    verdict = {"verdict": Verdict.CONFIDENTIAL, "verdict_reason": None} if figure.verdict else {}
    return figure.model_copy(update={**_NOTHING, "mark": Mark.HIDDEN, **verdict})


def without_hidden_parts(figures: Sequence[Figure], exact: Mapping[str, Figure]) -> Iterator[Figure]:
    """The figures, without verdicts that tell of a hidden part.

    A mätpunkt that is judged for women and men each has the verdict of the one that did least well, and says
    so. Where a part is hidden such a verdict stays only if it is the worst there is and speaks of the whole.
    """
    hidden: dict[Place, list[Figure]] = defaultdict(list)
    for figure in figures:
        judged = exact.get(figure.id)
        if figure.mark is Mark.HIDDEN and judged is not None and judged.verdict and figure.dims.sex:
            hidden[_whole_of(figure)].append(judged)
    for figure in figures:
        parts = hidden.get(_whole_of(figure), []) if figure.value is not None and not figure.dims.sex else []
        yield figure if all(_is_of_the_whole(figure, part) for part in parts) else _unjudged(figure)


Place = tuple[tuple[str, str], ...]
_WORST = frozenset({Verdict.NOT_REACHED, Verdict.AT_RISK})


def _whole_of(figure: Figure) -> Place:
    return (("measure", figure.measure), *((name, value) for name, value in figure.dims.items() if name != "sex"))


def _is_of_the_whole(figure: Figure, part: Figure) -> bool:
    return figure.verdict in _WORST and (part.verdict_reason or "") not in (figure.verdict_reason or "")


def _unjudged(figure: Figure) -> Figure:
    return figure.model_copy(update={"verdict": Verdict.CONFIDENTIAL, "verdict_reason": None})


def as_printed(figure: Figure, rules: DisclosureRules) -> Figure:
    """The figure with its share in no more digits than are printed, as somebody may count backwards from it."""
    if figure.unit is not Unit.SHARE or figure.value is None or not rules.is_hideable(figure):
        return figure
    return figure.model_copy(update={"value": swedish.rounded(figure.value, figure.decimals + 2)})
