"""What one params file says of another: ids that must exist, and ids that must not stand twice.

The checks run on whatever could be loaded, so that one broken file does not hide the faults of the rest.
"""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from samspelet_lib.errors import Fault
from samspelet_lib.figure import NOT_STATED, DisclosureClass, Model
from samspelet_lib.plan.budget import Budget
from samspelet_lib.plan.matpunkt import Interpretation, Matpunkt, MoneySelection
from samspelet_lib.plan.model import Insats

MONEY_TERMS = frozenset({"contributions", "external", "equity", "cash", "costs"})


@dataclass(frozen=True)
class Loaded:
    """The files that could be read, by name without ending; a file with faults is None.

    Attributes:
        insatser: file name below params → insats.
    """

    year: int
    parts: dict[str, Any]
    insatser: dict[str, Insats] = field(default_factory=dict)

    def file(self, part: str) -> str:
        """The file name of a part."""
        return f"{part}.toml" if part in {"sources", "forbund", "policy"} else f"{self.year}/{part}.toml"

    def files(self) -> Iterator[tuple[str, Model]]:
        """Every file that was read, with its name."""
        for part, model in self.parts.items():
            if model is not None:
                yield self.file(part), model
        yield from self.insatser.items()

    def ids(self, part: str, attribute: str) -> list[str] | None:
        """The ids a part declares; None where the part could not be read."""
        model = self.parts.get(part)
        return None if model is None else [item.id for item in getattr(model, attribute)]


def faults(loaded: Loaded) -> list[Fault]:
    """Every reference that leads nowhere and every id that stands twice."""
    return [
        *_documents(loaded),
        *_duplicates(loaded),
        *_forbund(loaded),
        *_budget(loaded),
        *_insatser(loaded),
        *_matpunkter(loaded),
        *_policy(loaded),
    ]


def _unknown(file: str, place: str, name: str, *, known: Iterable[str]) -> Fault:
    allowed = sorted(known)
    close = difflib.get_close_matches(name, allowed, n=1)
    guess = f"Menade du ”{close[0]}”? " if close else ""
    return Fault(file, place, f"”{name}” finns inte.", f"{guess}Det som finns: {', '.join(allowed) or 'inget'}.")


def _missing(file: str, place: str, names: Iterable[str], *, known: Sequence[str] | None) -> list[Fault]:
    if known is None:
        return []
    return [_unknown(file, place, name, known=known) for name in names if name not in known]


def _documents(loaded: Loaded) -> Iterator[Fault]:
    known = loaded.ids("sources", "sources")
    for file, model in loaded.files():
        for place, source in _sources_in(model, ""):
            yield from _missing(file, place, [source], known=known)


def _sources_in(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Model):
        for name, item in value:
            here = f"{place}, {name}".removeprefix(", ")
            if name == "source" and isinstance(item, str):
                yield here, item
            else:
                yield from _sources_in(item, here)
    elif isinstance(value, tuple):
        for item in value:
            label = f"{place} ”{getattr(item, 'id', '')}”" if hasattr(item, "id") else place
            yield from _sources_in(item, label)


def _duplicates(loaded: Loaded) -> Iterator[Fault]:
    for file, model in loaded.files():
        for name, value in model:
            if isinstance(value, tuple):
                yield from _twice(file, name, [item.id for item in value if hasattr(item, "id")])
    for insats_id, count in Counter(insats.id for insats in loaded.insatser.values()).items():
        if count > 1:
            files = sorted(name for name, insats in loaded.insatser.items() if insats.id == insats_id)
            yield Fault(files[-1], "id", f"”{insats_id}” är redan id för {files[0]}.", "Ge insatsen ett eget id.")


def _twice(file: str, place: str, ids: Sequence[str]) -> list[Fault]:
    repeated = sorted(name for name, count in Counter(ids).items() if count > 1)
    return [Fault(file, place, f"id ”{name}” står två gånger.", "Ge varje post ett eget id.") for name in repeated]


def _forbund(loaded: Loaded) -> Iterator[Fault]:
    forbund = loaded.parts.get("forbund")
    parts = loaded.ids("forbund", "parts")
    if forbund is None or parts is None:
        return
    for group in forbund.financing_groups:
        yield from _missing("forbund.toml", f"financing_group ”{group.id}”, parts", group.parts, known=parts)
    if sum(group.share for group in forbund.financing_groups) != 1:
        yield Fault(
            "forbund.toml",
            "financing_group",
            "andelarna blir inte en hel.",
            "Rätta share så att summan är 1.",
        )


