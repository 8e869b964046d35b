"""The kinds of indicators: `kinds.share?` shows what a kind counts, where in the plan it is needed, and a case."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from samspelet_lib.plan.matpunkt import Kind
from samspelet_lib.report.named import Named
from samspelet_lib.report.section import Column, Section, definitions, heading, join, paragraphs, table
from samspelet_lib.rules.definitions import KIND_LABELS

_ANSWERS = {
    "printed": "Värde", "numerator": "Täljare", "denominator": "Nämnare", "missing": "Uppgift saknas",
    "mark": "Tecken i stället för värde", "low": "Lägst", "high": "Högst", "on": "Dag",
    "verdict": "Bedömning", "reason": "Därför att", "note": "Anmärkning",
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class KindView:
    """A kind of indicator, from its case file: the same cases as the tests count.

    Attributes:
        title: what it counts.
        source: where in the plan it is needed, with the plan's words.
        case: the first case: a sentence, the mätpunkt, the rows and what they give.
    """

    kind: Kind
    title: str
    source: str
    case: dict[str, Any]

    def section(self) -> Section:
        """Definition, source and the worked case."""
        case = self.case
        rows = [(word, str(case["expect"][key])) for key, word in _ANSWERS.items() if key in case["expect"]]
        return join(
            heading(f"{self.kind}: {KIND_LABELS[self.kind]}"),
            definitions([("Räknar", self.title), ("Källa", self.source)]),
            paragraphs(f"Ett räknat fall. {case['says']}"),
            *(_given(name, text) for name, text in case.get("tables", {}).items()),
            table("Det ger", [Column("Uppgift"), Column("Innehåll")], rows, anchor="svar"),
        )

    def getdoc(self) -> str:
        """What IPython shows for `?`."""
        return self.section().text

    def __repr__(self) -> str:
        return self.section().text


def _given(name: str, text: str) -> Section:
    """The case's rows as a table; they are made up."""
    heads, *rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return table(f"Påhittade rader i tabellen {name}", [Column(head) for head in heads], rows, anchor=f"rader-{name}")


@cache
def _view(name: str) -> KindView:
    content = files("samspelet_lib.rules").joinpath(f"cases/{name}.toml").read_text(encoding="utf-8")
    told = tomllib.loads(content, parse_float=Decimal)
    return KindView(Kind(name), told["title"], told["source"], told["case"][0])


@cache
def _names() -> list[tuple[str, str]]:
    """The kinds that have cases; those about money are counted by rules of their own."""
    found = files("samspelet_lib.rules").joinpath("cases").iterdir()
    stems = {path.name.removesuffix(".toml") for path in found if path.name.endswith(".toml")}
    return [(str(kind), KIND_LABELS[kind]) for kind in Kind if str(kind) in stems]


kinds: Named[KindView] = Named("ett slag av mätpunkt", _names, _view)
