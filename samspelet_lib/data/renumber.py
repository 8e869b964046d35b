"""Running numbers in place of pseudonyms, before anything leaves the reading room.

A pseudonym can be looked up by whoever keeps the list; a running number can not. Who is the same person in several
tables stays the same person.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from samspelet_lib.data.tables import load_tables

_PSEUDONYM, _INSATS = "pseudonym", "insats"


def renumbered(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The frames with a running number in place of each pseudonym, one for one in each kind of column.

    Numbered insats by insats, in the order of the pseudonyms as text: no order of rows, files or tables changes it.
    """
    numbers = {column: _numbers(frames, column) for column in sorted({name for _, name in _columns(frames)})}
    made = dict(frames)
    for table, column in _columns(frames):
        cells = made[table][column]
        made[table] = made[table].assign(**{column: cells.map(numbers[column]).astype(cells.dtype)})
    return made


def pseudonyms(frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Every pseudonym in the frames, some of them more than once."""
    for table, column in _columns(frames):
        yield from frames[table][column].dropna().unique()


def pseudonym_columns(table: str, frame: pd.DataFrame) -> list[str]:
    """The columns of the frame that hold pseudonyms or, once renumbered, running numbers."""
    return [column.id for column in load_tables()[table].columns if column.type == _PSEUDONYM and column.id in frame]


def _columns(frames: Mapping[str, pd.DataFrame]) -> list[tuple[str, str]]:
    return [
        (table, column)
        for table in load_tables()
        if table in frames
        for column in pseudonym_columns(table, frames[table])
    ]


def _owners(frame: pd.DataFrame) -> pd.Series:
    """The insats of each row; nothing where the table is the förbund's own."""
    return frame[_INSATS].fillna("") if _INSATS in frame else pd.Series("", index=frame.index, dtype="str")


def _numbers(frames: Mapping[str, pd.DataFrame], column: str) -> dict[str, str]:
    """The running number of each pseudonym, as text."""
    parts = [
        pd.DataFrame({"owner": _owners(frames[table]).astype("str"), "name": frames[table][column]})
        for table, name in _columns(frames)
        if name == column
    ]
    every = pd.concat(parts, ignore_index=True).dropna().sort_values(["owner", "name"])
    return {name: str(number) for number, name in enumerate(every["name"].drop_duplicates(), start=1)}
