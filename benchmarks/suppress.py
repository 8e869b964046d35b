"""How long disclosure control takes: Samspelet's year, and a release of many förbund.

Run `python -m benchmarks.suppress [FÖRBUND …]`; without numbers the year first, then 1, 5, 20 and 80 förbund.

The year is the demo's, release by release in the order of publication: twelve months, the interim report after
August, and the year last. Each is protected and attacked together with all that were published before it. Its
checkpoints are those of params/policy.toml, at which figures about persons are shown; the goal is that they take
less than 5 s together. Time is the processor's, of `to_public`: suppression, audit, and what stands around them.

Of many förbund people are drawn with a fixed seed: seven insatser of 14 to 80 participants in four kommuner, counted
whole and split as the reports split them, at the interim report and then at the year's end. A component of more
figures than `exact_items` is left to the heuristic; the förbund share nothing, so that each is solved by itself.
"""

import platform
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import NamedTuple

from samspelet_lib import swedish
from samspelet_lib.data.demo import write_demo
from samspelet_lib.data.door import open_all
from samspelet_lib.figure import Dims, DisclosureClass, Figure, Unit
from samspelet_lib.period import Period
from samspelet_lib.plan.load import load_plan
from samspelet_lib.plan.model import Plan
from samspelet_lib.release.audit import attack
from samspelet_lib.release.build import build
from samspelet_lib.release.disclosure import DisclosureRules, Remembered, Secret
from samspelet_lib.release.edition import to_public
from samspelet_lib.release.past import Past
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
AFTER = 8  # the month after which the interim report is published
GOAL_S = 5
PARAMS = Path(__file__).resolve().parent.parent / "params"


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


def demo_year(plan: Plan) -> Iterator[tuple[Period, int, float]]:
    """Each release of the demo's year: the period, how many were published before, and its seconds of processor."""
    months = [Period(plan.year, month, month) for month in range(1, 13)]
    order = [*months[:AFTER], Period(plan.year, 1, AFTER), *months[AFTER:], Period(plan.year, 1, 12)]
    with tempfile.TemporaryDirectory() as folder:
        write_demo(plan, Path(folder))
        came = open_all(folder, plan)
    past = Past()
    for period in order:
        exact = build(plan, period, came.deliveries, ledgers=came.ledgers)
        start = time.process_time()
        public, log = to_public(exact, plan, past)
        took = time.process_time() - start
        yield period, len(past.public), took
        past = past.after(public, exact, log)


def print_year() -> None:
    """A row for each release of the demo's year, and what its checkpoints take together."""
    plan = load_plan(PARAMS, int(YEAR))
    found = []
    print("| utgåva | tidigare utgåvor | processor s |\n| --- | ---: | ---: |")
    for period, before, took in demo_year(plan):
        found.append((period, took))
        print(f"| {period} | {before} | {took:.2f} |", flush=True)
    checkpoints = sum(took for period, took in found if period.kind in plan.policy.disclosure.checkpoints)
    print(f"\nÅrets kontrollpunkter: {checkpoints:.2f} s (mål: under {GOAL_S} s)")
    print(f"Årets alla {len(found)} utgåvor: {sum(took for _, took in found):.2f} s\n")


def year(forbunds: Iterable[int]) -> dict[str, float]:
    """Seconds of processor and counts of the interim report and the year, one after the other."""
    forbunds = list(forbunds)
    rules = DisclosureRules()
    took: Counter[str] = Counter()
    history: list[tuple[Figure, ...]] = []
    secrets: frozenset[Secret] = frozenset()
    for period in (INTERIM, YEAR):
        exact = [each for forbund in forbunds for each in figures(forbund, period)]
        start = time.process_time()
        protected = protect(exact, history, rules, remembered=Remembered(secrets))
        middle = time.process_time()
        secrets |= protected.secrets
        breaches = attack(protected.figures, history, rules, secrets=secrets)
        took["protect"] += middle - start
        took["attack"] += time.process_time() - middle
        took["figures"] += len(exact)
        took["primary"] += sum(entry.protects is None for entry in protected.log)
        took["secondary"] += sum(entry.protects is not None for entry in protected.log)
        took["breaches"] += len(breaches)
        took["exposed"] += len(protected.exposed)
        took["is_least"] += protected.is_least
        history.append(protected.figures)
    return dict(took)


def main(arguments: Sequence[str]) -> None:
    """Prints the year where no number is asked for, and a row for each number of förbund."""
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    if not arguments:
        print_year()
    print("| förbund | figurer | primärt | sekundärt | skydda s | angripa s | funna | minsta möjliga | minne MiB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |")
    for number in map(int, arguments or ("1", "5", "20", "80")):
        took = year(range(number))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        is_least = "ja" if took["is_least"] == len((INTERIM, YEAR)) else "nej, heuristik"
        print(
            f"| {number} | {took['figures']} | {took['primary']} | {took['secondary']} | {took['protect']:.2f} |"
            f" {took['attack']:.2f} | {took['breaches']} | {is_least} | {memory} |",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
