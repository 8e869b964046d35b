"""What a figure and its readings tell beside each other: of whom few are counted otherwise, and how many are unknown.

Shares no code with what hides readings.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import ceil

from samspelet_lib.figure import ABOUT_PEOPLE, Figure, Mark, Unit, Verdict
from samspelet_lib.release.audit_ranges import Told, reckon_ranges, told
from samspelet_lib.release.audit_reading import counts_in, not_counted, printed
from samspelet_lib.release.audit_world import Seen, World
from samspelet_lib.release.disclosure import DisclosureRules

BESIDE = "en läsning minus en annan"


def readings_apart(figures: Iterable[Figure], rules: DisclosureRules) -> Iterator[tuple[Figure, str]]:
    """The figures that differ by a few from one that counts the same otherwise, where both are printed."""
    for alike in _alike(figures):
        for number, figure in enumerate(alike):
            theirs = _groups(figure)
            for other in alike[:number]:
                ours = _groups(other)
                if any(0 < abs(theirs[part] - ours[part]) < rules.threshold for part in ours.keys() & theirs.keys()):
                    yield figure, BESIDE


def _groups(figure: Figure) -> dict[str, int]:
    """What is printed of those who are counted, of their base, and by both of the others in it."""
    rest = not_counted(figure)
    return printed(figure) | ({} if rest is None else {"rest": rest})


def readings_worked_out(world: World) -> dict[Seen, tuple[Figure, Told]]:
    """The hidden counts of readings that surely differ by a few from the same count of another, which is printed."""
    aims = {
        world.seen(world.today, count): (figure, [ours[count.part] for ours in others if count.part in ours])
        for alike in _alike(each.figure for each in world.publications[world.today].readings)
        if len(alike) > 1
        for others in [[printed(each) for each in alike]]
        for figure in alike
        if figure.mark is Mark.HIDDEN
        for count in counts_in(figure)
    }
    found = told(world, [seen for seen, (_, ours) in aims.items() if ours])
    reckon_ranges(found.values())
    return {
        seen: (aims[seen][0], each)
        for seen, each in found.items()
        if any(_is_surely_a_few_from(count, each, world.rules) for count in aims[seen][1])
    }


def verdicts_that_tell(figures: Iterable[Figure], rules: DisclosureRules) -> Iterator[tuple[Figure, str]]:
    """The figures that say how few are unknown by not being judged yet: one number only would decide it."""
    for figure in figures:
        is_open = figure.disclosure in ABOUT_PEOPLE and figure.verdict is Verdict.NOT_YET and not figure.missing
        if is_open and len(list(_deciding(figure, rules))) == 1:
            yield figure, "att det inte är bedömt ännu"


def _deciding(figure: Figure, rules: DisclosureRules) -> Iterator[int]:
    """How many may be unknown, when nothing is told of them and it depends on them whether the target is reached."""
    counts, target = printed(figure), figure.target
    is_share = figure.unit is Unit.SHARE
    counted, base = counts.get("numerator" if is_share else "value"), counts.get("denominator")
    if target is None or target.at_least is None or counted is None or not _is_all_that_is_said(figure):
        return
    if is_share == (base is None):
        return  # a count with a base is followed up later, and more may be on their way
    wanted = ceil(Fraction(target.at_least) * (base or 1))
    for unknown in range(1, rules.threshold if base is None else base - counted + 1):
        no = 0 if base is None else base - counted - unknown
        if counted + unknown >= wanted and (unknown < rules.threshold or 0 < no < rules.threshold):
            yield unknown


def _is_all_that_is_said(figure: Figure) -> bool:
    """Whether the reason is the value and the target only: any other reason would have been given."""
    reason = (figure.verdict_reason or "").rstrip(".")
    return "målet är" in reason and ". " not in reason and not reason.startswith("För ")


def _is_surely_a_few_from(count: int, case: Told, rules: DisclosureRules) -> bool:
    if case.range is None:
        return False
    low, high = (end - count for end in case.range)
    return (low > 0 and high < rules.threshold) or (-rules.threshold < low and high < 0)


def _alike(figures: Iterable[Figure]) -> Sequence[list[Figure]]:
    """The figures about people, each with its readings."""
    found: dict[tuple[str, frozenset[tuple[str, str]]], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.disclosure in ABOUT_PEOPLE:
            dims = frozenset(dim for dim in figure.dims.items() if dim[0] != "reading")
            found[figure.measure, dims].append(figure)
    return list(found.values())
