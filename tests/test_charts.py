"""Charts: the same figures as drawing, words and table; safe in a page; readable whatever the eye and the paper."""

import re
from fractions import Fraction
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import sample_page
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from samspelet_lib.figure import Mark, Unit, Verdict
from samspelet_lib.report import charts as c
from samspelet_lib.report.chart_canvas import HEAT, ROLES, TONE_A, TONE_B, WIDTH
from samspelet_lib.report.chart_stacks import FILLS
from samspelet_lib.report.chart_text import TEXT, text_width, wrapped
from samspelet_lib.report.section import EMPTY
from samspelet_lib.report.svg import to_inline

N = "\u00a0"
WORDS = c.Words("prov", "Titeln säger fyndet", "Andel 2026", "Rad")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
SCHEMES = ("light", "dark")


@cache
def sample(chart):
    return chart()


def soup(made):
    return BeautifulSoup(made.html, "html.parser")


def alt(made):
    return soup(made).svg["aria-label"]


def drawn(made):
    return [text.text for text in soup(made).svg.find_all("text")]


def cells(made):
    return [[cell.text for cell in row.find_all(["th", "td"])] for row in soup(made).tbody.find_all("tr")]


def widths(made, css):
    """How long each bar of a tone is drawn, in the drawing's own units."""
    paths = soup(made).svg.find_all("path", class_=css)
    numbers = [re.fullmatch(r"M([\d.]+) [\d.]+H([\d.]+)V[\d.]+H[\d.]+z", path["d"]) for path in paths]
    return [round(float(found[2]) - float(found[1]), 1) for found in numbers if found]


@pytest.mark.parametrize("chart", sample_page.CHARTS, ids=lambda chart: chart.__name__)
def test_a_drawing_can_stand_in_any_page(chart):
    """No style of its own, no metadata, no address, and only ids that begin with the chart's."""
    made = sample(chart)
    svg = str(soup(made).svg)
    anchor = soup(made).figure["id"]
    assert not re.search(r"style|<metadata|xlink|xmlns|clip-path|https?:|<script|<title", svg)
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert all(re.fullmatch(rf"{anchor}-\d+", name) for name in ids)
    assert set(re.findall(r"#([a-z][\w-]*-\d+)", svg)) == set(ids)
    assert soup(made).svg["viewbox"].startswith(f"0 0 {WIDTH} ")


@pytest.mark.parametrize("chart", sample_page.CHARTS, ids=lambda chart: chart.__name__)
def test_the_same_figures_give_the_same_bytes(chart):
    """Nothing of the clock, the machine or the order of calls is left in a drawing."""
    assert chart().html == sample(chart).html


@pytest.mark.parametrize("chart", sample_page.CHARTS, ids=lambda chart: chart.__name__)
def test_words_keep_inside_the_drawing(chart):
    """Every text begins and ends within the width, as the font that is shown measures it."""
    svg = soup(sample(chart)).svg
    height = float(svg["viewbox"].split()[3])
    for text in svg.find_all("text"):
        if "rotate" in text.get("transform", ""):
            continue
        width = text_width(text.text, is_strong=text.get("font-weight") == "600")
        left = float(text["x"]) - {"middle": width / 2, "end": width}.get(text.get("text-anchor"), 0)
        assert left >= -1, text.text
        assert left + width <= WIDTH + 1, text.text
        assert TEXT - 3 <= float(text["y"]) <= height, text.text


def test_bars_are_as_long_as_their_values():
    """A bar of half the value is half as long, and zero is zero."""
    made = c.share_bars(WORDS, [c.Bar("A", Fraction(1, 2)), c.Bar("B", Fraction(1, 4)), c.Bar("C", 0)])
    longest, half, none = widths(made, "f-a")
    assert longest == pytest.approx(2 * half, abs=0.2)
    assert none == 0


@pytest.mark.parametrize("others", [[c.Bar("A", 1)], [c.Bar("A", 1000), c.Bar("C", 40)]])
def test_a_hidden_value_is_drawn_at_one_size(others):
    """Neither the box, the words nor the table give away how large the hidden value is, whatever the scale."""
    made = c.share_bars(WORDS, [*others, c.Bar("B", Mark.HIDDEN)], unit=Unit.COUNT)
    box = soup(made).svg.find("path", attrs={"stroke-dasharray": True})["d"]
    assert re.match(r"M1 [\d.]+H29V", box)
    assert "..  visas inte" in drawn(made)
    assert cells(made)[-1] == ["B", ".."]
    assert "B uppgiften visas inte" in alt(made)