def _budget(loaded: Loaded) -> Iterator[Fault]:
    budget: Budget | None = loaded.parts.get("budget")
    if budget is None:
        return
    file = loaded.file("budget")
    rows = [row.id for row in (*budget.income, *budget.costs, *budget.totals)]
    yield from _twice(file, "income, cost och total", rows)
    groups = [group.id for group in budget.cost_groups]
    external = [row.id for row in budget.income if row.kind == "external"]
    for cost in budget.costs:
        yield from _missing(file, f"cost ”{cost.id}”, group", [cost.group], known=groups)
        yield from _missing(
            file, f"cost ”{cost.id}”, funded_by", [cost.funded_by] if cost.funded_by else [], known=external
        )
    for total in budget.totals:
        yield from _missing(file, f"total ”{total.id}”", [*total.plus, *total.minus], known=[*rows, "costs"])
    for stated in budget.stated:
        yield from _missing(file, f"stated ”{stated.id}”, should_equal", [stated.should_equal], known=rows)
    for contribution in budget.contributions:
        place = f"contribution ”{contribution.id}”, group"
        yield from _missing(file, place, [contribution.group], known=loaded.ids("forbund", "financing_groups"))
    yield from _years(file, budget, loaded.year)


def _years(file: str, budget: Budget, year: int) -> Iterator[Fault]:
    if budget.years[:1] != (year,):
        yield Fault(file, "years", f"budgetens första år är inte {year}, som mappen heter.", "Rätta år eller mapp.")
    for row in (*budget.income, *budget.costs, *budget.totals):
        if set(row.amounts_tkr) != set(budget.years):
            yield Fault(
                file,
                f"”{row.id}”, amounts_tkr",
                "raden har inte ett belopp för varje år i years.",
                "Skriv beloppet för varje år, 0 där planen har 0.",
            )


def _insatser(loaded: Loaded) -> Iterator[Fault]:
    rows = loaded.ids("budget", "costs")
    for file, insats in loaded.insatser.items():
        if insats.id != file.rsplit("/", maxsplit=1)[-1].removesuffix(".toml"):
            yield Fault(file, "id", f"”{insats.id}” är inte filens namn.", "Låt fil och id heta lika.")
        yield from _missing(file, "objective", [insats.objective], known=loaded.ids("structure", "objectives"))
        yield from _missing(file, "instruments", insats.instruments, known=loaded.ids("structure", "instruments"))
        if insats.parts != NOT_STATED:
            yield from _missing(file, "parter", insats.parts, known=loaded.ids("forbund", "parts"))
        if insats.budget_rows != NOT_STATED:
            yield from _missing(file, "budget_rows", insats.budget_rows, known=rows)


def _matpunkter(loaded: Loaded) -> Iterator[Fault]:
    for file, model in loaded.files():
        for matpunkt in getattr(model, "matpunkter", ()):
            yield from _matpunkt(file, matpunkt, loaded)


def _matpunkt(file: str, matpunkt: Matpunkt, loaded: Loaded) -> Iterator[Fault]:
    place = f"matpunkt ”{matpunkt.id}”"
    yield from _money(file, place, matpunkt, loaded=loaded)
    yield from _twice(file, f"{place}, interpretations", [i.id for i in matpunkt.interpretations])
    for interpretation in matpunkt.interpretations:
        yield from _readings(file, place, (matpunkt, interpretation, loaded))


def _readings(file: str, place: str, read: tuple[Matpunkt, Interpretation, Loaded]) -> Iterator[Fault]:
    matpunkt, interpretation, loaded = read
    place = f"{place}, interpretations ”{interpretation.id}”"
    yield from _twice(file, place, [reading.id for reading in interpretation.readings])
    for reading in interpretation.readings:
        try:
            as_read = matpunkt.read_as(reading)
        except ValidationError as error:
            keys = ", ".join(sorted({str(item["loc"][0]) for item in error.errors() if item["loc"]}))
            problem = f"läsningen ”{reading.id}” sätter något som inte passar ({keys})."
            yield Fault(file, place, problem, "Rätta nycklarna i sets; de är mätpunktens egna nycklar.")
        else:
            yield from _money(file, f"{place}, ”{reading.id}”", as_read, loaded=loaded)


def _money(file: str, place: str, matpunkt: Matpunkt, *, loaded: Loaded) -> Iterator[Fault]:
    budget: Budget | None = loaded.parts.get("budget")
    if budget is None:
        return
    known = {
        *MONEY_TERMS,
        *(f"group:{group.id}" for group in budget.cost_groups),
        *(f"stated:{stated.id}" for stated in budget.stated),
        *(f"total:{total.id}" for total in budget.totals),
    }
    for key in ("base", "count", "value"):
        selection = getattr(matpunkt, key)
        if isinstance(selection, MoneySelection):
            yield from _missing(file, f"{place}, {key}, money", selection.money, known=sorted(known))


def _policy(loaded: Loaded) -> Iterator[Fault]:
    policy = loaded.parts.get("policy")
    if policy is None:
        return
    declared = {rule.id for rule in policy.classes}
    for missing in sorted(set(DisclosureClass) - declared):
        yield Fault("policy.toml", "class", f"klassen ”{missing}” saknar regel.", "Skriv en [[class]] för den.")
    for rule in policy.classes:
        if rule.rule in {"base", "whole"} and rule.min_base is None:
            yield Fault("policy.toml", f"class ”{rule.id}”", "regeln behöver min_base.", "Skriv minsta bas.")
