"""How the figures that are no mätpunkter are counted: where a reader of them is led, and what is found there."""

from markupsafe import Markup, escape

from samspelet_lib.release.store import TextEntry
from samspelet_lib.report.base import Report
from samspelet_lib.report.section import EMPTY, Cell, Column, Section, join, link, paragraphs, table
from samspelet_lib.swedish import first_lower

_SECTION = "så räknas det"


def defined(report: Report, *parts: tuple[str, Section]) -> Section:
    """The parts, and above them where it stands how each is counted and which heading of the plan it is from.

    Args:
        report: what the parts are of.
        parts: each with the id of its definition in params; what is empty is left out.
    """
    shown = {name for name, part in parts if not part.is_empty}
    told = [_led(entry) for entry in report.texts(_SECTION) if entry.id in shown]
    if not told:
        return join(*(part for _, part in parts))
    lead = Markup("Så räknas det, och var i planen det står: {}.").format(Markup(", ").join(told))
    return join(paragraphs(lead), *(part for _, part in parts))


def labelled(report: Report, name: str, label: str) -> Cell:
    """The label, leading to how what it stands for is counted."""
    found = {entry.id: entry for entry in report.texts(_SECTION)}
    return link(label, _place(found[name])) if name in found else label


def definitions_table(report: Report) -> Section:
    """Every definition with its heading in the plan."""
    rows = [_row(report, entry) for entry in report.texts(_SECTION)]
    columns = [Column("Tal"), Column("Så räknas det, och var i planen")]
    return table("Så räknas de tal som inte är mätpunkter", columns, rows, anchor="tabell-ovriga") if rows else EMPTY


def _row(report: Report, entry: TextEntry) -> tuple[Cell, ...]:
    name = Markup('<span id="{}">{}</span>').format(_anchor(entry), escape(entry.name))
    return name, Markup("{}<br>{}").format(entry.text, report.source_text(entry.source))


def _led(entry: TextEntry) -> Markup:
    return link(first_lower(entry.name), _place(entry))


def _place(entry: TextEntry) -> str:
    return f"method.html#{_anchor(entry)}"


def _anchor(entry: TextEntry) -> str:
    return f"def-{entry.id}"
