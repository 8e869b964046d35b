"""What a delivery says of itself: which table, insats and period, when it was handed in, which version.

It is said in a sheet named Leverans, or in the file's name, where the parts may stand in any order:
`<insats>_<tabell>_<period>_<inlämnad>_v<version>`, such as
`stegen_kristinehamn_deltagare_2026-01..10_2026-11-05_v2.csv`. Only what is needed has to be said.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from samspelet_lib.data.delivery import Declared
from samspelet_lib.data.lookups import Lookups, spellings
from samspelet_lib.data.tables import load_tables
from samspelet_lib.errors import UsageError
from samspelet_lib.period import Period
from samspelet_lib.swedish import to_id

_VERSION = re.compile(r"(?:^|[_\s-])v(?:ersion)?[_\s-]?(\d{1,3})(?=$|[_\s.-])", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
_PERIOD = re.compile(r"(?<!\d)20\d\d(?:-(?:0[1-9]|1[0-2])(?:(?:\.\.|_)(?:0[1-9]|1[0-2]))?)?(?!-?\d)")


@dataclass(frozen=True)
class Named:
    """What a file's name says.

    Attributes:
        tables: ids of the tables it may mean; one when it is clear.
        insatser: ids of the insatser it may mean.
        period: as `str(Period)`; "" when the name has none.
        handed_in: ISO date or "".
        version: 1 when the name has none.
    """

    tables: tuple[str, ...]
    insatser: tuple[str, ...]
    period: str
    handed_in: str
    version: int

    @property
    def insats(self) -> str:
        """The insats, when the name is clear."""
        return self.insatser[0] if len(self.insatser) == 1 else ""

    @property
    def declared(self) -> Declared:
        """The same as a delivery's declaration."""
        return Declared(self.insats, self.period, self.handed_in, self.version)


def read_name(stem: str, lookups: Lookups) -> Named:
    """What the file name, without its ending, says of the delivery."""
    version, day = _VERSION.search(stem), _DAY.search(stem)
    rest = _DAY.sub(" ", _VERSION.sub(" ", stem), count=1)
    period = _PERIOD.search(rest)
    words = f"_{to_id(_PERIOD.sub(' ', rest))}_"
    tables = {table.id: table.label for table in load_tables().values()}
    return Named(
        tables=_longest(words, spellings(tables)),
        insatser=_longest(words, spellings(lookups.lists.get("insats", {}))),
        period=str(Period.parse(period[0])) if period and _is_period(period[0]) else "",
        handed_in="-".join(day.groups()) if day else "",
        version=int(version[1]) if version else 1,
    )


def read_leverans(frame: pd.DataFrame) -> tuple[Declared, ...]:
    """What the rows of the Leverans sheet say."""
    columns = zip(frame["insats"], frame["period"], frame["inlamnad_datum"], frame["version"], strict=True)
    return tuple(
        Declared(
            insats="" if pd.isna(insats) else insats,
            period="" if pd.isna(period) else period,
            handed_in="" if pd.isna(day) else day.date().isoformat(),
            version=1 if pd.isna(version) else int(version),
        )
        for insats, period, day, version in columns
    )


def declared_for(insats: str, declared: Iterable[Declared]) -> Declared:
    """What is said of this insats; what is said of none in particular holds for all."""
    by_insats: Mapping[str, Declared] = {said.insats: said for said in declared}
    said = by_insats.get(insats) or by_insats.get("") or Declared(insats)
    return replace(said, insats=insats)


def _longest(words: str, ways: Mapping[str, str]) -> tuple[str, ...]:
    """The ids whose spelling stands in the words, and not only as part of a longer one."""
    found = {way: code for way, code in ways.items() if f"_{way}_" in words}
    return tuple(
        sorted(
            {
                code
                for way, code in found.items()
                if not any(way != longer and f"_{way}_" in f"_{longer}_" for longer in found)
            }
        )
    )


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except UsageError:
        return False
    return True
