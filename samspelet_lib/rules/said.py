"""What deliveries say beside figures: owners' comments, how many rows counted, and how far the data reach."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.tables import load_tables
from samspelet_lib.period import Period


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
