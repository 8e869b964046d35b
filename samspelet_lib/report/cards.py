"""Cards: one figure, one mätpunkt, one insats or a whole report, as an analyst looks at it in a notebook."""

import inspect
from collections.abc import Iterator

from samspelet_lib.figure import Figure, Unit
from samspelet_lib.release.store import InsatsEntry, MatpunktEntry
from samspelet_lib.report.base import Report
from samspelet_lib.report.section import (
    Cell,
    Column,
    Section,
    bullets,
    definitions,
    heading,
    join,
    paragraphs,
    quote,
    table,
)
from samspelet_lib.report.wording import answered, judged, made_of, span
from samspelet_lib.swedish import enumerate_words, number, percent, to_id

_FACTS = [Column("Uppgift"), Column("Innehåll")]


def figure_card(figure: Figure) -> Section:
    """A figure with all that is needed to judge it: what it is made of, verdict, pinpoints and id."""
    facts: list[tuple[str, Cell]] = [
        ("Värde", figure.printed or "–"),
        ("Består av", made_of(figure)),
        ("Svarat", answered(figure)),
        ("Spann", span(figure)),
        ("Mål", _aim(figure)),
        ("Bedömning", judged(figure)),
        ("Anmärkning", figure.note or ""),
        ("Var i planen", "; ".join(source.ref for source in figure.sources)),
        ("Klass", str(figure.disclosure)),
        ("Id", figure.id),
    ]
    return table(figure.label, _FACTS, [fact for fact in facts if fact[1]], anchor=f"tal-{to_id(figure.id)}")


def _aim(figure: Figure) -> str:
    """The target as every page prints it: `minst 90 %`, `minst 80 personer`; empty where there is none."""
    target = figure.target
    if target is None:
        return ""
    bounds = [("minst", target.at_least), ("högst", target.at_most)]
    known = [(word, bound) for word, bound in bounds if bound is not None]
    if target.unit == Unit.SHARE:
        return enumerate_words([f"{word} {percent(bound)}" for word, bound in known])
    return enumerate_words([f"{word} {number(bound)} {target.unit}" for word, bound in known])


def matpunkt_card(entry: MatpunktEntry) -> Section:
    """A mätpunkt as the release holds it: the plan's words and how it is counted, without its value."""
    facts: list[tuple[str, Cell]] = [
        ("Slag", entry.kind),
        ("Så räknas det", entry.definition),
        ("Tid", entry.period),
        ("Mål", entry.target_text),
        ("Visas för", entry.disclosure),
        ("Anmärkning", entry.note or ""),
        ("Id", entry.id),
    ]
    return join(
        quote(entry.text, entry.source.ref),
        table(entry.name, _FACTS, [f for f in facts if f[1]], anchor=f"kort-{entry.id}"),
    )


def insats_card(entry: InsatsEntry) -> Section:
    """An insats as the release holds it."""
    parts = entry.parts if isinstance(entry.parts, str) else enumerate_words(list(entry.parts))
    facts: list[tuple[str, Cell]] = [
        ("Målområde", entry.objective),
        ("Inriktning", enumerate_words(list(entry.orientation))),
        ("Projektägare", entry.owner),
        ("Parter", parts),
        ("Start", entry.start),
        ("Slut", entry.end),
        ("Var i planen", entry.source.ref),
        ("Id", entry.id),
    ]
    return table(entry.name, _FACTS, facts, anchor=f"kort-{entry.id}")


def report_card(report: Report) -> Section:
    """What a report can tell: its release, and every call that makes a part of a page."""
    release = report.release
    number = f"utgåva {release.number}" if release.number else "ett utkast"
    about = f"{report.insats.name}, " if report.insats_id else ""
    facts = definitions([("Uppgifter t.o.m.", release.data_until or "inga uppgifter har kommit in")])
    calls = bullets([f"report.{name}()" for name in _calls(report)])
    more = paragraphs("report.matpunkt och tabb ger en mätpunkt i taget, för den som utforskar.")
    title = heading(f"{about}{report.period.label}, {number}")
    return join(title, facts, paragraphs("Anrop som blir delar av en sida:"), calls, more)


def _calls(report: Report) -> Iterator[str]:
    """The methods that take nothing and give a section, in the order they are written."""
    for kind in type(report).__mro__:
        for name, method in vars(kind).items():
            if not name.startswith("_") and inspect.isfunction(method) and _gives_a_part(method):
                yield name


def _gives_a_part(method: object) -> bool:
    signature = inspect.signature(method)  # type: ignore[arg-type]
    return len(signature.parameters) == 1 and signature.return_annotation is Section
