"""One mätpunkt of a report, picked by its id: what an analyst gets of `report.matpunkt` and the tab key."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from samspelet_lib.figure import Figure
from samspelet_lib.release.store import MatpunktEntry
from samspelet_lib.report.base import Report
from samspelet_lib.report.goals import goal_section, value_of
from samspelet_lib.report.named import Named
from samspelet_lib.report.section import Section


@dataclass(frozen=True)
class Goal:
    """A mätpunkt with its figure, and as it stands on its page.

    Attributes:
        entry: the plan's words and how it is counted.
        figure: the main figure: the reading in use, both sexes together.
        section: as on the page.
    """

    entry: MatpunktEntry
    figure: Figure
    section: Section

    def __repr__(self) -> str:
        return self.section.text


def goals_by_id(report: Report) -> Named[Goal]:
    """The mätpunkter that the report is about; where two insatser share an id, the insats stands before it."""

    def find(name: str) -> Goal:
        entry = dict(_ids(report))[name]
        return Goal(entry, value_of(report, entry), goal_section(report, entry))

    return Named("en mätpunkt här", lambda: [(name, entry.name) for name, entry in _ids(report)], find)


def _ids(report: Report) -> Sequence[tuple[str, MatpunktEntry]]:
    entries = report.matpunkter(insats=report.insats_id)
    count = Counter(entry.id for entry in entries)
    return [
        (entry.id if count[entry.id] == 1 else f"{entry.insats or 'forbundet'}__{entry.id}", entry) for entry in entries
    ]
