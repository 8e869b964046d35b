"""What each column of a form accepts, and the words beside it: drop-downs, dates, limits and notes."""

import textwrap
from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from samspelet_lib.data.form_cells import NO, YES
from samspelet_lib.data.form_contents import FormColumn, FormTable
from samspelet_lib.swedish import enumerate_words

_YEARS_BACK = 15  # the earliest date a form accepts, counted from the year of the plan
_PROMPT, _PROMPT_TITLE = 255, 32  # what a spreadsheet can show beside a cell
_LISTED = 12  # values that fit in a note
_FORMS = {
    "date": "Datum, till exempel {year}-03-31.",
    "period": "Månad ({year}-03), månader i följd ({year}-01..08) eller år ({year}).",
    "int": "Heltal{limits}.",
    "decimal": "Tal{limits}.",
    "money": "Kronor{limits}, högst två decimaler.",
    "bool": "Ja eller Nej. Tomt när uppgiften saknas.",
    "pseudonym": "Slumpvist löpnummer med minst en siffra, högst 40 tecken, inga blanksteg.",
    "text": "Text.",
    "code": "En kort beteckning.",
    "codes": "Flera värden skiljs åt med semikolon: {values}.",
}


def allowed(column: FormColumn, year: int) -> str:
    """What the column may hold, in words."""
    values = enumerate_words(list(column.choices.values()), last="eller")
    if column.choices and column.column.type == "code":
        return f"{values}." if column.is_closed else f"Till exempel {values}."
    return _FORMS[column.column.type].format(year=year, limits=_limits(column), values=values)


def note(column: FormColumn, year: int) -> str:
    """What to write in the column, and what is allowed where it is short enough to say."""
    must = "Måste fyllas i. " if column.heading.endswith("*") else ""
    if column.column.type == "period":
        return must + allowed(column, year)  # the column's own words say the same
    choose = (
        "Välj i listan." if column.column.type == "code" and len(column.choices) > _LISTED else allowed(column, year)
    )
    return f"{must}{column.text} {choose}"


def validation(
    sheet: FormTable, column: FormColumn, *, year: int, lists: Mapping[tuple[str, ...], str]
) -> dict[str, Any]:
    """The column's data validation, as XlsxWriter takes it.

    Args:
        sheet: the table, whose first row of cells is row 2.
        column: one of its columns.
        year: year of the plan.
        lists: values of a drop-down → name of the list that holds them.
    """
    shown = {
        "input_title": textwrap.shorten(column.heading, _PROMPT_TITLE, placeholder="…"),
        "input_message": textwrap.shorten(note(column, year), _PROMPT, placeholder=" …"),
        "error_title": "Rätta värdet",
        "error_message": textwrap.shorten(allowed(column, year), _PROMPT, placeholder=" …"),
    }
    return shown | (_choice(column, lists) or _range(sheet, column, year))


def _choice(column: FormColumn, lists: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    """A drop-down, where there is something to choose between; an open list only suggests."""
    if column.column.type == "bool":
        return {"validate": "list", "source": [YES, NO]}
    if not column.choices or column.column.type == "codes":
        return {}
    source = f"={lists[tuple(column.choices.values())]}"
    return {"validate": "list", "source": source, "show_error": column.is_closed}


def _range(sheet: FormTable, column: FormColumn, year: int) -> dict[str, Any]:
    definition = column.column
    if definition.type == "date":
        return _between("date", _first_day(sheet, column, year), f"=DATE({year + 1},12,31)")
    if definition.type not in {"int", "decimal", "money"} or definition.least is None:
        return {"validate": "any"}
    kind = "integer" if definition.type == "int" else "decimal"
    if definition.most is None:
        return {"validate": kind, "criteria": ">=", "value": definition.least}
    return _between(kind, definition.least, definition.most)


def _between(kind: str, least: int | str, most: int | str) -> dict[str, Any]:
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}


def _first_day(sheet: FormTable, column: FormColumn, year: int) -> str:
    """The first day that is accepted; an end may not precede the start on the same row."""
    first = f"DATE({year - _YEARS_BACK},1,1)"
    ids = [other.id for other in sheet.columns]
    if column.column.not_before not in ids:
        return f"={first}"
    start = xl_rowcol_to_cell(1, ids.index(column.column.not_before), col_abs=True)
    return f"=MAX({first},{start})"


def _limits(column: FormColumn) -> str:
    least, most = column.column.least, column.column.most
    if least is not None and most is not None:
        return f" från {least} till {most}"
    return "" if least is None else f", minst {least}"
