"""How each mätpunkt is counted, in a sentence made from its definition in params."""

from collections.abc import Mapping

from samspelet_lib.data.tables import Table, load_tables
from samspelet_lib.figure import NOT_STATED, Target
from samspelet_lib.plan.matpunkt import Direction, Kind, Matpunkt, MoneySelection, PeriodRule, RowSelection
from samspelet_lib.plan.model import Plan
from samspelet_lib.swedish import enumerate_words, first_upper, long_date, number, percent

KIND_LABELS: Mapping[Kind, str] = {
    Kind.COUNT: "antal",
    Kind.LAGGED_COUNT: "antal, avläst en tid efter",
    Kind.EVENTS: "antal händelser",
    Kind.EVENT_WINDOW: "händelse inom en tid",
    Kind.ALL_OF_SET: "alla i en mängd",
    Kind.MINIMUM: "lägsta nivå under hela tiden",
    Kind.KEEP_LEVEL: "nivå som ska behållas",
    Kind.SHARE: "andel",
    Kind.SHARE_BY_SEX: "andel för kvinnor och för män",
    Kind.SURVEY_SHARE: "andel av dem som svarat",
    Kind.DURATION: "tid mellan två händelser",
    Kind.DIRECTION: "riktning mot ett utgångsläge",
    Kind.PAIRED_CHANGE: "förändring hos samma person",
    Kind.STEP_CHANGE: "stegförflyttning hos samma person",
    Kind.FLOW: "flöde och kontinuitet",
    Kind.DISTRIBUTION: "fördelning",
    Kind.DELIVERABLE: "något som ska tas fram",
    Kind.QUALITATIVE: "följs upp kvalitativt",
    Kind.AMOUNT: "belopp mot ett annat belopp",
    Kind.MONEY_SHARE: "andel av ett belopp",
    Kind.LEVEL: "belopp som ska finnas",
}

_SENTENCES: Mapping[Kind, str] = {
    Kind.COUNT: "Antal {count}.",
    Kind.LAGGED_COUNT: "Antal {count} bland {base}, avläst {lag}.",
    Kind.EVENTS: "Antal {count}.",
    Kind.EVENT_WINDOW: "Om det finns {count}, {window}.",
    Kind.ALL_OF_SET: "Hur många av {members} som har minst en rad ({count}).",
    Kind.MINIMUM: "Lägsta värdet av {value}.",
    Kind.KEEP_LEVEL: "Antal {value}, månad för månad.",
    Kind.SHARE: "Antal {count}, delat med antal {base}.{due}",
    Kind.SHARE_BY_SEX: "Antal {count}, delat med antal {base}, för kvinnor och män var för sig.{due}",
    Kind.SURVEY_SHARE: "Antal positiva svar, delat med antal som har svarat på frågan ({value}).",
    Kind.DURATION: "Den tid inom vilken hälften är klara ({value}). "
    "Ärenden som inte är klara räknas med så länge de har pågått.",
    Kind.DIRECTION: "Andel positiva svar, jämförd med utgångsläget ({value}).",
    Kind.PAIRED_CHANGE: "Varje persons senaste mätning, jämförd med personens första ({value}).",
    Kind.STEP_CHANGE: "Varje persons senaste steg, jämfört med personens första ({value}).",
    Kind.FLOW: "Hur många som var kvar från tiden före, börjat, slutat och är kvar ({base}).",
    Kind.DISTRIBUTION: "Fördelning av {base} efter {by}.",
    Kind.DELIVERABLE: "Klart när en lägesnot med datum säger det och hänvisar till underlaget ({value}).",
    Kind.QUALITATIVE: "Följs med lägesnoter som har datum och författare, i stället för med ett tal ({value}).",
    Kind.AMOUNT: "{value}, jämfört med {base}.",
    Kind.MONEY_SHARE: "{count}, delat med {base}.",
    Kind.LEVEL: "{value}.",
}

