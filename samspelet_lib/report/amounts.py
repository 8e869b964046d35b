"""Cells of money and verdicts, as every table of the money has them."""

from markupsafe import Markup

from samspelet_lib.figure import Figure, Verdict
from samspelet_lib.report.grid import TKR
from samspelet_lib.report.section import verdict
from samspelet_lib.swedish import NBSP

__all__ = ["TKR", "digits", "judged", "ore"]


def digits(figure: Figure | None) -> str:
    """The value without its unit, which the table's head has; a dash where there is no figure."""
    return figure.printed.removesuffix(f"{NBSP}{TKR}") if figure else "–"


def judged(figure: Figure | None) -> str | Markup:
    """The value with its verdict, where it has one that says something."""
    if figure is None:
        return "–"
    if figure.verdict is None or figure.verdict is Verdict.NOT_APPLICABLE:
        return figure.printed
    return Markup("{} {}").format(figure.printed, verdict(figure.verdict))


def ore(figure: Figure | None) -> int:
    """The value in öre; nothing where there is no figure."""
    return int(figure.value or 0) if figure else 0
