"""What of a params file is sound although it has faults, and what pydantic took for another kind of value.

References are checked on the sound part, so one fault never hides another. And nothing is converted: a number
within quotation marks is text, so it is refused where a number is wanted.
"""

import typing
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

Place = tuple[int | str, ...]


def sound_part(model: type[BaseModel], data: Mapping[str, Any]) -> BaseModel:
    """The data as the model, whatever is refused left out: a key becomes None, an element of a list goes."""
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key in data:
            values[name] = _sound_value(field, data[key])
        elif field.is_required():
            values[name] = None
    return model.model_construct(**values)


def _sound_value(field: FieldInfo, data: object) -> object:
    annotation: Any = field.annotation
    for constraint in field.metadata:
        annotation = Annotated[annotation, constraint]
    try:
        return TypeAdapter(annotation).validate_python(data)
    except ValidationError:
        models = models_in(field.annotation)
    if len(models) == 1 and isinstance(data, list):
        return tuple(sound_part(models[0], element) for element in data if isinstance(element, Mapping))
    return sound_part(models[0], data) if len(models) == 1 and isinstance(data, Mapping) else None


def models_in(annotation: object) -> list[type[BaseModel]]:
    """The models that an annotation can hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in typing.get_args(annotation) for model in models_in(part)]


def converted(value: object, data: object, place: Place = ()) -> Iterator[tuple[Place, object]]:
    """Places where the model holds another kind of value than the file, with the model's value.

    What was refused is None in the model; there is no null in TOML.
    """
    inside = _inside(value, data)
    if inside is None and value is not None and _kind(value) != _kind(data):
        yield place, value
    for step, item, raw in inside or ():
        yield from converted(item, raw, (*place, step))


def _inside(value: object, data: object) -> list[tuple[int | str, object, object]] | None:
    """What the model and the file hold under each key or at each position; None for a single value."""
    if isinstance(value, BaseModel) and isinstance(data, Mapping):
        keys = [(name, field.alias or name) for name, field in type(value).model_fields.items()]
        return [(key, getattr(value, name), data[key]) for name, key in keys if key in data]
    if isinstance(value, tuple) and isinstance(data, list):
        pairs = zip(value, data, strict=True) if len(value) == len(data) else ()
        return [(position, item, raw) for position, (item, raw) in enumerate(pairs)]
    if isinstance(value, dict) and isinstance(data, Mapping):
        return [(str(key), item, data[str(key)]) for key, item in value.items()]
    return None


def _kind(value: object) -> object:
    """What TOML calls the value; a fraction is written as text, and a whole number does for a decimal one."""
    if isinstance(value, str | Fraction):
        return str
    if isinstance(value, Decimal):
        return int if value.as_tuple().exponent == 0 else Decimal
    return next((kind for kind in (bool, int, date, list, dict) if type(value) is kind), type(value))
