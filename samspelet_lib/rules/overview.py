"""Figures beside the mätpunkter: who took part, how it ended, how the process was felt, and avvikelser.

Unsplit counts of an insats are about activity; what is split by sex or by how it went for persons is about
persons. Sums over insatser are deltaganden: one person in two insatser is two. Nothing here is judged.

Measures, with their dimensions beside the period:

- `participants` insats, sex: different persons in the year so far; without an insats the sum of deltaganden.
  `participants_unsplit` insats: the same where nobody tells the sex; not in the sum.
- `month_stock_in`, `month_started`, `month_ended`, `month_stock` insats, month: stock in, plus started, less
  ended, is stock. `year_…` the same for the year so far: insats, sex.
- `exit` insats, option: ended stays by the classes of the förbund's goal; the options sum to the whole.
  `exit_goal` insats: of those whose outcome is known, the share that reached the goal in any of its ways.
- `matpunkt_wave` insats, matpunkt, wave and `experience` insats, wave, row (the question): answers.
  `answer_option` the same dimensions and option: how many gave each answer; of a mätpunkt's own wave without wave.
- `violence_form` insats: whether the form was answered by those who began.
- `rating_change` insats, row (instrument), role, option: persons rated twice by better, same, worse;
  `rating_once` persons rated once; `rating_in_time` the share of intervals within the limits.
- `deviations`, `deviations_closed`, `deviations_open`, `deviations_open_old`, `deviations_answered_in_time`,
  `deviations_late`; `deviations_between` part (reports), option (receives); `deviations_kind` option (kind);
  `deviations_between_kind` part, option, row (kind).
- `cases_in`, `cases_recommended`, `cases_closed`, `cases_open` insats, month; `case_persons` insats.
- `places`, `places_used` insats, month. `national` insats, year, sex.
"""

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.figure import Figure
from samspelet_lib.period import Period
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules.beside import Beside
from samspelet_lib.rules.overview_answers import experience, ratings, violence_forms
from samspelet_lib.rules.overview_cases import cases, deviations, national, places
from samspelet_lib.rules.overview_people import exits, flows
from samspelet_lib.rules.select import Book
from samspelet_lib.rules.taking_part import participants
from samspelet_lib.rules.window import known_until

_PARTS = (
    participants, flows, exits, experience, violence_forms, ratings, deviations, cases, places, national,
)  # fmt: skip


def overview_figures(plan: Plan, deliveries: Deliveries, period: Period) -> list[Figure]:
    """Every figure that stands beside the mätpunkter."""
    look = Beside(plan, Book(deliveries), period, known_until(deliveries, period))
    return [figure for part in _PARTS for figure in part(look)]
