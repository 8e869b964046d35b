"""How the ledger's accounts, kostnadsställen and projekt become rows of the budget and of the statements."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from samspelet_lib.figure import Model
from samspelet_lib.plan.documents import Document
from samspelet_lib.plan.extract import Extract

_ACCOUNTS = re.compile(r"(\d{1,8})(?:-(\d{1,8}))?")

AccountKind = Literal[
    "income", "cost", "depreciation", "financial_income", "financial_cost", "closing",
    "fixed_asset", "receivable", "cash", "equity", "provision", "long_debt", "short_debt",
]  # fmt: skip
ForecastMethod = Literal["budget_remaining", "run_rate", "requisitions", "owner"]
RESULT_KINDS = frozenset({"income", "cost", "depreciation", "financial_income", "financial_cost"})
MONTHS_IN_A_YEAR = 12


def _is_range(text: str) -> str:
    found = _ACCOUNTS.fullmatch(text)
    if found is None:
        raise ValueError(f"”{text}” är inga konton; skriv till exempel ”4510”, ”45” eller ”40-79”")
    if found[2] and (len(found[1]) != len(found[2]) or found[1] > found[2]):
        raise ValueError(f"”{text}”: gränserna ska ha lika många siffror, den lägsta först")
    return text


Accounts = Annotated[str, AfterValidator(_is_range)]


def covers(accounts: str, account: str) -> bool:
    """Whether the account lies in the range; bounds are the first digits, so `40-79` holds 4510 and 79999."""
    first, _, last = accounts.partition("-")
    return first <= account[: len(first)] <= (last or first)


class AccountGroup(Model):
    """Accounts that mean the same in the statements."""

    id: str
    name: str
    kind: AccountKind
    accounts: tuple[Accounts, ...]

    def holds(self, account: str) -> bool:
        """Whether the account belongs here."""
        return any(covers(accounts, account) for accounts in self.accounts)


class Chart(Model):
    """A normal chart of accounts; the ledger's `#KPTYP` begins with one of `kptyp`."""

    id: str
    name: str
    kptyp: tuple[str, ...]
    ref: str
    groups: tuple[AccountGroup, ...] = Field(alias="group")

    def group(self, account: str) -> AccountGroup | None:
        """The first group that holds the account; None where the chart does not know it."""
        return next((group for group in self.groups if group.holds(account)), None)


class RowRule(Model):
    """Which bookings belong to a row of the budget; every given condition must hold.

    Attributes:
        row: a cost row or an income row of the budget.
        payer: who pays, for a row of contributions.
        counterparts: motparter, which a kommun's extract has and most SIE files have not.
        receivable: the accounts that hold what is invoiced and not yet paid.
        is_requisitioned: costs come in as requisitions that name the months they cover.
        chart: the chart that the accounts belong to; any where left out.
        valid_from, valid_to: first and last day of the bookings it holds for.
    """

    id: str
    row: str
    payer: str | None = None
    chart: str | None = None
    accounts: tuple[Accounts, ...] = ()
    cost_centres: tuple[str, ...] = Field(default=(), alias="cost_centre")
    projects: tuple[str, ...] = Field(default=(), alias="project")
    counterparts: tuple[str, ...] = Field(default=(), alias="counterpart")
    receivable: tuple[Accounts, ...] = ()
    is_requisitioned: bool = False
    valid_from: date = Field(alias="from")
    valid_to: date | None = Field(default=None, alias="to")
    ref: str


class Periodised(Model):
    """How a row's budget falls over the months: twelve weights. A row without any falls evenly."""

    row: str
    weights: tuple[int, ...] = Field(min_length=MONTHS_IN_A_YEAR, max_length=MONTHS_IN_A_YEAR)
    ref: str


class DefaultMethod(Model):
    """The forecast method in use for requisitioned rows or for the others, and why."""

    applies_to: Literal["requisitioned", "own"]
    method: ForecastMethod
    because: str


class FollowUpGroup(Model):
    """Rows of cost that are followed up together."""

    id: str
    name: str
    rows: tuple[str, ...]
    source: str | None = None
    ref: str


class LedgerMapping(Model):
    """The förbund's mapping from ledger to budget.

    Attributes:
        cost_centre_dimension, project_dimension: their numbers in the ledger file.
        counterpart_dimension: likewise for motpart, where the file has one.
        covers_pattern: how a requisition's text names its first and last month, as groups `first` and `last`.
    """

    document: Document
    cost_centre_dimension: str
    project_dimension: str
    counterpart_dimension: str | None = None
    covers_pattern: str
    default_chart: str
    charts: tuple[Chart, ...] = Field(alias="chart")
    rules: tuple[RowRule, ...] = Field(alias="rule")
    periodised: tuple[Periodised, ...] = ()
    methods: tuple[DefaultMethod, ...] = Field(alias="method")
    extracts: tuple[Extract, ...] = Field(default=(), alias="extract")
    groups: tuple[FollowUpGroup, ...] = Field(default=(), alias="group")

    def chart_of(self, kptyp: str) -> Chart:
        """The chart that the ledger says it follows, or the default one."""
        told = kptyp.upper()
        found = (chart for chart in self.charts if any(told.startswith(start.upper()) for start in chart.kptyp))
        default = next(chart for chart in self.charts if chart.id == self.default_chart)
        return next(found, default)

    def extract_of(self, name: str) -> Extract | None:
        """The extract that a file's name, without folder, says that it is."""
        return next((extract for extract in self.extracts if extract.reads(name)), None)

    def is_requisitioned(self, row: str) -> bool:
        """Whether the row's costs come in as requisitions."""
        return any(rule.is_requisitioned for rule in self.rules if rule.row == row)

    def method(self, row: str) -> DefaultMethod | None:
        """The forecast method in use for the row."""
        wanted = "requisitioned" if self.is_requisitioned(row) else "own"
        return next((method for method in self.methods if method.applies_to == wanted), None)