def test_a_missing_value_is_drawn_as_missing():
    """Nothing came in: words, no bar, and never a zero."""
    made = c.share_bars(WORDS, [c.Bar("A", Fraction(1, 2)), c.Bar("B", None)])
    assert "–  uppgift saknas" in drawn(made)
    assert len(widths(made, "f-a")) == 1
    assert cells(made)[1] == ["B", "–"]
    assert "B uppgift saknas" in alt(made)


def test_a_stack_with_a_hidden_part_is_hidden_whole():
    """The length of a bar with one hidden part would tell that part."""
    made = c.stacked_bars(WORDS, ["X", "Y"], [c.Stack("A", [100_000, Mark.HIDDEN]), c.Stack("B", [100_000, 200_000])])
    assert "..  visas inte" in drawn(made)
    assert cells(made)[0] == ["A", "1", "..", ".."]
    assert f"B: X 1{N}tkr, Y 2{N}tkr" in alt(made)


def test_all_hidden_is_still_a_chart():
    """A page keeps its shape when nothing may be shown."""
    made = c.share_bars(WORDS, [c.Bar("A", Mark.HIDDEN)])
    assert drawn(made) == ["A", "..  visas inte"]


def test_a_deficit_is_drawn_to_the_other_side_of_zero():
    """A negative amount is told from a positive one by side and by sign."""
    made = c.share_bars(WORDS, [c.Bar("Över", 100_000), c.Bar("Under", -50_000)], unit=Unit.ORE)
    assert f"−0,5{N}tkr" in drawn(made)
    paths = [path["d"] for path in soup(made).svg.find_all("path", class_="f-a")]
    starts = {float(re.match(r"M([\d.]+)", path)[1]) for path in paths}
    assert len(paths) == 2
    assert len(starts) == 2 or max(starts) > 0


def test_money_and_shares_are_written_in_swedish():
    """Thousands of kronor with no-break spaces, decimal comma and per cent."""
    made = c.share_bars(WORDS, [c.Bar("A", 1_234_567_800)], unit=Unit.ORE)
    assert f"12{N}345,7{N}tkr" in drawn(made)
    ceiling = c.bars_against_ceiling(WORDS, [c.Bar("A", Fraction(2070, 9974))], c.Bar("högst", Fraction(1, 5)))
    assert f"20,75{N}%" in drawn(ceiling)
    assert f"högst 20,00{N}%" in drawn(ceiling)


def test_what_misleads_in_digits_is_shown_as_the_rule_prints_it():
    """A bound that was rounded inwards keeps its print in drawing, words and table."""
    made = c.share_bars(WORDS, [c.Bar("A", Fraction(8999, 10000), shown=f"under 90{N}%")])
    assert f"under 90{N}%" in drawn(made)
    assert cells(made) == [["A", f"under 90{N}%"]]
    assert f"A under 90{N}%" in alt(made)


def test_a_bullet_says_target_range_and_verdict_in_words():
    """Nothing in it depends on colour: the line across the bar is also a sentence."""
    bar = c.Bar("Formulär", Fraction(3, 4))
    bullet = c.Bullet(bar, Fraction(9, 10), low=Fraction(6, 10), high=Fraction(8, 10), verdict=Verdict.AT_RISK)
    made = c.bullet_bars(WORDS, [bullet])
    assert f"! risk · mål minst 90{N}% · kan vara 60–80{N}%" in drawn(made)
    assert alt(made) == f"Liggande staplar med målen som streck: Formulär 75{N}%, mål minst 90{N}%, risk."
    assert cells(made) == [["Formulär", f"75{N}%", f"minst 90{N}%", f"60–80{N}%", "risk"]]


def test_the_range_of_a_hidden_value_leaves_no_trace():
    """Nothing in the chart depends on the bounds of a value that is hidden."""

    def made(high):
        hidden = c.Bullet(c.Bar("B", Mark.HIDDEN), 10, low=1, high=high)
        return c.bullet_bars(WORDS, [c.Bullet(c.Bar("A", 8), 10), hidden], unit=Unit.COUNT).html

    assert made(9) == made(900)