_MONEY = {
    "contributions": "tilldelade medel (parternas bidrag)",
    "external": "medel från annan än parterna",
    "equity": "eget kapital",
    "cash": "likvida medel",
    "costs": "samtliga kostnader",
}
_AT = {"opening": " vid årets början", "closing": " vid årets slut", None: ""}
_BUFFER = {
    "inside": ", bufferten inräknad",
    "on_top": ", med bufferten ovanpå",
    "exempt": ", med bufferten undantagen",
    None: "",
}


def definition(plan: Plan, matpunkt: Matpunkt) -> str:
    """How the mätpunkt is counted, in one or two sentences."""
    words = {key: describe(plan, getattr(matpunkt, key)) for key in ("count", "base", "value")}
    due = f" Den som ännu inte haft {matpunkt.due_days} dagar på sig räknas inte med." if matpunkt.due_days else ""
    window = matpunkt.window
    days = f"{long_date(window.first)}–{long_date(window.last)}" if window else ""
    sentence = _SENTENCES[matpunkt.kind].format(
        **words,
        due=due,
        lag=f"{matpunkt.lag_days} dagar efter" if matpunkt.lag_days else "en tid efter som inte är beslutad",
        window=days,
        members=_members(plan, matpunkt),
        by=enumerate_words([_column_label(matpunkt.base, column) for column in matpunkt.by]),
    )
    return first_upper(sentence)


def describe(plan: Plan, selection: object) -> str:
    """What a selection counts, in words."""
    if isinstance(selection, MoneySelection):
        return _describe_money(plan, selection)
    return _describe_rows(plan, selection) if isinstance(selection, RowSelection) else ""


def period_text(plan: Plan, matpunkt: Matpunkt, *, start: object) -> str:
    """Which time the mätpunkt speaks of."""
    texts = {
        PeriodRule.CALENDAR_YEAR: f"kalenderåret {plan.year}",
        PeriodRule.PROJECT_TIME: f"projekttiden, start {start}",
        PeriodRule.AT_ALL_TIMES: f"hela tiden under {plan.year}",
        PeriodRule.YEAR_END: f"31 december {plan.year}",
        PeriodRule.ROLLING_YEAR: "de senaste tolv månaderna",
    }
    return texts[matpunkt.period]


def target_text(matpunkt: Matpunkt) -> str:
    """The target in words, or what there is instead."""
    target = matpunkt.target
    if isinstance(target, Target):
        bounds = [("minst", target.at_least), ("högst", target.at_most)]
        return enumerate_words([f"{word} {_amount(bound, target.unit)}" for word, bound in bounds if bound is not None])
    if matpunkt.direction is not None:
        way = "ska öka" if matpunkt.direction is Direction.UP else "ska minska"
        if matpunkt.kind in {Kind.PAIRED_CHANGE, Kind.STEP_CHANGE}:
            return f"{way} från personens första mätning"
        return f"{way}; utgångsläge: {NOT_STATED}" if matpunkt.baseline in {None, NOT_STATED} else way
    if target == NOT_STATED:
        return NOT_STATED
    return _target_of_kind(matpunkt)


def _target_of_kind(matpunkt: Matpunkt) -> str:
    """What the kind itself asks for, where no number is set."""
    if matpunkt.kind is Kind.AMOUNT:
        return "högst det som är budgeterat"
    if matpunkt.kind is Kind.ALL_OF_SET:
        return "alla parter" if matpunkt.members == "parter" else "alla"
    return "inget tal i planen"


def _amount(bound: object, unit: str) -> str:
    value = Target(at_least=bound, unit=unit).at_least or 0
    if unit == "/1":
        return percent(value)
    return f"{number(value)} {unit}".strip()


def _members(plan: Plan, matpunkt: Matpunkt) -> str:
    if matpunkt.members == "parter":
        return f"förbundets {len(plan.forbund.parts)} parter"
    return enumerate_words(list(matpunkt.members or ()))


