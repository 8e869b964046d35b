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
