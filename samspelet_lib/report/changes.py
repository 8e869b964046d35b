"""What differs from the release that was read before, figure by figure, and why."""

from collections import Counter
from collections.abc import Mapping, Sequence

from samspelet_lib.period import Period
from samspelet_lib.release.store import ChangeEntry
from samspelet_lib.report.base import Report
from samspelet_lib.report.section import Column, Section, bullets, join, paragraphs, table
from samspelet_lib.swedish import first_upper, plural


def changes_section(report: Report, *, against: str, names: Mapping[str, str]) -> Section:
    """The mätpunkter that differ in a table; of a revision, every other figure too.

    Between two periods nearly every other figure differs, so those are told in number alone.

    Args:
        report: the later release.
        against: the period of the earlier one.
        names: of mätpunkter, by the id of their figure without its period.
    """
    changes = report.release.changes
    if not changes:
        return paragraphs("Inget tal har ändrats.")
    own = [change for change in changes if change.figure in names]
    others = [change for change in changes if change.figure not in names]
    is_revision = against == report.release.period
    parts = [_summary(changes)]
    if own:
        parts.append(_table(report, "Mätpunkter som har ändrats", [(names[c.figure], c) for c in own], against=against))
    if others and is_revision:
        parts.append(
            _table(report, "Andra tal som har ändrats", [(_name(report, c), c) for c in others], against=against)
        )
    return join(*parts)


def _summary(changes: Sequence[ChangeEntry]) -> Section:
    """How many figures differ, by reason, the commonest first."""
    counts = Counter(change.why for change in changes)
    told = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    return bullets([f"{plural(count, 'tal', 'tal')}: {why}" for why, count in told])


def _table(report: Report, caption: str, rows: Sequence[tuple[str, ChangeEntry]], *, against: str) -> Section:
    earlier = Period.parse(against)
    before = "Förra utgåvan" if earlier == report.period else f"Förra utgåvan, {earlier.label}"
    columns = [Column("Tal"), Column(before), Column(first_upper(report.period.label)), Column("Varför")]
    anchor = "tabell-andrat" if caption.startswith("Mät") else "tabell-andrat-andra"
    return table(caption, columns, [(name, c.before, c.after, c.why) for name, c in rows], anchor=anchor)


def _told(dim: str, value: str) -> str:
    """The dim's value as it is read: a month in words."""
    return Period.parse(value).label if dim in {"month", "period"} else value


def _name(report: Report, change: ChangeEntry) -> str:
    """The figure's label, with its insats and what else tells it from others of the same label."""
    names = {insats.id: insats.name for insats in report.release.insatser}
    about = [names[change.insats]] if change.insats in names else []
    dims = [part.partition("=") for part in change.figure.split(";")[1:]]
    about += [_told(name, value) for name, _, value in dims if name not in {"insats", "matpunkt", "pool", "year"}]
    return f"{change.label} ({', '.join(about)})" if about else change.label
