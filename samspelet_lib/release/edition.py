"""What the public may see of an exact release, by the rule of each figure's class."""

from samspelet_lib.figure import Figure, Mark, Verdict
from samspelet_lib.plan.policy import Policy
from samspelet_lib.release.store import Edition, Release

_HIDDEN_PARTS = {
    "value": None,
    "mark": Mark.HIDDEN,
    "numerator": None,
    "denominator": None,
    "answers": None,
    "invited": None,
    "missing": None,
    "low": None,
    "high": None,
    "on": None,
    "shown": None,
    "note": None,
}


def to_public(release: Release, policy: Policy) -> Release:
    """The release with every figure hidden that its class does not let the public see."""
    figures = tuple(figure if is_public(figure, policy) else hide(figure) for figure in release.figures)
    return release.model_copy(update={"edition": Edition.PUBLIC, "figures": figures})


def is_public(figure: Figure, policy: Policy) -> bool:
    """Whether the figure may be shown as it is; a figure without a value tells nothing.

    Source: params/policy.toml, class.
    """
    rule = policy.rule(figure.disclosure)
    if figure.value is None or rule.rule == "shown":
        return True
    if rule.rule == "base":
        base = figure.answers if figure.answers is not None else figure.denominator
        return bool(figure.invited) and base is not None and base >= (rule.min_base or 0)
    return False


def hide(figure: Figure) -> Figure:
    """The figure with its mark and nothing that tells the value: a derived part is hidden with it."""
    verdict = {"verdict": Verdict.CONFIDENTIAL, "verdict_reason": None} if figure.verdict else {}
    return figure.model_copy(update=_HIDDEN_PARTS | verdict)
