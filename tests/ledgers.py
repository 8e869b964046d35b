"""The demo's ledgers, written once, and a second reckoning of them that uses nothing of the project's reader."""

import re
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from samspelet import plan

from samspelet_lib.data.demo_ledger import write_demo_ledger
from samspelet_lib.data.ledger_read import read_ledgers

NOW, BEFORE = "bokforing-2026.se", "bokforing-2025.se"
_TRANS = re.compile(r"#TRANS (\d+) \{(.*?)\} (-?\d+)\.(\d\d)")


class Trans(NamedTuple):
    month: int
    account: str
    objects: str
    ore: int


@cache
def demo_text() -> dict[str, str]:
    """File name → the demo ledger as text."""
    with tempfile.TemporaryDirectory() as folder:
        return {path.name: path.read_bytes().decode("cp437") for path in write_demo_ledger(plan(), Path(folder))}


def read(texts: dict[str, str], folder: Path):
    """The ledgers that these files hold."""
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("cp437"))
    return read_ledgers(folder, plan())


@cache
def demo_ledgers():
    """The demo's ledgers as they are read."""
    with tempfile.TemporaryDirectory() as folder:
        return read(demo_text(), Path(folder))


def trans(text: str) -> list[Trans]:
    """Every `#TRANS` of a demo file, by regular expression."""
    rows, month = [], 0
    for line in text.splitlines():
        if line.startswith("#VER"):
            month = int(line.split()[3][4:6])
        if found := _TRANS.match(line):
            sign = -1 if found[3].startswith("-") else 1
            rows.append(Trans(month, found[1], found[2], sign * (abs(int(found[3])) * 100 + int(found[4]))))
    return rows


def stated(text: str, label: str) -> Counter[str]:
    """Öre per account of the `#IB`, `#UB` or `#RES` rows."""
    sums: Counter[str] = Counter()
    for account, ore in re.findall(rf"#{label} 0 (\d+) (-?\d+\.\d\d)", text):
        sums[account] += round(float(ore) * 100)
    return sums


def as_extract(text: str, *, with_opening: bool = True) -> list[list[str]]:
    """The same vouchers as the rows of a kommun's extract, headings first, by regular expression."""
    rows = [["Konto", "Ansvar", "Projekt", "Motpart", "Datum", "Verifikation", "Text", "Belopp"]]
    year, voucher, day, said = re.search(r"#RAR 0 (\d{4})", text)[1], "", "", ""
    if with_opening:
        for account, ore in stated(text, "IB").items():
            rows.append([account, "", "", "", f"{year}-01-01", "", "Ingående balans", _kronor(ore)])
    for line in text.splitlines():
        if found := re.match(r'#VER (\w+) (\d+) (\d{8}) "(.*)"', line):
            voucher, day, said = f"{found[1]} {found[2]}", f"{found[3][:4]}-{found[3][4:6]}-{found[3][6:]}", found[4]
        if found := _TRANS.match(line):
            objects = dict(re.findall(r'(\d+) "(.*?)"', found[2]))
            amount = f"{found[3]},{found[4]}"
            rows.append([found[1], objects.get("1", ""), objects.get("6", ""), "", day, voucher, said, amount])
    return rows


def _kronor(ore: int) -> str:
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100},{abs(ore) % 100:02}"
