"""The pages that lead to pages: a period's index, the site's index, and the data files beside them.

Beside a period's pages lie `pages.json` (which pages there are, and how each came out), `release.json` (all that
the pages are made from: the public release), `matpunkter.json` (see `history`) and `data/` (see `downloads`).
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from samspelet_lib.period import Period
from samspelet_lib.plan.contact import load_contact
from samspelet_lib.project import Project
from samspelet_lib.publish import matpunkt_pages
from samspelet_lib.publish.accessibility import FILE as ACCESSIBILITY
from samspelet_lib.publish.accessibility import accessibility_page
from samspelet_lib.publish.history import read_history, write_history
from samspelet_lib.publish.kept import note_site
from samspelet_lib.publish.page import Banner, Shell, part, to_site_page
from samspelet_lib.publish.page_run import Page, PageRun
from samspelet_lib.publish.pages import footer, shell
from samspelet_lib.publish.revisions import FILE as REVISIONS
from samspelet_lib.publish.revisions import revisions_section, write_revisions
from samspelet_lib.publish.stage import PUBLIC_FILE, open_folder, write_whole
from samspelet_lib.release.store import Edition, Release, Store, json_schema
from samspelet_lib.report.section import EMPTY, Column, Section, bullets, definitions, join, link, paragraphs, table
from samspelet_lib.swedish import first_upper

MANIFEST = "pages.json"
SCHEMA = "release.schema.json"
UNDATED, PRELIMINARY, WITHOUT_DATA, REFUSED = "gjord", "preliminär", "saknar underlag", "väntar på rättning"
_STATUSES = {
    "klar": "uppgifterna för perioden är slutliga.",
    UNDATED: "sidan är gjord; kalendern säger inte när uppgifterna för en sådan period är slutliga.",
    PRELIMINARY: "uppgifterna kan ändras när fler leveranser kommer.",
    WITHOUT_DATA: "ingen leverans om insatsen har kommit; sidan har planens ord men inga utfall.",
    REFUSED: "en del av det som lämnats räknas inte förrän det är rättat; uppgifterna kan ändras.",
    "äldre utgåva": "sidan står kvar från en tidigare utgåva.",
    "misslyckad": "sidan kunde inte göras; den kan visa en äldre utgåva.",
}


def write_period(run: PageRun, pages: Sequence[Page]) -> None:
    """The period's index, its release as data, and the notes that the site's pages are made from."""
    shown = [page for page in pages if (run.stage / page.file).is_file() or page.failed]
    edition = Edition(run.edition)
    release = Store(run.project.var).read(run.period, edition, run.built.number)
    (run.stage / "release.json").write_text(_compact(release), encoding="utf-8")
    if edition is Edition.PUBLIC:
        write_history(run, shown)
    manifest = {
        "period": str(run.period),
        "label": run.built.label,
        "release": run.built.number,
        "mark": run.mark,
        "is_synthetic": run.built.is_synthetic,
        "forbund": run.built.forbund,
        "pages": [_noted(page, status(page, release, run.mark)) for page in shown],
    }
    (run.stage / MANIFEST).write_text(_json(manifest), encoding="utf-8")
    parts = [
        part("Sidor", _period_table(manifest, "")),
        part("Utgåvor och ändringar", revisions_section(write_revisions(run))),
        part("Uppgifter som data", _data_files(edition)),
    ]
    html = to_site_page(f"{run.built.forbund}, {run.built.label}", parts, _index_shell(run))
    (run.stage / "index.html").write_text(html, encoding="utf-8")


def _noted(page: Page, came_out: str) -> dict[str, Any]:
    return {
        "file": page.file,
        "title": page.title,
        "status": came_out,
        "release": page.release,
        "is_older": page.is_older,
    }


def _compact(release: Release) -> str:
    """The release without what is as the schema presumes: half the size, and the same to whoever reads it by it."""
    told = release.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content = {"schema_version": release.schema_version, **told}
    return json.dumps(content, ensure_ascii=False, indent=0) + "\n"


def _index_shell(run: PageRun) -> Shell:
    found = shell(run)
    return replace(found, facts=[*found.facts, f"Uppgifterna är {run.mark}a"]) if run.mark else found


def status(page: Page, release: Release, mark: str) -> str:
    """How a page came out, in a word for the reader.

    Args:
        page: as it stands, or failed to.
        release: the release of the period.
        mark: whether the period's figures may still change; empty where the calendar does not say.
    """
    if page.failed:
        return "misslyckad, visar en äldre utgåva" if page.is_older else "misslyckad"
    if page.is_older:
        return "äldre utgåva"
    if page.insats and any(entry.insats == page.insats for entry in release.refusals):
        return REFUSED
    if page.insats and not any(entry.came for entry in release.deliveries if entry.insats == page.insats):
        return WITHOUT_DATA
    return {"": UNDATED, PRELIMINARY: PRELIMINARY}.get(mark, "klar")


def write_matpunkter(project: Project, pages: Path, *, staged: Path) -> None:
    """The mätpunkter over time, into the folder `pages`, as they will be with the staged period."""
    matpunkt_pages.write_matpunkt_pages(pages, read_history(project.reports, staged=staged), footer("../"))


def write_site(project: Project) -> None:
    """The site's own pages: its index, newest period first, and how accessible it is."""
    open_folder(project.reports)
    manifests = sorted(_manifests(project), key=_newest_last, reverse=True)
    forbund = manifests[0]["forbund"]
    synthetic = [Banner("synthetic", "Sidorna visar hur rapporterna ser ut, inte hur det gick.")]
    banners = synthetic if any(found["is_synthetic"] for found in manifests) else []
    parts = [part(None, _intro()), *(_period_part(found) for found in manifests), part("Lägen", _legend())]
    html = to_site_page(f"Rapporter från {forbund}", parts, Shell(forbund, banners=banners, footer=footer("")))
    own = {
        ACCESSIBILITY: accessibility_page(forbund, load_contact(project.params)),
        "index.html": html,
        SCHEMA: json_schema() + "\n",
    }
    for name, text in own.items():
        write_whole(project.reports / name, text, PUBLIC_FILE)
    note_site(project)


