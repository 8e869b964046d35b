"""What mätpunkter name in deliveries: the tables, columns and values must exist, or nothing would be counted."""

from collections.abc import Iterator, Mapping

from samspelet_lib.data.dimensions import dimension
from samspelet_lib.data.tables import Column, Table, load_tables
from samspelet_lib.errors import Fault, RefusedError
from samspelet_lib.plan.matpunkt import Matpunkt, RowSelection, Scalar
from samspelet_lib.plan.model import Plan
from samspelet_lib.plan.references import missing

Lists = Mapping[str, Mapping[str, str]]
_SELECTIONS = ("base", "count", "value", "proxy")
_WAVE = "omgang"
_TOML_TYPES: dict[str, tuple[type, str]] = {"bool": (bool, "true eller false"), "int": (int, "ett heltal")}


def check_words(plan: Plan, lists: Lists) -> None:
    """Refuse a plan whose mätpunkter name what no delivery can hold.

    Args:
        plan: the plan.
        lists: the lists that params decide, by name: parter, insatser and so on.

    Raises:
        RefusedError: a table, a column or a value does not exist; all faults are in it.
    """
    faults = list(_word_faults(plan, lists))
    if faults:
        count = "ett fel" if len(faults) == 1 else f"{len(faults)} fel"
        raise RefusedError(f"Params godtas inte: {count}. Inget har körts.", faults)


def _word_faults(plan: Plan, lists: Lists) -> Iterator[Fault]:
    for owner, _, matpunkt in plan.all_matpunkter():
        file = f"{plan.year}/insatser/{owner}.toml" if owner else f"{plan.year}/structure.toml"
        place = f"matpunkt ”{matpunkt.id}”"
        yield from _columns_beside(file, place, matpunkt)
        for key in _SELECTIONS:
            yield from _selection_faults(file, f"{place}, {key}", (getattr(matpunkt, key), lists))
        for interpretation in matpunkt.interpretations:
            for reading in interpretation.readings:
                where = f"{place}, interpretations ”{interpretation.id}”, readings ”{reading.id}”, sets"
                read = matpunkt.read_as(reading)
                for key in (key for key in _SELECTIONS if key in reading.sets):
                    yield from _selection_faults(file, f"{where}, {key}", (getattr(read, key), lists))


def _columns_beside(file: str, place: str, matpunkt: Matpunkt) -> Iterator[Fault]:
    """The columns that a distribution is split by, and the wave of a survey."""
    for key, names in (("base", matpunkt.by), ("value", matpunkt.by)):
        table = _table_of(getattr(matpunkt, key))
        if table is not None:
            yield from missing(file, f"{place}, by", names, known=table.ids)
            yield from _mixed(file, f"{place}, by", names)
            break
    asked = _table_of(matpunkt.value)
    if asked is not None and _WAVE in asked.ids:
        known = list(asked.column(_WAVE).codes) or None
        yield from missing(file, f"{place}, wave", [matpunkt.wave], known=known)


def _mixed(file: str, place: str, names: tuple[str, ...]) -> Iterator[Fault]:
    """A fault for each column that would stand in the same split as one before it: its parts would be two wholes."""
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(dimension(name), name)
        if other != name:
            yield Fault(
                file,
                place,
                f"”{name}” och ”{other}” blir en och samma uppdelning, där ingen ser vad som hör till vad.",
                "Låt en av dem stå i en egen läsning eller mätpunkt.",
            )


def _table_of(selection: object) -> Table | None:
    return load_tables().get(selection.table) if isinstance(selection, RowSelection) else None


def _selection_faults(file: str, place: str, what: tuple[object, Lists]) -> Iterator[Fault]:
    selection, lists = what
    if not isinstance(selection, RowSelection):
        return
    yield from missing(file, f"{place}, table", [selection.table], known=list(load_tables()))
    table = _table_of(selection)
    if table is None:
        return
    named = {
        "date": selection.date,
        "per": selection.per,
        "column": selection.column,
        "from": selection.start,
        "to": selection.stop,
    }
    for key, name in named.items():
        yield from missing(file, f"{place}, {key}", [name], known=table.ids)
    yield from missing(file, f"{place}, where", selection.where, known=table.ids)
    for name in (name for name in selection.where if name in table.ids):
        values = selection.where[name]
        many = values if isinstance(values, tuple) else (values,)
        yield from _value_faults(file, f"{place}, where, {name}", (table.column(name), many, lists))


def _value_faults(file: str, place: str, what: tuple[Column, tuple[Scalar, ...], Lists]) -> Iterator[Fault]:
    column, values, lists = what
    wanted, form = _TOML_TYPES.get(column.type, (str, "text inom citattecken"))
    wrong = [value for value in values if type(value) is not wanted]
    for value in wrong:
        yield Fault(file, place, f"”{value}” kan inte stå här.", f"Skriv {form}.")
    allowed = column.codes or lists.get(column.lookup or "")
    if allowed and not wrong:
        yield from missing(file, place, map(str, values), known=list(allowed))
