"""Copies the public pages to where readers reach them, all at once."""

import os
import shutil
from pathlib import Path

from samspelet_lib.errors import UsageError
from samspelet_lib.project import Project


def publish(project: Project, target: Path) -> Path:
    """The folder that now holds the pages; what stood there before is replaced whole.

    Raises:
        UsageError: there are no pages, or the target is not a folder of pages.
    """
    if not (project.reports / "index.html").is_file():
        raise UsageError("Det finns inga sidor att publicera. Kör först: samspelet run PERIOD")
    target = target.expanduser().resolve()
    if target.exists() and any(target.iterdir()) and not (target / "index.html").is_file():
        raise UsageError(f"{target} håller något annat än rapporter. Välj en tom mapp, eller en som har rapporterna.")
    new, old = (target.with_name(f".{target.name}.{word}.{os.getpid()}") for word in ("ny", "gammal"))
    shutil.copytree(project.reports, new)
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return target
