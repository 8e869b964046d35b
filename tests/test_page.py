"""An executed notebook becomes a page: what is shown, what is dropped, and what stops it."""

import base64
import gzip
import hashlib
import re

import page_rules
import pytest
import sample_page
from bs4 import BeautifulSoup
from nbformat import v4
from sample_page import notebook, section_cell, text

from samspelet_lib.errors import SamspeletError
from samspelet_lib.publish.page import Banner, Shell, UnpublishableError, content_policy, part, to_page, to_site_page
from samspelet_lib.publish.story import to_story
from samspelet_lib.report import section as s

SHELL = Shell(site="Förbundet")
SENTENCE = s.paragraphs("En mening.")


def page(*cells, **options):
    return BeautifulSoup(to_page(notebook(text("# Titel"), *cells), SHELL, **options), "html.parser")


@pytest.fixture(scope="module")
def sample():
    return sample_page.sample_page()


def test_the_sample_breaks_no_rule(sample):
    """Language, headings, captions, scopes, alternatives, links and ids are right in both kinds of page."""
    assert page_rules.faults(sample) == []
    assert page_rules.faults(sample_page.sample_site_page()) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('lang="sv"', 'lang="en"', "Swedish"),
        ("<h2", "<h4", "h4 after h1"),
        ("</h1>", "</h1><h1>Två</h1>", "2 h1"),
        ("<caption", "<p", "no caption"),
        ('scope="col"', "", "without scope"),
        ("<h1>", '<h1 style="color:red">', "style"),
        ("<h1>", '<img src="https://example.org/x.png"><h1>', "external"),
        ('aria-label="Periodiserat och', 'aria-label="Diagram som visar', "stock phrase"),
        ('href="#pengar">Pengar<', 'href="#pengar">Läs mer<', "where it leads"),
        ('href="#pengar"', 'href="#ingenting"', "nothing at #ingenting"),
        ('id="vald"', 'id="pengar"', "id pengar occurs twice"),
    ],
)
def test_a_broken_rule_is_seen(sample, before, after, expected):
    """The rules can fail: each fault put into a good page is told."""
    assert before in sample
    assert expected in " ".join(page_rules.faults(sample.replace(before, after, 1)))


def test_an_alternative_that_says_no_figure_is_seen(sample):
    """The rules can fail: an alternative without a figure of its table, or that only repeats the title, is told."""
    title = "Ung Arena drar över sin budget"
    broken = re.sub(r'aria-label="Periodiserat och[^"]*"', f'aria-label="{title}"', sample)
    found = " ".join(page_rules.faults(broken))
    assert "states no figure" in found
    assert "only repeats the title" in found


@pytest.mark.parametrize(("alt", "is_seen"), [("A 12, B 30", False), ("A 112, B 30,5", True), ("A 1 av 2", True)])
def test_a_figure_of_the_table_is_stated_whole(alt, is_seen):
    """Digits of another number are no figure of the table."""
    table = "<table><tbody><tr><th>A</th><td>12</td></tr><tr><th>B</th><td>30</td></tr></tbody></table>"
    finding = '<span class="finding">Titel</span>'
    page = f'<html><figure class="chart"><svg role="img" aria-label="{alt}"></svg>{finding}{table}</figure></html>'
    found = [fault for fault in page_rules.drawing_faults(page) if "states no figure" in fault]
    assert bool(found) is is_seen


def test_a_page_has_its_notebooks_title_once():
    """The notebook's h1 is the page's, in its heading and the window's title; the caller may name another."""
    made = page(section_cell(SENTENCE))
    assert [heading.text for heading in made.find_all("h1")] == ["Titel"]
    assert made.title.text == "Titel – Förbundet"
    assert page(section_cell(SENTENCE), title="Stegen, oktober 2026").h1.text == "Stegen, oktober 2026"


