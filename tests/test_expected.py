"""The leveransplan's ledger: one file that grows, so only the latest day it fell due is asked about."""

import re
from datetime import date

import pytest
from samspelet import plan
from test_golden import release

from samspelet_lib.data.ledger import Ledgers, LedgerYear
from samspelet_lib.data.ledger_read import read_ledgers
from samspelet_lib.period import Period
from samspelet_lib.release.came import delivery_entries
from samspelet_lib.report.base import late_deliveries
from samspelet_lib.rules.expected import expected_deliveries
from tests.ledgers import NOW, demo_text

BY = date(2026, 4, 30)  # the ledger to March fell due on 15 April


def books(last_month: int, made: str) -> Ledgers:
    year = LedgerYear(
        year=2026, file="2026.se", chart=plan().ledger.charts[0], names={}, opening={}, closing={}, bookings=(),
        last_month=last_month, findings=(), made=made,
    )  # fmt: skip
    return Ledgers({2026: year})


def ledger_of(found):
    return [one for one in found if one.planned.contents == "ledger"]


@pytest.mark.parametrize(
    ("ledgers", "status", "came"),
    [
        (None, "saknas", ""),
        (books(2, "2026-04-10"), "saknas", ""),
        (books(3, "2026-04-15"), "i tid", "2026-04-15"),
        (books(3, "2026-04-16"), "sen", "2026-04-16"),
        (books(10, "2026-11-05"), "har kommit", ""),  # the file of that time has been replaced
        (books(3, ""), "har kommit", ""),  # an extract does not say when it was made
    ],
)
def test_the_ledger_is_in_time_late_or_missing(ledgers, status, came):
    """By the last month that its vouchers reach, and the day that the file says it was made."""
    (found,) = ledger_of(expected_deliveries(plan(), None, BY, ledgers=ledgers))
    assert (found.covers, found.due, found.owner) == (Period(2026, 1, 3), date(2026, 4, 15), None)
    assert (found.status, found.came) == (status, came)


def test_before_the_first_day_no_ledger_is_expected():
    """January's books fall due on 15 February."""
    assert ledger_of(expected_deliveries(plan(), None, date(2026, 2, 14))) == []
    assert len(ledger_of(expected_deliveries(plan(), None, date(2026, 2, 15)))) == 1


def test_no_books_are_missed_of_months_that_nothing_speaks_of():
    """A report on the year, made in November of data to October, misses October's books and not November's."""
    end, october = date(2026, 12, 31), date(2026, 10, 31)
    (found,) = ledger_of(expected_deliveries(plan(), None, end, until=october))
    assert (found.covers, found.due) == (Period(2026, 1, 10), date(2026, 11, 15))
    (found,) = ledger_of(expected_deliveries(plan(), None, end))
    assert found.covers == Period(2026, 1, 11)


def test_the_ledger_is_needed_for_the_matpunkter_about_money():
    """They are not typed into the leveransplan: they are those of the financial goals."""
    (found,) = ledger_of(expected_deliveries(plan(), None, BY))
    assert found.matpunkter == tuple(matpunkt.id for matpunkt in plan().finance.matpunkter)
    assert len(found.matpunkter) == 4


def test_every_matpunkt_that_is_counted_is_served_by_a_delivery():
    """All 59 but those that only notes can tell are counted in some delivery of the leveransplan."""
    served = {
        (one.owner, each) for one in expected_deliveries(plan(), None, date(2027, 1, 31)) for each in one.matpunkter
    }
    every = {(owner, matpunkt.id) for owner, _, matpunkt in plan().all_matpunkter()}
    notes = {(o, m.id) for o, _, m in plan().all_matpunkter() if m.kind in {"deliverable", "qualitative"}}
    assert every - notes <= served <= every


def test_a_file_tells_the_day_it_was_made(tmp_path):
    """`#GEN` of a SIE file, and nothing where it is no day."""
    text = demo_text()[NOW]
    for name, changed in (("a", text), ("b", re.sub(r"#GEN \d+", "#GEN igår", text))):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "2026.se").write_bytes(changed.encode("cp437"))
    assert read_ledgers(tmp_path / "a", plan()).year(2026).made.startswith("2026-")
    assert read_ledgers(tmp_path / "b", plan()).year(2026).made == ""


def test_the_page_of_every_insats_tells_of_a_missing_ledger():
    """Its money rests on the ledger; of the other deliveries it tells its own alone."""
    entries = delivery_entries(plan(), Period.parse("2026-02"), None, ledgers=None)
    told = release().model_copy(update={"deliveries": tuple(entries)})
    for insats in plan().insatser:
        said = late_deliveries(told, insats.id).replace("\u00a0", " ")
        assert said == "1 leverans saknas: bokföringen för januari 2026."
