"""What a release hid and why: ids and reasons, never a value. It tells primary from secondary, so it is private."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from samspelet_lib.errors import SamspeletError
from samspelet_lib.figure import Figure, Mark
from samspelet_lib.release.disclosure import Hidden, Secret


@dataclass(frozen=True)
class Loss:
    """How much of one table is hidden: figures about people in it, hidden by rule, and to protect others."""

    table: str
    figures: int
    by_rule: int
    for_others: int


@dataclass(frozen=True)
class PrivateLog:
    """The log of one release.

    Attributes:
        secrets: the counts that had to be protected, which later releases must go on protecting.
        loss: per table, the greatest loss first.
        waiting: figures whose correction had to wait.
        exposed: figures of which always shown ones and earlier releases tell more than the policy would have.
    """

    hidden: tuple[Hidden, ...] = ()
    secrets: frozenset[Secret] = frozenset()
    loss: tuple[Loss, ...] = ()
    waiting: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()

    def to_text(self) -> str:
        """The log as it is kept."""
        content = {
            "hidden": [vars(entry) for entry in self.hidden],
            "protected": sorted(map(list, self.secrets)),
            "loss": [vars(entry) for entry in self.loss],
            "waiting": list(self.waiting),
            "exposed": list(self.exposed),
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_text(cls, text: str) -> "PrivateLog":
        """The log that was kept.

        Raises:
            SamspeletError: it is damaged.
        """
        try:
            content = json.loads(text)
            return cls(
                tuple(Hidden(**entry) for entry in content["hidden"]),
                frozenset(Secret(*entry) for entry in content["protected"]),
                tuple(Loss(**entry) for entry in content["loss"]),
                tuple(content["waiting"]),
                tuple(content["exposed"]),
            )
        except (ValueError, TypeError, KeyError) as error:
            raise SamspeletError(
                "Loggen över vad som dolts är skadad. Hämta den ur säkerhetskopian av mappen var/releases."
            ) from error


NOTHING_HIDDEN = PrivateLog()


def loss_of(figures: Sequence[Figure], hidden: Sequence[Hidden]) -> tuple[Loss, ...]:
    """How much of each table is hidden; a table is a measure and the dimensions it is split by."""
    for_others = {entry.figure: entry.protects is not None for entry in hidden}
    whole: Counter[str] = Counter()
    parts: Counter[tuple[str, bool]] = Counter()
    for figure in figures:
        whole[_table(figure)] += figure.value is not None or figure.mark is Mark.HIDDEN
        if figure.id in for_others:
            parts[_table(figure), for_others[figure.id]] += 1
    found = (Loss(name, number, parts[name, False], parts[name, True]) for name, number in whole.items())
    lossy = [each for each in found if each.by_rule or each.for_others]
    return tuple(sorted(lossy, key=lambda each: (-each.by_rule - each.for_others, each.table)))


def _table(figure: Figure) -> str:
    dims = dict(figure.dims.items())
    about = [f"{name}={dims[name]}" for name in ("insats", "matpunkt") if name in dims]
    split = [name for name in dims if name not in {"forbund", "period", "insats", "matpunkt"}]
    return "; ".join([figure.measure, *about, *(f"efter {name}" for name in split)])
