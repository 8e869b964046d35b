"""What every report has: a release, look-ups that are recorded, and the sections all pages share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samspelet_lib.errors import UsageError
from samspelet_lib.figure import Figure, Finding, Pinpoint, Question
from samspelet_lib.period import Period
from samspelet_lib.release.store import DeliveryEntry, InsatsEntry, MatpunktEntry, Release, TextEntry
from samspelet_lib.report.lookups import Lookups, deliveries_of, matching
from samspelet_lib.report.named import Named
from samspelet_lib.report.section import Column, Section, bullets, join, paragraphs, table
from samspelet_lib.swedish import enumerate_words, first_lower, long_date, plural


@dataclass(frozen=True)
class Earlier:
    """Some figures of an earlier period, as they were published."""

    period: Period
    figures: tuple[Figure, ...]

    def matching(self, measure: str, **dims: object) -> list[Figure]:
        """The figures of a measure with these dimensions."""
        return matching(self.figures, measure, dims)


@dataclass(frozen=True)
class Report:
    """A release as one notebook reads it.

    Attributes:
        lookups: what was read of the release; what a page depends on.
        earlier: the year's earlier periods as they were published, oldest first.
        matpunkt: one mätpunkt at a time by its id, for an analyst and the tab key.
    """

    release: Release
    insats_id: str | None = None
    lookups: Lookups = field(default_factory=Lookups, compare=False, repr=False)
    earlier: tuple[Earlier, ...] = ()
    matpunkt: Named[Any] = field(init=False, compare=False, repr=False)

    @property
    def period(self) -> Period:
        """The period of the report."""
        return Period.parse(self.release.period)

    @property
    def insats(self) -> InsatsEntry:
        """The insats of the report.

        Raises:
            UsageError: the report is not about an insats, or the plan has no such insats.
        """
        entries = {entry.id: entry for entry in self.release.insatser}
        if self.insats_id not in entries:
            have = ", ".join(sorted(entries))
            raise UsageError(f"”{self.insats_id}” är ingen insats i planen. De som finns: {have}.")
        return entries[self.insats_id]

    def figures(self, measure: str, **dims: object) -> list[Figure]:
        """The figures of a measure with these dimensions, in the release's order."""
        return self.lookups.ask(self.release, measure, dims)

    def figure(self, measure: str, **dims: object) -> Figure | None:
        """The one figure of a measure with exactly these dimensions; None where the release has none."""
        exact = [figure for figure in self.figures(measure, **dims) if len(figure.dims.items()) == len(dims) + 1]
        return exact[0] if exact else None

    def printed(self, measure: str, **dims: object) -> str:
        """The printed value of one figure; a dash where the release has none."""
        figure = self.figure(measure, **dims)
        return figure.printed if figure else "–"

    def matpunkter(self, *, area: str | None = None, insats: str | None = None) -> list[MatpunktEntry]:
        """The mätpunkter of an area or an insats, in the plan's order."""
        return [
            entry
            for entry in self.release.matpunkter
            if (area is None or entry.area == area) and (insats is None or entry.insats == insats)
        ]

    def texts(self, section: str) -> list[TextEntry]:
        """The plan's sentences of one section."""
        return [text for text in self.release.texts if text.section == section]

    def source_text(self, source: Pinpoint) -> str:
        """A pinpoint for print: document, heading and item."""
        titles = {entry.id: entry.short for entry in self.release.sources}
        return f"{titles.get(source.source, source.source)}: {source.ref}"

    def source_texts(self, sources: Iterable[Pinpoint]) -> str:
        """Several pinpoints for print; items under one heading follow it, so that the heading stands once."""
        items: dict[str, list[str]] = {}
        for source in sources:
            place, _, item = self.source_text(source).rpartition(", ")
            items.setdefault(place or item, []).extend([item] if place else [])
        return "; ".join(", ".join(filter(None, [place, enumerate_words(own)])) for place, own in items.items())

    def sources(self) -> Section:
        """The documents the page rests on."""
        rows = [(s.short, s.title, s.issued_by, s.dated, s.decided) for s in self.release.sources]
        columns = [Column("Kallas här"), Column("Dokument"), Column("Utgivare"), Column("Daterat"), Column("Beslutat")]
        release = self.release
        number = f"utgåva {release.number}" if release.number else "utkast"
        until = (
            f"Uppgifterna når till och med {long_date(date.fromisoformat(release.data_until))}."
            if release.data_until
            else "Inga uppgifter har kommit in."
        )
        late = late_deliveries(release, self.insats_id)
        return join(
            table("Dokument som uppgifterna kommer ur", columns, rows, anchor="tabell-kallor"),
            paragraphs(f"Sidan bygger på {number} av {self.period.label}. {until}", *([late] if late else [])),
        )


_MOST_NAMED = 4


def late_deliveries(release: Release, insats: str | None = None) -> str:
    """Which deliveries had fallen due and are missing or came late, in a sentence; empty where none is.

    Where it is about all insatser, those that came late are told in number alone; the table of deliveries has them.
    """
    due = deliveries_of(release, insats)
    names = {} if insats else {entry.id: entry.name for entry in release.insatser}
    missing = _sentence(due, "saknas", "saknas", names=names)
    late = _sentence(due, "sen", "kom för sent", names=names)
    return " ".join(filter(None, [missing, late]))


def _sentence(due: Sequence[DeliveryEntry], status: str, verb: str, *, names: dict[str, str]) -> str:
    by_sender: dict[str, list[str]] = {}
    for entry in due:
        if entry.status == status:
            by_sender.setdefault(names.get(entry.insats or "") or first_lower(entry.name), []).append(entry.covers)
    if not by_sender:
        return ""
    count = sum(map(len, by_sender.values()))
    if names and status == "sen":
        return f"{plural(count, 'leverans', 'leveranser')} {verb}."
    told = [f"{sender} för {enumerate_words(covers)}" for sender, covers in by_sender.items()]
    rest = len(told) - _MOST_NAMED
    more = [f"{plural(rest, 'avsändare', 'avsändare')} till"] if rest > 0 else []
    return f"{plural(count, 'leverans', 'leveranser')} {verb}: {'; '.join([*told[:_MOST_NAMED], *more])}."


def findings_section(report: Report, findings: Iterable[Finding], *, anchor: str) -> Section:
    """Findings as a table: what, figures, where, and what would settle it."""
    rows = [
        (
            finding.title,
            finding.severity.value,
            " ".join([finding.text, *(f"{item.label}: {item.text}." for item in finding.figures)]),
            report.source_texts(finding.sources),
            finding.settle,
        )
        for finding in findings
    ]
    columns = [Column("Anmärkning"), Column("Slag"), Column("Vad som står"), Column("Var"), Column("Vad som löser det")]
    return table("Anmärkningar på planen", columns, rows, anchor=anchor) if rows else paragraphs("Inga anmärkningar.")


def questions_section(report: Report, questions: Sequence[Question], *, anchor: str) -> Section:
    """Open questions, with the outcome under each reading."""
    rows = [
        (
            question.about,
            question.text,
            bullets(
                [f"{o.text}: {o.result}" + (f" ({o.verdict})" if o.verdict else "") for o in question.outcomes]
            ).markup,
            question.who,
            report.source_texts(question.sources),
        )
        for question in questions
    ]
    if not rows:
        return paragraphs("Inga öppna frågor.")
    columns = [
        Column("Gäller"),
        Column("Fråga"),
        Column("Utfall per läsning"),
        Column("Kan beslutas av"),
        Column("Var"),
    ]
    return table("Frågor att besluta", columns, rows, anchor=anchor)
