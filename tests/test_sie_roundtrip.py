"""A random ledger, written in each encoding, reads back the same."""

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sie_reading import differences, object_sums, read_content, sums
from sie_writer import ENCODINGS, Booking, Layout, Ledger, Row, booked, booked_months, booked_objects, to_sie

ACCOUNTS = ("1510", "1930", "2440", "3010", "3987", "4010", "5010", "7010", "8310")
LETTERS = "abcxyzABCXYZ0189 åäöÅÄÖéü'#{}[]()\\/&%-–,.;:"


def _tellable(text: str, encoding: str) -> str:
    """The text as the encoding can hold it; a backslash at its end or before a quote would have two readings."""
    return text.encode(encoding, "ignore").decode(encoding).strip().rstrip("\\").replace('\\"', '"')


def texts() -> st.SearchStrategy[str]:
    return st.text(LETTERS + '"', max_size=12)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    keys = draw(st.lists(st.text("abcÅÄÖ 01.", min_size=1, max_size=6).map(str.strip).filter(bool), max_size=4))
    objects = {("16"[index % 2], key): draw(texts()) for index, key in enumerate(keys)}
    bookings = draw(st.lists(_bookings(tuple(sorted(objects))), max_size=6))
    return Ledger(
        bookings=tuple(bookings),
        accounts={number: draw(texts()) for number in ACCOUNTS},
        objects=objects,
        opening={"1930": (opening := draw(st.integers(-(10**9), 10**9))), "2440": -opening},
        budget=draw(st.dictionaries(st.tuples(st.sampled_from(ACCOUNTS), _months()), st.integers(-(10**9), 10**9))),
    )


def _months() -> st.SearchStrategy[str]:
    return st.integers(202601, 202612).map(str)


@st.composite
def _bookings(draw: st.DrawFn, keys: tuple[tuple[str, str], ...]) -> Booking:
    amounts = draw(st.lists(st.integers(-(10**10), 10**10), min_size=1, max_size=4))
    amounts.append(-sum(amounts))
    rows = tuple(Row(draw(st.sampled_from(ACCOUNTS)), ore, draw(_objects(keys))) for ore in amounts)
    return Booking(draw(_months()) + f"{draw(st.integers(1, 28)):02}", draw(texts()), rows)


@st.composite
def _objects(draw: st.DrawFn, keys: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """At most one object in each dimension."""
    chosen = draw(st.lists(st.sampled_from(keys), max_size=2)) if keys else []
    return tuple(sorted({dimension: (dimension, key) for dimension, key in chosen}.values()))


def _written(ledger: Ledger, encoding: str) -> Ledger:
    def tellable(names):
        return {key: _tellable(name, encoding) for key, name in names.items()}

    bookings = tuple(replace(one, text=_tellable(one.text, encoding)) for one in ledger.bookings)
    names = {"accounts": tellable(ledger.accounts), "objects": tellable(ledger.objects)}
    return replace(ledger, bookings=bookings, **names)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(ledgers(), st.booleans())
@settings(max_examples=25)
def test_what_is_written_is_read(encoding, drawn, is_sealed):
    """Sums per account, month and object, names, budget and balances survive every encoding, and all agrees."""
    ledger = _written(drawn, encoding)
    layout = Layout(
        encoding=encoding,
        has_months=True,
        has_object_balances=True,
        is_sealed=is_sealed and encoding == "cp437",
    )
    with tempfile.TemporaryDirectory() as folder:
        read = read_content(Path(folder), to_sie(ledger, layout))

    assert differences(read) == []
    assert sums(read) == booked(ledger)
    months = Counter()
    for row in read.movements:
        months[row.account, row.month.replace("-", "")] += row.amount_ore
    assert months == booked_months(ledger)
    expected = Counter()
    for (_, key), ore in booked_objects(ledger).items():
        expected[":".join(key)] += ore
    assert object_sums(read) == expected
    assert {number: account.name for number, account in read.accounts.items()} == ledger.accounts
    assert read.objects == ledger.objects
    assert {
        (row.account, row.month.replace("-", "")): row.amount_ore for row in read.periods if row.kind == "PBUDGET"
    } == ledger.budget
    assert {row.account: row.amount_ore for row in read.balances if row.kind == "IB" and row.amount_ore} == {
        account: ore for account, ore in ledger.opening.items() if ore
    }
