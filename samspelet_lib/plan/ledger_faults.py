"""What the ledger mapping, decisions, calendar and scenarios say of other files: what they name must exist."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from samspelet_lib.errors import Fault
from samspelet_lib.plan.references import Loaded, missing

_GROUPS = {"first", "last"}


def ledger_faults(loaded: Loaded) -> Iterator[Fault]:
    """Every row, payer, chart, event or insats that leads nowhere."""
    yield from _decisions(loaded)
    yield from _calendar(loaded)
    yield from _scenarios(loaded)
    mapping = loaded.parts.get("ledger")
    if mapping is None:
        yield from _unread(loaded)
        return
    yield from _rules(loaded, mapping)
    yield from _pattern(loaded, mapping)
    yield from _groups(loaded, mapping)
    charts = loaded.ids("ledger", "charts")
    yield from missing("ledger.toml", "default_chart", [mapping.default_chart], known=charts)
    for extract in mapping.extracts or ():
        yield from missing("ledger.toml", f"extract ”{extract.id}”, chart", [extract.chart], known=charts)
    for periodised in mapping.periodised or ():
        place = f"periodised ”{periodised.row}”, row"
        yield from missing("ledger.toml", place, [periodised.row], known=_rows(loaded))


def _unread(loaded: Loaded) -> Iterator[Fault]:
    """A planned delivery of the ledger that could never come, for nothing says how to read it."""
    if "ledger" in loaded.parts:
        return  # it is there but has faults of its own
    for planned in getattr(loaded.parts.get("deliveries"), "deliveries", None) or ():
        if planned.contents == "ledger":
            problem = "bokföringen kan inte läsas utan filen ledger.toml."
            yield Fault(
                loaded.file("deliveries"),
                f"delivery ”{planned.id}”, contents",
                problem,
                "Skriv filen, eller ta bort leveransen.",
            )


def _decisions(loaded: Loaded) -> Iterator[Fault]:
    decisions = loaded.parts.get("decisions")
    for attribute, key in (("decisions", "decision"), ("actions", "action"), ("owner_forecasts", "owner_forecast")):
        for item in getattr(decisions, attribute, None) or ():
            place = f"{key} ”{item.id}”, row"
            yield from missing(loaded.file("decisions"), place, [item.row], known=_rows(loaded))


def _calendar(loaded: Loaded) -> Iterator[Fault]:
    file, insatser = loaded.file("calendar"), [insats.id for insats in loaded.insatser.values()]
    for done in getattr(loaded.parts.get("calendar"), "done", None) or ():
        yield from missing(file, f"done ”{done.id}”, event", [done.event], known=loaded.ids("calendar", "events"))
        yield from missing(file, f"done ”{done.id}”, insats", [done.insats], known=insatser)


def _scenarios(loaded: Loaded) -> Iterator[Fault]:
    file, years = loaded.file("scenarios"), getattr(loaded.parts.get("budget"), "years", None)
    for scenario in getattr(loaded.parts.get("scenarios"), "scenarios", None) or ():
        place = f"scenario ”{scenario.id}”"
        changes = scenario.changes or ()
        yield from missing(file, f"{place}, change, row", [change.row for change in changes], known=_rows(loaded))
        named = {*(scenario.insatser_tkr or ()), *(year for change in changes for year in change.amounts_tkr or ())}
        for year in sorted(named - set(years)) if years else ():
            told = ", ".join(map(str, years or ()))
            yield Fault(file, place, f"budgeten har inget år {year}.", f"Åren i budgeten: {told}.")
    groups = getattr(loaded.parts.get("budget"), "cost_groups", None)
    if loaded.parts.get("scenarios") and groups and not any(group.is_insats for group in groups):
        problem = "budgeten har inget kostnadsslag för insatser att lägga nya insatser i."
        yield Fault(file, "scenario", problem, "Märk ett kostnadsslag i budget.toml med is_insats = true.")


def _rows(loaded: Loaded) -> list[str] | None:
    lists = [loaded.ids("budget", attribute) for attribute in ("income", "costs")]
    return None if None in lists else [name for ids in lists for name in ids or ()]


def _rules(loaded: Loaded, mapping: Any) -> Iterator[Fault]:
    charts = loaded.ids("ledger", "charts")
    for rule in mapping.rules or ():
        place = f"rule ”{rule.id}”"
        yield from missing("ledger.toml", f"{place}, row", [rule.row], known=_rows(loaded))
        yield from missing("ledger.toml", f"{place}, payer", [rule.payer], known=loaded.ids("budget", "contributions"))
        yield from missing("ledger.toml", f"{place}, chart", [rule.chart], known=charts)
        if not (rule.accounts or rule.cost_centres or rule.projects or rule.counterparts):
            problem = "regeln har inget villkor; den skulle ta alla konton."
            yield Fault("ledger.toml", place, problem, "Skriv accounts, cost_centre, project eller counterpart.")


def _groups(loaded: Loaded, mapping: Any) -> Iterator[Fault]:
    """A row in two groups would be counted twice, and one in none would be left out."""
    costs, groups = loaded.ids("budget", "costs"), mapping.groups or ()
    for group in groups:
        yield from missing("ledger.toml", f"group ”{group.id}”, rows", group.rows, known=costs)
    counted = Counter(row for group in groups for row in group.rows or ())
    for row in costs or () if groups else ():
        if counted[row] != 1:
            problem = f"raden ”{row}” står i {counted[row] or 'ingen'} grupp{'er' if counted[row] else ''}."
            yield Fault("ledger.toml", "group", problem, "Varje kostnadsrad ska stå i en grupp, och bara i en.")


def _pattern(loaded: Loaded, mapping: Any) -> Iterator[Fault]:
    del loaded  # the pattern stands on its own
    try:
        named = set(re.compile(mapping.covers_pattern or "").groupindex)
    except re.error:
        named = set()
    if named != _GROUPS:
        problem = "mönstret läser inte ut första och sista månaden."
        yield Fault("ledger.toml", "covers_pattern", problem, "Skriv grupperna (?P<first>…) och (?P<last>…).")
