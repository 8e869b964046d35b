"""How far each forecast method misses, on made-up years: `python -m benchmarks.forecast [years]` (default 400).

A year has a row with a budget of 1 200 tkr that is spent by one of four patterns: even, starting in April, with
a slow summer, or rising. The row is booked monthly (own costs), or by quarterly requisitions that come one to
three months late. From March to November each method guesses the whole year; the table has the mean miss as
per cent of the budget, per method, and its worst tenth. The years are the same at every run.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from statistics import mean, quantiles

from samspelet_lib.rules.forecast import forecasts, row_state
from samspelet_lib.rules.ledger_rows import Placed, split

BUDGET = 120_000_000
PATTERNS = {
    "even": [1] * 12,
    "starts in April": [0, 0, 0] + [1] * 9,
    "slow summer": [10, 10, 10, 10, 10, 8, 3, 6, 10, 10, 10, 10],
    "rising": list(range(5, 17)),
}
MONTHS = range(3, 12)
QUARTERS, DECEMBER = (1, 4, 7, 10), 12


def year(seed: int, *, requisitioned: bool) -> tuple[list[Placed], int]:
    """A made-up year's bookings, and what it came to."""
    dice = random.Random(seed)
    weights = dice.choice(list(PATTERNS.values()))
    spent = [int(part * dice.uniform(0.8, 1.2)) for part in split(int(BUDGET * dice.uniform(0.7, 1.1)), weights)]
    if not requisitioned:
        return [Placed("row", None, month, ore, None) for month, ore in enumerate(spent, start=1)], sum(spent)
    found = []
    for first in QUARTERS:
        ore = sum(spent[first - 1 : first + 2])
        booked = DECEMBER if first == QUARTERS[-1] else first + 2 + dice.choice([1, 1, 2, 3])
        if ore and booked <= DECEMBER:
            found.append(Placed("row", None, booked, ore, (first, first + 2)))
    return found, sum(spent)


def misses(count: int, *, requisitioned: bool) -> dict[str, list[float]]:
    """Per method, how far each guess was from the year, as per cent of the budget."""
    found: dict[str, list[float]] = defaultdict(list)
    for seed in range(count):
        bookings, truth = year(seed, requisitioned=requisitioned)
        for through in MONTHS:
            state = row_state("row", bookings, split(BUDGET, [1] * 12), through=through, requisitioned=requisitioned)
            for method, ore in forecasts(state).items():
                found[method].append(abs(ore - truth) * 100 / BUDGET)
    return dict(found)


def table(count: int) -> Iterator[str]:
    """The table's lines."""
    yield f"{count} made-up years, months 3-11, mean miss and worst tenth, per cent of budget"
    for requisitioned in (True, False):
        yield "requisitioned rows" if requisitioned else "own costs"
        for method, found in sorted(misses(count, requisitioned=requisitioned).items()):
            yield f"  {method:18} {mean(found):5.1f} {quantiles(found, n=10)[-1]:6.1f}  ({len(found)} guesses)"


if __name__ == "__main__":
    print("\n".join(table(int(sys.argv[1]) if sys.argv[1:] else 400)))
