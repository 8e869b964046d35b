"""The values that params decide: which insatser, mätpunkter, parter and kommuner a delivery may name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from samspelet_lib.data.plan_words import check_words
from samspelet_lib.data.tables import load_tables
from samspelet_lib.plan.matpunkt import Matpunkt, RowSelection
from samspelet_lib.plan.model import Plan
from samspelet_lib.swedish import to_id

OTHER_KOMMUN = "annan"
_OPEN = {"fraga", "instrument", "plats", "typ"}  # columns whose values a mätpunkt may name


@dataclass(frozen=True)
class Lookups:
    """What code columns with a `lookup` may hold, and what is known of each insats.

    A list that is not given is open: any short code is accepted.

    Attributes:
        lists: name of the list → id → label.
        matpunkter: insats id → the ids of its mätpunkter; "" for the förbund's own.
        orientation: insats id → `individ`, `struktur` or both.
        counted: insats id, table and column → the values its mätpunkter count, where they count no others.
        ledger_files: the names of extracts of the ledger, where `*` is anything; they are no deliveries.
        age_from, age_to: the ages the förbund exists for; outside is a remark, not a refusal.
    """

    lists: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    matpunkter: Mapping[str, frozenset[str]] = field(default_factory=dict)
    orientation: Mapping[str, frozenset[str]] = field(default_factory=dict)
    counted: Mapping[tuple[str, str, str], frozenset[str]] = field(default_factory=dict)
    ledger_files: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None

    @classmethod
    def from_plan(cls, plan: Plan) -> "Lookups":
        """The lists of one verksamhetsplan; questions and instruments stay open.

        Raises:
            RefusedError: a mätpunkt names a table, a column or a value that no delivery can hold.
        """
        parts = {part.id: part.name for part in plan.forbund.parts}
        kommuner = {part.id: part.name for part in plan.forbund.parts if part.kind == "kommun"}
        owned = [(insats or "", matpunkt) for insats, _, matpunkt in plan.all_matpunkter()]
        lists = {
            "insats": {insats.id: insats.name for insats in plan.insatser},
            "matpunkt": {matpunkt.id: matpunkt.name for _, matpunkt in owned},
            "part": parts,
            "kommun": kommuner | {OTHER_KOMMUN: "Annan kommun"},
        }
        check_words(plan, lists)
        return cls(
            lists=lists,
            matpunkter={
                insats: frozenset(matpunkt.id for owner, matpunkt in owned if owner == insats) for insats, _ in owned
            },
            counted=_counted(owned),
            orientation={insats.id: frozenset(insats.orientation) for insats in plan.insatser},
            ledger_files=tuple(extract.files for extract in plan.ledger.extracts) if plan.ledger else (),
            age_from=plan.forbund.target_group.age_from,
            age_to=plan.forbund.target_group.age_to,
        )

    def is_ledger(self, name: str) -> bool:
        """Whether a file with this name is an extract of the ledger, and no delivery."""
        return any(fnmatchcase(name.casefold(), files.casefold()) for files in self.ledger_files)

    def allowed(self, codes: Mapping[str, str], lookup: str | None) -> Mapping[str, str] | None:
        """The allowed ids with their labels; None when the list is open."""
        return codes or (self.lists.get(lookup) if lookup else None)


def _counted(owned: list[tuple[str, Matpunkt]]) -> dict[tuple[str, str, str], frozenset[str]]:
    """The values of open columns that an insats's mätpunkter count, where all of them name the column."""
    found: dict[tuple[str, str, str], list[frozenset[str]]] = {}
    for insats, matpunkt in owned:
        for selection in (matpunkt.base, matpunkt.count, matpunkt.value, matpunkt.proxy):
            if isinstance(selection, RowSelection):
                for column in _OPEN & set(load_tables()[selection.table].ids):
                    values = selection.where.get(column, ())
                    named = frozenset(str(value) for value in (values if isinstance(values, tuple) else (values,)))
                    found.setdefault((insats, selection.table, column), []).append(named)
    return {place: frozenset().union(*named) for place, named in found.items() if all(named)}


def spellings(allowed: Mapping[str, str]) -> dict[str, str]:
    """Every accepted way to write a value, folded by `to_id`, and the id it means.

    A label may be written without what stands in its parentheses. A spelling that two ids share is left out:
    it would be ambiguous.
    """
    found: dict[str, set[str]] = {}
    for code, label in allowed.items():
        for text in (code, label, label.partition("(")[0]):
            found.setdefault(to_id(text), set()).add(code)
    exact = {to_id(code): code for code in allowed}
    return {text: codes.pop() for text, codes in found.items() if len(codes) == 1 and text} | exact
