"""Delivered rows without pseudonyms: persons, forms and cases have numbers, the same in every table."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.tables import ROW, SOURCE, load_tables
from samspelet_lib.explore.frame import PrivateFrame, private
from samspelet_lib.explore.plan import PlanView
from samspelet_lib.report.named import Named
from samspelet_lib.rules.select import Book

FILE, SHEET, LINE = "fil", "blad", "rad"


@dataclass(frozen=True, repr=False)
class Raw:
    """What came in, checked, as an analyst looks at it.

    Attributes:
        plan: the plan it was read against.
        deliveries: what the rules count on, pseudonyms and all; shown only by who asks for it.
        book: the same rows, as the rules read them.
        tables: a frame for each table by its id; pseudonyms are numbers; file, sheet and row last.
        files: a frame of the sheets that came, with what was counted of each.
    """

    plan: PlanView
    deliveries: Deliveries
    book: Book
    tables: Named[PrivateFrame]
    files: PrivateFrame

    def __repr__(self) -> str:
        rows = sum(len(frame) for frame in self.deliveries.frames.values())
        return f"Råa leveranser: {len(self.deliveries.sources)} blad, {rows} rader.\n{self.tables}"


def raw_of(plan: PlanView, deliveries: Deliveries) -> Raw:
    """The deliveries for an analyst."""
    book = Book(deliveries)
    came = [(table.id, table.label) for table in load_tables().values() if len(deliveries.frames[table.id])]
    tables = Named("en tabell med rader", lambda: came, lambda name: private(numbered(deliveries, book, name)))
    return Raw(plan, deliveries, book, tables, files_of(deliveries))


def numbered(deliveries: Deliveries, book: Book, name: str) -> pd.DataFrame:
    """A table's rows in their order: what is filled in, pseudonyms as numbers, then file, sheet and row."""
    frame, table = deliveries.frames[name], load_tables()[name]
    told: dict[str, Any] = {}
    for column in table.columns:
        if column.type == "pseudonym":
            codes = pd.Series(book.units(name, column.id) + 1, index=frame.index, dtype="Int64")
            told[column.id] = codes.mask(codes == 0)
        elif not frame[column.id].isna().all():
            told[column.id] = frame[column.id]
    return pd.DataFrame({**told, **_places(deliveries, frame)})


def _places(deliveries: Deliveries, frame: pd.DataFrame) -> dict[str, Any]:
    sources = dict(enumerate(deliveries.sources))
    return {
        FILE: frame[SOURCE].map({number: source.file for number, source in sources.items()}),
        SHEET: frame[SOURCE].map({number: source.sheet for number, source in sources.items()}),
        LINE: frame[ROW],
    }


def files_of(deliveries: Deliveries) -> PrivateFrame:
    """Each sheet that came: what it says of itself, and how many of its rows are read, counted and replaced."""
    rows = [
        {
            FILE: count.source.file,
            SHEET: count.source.sheet,
            "tabell": count.source.table,
            "insats": ", ".join(said.insats or "förbundet" for said in declared),
            "period": ", ".join(sorted({said.period for said in declared if said.period})),
            "inlämnad": max((said.handed_in for said in declared), default=""),
            "version": max((said.version for said in declared), default=1),
            "läst": count.read,
            "räknas": count.counted,
            "underkänt": count.refused,
            "ersatt": count.replaced,
        }
        for count in deliveries.counts
        for declared in [deliveries.declared.get(count.source, ())]
    ]
    return private(pd.DataFrame(rows))
