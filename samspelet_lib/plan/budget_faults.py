"""What the budget's own keys say of each other: rows, groups, years and sums that must exist."""

from collections.abc import Iterator, Mapping
from typing import Any

from samspelet_lib.errors import Fault
from samspelet_lib.plan.references import Loaded, missing

ALL_COSTS = "costs"  # in a total: every cost row


def budget_faults(loaded: Loaded) -> Iterator[Fault]:
    """Every row, group or year of the budget that leads nowhere."""
    budget = loaded.parts.get("budget")
    if budget is not None:
        yield from _rows(loaded, budget)
        yield from _sums(loaded, budget)
        yield from _years(loaded, budget)


def _each(value: Any) -> tuple[Any, ...]:
    return value or ()


def _rows(loaded: Loaded, budget: Any) -> Iterator[Fault]:
    file = loaded.file("budget")
    external = [row.id for row in _each(budget.income) if row.kind == "external"]
    for cost in _each(budget.costs):
        place = f"cost ”{cost.id}”"
        yield from missing(file, f"{place}, group", [cost.group], known=loaded.ids("budget", "cost_groups"))
        yield from missing(file, f"{place}, funded_by", [cost.funded_by], known=external)
    for payer in _each(budget.contributions):
        place = f"contribution ”{payer.id}”, group"
        yield from missing(file, place, [payer.group], known=loaded.ids("forbund", "financing_groups"))


def _sums(loaded: Loaded, budget: Any) -> Iterator[Fault]:
    file = loaded.file("budget")
    lists = [loaded.ids("budget", attribute) for attribute in ("income", "costs", "totals")]
    rows = None if None in lists else [name for ids in lists for name in ids or ()]
    for total in _each(budget.totals):
        place, parts = f"total ”{total.id}”", [*_each(total.plus), *_each(total.minus)]
        yield from missing(file, place, parts, known=None if rows is None else [*rows, ALL_COSTS])
    for stated in _each(budget.stated):
        yield from missing(file, f"stated ”{stated.id}”, should_equal", [stated.should_equal], known=rows)
    parts_of = {total.id: [*_each(total.plus), *_each(total.minus)] for total in _each(budget.totals)}
    for name in parts_of:
        if name in _parts_below(name, parts_of):
            yield Fault(file, f"total ”{name}”", "summan ingår i sig själv.", "Rätta plus och minus.")


def _parts_below(name: str, parts_of: Mapping[str, list[str]]) -> set[str]:
    """Everything that a total is a sum of, sums of sums too."""
    found: set[str] = set()
    waiting = list(parts_of[name])
    while waiting:
        part = waiting.pop()
        if part not in found:
            found.add(part)
            waiting += parts_of.get(part, [])
    return found


def _years(loaded: Loaded, budget: Any) -> Iterator[Fault]:
    file, years = loaded.file("budget"), budget.years
    if not years:
        return
    if years[0] != loaded.year:
        problem = f"budgetens första år är inte {loaded.year}, som mappen heter."
        yield Fault(file, "years", problem, "Rätta år eller mapp.")
    elif list(years) != list(range(years[0], years[0] + len(years))):
        yield Fault(file, "years", "åren följer inte på varandra.", "Skriv varje år en gång, i ordning.")
    else:
        yield from _amounts(file, budget, years)
        yield from _stated_years(file, budget, years)


def _amounts(file: str, budget: Any, years: tuple[int, ...]) -> Iterator[Fault]:
    lists = (("income", budget.income), ("cost", budget.costs), ("total", budget.totals))
    given = {
        f"{key} ”{row.id}”, amounts_tkr": tuple(sorted(row.amounts_tkr))
        for key, rows in lists
        for row in _each(rows)
        if row.amounts_tkr is not None
    }
    wrong = [place for place, found in given.items() if found != years]
    if len(wrong) == len(given) and len(set(given.values())) == 1:
        other = ", ".join(map(str, given[wrong[0]]))
        yield Fault(file, "years", f"åren är inte radernas, som är {other}.", "Rätta years, eller raderna.")
        return
    for place in wrong:
        problem = f"raden har inte ett belopp för varje år i years ({_listed(years)}) och inget annat år."
        yield Fault(file, place, problem, "Skriv beloppet för varje år, 0 där planen har 0.")


def _stated_years(file: str, budget: Any, years: tuple[int, ...]) -> Iterator[Fault]:
    for stated in _each(budget.stated):
        if stated.year is not None and stated.year not in years:
            problem, remedy = (
                f"{stated.year} finns inte i tabellen.",
                f"Skriv ett av åren i tabellen: {_listed(years)}.",
            )
            yield Fault(file, f"stated ”{stated.id}”, year", problem, remedy)


def _listed(years: tuple[int, ...]) -> str:
    return ", ".join(map(str, years))
