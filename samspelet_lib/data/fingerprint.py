"""Checksums of what came in, part by part, so that it can be told later what a new figure rests on.

They are private: a part may be about few persons, and its checksum could be guessed at.
"""

import hashlib
from collections.abc import Iterable, Iterator

import pandas as pd

from samspelet_lib.data.door import Came
from samspelet_lib.data.ledger import Ledgers
from samspelet_lib.data.renumber import pseudonym_columns

DELIVERED, BOOKED = "leveranser", "bokföring"
# The same row in another place of a file is no other row, nor is the same form in another file.
_ORIGIN = ["_kalla", "_rad", "svarsid"]


def fingerprints(came: Came) -> dict[str, str]:
    """A checksum per insats, table and month of what was delivered, and per month of what was booked."""
    frames = came.deliveries.frames if came.deliveries else {}
    delivered = (part for table, frame in sorted(frames.items()) for part in _parts(table, frame))
    return dict([*delivered, *_booked(came.ledgers)])


def _parts(table: str, frame: pd.DataFrame) -> Iterator[tuple[str, str]]:
    rows = frame.drop(columns=_ORIGIN, errors="ignore")
    dates = [name for name, dtype in rows.dtypes.items() if str(dtype).startswith("datetime")]
    month = rows[dates[0]].dt.strftime("%Y-%m").fillna("") if dates else pd.Series("", index=rows.index)
    owner = rows["insats"].fillna("") if "insats" in rows else pd.Series("", index=rows.index)
    named = pseudonym_columns(table, rows)
    for (insats, when), group in rows.groupby([owner, month], sort=True):
        own = group.assign(**{name: _numbered(group[name]) for name in named})
        lines = own.to_csv(index=False, header=False).splitlines()
        yield f"{DELIVERED}/{insats}/{table}/{when}", _checksum(lines)


def _numbered(persons: pd.Series) -> pd.Series:
    """Running numbers of this part alone: whoever comes to another insats or month gives nobody here a new one."""
    return pd.to_numeric(persons).rank(method="dense")


def _booked(ledgers: Ledgers | None) -> Iterator[tuple[str, str]]:
    for year, ledger in sorted(ledgers.years.items()) if ledgers else ():
        yield (
            f"{BOOKED}/{year}",
            _checksum(
                map(str, [ledger.has_balances, *sorted(ledger.opening.items()), *sorted(ledger.closing.items())])
            ),
        )
        for month in sorted({booking.month for booking in ledger.bookings}):
            yield f"{BOOKED}/{year}-{month:02}", _checksum(str(b) for b in ledger.bookings if b.month == month)


def _checksum(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]
