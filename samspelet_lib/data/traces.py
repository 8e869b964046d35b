"""Tells whether a text holds a pseudonym of the deliveries, without holding any pseudonym itself.

Only keyed checksums leave the reading room, with a key that is drawn anew for each reading and never written down.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORD = re.compile(r"\w[\w-]*\w")
# A pseudonym of digits alone, or of a few signs, cannot be told from what pages hold anyway.
_TELLING = re.compile(r"(?=.*\d)(?=.*[^\W\d_]).{5,}|\d{7,}")
_BYTES = 12


@dataclass(frozen=True)
class Traces:
    """Checksums of what may stand in no published text."""

    key: bytes = b""
    digests: frozenset[bytes] = frozenset()

    @classmethod
    def of(cls, words: Iterable[str]) -> "Traces":
        """The traces of these pseudonyms; those that look like ordinary numbers leave none."""
        key = secrets.token_bytes(_BYTES)
        return cls(key, frozenset(_digest(key, word) for word in set(words) if _TELLING.fullmatch(word)))

    def are_in(self, text: str) -> bool:
        """Whether one of them stands in the text as a word of its own."""
        return any(_digest(self.key, word) in self.digests for word in _words(text)) if self.digests else False


def _words(text: str) -> Iterator[str]:
    return (word for word in set(_WORD.findall(text)) if _TELLING.fullmatch(word))


def _digest(key: bytes, word: str) -> bytes:
    return hashlib.blake2b(word.encode(), key=key, digest_size=_BYTES).digest()


NO_TRACES = Traces()
