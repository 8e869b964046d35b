"""What there is: insatser, notebooks, periods and releases, and the deliveries that are late or missing."""

from collections.abc import Iterator
from datetime import date

from samspelet_lib.data.door import open_all
from samspelet_lib.period import Period
from samspelet_lib.plan.load import load_plan, plan_years
from samspelet_lib.plan.model import Plan
from samspelet_lib.project import Project
from samspelet_lib.publish.notebooks import find_notebooks
from samspelet_lib.release.store import Edition, Store
from samspelet_lib.rules.expected import WANTING, expected_deliveries


def listing(project: Project, today: date) -> list[dict[str, str]]:
    """Rows of kind, id and name, for `samspelet list`.

    Args:
        project: where everything lies.
        today: deliveries that have fallen due by this day are looked for.

    Raises:
        RefusedError: params or a notebook are not accepted.
        DisclosureError: a delivery holds a personnummer or samordningsnummer.
        UsageError: the database cannot be reached, or lacks a table.
    """
    years = plan_years(project.params)
    plan = load_plan(project.params, years[-1])
    store = Store(project.var)
    rows = [("plan", str(year), f"verksamhetsplan {year}") for year in years]
    rows += [("insats", insats.id, insats.name) for insats in plan.insatser]
    rows += [
        ("bok", notebook.name, f"notebooks/{notebook.path.name}") for notebook in find_notebooks(project.notebooks)
    ]
    rows += [("period", str(period), f"utgåvor: {_releases(store, period)}") for period in store.periods()]
    rows += _late_or_missing(project, plan, today)
    return [{"kind": kind, "id": name, "name": label} for kind, name, label in rows]


def _releases(store: Store, period: Period) -> str:
    """The numbers, those marked that were kept but whose pages were never put in place."""
    published = store.numbers_for(period, Edition.PUBLIC)
    words = (f"{n}" if n in published else f"{n} (inte publicerad)" for n in store.numbers(period))
    return ", ".join(words)


def _late_or_missing(project: Project, plan: Plan, today: date) -> Iterator[tuple[str, str, str]]:
    """The deliveries of the plan's year that fell due and came too late or not at all."""
    names = {(insats, matpunkt.id): matpunkt.name for insats, _, matpunkt in plan.all_matpunkter()}
    came = open_all(project.data, plan)
    for found in expected_deliveries(plan, came.deliveries, today, ledgers=came.ledgers):
        if found.status in WANTING:
            told = f"sen, kom {found.came}" if found.came else found.status
            needed = "; ".join([*(names[found.owner, each] for each in found.matpunkter), *found.instruments])
            label = f"{found.planned.name} {found.covers.label} skulle ha kommit {found.due}: {told}"
            yield "leverans", found.owner or plan.forbund.id, f"{label}. Behövs för: {needed}"
