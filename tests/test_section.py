"""What a notebook call returns: accessible HTML, plain text, and the table as data."""

import json
import re

import pytest
from markupsafe import Markup

from samspelet_lib.figure import Mark, Verdict
from samspelet_lib.report import section as s

N = "\u00a0"


def budget(**options):
    columns = [s.Column("Rad"), s.Column("Budget", "tkr", is_number=True), s.Column("Läge")]
    rows = [["Lön & resor", f"1{N}200", s.verdict(Verdict.REACHED)], ["Summa", Mark.HIDDEN, "–"]]
    return s.table("Budget <2026>", columns, rows, anchor="budget", **options)


def test_a_table_has_caption_scopes_and_units_in_its_heads():
    """A reader who cannot see the table is told what it is, and which head each cell belongs to."""
    html = budget().html
    assert '<caption id="budget-caption">Budget &lt;2026&gt;</caption>' in html
    assert '<th scope="col" class="num">Budget <span class="unit">(tkr)</span></th>' in html
    assert '<th scope="row">Lön &amp; resor</th>' in html


def test_marks_are_explained_below_and_spoken():
    """Each mark that occurs is explained once, and has a name where a screen reader would say nothing."""
    shown = budget()
    assert "Teckenförklaring: .. = uppgiften visas inte" in shown.html
    assert "– = uppgift saknas" in shown.html
    assert "inte aktuell" not in shown.html
    assert (
        '<span role="img" aria-label="uppgiften visas inte, av hänsyn till enskilda personer">..</span>' in shown.html
    )


def test_a_table_without_marks_has_no_key():
    """Nothing is explained that does not occur."""
    shown = s.table("Tabell", [s.Column("A")], [["1"]], anchor="a")
    assert "Teckenförklaring" not in shown.html


def test_a_total_is_marked_and_a_note_follows():
    """A total can be told from its parts, and what needs to be said stands under the table."""
    shown = budget(strong_rows={1}, note="Enligt planen.")
    assert shown.html.count('<tr class="total">') == 1
    assert shown.html.index("Enligt planen.") < shown.html.index("Teckenförklaring")


def test_a_wide_table_scrolls_by_keyboard_and_a_narrow_one_takes_no_tab_stop():
    """Four columns get a named box that takes focus; three fit a phone and get none."""
    four = s.table("Bred", [s.Column(str(i)) for i in range(4)], [["a"] * 4], anchor="bred")
    assert '<div class="table wide" role="region" aria-labelledby="bred-caption" tabindex="0">' in four.html
    assert "tabindex" not in budget().html


def test_a_table_can_have_two_columns_of_row_heads():
    """Both columns that name a row are its heads."""
    columns = [s.Column("År", is_header=True), s.Column("Rad", is_header=True), s.Column("Kr", is_number=True)]
    html = s.table("Två", columns, [["2026", "Lön", "1"]], anchor="tva").html
    assert html.count('scope="row"') == 2


def test_the_amounts_of_a_column_have_as_many_decimals_as_the_one_that_has_most():
    """What is no amount stays, and so do shares and counts, whose printed digits are all that is known of them."""
    amounts = ["12 av 13", "242", "974,8", "−8", "..", "–", f"20,75{N}%", ""]
    columns = [s.Column("Rad"), s.Column("Budget", "tkr", is_number=True), s.Column("Antal")]
    shown = s.Grid("T", columns, [("a", cell, cell) for cell in amounts], "t").rows
    assert [row[1] for row in shown] == ["12 av 13", "242,0", "974,8", "−8,0", *amounts[4:]]
    assert [row[2] for row in shown] == amounts
    whole = [("a", "7", ""), ("b", f"1{N}200", "")]
    assert s.Grid("T", columns, whole, "t").rows == whole


def test_a_row_that_does_not_fit_its_heads_is_a_bug():
    """A cell can never stand under the wrong head."""
    with pytest.raises(ValueError, match=r"table t: rows \[1\] do not have 2 cells"):
        s.table("T", [s.Column("A"), s.Column("B")], [["1", "2"], ["1"]], anchor="t")


def test_a_table_in_a_terminal_is_aligned():
    """Figures stand under each other, with the same words as on the page."""
    assert str(budget()) == (
        "Budget <2026>\n"
        "Rad          Budget (tkr)  Läge\n"
        "---------------------------------\n"
        f"Lön & resor         1{N}200  ✓ nådd\n"
        "Summa                  ..  –\n"
        "Teckenförklaring: .. = uppgiften visas inte, av hänsyn till enskilda personer; – = uppgift saknas."
    )


def test_the_notebook_gets_html_text_and_the_tables_as_data():
    """Publishing finds in the output's metadata whether it is empty, and the tables for downloads."""
    data, metadata = s.join(budget(), s.paragraphs("Klart."))._repr_mimebundle_()
    assert set(data) == {"text/html", "text/plain"}
    assert metadata["samspelet"]["empty"] is False
    table = json.loads(json.dumps(metadata))["samspelet"]["tables"][0]
    assert table["rows"] == [["Lön & resor", f"1{N}200", "✓ nådd"], ["Summa", "..", "–"]]
    assert table["columns"][1] == {"label": "Budget", "unit": "tkr", "is_number": True}


