"""How long disclosure control takes: a year of checkpoints for one förbund and for many.

Run `python benchmarks/suppress.py [FÖRBUND …]`; without numbers 1, 5, 20 and 80 förbund in one release.
People are drawn with a fixed seed: seven insatser of 14 to 80 participants in four kommuner, counted whole
and split as the reports split them, at the interim report and then at the year's end.
"""

import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from samspelet_lib import swedish
from samspelet_lib.figure import Dims, DisclosureClass, Figure, Unit
from samspelet_lib.release.audit import attack
from samspelet_lib.release.disclosure import DisclosureRules, Remembered, Secret
from samspelet_lib.release.suppress import protect

SIZES = {"a": 80, "b": 14, "c": 60, "d": 25, "e": 30, "f": 20, "g": 15}
SPLITS = (
    (),
    ("sex",),
    ("age",),
    ("kommun",),
    ("insats",),
    ("insats", "sex"),
    ("insats", "age"),
    ("insats", "kommun"),
)
SHARES = 6  # mätpunkter per insats about people, and as many about experience
INTERIM, YEAR = "2026-01..08", "2026"


class Person(NamedTuple):
    """A participant: where, who, whether started by the interim report, and a yes or no per mätpunkt."""

    insats: str
    sex: str
    age: str
    kommun: str
    is_early: bool
    yes: tuple[bool, ...]


def people(forbund: int) -> list[Person]:
    """The participants of one förbund."""
    rng = random.Random(forbund)
    return [
        Person(
            insats,
            rng.choices(("kvinna", "man"), (57, 43))[0],
            rng.choices(("16-24", "25-34", "35-49", "50-64"), (2, 3, 3, 2))[0],
            rng.choices(("karlstad", "kristinehamn", "hammaro", "grums"), (5, 3, 1, 1))[0],
            rng.random() < 0.7,  # noqa: PLR2004
            tuple(rng.random() < 0.75 for _ in range(2 * SHARES)),  # noqa: PLR2004
        )
        for insats, size in SIZES.items()
        for _ in range(size)
    ]


def figures(forbund: int, period: str) -> Iterator[Figure]:
    """Every figure of one förbund and checkpoint."""
    counted = [person for person in people(forbund) if person.is_early or period == YEAR]
    about = {"forbund": f"f{forbund:02}", "period": period}
    for split in SPLITS:
        for values, group in grouped(counted, split):
            kind = DisclosureClass.ACTIVITY if set(split) <= {"insats"} else DisclosureClass.PERSON
            yield figure(about | values, {"value": len(group)}, kind)
    for split in (("insats",), ("insats", "sex")):
        for values, group in grouped(counted, split):
            yield from shares(about | values, group)


def grouped(counted: Sequence[Person], split: Sequence[str]) -> Iterator[tuple[dict[str, str], list[Person]]]:
    """The people of every cell of a split, empty cells too."""
    axes = [sorted({getattr(person, name) for person in counted}) for name in split]
    for values in product(*axes):
        where = dict(zip(split, values, strict=True))
        yield where, [p for p in counted if all(getattr(p, name) == value for name, value in where.items())]


def shares(where: dict[str, str], group: list[Person]) -> Iterator[Figure]:
    """The mätpunkter of a group: half of them about people, half about their experience."""
    for number in range(2 * SHARES):
        kind = DisclosureClass.PERSON if number < SHARES else DisclosureClass.EXPERIENCE
        content = {"numerator": sum(person.yes[number] for person in group), "denominator": len(group)}
        yield figure(where | {"matpunkt": f"m{number}"}, content, kind)


def figure(where: dict[str, str], content: dict[str, int], kind: DisclosureClass) -> Figure:
    """One figure: a count, or a share with its counts."""
    is_share = "denominator" in content
    base = content.get("denominator", 0)
    share = swedish.rounded(Fraction(content["numerator"], base), 2) if base else None
    return Figure(
        measure="matpunkt" if is_share else "deltagare",
        dims=Dims(**where),
        label="",
        unit=Unit.SHARE if is_share else Unit.COUNT,
        answers=base if is_share else None,
        invited=base if is_share else None,
        disclosure=kind,
        **(content | ({"value": share} if is_share else {})),
    )


def year(forbunds: Iterable[int]) -> dict[str, float]:
    """Seconds and counts of the interim report and the year, one after the other."""
    forbunds = list(forbunds)
    rules = DisclosureRules()
    took: Counter[str] = Counter()
    history: list[tuple[Figure, ...]] = []
    secrets: frozenset[Secret] = frozenset()
    for period in (INTERIM, YEAR):
        exact = [each for forbund in forbunds for each in figures(forbund, period)]
        start = time.perf_counter()
        protected = protect(exact, history, rules, remembered=Remembered(secrets))
        middle = time.perf_counter()
        secrets |= protected.secrets
        breaches = attack(protected.figures, history, rules, secrets=secrets)
        took["protect"] += middle - start
        took["attack"] += time.perf_counter() - middle
        took["figures"] += len(exact)
        took["primary"] += sum(entry.protects is None for entry in protected.log)
        took["secondary"] += sum(entry.protects is not None for entry in protected.log)
        took["breaches"] += len(breaches)
        took["exposed"] += len(protected.exposed)
        history.append(protected.figures)
    return dict(took)


def main(arguments: Sequence[str]) -> None:
    """Prints a row for each number of förbund."""
    print("förbund  figurer  primärt  sekundärt  skydda s  angripa s  funna  minne MiB")
    for number in map(int, arguments or ("1", "5", "20", "80")):
        took = year(range(number))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{number:7}  {took['figures']:7}  {took['primary']:7}  {took['secondary']:9}"
            f"  {took['protect']:8.2f}  {took['attack']:9.2f}  {took['breaches']:5}  {memory:9}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
