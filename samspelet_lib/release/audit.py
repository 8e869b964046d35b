"""The attacker: reads what is published, reckons, and names what gives a hidden count away.

It takes published figures and what the method page tells, nothing else, and may import neither
`suppress` nor `linked`. Out of its scope are a reader who knows what the optimiser preferred to hide, and
one who knows some of the persons: who is himself the one that a cell counts can subtract himself.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from samspelet_lib.figure import ABOUT_PEOPLE, OF_A_BASE, Figure
from samspelet_lib.release.audit_alike import BESIDE, readings_apart, readings_worked_out, verdicts_that_tell
from samspelet_lib.release.audit_judgement import Judge
from samspelet_lib.release.audit_publication import Publication, read, within_sight
from samspelet_lib.release.audit_ranges import Told, reckon_ranges, told
from samspelet_lib.release.audit_reading import Count, count_in
from samspelet_lib.release.audit_shown import printed_against_rule, splits_of_few
from samspelet_lib.release.audit_since import few_corrected, few_since
from samspelet_lib.release.audit_together import few_together
from samspelet_lib.release.audit_unknown import unknown_by_difference
from samspelet_lib.release.audit_world import SINCE, Seen, World
from samspelet_lib.release.concerned import concerned
from samspelet_lib.release.disclosure import DisclosureRules, Secret

Publications = Sequence[Publication]


class Aim(NamedTuple):
    """A count under attack, as a publication speaks of it."""

    release: int
    counted: Count


class Known(NamedTuple):
    """What can be told of counts anyway: from what is always shown, and with what was published before."""

    policy: dict[Aim, Told]
    before: dict[Aim, Told]


@dataclass(frozen=True, order=True)
class Breach:
    """A count that can be told from what is published; never its value.

    Attributes:
        figure: the id of the figure that counts it.
        part: which of its counts; `… sedan <period>` is what came since an earlier checkpoint.
        relation: what gives it away.
    """

    figure: str
    part: str
    relation: str

    def __str__(self) -> str:
        return f"{self.figure} ({self.part}): {self.relation}"


def attack(
    published: Sequence[Figure],
    earlier: Sequence[Sequence[Figure]],
    rules: DisclosureRules,
    *,
    secrets: Collection[Secret] | None = None,
) -> list[Breach]:
    """Everything that the publications give away, in the order of the figures; empty if nothing.

    Without `secrets` the attacker reports what is certain: a hidden count that is one number, or surely
    too small. With them it reports every count named there that a reader cannot believe both small and large.

    Args:
        published: the figures as they are to be published.
        earlier: what was published before, oldest first.
        rules: the disclosure rules, which are public.
        secrets: every count that has to be protected, today's and earlier, where the private log is at hand.
    """
    told = within_sight(concerned((*earlier, published), rules), rules)
    publications = [read(figures, rules) for figures in told]
    found = {
        Breach(figure.id, "redovisat", text) for figure in published for text in printed_against_rule(figure, rules)
    }
    found |= {Breach(figure.id, "redovisat", text) for figure, text in splits_of_few(published, rules)}
    for tells in (unknown_by_difference, readings_apart, verdicts_that_tell):
        found |= {Breach(figure.id, "saknar uppgift", text) for figure, text in tells(published, rules)}
    since = (*few_since(published, earlier, rules), *few_together(publications, rules))
    found |= {Breach(figure.id, "sedan tidigare", text) for figure, text in since}
    found |= set(_worked_out(publications, Judge(rules, secrets)))
    corrected = few_corrected(published, earlier, rules)
    found |= {Breach(figure.id, part, text) for figure, part, text in corrected}
    return sorted(found)


def _worked_out(publications: Publications, judge: Judge) -> Iterator[Breach]:
    """Counts that follow from others."""
    world = World(publications, judge.rules, unchanged=True)

    def suspects(found: dict[Aim, Told]) -> dict[Aim, Told]:
        return judge.suspects({aim: (aim.counted, _bearer(world, aim.counted), each) for aim, each in found.items()})

    yield from _removed(world)
    yield from _beside_readings(world)
    hidden = [aim for aim in _aims(world) if world.printed(world.seen(*aim)) is None]
    suspected = _reckoned(world, hidden, suspects)
    known = _known_anyway(publications, judge.rules, suspected) if suspected else Known({}, {})
    for aim, each in suspected.items():
        if judge.convicts(each, known.policy.get(aim), known.before.get(aim)):
            yield Breach(_bearer(world, aim.counted).id, aim.counted.part, "; ".join(each.relations))


def _removed(world: World) -> Iterator[Breach]:
    """Counts of people that are told beside an earlier checkpoint's number, from which a few have been taken away."""
    told = [
        {world.seen(release, count_in(each.figure, part)) for each in publication.readings for part in each.printed}
        for release, publication in enumerate(world.publications)
    ]
    before: set[Seen] = set().union(*told[:-1])
    for step in world.steps:
        is_new = not told[-1].isdisjoint(step) and not before.issuperset(step)
        if is_new and world.is_corrected(*step) and _is_about_people(world, step[1][0]):
            numbers = [world.printed(seen) or 0 for seen in step]
            if abs(numbers[0] - numbers[1]) < world.rules.threshold:
                count = step[1][0]
                yield Breach(_bearer(world, count).id, count.part, "jämförelse med en tidigare kontrollpunkt")


