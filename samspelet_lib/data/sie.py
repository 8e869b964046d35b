"""Reads SIE files of types 1–4, reconciles them and says what does not agree.

`read_sie` gives the file's figures and findings; `iter_vouchers` gives the vouchers one by one. Both stream:
the number of vouchers does not matter to memory. Nothing is dropped in silence, and nothing is guessed.

Source: SIE filformat 4B (2008-09-30).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from samspelet_lib.data.sie_books import Books
from samspelet_lib.data.sie_bytes import Survey, survey, text_lines
from samspelet_lib.data.sie_checksum import Checksum
from samspelet_lib.data.sie_collect import Collector
from samspelet_lib.data.sie_declared import check_declared, sie_type
from samspelet_lib.data.sie_findings import FindingLog
from samspelet_lib.data.sie_model import Counts, Record, SieFile, TransRow, Voucher, VoucherHead
from samspelet_lib.data.sie_objects import reconcile_objects
from samspelet_lib.data.sie_periods import reconcile_periods
from samspelet_lib.data.sie_reconcile import reconcile_balances
from samspelet_lib.data.sie_records import VoucherEnd, events, records
from samspelet_lib.data.sie_refusals import check_bytes, check_content, check_end, refused
from samspelet_lib.data.sie_verifiable import unverified


def read_sie(path: Path) -> SieFile:
    """The ledger file, read and reconciled, with everything that does not agree in `findings`.

    Raises:
        RefusedError: the file is not SIE 1–4, or is cut off.
    """
    found, log = _surveyed(path), FindingLog()
    collector, checksum, lines = Collector(log), Checksum(found.codec), _Lines()
    stream = records(lines.counted(text_lines(path, found, log)), log)
    for event in events(_followed(stream, checksum), log):
        collector.take(event)
    books = collector.books
    check_content(path.name, books)
    is_open = collector.is_open_at_end and not checksum.is_ended
    check_end(path.name, log, lines.count if found.has_open_end else 0, is_open=is_open)
    type_name, groups = _reconciled(books, log, is_sealed=checksum.verify(log))
    about = {"name": path.name, "encoding": found.encoding, "sie_type": type_name}
    return _finished(books, counts=_counts(books, lines.count), unverified=groups, findings=log.findings(), **about)


def iter_vouchers(path: Path) -> Iterator[Voucher]:
    """The vouchers in the file's order, with their rows; `#RTRANS` and `#BTRANS` are among the rows.

    Faults are those of `read_sie`, which is where they are told.

    Raises:
        RefusedError: the file is empty, binary or of another kind.
    """
    found, log = _surveyed(path), FindingLog()
    head: VoucherHead | None = None
    rows: list[TransRow] = []
    for event in events(records(text_lines(path, found, log), log), log):
        if isinstance(event, VoucherHead):
            head, rows = event, []
        elif isinstance(event, TransRow):
            rows.append(event)
        elif isinstance(event, VoucherEnd) and head is not None:
            yield Voucher(head, tuple(rows))


class _Lines:
    """How many lines have passed."""

    count = 0

    def counted(self, lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        for line in lines:
            self.count = line[0]
            yield line


def _surveyed(path: Path) -> Survey:
    try:
        found = survey(path)
    except OSError as error:
        raise refused(path.name, "Filen finns inte eller går inte att öppna.", "Rätta sökvägen.") from error
    check_bytes(path.name, found)
    return found


def _followed(stream: Iterable[Record], checksum: Checksum) -> Iterator[Record]:
    for record in stream:
        checksum.follow(record)
        yield record


def _reconciled(books: Books, log: FindingLog, *, is_sealed: bool) -> tuple[str, tuple[str, ...]]:
    """The file's type and the groups of sums that nothing else in it can contradict."""
    type_name = sie_type(books, log)
    has_vouchers = type_name.startswith("4")
    check_declared(books, log)
    for name, series in books.series.items():
        series.check(name, log)
    reconcile_balances(books, log, has_vouchers=has_vouchers)
    reconcile_periods(books, log, has_vouchers=has_vouchers)
    reconcile_objects(books, log, has_vouchers=has_vouchers)
    return type_name, unverified(books, log, has_vouchers=has_vouchers, is_sealed=is_sealed)


def _finished(books: Books, **rest: Any) -> SieFile:
    return SieFile(
        header=books.header,
        years=tuple(sorted(books.years.values(), key=lambda year: -year.index)),
        accounts=dict(sorted(books.accounts.items())),
        dimensions=dict(sorted(books.dimensions.items())),
        objects=dict(sorted(books.objects.items())),
        balances=tuple(books.balances),
        periods=tuple(books.periods),
        movements=books.sorted_movements(),
        other=tuple(books.other),
        **rest,
    )


def _counts(books: Books, lines: int) -> Counts:
    labels = books.labels
    return Counts(lines, *(labels[label] for label in ("VER", "TRANS", "RTRANS", "BTRANS")))
