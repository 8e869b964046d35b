"""Writes small SIE files for tests: a ledger as plain data, and its text in any encoding and with any of the rows.

Balances, months and checksum are computed here in the plainest way, so that what the reader says can be held
against a second reckoning.
"""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

ENCODINGS = ("cp437", "iso-8859-1", "iso-8859-15", "cp1252", "utf-8", "utf-8-sig")
RESULT_CLASSES = "345678"

Objects = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """A `#TRANS`: account, öre, objects."""

    account: str
    ore: int
    objects: Objects = ()


@dataclass(frozen=True)
class Booking:
    """A voucher."""

    day: str
    text: str
    rows: tuple[Row, ...]
    series: str = "A"


@dataclass(frozen=True)
class Ledger:
    """A year's books.

    Attributes:
        opening: öre per balance account at the start of year 0.
        previous: öre per result account of the year before, closed: the sum is 0.
        budget: öre per result account and month `202601`.
    """

    bookings: tuple[Booking, ...]
    company: str = "Förbundet Åkers Väg och Östra Mål"
    accounts: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    opening: dict[str, int] = field(default_factory=dict)
    previous: dict[str, int] = field(default_factory=dict)
    budget: dict[tuple[str, str], int] = field(default_factory=dict)


SMALL = Ledger(
    bookings=(
        Booking("20260115", "Hyra", (Row("5010", 1250050, (("1", "Nord"),)), Row("1930", -1250050))),
        Booking("20260131", "Lön", (Row("7010", 3100000, (("1", "Nord"), ("6", "P1"))), Row("1930", -3100000))),
        Booking("20260228", "Medlemsavgift", (Row("1930", 9000000), Row("3010", -9000000))),
        Booking("20260228", "Kaffe", (Row("5010", 9950, (("1", "Söder"),)), Row("1930", -9950)), series="B"),
        Booking("20260331", "Rekvisition", (Row("7010", 250000, (("1", "Söder"),)), Row("2440", -250000)), series="B"),
    ),
    accounts={
        "1930": "Bank",
        "2010": "Eget kapital",
        "2440": "Leverantörsskulder",
        "3010": "Medlemsavgifter",
        "5010": "Lokalhyra",
        "6110": "Kontorsmateriel",
        "7010": "Löner",
        "8999": "Årets resultat",
    },
    objects={("1", "Nord"): "Kontor Nord", ("1", "Söder"): "Kontor Söder", ("6", "P1"): "Projekt ett"},
    opening={"1930": 5000000, "2010": -5000000},
    previous={"3010": -8000000, "7010": 7500000, "8999": 500000},
    budget={("3010", "202601"): -9000000, ("7010", "202601"): 3000000, ("7010", "202602"): 3000000},
)


@dataclass(frozen=True)
class Layout:
    """Which rows a file holds and how it is written.

    Attributes:
        has_balances: `#IB #UB #RES`; without them the file is a 4I.
        has_months: `#PSALDO` for accounts.
        has_object_balances: `#OUB` for every object.
        has_vouchers: without them, with months, the file is of type 2.
    """

    sie_type: str = "4"
    encoding: str = "cp437"
    newline: str = "\r\n"
    has_balances: bool = True
    has_months: bool = False
    has_object_balances: bool = False
    has_previous: bool = True
    has_budget: bool = True
    has_vouchers: bool = True
    is_sealed: bool = False


def to_sie(ledger: Ledger, layout: Layout = Layout()) -> bytes:
    """The ledger as the bytes of a SIE file."""
    lines = list(_lines(ledger, layout))
    if layout.is_sealed:
        lines.append(["KSUMMA", str(_checksum(lines[2:]))])
    text = "".join(written(line) + layout.newline for line in lines)
    return text.encode(layout.encoding)


def written(line: list[str | Objects]) -> str:
    """A line as it stands in the file; a field is quoted when it must be."""
    label, *fields = line
    if label in ("{", "}"):
        return str(label)
    return " ".join(["#" + str(label), *(_field(part) for part in fields)])


