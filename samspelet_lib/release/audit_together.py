"""What two publications tell of several groups together: a reader adds up what is printed, and subtracts.

Shares no code with what hides. Works from the relations among the counts of each publication: where the unknown
counts of one all stand on the same side, their sum is known.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from samspelet_lib.figure import ABOUT_PEOPLE, DisclosureClass, Figure
from samspelet_lib.release.audit_publication import Publication
from samspelet_lib.release.audit_reading import Count
from samspelet_lib.release.audit_relations import Relation
from samspelet_lib.release.audit_since import few_corrected, few_since
from samspelet_lib.release.disclosure import DisclosureRules

_Group = Count  # of whom: a count without its part and its period
_Groups = frozenset[_Group]
_Numbers = dict[str, int]


class _Answers:
    """What a publication tells of those who did, were or answered something.

    Attributes:
        figures: the figure of each group.
        printed: what is printed of each group, by part.
        left: what is known of several groups together of which nothing is printed.
    """

    def __init__(self, publication: Publication) -> None:
        self.figures: dict[_Group, Figure] = {}
        self.printed: dict[_Group, _Numbers] = {}
        for reading in publication.readings:
            figure = reading.figure
            if _tells_of_some(figure):
                group = _group(reading.counts[0])
                self.figures[group] = figure
                self.printed |= {group: reading.printed} if reading.printed else {}
        self.left: dict[_Groups, _Numbers] = defaultdict(dict)
        for relation in publication.relations:
            self._subtract(relation, publication.printed)

    def _subtract(self, relation: Relation, printed: dict[Count, int]) -> None:
        """Notes what the relation leaves for those of its counts that are not printed."""
        unknown = [(count, factor) for count, factor in relation.terms if count not in printed]
        parts = {count.part for count, _ in relation.terms}
        factors = {factor for _, factor in unknown}
        groups = frozenset(_group(count) for count, _ in unknown)
        if (relation.low, relation.high) != (0, 0) or len(parts) != 1 or len(factors) != 1:
            return
        if len(groups) > 1 and groups <= self.figures.keys():
            told = sum(printed[count] * factor for count, factor in relation.terms if count in printed)
            self.left[groups][min(parts)] = -told // min(factors)

    def known(self, groups: _Groups) -> _Numbers:
        """What is known of the groups together; empty where it is not."""
        left = groups.difference(self.printed)
        pieces = [self.printed[group] for group in groups - left] + ([self.left.get(left, {})] if left else [])
        shared = set.intersection(*(set(piece) for piece in pieces))
        return {part: sum(piece[part] for piece in pieces) for part in shared}


def few_together(publications: Sequence[Publication], rules: DisclosureRules) -> Iterator[tuple[Figure, str]]:
    """The figures of groups of which, together, what a few who are new have answered can be told.

    Args:
        publications: what was published, oldest first; the last one is under attack.
        rules: the disclosure rules.
    """
    told = [_Answers(each) for each in publications]
    asked = sorted({groups for each in told for groups in each.left}, key=sorted)
    for groups in asked if rules.differences else ():
        *before, now = [list(_sum(each, groups)) for each in told]
        found = {relation for _, relation in few_since(now, before, rules)}
        found |= {relation for _, _, relation in few_corrected(now, before, rules)}
        for relation in sorted(found):
            yield told[-1].figures[min(groups)], f"{relation}, flera grupper tillsammans"


def _tells_of_some(figure: Figure) -> bool:
    """Whether it tells who of a group did, was or answered something: how many they are is told of no one."""
    is_about_people = figure.disclosure in ABOUT_PEOPLE and figure.has_base
    return is_about_people or (figure.disclosure is DisclosureClass.EXPERIENCE and not figure.dims.option)


def _group(count: Count) -> _Group:
    return count.at({name: value for name, value in count.place if name != "period"})._replace(part="")


def _sum(told: _Answers, groups: _Groups) -> Iterator[Figure]:
    """The groups as one figure, where something is known of them together."""
    numbers = told.known(groups) if groups <= told.figures.keys() else {}
    if numbers:
        figure = told.figures[min(groups)]
        insatser = {insats for group in groups for name, insats in group.place if name == "insats"}
        names = (*sorted(insatser), *(str(group.place) for group in sorted(groups)))
        together = figure.dims.model_copy(update={"pool": "+".join(names)})  # series of each insats are known by it
        unsaid = {"mark": None, "numerator": None, "denominator": None}
        yield figure.model_copy(update={"dims": together, **unsaid, **numbers})
