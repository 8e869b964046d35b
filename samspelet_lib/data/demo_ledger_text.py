"""Writes the demo's books as SIE 4E: balances worked out from the vouchers, CP437, CR LF.

Source: SIE filformat 4B (2008-09-30).
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

Objects = tuple[tuple[str, str], ...]
_RESULT_CLASSES = "345678"


class Row(NamedTuple):
    """A `#TRANS`."""

    account: str
    ore: int
    objects: Objects = ()


class Voucher(NamedTuple):
    """A `#VER`; the day as `20260115`."""

    day: str
    text: str
    rows: tuple[Row, ...]


class Year(NamedTuple):
    """A year's books: head is company and `#KPTYP`; opening is öre per balance account."""

    year: int
    head: tuple[str, str]
    accounts: dict[str, str]
    dimensions: dict[str, str]
    objects: dict[tuple[str, str], str]
    opening: dict[str, int]
    vouchers: tuple[Voucher, ...]


def to_sie(year: Year) -> bytes:
    """The year's books as the bytes of a SIE 4E file."""
    lines = [*_head(year), *_balances(year), *_vouchers(year)]
    return "".join(f"{line}\r\n" for line in lines).encode("cp437")


def _head(year: Year) -> Iterator[str]:
    yield "#FLAGGA 0"
    yield '#PROGRAM "Samspelets demo" 1.0'
    yield "#FORMAT PC8"
    yield f"#GEN {year.vouchers[-1].day}"
    yield "#SIETYP 4"
    yield f'#FNAMN "{year.head[0]}"'
    yield f"#RAR 0 {year.year}0101 {year.year}1231"
    yield f"#RAR -1 {year.year - 1}0101 {year.year - 1}1231"
    yield f"#KPTYP {year.head[1]}"
    yield from (f'#KONTO {number} "{name}"' for number, name in sorted(year.accounts.items()))
    yield from (f'#DIM {number} "{name}"' for number, name in sorted(year.dimensions.items()))
    yield from (f'#OBJEKT {dim} "{code}" "{name}"' for (dim, code), name in sorted(year.objects.items()))


def _balances(year: Year) -> Iterator[str]:
    moved: Counter[str] = Counter()
    for voucher in year.vouchers:
        for row in voucher.rows:
            moved[row.account] += row.ore
    for account in sorted({*year.opening, *moved}):
        if account[0] in _RESULT_CLASSES:
            yield f"#RES 0 {account} {_kronor(moved[account])}"
        else:
            opening = year.opening.get(account, 0)
            yield f"#IB 0 {account} {_kronor(opening)}"
            yield f"#UB 0 {account} {_kronor(opening + moved[account])}"


def _vouchers(year: Year) -> Iterator[str]:
    for number, voucher in enumerate(year.vouchers, start=1):
        yield f'#VER A {number} {voucher.day} "{voucher.text}"'
        yield "{"
        for row in voucher.rows:
            objects = " ".join(f'{dimension} "{code}"' for dimension, code in row.objects)
            yield f"#TRANS {row.account} {{{objects}}} {_kronor(row.ore)}"
        yield "}"


def _kronor(ore: int) -> str:
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100}.{abs(ore) % 100:02}"
