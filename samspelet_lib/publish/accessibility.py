"""The tillgänglighetsredogörelse, `reports/tillganglighet.html`: what was tested, when, and what was found.

Source: lag (2018:1937) om tillgänglighet till digital offentlig service, 13 §; what Digg says a redogörelse must hold.
The results come from `accessibility.json`, which the tests write (`make evidence`); nothing here claims more.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from samspelet_lib.plan.contact import Contact
from samspelet_lib.publish.page import Part, Shell, part, to_site_page
from samspelet_lib.report.section import (
    Column,
    Section,
    bullets,
    definitions,
    join,
    link,
    notice,
    paragraphs,
    table,
)
from samspelet_lib.swedish import long_date, number

FILE = "tillganglighet.html"
TITLE = "Tillgänglighetsredogörelse"
_EVIDENCE = "accessibility.json"
_REPORT_TO_DIGG = "https://www.digg.se/tdosanmalan"


@dataclass(frozen=True)
class Evidence:
    """What the tests of accessibility found, as they wrote it down.

    Attributes:
        tested_on: day of the test.
        pages: files that were tested; all that a run of every kind of period makes.
        browser: what the pages were opened in.
        axe: version of axe-core.
        axe_rules: the sets of rules it was asked for.
        axe_faults: what it found, in both colour schemes and on a phone.
        own_faults: breaches of the project's own rules, which axe cannot see.
        markup_faults: what the W3C's HTML checker found.
        overflows: pages that must be scrolled sideways at 320 px or 200 % zoom.
        requests: addresses that a page asked for beside its own.
        people: tests by people who use assistive technology, in words.
    """

    tested_on: str
    pages: int
    browser: str
    axe: str
    axe_rules: list[str]
    axe_faults: int
    own_faults: int
    markup_faults: int
    overflows: int
    requests: int
    people: list[str]

    @property
    def faults(self) -> int:
        """Everything that was found."""
        return self.axe_faults + self.own_faults + self.markup_faults + self.overflows + self.requests


def read_evidence() -> Evidence | None:
    """What the tests wrote down; None where they have not."""
    file = files("samspelet_lib.publish").joinpath(_EVIDENCE)
    if not file.is_file():
        return None
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return Evidence(**{field.name: content[field.name] for field in fields(Evidence)})


def accessibility_page(forbund: str, contact: Contact | None, evidence: Evidence | None = None) -> str:
    """The page.

    Args:
        forbund: who answers for the pages.
        contact: where deficiencies are reported, as params have it.
        evidence: in place of what the tests wrote down.
    """
    parts = _parts(forbund, contact, evidence or read_evidence())
    return to_site_page(TITLE, list(parts), Shell(forbund, home="index.html", trail=[("Rapporter", "index.html")]))


def _parts(forbund: str, contact: Contact | None, evidence: Evidence | None) -> Iterator[Part]:
    yield part(None, paragraphs(_opening(forbund)))
    yield part("Hur tillgängliga rapporterna är", _conformance(evidence))
    yield part("Brister som vi känner till", _deficiencies(evidence))
    yield part("Om du inte kan använda en sida", _reporting(contact))
    yield part("Tillsyn", _supervision())
    yield part("Så har sidorna prövats", _tests(evidence))


def _opening(forbund: str) -> str:
    return (
        f"{forbund} står bakom rapporterna. Här står hur de uppfyller lagen (2018:1937) om tillgänglighet till digital "
        "offentlig service, vilka brister som är kända och hur du berättar om fler. Redogörelsen gäller alla sidor "
        "bland rapporterna, också arkiverade perioder, och filerna som kan hämtas från dem."
    )


def _conformance(evidence: Evidence | None) -> Section:
    if evidence is None:
        return notice("Sidorna har inte prövats. Därför kan vi inte säga hur väl de uppfyller lagen.", "missing")
    told = "är utan fel" if evidence.faults == 0 else f"har {number(evidence.faults)} fel"
    return paragraphs(
        "Rapporterna är delvis förenliga med lagen. Kravnivån är EN 301 549, som i sin tur pekar på WCAG 2.1 AA.",
        f"Det som program kan pröva {told}. Det räcker inte för att säga att allt är tillgängligt.",
        f"Bedömningen gjordes {long_date(date.fromisoformat(evidence.tested_on))}.",
    )


def _deficiencies(evidence: Evidence | None) -> Section:
    people = evidence.people if evidence else []
    known = [
        *([] if people else ["Ingen som använder skärmläsare, förstoring eller röststyrning har prövat sidorna."]),
        *(["Prov med program har hittat fel som inte är rättade."] if evidence and evidence.faults else []),
        "Diagrammen är bilder med text som säger det viktigaste; alla värden står i tabellen under varje diagram.",
        "Tabellernas små linjer över tid har ingen egen tabell; alla deras värden står i bildens text.",
        "Breda tabeller rullar i sidled i en egen ruta på små skärmar. Rutan nås med tangentbordet.",
        "Planens mätpunkter och ägarnas kommentarer återges ordagrant och är inte omskrivna till klarspråk.",
    ]
    return join(bullets(known), paragraphs("Inget undantag för oskäligt betungande anpassning (12 §) är angivet."))


def _reporting(contact: Contact | None) -> Section:
    ways = [
        ("E-post", link(contact.email, f"mailto:{contact.email}") if contact and contact.email else ""),
        ("Telefon", contact.phone if contact else ""),
    ]
    given = [way for way in ways if way[1]]
    if not given:
        return join(
            notice("Förbundet har inte angett någon adress för att rapportera brister.", "missing"),
            paragraphs("Adressen visas här när förbundet har angett den."),
        )
    told = "Berätta vad som inte fungerar eller vad du behöver i en annan form. Ange gärna sidans titel."
    return join(paragraphs(told), definitions(given))


def _supervision() -> Section:
    told = Markup(
        "Myndigheten för digital förvaltning (Digg) har tillsyn över lagen. Är du inte nöjd med vårt svar kan du {}."
    )
    return paragraphs(told.format(link("anmäla brister i tillgänglighet till Digg", _REPORT_TO_DIGG)))


def _tests(evidence: Evidence | None) -> Section:
    if evidence is None:
        return notice("Det finns inget sparat resultat av prov.", "missing")
    rows = [
        (
            f"axe-core {evidence.axe}, reglerna {', '.join(evidence.axe_rules)}",
            "Ljust och mörkt färgschema, och i telefonbredd",
            number(evidence.axe_faults),
        ),
        (
            "Egna regler",
            "Rubriker, tabellhuvuden, länktexter, alternativtexter och ankare",
            number(evidence.own_faults),
        ),
        ("Nu Html Checker", "Giltig HTML", number(evidence.markup_faults)),
        (
            "Bredd",
            "Sidor som måste rullas i sidled vid 320 bildpunkter eller 200 procents zoom",
            number(evidence.overflows),
        ),
        ("Webbläsarens logg", "Adresser utanför sidan som sidan hämtar från", number(evidence.requests)),
    ]
    columns = [Column("Prov"), Column("Vad"), Column("Fel", is_number=True)]
    when = long_date(date.fromisoformat(evidence.tested_on))
    told = (
        f"Proven är vår egen bedömning. De kördes {when} i {evidence.browser} på {number(evidence.pages)} sidor, "
        "gjorda av programmets utvecklare med påhittade uppgifter. Sidorna här görs av samma program, men är inte "
        "de som prövades."
    )
    people = bullets(evidence.people) if evidence.people else paragraphs("Inga prov med användare är gjorda.")
    return join(paragraphs(told), table("Prov med program och vad de fann", columns, rows, anchor="prov"), people)
