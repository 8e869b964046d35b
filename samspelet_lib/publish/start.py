"""A run's first step: is there anything to do? Decided from checksums, before anything heavy is imported."""

from samspelet_lib.garbage import unsearched
from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.kept import unchanged
from samspelet_lib.publish.options import RunOptions, folder_of


def start(project: Project, period_text: str, options: RunOptions) -> int:
    """Makes a period's pages, or says that the ones that stand are the ones it would make; the exit code.

    Raises:
        SamspeletError: nothing could be run.
    """
    period = Period.parse(period_text)
    kept = None if options.force else unchanged(project, period, options)
    if kept is not None:
        _say_skipped(project, period, options, release=kept.release)
        return kept.exit_code
    with unsearched():
        from samspelet_lib.publish.run import run  # noqa: PLC0415 - heavy, and only where there is something to do

    return run(project, period, options)


def _say_skipped(project: Project, period: Period, options: RunOptions, *, release: int) -> None:
    from samspelet_lib.publish.progress import narrator  # noqa: PLC0415 - what it needs depends on the terminal

    with narrator(as_json=options.as_json) as tell:
        tell.skipped_all(period.label, release, folder_of(project, period, options) / "index.html")