def _beside_readings(world: World) -> Iterator[Breach]:
    """Hidden readings that tell a few beside one that is printed, more than what is always shown tells by itself."""
    found = {Aim(world.today, seen[0]): case for seen, case in readings_worked_out(world).items()}
    known = _believed([each.untold() for each in world.publications], world.rules, list(found))
    for aim, (figure, each) in found.items():
        if aim not in known or known[aim].range != each.range:
            yield Breach(figure.id, aim.counted.part, BESIDE)


def _reckoned(world: World, aims: Sequence[Aim], kept: Callable[[dict[Aim, Told]], dict[Aim, Told]]) -> dict[Aim, Told]:
    """What is told of the counts, as far as it is `kept`; where all cannot be true, by a reader who doubts."""
    found = kept(_told(world, aims))
    for doubting in _doubting(world.publications, world.rules):
        contradictory = [aim for aim, each in found.items() if each.range is None]
        if not contradictory:
            break
        sure = {aim: each for aim, each in found.items() if each.range is not None}
        found = sure | kept(_told(doubting(), contradictory))
    return found


def _doubting(publications: Publications, rules: DisclosureRules) -> Iterator[Callable[[], World]]:
    """What a reader makes of publications that contradict each other: less and less is taken for granted."""
    bare = rules.without_declared()
    yield lambda: World(publications, rules, unchanged=False)  # something that is hidden has been corrected
    # What the method page says of other measures does not hold here.
    yield lambda: World([Publication(each.readings, bare) for each in publications], bare, unchanged=False)


def _told(world: World, aims: Sequence[Aim]) -> dict[Aim, Told]:
    found = told(world, [world.seen(*aim) for aim in aims])
    return {aim: found[seen] for aim in aims if (seen := world.seen(*aim)) in found}


def _aims(world: World) -> list[Aim]:
    """The counts worth attacking: hidden today or before, and what came since a checkpoint."""
    aims: dict[Aim, None] = {}
    for release, publication in enumerate(world.publications):
        for figure, _, counts, _, printed in publication.readings:
            unsaid = [count for count in counts if count.part not in printed]
            if unsaid and world.rules.is_hideable(figure):
                aims.update((Aim(release, count), None) for count in unsaid)
                aims.update(_complement(world, release, figure))
    since = {count for count, _ in world.numbers if SINCE in count.part}
    aims.update((Aim(world.today, count), None) for count in sorted(since) if _is_about_people(world, count))
    return list(aims)


def _complement(world: World, release: int, figure: Figure) -> Iterator[tuple[Aim, None]]:
    if figure.has_base and world.rules.complement and figure.disclosure in ABOUT_PEOPLE:
        yield Aim(release, count_in(figure, "complement")), None


def _bearer(world: World, count: Count) -> Figure:
    """The figure that the count belongs to."""
    part = count.part.partition(SINCE)[0]
    parts = OF_A_BASE if part == "complement" else {part}
    return next(world.bearers[each] for name in parts if (each := count._replace(part=name)) in world.bearers)


def _is_about_people(world: World, since: Count) -> bool:
    """Whether what came since a checkpoint is people to protect: a base only where it is of a group."""
    whole = since._replace(part=since.part.partition(SINCE)[0])
    figure = world.bearers.get(whole)
    if figure is None or figure.disclosure not in ABOUT_PEOPLE or not world.rules.differences:
        return False
    return whole.part != "denominator" or bool(world.rules.groups & set(dict(whole.place)))


def _known_anyway(publications: Publications, rules: DisclosureRules, suspected: Mapping[Aim, Told]) -> Known:
    """What is told of counts by figures that the policy always shows, and what no hiding today can take back.

    Unless what is always shown gives way, the judge asks for the first only of counts that have become certain.
    """
    today = len(publications) - 1
    bare = [each.untold() for each in publications]
    todays = [aim for aim in suspected if aim.release == today]
    asked = [aim for aim in todays if rules.yielding or suspected[aim].is_certain]
    earlier = _believed(publications[:-1], rules, [aim for aim in suspected if aim.release < today])
    by_policy = _believed(bare, rules, asked)
    before = _believed([*publications[:-1], bare[-1]], rules, todays)
    return Known({**by_policy, **earlier}, {**before, **earlier})


def _believed(publications: Publications, rules: DisclosureRules, aims: Sequence[Aim]) -> dict[Aim, Told]:
    """What is told of the counts, with their ranges."""

    def with_ranges(found: dict[Aim, Told]) -> dict[Aim, Told]:
        reckon_ranges(found.values())
        return found

    return _reckoned(World(publications, rules, unchanged=True), aims, with_ranges) if aims else {}