def test_code_is_never_shown():
    """Neither parameters nor calls reach the reader."""
    made = str(page(v4.new_code_cell("hemlig_kod = 1", execution_count=1), section_cell(SENTENCE)))
    assert "hemlig_kod" not in made
    assert "rapport.del" not in made


def test_a_pair_with_nothing_to_tell_is_dropped_with_its_heading():
    """One notebook serves every insats: no heading stands over nothing, and it is not in the contents."""
    made = page(text("## TRIS\n\nSå läser du."), section_cell(s.EMPTY), text("## Pengar"), section_cell(SENTENCE))
    assert [heading.text for heading in made.find_all("h2")] == ["Pengar"]
    assert "Så läser du" not in made.text


def test_a_part_is_dropped_when_all_its_pairs_are():
    """A heading whose smaller headings are all gone goes too; what only speaks stays."""
    made = page(
        text("## Upplevelse"), text("### Tre månader"), section_cell(s.EMPTY), text("### Avslut"),
        section_cell(s.EMPTY), text("## Metod\n\nBara text."), text("## Pengar\n\nInledning."), section_cell(s.EMPTY),
        text("### Prognos"), section_cell(SENTENCE),
    )  # fmt: skip
    assert [heading.text for heading in made.find_all(re.compile("h[23]"))] == ["Metod", "Pengar", "Prognos"]
    assert "Inledning" not in made.text
    assert "Bara text" in made.text


def test_contents_list_the_parts_and_lead_to_them():
    """From three parts up the page begins with links to them; their ids are ASCII and stable."""
    made = page(text("## Mål för mål"), text("a"), text("## Pengar"), text("b"), text("## Så läser du"), text("c"))
    links = made.select("nav.contents a")
    assert [(link.text, link["href"]) for link in links] == [
        ("Mål för mål", "#mal_for_mal"),
        ("Pengar", "#pengar"),
        ("Så läser du", "#sa_laser_du"),
    ]


def test_headings_of_the_same_words_get_ids_of_their_own():
    """Two equal headings can both be linked to."""
    made = page(text("## Källor\n\n### Plan"), text("## Källor\n\n### Plan"))
    assert [heading["id"] for heading in made.find_all(re.compile("h[23]"))] == ["kallor", "plan", "kallor_2", "plan_2"]


def test_text_cells_are_markdown_and_never_html():
    """Emphasis and lists work; a tag in a text cell is shown as it is written."""
    made = page(text("Detta är *viktigt*.\n\n- en\n- två\n\n<b>inte fet</b>"))
    assert made.em.text == "viktigt"
    assert len(made.main.find_all("li")) == 2
    assert made.main.b is None


def test_a_tag_starts_a_new_printed_sheet():
    """What stands before it is the first sheet, alone."""
    made = page(text("## Läget"), text("a"), text("## Mål för mål", tags=["ny-sida"]), text("b"))
    assert [part.h2.text for part in made.select("section.new-sheet")] == ["Mål för mål"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            v4.new_code_cell(
                "1/0", execution_count=2, outputs=[v4.new_output("error", ename="ZeroDivisionError", evalue="hemligt")]
            ),
            "gav felet ZeroDivisionError",
        ),
        (v4.new_code_cell("rapport.del()"), "är inte körd"),
        (
            v4.new_code_cell("print(1)", execution_count=2, outputs=[v4.new_output("stream", text="1")]),
            "skriver ut text",
        ),
        (
            v4.new_code_cell(
                "tabell", execution_count=2, outputs=[v4.new_output("execute_result", {"text/html": "<table>"})]
            ),
            "visar något som inte är en färdig del",
        ),
    ],
)
def test_what_is_not_a_finished_part_stops_the_page(cell, expected):
    """Never a page with a traceback, a hole or something of another make; the fault says which cell and what to do."""
    with pytest.raises(UnpublishableError) as caught:
        to_page(notebook(text("# Titel"), text("## Pengar"), cell), SHELL)
    assert expected in str(caught.value)
    assert "Cell 3 (under ”Pengar”)" in str(caught.value)
    assert "hemligt" not in str(caught.value)
    assert isinstance(caught.value, SamspeletError)


