"""The ledger mapping's own faults, and that a förbund may do without one."""

import shutil

import pytest
from samspelet import PARAMS

from samspelet_lib.errors import RefusedError
from samspelet_lib.plan.load import load_plan


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('row = "tris"', 'row = "triss"', "Menade du ”tris”?"),
        ('payer = "grums"', 'payer = "grymt"', "Menade du ”grums”?"),
        ('project = ["P20"], ', "", "regeln har inget villkor"),
        ('accounts = ["60-78"]', 'accounts = ["78-60"]', "den lägsta först"),
        ("(?P<first>", "(?P<forst>", "mönstret läser inte ut"),
        ('default_chart = "kommun_bas"', 'default_chart = "kommunbas"', "Menade du ”kommun_bas”?"),
        (
            'rows = ["stegen_kristinehamn", "tris", ',
            'rows = ["stegen_kristinehamn", ',
            "raden ”tris” står i ingen grupp",
        ),
        ('rows = ["styrelse_revision"]', 'rows = ["styrelse_revision", "tris"]', "raden ”tris” står i 2 grupper"),
        ('chart = "kommun_bas"\naccount', 'chart = "kommunbas"\naccount', "extract ”huvudbok”, chart"),
        ('text = "Text"\n', "", "opening_text kräver"),
        ('kptyp = ["BAS", "EUBAS"]', 'kontoplan = ["BAS"]', "okänd nyckel"),
    ],
)
def test_a_mapping_that_leads_nowhere_is_refused(tmp_path, was, becomes, says):
    """A misspelt row, payer, chart or key of the mapping stops the run, with what was meant."""
    params = shutil.copytree(PARAMS, tmp_path / "params")
    text = (params / "ledger.toml").read_text(encoding="utf-8")
    assert was in text
    (params / "ledger.toml").write_text(text.replace(was, becomes, 1), encoding="utf-8")

    with pytest.raises(RefusedError) as error:
        load_plan(params, 2026)

    assert says in str(error.value)


def test_a_forbund_without_a_mapping_has_no_follow_up(tmp_path):
    """Without ledger.toml, and without waiting for a ledger, the plan loads, and no ledger is read."""
    params = shutil.copytree(PARAMS, tmp_path / "params")
    (params / "ledger.toml").unlink()
    planned = params / "2026" / "deliveries.toml"
    planned.write_text(
        planned.read_text(encoding="utf-8").partition('id = "bokforing_manad"')[0].rpartition("[[")[0], encoding="utf-8"
    )

    assert load_plan(params, 2026).ledger is None
