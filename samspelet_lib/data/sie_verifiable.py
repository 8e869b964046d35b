"""Which sums of a SIE file nothing else in it can contradict: said out loud, since silence would look like proof."""

from samspelet_lib import swedish
from samspelet_lib.data.sie_books import Books
from samspelet_lib.data.sie_findings import FindingLog

GROUPS = {
    "vouchers": "att alla verifikationer är med",
    "accounts": "vilket konto en rad hör till",
    "objects": "vilket objekt en rad hör till",
    "months": "vilken månad en rad hör till",
    "budget": "budgeten",
    "previous_years": "tidigare år, konto för konto",
}


def unverified(books: Books, log: FindingLog, *, has_vouchers: bool, is_sealed: bool) -> tuple[str, ...]:
    """The names of the groups of sums that rest on their own rows alone; told as one finding.

    Args:
        books: the file as read.
        log: where the finding goes.
        has_vouchers: the file is of type 4.
        is_sealed: a checksum over everything agrees.
    """
    has_months = any(row.kind == "PSALDO" and row.year == 0 and not row.objects for row in books.periods)
    has_balances = bool(has_vouchers and books.sums("RES", 0) and books.sums("UB", 0))
    is_lone = {
        "vouchers": has_vouchers and not (has_months or has_balances),
        "accounts": not (has_months or has_balances),
        "objects": _has_lone_objects(books, has_vouchers=has_vouchers),
        "months": not has_months and books.dated_once > 0 if has_vouchers else has_months,
        "budget": any(row.kind == "PBUDGET" for row in books.periods),
        "previous_years": any(year < 0 for year in books.used_years),
    }
    groups = () if is_sealed else tuple(group for group, is_true in is_lone.items() if is_true)
    if groups:
        log.add("not_verifiable", 0, groups=swedish.enumerate_words([GROUPS[group] for group in groups]))
    return groups


def _has_lone_objects(books: Books, *, has_vouchers: bool) -> bool:
    """Whether a dimension is used with declared objects that no second row covers."""
    if not has_vouchers:
        return any(key in books.objects for key in books.used_objects)
    carried = {key for _, objects, _ in books.movements for key in objects}
    used = {key[0] for key in carried if key in books.objects}
    months = {key[0] for row in books.periods if row.kind == "PSALDO" and row.year == 0 for key in row.objects}
    closing = {key[0] for row in books.balances if row.kind == "OUB" and row.year == 0 for key in row.objects}
    return bool(used - months - closing)
