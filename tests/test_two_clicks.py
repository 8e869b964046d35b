"""From any figure, in two clicks at most, to how it is counted and to the heading in the plan that it comes from."""

import browser as b
import pytest
from test_accessibility import made

pytestmark = pytest.mark.slow

MONTH, INTERIM = "2026-10", "2026-01..08"
PLAN = "Verksamhetsplan 2026: "
STEGEN, TRIS, GRUMS = (f"insats-{name}.html" for name in ("stegen_kristinehamn", "tris", "grums"))
CARD, ROW = ".key-figures > div", "tr"

# What is looked at: a page, the figure on it, the words of the links that are clicked, and the heading they lead to.
WALKS = {
    "a card of an insats": (STEGEN, f"{CARD}:has-text('Minst 80 personer')", ["Minst 80 personer"], "Stegen"),
    "a mätpunkt in a table": ("month.html", f"{ROW}:has-text('Två deltagarråd')", ["Två deltagarråd"], "Stegen"),
    "one of the förbund's own": ("month.html", f"{ROW}:has-text('Behovsanalyser')", ["Behovsanalyser"], "Övergripande"),
    "the table of a chart": (STEGEN, "#diagram-flode-tabell td", ["började"], "Uppföljning individinsatser"),
    "participants, large": ("month.html", f"{CARD}:has-text('Deltaganden')", ["Deltaganden"], "Uppföljning individ"),
    "how it ended": ("month.html", "#tabell-avslut td", ["läget vid avslut"], "Förbundets uppdrag och mål"),
    "BIP": (STEGEN, "#tabell-skattning td", ["skattningar"], "Uppföljnings- och dialogverktyg"),
    "answers": (STEGEN, "#tabell-upplevd td", ["upplevd process"], "Indikatorer för mätning av upplevd process"),
    "violence": ("month.html", "#tabell-vald td", ["frågeformulär om våld"], "Våld i nära relationer"),
    "cases of TRIS": (TRIS, "#tabell-arenden td", ["ärenden"], "TRIS Samspelet"),
    "avvikelser": ("month.html", "#tabell-avvikelser td", ["avvikelser"], "Avvikelserapportering"),
    "a row of the budget": (STEGEN, "#tabell-uppfoljning td", ["uppföljning av budgeten"], "Budget – förslag"),
    "the forecast, large": ("month.html", f"{CARD}:has-text('prognos för året')", ["prognos"], "Budget – förslag"),
    "a financial mätpunkt": ("month.html", "#mal-utfall-eget_kapital_tak td", ["Eget kapital"], "Finansiella mål"),
    "the plan's result, large": ("plan.html", f"{CARD}:has-text('Resultat')", ["Resultat"], "Budget – förslag"),
    "the room of a scenario": ("scenario.html", "#tabell-utrymme-2027 td", ["scenarier"], "Budget – förslag"),
    "a value over time": ("../matpunkt/tris-ledtider.html", "table td", ["Kortare ledtider"], "TRIS Samspelet"),
    "the list of mätpunkter": (
        "../matpunkt/index.html",
        f"{ROW}:has-text('Kortare ledtider')",
        ["Kortare ledtider", "Kortare ledtider"],
        "TRIS Samspelet",
    ),
}  # fmt: skip

# The link nearest to a figure: in its own card or row, in its part of the page, or on its page.
NEAREST = """(figure, words) => {
  for (const around of ['.key-figures > div, tr', 'section', 'main']) {
    const links = [...(figure.closest(around)?.querySelectorAll('a[href*="html"], a[href^="#mal-"]') ?? [])];
    const found = links.find(link => link.textContent.includes(words) && !link.closest('.downloads, .facts'));
    if (found) return found;
  }
}"""
# What stands where a click led: the row of the table or, of a section, all until the next heading.
THERE = """() => {
  const at = document.getElementById(location.hash.slice(1)) ?? document.querySelector('main');
  const box = at.getBoundingClientRect();
  if (box.top > innerHeight || box.bottom < 0) return 'out of sight';
  if (at.closest('tr')) return at.closest('tr').textContent;
  if (!/^H/.test(at.tagName)) return at.textContent;
  let text = '';
  for (let next = at.nextElementSibling; next && next.tagName !== at.tagName; next = next.nextElementSibling)
    text += next.textContent;
  return text;
}"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    return made(tmp_path_factory.mktemp("site"), [INTERIM], [MONTH]) / "reports"


@pytest.fixture(scope="module")
def chromium():
    b.needed()
    with b.started() as browser:
        yield browser


def walked(visit, figure, clicks):
    """What stands where the clicks from the figure lead."""
    handle = visit.page.query_selector(figure)
    assert handle is not None, "the figure is not there"
    for words in clicks:
        link = handle.evaluate_handle(NEAREST, words).as_element()
        assert link is not None, f"no link called {words} near the figure"
        link.click()
        handle = visit.page.query_selector("main h1, main")
    return visit.page.evaluate(THERE)


@pytest.mark.parametrize("walk", WALKS)
def test_a_figure_leads_to_its_definition_and_its_heading_in_the_plan(chromium, reports, walk):
    """Where the links lead stands the heading, beside how the figure is counted."""
    page, figure, clicks, heading = WALKS[walk]
    assert len(clicks) <= 2
    with b.visited(chromium, (reports / MONTH / page).resolve()) as visit:
        there = walked(visit, figure, clicks)
    assert PLAN + heading in there
    assert len(there) > len(PLAN + heading) + 60


def test_a_figure_of_several_insatser_leads_there_too(chromium, reports):
    """From a row of the table, and in it stands whose the figure is."""
    with b.visited(chromium, reports / "2026-01_08" / GRUMS) as visit:
        told = visit.page.inner_text("section:has(#tabell-tillsammans)")
        there = walked(visit, "#tabell-tillsammans td", ["upplevd process"])
    assert f"{PLAN}Indikatorer för mätning av upplevd process" in there
    assert "Killstad samt uppsökande verksamhet och Grums tillsammans" in told
