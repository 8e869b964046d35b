"""How many are unknown, told by what is left: of a whole less its parts, and of a base less those who said yes or no.

Shares no code with what leaves such numbers out.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from samspelet_lib.figure import ABOUT_PEOPLE, OF_A_BASE, Figure, Mark
from samspelet_lib.release.audit_reading import printed
from samspelet_lib.release.disclosure import DisclosureRules

_Dims = frozenset[tuple[str, str]]


def unknown_by_difference(figures: Sequence[Figure], rules: DisclosureRules) -> Iterator[tuple[Figure, str]]:
    """The figures of which it follows how few are unknown, or said no, though they do not tell it themselves."""
    tables: dict[tuple[str, _Dims], dict[_Dims, Figure]] = defaultdict(dict)
    for figure in figures:
        if figure.disclosure in ABOUT_PEOPLE and figure.mark in {None, Mark.HIDDEN}:
            dims = frozenset(figure.dims.items())
            split = frozenset((name, value) for name, value in dims if name in rules.splitting)
            tables[figure.measure, dims - split][split] = figure
    for table in tables.values():
        for split, whole in table.items():
            for name in rules.splitting:
                parts = [
                    part for own, part in table.items() if own > split and {each for each, _ in own - split} == {name}
                ]
                yield from _left(whole, parts, rules)


def _left(whole: Figure, parts: Sequence[Figure], rules: DisclosureRules) -> Iterator[tuple[Figure, str]]:
    """What a whole and its parts tell of each other."""
    told, silent = [each for each in parts if each.missing], [each for each in parts if not each.missing]
    unknown = sum(each.missing or 0 for each in told)
    if whole.missing and told and silent and 0 < whole.missing - unknown < rules.threshold:
        yield silent[0], "helhetens saknade uppgifter minus de andra delarnas"
    if told and not silent and not whole.missing:
        counts = printed(whole)
        yes = [counts[part] for part in OF_A_BASE & counts.keys()]
        if yes and 0 < counts.get("denominator", 0) - yes[0] - unknown < rules.threshold:
            yield whole, "basen minus delarnas saknade uppgifter"
