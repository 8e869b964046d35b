"""Things by their id, as an analyst reaches them: a dot and the tab key, or the id in brackets.

What there is to choose from is looked up when it is asked for, so that naming costs a page nothing.
"""

import difflib
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from samspelet_lib.report.section import Column, Section, table

T = TypeVar("T")
_MOST_LISTED = 12


class Named(Generic[T]):
    """Things by their id: `named.the_id`, `named["the_id"]`, and all of them in order.

    Args:
        what: what one of them is, in Swedish, with its article: `en insats`.
        list_names: id and name of each, in order.
        find: the thing with an id.
    """

    def __init__(
        self, what: str, list_names: Callable[[], Sequence[tuple[str, str]]], find: Callable[[str], T]
    ) -> None:
        self._what, self._list_names, self._find = what, list_names, find

    def __getattr__(self, name: str) -> T:
        if name.startswith("_"):  # what Python and IPython ask everything for
            raise AttributeError(name)
        if name not in self:
            raise AttributeError(self._unknown(name))
        return self._find(name)

    def __getitem__(self, name: str) -> T:
        if name not in self:
            raise KeyError(self._unknown(name))
        return self._find(name)

    def __iter__(self) -> Iterator[T]:
        return (self._find(name) for name in self._names())

    def __len__(self) -> int:
        return len(self._names())

    def __contains__(self, name: object) -> bool:
        return name in self._names()

    def __dir__(self) -> list[str]:
        return [name for name in self._names() if name.isidentifier()]

    def __repr__(self) -> str:
        return self.section().text

    def _ipython_key_completions_(self) -> list[str]:
        return self._names()

    def section(self) -> Section:
        """The ids with what they are called, as a table."""
        return table("Välj med punkt och tabb", [Column("Id"), Column("Namn")], self._list_names(), anchor="namn")

    def _names(self) -> list[str]:
        return [name for name, _ in self._list_names()]

    def _unknown(self, name: str) -> str:
        names = self._names()
        near = [full for full in names if name in full] or difflib.get_close_matches(name, names, n=1)
        guess = f" Menade du {near[0]}?" if near else ""
        rest = " …" if len(names) > _MOST_LISTED else ""
        return f"”{name}” är inte {self._what}.{guess} De som finns: {', '.join(names[:_MOST_LISTED])}{rest}"
