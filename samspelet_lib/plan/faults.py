"""Faults of a params file in Swedish: from what tomllib and pydantic say to what the coordinator does."""

import difflib
import re
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from samspelet_lib.errors import Fault
from samspelet_lib.figure import NOT_STATED
from samspelet_lib.plan.sound import Place, converted, models_in, sound_part
from samspelet_lib.swedish import enumerate_words

_TEXT, _WHOLE = "text inom citattecken", "ett heltal utan citattecken"
_NUMBER, _DATE = "ett tal med decimalpunkt utan citattecken", "ett datum som 2026-12-31 utan citattecken"
_YES_NO, _TABLE, _LIST = "true eller false", "en tabell med nycklar", "en lista inom hakparenteser"
_FRACTION = "ett bråk som ”1/4”"
_EXPECTED = {
    "string": _TEXT,
    "int": _WHOLE,
    "decimal": _NUMBER,
    "date": _DATE,
    "bool": _YES_NO,
    "tuple": _LIST,
    "dict": _TABLE,
    "model": _TABLE,
    "fraction": _FRACTION,
}
_EXPECTED_AS: dict[type, str] = {
    bool: _YES_NO,
    str: _TEXT,
    int: _WHOLE,
    Decimal: _NUMBER,
    date: _DATE,
    Fraction: _FRACTION,
}
_LONGEST_SHOWN = 40
_GIVEN = {bool: "true/false", list: "en lista", dict: "en tabell"}


@dataclass(frozen=True)
class ParamsFile:
    """A params file as it was read: its name, what it should hold and what it holds."""

    name: str
    model: type[BaseModel]
    data: Mapping[str, Any]


def checked(file: ParamsFile) -> tuple[Any, list[Fault]]:
    """The file as its model, or what is sound of it, and every fault of it, one for each place."""
    if not file.data:
        keys = ", ".join(_keys_at(file, ()))
        return None, [Fault(file.name, "", "filen är tom.", f"Skriv nycklarna som ska finnas: {keys}.")]
    refused: list[Fault] = []
    try:
        model = file.model.model_validate(file.data)
    except ValidationError as error:
        model, refused = sound_part(file.model, file.data), model_faults(file, error)
    taken = [_converted_fault(file, place, value) for place, value in converted(model, file.data)]
    return model, [*refused, *taken]


def model_faults(file: ParamsFile, error: ValidationError) -> list[Fault]:
    """Every fault that the model found in the file's data, one for each place."""
    places: dict[Place, list[Mapping[str, Any]]] = {}
    for item in error.errors(include_url=False):
        places.setdefault(_real_place(item["loc"], file.data), []).append(typing.cast("Mapping[str, Any]", item))
    deepest = [place for place in places if not any(_is_inside(other, place) for other in places)]
    meant = {(*place[:-1], _meant(file, place)) for place in deepest if _types(places[place]) == {_UNKNOWN}}
    return [_fault(file, place, places[place]) for place in deepest if place not in meant]


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


def _real_place(loc: Sequence[int | str], data: object) -> Place:
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


def _is_inside(inner: Place, outer: Place) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


_UNKNOWN, _MISSING, _OUR_OWN = "extra_forbidden", "missing", "value_error"


def _types(items: Iterable[Mapping[str, Any]]) -> set[str]:
    return {item["type"] for item in items}


def _fault(file: ParamsFile, place: Place, items: Sequence[Mapping[str, Any]]) -> Fault:
    kinds = _types(items)
    if _MISSING in kinds:
        problem, remedy = "nyckeln saknas.", _what_to_write(file, place)
    elif _UNKNOWN in kinds:
        problem, remedy = "okänd nyckel; den skulle inte ha någon verkan.", _allowed_keys(file, place)
    elif _OUR_OWN in kinds:
        found = next(str(item["ctx"]["error"]) for item in items if item["type"] == _OUR_OWN)
        problem, remedy = f"{found}.", "Se params/README.md för vad varje slag behöver."
    else:
        problem, remedy = _not_usable(items[0]["input"]), _expected(items)
    return Fault(file.name, place_text(place, file.data), problem, remedy)


def _converted_fault(file: ParamsFile, place: Place, value: object) -> Fault:
    given: Any = file.data
    for step in place:
        given = given[step]
    wanted = next((text for kind, text in _EXPECTED_AS.items() if type(value) is kind), _TEXT)
    return Fault(file.name, place_text(place, file.data), _not_usable(given), f"Skriv {wanted}.")


def _not_usable(given: object) -> str:
    shown = _GIVEN.get(type(given)) or f"”{given}”"
    return f"{shown if len(shown) <= _LONGEST_SHOWN else 'värdet'} kan inte stå här."


def _what_to_write(file: ParamsFile, place: Place) -> str:
    annotations = [_annotation(model, str(place[-1])) for model in _models_at(file, place[:-1])]
    if any(NOT_STATED in str(annotation) for annotation in annotations):
        return f"Skriv den; står uppgiften inte i planen: ”{NOT_STATED}”."
    return "Skriv den; params/README.md säger vad den betyder."


def _expected(items: Sequence[Mapping[str, Any]]) -> str:
    forms: list[str] = []
    words: list[tuple[str, str]] = []
    for item in items:
        form = _EXPECTED.get(str(item["type"]).split("_", maxsplit=1)[0])
        forms += [form] if form else []
        words += re.findall(r"'([^']*)'|(\d+)", str(item.get("ctx", {}).get("expected", "")))
    near = difflib.get_close_matches(str(items[0]["input"]), [text for text, _ in words], n=1)
    guess = f"Menade du ”{near[0]}”? " if near else ""
    choices = dict.fromkeys([*forms, *(f"”{text}”" if text else number for text, number in words)])
    return f"{guess}Skriv {enumerate_words(list(choices), last='eller')}."


def _allowed_keys(file: ParamsFile, place: Place) -> str:
    meant = _meant(file, place)
    guess = f"Menade du ”{meant}”? " if meant else ""
    return f"{guess}Tillåtna nycklar här: {', '.join(_keys_at(file, place[:-1]))}."


def _meant(file: ParamsFile, place: Place) -> str:
    """The allowed key that a misspelt one is closest to; empty where none is close."""
    return next(iter(difflib.get_close_matches(str(place[-1]), _keys_at(file, place[:-1]), n=1)), "")


def _keys_at(file: ParamsFile, place: Place) -> list[str]:
    return sorted({field.alias or name for found in _models_at(file, place) for name, field in _fields(found)})


def _models_at(file: ParamsFile, place: Place) -> list[type[BaseModel]]:
    """The models that the place can hold; of several, those that what stands there is meant to be."""
    models: list[type[BaseModel]] = [file.model]
    data: Any = file.data
    for step in place:
        data = data[step]
        if isinstance(step, str):
            models = [inner for outer in models for inner in models_in(_annotation(outer, step))]
    given = set(data) if isinstance(data, Mapping) else set()
    meant = [found for found in models if given.issuperset(_required(found))]
    return meant or models


def _required(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in _fields(model) if field.is_required()}


def _fields(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    return list(model.model_fields.items())


def _annotation(model: type[BaseModel], key: str) -> object:
    return next((field.annotation for name, field in _fields(model) if key in {name, field.alias}), None)
