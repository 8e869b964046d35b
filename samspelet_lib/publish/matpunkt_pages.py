"""A page per mätpunkt, with its values and verdicts over time: `reports/matpunkt/<insats>-<id>.html`.

The address is the same from year to year. The pages are made of the periods' `matpunkter.json` alone (see
`history`), whole each time, and take their place in one step.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from markupsafe import Markup

from samspelet_lib.figure import Verdict
from samspelet_lib.period import Period
from samspelet_lib.publish.downloads import FOLDER as DATA
from samspelet_lib.publish.downloads import with_links, write_downloads
from samspelet_lib.publish.page import Banner, Shell, part, to_site_page
from samspelet_lib.publish.story import Part, Story
from samspelet_lib.publish.workbook import write_workbook
from samspelet_lib.report.section import (
    MARK_MEANINGS,
    Cell,
    Column,
    Section,
    bullets,
    definitions,
    join,
    link,
    notice,
    paragraphs,
    plain,
    quote,
    table,
    verdict,
)
from samspelet_lib.swedish import first_upper

FOLDER = "matpunkt"
_TITLE = "Mätpunkter över tid"
_NO_VERDICT = (None, str(Verdict.CONFIDENTIAL))
_COLUMNS = [
    Column("Period och utgåva"),
    Column("Värde"),
    Column("Underlag"),
    Column("Bedömning"),
    Column("Uppgifter t.o.m."),
]


def write_matpunkt_pages(stage: Path, notes: Sequence[dict[str, Any]], footer: Sequence[Cell]) -> None:
    """Every mätpunkt's page, and the list of them, into the stage.

    Args:
        stage: the folder to fill.
        notes: the periods' `matpunkter.json`, oldest first.
        footer: closing lines of every page.
    """
    shell = _shell(notes, footer)
    newest = {matpunkt["key"]: (note, matpunkt) for note in notes for matpunkt in note["matpunkter"]}
    for key, (note, matpunkt) in newest.items():
        rows = list(_rows(key, notes))
        folder = Period.parse(note["period"]).folder
        told = {**matpunkt, "definition_at": f"../{folder}/{found}" if (found := matpunkt["definition_at"]) else None}
        _write(stage, key, _story(told, rows), shell=shell)
    _write(stage, "index", _index(newest, notes), shell=_shell(notes, footer, is_index=True))


def _write(stage: Path, name: str, story: Story, *, shell: Shell) -> None:
    """The page, with its tables as files beside it."""
    facts = [shell.site, *(plain(banner.line) for banner in shell.banners)]
    write_downloads(stage, name, story.tables)
    write_workbook(stage, name, story.title, tables=story.tables, facts=facts)
    around = replace(shell, facts=[link("Sidans tabeller i Excel", f"{DATA}/{name}.xlsx")])
    html = to_site_page(story.title, with_links(story, name).parts, around)
    (stage / f"{name}.html").write_text(html, encoding="utf-8")


def _shell(notes: Sequence[dict[str, Any]], footer: Sequence[Cell], *, is_index: bool = False) -> Shell:
    synthetic = [Banner("synthetic", "Sidan visar hur rapporten ser ut, inte hur det gick.")]
    banners = synthetic if any(note["is_synthetic"] for note in notes) else []
    trail = [("Rapporter", "../index.html"), *([] if is_index else [(_TITLE, "index.html")])]
    return Shell(notes[-1]["forbund"], home="../index.html", trail=trail, banners=banners, footer=footer)


def _rows(key: str, notes: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What each release says of the mätpunkt, oldest first; each with its period and the page it stands on."""
    for note in notes:
        for matpunkt in note["matpunkter"]:
            if matpunkt["key"] == key:
                folder = Period.parse(note["period"]).folder
                address = f"../{folder}/{matpunkt['page'] or 'index.html'}"
                yield from ({**value, "period": note["label"], "address": address} for value in matpunkt["values"])