def test_every_fault_is_told_at_once():
    """Two cells that failed are two lines."""
    with pytest.raises(UnpublishableError) as caught:
        to_page(notebook(text("# T"), v4.new_code_cell("a()"), v4.new_code_cell("b()")), SHELL)
    assert str(caught.value).count("är inte körd") == 2


def test_what_a_library_says_on_stderr_stays_in_the_notebook():
    """A library's notice neither reaches the reader nor stops the report."""
    cell = section_cell(SENTENCE)
    cell.outputs.append(v4.new_output("stream", name="stderr", text="DeprecationWarning"))
    assert "DeprecationWarning" not in str(page(cell))


def test_a_notebook_without_title_is_refused():
    """A page nobody can name is not published."""
    with pytest.raises(UnpublishableError, match="saknar titel"):
        to_page(notebook(text("## Pengar"), section_cell(SENTENCE)), SHELL)


def test_the_same_part_twice_is_refused():
    """Two tables with one anchor never reach a page, and the words say which they are."""
    table = s.table("T", [s.Column("A")], [["1"]], anchor="samma")
    with pytest.raises(UnpublishableError, match=r"två gånger på sidan \(samma"):
        page(section_cell(table), section_cell(table))


def test_banners_say_their_kind_in_fixed_words():
    """Draft, made-up figures, working material and older edition cannot be mistaken."""
    shell = Shell(
        site="F", banners=[Banner("draft"), Banner("synthetic"), Banner("internal"), Banner("older", "Se den nya.")]
    )
    made = BeautifulSoup(to_site_page("T", [part(None, SENTENCE)], shell), "html.parser")
    assert [banner.strong.text for banner in made.select(".banner")] == [
        "Utkast",
        "Syntetiska uppgifter",
        "Arbetsmaterial – får inte spridas",
        "Äldre utgåva",
    ]
    assert "Se den nya." in made.text


def test_text_of_the_shell_is_escaped():
    """A name from params is text wherever it is put."""
    shell = Shell(
        site="<i>", home="x", trail=[("<i>", "y")], facts=["<i>"], banners=[Banner("older", "<i>")], footer=["<i>"]
    )
    made = to_site_page("<i>", [part("<i>", SENTENCE, anchor="a")], shell)
    assert "<i>" not in made


def test_the_policy_allows_exactly_the_pages_own_style(sample):
    """Nothing but the one style sheet, and fonts and images inside it, can load."""
    style = re.search(r"<style>(.*?)</style>", sample, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = BeautifulSoup(sample, "html.parser").find("meta", attrs={"http-equiv": "Content-Security-Policy"})[
        "content"
    ]
    assert policy == content_policy()
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert digest in policy
    assert "unsafe" not in policy


def test_same_notebook_same_bytes(sample):
    """A page can be made again and compared."""
    assert sample_page.sample_page() == sample


def test_a_page_from_a_file_is_the_page_from_the_notebook(tmp_path):
    """What papermill wrote and what is in memory give the same page."""
    made = notebook(text("# Titel"), section_cell(SENTENCE))
    file = tmp_path / "kord.ipynb"
    file.write_text(v4.writes(made), encoding="utf-8")
    assert to_page(file, SHELL) == to_page(made, SHELL)


def test_a_page_with_every_chart_is_small(sample):
    """At most 300 kB, 60 kB packed, with font, style and all kinds of charts."""
    assert len(sample.encode()) <= 300_000
    assert len(gzip.compress(sample.encode())) <= 60_000


def test_the_story_keeps_its_tables_for_downloads():
    """Publishing finds every table that is shown, also behind charts, as plain data."""
    story = to_story(sample_page.sample_notebook())
    assert "matpunkter" in [table["anchor"] for table in story.tables]
    assert "utfall-tabell" in [table["anchor"] for table in story.tables]
