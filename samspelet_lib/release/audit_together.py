"""What two publications tell of several groups together: a reader adds up what is printed, and subtracts.

Shares no code with what hides. Works from the relations among the counts of each publication: where the unknown
counts of one all stand on the same side, their sum is known.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from samspelet_lib.figure import ABOUT_PEOPLE, POOLED, DisclosureClass, Figure
from samspelet_lib.release.audit_publication import Publication, Reading
from samspelet_lib.release.audit_reading import Count
from samspelet_lib.release.audit_relations import Relation
from samspelet_lib.release.audit_since import few_corrected, few_since
from samspelet_lib.release.disclosure import DisclosureRules

_Group = Count  # of whom: a count without its part and its period
_Groups = frozenset[_Group]
_Numbers = dict[str, int]
_Printed = Mapping[Count, int]

_UNSAID = dict.fromkeys(("mark", "value", "numerator", "denominator", "missing"))


class _Answers:
    """What a publication tells of those who did, were or answered something.

    Attributes:
        figures: the figure of each group.
        known: what is known of groups, of each alone or of several together, by part.
    """

    def __init__(self, readings: Sequence[Reading], relations: Iterable[Relation], printed: _Printed) -> None:
        """Reads what may be added up: figures of one measure, what ties their counts, and all that is printed."""
        self.figures = {_group(each.counts[0]): each.figure for each in readings}
        self.known: dict[_Groups, _Numbers] = defaultdict(dict)
        for relation in relations:
            self._subtract(relation, printed)
        self._take_apart()
        self.known |= {frozenset({_group(each.counts[0])}): each.printed for each in readings if each.printed}

    def period_of(self, groups: _Groups) -> str:
        """The period that the publication speaks of them in."""
        return str(self.figures[min(groups)].dims.period)

    def _subtract(self, relation: Relation, printed: _Printed) -> None:
        """Notes what the relation leaves for those of its counts that are not printed."""
        unknown = [(count, factor) for count, factor in relation.terms if count not in printed]
        parts = {count.part for count, _ in relation.terms}
        factors = {factor for _, factor in unknown}
        groups = frozenset(_group(count) for count, _ in unknown)
        if (relation.low, relation.high) != (0, 0) or len(parts) != 1 or len(factors) != 1:
            return
        if len(groups) > 1 and groups <= self.figures.keys():
            told = sum(printed[count] * factor for count, factor in relation.terms if count in printed)
            self.known[groups][min(parts)] = -told // min(factors)

    def _take_apart(self) -> None:
        """Takes groups from such as hold them, as long as something new comes of it."""
        asked = list(self.known)
        while asked:
            one = asked.pop()
            for other in list(self.known):
                small, large = sorted((one, other), key=len)
                rest = large - small
                if small < large and rest not in self.known:
                    shared = self.known[small].keys() & self.known[large].keys()
                    self.known[rest] = {part: self.known[large][part] - self.known[small][part] for part in shared}
                    asked.append(rest)


def few_together(publications: Sequence[Publication], rules: DisclosureRules) -> Iterator[tuple[Figure, str]]:
    """The figures of groups of which, together, what a few who are new have answered can be told.

    Args:
        publications: what was published, oldest first; the last one is under attack.
        rules: the disclosure rules.
    """
    told = [_by_measure(each) for each in publications]
    for measure in sorted(told[-1]) if rules.differences and told[:-1] else ():
        *before, today = [each[measure] for each in told if measure in each]
        for groups in _asked(before, today):
            figures = list(_figures(groups, [today], today))
            earlier = [list(_figures(groups, before[: number + 1], today)) for number in range(len(before))]
            found = {relation for each in figures for relation in _relations(each, earlier, rules)}
            yield from ((today.figures[min(groups)], f"{each}, flera grupper tillsammans") for each in sorted(found))


def _by_measure(publication: Publication) -> dict[tuple[str, str], _Answers]:
    """What is told of each förbund's measures, each with its pools."""
    readings: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    relations: dict[tuple[str, str], list[Relation]] = defaultdict(list)
    for reading in publication.readings:
        if _tells_of_some(reading.figure):
            readings[_measure(reading.counts[0])].append(reading)
    for relation in publication.relations:
        relations[_measure(relation.terms[0][0])].append(relation)
    return {
        measure: _Answers(own, relations[measure], publication.printed) for measure, own in sorted(readings.items())
    }


def _measure(count: Count) -> tuple[str, str]:
    return dict(count.place)["forbund"], count.measure.removesuffix(POOLED)


def _asked(before: Sequence[_Answers], today: _Answers) -> list[_Groups]:
    """Groups of which something is known together, now or before, and such of both that have some in common."""
    then = {groups for each in before for groups in each.known if len(groups) > 1}
    now = {groups for groups in today.known if len(groups) > 1}
    both = {one | other for one, other in product(now, then) if one & other}
    return sorted((each for each in then | now | both if each <= today.figures.keys()), key=sorted)


def _relations(figure: Figure, earlier: Sequence[Sequence[Figure]], rules: DisclosureRules) -> Iterator[str]:
    yield from (relation for _, relation in few_since([figure], earlier, rules))
    yield from (relation for _, _, relation in few_corrected([figure], earlier, rules))


def _figures(groups: _Groups, told: Sequence[_Answers], today: _Answers) -> Iterator[Figure]:
    """The groups as one figure, in each way in which it follows from what was last told, some of it by the last."""
    *_, last = told
    for period in sorted({str(each.dims.period) for each in last.figures.values()}):
        known: dict[_Groups, _Numbers] = {}
        for each in told:
            known |= {own: numbers for own, numbers in each.known.items() if each.period_of(own) == period}
        if any(own <= groups and last.period_of(own) == period for own in last.known):
            for numbers in _ways(groups, known):
                figure = today.figures[min(groups)]
                dims = figure.dims.model_copy(update={"period": period, "pool": _name(groups)})
                yield figure.model_copy(update={**_UNSAID, "dims": dims, **numbers})


def _tells_of_some(figure: Figure) -> bool:
    """Whether it tells who of a group did, was or answered something: how many they are is told of no one."""
    is_about_people = figure.disclosure in ABOUT_PEOPLE and figure.has_base
    return is_about_people or (figure.disclosure is DisclosureClass.EXPERIENCE and not figure.dims.option)


def _group(count: Count) -> _Group:
    return count.at({name: value for name, value in count.place if name != "period"})._replace(part="")


def _ways(groups: _Groups, known: Mapping[_Groups, _Numbers]) -> Iterator[_Numbers]:
    """What is known of the groups as the sum of some that do not overlap."""
    if groups in known:
        yield known[groups]
    for own in (each for each in known if min(groups) in each and each < groups):
        for rest in _ways(groups - own, known):
            yield {part: known[own][part] + rest[part] for part in known[own].keys() & rest.keys()}


def _name(groups: _Groups) -> str:
    """The groups by name, after their insatser: a series of theirs is known by those."""
    insatser = {insats for group in groups for name, insats in group.place if name == "insats"}
    return "+".join((*sorted(insatser), *(str(group.place) for group in sorted(groups))))
