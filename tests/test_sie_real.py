"""Files by real bookkeeping programs, held against an independent reading of them.

The files belong to their vendors and are not in the repository; `SAMSPELET_SIE_DIR` names the folder.
"""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from sie_damage import Original, damaged
from sie_reading import codes, found, object_sums, sums

from samspelet_lib.data.sie import iter_vouchers, read_sie

ROOT = Path(__file__).parents[1]
FOLDER = Path(os.environ.get("SAMSPELET_SIE_DIR", ROOT.parent / "shared" / "sie"))
pytestmark = pytest.mark.skipif(
    not (FOLDER / "reference.json").is_file(),
    reason="real SIE files are missing, so these tests did NOT run; set SAMSPELET_SIE_DIR to their folder",
)
NAMES = sorted(path.name for path in FOLDER.glob("*.s[ei]")) or ["saknas.se"]
REFERENCE = json.loads((FOLDER / "reference.json").read_text("utf-8")) if (FOLDER / "reference.json").is_file() else {}
HELD = sorted(name for name in REFERENCE if not name.startswith("_")) or ["saknas.se"]


def ore(kronor: str) -> int:
    return int(Decimal(kronor) * 100)


def nonzero(sums_ore) -> dict[str, int]:
    return {key: amount for key, amount in sums_ore.items() if amount}


@pytest.mark.parametrize("name", HELD)
def test_every_sum_is_that_of_the_independent_reader(name):
    """Per account and per object, to the öre, with the same accounts and objects."""
    ledger, reference = read_sie(FOLDER / name), REFERENCE[name]

    assert sums(ledger) == {account: ore(kronor) for account, kronor in reference["per_account"].items()}
    assert object_sums(ledger) == {key: ore(kronor) for key, kronor in reference["per_object"].items()}


@pytest.mark.parametrize("name", HELD)
def test_every_count_and_balance_is_that_of_the_independent_reader(name):
    """Rows of each kind, the balances' totals, header, years and encoding."""
    ledger, reference = read_sie(FOLDER / name), REFERENCE[name]
    counts = ledger.counts

    assert (counts.vouchers, counts.trans, counts.rtrans, counts.btrans) == tuple(
        reference[key] for key in ("vouchers", "trans", "rtrans", "btrans")
    )
    assert (len(ledger.accounts), len(ledger.objects)) == (reference["accounts"], reference["objects"])
    assert sorted(ledger.dimensions) == reference["dims"]
    for kind, key in (("PSALDO", "psaldo"), ("PBUDGET", "pbudget")):
        assert sum(row.kind == kind for row in ledger.periods) == reference[key]
    for kind in ("IB", "UB", "RES"):
        total = sum(row.amount_ore for row in ledger.balances if (row.kind, row.year) == (kind, 0))
        assert total == ore(reference[f"sum_{kind.lower()}0"]), kind
    assert ledger.encoding.lower() == reference["enc"]
    assert {str(year.index): [f"{year.start:%Y%m%d}", f"{year.end:%Y%m%d}"] for year in ledger.years} == reference[
        "rar"
    ]
    for label, value in reference["hdr"].items():
        assert " ".join(ledger.header[label]).strip() == value, label


@pytest.mark.parametrize("name", HELD)
def test_balances_that_differ_are_those_of_the_independent_reader(name):
    """`#RES` and `#UB` that the vouchers contradict are listed, the same ones with the same figures."""
    ledger, reference = read_sie(FOLDER / name), REFERENCE[name]

    for code, key in (("result_differs", "res_diff"), ("closing_differs", "ub_diff")):
        listed = [finding.figures for finding in ledger.findings if finding.code == code]
        assert sorted((row["account"], row["stated_ore"], row["booked_ore"]) for row in listed) == sorted(
            (account, ore(stated), ore(booked)) for account, stated, booked in reference[key] or ()
        )
    unbalanced = [finding for finding in ledger.findings if finding.code == "voucher_unbalanced"]
    assert len(unbalanced) == len(reference["unbalanced"])


def test_three_encodings_of_one_ledger_read_the_same():
    """The BLBLOV ledger in CP437, Latin-9 and UTF-8: equal header, accounts, balances, budget and bookings."""
    one, *others = (read_sie(FOLDER / f"blblov_sie4_{encoding}.se") for encoding in ("cp437", "latin9", "utf8"))

    for other in others:
        assert other.accounts == one.accounts
        assert other.header == one.header
        assert other.movements == one.movements
        assert other.unverified == one.unverified
        for part in ("balances", "periods"):
            assert sorted(row[:-1] for row in getattr(other, part)) == sorted(row[:-1] for row in getattr(one, part))


@pytest.mark.parametrize(
    ("name", "code", "line"),
    [
        ("fault_empty_voucher.se", "voucher_empty", 827),
        ("fault_imbalanced_voucher.se", "voucher_unbalanced", 821),
        ("fault_faulty_transaction.si", "row_incomplete", 10),
        ("fault_missing_account_numbers.se", "account_number_missing", 14),
    ],
)
def test_every_faulty_file_gives_its_named_finding(name, code, line):
    """The fault is found by name, on its line; the same ledger without it lacks the finding."""
    findings = [finding for finding in read_sie(FOLDER / name).findings if finding.code == code]

    assert findings[0].line == line
    assert code not in codes(read_sie(FOLDER / "blblov_sie4_utf8.se"))


def test_a_genuine_checksum_agrees():
    """The checksum Visma wrote is the one computed, so nothing in the file is left unverified."""
    ledger = read_sie(FOLDER / "visma_compact_sie4.se")

    assert (ledger.unverified, ledger.findings) == ((), ())


def test_objects_that_only_the_months_carry_are_told():
    """Briljant gives months per object but vouchers without objects: the objects' sums are said to be missing."""
    finding = found(read_sie(FOLDER / "briljant_sie4.se"), "object_rows_without_vouchers")

    assert finding.figures["count"] == 146


@pytest.mark.parametrize("name", NAMES)
def test_the_vouchers_give_the_same_sums_one_by_one(name):
    """Summed from `iter_vouchers`, every account comes to what `read_sie` says."""
    total: dict[str, int] = {}
    for voucher in iter_vouchers(FOLDER / name):
        for row in voucher.rows:
            if row.kind == "TRANS":
                total[row.account] = total.get(row.account, 0) + row.amount_ore

    assert nonzero(total) == nonzero(sums(read_sie(FOLDER / name)))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_real_file_never_changes_a_sum_unsaid(name, tmp_path):
    """Random damage to real files: the same sums, a new finding, or a refusal."""
    original, path = Original(FOLDER / name), tmp_path / name
    for seed in range(100):
        path.write_bytes(damaged(original.content, seed))
        assert original.unsaid(path) == [], f"seed {seed}"