def test_a_ceiling_is_drawn_where_it_is_on_the_scale():
    """A bar at the ceiling ends at the line."""
    made = c.bars_against_ceiling(WORDS, [c.Bar("A", Fraction(1, 5))], c.Bar("högst", Fraction(1, 5)))
    end = re.search(r"M0 [\d.]+H([\d.]+)V", soup(made).svg.find("path", class_="f-a")["d"])[1]
    line = soup(made).svg.find("path", class_="s-ink")["d"]
    assert float(re.match(r"M([\d.]+)", line)[1]) == pytest.approx(float(end), abs=0.2)


def test_a_month_without_figures_breaks_the_line():
    """The stock is not drawn through a month that nothing is known of."""
    months = [c.FlowMonth(m, 1, 0, stock) for m, stock in enumerate([5, 6, None, 8, 9], start=1)]
    lines = soup(c.stock_and_flow(WORDS, months)).svg.find_all("path", class_="s-a", attrs={"stroke-width": "2"})
    assert len(lines) == 2


def test_months_are_written_in_swedish():
    """Short on the axis, in full in the table and in words."""
    made = c.stock_and_flow(WORDS, [c.FlowMonth(5, 3, 1, 12), c.FlowMonth(10, 0, Mark.HIDDEN, 12)])
    assert {"maj", "okt"} <= set(drawn(made))
    assert cells(made)[0] == ["Maj", "3", "1", "12"]
    assert "maj 3 började, 1 slutade, 12 inskrivna" in alt(made)
    assert "oktober 0 började, ett antal som inte visas slutade" in alt(made)
    assert "Teckenförklaring: .. =" in soup(made).find("p", class_="note").text


def test_a_hidden_month_has_a_box_of_the_same_size_whatever_it_hides():
    """Beside what is shown, each hidden flow and stock is a dashed box, and all of them are alike."""
    months = [c.FlowMonth(5, Mark.HIDDEN, Mark.HIDDEN, Mark.HIDDEN), c.FlowMonth(6, 9, 2, Mark.HIDDEN)]
    made = soup(c.stock_and_flow(WORDS, months))
    boxes = [path["d"] for path in made.svg.find_all("path", attrs={"stroke-dasharray": True})]
    corners = [[float(number) for number in re.findall(r"[\d.]+", box)[:4]] for box in boxes]
    sizes = {(round(abs(right - left), 1), round(abs(top - bottom), 1)) for left, top, right, bottom in corners}
    assert (len(boxes), len(sizes)) == (4, 1)


def test_a_curve_ends_where_no_more_may_be_told():
    """Hidden steps are neither drawn nor guessed; the table holds their mark."""
    made = c.lead_time_curve(WORDS, [(0, Fraction(0)), (30, Fraction(1, 2)), (60, Mark.HIDDEN)])
    assert drawn(made)[-1] == f"50{N}%" or f"50{N}%" in drawn(made)
    assert "60" not in drawn(made)
    assert cells(made)[-1] == ["60 dagar", ".."]


def test_a_forecast_over_budget_is_drawn_beyond_the_frame():
    """The line of the forecast stands to the right of the frame's end."""
    made = c.budget_outcome_forecast(WORDS, [c.MoneyRow("Rad", 100_000_00, 50_000_00, 120_000_00)])
    frame = soup(made).svg.find_all("path", class_="s-quiet")[-1]["d"]
    line = soup(made).svg.find_all("path", class_="s-ink")[-1]["d"]
    assert float(re.match(r"M([\d.]+)", line)[1]) > float(re.search(r"H([\d.]+)", frame)[1])
    assert f"periodiserat 50{N}" not in drawn(made)
    assert "periodiserat 50 · prognos 120 · budget 100" in drawn(made)


def test_every_cell_of_a_matrix_holds_its_figure():
    """The shade only repeats what the figure says."""
    made = c.matrix_heat(WORDS, ["X", "Y"], [c.HeatRow("A", [1, 20]), c.HeatRow("B", [None, Mark.HIDDEN])])
    assert drawn(made) == ["X", "Y", "A", "1", "20", "B", "–", ".."]
    assert {"f-h1", "f-a"} <= {name for path in soup(made).svg.find_all("path") for name in path.get("class", [])}


