"""Random damage to ledger files, and what may come of it: an answer, a refusal, never another sum unsaid."""

import random
from collections import Counter
from pathlib import Path

from samspelet_lib.data.sie import iter_vouchers, read_sie
from samspelet_lib.data.sie_model import SieFile
from samspelet_lib.errors import RefusedError

# Bytes that carry the format, besides any byte at all.
_TELLING = b'#{}" \t\r\n-.,0123456789ABERSTUV\\'
_MOST_CHANGES = 3


def damaged(content: bytes, seed: int) -> bytes:
    """The bytes with one of them changed, added or taken away; with an even seed up to three."""
    chance = random.Random(seed)
    changed = bytearray(content)
    for _ in range(1 if seed % 2 else chance.randint(1, _MOST_CHANGES)):
        place = chance.randrange(len(changed))
        byte = chance.choice(_TELLING) if chance.random() < 0.6 else chance.randrange(256)
        kind = chance.randrange(3)
        if kind == 0:
            changed[place] = byte
        elif kind == 1:
            changed.insert(place, byte)
        else:
            del changed[place]
    return bytes(changed)


class Original:
    """An undamaged file: its sums by group, and what it says of itself."""

    def __init__(self, path: Path) -> None:
        self.content = path.read_bytes()
        ledger = read_sie(path)
        self.sums = _sums(ledger, path)
        self.findings = _findings(ledger)
        self.unverified = set(ledger.unverified)

    def unsaid(self, path: Path) -> list[str]:
        """The groups whose sums differ in the damaged file, with nothing said; empty when all is well.

        A group the original itself declares unverifiable may differ: nothing in the file can tell.
        """
        try:
            ledger = read_sie(path)
        except RefusedError:
            return []
        if not _findings(ledger) <= self.findings:
            return []
        sums = _sums(ledger, path)
        return [group for group in sums if group not in self.unverified and sums[group] != self.sums[group]]


def _findings(ledger: SieFile) -> Counter[tuple[str, str]]:
    """Findings without their lines, which move when a line end is added."""
    return Counter((finding.code, finding.message) for finding in ledger.findings)


def _sums(ledger: SieFile, path: Path) -> dict[str, object]:
    """Every sum a reader could take from the file, by the groups of `unverified`; `amounts` is never excused."""
    this_year = [row for row in ledger.balances if row.year == 0]
    earlier = [row for row in ledger.balances if row.year != 0]
    accounts = [(*row[:3], row.amount_ore) for row in this_year if not row.objects]
    months = [row for row in ledger.periods if row.kind == "PSALDO"]
    return {
        "accounts": (_added((row.account, row.amount_ore) for row in ledger.movements), sorted(accounts)),
        "objects": (
            _added((key, row.amount_ore) for row in ledger.movements for key in row.objects),
            sorted(row[:5] for row in this_year if row.objects),
            sorted(row[:6] for row in months if row.objects and row.year == 0),
        ),
        "months": (
            _added(((row.account, row.month), row.amount_ore) for row in ledger.movements),
            sorted(row[:6] for row in months if not row.objects and row.year == 0),
        )
        if "accounts" not in ledger.unverified
        else _added((row.month, row.amount_ore) for row in ledger.movements),
        "budget": sorted(row[:6] for row in ledger.periods if row.kind == "PBUDGET"),
        "previous_years": (sorted(row[:5] for row in earlier), sorted(row[:6] for row in months if row.year != 0)),
        "previous_totals": _previous_totals(ledger),
        "amounts": sorted(
            row.amount_ore for voucher in iter_vouchers(path) for row in voucher.rows if row.kind == "TRANS"
        ),
    }


def _previous_totals(ledger: SieFile) -> dict[str, int]:
    """The sums of the year before, which `#IB`, `#UB` and `#RES` hold together where all three are given."""
    earlier = [row for row in ledger.balances if row.year == -1 and not row.objects]
    totals = _added((row.kind, row.amount_ore) for row in earlier)
    return totals if {row.kind for row in earlier} == {"IB", "UB", "RES"} else {}


def _added(pairs) -> dict[object, int]:
    total: Counter[object] = Counter()
    for key, ore in pairs:
        total[key] += ore
    return {key: ore for key, ore in total.items() if ore}