def _describe_money(plan: Plan, selection: MoneySelection) -> str:
    words = enumerate_words([_money_term(plan, term) for term in selection.money])
    year = " året efter" if selection.year_offset else ""
    return f"{words}{_AT[selection.at]}{year}{_BUFFER[selection.buffer]}"


def _money_term(plan: Plan, term: str) -> str:
    kind, _, name = term.partition(":")
    named = {
        "group": {group.id: group.name for group in plan.budget.cost_groups},
        "stated": {stated.id: f"textens belopp för {stated.name}" for stated in plan.budget.stated},
        "total": {total.id: f"budgetens ”{total.name}”" for total in plan.budget.totals},
    }
    return named[kind][name] if kind in named else _MONEY[term]


def _describe_rows(plan: Plan, selection: RowSelection) -> str:
    table = load_tables().get(selection.table)
    if table is None:
        return f"rader i ”{selection.table}”"
    own = _code_names(plan, selection)
    conditions = [
        f"”{_label(table, key)}” är {_values(plan, table, (key, value), own=own)}"
        for key, value in selection.where.items()
        if not _is_question(table, key)
    ]
    where = f" där {enumerate_words(conditions)}" if conditions else ""
    return f"{_what(table, selection)} i tabellen ”{table.label}”{where}{_when(table, selection)}"


_MANY = {"arende": "ärenden", "insats": "insatser", "part": "parter"}  # the columns' headings name one


def _what(table: Table, selection: RowSelection) -> str:
    if selection.per == "person":
        return "olika personer"
    if selection.per in table.ids:
        return f"olika {_MANY.get(selection.per, _label(table, selection.per).lower())}"
    if selection.column:
        return f"kolumnen ”{_label(table, selection.column)}”"
    return "rader"


def _when(table: Table, selection: RowSelection) -> str:
    if selection.start and selection.stop and not selection.statistic:
        return " som har pågått någon dag i perioden"
    if selection.start and selection.stop:
        return f", dagar från ”{_label(table, selection.start)}” till ”{_label(table, selection.stop)}”"
    return dated(_label(table, selection.date)) if selection.date else ""


def dated(label: str) -> str:
    """The words that tell which day of a row counts, by the day's heading.

    A heading that is not itself a day is quoted, since it does not read as a word of the sentence.
    """
    return f" med {label.lower()} i perioden" if label.lower().endswith("datum") else f" med ”{label}” i perioden"


def _is_question(table: Table, column: str) -> bool:
    """Which question of a survey is asked; the mätpunkt's own words already tell."""
    return column in table.ids and table.column(column).lookup == "fraga"


def _code_names(plan: Plan, selection: RowSelection) -> dict[str, str]:
    """What the insats whose mätpunkt selects the rows calls its codes."""
    for insats in plan.insatser:
        if any(part is selection for each in insats.matpunkter for part in (each.count, each.base, each.value)):
            return insats.code_names
    return {}


def _values(plan: Plan, table: Table, condition: tuple[str, object], *, own: Mapping[str, str]) -> str:
    column, values = condition
    known = table.column(column) if column in table.ids else None
    names = {**own, **(known.codes if known else {})}
    if known and known.lookup == "part":
        names = {part.id: part.name for part in plan.forbund.parts}
    many = values if isinstance(values, tuple) else (values,)
    words = {True: "”Ja”", False: "”Nej”"}
    return enumerate_words(
        [words[v] if isinstance(v, bool) else f"”{names.get(str(v), str(v))}”" for v in many],
        last="eller",
    )


def _label(table: Table, column: str) -> str:
    return table.column(column).label if column in table.ids else column


def _column_label(selection: object, column: str) -> str:
    table = load_tables().get(selection.table) if isinstance(selection, RowSelection) else None
    return _label(table, column).lower() if table else column
