"""From plan and deliveries to a kept release: the one place that builds, protects and keeps."""

from pathlib import Path

from samspelet_lib.data.door import Came
from samspelet_lib.period import Period
from samspelet_lib.plan.model import Plan
from samspelet_lib.project import Project
from samspelet_lib.release.basis import basis_of
from samspelet_lib.release.build import Editions, build, editions
from samspelet_lib.release.diff import diff
from samspelet_lib.release.grounds import grounds_of
from samspelet_lib.release.past import past_of
from samspelet_lib.release.store import Edition, Release, Store
from samspelet_lib.rules.statements import check_period


def keep(store: Store, plan: Plan, period: Period, *, came: Came, project: Project) -> Release:
    """The public release under the number it is kept by; the same content keeps its number.

    Raises:
        DisclosureError: the public edition would give something protected away; nothing is kept.
    """
    grounds = grounds_of(project, came)
    made = _compared(store, current(store, plan, period, came=came), grounds)
    number = store.add(made.public, made.internal, made.log, basis=basis_of(project), grounds=grounds)
    return store.read(period, Edition.PUBLIC, number)


def draft(project: Project, plan: Plan, period: Period, *, came: Came, edition: Edition) -> Path:
    """The file with today's content: the newest release when it is the same, else a draft."""
    store = Store(project.var)
    made = _compared(store, current(store, plan, period, came=came), grounds_of(project, came))
    return store.current(made.public, made.internal, edition)


def _compared(store: Store, made: Editions, grounds: dict[str, str]) -> Editions:
    """The editions, each with what differs from the release before it and why."""
    public, internal = (_with_changes(store, release, grounds) for release in (made.public, made.internal))
    return Editions(public, internal, made.log)


def _with_changes(store: Store, release: Release, grounds: dict[str, str]) -> Release:
    name = store.compared_with(release)
    if name is None:
        return release
    before = store.named(name, release.edition)
    changes = tuple(diff(before, release, (store.grounds(before), grounds)))
    return release.model_copy(update={"changes": changes})


def current(store: Store, plan: Plan, period: Period, *, came: Came) -> Editions:
    """Today's content in both editions.

    Where the exact content is the newest release's, first as if that were being made again. When something has
    changed it is a revision, and is protected together with the newest too, since both have then been read.

    Raises:
        UsageError: no report may cover the period.
    """
    check_period(plan, period)
    exact = build(plan, period, came.deliveries, ledgers=came.ledgers)
    if store.is_newest(exact):
        again = editions(plan, exact, past_of(store, period, without_newest=True))
        if store.is_newest(again.public):
            return again
    return editions(plan, exact, past_of(store, period, without_newest=False))