@pytest.mark.parametrize(
    "made",
    [
        lambda: c.share_bars(WORDS, []),
        lambda: c.bars_against_ceiling(WORDS, [], c.Bar("högst", 1)),
        lambda: c.bullet_bars(WORDS, []),
        lambda: c.stacked_bars(WORDS, ["X"], []),
        lambda: c.budget_outcome_forecast(WORDS, []),
        lambda: c.stock_and_flow(WORDS, []),
        lambda: c.lead_time_curve(WORDS, [(0, None)]),
        lambda: c.matrix_heat(WORDS, [], []),
    ],
)
def test_nothing_to_draw_is_empty(made):
    """A chart without figures is dropped from the page, heading too."""
    assert made() == EMPTY


@pytest.mark.parametrize(
    "made",
    [
        lambda: c.stacked_bars(WORDS, ["X", "Y"], [c.Stack("A", [1])]),
        lambda: c.stacked_bars(WORDS, list("ABCDEFG"), [c.Stack("A", [1] * 7)]),
        lambda: c.matrix_heat(WORDS, ["X"], [c.HeatRow("A", [1, 2])]),
    ],
)
def test_figures_without_a_place_are_a_bug(made):
    """More values than heads, or more groups than can be told apart, is never drawn."""
    with pytest.raises(ValueError, match=r"values|told apart"):
        made()


def test_a_long_alternative_says_how_much_more_the_table_holds():
    """Twelve facts are heard; the rest is in the table beneath."""
    made = c.share_bars(WORDS, [c.Bar(f"Rad {n}", n) for n in range(1, 16)], unit=Unit.COUNT)
    assert alt(made).endswith("Rad 12 12; och 3 till i tabellen.")


def test_a_sparkline_is_read_as_its_figures_and_broken_where_one_is_missing():
    """The line is lifted at a gap; a lone value is a dot; one value alone has no development."""
    line = c.sparkline([1, 2, None, 3, Mark.HIDDEN, 5], ["1", "2", "–", "3", "..", "5"])
    assert 'aria-label="Utveckling: 1, 2, –, 3, .., 5"' in line
    path = BeautifulSoup(line, "html.parser").path["d"]
    assert path.count("M") == 3
    assert path.count("h.1") == 2
    assert c.sparkline([1], ["1"]) == ""
    assert "nan" not in c.sparkline([2, 2, 2], ["2", "2", "2"])


def test_long_names_are_broken_into_lines_that_fit():
    """A name longer than the drawing goes on below."""
    lines = wrapped("Förberedande insats för unga som varken arbetar eller studerar i Karlstad och Hammarö", WIDTH)
    assert len(lines) == 2
    assert " ".join(lines).startswith("Förberedande insats för unga")


ANY_WORD = st.text("abcdefghijklmnopqrstuvwxyzåäöAVTWY0123456789.,–()", min_size=1, max_size=14)


@given(st.lists(ANY_WORD, min_size=1, max_size=20), st.integers(40, 320))
def test_lines_are_broken_where_measuring_every_line_whole_would_break_them(words, width):
    """Adding up the words is a short cut for measuring lines, never another answer."""
    lines = [words[0]]
    for word in words[1:]:
        fits = text_width(f"{lines[-1]} {word}") <= width
        lines[-1:] = [f"{lines[-1]} {word}"] if fits else [lines[-1], word]
    assert wrapped(" ".join(words), width) == lines


# What the style sheet makes of the roles


def palette(scheme):
    css = files("samspelet_lib.report").joinpath("style.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w+)", block)) for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    )
    return light if scheme == "light" else light | dark


