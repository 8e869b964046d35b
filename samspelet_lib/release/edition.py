"""What the public may see of an exact release: the policy's rules, linked suppression and the attacker's word."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from samspelet_lib.data.dimensions import PERSONAL
from samspelet_lib.errors import DisclosureError
from samspelet_lib.figure import Figure, Mark
from samspelet_lib.garbage import unsearched
from samspelet_lib.period import Period, PeriodKind
from samspelet_lib.plan.model import Plan
from samspelet_lib.plan.policy import Policy
from samspelet_lib.release.audit import Breach, attack
from samspelet_lib.release.disclosure import DisclosureRules, Weights
from samspelet_lib.release.entries import TextEntry
from samspelet_lib.release.late_answers import without_few_new
from samspelet_lib.release.marks import hide, without_hidden_parts
from samspelet_lib.release.past import NOTHING_PUBLISHED, Past
from samspelet_lib.release.pooling import in_place_of_hidden, pools
from samspelet_lib.release.primary import primaries, primary
from samspelet_lib.release.private_log import PrivateLog, loss_of
from samspelet_lib.release.quantities import counts_of
from samspelet_lib.release.reach import ContradictionError
from samspelet_lib.release.relations import check_covered, check_measures, check_own_counts, relations_of
from samspelet_lib.release.store import Edition, Release
from samspelet_lib.release.suppress import HELD, Protected, protect
from samspelet_lib.release.waiting import (
    NOTE,
    are_corrected,
    connected_with,
    hidden_since,
    keep_published,
    next_checkpoint,
    waiting_text,
)

_WHOLE, _BASE, _SHOWN = "whole", "base", "shown"
_CONTRADICTION = (
    "Dagens uppgifter går inte ihop med det som redan är publicerat om samma år, så det går inte att räkna ut vad som "
    "kan visas. Inget har publicerats.\nSe vad som har ändrats med samspelet diff, fråga den som lämnade uppgifterna "
    "vad som gäller, och rätta leveransen."
)


def rules_of(plan: Plan) -> DisclosureRules:
    """The policy as the rules of disclosure control, with what the plan's definitions tell of counts.

    Source: params/policy.toml, class and disclosure.

    Raises:
        RefusedError: the policy names a measure that does not exist.
    """
    policy, settings = plan.policy, plan.policy.disclosure
    bases: dict[str, int] = {rule.rule: rule.min_base or 0 for rule in policy.classes}
    told_so = (share for each in settings.relations.answers for share in each.shares)
    pooled = settings.pooling.measures if settings.pooling else ()
    check_measures(
        (*(each.measure for each in settings.relations.named), *told_so, *settings.weights.measures, *pooled)
    )
    return DisclosureRules(
        threshold=policy.smallest_shown,
        low=settings.low,
        always_shown=frozenset(rule.id for rule in policy.classes if rule.rule == _SHOWN),
        yielding=frozenset(),  # what is always shown is told in more places than one, month by month too
        experience_base=bases.get(_BASE, 0),
        sensitive_base=bases.get(_WHOLE, 0),
        statistic_base=settings.statistic_base,
        option_base=settings.answers.min_base,
        split_base=settings.split_base,
        zeros=settings.zeros,
        weights=Weights(**settings.weights.model_dump()),
        **relations_of(plan),
    )


@unsearched()
def to_public(release: Release, plan: Plan, past: Past = NOTHING_PUBLISHED) -> tuple[Release, PrivateLog]:
    """The release as anybody may see it, and the private log of what was hidden and why.

    Between checkpoints figures about persons, and what they have answered, are hidden whole, so that no month can be
    taken from the next.
    What is left is protected together with all that was published before, and then attacked. Where the period
    has been published and a correction would give something away, what hangs together with it keeps what
    was published, and waits for the next checkpoint.

    Raises:
        DisclosureError: something protected could be told from the publications; nothing may be published.
        RefusedError: the policy does not say how a measure about people hangs together with others.
    """
    rules = rules_of(plan)
    check_covered(release.figures, plan.policy.disclosure.relations, rules)
    check_own_counts(release.figures, plan, rules)
    timely = tuple(told_then(release.figures, release.period, plan.policy))
    own = tuple(without_few_new(timely, past.public, rules))
    timely = (*own, *(pool for pool in pools(own, plan) if primary(pool, rules) is None))
    found, waiting = _revised(timely, release, past, rules=rules, policy=plan.policy)
    exact = {figure.id: figure for figure in release.figures}
    public = {figure.id: figure for figure in found.figures}
    rests = (figure for name, figure in public.items() if name not in exact)
    whole = (*(public.get(name) or hide(figure) for name, figure in exact.items()), *rests)
    judged = tuple(without_hidden_parts(whole, exact))
    told = tuple(in_place_of_hidden(judged))
    names = {figure.id for figure in told}
    hidden = tuple(entry for entry in found.log if entry.figure in names)
    log = PrivateLog(hidden, found.secrets, loss_of(told, hidden), tuple(sorted(waiting & names)), found.exposed)
    waits = log.waiting or any(entry.reason == HELD for entry in log.hidden)
    says = waits or _hides_corrections(judged, release, past, rules=rules)
    texts = (*release.texts, _that_some_wait(release, plan)) if says else release.texts
    return release.model_copy(update={"edition": Edition.PUBLIC, "figures": told, "texts": texts}), log


def _hides_corrections(shown: Sequence[Figure], release: Release, past: Past, *, rules: DisclosureRules) -> bool:
    """Whether something is hidden that an earlier release of the period showed, because other numbers have come since.

    What is hidden for its own content, as a share of few, waits for nothing.
    """
    own = {name.partition(":")[2] for name in primaries(release.figures, rules)}
    for public, exact in past.releases(release.period):
        hidden = hidden_since(shown, public.figures) - own
        near = connected_with(hidden, shown, rules) if hidden else frozenset()
        if hidden and (exact is None or are_corrected(release.figures, exact.figures, near)):
            return True
    return False


def _that_some_wait(release: Release, plan: Plan) -> TextEntry:
    source = plan.policy.document.pinpoint("disclosure", plan.policy.disclosure.source)
    return waiting_text(Period.parse(release.period), source)


def _revised(
    timely: Sequence[Figure], release: Release, past: Past, *, rules: DisclosureRules, policy: Policy
) -> tuple[Protected, frozenset[str]]:
    """What can be published, and the ids of what keeps what was published because its correction would tell.

    Where nothing of the period has been published, or keeping it does not help, it is hidden.

    Raises:
        DisclosureError: even so something protected could be told.
    """
    before, figures = past.before(release.period), tuple(timely)
    note = NOTE.format(checkpoint=next_checkpoint(Period.parse(release.period)))
    waiting: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    while True:
        found, breaches = _tried(figures, past, rules, policy=policy, held=held)
        told = {breach.figure for breach in breaches} | set(found.exposed) - past.exposed
        can_wait = told and (breaches or before is not None)
        near = connected_with(told, (*timely, *figures), rules) if can_wait else waiting
        if before is not None and not near <= waiting:
            waiting |= near
            figures = keep_published(timely, before.figures, waiting=waiting, note=note)
        elif breaches and not near <= held:
            held |= near
        elif breaches:
            raise _stop(breaches)
        else:
            return found, waiting


def _tried(
    figures: Sequence[Figure], past: Past, rules: DisclosureRules, *, policy: Policy, held: Collection[str]
) -> tuple[Protected, list[Breach]]:
    """The figures with what must be hidden, and what they give away all the same.

    What is held back between checkpoints is reckoned with by nobody: it tells nothing, and what is always
    shown of that month splits nobody up.
    """
    published = [tuple(told_then(earlier.figures, earlier.period, policy)) for earlier in past.public]
    try:
        found = protect(figures, published, rules, remembered=past.remembered, held=held)
    except ContradictionError as error:
        raise DisclosureError(_CONTRADICTION) from error
    secrets = None if past.secrets is None else found.secrets | past.secrets
    told = tuple(in_place_of_hidden(found.figures))
    return found, attack(told, published, rules, secrets=secrets or found.secrets)


def _stop(breaches: Iterable[Breach]) -> DisclosureError:
    named = "\n".join(f"  • {breach}" for breach in breaches)
    return DisclosureError(f"Utgåvan skulle röja uppgifter om enskilda. Inget har publicerats.\n{named}")


def told_then(figures: Iterable[Figure], period: str, policy: Policy) -> Iterator[Figure]:
    """The figures that may be shown at this kind of period; a mark that nothing has come in tells nothing.

    That there is nobody to take a share of tells something, and which of the parts of a split have nobody.

    What people have answered waits for a checkpoint too: told every month, the difference would be the answer of the
    one or two who have answered since. Answer by answer it is shown where so many have answered that the policy lets
    it. Where it is not, it is held back rather than protected: what the share tells of the answers the policy tells.
    """
    kind = Period.parse(period).kind
    for figure in figures:
        rule, has_something = policy.rule(figure.disclosure).rule, _tells_something(figure)
        is_held = rule != _SHOWN and kind not in policy.disclosure.checkpoints
        is_held |= rule == _BASE and figure.dims.option is not None and not _is_told_by_answer(figure, kind, policy)
        if not (is_held and has_something):
            yield figure


def _tells_something(figure: Figure) -> bool:
    return figure.mark in {None, Mark.HIDDEN} or (figure.mark is Mark.MISSING and _is_of_people(figure))


def _is_of_people(figure: Figure) -> bool:
    return bool(counts_of(figure)) or any(getattr(figure.dims, name) for name in PERSONAL)


def _is_told_by_answer(figure: Figure, kind: PeriodKind, policy: Policy) -> bool:
    answers = policy.disclosure.answers
    is_known = figure.invited and figure.denominator is not None
    return bool(is_known and kind in answers.periods and (figure.denominator or 0) >= answers.min_base)