def _field(part: str | Objects) -> str:
    if isinstance(part, tuple):
        return "{" + " ".join(f"{dimension} {_quoted(key)}" for dimension, key in part) + "}"
    is_plain = part and all(sign.isalnum() or sign in "-._" for sign in part)
    return part if is_plain else _quoted(part)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def _lines(ledger: Ledger, layout: Layout) -> Iterator[list[str | Objects]]:
    yield ["FLAGGA", "0"]
    if layout.is_sealed:
        yield ["KSUMMA"]
    yield ["PROGRAM", "Provprogram", "1.0"]
    yield ["FORMAT", "PC8"]
    yield ["SIETYP", layout.sie_type]
    yield ["FNAMN", ledger.company]
    yield ["RAR", "0", "20260101", "20261231"]
    yield ["RAR", "-1", "20250101", "20251231"]
    yield ["KPTYP", "BAS2010"]
    for dimension in sorted({key[0] for key in ledger.objects}):
        yield ["DIM", dimension, f"Dimension {dimension}"]
    for (dimension, key), name in sorted(ledger.objects.items()):
        yield ["OBJEKT", dimension, key, name]
    for number, name in sorted(ledger.accounts.items()):
        yield ["KONTO", number, name]
    yield from _stated(ledger, layout)
    if layout.has_vouchers:
        yield from _vouchers(ledger)


def _stated(ledger: Ledger, layout: Layout) -> Iterator[list[str | Objects]]:
    if layout.has_previous:
        yield from _previous(ledger)
    if layout.has_balances:
        yield from _balances(ledger)
    if layout.has_object_balances:
        for (account, key), ore in sorted(booked_objects(ledger).items()):
            yield ["OUB", "0", account, (key,), kronor(ore)]
    months = [
        *(("PSALDO", *row) for row in sorted(booked_months(ledger).items()) if layout.has_months),
        *(("PBUDGET", *row) for row in sorted(ledger.budget.items()) if layout.has_budget),
    ]
    for label, (account, month), ore in months:
        yield [label, "0", month, account, (), kronor(ore)]


def _balances(ledger: Ledger) -> Iterator[list[str | Objects]]:
    moved = booked(ledger)
    for account in sorted({*ledger.accounts, *moved}):
        if account[0] in RESULT_CLASSES:
            yield ["RES", "0", account, kronor(moved[account])]
        else:
            opening = ledger.opening.get(account, 0)
            yield ["IB", "0", account, kronor(opening)]
            yield ["UB", "0", account, kronor(opening + moved[account])]


def _previous(ledger: Ledger) -> Iterator[list[str | Objects]]:
    for account, ore in sorted(ledger.previous.items()):
        yield ["RES", "-1", account, kronor(ore)]
    for account, closing in sorted(ledger.opening.items()):
        yield ["IB", "-1", account, kronor(closing)]
        yield ["UB", "-1", account, kronor(closing)]


def _vouchers(ledger: Ledger) -> Iterator[list[str | Objects]]:
    numbers: Counter[str] = Counter()
    for booking in ledger.bookings:
        numbers[booking.series] += 1
        yield ["VER", booking.series, str(numbers[booking.series]), booking.day, booking.text]
        yield ["{"]
        for row in booking.rows:
            yield ["TRANS", row.account, row.objects, kronor(row.ore), booking.day, booking.text]
        yield ["}"]


def booked(ledger: Ledger) -> Counter[str]:
    """Öre per account."""
    sums: Counter[str] = Counter()
    for row in (row for booking in ledger.bookings for row in booking.rows):
        sums[row.account] += row.ore
    return sums


def booked_months(ledger: Ledger) -> Counter[tuple[str, str]]:
    """Öre per account and month `202601`."""
    sums: Counter[tuple[str, str]] = Counter()
    for booking in ledger.bookings:
        for row in booking.rows:
            sums[row.account, booking.day[:6]] += row.ore
    return sums


def booked_objects(ledger: Ledger) -> Counter[tuple[str, tuple[str, str]]]:
    """Öre per account and object."""
    sums: Counter[tuple[str, tuple[str, str]]] = Counter()
    for row in (row for booking in ledger.bookings for row in booking.rows):
        for key in row.objects:
            sums[row.account, key] += row.ore
    return sums


def kronor(ore: int) -> str:
    """Öre as SIE writes kronor."""
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100}.{abs(ore) % 100:02d}"


def _checksum(lines: list[list[str | Objects]]) -> int:
    text = "".join(
        ("" if label in ("{", "}") else "#" + str(label))
        + "".join(part if isinstance(part, str) else "".join(a + b for a, b in part) for part in fields)
        for label, *fields in lines
    )
    return zlib.crc32(text.encode("cp437"))
