"""What a mätpunkt's own keys say of each other: kind and selections, target and unit, and what readings set."""

from collections.abc import Iterator

from pydantic import ValidationError

from samspelet_lib.errors import Fault
from samspelet_lib.figure import Target, Unit
from samspelet_lib.plan.matpunkt import Kind, Matpunkt, MoneySelection, RowSelection
from samspelet_lib.plan.references import Loaded, missing
from samspelet_lib.swedish import enumerate_words

MONEY_TERMS = frozenset({"contributions", "external", "equity", "cash", "costs"})
MONEY_KINDS = frozenset({Kind.AMOUNT, Kind.MONEY_SHARE, Kind.LEVEL})
SHARE_KINDS = frozenset({Kind.SHARE, Kind.SHARE_BY_SEX, Kind.SURVEY_SHARE, Kind.MONEY_SHARE})
MONEY_UNIT = "tkr"
_SELECTIONS = ("base", "count", "value", "proxy")


def matpunkt_faults(loaded: Loaded) -> Iterator[Fault]:
    """Every mätpunkt that contradicts itself, alone or under one of its readings."""
    for file, model in loaded.files():
        for matpunkt in getattr(model, "matpunkter", None) or ():
            place = f"matpunkt ”{matpunkt.id}”"
            yield from _own(loaded, file, (place, matpunkt))
            if file == loaded.file("finance") and matpunkt.kind and matpunkt.kind not in MONEY_KINDS:
                kinds = ", ".join(sorted(MONEY_KINDS))
                problem = f"slaget ”{matpunkt.kind}” räknar inte pengar."
                yield Fault(file, f"{place}, kind", problem, f"I finance.toml används {kinds}.")
            if file not in loaded.faulty or _is_sound(matpunkt):
                yield from _readings(loaded, file, (place, matpunkt))


def _is_sound(matpunkt: Matpunkt) -> bool:
    try:
        Matpunkt.model_validate(matpunkt.model_dump(by_alias=True, exclude_unset=True, warnings=False))
    except ValidationError:
        return False
    return True


def _own(loaded: Loaded, file: str, about: tuple[str, Matpunkt]) -> Iterator[Fault]:
    place, matpunkt = about
    yield from _selections(loaded, file, about)
    yield from missing(file, f"{place}, scale", [matpunkt.scale], known=loaded.ids("policy", "scales"))
    if isinstance(matpunkt.target, Target):
        yield from _target(file, f"{place}, target", (matpunkt.kind, matpunkt.target))
    window = matpunkt.window
    if window and window.first and window.last and window.first > window.last:
        yield Fault(file, f"{place}, window", "from är efter to.", "Byt plats på datumen.")


def _selections(loaded: Loaded, file: str, about: tuple[str, Matpunkt]) -> Iterator[Fault]:
    place, matpunkt = about
    wanted = MoneySelection if matpunkt.kind in MONEY_KINDS else RowSelection
    for key in _SELECTIONS:
        selection = getattr(matpunkt, key)
        if isinstance(selection, MoneySelection):
            yield from missing(file, f"{place}, {key}, money", selection.money, known=_money_terms(loaded))
        if selection is not None and matpunkt.kind and not isinstance(selection, wanted):
            what = 'pengar: money = ["costs"]' if wanted is MoneySelection else 'rader: table = "deltagare"'
            yield Fault(file, f"{place}, {key}", f"slaget ”{matpunkt.kind}” räknar inte sådant.", f"Välj {what}.")


def _money_terms(loaded: Loaded) -> list[str] | None:
    budget = loaded.parts.get("budget")
    named = (("group", "cost_groups"), ("stated", "stated"), ("total", "totals"))
    lists = [(word, loaded.ids("budget", attribute)) for word, attribute in named]
    if budget is None or any(ids is None for _, ids in lists):
        return None
    return sorted({*MONEY_TERMS, *(f"{word}:{name}" for word, ids in lists for name in ids or ())})


def _target(file: str, place: str, about: tuple[Kind | None, Target]) -> Iterator[Fault]:
    kind, target = about
    bounds = [bound for bound in (target.at_least, target.at_most) if bound is not None]
    if not bounds:
        yield Fault(file, place, "målet har ingen gräns.", "Skriv at_least, at_most eller båda.")
    if len(bounds) > 1 and bounds[0] > bounds[1]:
        yield Fault(file, place, "at_least är större än at_most.", "Byt plats på dem.")
    if kind in SHARE_KINDS and target.unit != Unit.SHARE:
        remedy = f'Skriv andelen mellan 0 och 1 med unit = "{Unit.SHARE}": 90 % är 0.90.'
        yield Fault(file, f"{place}, unit", f"”{target.unit}” är inte enheten för en andel.", remedy)
    elif target.unit == Unit.SHARE and any(not 0 <= bound <= 1 for bound in bounds):
        yield Fault(file, place, "en andel ligger mellan 0 och 1.", "Skriv 90 % som 0.90.")
    if kind is Kind.LEVEL and target.unit != MONEY_UNIT:
        remedy = f'Skriv beloppet i tusental kronor med unit = "{MONEY_UNIT}".'
        yield Fault(file, f"{place}, unit", f"”{target.unit}” är inte enheten för ett belopp.", remedy)


def _readings(loaded: Loaded, file: str, about: tuple[str, Matpunkt]) -> Iterator[Fault]:
    place, matpunkt = about
    for interpretation in matpunkt.interpretations or ():
        for reading in interpretation.readings or ():
            where = f"{place}, interpretations ”{interpretation.id}”, readings ”{reading.id}”, sets"
            try:
                as_read = matpunkt.read_as(reading)
            except ValidationError as error:
                yield _does_not_fit(file, where, error)
            else:
                if reading.sets:
                    yield from _own(loaded, file, (where, as_read))


def _does_not_fit(file: str, place: str, error: ValidationError) -> Fault:
    keys = sorted({str(item["loc"][0]) for item in error.errors() if item["loc"]})
    own = [str(item["ctx"]["error"]) for item in error.errors() if item["type"] == "value_error"]
    problem = f"läsningen sätter något som inte passar: {enumerate_words([*keys, *own])}."
    return Fault(file, place, problem, "Skriv mätpunktens egna nycklar, med värden som de får ha.")
