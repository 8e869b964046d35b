"""Checksums of what came in, part by part, so that it can be told later what a new figure rests on.

They are private: a part may be about few persons, and its checksum could be guessed at.
"""

import hashlib
from collections.abc import Iterable, Iterator

import pandas as pd

from samspelet_lib.data.door import Came
from samspelet_lib.data.ledger import Ledgers

DELIVERED, BOOKED = "leveranser", "bokföring"
_ORIGIN = ["_kalla", "_rad"]  # the same row in another place of a file is no other row


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
    for (insats, when), group in rows.groupby([owner, month], sort=True):
        lines = group.to_csv(index=False, header=False).splitlines()
        yield f"{DELIVERED}/{insats}/{table}/{when}", _checksum(lines)


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
