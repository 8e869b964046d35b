"""What lies between two checkpoints of a year, each told anew: corrected twice, it tells who came late in between.

The interim report said 20 and the year 40; today the interim report says 30. Were there still 20 in the autumn, the
year would be 50 now. Where it is 51, a reader sees that one came late.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from samspelet_lib.release.quantities import added, less

Counts = Mapping[str, int]


def as_before(told: Iterable[tuple[str, Counts]], period: str) -> Iterator[dict[str, int]]:
    """What the period's counts would be today, did it hold just as much beyond another checkpoint as it once did.

    Args:
        told: what was told of the same at the year's checkpoints, each with its period, oldest first.
        period: the period whose counts these are.

    Yields:
        Counts by part; of each other checkpoint one for every number that readers have had between the two.
    """
    last: dict[str, Counts] = {}
    between: dict[str, list[Counts]] = defaultdict(list)
    for name, counts in told:
        last[name] = counts
        for other in last.keys() - {period} if period in last else ():
            between[other].append(less(last[period], last[other]))
    for other in sorted(between):
        yield from (added([last[other], each]) for each in between[other])
