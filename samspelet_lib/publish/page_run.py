"""A run's pages: what is known of each, and what every worker needs to know."""

from dataclasses import dataclass
from pathlib import Path

from samspelet_lib.data.traces import NO_TRACES, Traces
from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.engine import EngineName


@dataclass(frozen=True)
class Built:
    """What the release's process tells: which release it is, and what its pages are about.

    Attributes:
        refused: the list of what to correct, where a delivery or a part of one was refused.
        traces: tells a pseudonym of the deliveries, should one stand in a page.
    """

    number: int
    forbund: str
    label: str
    insatser: tuple[tuple[str, str], ...]
    is_synthetic: bool
    data_until: str | None
    refused: str | None = None
    traces: Traces = NO_TRACES


@dataclass(frozen=True)
class Page:
    """One page of a period.

    Attributes:
        name: the file's name without ending; stable, so it is also the page's address.
        title: what the page is called, without its period.
        insats: id of the insats it is about, if any.
        failed: why it could not be made, if so.
        is_older: an earlier release's page stands in its place.
        is_chosen: asked for in this run; otherwise the page that stands is left.
        is_unchanged: the page that stands would come out the same, so it is left.
        release: number of the release that the page that stands was made from; None where none stands.
    """

    name: str
    title: str
    notebook: Path
    insats: str | None = None
    failed: str | None = None
    is_older: bool = False
    is_chosen: bool = True
    is_unchanged: bool = False
    release: int | None = None

    @property
    def file(self) -> str:
        """The page's file name."""
        return f"{self.name}.html"


@dataclass(frozen=True)
class PageRun:
    """What every worker of a run needs to know.

    Attributes:
        stage: where finished pages are put.
        executed: private folder of executed notebooks.
        program: checksums of the program and of what it uses.
        mark: `preliminär` or `definitiv`; said on the period's index alone, so that no page changes by it.
    """

    project: Project
    period: Period
    built: Built
    edition: str
    engine: EngineName
    stage: Path
    executed: Path
    program: tuple[str, ...] = ()
    mark: str = ""