@pytest.mark.parametrize(
    "empty",
    [
        s.EMPTY,
        s.join(),
        s.join(s.EMPTY, s.EMPTY),
        s.paragraphs(),
        s.bullets([]),
        s.definitions([]),
        s.key_figures([]),
        s.table("T", [s.Column("A")], [], anchor="t"),
        s.details("Visa", s.EMPTY),
    ],
)
def test_nothing_to_tell_is_empty_and_says_so(empty):
    """One notebook serves every insats: what is empty is marked, so that its heading can be dropped."""
    assert empty.is_empty
    assert empty.html == ""
    assert empty._repr_mimebundle_()[1]["samspelet"]["empty"] is True


@pytest.mark.parametrize(
    "made",
    [
        s.heading("<b>", anchor="b"),
        s.paragraphs("<b>"),
        s.bullets(["<b>"]),
        s.quote("<b>", "<b>"),
        s.definitions([("<b>", "<b>")]),
        s.key_figures([s.KeyFigure("<b>", "<b>", target="<b>", trend="<b>", note="<b>")]),
        s.notice("<b>", "warning"),
        s.details("<b>", s.paragraphs("<b>")),
        s.table("<b>", [s.Column("<b>", "<b>")], [["<b>"]], anchor="b", note="<b>"),
        s.chart("<svg></svg>", s.paragraphs("<b>"), anchor="b", title="<b>", unit="<b>", note="<b>"),
        s.paragraphs(s.link("<b>", "x.html")),
    ],
)
def test_text_is_never_markup(made):
    """Whatever a delivery or the plan holds, it reaches the page as text."""
    assert "<b>" not in made.html
    assert "&lt;b&gt;" in made.html
    assert "<b>" in made.text


def test_safe_parts_stay_markup_and_read_as_text():
    """A link inside a sentence is a link on the page and its words in a terminal."""
    made = s.paragraphs(Markup("Se {}.").format(s.link("metoden", "metod.html")))
    assert made.html == '<p>Se <a href="metod.html">metoden</a>.</p>'
    assert made.text == "Se metoden."


def test_every_verdict_has_its_word_and_a_sign():
    """Colour never carries a verdict alone, and the sign is not read aloud on top of the word."""
    for word in Verdict:
        markup = s.verdict(word)
        assert re.fullmatch(r"\S", re.search(r'aria-hidden="true">(.*?)<', markup)[1])
        assert s.plain(markup).endswith(f" {word.value}")


def test_a_notice_says_its_kind_in_words():
    """What must not be missed does not depend on the colour of a box."""
    assert s.notice("Två svar saknas.", "missing").text == "Saknas: Två svar saknas."


def test_the_plans_words_are_a_quotation_with_their_source():
    """The reader can tell what the plan says from what the report says."""
    quoted = s.quote("Ledtider kortas.", "TRIS, Mätpunkter, punkt 3")
    assert "<blockquote><p>Ledtider kortas.</p></blockquote>" in quoted.html
    assert quoted.text == "”Ledtider kortas.”\n(TRIS, Mätpunkter, punkt 3)"


def test_a_chart_keeps_its_table():
    """The figures behind a drawing are one step away, on the page and in the data."""
    made = s.chart("<svg></svg>", budget(), anchor="fig", title="Lönen ökar", unit="tkr, 2026")
    assert made.html.startswith('<figure class="chart" id="fig"><figcaption>')
    assert "<details><summary>Visa siffrorna i en tabell</summary>" in made.html
    assert [grid.anchor for grid in made.tables] == ["budget"]


def test_a_hidden_key_figure_is_spoken_too():
    """Two dots in large type have a name for whoever cannot see them."""
    assert 'aria-label="uppgiften visas inte' in s.key_figures([s.KeyFigure("Inflytande", Mark.HIDDEN)]).html


@pytest.mark.parametrize(
    "made",
    [
        lambda value: s.definitions([("Värde", value), ("Mål", "minst 3")]),
        lambda value: s.key_figures([s.KeyFigure("Värde", value, target="minst 3")]),
    ],
)
def test_a_mark_in_a_list_is_explained_once_below_it(made):
    """Whoever meets two dots beside a term finds near it what they mean; where there is no mark there is no key."""
    hidden = made(Mark.HIDDEN)
    assert hidden.html.count("Teckenförklaring: .. = uppgiften visas inte") == 1
    assert "Teckenförklaring: .. = uppgiften visas inte" in hidden.text
    assert 'aria-label="uppgiften visas inte' in hidden.html
    assert "Teckenförklaring" not in made("4").html


def test_a_mark_with_a_line_of_earlier_values_is_explained_too():
    """The sign comes first; what follows is drawn."""
    assert "Teckenförklaring: .. =" in s.definitions([("Värde", Markup("{} <svg></svg>").format(".."))]).html