def luminance(colour):
    colour = "".join(2 * digit for digit in colour[1:]) if len(colour) == 4 else colour[1:]
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("tone", ["tone-a", "tone-b", "quiet", "ink"])
def test_every_tone_stands_out_from_the_ground(scheme, tone):
    """At least 3:1 for what must be seen (WCAG 1.4.11)."""
    colours = palette(scheme)
    assert contrast(colours[tone], colours["ground"]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_neighbours_in_a_stack_can_be_told_apart(scheme):
    """Fills that meet differ 3:1 in tone, or in texture with an outline; luminance alone, so on grey paper too."""
    tones = {TONE_A: "tone-a", TONE_B: "tone-b"}
    colours = palette(scheme)
    for one, other in pairwise(FILLS):
        solid = [tones[fill.face] for fill in (one, other) if fill.face in tones]
        is_textured = one.hatch != other.hatch or (one.edge, one.face) != (other.edge, other.face)
        assert contrast(colours[solid[0]], colours[solid[1]]) >= 3 if len(solid) == 2 else is_textured
    assert len({(fill.face, fill.edge, fill.hatch) for fill in FILLS}) == len(FILLS)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "ground"), ("quiet", "ground"), ("ground", "tone-a"), ("on-b", "tone-b"), ("ink", "heat-1"),
        ("ink", "heat-2"), ("ink", "raised"), ("link", "ground"), ("ground", "good"), ("ground", "fair"),
        ("ground", "warn"), ("ground", "bad"), ("note", "ground"),
    ],
)  # fmt: skip
def test_text_can_be_read_on_what_it_stands_on(scheme, text, ground):
    """At least 4.5:1 for text, also on a bar, in a cell and in a verdict's sign."""
    colours = palette(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_every_role_has_a_class_in_the_style_sheet():
    """A role the style sheet forgot would keep its light colour on dark ground."""
    css = files("samspelet_lib.report").joinpath("style.css").read_text(encoding="utf-8")
    used = set()
    for chart in sample_page.CHARTS:
        used |= {name for path in soup(sample(chart)).svg.find_all(class_=True) for name in path["class"]}
    drawn_classes = {name for name in used if re.match("[fs]-", name)}
    assert {name for name in drawn_classes if f".{name} {{" not in css} == set()
    assert len(drawn_classes) > 8


def test_the_drawn_colours_are_the_light_schemes():
    """What a place without the style sheet shows is what the style sheet shows in light."""
    light = palette("light")
    names = {
        "ink": "ink",
        "quiet": "quiet",
        "ground": "ground",
        "grid": "grid",
        "a": "tone-a",
        "b": "tone-b",
        "h1": "heat-1",
        "h2": "heat-2",
    }
    for colour, role in ROLES.items():
        if role in names:
            assert contrast(colour, light[names[role]]) == 1
    assert HEAT[2:] == (TONE_B, TONE_A)


# The post-processor by itself


def test_a_colour_without_a_role_is_a_bug():
    """Nothing reaches a page in a colour that dark mode and print do not know."""
    with pytest.raises(ValueError, match="#ff0000 has no role"):
        to_inline(SVG.format('<path d="M0 0" style="fill: #ff0000"/>'), ROLES, prefix="x", alt="y")


def test_groups_styles_and_metadata_are_gone_and_ids_are_prefixed():
    """Of matplotlib's frame only shapes, their classes and the ids pointed at are left."""
    inside = (
        "<metadata/><defs><style>*{fill:red}</style></defs>"
        '<g id="figure_1"><defs><path id="m1" d="M 0 0 &#10;L 1.234 0 "/></defs>'
        '<use xlink:href="#m1" x="1.26" y="2" style="fill: #0f3a66; stroke-linejoin: miter"/></g>'
    )
    made = to_inline(SVG.format(inside), ROLES, prefix="kort", alt="En & två")
    root = ET.fromstring(made)
    assert [element.tag for element in root.iter()] == ["svg", "defs", "path", "use"]
    assert root.find("use").attrib == {"x": "1.3", "y": "2", "href": "#kort-1", "class": "f-a", "fill": "#0f3a66"}
    assert root.find("defs/path").attrib == {"d": "M0 0H1.2", "id": "kort-1"}
    assert root.attrib["aria-label"] == "En & två"


def test_only_charts_pay_for_drawing():
    """matplotlib and seaborn, a second and more of imports, are named in the charts' own modules and nowhere else."""
    package = Path(str(files("samspelet_lib")))
    paying = {
        path.name
        for path in package.rglob("*.py")
        if re.search(r"^\s*(import|from) (matplotlib|seaborn)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert paying
    assert {name for name in paying if not name.startswith("chart_")} == set()
