"""What can be reckoned from all public releases together: each one beside those that readers had before it."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.leaks import Leak
from samspelet_lib.release.declared import adjoin
from samspelet_lib.release.disclosure import Secret
from samspelet_lib.release.store import Release, Store


def worked_out(project: Project, releases: Mapping[str, Release], chosen: Collection[str]) -> Iterator[Leak]:
    """What can be reckoned from the chosen folders' releases, each with what was published before it.

    The attack knows what is published and only that. Which hidden counts are those of few people, by name and never
    by value, is asked of the private logs: what is hidden beside them may turn out small, for it is nobody.

    Args:
        project: whose releases they are.
        releases: the public releases that lie among the pages, by folder.
        chosen: the folders whose releases are attacked.
    """
    from samspelet_lib.plan.load import load_plan  # noqa: PLC0415 - only where something is reckoned
    from samspelet_lib.release.audit import attack  # noqa: PLC0415
    from samspelet_lib.release.edition import rules_of, told_then  # noqa: PLC0415

    attacked = [release for name, release in releases.items() if name in chosen]
    plans = {year: load_plan(project.params, year) for year in sorted({release.year for release in attacked})}
    for release in attacked:
        plan, told = plans[release.year], [*_before(project, release, releases.values()), release]
        published = [tuple(told_then(each.figures, each.period, plan.policy)) for each in told]
        for breach in attack(published[-1], published[:-1], rules_of(plan), secrets=_protected(project, told)):
            yield Leak("utgåvorna tillsammans", f"{breach.figure} ({breach.part})", breach.relation)


def _before(project: Project, release: Release, at_hand: Collection[Release]) -> list[Release]:
    """What readers had before the release, those since made anew too.

    Each is as it lies among the pages, and as it is kept where it no longer does.
    """
    own = Period.parse(release.period)
    kept = Store(project.var).history(own, without_newest=False)
    near = (each for each in at_hand if each.year == release.year or adjoin(Period.parse(each.period), own))
    found = {(each.period, each.number): each for each in (*kept, *near)}
    return sorted((each for each in found.values() if each.sequence < release.sequence), key=lambda each: each.sequence)


def _protected(project: Project, releases: Sequence[Release]) -> frozenset[Secret] | None:
    """Every count that the releases have to protect; None where a log is gone, and any hidden count may be one."""
    store = Store(project.var)
    logs = [store.log(Period.parse(release.period), release.number) for release in releases]
    if not all(logs):
        return None
    return frozenset(secret for log in logs if log for secret in log.secrets)
