"""Faults of a params file in Swedish: from what tomllib and pydantic say to what the coordinator does."""

import difflib
import re
import tomllib
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from samspelet_lib.errors import Fault
from samspelet_lib.figure import NOT_STATED

_Loc = tuple[int | str, ...]

_EXPECTED = {
    "string": "text inom citattecken",
    "int": "ett heltal utan citattecken",
    "decimal": "ett tal med decimalpunkt, utan citattecken",
    "date": "ett datum skrivet 2026-12-31, utan citattecken",
    "bool": "true eller false",
    "tuple": "en lista inom hakparenteser",
    "dict": "en tabell med nycklar",
    "model": "en tabell med nycklar",
    "fraction": "ett bråk som ”1/4”",
}


def toml_fault(file: str, error: tomllib.TOMLDecodeError) -> Fault:
    """The fault of a file that is not TOML, with line and column."""
    text = str(error)
    found = re.search(r"at line (\d+), column (\d+)", text)
    place = f"rad {found[1]}, kolumn {found[2]}" if found else "filens slut"
    if "overwrite" in text or "twice" in text or "already" in text:
        return Fault(file, place, "nyckeln eller tabellen står två gånger.", "Ta bort den ena.")
    return Fault(
        file,
        place,
        "filen går inte att läsa som TOML.",
        "Se efter citattecken, likhetstecken och parenteser på raden.",
    )


@dataclass(frozen=True)
class ParamsFile:
    """A params file as it was read: its name, what it should hold and what it holds."""

    name: str
    model: type[BaseModel]
    data: Mapping[str, Any]


def model_faults(file: ParamsFile, error: ValidationError) -> list[Fault]:
    """Every fault that the model found in the file's data, one for each place."""
    places: dict[_Loc, list[Mapping[str, Any]]] = {}
    for item in error.errors(include_url=False):
        places.setdefault(_real_place(item["loc"], file.data), []).append(typing.cast("Mapping[str, Any]", item))
    deepest = [place for place in places if not any(_is_inside(other, place) for other in places)]
    return [_fault(file, place, places[place]) for place in deepest]


def place_text(loc: Sequence[int | str], data: object) -> str:
    """A key path for people: lists by the id of the element where it has one."""
    words: list[str] = []
    for step in loc:
        if isinstance(step, int):
            element = data[step] if isinstance(data, Sequence) and step < len(data) else None
            name = element.get("id") if isinstance(element, Mapping) else None
            words[-1:] = [f"{words[-1]} ”{name}”" if name else f"{words[-1]} nr {step + 1}"] if words else []
            data = element
        else:
            words.append(step)
            data = data.get(step) if isinstance(data, Mapping) else None
    return ", ".join(words)


def _real_place(loc: Sequence[int | str], data: object) -> _Loc:
    """The place without the names pydantic adds for the members of a union."""
    place: list[int | str] = []
    for position, step in enumerate(loc):
        is_last = position == len(loc) - 1
        if isinstance(data, Mapping) and step in data:
            data = data[step]
        elif isinstance(data, Sequence) and not isinstance(data, str) and isinstance(step, int):
            data = data[step] if step < len(data) else None
        elif not (is_last and isinstance(data, Mapping) and str(step).isidentifier()):
            continue
        place.append(step)
    return tuple(place)


def _is_inside(inner: _Loc, outer: _Loc) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _fault(file: ParamsFile, place: _Loc, items: Sequence[Mapping[str, Any]]) -> Fault:
    kinds = {item["type"] for item in items}
    where = place_text(place, file.data)
    if "missing" in kinds:
        problem, remedy = "nyckeln saknas.", f"Skriv den; står uppgiften inte i planen: ”{NOT_STATED}”."
    elif "extra_forbidden" in kinds:
        problem, remedy = "okänd nyckel; den skulle inte ha någon verkan.", _allowed_keys(file.model, place)
    elif "value_error" in kinds:
        found = next(str(item["ctx"]["error"]) for item in items if item["type"] == "value_error")
        problem, remedy = f"{found}.", "Se params/README.md för vad varje slag behöver."
    else:
        problem, remedy = "värdet kan inte användas.", f"Skriv {_expected(items)}."
    return Fault(file.name, where, problem, remedy)


def _expected(items: Iterable[Mapping[str, Any]]) -> str:
    choices: list[str] = []
    for item in items:
        allowed = item.get("ctx", {}).get("expected")
        stem = str(item["type"]).split("_", maxsplit=1)[0]
        text = _EXPECTED.get(stem) or (str(allowed).replace(" or ", " eller ") if allowed else "ett annat värde")
        choices.append(text)
    return " eller ".join(dict.fromkeys(choices))


def _allowed_keys(model: type[BaseModel], place: _Loc) -> str:
    allowed = _keys_at(model, place[:-1])
    close = difflib.get_close_matches(str(place[-1]), allowed, n=1)
    guess = f"Menade du ”{close[0]}”? " if close else ""
    return f"{guess}Tillåtna nycklar här: {', '.join(allowed)}."


def _keys_at(model: type[BaseModel], place: _Loc) -> list[str]:
    models = [model]
    for step in place:
        if isinstance(step, str):
            models = [inner for outer in models for inner in _models_in(_annotation(outer, step))]
    return sorted({field.alias or name for found in models for name, field in found.model_fields.items()})


def _annotation(model: type[BaseModel], key: str) -> object:
    for name, field in model.model_fields.items():
        if key in {name, field.alias}:
            return field.annotation
    return None


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in typing.get_args(annotation) for model in _models_in(part)]