def _newest_last(found: dict[str, Any]) -> tuple[Any, ...]:
    period = Period.parse(found["period"])
    return period.end, period.start


def _period_part(found: dict[str, Any]) -> Any:
    folder = Period.parse(found["period"]).folder
    label = first_upper(found["label"])
    heading = f"{label} ({found['mark']})" if found["mark"] else label
    return part(heading, _period_table(found, f"{folder}/"), anchor=f"period-{folder}")


def _intro() -> Section:
    return paragraphs(
        "Varje period har en sida per insats, planens sida och en sida om hur talen räknas. Den senaste står först.",
        Markup("Hur varje mätpunkt har gått från period till period står under {}.").format(
            link("Mätpunkter över tid", f"{matpunkt_pages.FOLDER}/index.html")
        ),
    )


def _legend() -> Section:
    return definitions(_STATUSES.items())


def _manifests(project: Project) -> list[dict[str, Any]]:
    files = sorted(project.reports.glob(f"*/{MANIFEST}"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in files]


def _period_table(found: dict[str, Any], base: str) -> Section:
    """The pages of a period, each with how it came out and which release it shows."""
    rows = [
        (
            _page_link(f"{base}{page['file']}", page["title"], exists=page["release"] is not None),
            page["status"],
            str(page["release"] or "–"),
        )
        for page in found["pages"]
    ]
    columns = [Column("Sida"), Column("Läge"), Column("Utgåva", is_number=True)]
    anchor = f"sidor-{Period.parse(found['period']).folder}"
    return table(f"Sidor för {found['label']}", columns, rows, anchor=anchor)


def _page_link(file: str, title: str, *, exists: bool) -> str | Markup:
    return link(title, file) if exists else title


def _data_files(edition: Edition) -> Section:
    if edition is Edition.INTERNAL:
        return EMPTY
    told = "Under varje tabell finns den som CSV, och överst på varje sida alla sidans tabeller i Excel."
    return join(
        paragraphs(told),
        bullets(
            [
                link("release.json, alla tal på periodens sidor", "release.json"),
                link("revisions.json, periodens utgåvor och vad som ändrats", REVISIONS),
                link("Beskrivning av release.json (JSON Schema)", f"../{SCHEMA}"),
                link("matpunkter.json, varje mätpunkts värde i periodens utgåvor", "matpunkter.json"),
            ]
        ),
    )


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
