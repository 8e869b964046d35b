"""What can be reckoned from all public releases together: each one beside those that readers had before it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.leaks import Leak
from samspelet_lib.release.declared import hang_together
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
    known = _ever_published(project, releases.values(), {release.year for release in attacked})
    for year in sorted({release.year for release in attacked}):
        plan = load_plan(project.params, year)
        rules = rules_of(plan)
        for release in (each for each in attacked if each.year == year):
            told = [*_before(release, known), release]
            published = [tuple(told_then(each.figures, each.period, plan.policy)) for each in told]
            for breach in attack(published[-1], published[:-1], rules, secrets=_protected(project, told)):
                yield Leak("utgåvorna tillsammans", f"{breach.figure} ({breach.part})", breach.relation)


def without_log(project: Project, releases: Mapping[str, Release], chosen: Collection[str]) -> list[str]:
    """The chosen folders of which less is tried: the private log of their release, or of one before it, is gone."""
    known = _ever_published(project, releases.values(), {release.year for release in releases.values()})
    return [
        name
        for name in chosen
        if (release := releases.get(name)) and _protected(project, [*_before(release, known), release]) is None
    ]


def _ever_published(project: Project, at_hand: Iterable[Release], years: Collection[int]) -> list[Release]:
    """What readers have had of the years and those around them, in order, those since made anew too.

    Each is as it lies among the pages, and as it is kept where it no longer does.
    """
    store = Store(project.var)
    around = sorted({year + step for year in years for step in (-1, 0, 1)})
    kept = [each for year in around for each in store.history(Period.parse(year), without_newest=False)]
    found = {(each.period, each.number): each for each in (*kept, *at_hand)}
    return sorted(found.values(), key=lambda each: each.sequence)


def _before(release: Release, known: Iterable[Release]) -> list[Release]:
    """What had been published before the release that hangs together with it."""
    own = Period.parse(release.period)
    earlier = (each for each in known if each.sequence < release.sequence)
    return [each for each in earlier if hang_together(Period.parse(each.period), own)]


def _protected(project: Project, releases: Sequence[Release]) -> frozenset[Secret] | None:
    """Every count that the releases have to protect; None where a log is gone, and any hidden count may be one."""
    store = Store(project.var)
    logs = [store.log(Period.parse(release.period), release.number) for release in releases]
    if not all(logs):
        return None
    return frozenset(secret for log in logs if log for secret in log.secrets)
