"""What the public may see of an exact release: the policy's rules, linked suppression and the attacker's word."""

from collections.abc import Sequence

from samspelet_lib.errors import DisclosureError
from samspelet_lib.figure import Figure
from samspelet_lib.period import Period
from samspelet_lib.plan.model import Plan
from samspelet_lib.plan.policy import Policy
from samspelet_lib.release.audit import attack
from samspelet_lib.release.disclosure import DisclosureRules, Weights
from samspelet_lib.release.marks import hide
from samspelet_lib.release.relations import check_covered, check_measures, relations_of
from samspelet_lib.release.store import Edition, Release
from samspelet_lib.release.suppress import Hidden, protect

_CHECKPOINTS, _WHOLE, _BASE, _SHOWN = "checkpoints", "whole", "base", "shown"


def rules_of(plan: Plan) -> DisclosureRules:
    """The policy as the rules of disclosure control, with what the plan's definitions tell of counts.

    Source: params/policy.toml, class and disclosure.

    Raises:
        RefusedError: the policy names a measure that does not exist.
    """
    policy, settings = plan.policy, plan.policy.disclosure
    bases: dict[str, int] = {rule.rule: rule.min_base or 0 for rule in policy.classes}
    check_measures((*(each.measure for each in settings.relations.named), *settings.weights.measures))
    return DisclosureRules(
        threshold=policy.smallest_shown,
        low=settings.low,
        always_shown=frozenset(rule.id for rule in policy.classes if rule.rule == _SHOWN),
        experience_base=bases.get(_BASE, 0),
        sensitive_base=bases.get(_WHOLE, 0),
        statistic_base=settings.statistic_base,
        zeros=settings.zeros,
        weights=Weights(**settings.weights.model_dump()),
        **relations_of(plan),
    )


def to_public(release: Release, plan: Plan, history: Sequence[Release] = ()) -> tuple[Release, tuple[Hidden, ...]]:
    """The release as anybody may see it, and the private log of what was hidden and why.

    Between checkpoints figures about persons are hidden whole, so that no month can be taken from the next.
    What is left is protected together with all that was published before, and then attacked.

    Raises:
        DisclosureError: something protected could be told from the publications; nothing may be published.
        RefusedError: the policy does not say how a measure about people hangs together with others.
    """
    rules = rules_of(plan)
    check_covered(release.figures, plan.policy.disclosure.relations, rules)
    held = tuple(figure if _is_time(figure, release, plan.policy) else hide(figure) for figure in release.figures)
    published = [earlier.figures for earlier in history]
    found = protect(held, published, rules)
    breaches = attack(found.figures, published, rules, secrets=found.secrets)
    if breaches:
        named = "\n".join(f"  • {breach}" for breach in breaches)
        raise DisclosureError(f"Utgåvan skulle röja uppgifter om enskilda. Inget har publicerats.\n{named}")
    public = release.model_copy(update={"edition": Edition.PUBLIC, "figures": found.figures})
    return public, found.log


def _is_time(figure: Figure, release: Release, policy: Policy) -> bool:
    """Whether the figure's class may be shown at this kind of period; a mark tells nothing at any time."""
    rule = policy.rule(figure.disclosure).rule
    if figure.value is None or rule not in {_CHECKPOINTS, _WHOLE}:
        return True
    return Period.parse(release.period).kind in policy.disclosure.checkpoints
