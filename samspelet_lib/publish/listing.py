"""What there is: insatser, notebooks, periods and releases."""

from samspelet_lib.plan.load import load_plan, plan_years
from samspelet_lib.project import Project
from samspelet_lib.publish.notebooks import find_notebooks
from samspelet_lib.release.store import Store


def listing(project: Project) -> list[dict[str, str]]:
    """Rows of kind, id and name, for `samspelet list`.

    Raises:
        RefusedError: params or a notebook are not accepted.
    """
    years = plan_years(project.params)
    plan = load_plan(project.params, years[-1])
    store = Store(project.var)
    rows = [("plan", str(year), f"verksamhetsplan {year}") for year in years]
    rows += [("insats", insats.id, insats.name) for insats in plan.insatser]
    rows += [
        ("bok", notebook.name, f"notebooks/{notebook.path.name}") for notebook in find_notebooks(project.notebooks)
    ]
    rows += [
        ("period", str(period), f"utgåvor: {', '.join(map(str, store.numbers(period)))}") for period in store.periods()
    ]
    return [{"kind": kind, "id": name, "name": label} for kind, name, label in rows]
