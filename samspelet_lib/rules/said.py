"""What deliveries say beside figures: owners' comments, how many rows counted, and how far the data reach."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from samspelet_lib.data.delivery import Deliveries, Source
from samspelet_lib.data.tables import SOURCE, load_tables
from samspelet_lib.period import Period
from samspelet_lib.swedish import plural


@dataclass(frozen=True)
class Comment:
    """An owner's words about a mätpunkt, or about the whole insats.

    Attributes:
        insats, matpunkt: empty where it is about the förbund, or about all of the insats.
    """

    insats: str
    matpunkt: str
    comment: str
    obstacle: str
    action: str


@dataclass(frozen=True)
class TableCount:
    """Rows of one table, all files together; read is always counted plus refused."""

    table: str
    read: int
    counted: int
    refused: int
    replaced: int


def comments(deliveries: Deliveries, period: Period) -> list[Comment]:
    """The latest comment on each mätpunkt from a period that ends no later than this one."""
    frame = deliveries.frames["kommentarer"]
    ends = frame["period"].map(lambda text: Period.parse(text).end, na_action="ignore")
    known = frame.assign(ends=pd.to_datetime(ends)).query("ends <= @end", local_dict={"end": pd.Timestamp(period.end)})
    latest = known.fillna({"insats": "", "matpunkt": ""}).sort_values("ends", kind="stable")
    latest = latest.drop_duplicates(["insats", "matpunkt"], keep="last").sort_values(["insats", "matpunkt"])
    columns = ["insats", "matpunkt", "kommentar", "hinder", "atgard"]
    rows = latest[columns].fillna("").itertuples(index=False, name=None)
    return [Comment(*map(str, row)) for row in rows]


def table_counts(deliveries: Deliveries) -> list[TableCount]:
    """How many rows of each table were read, counted, refused and replaced, in the order of the tables."""
    found = [_count(table_id, label, deliveries) for table_id, label in _labels()]
    return [count for count in found if count.read or count.replaced]


@dataclass(frozen=True)
class Refusal:
    """What was refused of an insats's deliveries and does not count until it is corrected.

    Attributes:
        insats: None where a file does not tell whose it is, or it is the förbund's own.
        tables: what was refused, in words: `Deltagare, 3 rader`.
    """

    insats: str | None
    tables: tuple[str, ...]


def refusals(deliveries: Deliveries) -> list[Refusal]:
    """What was refused, insats by insats; a sheet from several insatser marks each of them."""
    found: dict[str, dict[str, set[tuple[Source, int]]]] = {}
    owners = _owners(deliveries)
    for finding in deliveries.refused:
        for insats in owners.get(finding.source) or {""}:
            rows = found.setdefault(insats, {}).setdefault(finding.source.table, set())
            rows.add((finding.source, finding.row))
    labels = dict(_labels())
    return [
        Refusal(insats or None, tuple(_refused(labels.get(table, ""), found[insats][table]) for table in found[insats]))
        for insats in sorted(found)
    ]


def _owners(deliveries: Deliveries) -> dict[Source, set[str]]:
    """The insatser of each sheet: as it says, and as its rows that count say."""
    owners = {source: {said.insats for said in told} for source, told in deliveries.declared.items()}
    for frame in deliveries.frames.values():
        if "insats" in frame and SOURCE in frame:
            pairs = frame[[SOURCE, "insats"]].dropna().drop_duplicates().itertuples(index=False, name=None)
            for number, insats in pairs:
                owners.setdefault(deliveries.sources[number], set()).add(insats)
    return {source: insatser - {""} for source, insatser in owners.items()}


def _refused(label: str, rows: set[tuple[Source, int]]) -> str:
    whole = [source for source, row in rows if not row]
    return f"{label or 'en fil'}, {'allt i ett blad' if whole else plural(len(rows), 'rad', 'rader')}"


def data_until(deliveries: Deliveries, period: Period) -> str | None:
    """The last day that deliveries say they cover, no later than the period's end; None where none says."""
    frame = deliveries.frames["leverans"]
    days = [day.date() for day in frame["uppgifter_tom"].dropna()]
    days += [Period.parse(text).end for text in frame.loc[frame["uppgifter_tom"].isna(), "period"].dropna()]
    inside = [day for day in days if day <= period.end]
    return max(inside).isoformat() if inside else None


def is_synthetic(deliveries: Deliveries) -> bool:
    """Whether any delivery says that it is made up."""
    return bool(deliveries.frames["leverans"]["syntetisk"].fillna(value=False).any())


def _labels() -> Iterator[tuple[str, str]]:
    for table in load_tables().values():
        yield table.id, table.label


def _count(table_id: str, label: str, deliveries: Deliveries) -> TableCount:
    own = [count for count in deliveries.counts if count.source.table == table_id]
    return TableCount(
        table=label,
        read=sum(count.read for count in own),
        counted=sum(count.counted for count in own),
        refused=sum(count.refused for count in own),
        replaced=sum(count.replaced for count in own),
    )
