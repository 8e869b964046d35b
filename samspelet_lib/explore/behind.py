"""The rows behind a mätpunkt: which were counted, in which file they stand, and what came or went between two days."""

from dataclasses import dataclass

import pandas as pd

from samspelet_lib.explore.frame import PrivateFrame, private
from samspelet_lib.explore.plan import MatpunktView
from samspelet_lib.explore.raw import FILE, LINE, SHEET, Raw, numbered
from samspelet_lib.figure import Figure
from samspelet_lib.period import Period
from samspelet_lib.plan.matpunkt import RowSelection
from samspelet_lib.rules.indicators import answer, ask_about
from samspelet_lib.rules.present import to_figure
from samspelet_lib.rules.result import Ask
from samspelet_lib.rules.select import matching, placed
from samspelet_lib.rules.window import known_until

_ROLES = {"base": "bas", "count": "räknas", "value": "värde", "proxy": "bredvid"}
ROLE, TABLE, CHANGE = "roll", "tabell", "skillnad"


@dataclass(frozen=True, repr=False)
class Behind:
    """A mätpunkt's figure with what it rests on.

    Attributes:
        figure: exact, counted on the deliveries as they are now.
        rows: the rows that its selections take, with the part each plays; where it has a share, base and count.
        files: how many of them each file holds.
    """

    figure: Figure
    rows: PrivateFrame
    files: PrivateFrame


def behind(raw: Raw, view: MatpunktView, period: str) -> Behind:
    """The rows and files behind a mätpunkt in a period.

    Args:
        raw: what has been delivered.
        view: the mätpunkt, as `raw.plan.insatser.….matpunkter.…`.
        period: `2026-10`, `2026-01..08` or `2026`.

    Raises:
        UsageError: the text is no period.
    """
    reported = Period.parse(period)
    until = known_until(raw.deliveries, reported)
    ask = ask_about(raw.plan.plan, raw.book, view.about, period=reported, until=until)
    rows = _rows(raw, ask)
    files = rows.groupby([FILE, SHEET, ROLE], sort=True).size().rename("antal rader").reset_index()
    figure = to_figure(raw.plan.plan, reported, view.about, result=answer(ask))
    return Behind(figure, private(rows), private(files))


def moved(raw: Raw, view: MatpunktView, *, before: str, after: str) -> PrivateFrame:
    """The rows behind a mätpunkt that are there in one of two periods only, with which: `ny` or `inte längre`.

    Both are counted on the deliveries as they are now; what a file held earlier is not kept.

    Raises:
        UsageError: a text is no period.
    """
    earlier, later = (behind(raw, view, period).rows for period in (before, after))
    found = [
        _only_in(later, earlier).assign(**{CHANGE: "ny"}),
        _only_in(earlier, later).assign(**{CHANGE: "inte längre"}),
    ]
    whole = pd.concat(found, ignore_index=True)
    return private(whole[[CHANGE, *(name for name in whole.columns if name != CHANGE)]])


def _only_in(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    place = [ROLE, TABLE, FILE, SHEET, LINE]
    both = one.merge(other[place], on=place, how="left", indicator="finns i")
    return both[both["finns i"] == "left_only"].drop(columns="finns i")


def _rows(raw: Raw, ask: Ask) -> pd.DataFrame:
    parts = []
    for key, role in _ROLES.items():
        selection = getattr(ask.matpunkt, key)
        if isinstance(selection, RowSelection):
            parts.append(_selected(raw, ask, selection).assign(**{ROLE: role, TABLE: selection.table}))
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[FILE, SHEET, LINE, ROLE, TABLE])
    first = [ROLE, TABLE]
    return whole[[*first, *(name for name in whole.columns if name not in first)]]


def _selected(raw: Raw, ask: Ask, selection: RowSelection) -> pd.DataFrame:
    rows = ask.rows(selection)
    taken = placed(rows, selection, ask.window) & matching(rows, ask.where(selection))
    return numbered(raw.deliveries, raw.book, selection.table).iloc[rows.positions[taken]]
