"""How pools hang together with their members, and what it is worth to show one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from samspelet_lib.figure import Figure
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.linked_splits import Sum
from samspelet_lib.release.quantities import ident, is_counted, key_of, parts_of

_FEWEST = 2  # a pool is shown for one insats at least, and is then of another as well


def pool_sums(figures: Sequence[Figure]) -> Iterator[Sum]:
    """Each count of a pool is the sum of its members' counts; whoever has the page knows the members."""
    by_ident: dict[str, Figure] | None = None
    for figure in figures:
        if not figure.members or not is_counted(figure):
            continue
        by_ident = by_ident or {ident(each): each for each in figures}
        members = [by_ident.get(name) for name in members_of(figure)]
        told = [each for each in members if each is not None and is_counted(each)]
        if len(told) == len(members):
            for part in parts_of(figure):
                yield Sum(key_of(figure, part), tuple(key_of(each, part) for each in told), frozenset({"insats"}))


def members_of(pool: Figure) -> list[str]:
    """What the members of a pool are told apart by where several förbund meet."""
    return [f"{pool.dims.forbund}:{name}" for name in pool.members]


def worth_of_pools(figures: Sequence[Figure], primaries: Collection[str], rules: DisclosureRules) -> Mapping[str, int]:
    """What is lost when a pool is hidden: a share of the worth of each figure that it stands in for.

    It stands in for those that their class rule hides. Where there is but one, another has to go with it, or the one
    would be the difference; then the pool stands in for that as well.
    """
    weights = {ident(figure): rules.weight(figure) for figure in figures}
    found = {}
    for pool in (figure for figure in figures if figure.members):
        hidden = [weights[name] for name in members_of(pool) if name in primaries]
        others = sorted((weights[name] for name in members_of(pool) if name not in primaries), reverse=True)
        served = hidden + others[: max(0, _FEWEST - len(hidden))]
        found[ident(pool)] = int(Fraction(rules.weights.pooled) * sum(served))
    return found
