"""The only reader of params: the plan of one year, or every fault of every file in one list."""

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from samspelet_lib.errors import Fault, RefusedError, UsageError
from samspelet_lib.figure import Model
from samspelet_lib.plan.budget import Budget, Finance
from samspelet_lib.plan.budget_faults import budget_faults
from samspelet_lib.plan.calendar import Calendar
from samspelet_lib.plan.decisions import Decisions
from samspelet_lib.plan.deliveries import DeliveryPlan
from samspelet_lib.plan.documents import Source
from samspelet_lib.plan.faults import ParamsFile, checked
from samspelet_lib.plan.ledger import LedgerMapping
from samspelet_lib.plan.ledger_faults import ledger_faults
from samspelet_lib.plan.matpunkt_faults import matpunkt_faults
from samspelet_lib.plan.model import Activities, Counting, Forbund, Insats, Plan, Structure
from samspelet_lib.plan.policy import Policy
from samspelet_lib.plan.publication import FILE as PUBLICATION
from samspelet_lib.plan.references import Loaded, reference_faults
from samspelet_lib.plan.scenarios import Scenarios
from samspelet_lib.plan.statements import Statements
from samspelet_lib.plan.texts import read_texts
from samspelet_lib.plan.toml import read_toml


class SourceRegister(Model):
    """The register of documents, `sources.toml`."""

    sources: tuple[Source, ...] = Field(alias="source")


_STANDING: dict[str, type[BaseModel]] = {
    "sources.toml": SourceRegister,
    "forbund.toml": Forbund,
    "policy.toml": Policy,
}
# A förbund that has not yet said how its ledger is to be read has no such files.
_OPTIONAL: dict[str, type[BaseModel]] = {"ledger.toml": LedgerMapping, "statements.toml": Statements}
_OPTIONAL_YEARLY: dict[str, type[BaseModel]] = {
    "calendar.toml": Calendar,
    "counting.toml": Counting,
    "decisions.toml": Decisions,
    "scenarios.toml": Scenarios,
}
_YEARLY: dict[str, type[BaseModel]] = {
    "budget.toml": Budget,
    "finance.toml": Finance,
    "structure.toml": Structure,
    "activities.toml": Activities,
    "deliveries.toml": DeliveryPlan,
}
_YEAR = re.compile(r"[12]\d{3}")


@dataclass
class _Reader:
    """Reads files below one folder and gathers their faults."""

    root: Path
    faults: list[Fault] = field(default_factory=list)

    def read(self, path: Path, model: type[BaseModel]) -> Any:
        """The file as its model; what is sound of it where it has faults, None where it cannot be read."""
        name = path.relative_to(self.root).as_posix()
        data = read_toml(path, name)
        if isinstance(data, Fault):
            self.faults.append(data)
            return None
        found, faults = checked(ParamsFile(name, model, data))
        self.faults += faults
        return found

    def refuse_others(self, folder: Path, names: Collection[str]) -> None:
        """Gather a fault for every TOML file in the folder that nothing reads."""
        for path in sorted(folder.glob("*.toml")):
            if path.name not in names:
                near = difflib.get_close_matches(path.name, names, n=1)
                guess = f"Menade du {near[0]}? " if near else ""
                name = path.relative_to(self.root).as_posix()
                remedy = f"{guess}Här läses {', '.join(sorted(names))}."
                self.faults.append(Fault(name, "", "filen läses inte.", remedy))


def plan_years(params: Path) -> list[int]:
    """The years that have a verksamhetsplan in params, oldest first.

    Raises:
        UsageError: the folder is missing or holds no plan.
    """
    if not params.is_dir():
        raise UsageError(f"Mappen {params.name} finns inte. Ange en mapp med --params, eller gå till projektets mapp.")
    years = sorted(int(path.name) for path in params.iterdir() if path.is_dir() and _YEAR.fullmatch(path.name))
    if not years:
        raise UsageError(
            f"Mappen {params.name} har ingen verksamhetsplan. Planen för ett år ligger i en mapp med "
            "årtalet, till exempel params/2026 med budget.toml och insatser/."
        )
    return years


def load_plan(params: Path, year: int) -> Plan:
    """The plan of a year, checked; contradictions are loaded as printed and left to lint.

    Raises:
        UsageError: there is no params folder, or no plan of that year.
        RefusedError: something is malformed; all faults of all files are in it.
    """
    years = plan_years(params)
    if year not in years:
        have = ", ".join(map(str, years))
        raise UsageError(
            f"Det finns ingen verksamhetsplan för {year} i mappen {params.name}. Planer finns för: {have}."
        )
    reader = _Reader(params)
    parts, insatser = _read_all(reader, year)
    texts, unread = read_texts(params, year, parts.get("statements"))
    reader.faults += unread
    faulty = frozenset(fault.file for fault in reader.faults)
    loaded = Loaded(year, parts, {name: insats for name, insats in insatser.items() if insats}, faulty)
    faults = [
        *reader.faults,
        *reference_faults(loaded),
        *budget_faults(loaded),
        *matpunkt_faults(loaded),
        *ledger_faults(loaded),
    ]
    if faults:
        count = "ett fel" if len(faults) == 1 else f"{len(faults)} fel"
        raise RefusedError(f"Params godtas inte: {count}. Inget har körts.", faults)
    register = parts.pop("sources")
    ordered = sorted(insatser.values(), key=lambda insats: (insats.order, insats.id))
    return Plan(year=year, sources=register.sources, insatser=tuple(ordered), texts=texts, **parts)


def _read_all(reader: _Reader, year: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every file of a year, by part, and every insats, by file name."""
    root, folder = reader.root, reader.root / str(year)
    reader.refuse_others(root, {**_STANDING, **_OPTIONAL})
    reader.refuse_others(folder, {*_YEARLY, *_OPTIONAL_YEARLY, PUBLICATION})
    parts = {name.removesuffix(".toml"): reader.read(root / name, model) for name, model in _STANDING.items()}
    for place, optional in ((root, _OPTIONAL), (folder, _OPTIONAL_YEARLY)):
        there = {name: model for name, model in optional.items() if (place / name).exists()}
        parts |= {name.removesuffix(".toml"): reader.read(place / name, model) for name, model in there.items()}
    parts |= {name.removesuffix(".toml"): reader.read(folder / name, model) for name, model in _YEARLY.items()}
    found = sorted(path for path in (folder / "insatser").glob("*") if not path.name.startswith("."))
    for path in found:
        if path.suffix != ".toml":
            remedy = "Byt namn på den, eller flytta den härifrån."
            name = path.relative_to(root).as_posix()
            reader.faults.append(Fault(name, "", "filen läses inte; en insats är en fil som slutar på .toml.", remedy))
    files = {path.relative_to(root).as_posix(): path for path in found if path.suffix == ".toml"}
    return parts, {name: reader.read(path, Insats) for name, path in files.items()}