def _story(matpunkt: dict[str, Any], rows: list[dict[str, Any]]) -> Story:
    name = matpunkt["name"]
    printed = table(f"Värden och bedömningar av ”{name}”", _COLUMNS, _cells(rows), anchor="varden")
    place = matpunkt["definition_at"]
    facts: list[tuple[str, Cell]] = [
        ("Så räknas det", matpunkt["definition"]),
        ("Tid", matpunkt["time"]),
        ("Mål", matpunkt["target"]),
        ("Var i planen", matpunkt["source"]),
        *([("Mer", link(f"Hur ”{name}” räknas, på metodsidan", place))] if place else []),
    ]
    parts = (
        part(None, quote(matpunkt["text"], matpunkt["source"])),
        part("Värden och bedömningar", join(_message(rows), printed, _other_words(rows))),
        part("Så räknas mätpunkten", definitions(facts)),
    )
    title = f"{name}, {matpunkt['insats']}" if matpunkt["insats"] else name
    return Story(title, parts, tuple(grid.to_plain() for grid in printed.tables))


def _cells(rows: Sequence[dict[str, Any]]) -> list[list[Cell]]:
    """The newest first, as a reader looks for it."""
    return [
        [
            link(f"{first_upper(row['period'])}, utgåva {row['release']}", row["address"]),
            row["value"],
            row["made_of"] or row["answered"] or "",
            _judged(row),
            "" if row["value"] in MARK_MEANINGS else row["data_until"] or "",
        ]
        for row in reversed(rows)
    ]


def _judged(row: dict[str, Any]) -> Cell:
    if row["verdict"] is None:
        return ""
    word = verdict(Verdict(row["verdict"]))
    return Markup("{}<br>{}").format(word, row["reason"]) if row["reason"] else word


def _message(rows: Sequence[dict[str, Any]]) -> Section:
    """The latest value, and every time that the verdict changed."""
    last = rows[-1]
    # What hiding does is no new verdict, and where there is none nothing has been judged.
    judged = [row for row in rows if row["verdict"] not in _NO_VERDICT]
    value = "" if last["value"] in MARK_MEANINGS else last["value"]
    latest = ", ".join(text for text in (value, last["verdict"]) if text)
    changed = [
        f"{first_upper(now['period'])}, utgåva {now['release']}: från {before['verdict']} till {now['verdict']}."
        for before, now in pairwise(judged)
        if before["verdict"] != now["verdict"]
    ]
    where = "" if len(judged) == len(rows) else " där den visas"
    count = f"Bedömningen är densamma i alla utgåvor{where}." if len(judged) > 1 else ""
    count = "Det finns en utgåva." if len(rows) == 1 else count
    told = paragraphs(f"Senast, {last['period']}: {latest}.", "Bedömningen har ändrats:" if changed else count)
    return join(told, bullets(changed))


def _other_words(rows: Sequence[dict[str, Any]]) -> Section:
    """Said where a plan has changed the mätpunkt's words, since the values then answer different questions."""
    words = list(dict.fromkeys(row["text"] for row in rows))
    if len(words) == 1:
        return join()
    return join(notice("Planens ord har ändrats; värdena svarar då på olika frågor.", "warning"), bullets(words))


def _index(newest: dict[str, tuple[dict[str, Any], dict[str, Any]]], notes: Sequence[dict[str, Any]]) -> Story:
    groups = dict.fromkeys(matpunkt["insats"] for _, matpunkt in newest.values())
    tables: list[dict[str, Any]] = []
    parts: list[Part] = [part(None, paragraphs("Varje mätpunkt med senaste värde. Namnet leder till alla utgåvor."))]
    for number, group in enumerate(groups, start=1):
        name = group or notes[-1]["forbund"]
        rows = [
            (link(m["name"], f"{m['key']}.html"), m["values"][-1]["value"], _judged_short(m), note["label"])
            for note, m in newest.values()
            if m["insats"] == group
        ]
        columns = [Column("Mätpunkt"), Column("Senaste värde"), Column("Bedömning"), Column("Period")]
        shown = table(f"Mätpunkter: {name}", columns, rows, anchor=f"matpunkter-{number}")
        parts.append(part(name, shown))
        tables += [grid.to_plain() for grid in shown.tables]
    return Story(_TITLE, tuple(parts), tuple(tables))


def _judged_short(matpunkt: dict[str, Any]) -> Cell:
    word = matpunkt["values"][-1]["verdict"]
    return verdict(Verdict(word)) if word else ""
