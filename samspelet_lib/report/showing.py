"""How reports and what they are made of look in a notebook that somebody works in.

A page brings the style of its parts itself. A notebook in JupyterLab has none, so there each part carries it,
held inside the part and following the theme, light or dark. In a run nothing of this is used: what a page is
made of is the same wherever it is made.
"""

import os
import re
import sys
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from samspelet_lib.figure import Figure
from samspelet_lib.release.store import InsatsEntry, MatpunktEntry
from samspelet_lib.report.base import Report
from samspelet_lib.report.cards import figure_card, insats_card, matpunkt_card, report_card
from samspelet_lib.report.goal import Goal
from samspelet_lib.report.named import Named
from samspelet_lib.report.section import METADATA, Section

NUMBER_VARIABLE = "SAMSPELET_RELEASE"  # a run names the release by it
_PARTS: dict[type[Any], Callable[[Any], Section]] = {
    Section: lambda section: section,
    Report: report_card,
    Goal: lambda goal: goal.section,
    Figure: figure_card,
    MatpunktEntry: matpunkt_card,
    InsatsEntry: insats_card,
    Named: Named.section,
}
_OUTER = "samspelet"
_AROUND = f'<div class="{_OUTER}" lang="sv">'
_DARK = "@media screen and (prefers-color-scheme: dark)"
_ONLY_ON_PAGES = r"@font-face \{[^}]*\}|@page[^{]*\{(?:[^{}]|\{[^}]*\})*\}"
_DARK_THEME = ('[data-jp-theme-light="false"] &', '[data-vscode-theme-kind="vscode-dark"] &')
# Three times the same class outweighs what JupyterLab says of every table; its own ground and words are kept.
_NOTEBOOK_RULES = """
& { background: var(--jp-layout-color0, var(--ground)); color: var(--ink); line-height: 1.5; padding: 0 .25rem; }
& { color-scheme: inherit; }
& table { margin: 0; table-layout: auto; border: 0; color: inherit; background: none; }
& tr, & tbody tr:nth-child(odd), & tbody tr:nth-child(even), & tbody tr:hover { background: none; }
& th, & td { max-width: none; white-space: normal; }
& th.num, & td.num { text-align: right; }
& h3:first-child { margin-top: .5rem; }
& blockquote { border: 0; padding: 0; }
& dt { float: none; width: auto; }
& dd { padding: 0; }
"""


def show_in_notebook(parts: dict[type[Any], Callable[[Any], Section]] | None = None) -> None:
    """Lets the notebook that runs show parts as they look on a page; does nothing elsewhere, and nothing in a run.

    Args:
        parts: further types with what shows them.
    """
    interactive = sys.modules.get("IPython")
    shell = interactive.get_ipython() if interactive else None
    if shell is None or os.environ.get(NUMBER_VARIABLE):
        return
    formatter = shell.display_formatter.mimebundle_formatter
    for kind, to_section in (_PARTS | (parts or {})).items():
        formatter.for_type(kind, _printer(to_section))


def _printer(to_section: Callable[[Any], Section]) -> Callable[..., tuple[dict[str, str], dict[str, Any]]]:
    def shown(thing: Any, **_wanted: object) -> tuple[dict[str, str], dict[str, Any]]:
        return bundle(to_section(thing))

    return shown


def bundle(section: Section) -> tuple[dict[str, str], dict[str, Any]]:
    """The section for a notebook: with its style, and the same text as in a run."""
    data, metadata = section._repr_mimebundle_()
    if section.is_empty:
        told = "Inget att visa här; på sidan utelämnas avsnittet med sin rubrik."
        return data | {"text/html": f"<p><em>{told}</em></p>"}, metadata
    html = f"{_AROUND}<style>{notebook_style()}</style>{data['text/html']}</div>"
    return data | {"text/html": html}, {METADATA: metadata[METADATA]}


@cache
def notebook_style() -> str:
    """The pages' style, held inside one element, with the theme of the notebook instead of the reader's."""
    css = files(__package__).joinpath("style.css").read_text(encoding="utf-8")
    css = re.sub(rf"/\*.*?\*/|{_ONLY_ON_PAGES}", "", css, flags=re.DOTALL)
    start = css.index(_DARK)
    end = css.index("\n}", start) + 2
    inner = css[start + len(_DARK) : end].strip().removeprefix("{").removesuffix("}")
    dark = inner.replace(":root", ", ".join(_DARK_THEME))
    nested = css[:start].replace(":root", "&") + dark + css[end:]
    outer = f".{_OUTER}" * 3
    return re.sub(r"\s*([{};,])\s*|\n\s*", r"\1", f"{outer} {{{nested}{_NOTEBOOK_RULES}}}")
