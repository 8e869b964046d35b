"""Makes a period's pages again from its kept release and tells which bytes differ."""

from dataclasses import dataclass
from pathlib import Path

from samspelet_lib.errors import ExitCode, UsageError
from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.lock import holding
from samspelet_lib.publish.pages import built_of
from samspelet_lib.publish.run import RunOptions, folder_of, render
from samspelet_lib.publish.site import published_number
from samspelet_lib.publish.stage import staging
from samspelet_lib.release.store import Edition, Store


@dataclass(frozen=True)
class Verified:
    """The files of a period: which are the same, and which differ, are missing or are left over."""

    same: tuple[str, ...]
    differing: tuple[str, ...]

    @property
    def exit_code(self) -> ExitCode:
        """Done, or differs."""
        return ExitCode.DIFFERS if self.differing else ExitCode.DONE


def verify(project: Project, period_text: str) -> Verified:
    """The published pages of a period against pages made again from the release they name.

    Raises:
        UsageError: nothing is published for the period, or its release is gone.
    """
    period, options = Period.parse(period_text), RunOptions()
    folder = folder_of(project, period, options)
    if not folder.is_dir():
        raise UsageError(f"Det finns inga sidor för {period.label}. Kör: samspelet run {period}")
    release = Store(project.var).read(period, Edition.PUBLIC, published_number(folder))
    with holding(project.var), staging(folder, project.var) as stage:
        render(project, period, options, built=built_of(release), stage=stage)
        return compare(stage, folder)


def compare(stage: Path, folder: Path) -> Verified:
    """Two folders, file by file and byte by byte."""
    names = sorted({path.relative_to(base).as_posix() for base in (stage, folder) for path in base.rglob("*.*")})
    is_same = {name: _bytes(stage / name) == _bytes(folder / name) for name in names}
    return Verified(
        same=tuple(name for name in names if is_same[name]),
        differing=tuple(name for name in names if not is_same[name]),
    )


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
