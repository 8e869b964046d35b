"""Opens a report: the newest release of a period, or a draft made in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Literal, overload

from samspelet_lib.errors import RefusedError, SamspeletError, UsageError
from samspelet_lib.period import Period
from samspelet_lib.project import Project, find_project
from samspelet_lib.release.store import Edition, Release, Store
from samspelet_lib.report.base import Earlier, Report
from samspelet_lib.report.goal import goals_by_id
from samspelet_lib.report.history import REPEATED
from samspelet_lib.report.insats import InsatsReport
from samspelet_lib.report.lookups import Lookups
from samspelet_lib.report.method import MethodReport
from samspelet_lib.report.period import PeriodReport
from samspelet_lib.report.plan import PlanReport
from samspelet_lib.report.scenario import ScenarioReport
from samspelet_lib.report.showing import NUMBER_VARIABLE, show_in_notebook

opened: list[Lookups] = []  # what each report of this process has read; a page's worker opens one, and is thrown away
_KINDS: dict[str, type[Report]] = {
    "plan": PlanReport,
    "insats": InsatsReport,
    "method": MethodReport,
    "period": PeriodReport,
    "scenario": ScenarioReport,
}


@overload
def open_report(kind: Literal["plan"], period: object, insats: None = None, *, edition: str = ...) -> PlanReport: ...
@overload
def open_report(
    kind: Literal["method"], period: object, insats: None = None, *, edition: str = ...
) -> MethodReport: ...
@overload
def open_report(
    kind: Literal["period"], period: object, insats: None = None, *, edition: str = ...
) -> PeriodReport: ...
@overload
def open_report(
    kind: Literal["scenario"], period: object, insats: None = None, *, edition: str = ...
) -> ScenarioReport: ...
@overload
def open_report(kind: Literal["insats"], period: object, insats: str, *, edition: str = ...) -> InsatsReport: ...
def open_report(kind: str, period: object, insats: str | None = None, *, edition: str = "publik") -> Report:
    """The report of a kind for a period.

    In a run the release is given; elsewhere a process of its own sees to it that the release is as new as
    params and deliveries, and makes a draft where it is not.

    Raises:
        UsageError: the kind, period, edition or insats does not exist.
        RefusedError: params are not accepted, so no draft could be made.
    """
    if kind not in _KINDS:
        raise UsageError(f"”{kind}” är ingen rapport. De som finns: {', '.join(_KINDS)}.")
    if edition not in set(Edition):
        raise UsageError(f"”{edition}” är ingen utgåva. De som finns: {', '.join(Edition)}.")
    project = find_project()
    release = _release(project, Period.parse(period), Edition(edition))
    lookups = Lookups()
    opened.append(lookups)
    noted, store = lookups.note(release), Store(project.var)
    if kind == "period":
        lookups.parts |= {"compared_with", "earlier"}
        return _named(
            PeriodReport(noted, lookups=lookups, earlier=_earlier(store, release), before=store.before(release))
        )
    if kind == "insats":
        lookups.parts.add("earlier")
        report = InsatsReport(noted, insats, lookups, _earlier(store, release))
        assert report.insats, "looking the insats up refuses an unknown one"
        return _named(report)
    return _named(_KINDS[kind](noted, insats, lookups))


def _earlier(store: Store, release: Release) -> tuple[Earlier, ...]:
    return tuple(Earlier(*found) for found in store.earlier(release, REPEATED))


def _named(report: Report) -> Report:
    """The report with its mätpunkter by id; a notebook that somebody works in learns how to show it."""
    vars(report)["matpunkt"] = goals_by_id(report)  # frozen: nobody else sets it, and it needs the report itself
    show_in_notebook()
    return report


def _release(project: Project, period: Period, edition: Edition) -> Release:
    number = os.environ.get(NUMBER_VARIABLE)
    if number:
        return Store(project.var).read(period, edition, int(number))
    return Release.model_validate_json(Path(_draft(project, period, edition)).read_text(encoding="utf-8"))


def _draft(project: Project, period: Period, edition: Edition) -> str:
    command = [sys.executable, "-m", "samspelet_lib.release.draft", str(period), edition.value]
    environment = os.environ | project.environment()
    made = subprocess.run(  # noqa: S603 - our own interpreter and module, and arguments that are checked
        command, env=environment, cwd=project.root, capture_output=True, text=True, check=False
    )
    if made.returncode == RefusedError.exit_code:
        raise RefusedError(made.stderr.strip())
    if made.returncode == UsageError.exit_code:
        raise UsageError(made.stderr.strip())
    if made.returncode:
        raise SamspeletError(f"Utkastet kunde inte göras.\n{made.stderr.strip()}")
    return made.stdout.strip().splitlines()[-1]
