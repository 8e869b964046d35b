"""What a figure looks like once it is hidden: its mark, and nothing that tells the value."""

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


def as_printed(figure: Figure, rules: DisclosureRules) -> Figure:
    """The figure with its share in no more digits than are printed, as somebody may count backwards from it."""
    if figure.unit is not Unit.SHARE or figure.value is None or not rules.is_hideable(figure):
        return figure
    return figure.model_copy(update={"value": swedish.rounded(figure.value, figure.decimals + 2)})
