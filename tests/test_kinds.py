"""Every kind against cases counted by hand; the cases are the specification."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from kind_rows import deliveries, example_plan, last_day
from samspelet import plan

from samspelet_lib.figure import Mark, Verdict
from samspelet_lib.period import Period
from samspelet_lib.plan.matpunkt import Kind
from samspelet_lib.rules import indicators
from samspelet_lib.rules.indicators import KINDS, NO_DELIVERY, indicator_figures

CASES = Path(indicators.__file__).parent / "cases"
MONEY = {Kind.AMOUNT, Kind.MONEY_SHARE, Kind.LEVEL}


def _cases():
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)["case"]:
            yield pytest.param(case, id=f"{path.stem}: {case['says']}")


def _figures(case):
    asked = example_plan(case["matpunkt"], insats=case.get("insats"), forbund=case.get("forbund", False))
    came = deliveries(case.get("tables", {}), until=last_day(case.get("until")))
    return indicator_figures(asked, came, Period.parse(case.get("period", "2026")))


def _check(figure, expected):
    said = {"reason": figure.verdict_reason, "note": figure.note, "printed": figure.printed}
    plain = {key: (text or "").replace("\u00a0", " ") for key, text in said.items()}
    for key, value in expected.items():
        if key in {"reason", "note"}:
            assert value in plain[key]
        elif key == "verdict":
            assert figure.verdict == value, figure.verdict_reason
        elif key != "dims":
            found = plain[key] if key == "printed" else getattr(figure, key)
            assert found == value, f"{key}: {found}"


@pytest.mark.parametrize("case", list(_cases()))
def test_a_case_counted_by_hand(case):
    """The figure is the one the case says."""
    figures = _figures(case)
    _check(figures[0], case["expect"])
    for part in case.get("parts", []):
        wanted = part.get("dims", {})
        own = part.get("measure", "matpunkt")
        found = [f for f in figures[1:] if f.measure == own and wanted.items() <= dict(f.dims.items()).items()]
        assert len(found) == 1, f"{own} {wanted}: {[f.id for f in figures]}"
        _check(found[0], {key: value for key, value in part.items() if key != "measure"})


def test_every_kind_has_a_case_file_and_a_function():
    """A kind without a case is a kind that nobody has counted by hand."""
    files = {path.stem for path in CASES.glob("*.toml")}
    assert files == {str(kind) for kind in Kind if kind not in MONEY}
    assert set(KINDS) == {kind for kind in Kind if kind not in MONEY}


def test_every_case_file_says_what_it_is_and_where_from():
    """A case file has a title and a source."""
    for path in CASES.glob("*.toml"):
        head = tomllib.loads(path.read_text(encoding="utf-8"))
        assert head["title"], path.name
        assert head["source"], path.name


def test_without_deliveries_nothing_can_be_judged():
    """Every mätpunkt that is not about money has one figure, which says that nothing has come."""
    figures = indicator_figures(plan(), None, Period.parse("2026"))
    assert len(figures) == len(plan().all_matpunkter()) - len(plan().finance.matpunkter)
    assert {figure.verdict for figure in figures} == {Verdict.NOT_YET}
    assert {figure.verdict_reason for figure in figures} == {NO_DELIVERY}
    assert {figure.mark for figure in figures} == {Mark.MISSING}
