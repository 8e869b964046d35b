"""What came in: deliveries in time, late or missing, and how many rows count."""

from markupsafe import Markup

from samspelet_lib.release.store import DeliveryEntry
from samspelet_lib.report.base import Report, late_deliveries
from samspelet_lib.report.lookups import deliveries_of
from samspelet_lib.report.section import EMPTY, Column, Section, bullets, join, notice, paragraphs, table
from samspelet_lib.swedish import enumerate_words, number


def delivered_section(report: Report, insats: str | None = None) -> Section:
    """Deliveries that had fallen due and rows that were read; of one insats where it is named."""
    due = deliveries_of(report.release, insats)
    counts = _counts(report) if insats is None else EMPTY
    return join(_due(report, due), _needed(report, due), counts)


def late_section(report: Report, insats: str | None = None) -> Section:
    """Which deliveries are late, missing or partly refused, where a reader cannot miss it; empty where none is."""
    told = filter(None, [late_deliveries(report.release, insats), _refused(report, insats)])
    text = " ".join(told)
    return notice(text, "warning") if text else EMPTY


def waiting_section(report: Report) -> Section:
    """That corrections wait, where some do; never of what, which would tell that it has changed."""
    return join(*(notice(text.text, "info") for text in report.texts("rättelse")))


def _refused(report: Report, insats: str | None) -> str:
    """What does not count until it is corrected; in arbetsmaterial with tables and rows."""
    found = [entry for entry in report.release.refusals if insats is None or entry.insats == insats]
    if not found:
        return ""
    names = {entry.id: entry.name for entry in report.release.insatser}
    senders = [names.get(entry.insats or "", "utan känd insats, eller förbundets egen") for entry in found]
    whose = "" if insats else f" ({enumerate_words(senders)})"
    tables = enumerate_words(sorted({table for entry in found for table in entry.tables}))
    what = f": {tables}" if tables and insats else ""
    return f"En del av det som lämnats är underkänt och räknas inte förrän det är rättat{whose}{what}."


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


def _needed(report: Report, entries: list[DeliveryEntry]) -> Section:
    """What each sender's deliveries are needed for, those first whose delivery is late or missing."""
    senders = {(entry.insats, entry.name): entry for entry in entries}
    wanting = {(entry.insats, entry.name) for entry in entries if entry.status in {"sen", "saknas"}}
    rows = [_need(report, entry) for key, entry in sorted(senders.items(), key=lambda item: item[0] not in wanting)]
    columns = [Column("Från"), Column("Behövs för mätpunkterna"), Column("Behövs för uppföljningen")]
    note = "Det är vad som räknas i de tabeller som ska lämnas. Den som är sen eller saknas står först."
    return table("Vad leveranserna behövs för", columns, rows, anchor="tabell-behovs-for", note=note)


def _need(report: Report, entry: DeliveryEntry) -> tuple[str, Markup, Markup]:
    insatser = {insats.id: insats.name for insats in report.release.insatser}
    names = {matpunkt.id: matpunkt.name for matpunkt in report.release.matpunkter if matpunkt.insats == entry.insats}
    return (
        insatser.get(entry.insats or "", entry.name),
        bullets([names.get(each, each) for each in entry.matpunkter]).markup,
        bullets(entry.instruments).markup,
    )


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
