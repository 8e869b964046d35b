"""What came in: deliveries in time, late or missing, and how many rows count."""

from samspelet_lib.release.store import DeliveryEntry
from samspelet_lib.report.base import Report, late_deliveries
from samspelet_lib.report.section import EMPTY, Column, Section, join, notice, paragraphs, table
from samspelet_lib.swedish import number


def delivered_section(report: Report, insats: str | None = None) -> Section:
    """Deliveries that had fallen due and rows that were read; of one insats where it is named."""
    due = [entry for entry in report.release.deliveries if insats is None or entry.insats == insats]
    counts = _counts(report) if insats is None else EMPTY
    return join(_due(report, due), counts)


def late_section(report: Report, insats: str | None = None) -> Section:
    """Which deliveries are late or missing, where a reader cannot miss it; empty where none is."""
    told = late_deliveries(report.release, insats)
    return notice(told, "warning") if told else EMPTY


def _due(report: Report, entries: list[DeliveryEntry]) -> Section:
    names = {insats.id: insats.name for insats in report.release.insatser}
    rows = [
        (names.get(entry.insats or "", entry.name), entry.who, entry.covers, entry.due, entry.came or "–", entry.status)
        for entry in entries
    ]
    columns = [
        Column("Från"),
        Column("Lämnas av"),
        Column("Gäller"),
        Column("Senast"),
        Column("Kom"),
        Column("Läge"),
    ]
    if not rows:
        return paragraphs("Ingen leverans har hunnit bli aktuell enligt leveransplanen.")
    return table("Leveranser enligt leveransplanen", columns, rows, anchor="tabell-leveranser")


def _counts(report: Report) -> Section:
    rows = [
        (count.table, number(count.read), number(count.counted), number(count.refused), number(count.replaced))
        for count in report.release.table_counts
    ]
    columns = [
        Column("Tabell"),
        Column("Lästa", "rader", is_number=True),
        Column("Räknas", "rader", is_number=True),
        Column("Underkända", "rader", is_number=True),
        Column("Ersatta", "rader", is_number=True),
    ]
    note = "Lästa rader är de som räknas och de som underkänts. Ersatta rader har kommit igen i en senare leverans."
    return table("Rader som har lästs", columns, rows, anchor="tabell-rader", note=note)
