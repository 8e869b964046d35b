"""Which figures can tell anything of a count that may be hidden: most of a release is about money and plans."""

from collections.abc import Iterable, Sequence

from samspelet_lib.figure import Figure
from samspelet_lib.release.disclosure import DisclosureRules


def concerned(releases: Sequence[Sequence[Figure]], rules: DisclosureRules) -> list[list[Figure]]:
    """Each release with the figures that counts which may be hidden can hang together with.

    Counts hang together within their measure, by the relations that the rules declare among measures, and in pools,
    whose members name them. A measure of which every figure is always shown, and that no relation names, tells of
    nothing that is hidden anywhere.
    """
    measures = frozenset(_measures(releases, rules))
    return [[figure for figure in release if figure.measure in measures] for release in releases]


def _measures(releases: Iterable[Iterable[Figure]], rules: DisclosureRules) -> Iterable[str]:
    yield from (quantity.measure for rule in rules.declared for quantity, _ in rule.signed)
    yield from (quantity.measure for rule in rules.carried for quantity in (rule.then, rule.now))
    for release in releases:
        for figure in release:
            if rules.is_hideable(figure):
                yield figure.measure
                yield from (name.partition(";")[0] for name in figure.members)
