"""The text of three pages on the real plan, word for word: a changed figure is a decision.

The pages are made from the public release of the plan, without deliveries, call by call as their notebooks have
them. When a page is meant to change: `make golden`, read the difference, and say why in commit and CHANGELOG.
"""

import ast
import json
import re
import sys
from difflib import unified_diff
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]  # so that it can be run as a program, which renews the files

from samspelet import plan  # noqa: E402

from samspelet_lib.period import Period  # noqa: E402
from samspelet_lib.release.build import build, editions  # noqa: E402
from samspelet_lib.report.base import Report  # noqa: E402
from samspelet_lib.report.insats import InsatsReport  # noqa: E402
from samspelet_lib.report.method import MethodReport  # noqa: E402
from samspelet_lib.report.plan import PlanReport  # noqa: E402

GOLDEN = HERE / "golden"
PERIOD = Period.parse("2026-10")
PAGES: dict[str, tuple[type[Report], str | None]] = {
    "plan": (PlanReport, None),
    "insats": (InsatsReport, "stegen_kristinehamn"),
    "method": (MethodReport, None),
}


@cache
def release():
    """The plan's public release, as a first run would number it."""
    exact = build(plan(), PERIOD)
    return editions(plan(), exact).public.model_copy(update={"number": 1})


def text_of(name):
    """The page's text: the notebook's own words, and what each of its calls shows in a terminal."""
    kind, insats = PAGES[name]
    report = kind(release(), insats)
    cells = json.loads((HERE.parent / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    parts = [part for cell in cells for part in shown(cell, report)]
    text = "\n\n".join(parts).replace("\u00a0", " ")
    return "\n".join(without_padding(line) for line in text.splitlines()) + "\n"


def without_padding(line):
    """A line of a table without what aligns it, so that a longer word changes its own line only."""
    return re.sub(r"-{4,}", "---", re.sub(r" {2,}", "  ", line)).rstrip()


def shown(cell, report):
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield source
    elif not cell["metadata"].get("tags"):
        (call,) = ast.parse(source).body
        yield getattr(report, call.value.func.attr)().text


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_what_it_said(name):
    """Not a word and not a figure differs from the golden file."""
    expected = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    difference = unified_diff(expected.splitlines(), text_of(name).splitlines(), "golden", "nu", lineterm="", n=1)
    assert "\n".join(difference) == "", "läs skillnaden; är den meningen, kör: make golden"


def test_every_golden_file_is_compared():
    """No file is left behind when a page goes."""
    assert {path.stem for path in GOLDEN.iterdir()} == set(PAGES)


MUST_STAND = [
    "20,75 %", "1 994,8", "75,2", "−1 186", "8,86 %", "27,77 %", "19,95 %", "10,38 %", "19,90 %", "6 713,2", "8 008",
    "12 444", "7 413,2", "8 708", "8 600",
]  # fmt: skip


@pytest.mark.parametrize("figure", MUST_STAND)
def test_the_plan_page_has_the_figures_that_were_asked_for(figure):
    """Whatever else changes, these stand on the page."""
    assert figure in text_of("plan")


def renew():
    """Write the golden files anew."""
    GOLDEN.mkdir(exist_ok=True)
    for name in PAGES:
        (GOLDEN / f"{name}.txt").write_text(text_of(name), encoding="utf-8")


if __name__ == "__main__":
    renew()
