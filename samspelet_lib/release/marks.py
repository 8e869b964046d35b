"""What a figure looks like once it is hidden: its mark, and nothing that tells the value."""

from samspelet_lib.figure import Figure, Mark, Verdict

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
