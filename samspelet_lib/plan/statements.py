"""The layout of the statements: which kinds of accounts make each row, the text sections and the signatures."""

from typing import Literal

from pydantic import Field, model_validator

from samspelet_lib.figure import Model
from samspelet_lib.plan.documents import Document, Statement
from samspelet_lib.plan.ledger import AccountKind

What = Literal["period", "opening", "closing"]


class StatementRow(Model):
    """A row of a statement: accounts of some kinds, or a sum of rows above it.

    Attributes:
        what: what the period has moved, or what the accounts hold when the year opens or the period closes.
        is_negated: income, equity and debts are credits in the books, and are printed positive.
    """

    id: str
    name: str
    kinds: tuple[AccountKind, ...] = ()
    what: What = "period"
    is_negated: bool = False
    sum_of: tuple[str, ...] = Field(default=(), alias="sum")

    @model_validator(mode="after")
    def _is_accounts_or_a_sum(self) -> "StatementRow":
        if bool(self.kinds) == bool(self.sum_of):
            raise ValueError("raden ska ha antingen kinds eller sum")
        return self


class StatementLayout(Model):
    """A statement's rows from the top.

    Attributes:
        comparison: the column beside it: the same months of the year before, or the end of that year.
    """

    id: str
    name: str
    ref: str
    comparison: Literal["same_months", "year_end"]
    rows: tuple[StatementRow, ...] = Field(alias="row")

    @model_validator(mode="after")
    def _sums_rows_above(self) -> "StatementLayout":
        above: set[str] = set()
        for row in self.rows:
            unknown = sorted(set(row.sum_of) - above)
            if unknown:
                raise ValueError(f"raden ”{row.id}” summerar ”{unknown[0]}”, som inte står ovanför den")
            above.add(row.id)
        return self


class TextSection(Model):
    """A section of the report in words; the text is the file `texter/<id>.md` of the plan year."""

    id: str
    name: str
    ref: str
    source: str | None = None


class Note(Model):
    """A note, numbered by its place in the list: a text, or a row of a statement account by account.

    Attributes:
        section: the section whose file has the note's text.
        statement, row: the row that is split.
    """

    id: str
    name: str
    ref: str
    source: str | None = None
    section: str | None = None
    statement: str | None = None
    row: str | None = None

    @model_validator(mode="after")
    def _is_a_text_or_a_row(self) -> "Note":
        if bool(self.section) == bool(self.statement and self.row) or bool(self.statement) != bool(self.row):
            raise ValueError("noten ska ha antingen section, eller statement och row")
        return self


class Statements(Model):
    """The statements of the interim and the annual report.

    Attributes:
        interim_months: how many months an interim report may cover.
    """

    document: Document
    interim_months: tuple[int, ...]
    interim_ref: str
    interim_source: str
    no_investments: Statement
    signature: Statement
    layouts: tuple[StatementLayout, ...] = Field(alias="statement")
    sections: tuple[TextSection, ...] = Field(alias="section")
    notes: tuple[Note, ...] = Field(default=(), alias="note")

    @model_validator(mode="after")
    def _notes_are_of_what_there_is(self) -> "Statements":
        rows = {(layout.id, row.id) for layout in self.layouts for row in layout.rows if row.kinds}
        sections = {section.id for section in self.sections}
        for note in self.notes:
            if note.section is not None and note.section not in sections:
                raise ValueError(f"noten ”{note.id}”: det finns ingen section ”{note.section}”")
            if note.row is not None and (note.statement, note.row) not in rows:
                raise ValueError(f"noten ”{note.id}”: ”{note.row}” är ingen rad med konton i ”{note.statement}”")
        return self

    def note_of(self, statement: str, row: str) -> str | None:
        """What stands beside the row, `Not 3`; None where no note is about it."""
        numbered = enumerate(self.notes, start=1)
        return next((f"Not {n}" for n, note in numbered if (note.statement, note.row) == (statement, row)), None)
