"""Where a project's folders are: params, deliveries and what is written."""

import os
from dataclasses import dataclass
from pathlib import Path

from samspelet_lib.errors import UsageError

OUT_VARIABLE = "SAMSPELET_OUT"
PARAMS_VARIABLE = "SAMSPELET_PARAMS"
DATA_VARIABLE = "SAMSPELET_DATA"
MARKER = Path("params") / "forbund.toml"


@dataclass(frozen=True)
class Project:
    """The folders of one project.

    Attributes:
        root: the checkout, where `notebooks/` lies.
        params: what is decided.
        data: what came in: a folder or a database address.
        out: below it lie `reports/` (public) and `var/` (private).
    """

    root: Path
    params: Path
    data: str
    out: Path

    @property
    def var(self) -> Path:
        """Private folder: releases, drafts, records."""
        return self.out / "var"

    @property
    def reports(self) -> Path:
        """Public folder: finished pages."""
        return self.out / "reports"

    @property
    def notebooks(self) -> Path:
        """The notebooks that make the pages."""
        return self.root / "notebooks"

    def environment(self) -> dict[str, str]:
        """What a child process needs to find the same folders."""
        return {OUT_VARIABLE: str(self.out), PARAMS_VARIABLE: str(self.params), DATA_VARIABLE: self.data}


def find_project(params: str | None = None, data: str | None = None, out: str | None = None) -> Project:
    """The project of the working folder or one above it; named folders and the environment come first.

    Raises:
        UsageError: no project lies here or above.
    """
    root = _find_root(Path.cwd())
    environ = os.environ
    return Project(
        root=root,
        params=_folder(params or environ.get(PARAMS_VARIABLE), root / "params"),
        data=data or environ.get(DATA_VARIABLE) or str(root / "leveranser"),
        out=_folder(out or environ.get(OUT_VARIABLE), root),
    )


def _folder(named: str | None, default: Path) -> Path:
    return Path(named).expanduser().resolve() if named else default


def _find_root(start: Path) -> Path:
    for folder in (start, *start.parents):
        if (folder / MARKER).is_file() and (folder / "notebooks").is_dir():
            return folder
    here = Path(__file__).resolve().parent.parent
    if (here / "notebooks").is_dir():  # params are named on the command line, or their absence is told when read
        return here
    raise UsageError(
        "Hittar inget projekt här. Gå till mappen som har params/forbund.toml och notebooks/, och kör kommandot igen."
    )
