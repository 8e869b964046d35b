"""What a row of the budget will be when the year is over, by stated methods; each is printed with its name."""

from collections.abc import Sequence
from dataclasses import dataclass

from samspelet_lib.plan.ledger import ForecastMethod
from samspelet_lib.rules.ledger_rows import MONTHS, Placed, by_covered_month, by_month, split

METHOD_NAMES: dict[str, str] = {
    "budget_remaining": "periodiserat hittills och resten av budgeten",
    "run_rate": "periodiserat hittills i samma takt året ut",
    "requisitions": "rekvirerat per täckt månad, året ut",
    "owner": "projektägarens egen prognos",
    "outcome": "bokfört; året är slut",
    "booked": "bokfört hittills; inget säger hur det fortsätter",
    "decided": "beslutat belopp",
}


@dataclass(frozen=True)
class RowState:
    """A row of the budget as the books have it up to and with a month; öre.

    Attributes:
        budget: per month.
        booked: per month, by the day of the voucher.
        concerned: the same money in the months it concerns.
        requisitioned: what requisitions have claimed.
        covered_until: the last month that a requisition covers; 0 where none has come.
        covered_months: how many months requisitions cover.
    """

    row: str
    through: int
    budget: tuple[int, ...]
    booked: tuple[int, ...]
    concerned: tuple[int, ...]
    requisitioned: int = 0
    covered_until: int = 0
    covered_months: int = 0
    is_requisitioned: bool = False

    @property
    def booked_to_date(self) -> int:
        """What the books hold."""
        return sum(self.booked)

    @property
    def accrued(self) -> int:
        """What the months that no requisition covers yet have cost, estimated.

        At the rate requisitioned so far; as budgeted where nothing has been requisitioned.
        """
        if not self.is_requisitioned or self.covered_until >= self.through:
            return 0
        waiting = self.through - self.covered_until
        if self.covered_until:
            return self.requisitioned * waiting // self.covered_months
        return sum(self.budget[: self.through])

    @property
    def periodised(self) -> int:
        """What the months so far have cost: booked in the months it concerns, and the accrued estimate."""
        return sum(self.concerned[: self.through]) + self.accrued


def row_state(
    row: str, bookings: Sequence[Placed], budget: Sequence[int], *, through: int, requisitioned: bool
) -> RowState:
    """The row's state up to and with a month."""
    own = [booking for booking in bookings if booking.row == row]
    claims = [booking for booking in own if booking.covers and booking.month <= through]
    covered = {month for booking in claims if booking.covers for month in _months(booking.covers)}
    return RowState(
        row=row,
        through=through,
        budget=tuple(budget),
        booked=tuple(by_month(own, through)),
        concerned=tuple(by_covered_month(own, through)),
        requisitioned=sum(booking.ore for booking in claims),
        covered_until=max(covered, default=0),
        covered_months=len(covered),
        is_requisitioned=requisitioned,
    )


def _months(covers: tuple[int, int]) -> range:
    return range(covers[0], covers[1] + 1)


@dataclass(frozen=True)
class Forecast:
    """A full-year amount in öre, its method, and the lowest and highest that the methods give."""

    ore: int
    method: str
    low: int
    high: int


def forecasts(state: RowState, owner: int | None = None) -> dict[str, int]:
    """The full-year amount under each method that can be used, in öre.

    Source: params/ledger.toml, method; the methods' names are in `METHOD_NAMES`.
    """
    if state.through == MONTHS:
        return {"outcome": state.booked_to_date}
    found = {
        "budget_remaining": state.periodised + sum(state.budget[state.through :]),
        "run_rate": state.periodised * MONTHS // state.through,
    }
    if state.covered_until:
        waiting = MONTHS - state.covered_until
        found["requisitions"] = state.booked_to_date + state.requisitioned * waiting // state.covered_months
    if owner is not None:
        found["owner"] = owner
    return found


def forecast(state: RowState, method: ForecastMethod, owner: int | None = None) -> Forecast:
    """The forecast in use: the owner's own where there is one, else the chosen method, else the rest of the budget."""
    found = forecasts(state, owner)
    wanted = ("outcome", "owner", method, "budget_remaining")
    name = next(name for name in wanted if name in found)
    return Forecast(found[name], name, min(found.values()), max(found.values()))


def periodised_budget(ore: int, weights: Sequence[int] | None) -> list[int]:
    """The year's budget per month: by weight, or evenly; the months add up to the year, to the öre."""
    return split(ore, weights or [1] * MONTHS)
