"""What tests of the SIE reader share: reading bytes as a file, and looking at what was found."""

from collections import Counter
from pathlib import Path

from sie_writer import SMALL, Layout, to_sie

from samspelet_lib.data.sie import read_sie
from samspelet_lib.data.sie_model import Level, SieFile, SieFinding

FULL = Layout(has_months=True, has_object_balances=True)


def read_content(folder: Path, content: bytes | str) -> SieFile:
    """The ledger of bytes, or of text in CP437."""
    path = folder / "prov.se"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("cp437"))
    return read_sie(path)


def altered(old: str, new: str, layout: Layout = FULL) -> str:
    """The small ledger with one place in its text changed."""
    text = to_sie(SMALL, layout).decode("cp437")
    assert text.count(old) == 1, (old, text.count(old))
    return text.replace(old, new)


def codes(ledger: SieFile) -> set[str]:
    """The kinds of findings."""
    return {finding.code for finding in ledger.findings}


def found(ledger: SieFile, code: str) -> SieFinding:
    """The only finding of the kind."""
    (finding,) = [finding for finding in ledger.findings if finding.code == code]
    return finding


def differences(ledger: SieFile) -> list[SieFinding]:
    """The findings that touch a figure."""
    return [finding for finding in ledger.findings if finding.level is Level.DIFFERENCE]


def sums(ledger: SieFile) -> Counter[str]:
    """Öre per account of the vouchers."""
    total: Counter[str] = Counter()
    for row in ledger.movements:
        total[row.account] += row.amount_ore
    return total


def object_sums(ledger: SieFile) -> Counter[str]:
    """Öre per object `1:Nord` of the vouchers."""
    total: Counter[str] = Counter()
    for row in ledger.movements:
        for key in row.objects:
            total[":".join(key)] += row.amount_ore
    return total
