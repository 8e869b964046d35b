"""What one params file says of another: ids that must exist, and ids that must not stand twice.

The checks run on whatever is sound, so that one broken file does not hide the faults of the rest.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from samspelet_lib.errors import Fault
from samspelet_lib.figure import DisclosureClass, Model
from samspelet_lib.plan.matpunkt import Matpunkt, RowSelection
from samspelet_lib.plan.model import Insats

_ID = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True)
class Loaded:
    """What could be read, by file name without ending: sound, partly sound, or None.

    Attributes:
        insatser: file name below params → insats.
        faulty: names of the files that have faults, and are only partly sound.
    """

    year: int
    parts: dict[str, Any]
    insatser: dict[str, Insats] = field(default_factory=dict)
    faulty: frozenset[str] = frozenset()

    def file(self, part: str) -> str:
        """The file name of a part."""
        return (
            f"{part}.toml"
            if part in {"sources", "forbund", "policy", "ledger", "statements"}
            else f"{self.year}/{part}.toml"
        )

    def files(self) -> Iterator[tuple[str, Model]]:
        """Every file that was read, with its name."""
        for part, model in self.parts.items():
            if model is not None:
                yield self.file(part), model
        yield from self.insatser.items()

    def ids(self, part: str, attribute: str) -> list[str] | None:
        """The ids a part declares; None where they could not be read."""
        items = getattr(self.parts.get(part), attribute, None)
        return None if items is None else [item.id for item in items if item.id]


def reference_faults(loaded: Loaded) -> list[Fault]:
    """Every reference that leads nowhere and every id that stands twice."""
    return [
        *_everywhere(loaded),
        *_namespaces(loaded),
        *_forbund(loaded),
        *_structure(loaded),
        *_insatser(loaded),
        *_policy(loaded),
    ]


def missing(file: str, place: str, names: Iterable[str | None] | None, *, known: Sequence[str] | None) -> list[Fault]:
    """A fault for each name that is not known; none where either side could not be read."""
    if known is None or names is None:
        return []
    return [_unknown(file, place, name, known=known) for name in names if name and name not in known]


def _unknown(file: str, place: str, name: str, *, known: Iterable[str]) -> Fault:
    allowed = sorted(set(known))
    close = difflib.get_close_matches(name, allowed, n=1)
    guess = f"Menade du ”{close[0]}”? " if close else ""
    return Fault(file, place, f"”{name}” finns inte.", f"{guess}Det som finns: {', '.join(allowed) or 'inget'}.")


def below(model: Model, place: str = "") -> Iterator[tuple[str, Model]]:
    """The model and every model in it, each with its place as the file has it."""
    yield place, model
    for name, key in _keys(model):
        value = getattr(model, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Model):
                label = f" ”{item_id}”" if (item_id := getattr(item, "id", None)) else ""
                yield from below(item, _within(place, key + label))


def _keys(model: Model) -> list[tuple[str, str]]:
    return [(name, found.alias or name) for name, found in type(model).model_fields.items()]


def _within(place: str, key: str) -> str:
    return f"{place}, {key}".removeprefix(", ")


def _everywhere(loaded: Loaded) -> Iterator[Fault]:
    """What holds for every model of every file: its source, its id and the ids inside it."""
    known = loaded.ids("sources", "sources")
    for file, whole in loaded.files():
        for place, model in below(whole):
            yield from missing(file, _within(place, "source"), [getattr(model, "source", None)], known=known)
            name = getattr(model, "id", None)
            if isinstance(name, str) and not _ID.fullmatch(name):
                remedy = "Skriv id med a–z, siffror och understreck; name är det som läsaren ser."
                yield Fault(file, _within(place, "id"), f"”{name}” kan inte vara ett id.", remedy)
            for attribute, key in _keys(model):
                yield from twice(file, _within(place, key), _ids_in(getattr(model, attribute)))


def _ids_in(value: object) -> list[str]:
    return [item.id for item in value if getattr(item, "id", None)] if isinstance(value, tuple) else []


def twice(file: str, place: str, ids: Sequence[str]) -> list[Fault]:
    """A fault for each id that stands more than once."""
    repeated = [name for name, count in Counter(ids).items() if count > 1]
    return [Fault(file, place, f"”{name}” står två gånger.", "Ge varje post ett eget id.") for name in repeated]


def _namespaces(loaded: Loaded) -> Iterator[Fault]:
    """Ids that must differ between lists, since a figure or a question is named after them."""
    shared: list[tuple[str, str, list[list[str]]]] = [
        (
            loaded.file("structure"),
            "matpunkt i finance.toml och structure.toml",
            [loaded.ids(part, "matpunkter") or [] for part in ("finance", "structure")],
        ),
        (
            loaded.file("budget"),
            "income, cost och total",
            [loaded.ids("budget", attribute) or [] for attribute in ("income", "costs", "totals")],
        ),
    ]
    for file, place, lists in shared:
        yield from twice(file, place, [name for ids in lists for name in sorted(set(ids))])


def _forbund(loaded: Loaded) -> Iterator[Fault]:
    forbund = loaded.parts.get("forbund")
    groups = getattr(forbund, "financing_groups", None) or ()
    for group in groups:
        place = f"financing_group ”{group.id}”, parts"
        yield from missing("forbund.toml", place, group.parts, known=loaded.ids("forbund", "parts"))
    shares = [group.share for group in groups]
    if shares and None not in shares and sum(shares) != 1:
        yield Fault(
            "forbund.toml",
            "financing_group",
            f"andelarna blir inte en hel, utan {sum(shares)}.",
            "Rätta share så att summan är 1.",
        )


def _structure(loaded: Loaded) -> Iterator[Fault]:
    rows, file = loaded.ids("budget", "costs"), loaded.file("structure")
    for objective in getattr(loaded.parts.get("structure"), "objectives", None) or ():
        yield from missing(file, f"objective ”{objective.id}”, budget_rows", _stated(objective.budget_rows), known=rows)


def _stated(value: object) -> tuple[str, ...]:
    """The names that the plan gives; none where it gives none."""
    return value if isinstance(value, tuple) else ()


def _insatser(loaded: Loaded) -> Iterator[Fault]:
    rows = loaded.ids("budget", "costs")
    for file, insats in loaded.insatser.items():
        stem = file.rsplit("/", maxsplit=1)[-1].removesuffix(".toml")
        if insats.id and insats.id != stem:
            problem = f"”{insats.id}” är inte filens namn."
            yield Fault(file, "id", problem, f"Skriv ”{stem}”, eller döp om filen; varje insats har ett eget id.")
        if insats.id and insats.id == getattr(loaded.parts.get("forbund"), "id", None):
            yield Fault(file, "id", f"”{insats.id}” är förbundets id.", "Ge insatsen ett eget id.")
        yield from missing(file, "objective", [insats.objective], known=loaded.ids("structure", "objectives"))
        yield from missing(file, "instruments", insats.instruments, known=loaded.ids("structure", "instruments"))
        yield from missing(file, "parter", _stated(insats.parts), known=loaded.ids("forbund", "parts"))
        yield from missing(file, "budget_rows", _stated(insats.budget_rows), known=rows)
        yield from missing(file, "code_names", insats.code_names, known=_counted_values(insats))


def _counted_values(insats: Insats) -> list[str]:
    """Every value that a condition of the insats' mätpunkter names."""
    selections = [part for matpunkt in insats.matpunkter or () for part in _selections(matpunkt)]
    values = [value for selection in selections for value in selection.where.values()]
    return sorted({str(one) for value in values for one in (value if isinstance(value, tuple) else (value,))})


