"""Copies the public pages to where readers reach them, all at once: pages, data files and the site's own."""

import shutil
from pathlib import Path

from samspelet_lib.errors import UsageError
from samspelet_lib.project import Project
from samspelet_lib.publish.lock import holding
from samspelet_lib.publish.stage import naming_storage
from samspelet_lib.publish.swap import recover, swap


def publish(project: Project, target: Path) -> Path:
    """The folder that now holds the pages; what stood there before is replaced whole, in one step (see `swap`).

    Raises:
        UsageError: there are no pages, or the target is not a folder of pages.
        SamspeletError: a run holds the lock, or the target cannot be written.
    """
    if not (project.reports / "index.html").is_file():
        raise UsageError("Det finns inga sidor att publicera. Kör först: samspelet run PERIOD")
    target = target.expanduser().resolve()
    _check(project, target)
    with naming_storage(), holding(project.var):
        target.parent.mkdir(parents=True, exist_ok=True)
        # Beside it, so on the same file system, and always the same: what a killed copying left is found by the next.
        aside = target.with_name(f".{target.name}.samspelet")
        try:
            recover([(aside, target.parent)])
            shutil.copytree(project.reports, aside / "ny")
            swap(aside / "ny", target, aside)
        finally:
            recover([(aside, target.parent)])
    return target


def _check(project: Project, target: Path) -> None:
    reports = project.reports.resolve()
    if target == reports or reports in target.parents or target in reports.parents:
        raise UsageError(f"{target} är eller rymmer mappen som sidorna ligger i. Välj en mapp någon annanstans.")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} är en fil. Välj en mapp.")
    if target.exists() and any(target.iterdir()) and not (target / "index.html").is_file():
        raise UsageError(f"{target} håller något annat än rapporter. Välj en tom mapp, eller en som har rapporterna.")
