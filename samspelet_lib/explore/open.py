"""Opens the plan and what came in, for an analyst."""

from samspelet_lib.data.door import open_deliveries
from samspelet_lib.errors import UsageError
from samspelet_lib.explore.kinds import KindView
from samspelet_lib.explore.plan import InsatsView, MatpunktView, PlanView, plan_view
from samspelet_lib.explore.raw import Raw, raw_of
from samspelet_lib.plan.load import load_plan, plan_years
from samspelet_lib.project import find_project
from samspelet_lib.report.section import Section
from samspelet_lib.report.showing import show_in_notebook


def open_plan(year: int | None = None) -> PlanView:
    """The plan of a year; the latest where none is given.

    Raises:
        RefusedError: params are not accepted.
    """
    views = (PlanView, InsatsView, MatpunktView, KindView)
    show_in_notebook(dict.fromkeys(views, _section_of))
    params = find_project().params
    return plan_view(load_plan(params, year or plan_years(params)[-1]))


def _section_of(view: PlanView | InsatsView | MatpunktView | KindView) -> Section:
    return view.section()


def open_raw(year: int | None = None) -> Raw:
    """What has been delivered, checked, with the plan of a year. Reads everything, which takes a while.

    Raises:
        UsageError: nothing has been delivered.
        RefusedError: params are not accepted.
        DisclosureError: a delivery holds a personnummer.
    """
    project, view = find_project(), open_plan(year)
    deliveries = open_deliveries(project.data, view.plan)
    if deliveries is None:
        raise UsageError("Inget har levererats ännu. Lägg filer i leveranser/, eller prova med: samspelet demo")
    return raw_of(view, deliveries)