def _selections(matpunkt: Matpunkt) -> Iterator[RowSelection]:
    parts = (matpunkt.base, matpunkt.count, matpunkt.value, matpunkt.proxy)
    yield from (part for part in parts if isinstance(part, RowSelection))


def _policy(loaded: Loaded) -> Iterator[Fault]:
    policy, file = loaded.parts.get("policy"), loaded.file("policy")
    for wave in getattr(policy, "waves", None) or ():
        yield from missing(file, f"wave ”{wave.id}”, scale", [wave.scale], known=loaded.ids("policy", "scales"))
    for scale in getattr(policy, "scales", None) or ():
        yield from missing(file, f"scale ”{scale.id}”, positive", scale.positive, known=scale.answers)
    rules = getattr(policy, "classes", None)
    yield from _classes(file, rules) if rules is not None else ()
    relations = getattr(getattr(policy, "disclosure", None), "relations", None)
    for named in getattr(relations, "named", None) or ():
        place = f"disclosure, relations, ”{named.measure}”"
        yield from missing(file, place, [named.insats], known=sorted(each.id for each in loaded.insatser.values()))
        yield from missing(file, place, [named.matpunkt], known=_matpunkter(loaded, named.insats))
    yield from _goal_relations(file, relations, getattr(policy, "outcomes", None) or ())
    pooling = getattr(getattr(policy, "disclosure", None), "pooling", None)
    groups = sorted({each.group for each in loaded.insatser.values() if each.group})
    yield from missing(file, "disclosure, pooling, groups", getattr(pooling, "groups", ()), known=groups)


def _goal_relations(file: str, relations: Any, outcomes: Sequence[Any]) -> Iterator[Fault]:
    """The classes that make up the goal are those that the outcomes say, or protection reckons with a false sum."""
    same = [(each.counts[0], each.counts[1:]) for each in getattr(relations, "same", None) or ()]
    total = [(each.whole, each.parts) for each in getattr(relations, "total", None) or ()]
    parts = [own for whole, own in (*same, *total) if (whole.measure, whole.part) == ("exit_goal", "numerator")]
    told = {each.option for own in parts for each in own if each.option}
    goal = {outcome.id for outcome in outcomes if outcome.is_goal}
    if outcomes and told and told != goal:
        names = ", ".join(sorted(told ^ goal))
        place = "disclosure, relations, ”exit_goal”"
        yield Fault(
            file, place, f"Klasserna är inte de som har is_goal: {names}.", "Skriv samma klasser på båda ställena."
        )


def _matpunkter(loaded: Loaded, insats: str | None) -> list[str]:
    """The mätpunkter of an insats, of all where none is named."""
    own = [each.matpunkter for each in loaded.insatser.values() if insats in {None, each.id}]
    shared = [] if insats else [loaded.parts.get("structure")]
    lists = [*own, *(getattr(part, "matpunkter", None) for part in shared)]
    return sorted({matpunkt.id for found in lists for matpunkt in found or () if matpunkt.id})


def _classes(file: str, rules: Sequence[Any]) -> Iterator[Fault]:
    declared = {rule.id for rule in rules}
    for name in sorted(set(DisclosureClass) - declared) if None not in declared else ():
        yield Fault(file, "class", f"klassen ”{name}” saknar regel.", "Skriv en [[class]] för den.")
    for rule in rules:
        if rule.rule in {"base", "whole"} and rule.min_base is None:
            yield Fault(file, f"class ”{rule.id}”", "regeln behöver min_base.", "Skriv minsta bas.")
