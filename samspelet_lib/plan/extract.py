"""The column map of a kommun's ledger extract: which heading holds what, and which files it reads."""

from fnmatch import fnmatchcase
from typing import Literal

from pydantic import Field, model_validator

from samspelet_lib.figure import Model

COLUMNS = ("account", "ansvar", "project", "counterpart", "date", "amount", "voucher", "text")


class ExtractColumns(Model):
    """Headings as they stand in the extract, without regard to capitals and outer blanks.

    Attributes:
        account: konto.
        ansvar: ansvar or kostnadsställe.
        project: projekt.
        counterpart: motpart.
        date: the bookkeeping date.
        amount: belopp.
        voucher: the voucher's number, so that each voucher can be seen to balance.
        text: the row's text, where a requisition names its months.
        sign: what a positive amount means in the extract.
        sheet: the workbook's sheet; the only one may be left unsaid.
        heading_row: the row of the headings, as a spreadsheet numbers them.
    """

    account: str
    ansvar: str | None = None
    project: str | None = None
    counterpart: str | None = None
    date: str
    amount: str
    voucher: str | None = None
    text: str | None = None
    sign: Literal["debit_positive", "credit_positive"] = "debit_positive"
    sheet: str | None = None
    heading_row: int = Field(default=1, ge=1)

    @property
    def headings(self) -> dict[str, str]:
        """Name of the column → heading in the extract, for the columns that are mapped."""
        return {name: heading for name in COLUMNS if (heading := getattr(self, name)) is not None}


class Extract(ExtractColumns):
    """A kind of extract that comes in again and again.

    Attributes:
        files: the files' names, where `*` is anything: `huvudbok*`.
        chart: the chart of accounts the extract follows.
        opening_text: rows whose text begins so are opening balances, not bookings.
    """

    id: str
    files: str
    chart: str
    opening_text: str | None = None
    ref: str

    @model_validator(mode="after")
    def _opening_rows_have_a_text(self) -> "Extract":
        if self.opening_text and not self.text:
            raise ValueError("opening_text kräver att text säger vilken kolumn texten står i")
        return self

    def reads(self, name: str) -> bool:
        """Whether a file with this name, without folder, is such an extract."""
        return fnmatchcase(name.casefold(), self.files.casefold())
