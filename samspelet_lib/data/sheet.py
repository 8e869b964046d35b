"""Finds a table in a sheet: its heading row, which column is which, and the rows below.

Headings may be a little off; what was read as what is listed. A heading that means nothing is refused, for
it may be a misspelt column or something that must not be delivered. Headings are never quoted: without a
heading row the first row of data stands in their place.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from samspelet_lib.data.cells import Cells, Mask, Numbers, Objects
from samspelet_lib.data.delivery import Finding, Repair, Source
from samspelet_lib.data.grid import Grid, UnreadableError, column_letter
from samspelet_lib.data.lookups import spellings
from samspelet_lib.data.tables import Table
from samspelet_lib.data.values import Refusal
from samspelet_lib.swedish import enumerate_words, to_id

_HEADING_WITHIN = 40  # filled rows from the top of the sheet
_NEAR = 0.86  # likeness at which a heading is taken for a misspelling; "startdatum" and "slutdatum" are 0.84
_SUM_COLUMNS = 3  # the word "Summa" stands in one of the first columns
_SUM = r"(?i)\s*(?:del)?(?:summa|totalt?|total summa)\s*:?\s*"

NO_HEADINGS = Refusal(
    "rubriker_saknas",
    "Ingen rad med tabellens rubriker hittades.",
    "Använd blankettens rubriker på en rad ovanför uppgifterna.",
)


@dataclass(frozen=True)
class Mapped:
    """A table as it stands in a sheet, with raw cells.

    Attributes:
        source: the sheet.
        table: its definition.
        cells: one column per column id, and per question for a survey delivered with a column each.
        places: the same columns, in the same order → letter and label, for finding the cell again.
        questions: the columns that hold a question's answers.
        findings: refuse the whole sheet when there are any.
        repairs: what was mended.
    """

    source: Source
    table: Table
    cells: Cells
    places: Mapping[str, str]
    questions: tuple[str, ...]
    findings: tuple[Finding, ...]
    repairs: tuple[Repair, ...]


def map_sheet(grid: Grid, source: Source, table: Table, *, questions: Mapping[str, str] | None = None) -> Mapped:
    """The sheet's cells under the table's column ids.

    Args:
        grid: the sheet without blank rows.
        source: where it stands.
        table: the table it holds.
        questions: the known questions of a survey; None when any heading may be a question.

    Raises:
        UnreadableError: no row has the table's headings.
    """
    top = grid.cells.top(_HEADING_WITHIN)
    place = -1 if grid.headings else _heading_row(top, table.headings)
    below = grid.cells.only(slice(place + 1, None))
    above = grid.cells.rows[: max(place, 0)]
    headings = _Headings(source, table, row=0 if grid.headings else int(grid.cells.rows[place]), questions=questions)
    has_any = np.any(below.filled(), axis=0).tolist()
    for position, (heading, has_cells) in enumerate(zip(grid.headings or top[place], has_any, strict=True)):
        headings.place(position, _text(heading), has_cells=has_cells)
    headings.check_required()
    sums = _sum_rows(below)
    found = headings.positions
    return Mapped(
        source,
        table,
        cells=(below.only(~sums) if sums.any() else below).columns(list(found.values())),
        places=headings.labels(),
        questions=tuple(column for column in found if column not in table.ids),
        findings=tuple(headings.findings),
        repairs=(
            *headings.repairs,
            *_skipped(source, above, "rader ovanför rubrikerna lästes inte"),
            *_skipped(source, below.rows[sums], "summarader räknades inte"),
        ),
    )


def _heading_row(rows: Objects, ways: Mapping[str, str]) -> int:
    """The place, from 0, of the row with the most known headings."""
    columns = len(set(ways.values()))
    place, most = 0, 0
    for number, row in enumerate(rows):
        known = _known(row, ways)
        if known > most:
            place, most = number, known
        if most == min(columns, len(row)):
            break  # no row can know more
    if most < max(1, min(2, columns)):
        raise UnreadableError(NO_HEADINGS)
    return place


def _known(row: Iterable[object], ways: Mapping[str, str]) -> int:
    return len({ways[folded] for cell in row if isinstance(cell, str) and (folded := _fold(cell)) in ways})


def _fold(heading: str) -> str:
    """The heading without marks for required columns, units in parentheses and differences of case."""
    return to_id(heading.partition("(")[0]) or to_id(heading)


def _text(heading: object) -> str:
    return "" if heading is None else str(heading)


class _Headings:
    """Which position is which column; holds the findings and repairs that placing them gives."""

    def __init__(self, source: Source, table: Table, *, row: int, questions: Mapping[str, str] | None) -> None:
        self.source, self.table, self.row = source, table, row
        self.questions = None if questions is None else spellings(questions)
        self.ways = table.headings
        self.positions: dict[str, int] = {}
        self.findings: list[Finding] = []
        self.repairs: list[Repair] = []

    def labels(self) -> dict[str, str]:
        """Letter and label of every placed column."""
        named = {column.id: f" ({column.label})" for column in self.table.columns}
        return {column: column_letter(at) + named.get(column, "") for column, at in self.positions.items()}

    def place(self, position: int, text: str, *, has_cells: bool) -> None:
        """Decides which column stands at the position."""
        if not text.strip():
            if has_cells:
                self._refuse(position, "rubrik_saknas", "Kolumnen har värden men ingen rubrik.")
            return
        column = self._column(position, text)
        if column is None:
            if has_cells:
                self._refuse(position, "okand_rubrik", "Rubriken finns inte i tabellen.")
        elif column in self.positions:
            self._refuse(position, "dubbel_rubrik", "Två kolumner har samma rubrik.")
        else:
            self.positions[column] = position

    def check_required(self) -> None:
        """Finds required columns that the sheet lacks; the insats may be known from elsewhere."""
        spread = self.table.spread
        has_questions = any(column not in self.table.ids for column in self.positions)
        by_question = {spread.question, spread.answer} if spread and has_questions else set()
        missing = [
            column.label
            for column in self.table.columns
            if column.required and column.id not in {*self.positions, *by_question, "insats"}
        ]
        if missing:
            problem = f"Kolumner saknas: {enumerate_words(missing)}."
            self._refuse(None, "kolumn_saknas", problem)

    def _column(self, position: int, text: str) -> str | None:
        """The column that a heading means; in a survey also the question it is."""
        column = self.ways.get(_fold(text))
        if column is None and self.table.spread and self.questions is not None:
            column = self.questions.get(to_id(text))
        column = column or self._near(position, _fold(text))
        is_open_survey = self.table.spread is not None and self.questions is None
        return column or (to_id(text) if is_open_survey else None)

    def _near(self, position: int, folded: str) -> str | None:
        """The one column whose heading is almost this."""
        near = {self.ways[way] for way in difflib.get_close_matches(folded, self.ways, n=3, cutoff=_NEAR)}
        if len(near) != 1:
            return None
        column = self.table.column(near.pop())
        text = f"rubriken lästes som ”{column.label}”"
        self.repairs.append(Repair(self.source, column_letter(position), text, self.row, 1))
        return column.id

    def _refuse(self, position: int | None, reason: str, problem: str) -> None:
        labels = enumerate_words([column.label for column in self.table.columns])
        self.findings.append(
            Finding(
                self.source,
                self.row,
                "" if position is None else column_letter(position),
                level="file",
                reason=reason,
                problem=f"{problem} Bladet har inte lästs.",
                remedy=f"Tabellen {self.table.label} har kolumnerna {labels}. Ta bort andra kolumner.",
            )
        )


def _sum_rows(cells: Cells) -> Mask:
    """Where the first filled cell of a row, in the first columns, says that the row is a sum."""
    says = cells.says(_SUM, width=_SUM_COLUMNS)
    if not says.any():
        return np.zeros(len(says), dtype="bool")
    filled = cells.filled()[:, :_SUM_COLUMNS]
    leading = filled & (filled.cumsum(axis=1) == 1)
    return np.asarray((leading & says).any(axis=1))


def _skipped(source: Source, rows: Numbers, text: str) -> list[Repair]:
    return [Repair(source, "", text, int(rows[0]), len(rows))] if len(rows) else []
