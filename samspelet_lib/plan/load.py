"""The only reader of params: the plan of one year, or every fault of every file in one list."""

import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from samspelet_lib.errors import Fault, RefusedError, UsageError
from samspelet_lib.figure import Model
from samspelet_lib.plan import references
from samspelet_lib.plan.budget import Budget, Finance
from samspelet_lib.plan.deliveries import DeliveryPlan
from samspelet_lib.plan.documents import Source
from samspelet_lib.plan.faults import ParamsFile, model_faults, toml_fault
from samspelet_lib.plan.model import Activities, Forbund, Insats, Plan, Structure
from samspelet_lib.plan.policy import Policy


class SourceRegister(Model):
    """The register of documents, `sources.toml`."""

    sources: tuple[Source, ...] = Field(alias="source")


_STANDING: dict[str, type[BaseModel]] = {
    "sources.toml": SourceRegister,
    "forbund.toml": Forbund,
    "policy.toml": Policy,
}
_YEARLY: dict[str, type[BaseModel]] = {
    "budget.toml": Budget,
    "finance.toml": Finance,
    "structure.toml": Structure,
    "activities.toml": Activities,
    "deliveries.toml": DeliveryPlan,
}


@dataclass
class _Reader:
    """Reads files below one folder and gathers their faults."""

    root: Path
    faults: list[Fault] = field(default_factory=list)

    def read(self, path: Path, model: type[BaseModel]) -> Any:
        """The file as its model; None where it has faults."""
        name = path.relative_to(self.root).as_posix()
        data = self._toml(path, name)
        if data is None:
            return None
        try:
            return model.model_validate(data)
        except ValidationError as error:
            self.faults += model_faults(ParamsFile(name, model, data), error)
            return None

    def _toml(self, path: Path, name: str) -> dict[str, Any] | None:
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            self.faults.append(toml_fault(name, error))
        except UnicodeDecodeError:
            self.faults.append(Fault(name, "", "filen är inte sparad som UTF-8.", "Spara om den som UTF-8."))
        except FileNotFoundError:
            self.faults.append(Fault(name, "", "filen saknas.", "Skriv den, eller hämta den ur förra versionen."))
        return None


def plan_years(params: Path) -> list[int]:
    """The years that have a verksamhetsplan in params, oldest first.

    Raises:
        UsageError: the folder is missing or holds no plan.
    """
    if not params.is_dir():
        raise UsageError(f"Mappen {params.name} finns inte. Ange en mapp med --params, eller gå till projektets mapp.")
    years = sorted(int(path.name) for path in params.iterdir() if path.is_dir() and path.name.isdecimal())
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
    folder = params / str(year)
    parts = {name.removesuffix(".toml"): reader.read(params / name, model) for name, model in _STANDING.items()}
    parts |= {name.removesuffix(".toml"): reader.read(folder / name, model) for name, model in _YEARLY.items()}
    files = sorted((folder / "insatser").glob("*.toml"))
    insatser = {path.relative_to(params).as_posix(): reader.read(path, Insats) for path in files}
    loaded = references.Loaded(year, parts, {name: insats for name, insats in insatser.items() if insats})
    faults = [*reader.faults, *references.faults(loaded)]
    if faults:
        count = "ett fel" if len(faults) == 1 else f"{len(faults)} fel"
        raise RefusedError(f"Params godtas inte: {count}. Inget har körts.", faults)
    register = parts.pop("sources")
    ordered = sorted(insatser.values(), key=lambda insats: (insats.order, insats.id))
    return Plan(year=year, sources=register.sources, insatser=tuple(ordered), **parts)
