"""Why a figure differs between two releases: what it rests on, part by part, and which parts differ."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from samspelet_lib.data.door import Came
from samspelet_lib.data.fingerprint import BOOKED, DELIVERED, fingerprints
from samspelet_lib.figure import Figure
from samspelet_lib.project import Project
from samspelet_lib.release.basis import inputs_of, program_digest
from samspelet_lib.release.declared import PLUS
from samspelet_lib.rules.measures import is_measure

Grounds = Mapping[str, str]
PARAMS, PROGRAM = "params", "program"
_OF_INSATSER = "insatser"


def grounds_of(project: Project, came: Came) -> dict[str, str]:
    """Checksums of the program, of each file of params and of each part of what came in."""
    decided = {name: digest for name, digest in inputs_of(project).items() if name.startswith(f"{PARAMS}/")}
    return {PROGRAM: program_digest(), **decided, **fingerprints(came)}


def causes(figure: Figure, before: Grounds, after: Grounds, *, until: str) -> list[str]:
    """What can have changed the figure, in words; several where they cannot be told apart, none where nothing differs.

    A figure of one or more insatser is taken to rest on their own params and deliveries and on what is common to all,
    money on no delivery and nothing else on the books; and no figure on what is about a later month than `until`, the
    last of its period, as `2026-03`.
    """
    differ = (key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    changed = sorted(key for key in differ if not _is_later(key, until))
    bearing = [key for key in changed if _bears_on(key, figure)]
    return list(dict.fromkeys(_word(key, before) for key in _in_order(bearing or changed)))


def _bears_on(key: str, figure: Figure) -> bool:
    kind, _, rest = key.partition("/")
    if kind == BOOKED:
        return _is_followed_up(figure)
    if kind == DELIVERED and not is_measure(figure.measure):
        return False
    insatser = _insatser(figure)
    if not insatser or kind == PROGRAM:
        return True
    if kind == DELIVERED:
        return rest.partition("/")[0] in {"", *insatser}
    path = PurePosixPath(rest)
    return path.parent.name != _OF_INSATSER or path.stem in insatser


def _insatser(figure: Figure) -> set[str]:
    """The insats that the figure is of, or several together; none where it is the förbund's."""
    told = figure.dims.insats or figure.dims.pool
    return set(told.split(PLUS)) if told else set()


def _is_later(key: str, until: str) -> bool:
    """Whether a part of what came in is about a month after the period."""
    kind, month = key.partition("/")[0], key.rpartition("/")[2]
    return kind in {DELIVERED, BOOKED} and len(month) == len(until) and month > until


def _is_followed_up(figure: Figure) -> bool:
    """Whether it rests on the books: what is followed up, the statements, and outcome or forecast beside the plan's."""
    return figure.measure.startswith(("ledger_", "statement")) or figure.dims.basis is not None


def _in_order(keys: Iterable[str]) -> list[str]:
    """What came in first: where it changed too, it is the likeliest."""
    order = (DELIVERED, BOOKED, PARAMS, PROGRAM)
    return sorted(keys, key=lambda key: (order.index(key.partition("/")[0]), key))


def _word(key: str, before: Grounds) -> str:
    kind = key.partition("/")[0]
    if kind == DELIVERED:
        return "rättad eller kompletterad leverans" if key in before else "nya uppgifter"
    if kind == BOOKED:
        return "rättad bokföring" if key in before else "ny bokföring"
    return {PARAMS: "ändrad parameter", PROGRAM: "ändrad regel"}[kind]
