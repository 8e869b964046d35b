"""The pages that lead to pages: a period's index, the site's index, and the data files beside them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from samspelet_lib.period import Period
from samspelet_lib.project import Project
from samspelet_lib.publish.page import Banner, Shell, part, to_site_page
from samspelet_lib.publish.page_run import Page, PageRun
from samspelet_lib.publish.pages import shell
from samspelet_lib.publish.revisions import FILE as REVISIONS
from samspelet_lib.publish.revisions import revisions_section, write_revisions
from samspelet_lib.publish.stage import PUBLIC_FOLDER, write_whole
from samspelet_lib.release.store import Edition, Store, json_schema, to_json
from samspelet_lib.report.section import EMPTY, Column, Section, bullets, link, paragraphs, table
from samspelet_lib.swedish import first_upper

MANIFEST = "pages.json"
SCHEMA = "release.schema.json"


def write_period(run: PageRun, pages: Sequence[Page]) -> None:
    """The period's index, its release as data, and the manifest that the site's index reads."""
    shown = [page for page in pages if (run.stage / page.file).is_file() or page.failed]
    edition = Edition(run.edition)
    release = Store(run.project.var).read(run.period, edition, run.built.number)
    (run.stage / "release.json").write_text(to_json(release), encoding="utf-8")
    manifest = {
        "period": str(run.period),
        "label": run.built.label,
        "release": run.built.number,
        "mark": run.mark,
        "is_synthetic": run.built.is_synthetic,
        "forbund": run.built.forbund,
        "pages": [
            {"file": p.file, "title": p.title, "status": status(p), "release": p.release, "is_older": p.is_older}
            for p in shown
        ],
    }
    (run.stage / MANIFEST).write_text(_json(manifest), encoding="utf-8")
    parts = [
        part("Sidor", _table_of_pages(run, shown)),
        part("Utgåvor och ändringar", revisions_section(write_revisions(run))),
        part("Uppgifter som data", _data_files(edition)),
    ]
    html = to_site_page(f"{run.built.forbund}, {run.built.label}", parts, _index_shell(run))
    (run.stage / "index.html").write_text(html, encoding="utf-8")


def _index_shell(run: PageRun) -> Shell:
    found = shell(run)
    return replace(found, facts=[*found.facts, f"Uppgifterna är {run.mark}a"]) if run.mark else found


def status(page: Page) -> str:
    """How a page came out, in a word for the reader."""
    if page.failed:
        return "misslyckad, visar en äldre utgåva" if page.is_older else "misslyckad"
    return "äldre utgåva" if page.is_older else "klar"


def write_site(project: Project) -> None:
    """The site's index, newest period first, and the schema of the data files."""
    project.reports.mkdir(mode=PUBLIC_FOLDER, parents=True, exist_ok=True)
    manifests = sorted(_manifests(project), key=lambda found: Period.parse(found["period"]).end, reverse=True)
    forbund = manifests[0]["forbund"]
    synthetic = [Banner("synthetic", "Sidorna visar hur rapporterna ser ut, inte hur det gick.")]
    banners = synthetic if any(found["is_synthetic"] for found in manifests) else []
    parts = [part(None, _intro()), *(part(_heading(found), _period_table(found)) for found in manifests)]
    html = to_site_page(f"Rapporter från {forbund}", parts, Shell(forbund, banners=banners))
    write_whole(project.reports / "index.html", html)
    write_whole(project.reports / SCHEMA, json_schema() + "\n")


def _heading(found: dict[str, Any]) -> str:
    label = first_upper(found["label"])
    return f"{label} ({found['mark']})" if found["mark"] else label


def _intro() -> Section:
    return paragraphs(
        "Varje period har en sida per insats, planens sida och en sida om hur talen räknas. Den senaste står först."
    )


def _manifests(project: Project) -> list[dict[str, Any]]:
    files = sorted(project.reports.glob(f"*/{MANIFEST}"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in files]


def _table_of_pages(run: PageRun, pages: Sequence[Page]) -> Section:
    rows = [
        (_page_link(page.file, page.title, exists=page.release is not None), status(page), _release(page.release))
        for page in pages
    ]
    columns = [Column("Sida"), Column("Läge"), Column("Utgåva", is_number=True)]
    return table(f"Sidor för {run.built.label}", columns, rows, anchor="sidor-tabell")


def _period_table(found: dict[str, Any]) -> Section:
    folder = Period.parse(found["period"]).folder
    rows = [
        (
            _page_link(f"{folder}/{page['file']}", page["title"], exists=page["release"] is not None),
            page["status"],
            _release(page["release"]),
        )
        for page in found["pages"]
    ]
    columns = [Column("Sida"), Column("Läge"), Column("Utgåva", is_number=True)]
    return table(found["label"], columns, rows, anchor=f"period-{folder}")


def _release(number: int | None) -> str:
    return str(number) if number else "–"


def _page_link(file: str, title: str, *, exists: bool) -> str | Markup:
    return link(title, file) if exists else title


def _data_files(edition: Edition) -> Section:
    if edition is Edition.INTERNAL:
        return EMPTY
    return bullets(
        [
            link("release.json, alla tal på periodens sidor", "release.json"),
            link("revisions.json, periodens utgåvor och vad som ändrats", REVISIONS),
            link("Beskrivning av release.json (JSON Schema)", f"../{SCHEMA}"),
        ]
    )


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
