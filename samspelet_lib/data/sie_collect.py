"""Gathers the events of a SIE file into books: what is declared, what is stated and what is booked.

Vouchers are summed as they pass and let go, so memory follows the number of accounts, objects and months,
not the number of vouchers. `#IB`, `#UB`, `#RES`, `#PSALDO` and `#PBUDGET` are kept, one small tuple a row.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from samspelet_lib.data.sie_books import Books
from samspelet_lib.data.sie_findings import FindingLog
from samspelet_lib.data.sie_model import Balance, PeriodAmount, Record, TransRow, VoucherHead
from samspelet_lib.data.sie_records import KNOWN_LABELS, Event, VoucherEnd, voucher_name
from samspelet_lib.data.sie_rows import (
    account_row,
    balance_row,
    dimension_row,
    object_balance_row,
    object_row,
    period_row,
    year_row,
)
from samspelet_lib.data.sie_series import Series
from samspelet_lib.data.sie_values import FaultyRow, account_field, text_field

OTHER_KEPT = 10_000
_HEADER = (
    "FLAGGA", "PROGRAM", "FORMAT", "GEN", "SIETYP", "PROSA", "FTYP", "FNR", "ORGNR", "BKOD", "ADRESS", "FNAMN",
    "TAXAR", "OMFATTN", "KPTYP", "VALUTA",
)  # fmt: skip


class Collector:
    """Takes the events one by one; `books` holds the result."""

    def __init__(self, log: FindingLog) -> None:
        self.log = log
        self.books = Books()
        self.is_open_at_end = False
        self._head: VoucherHead | None = None
        self._sum_ore = self._rows = 0
        self._records: dict[str, Callable[[Record], None]] = {
            "KONTO": self._account,
            "KTYP": self._account_detail,
            "ENHET": self._account_detail,
            "SRU": self._account_detail,
            "DIM": self._dimension,
            "UNDERDIM": self._dimension,
            "OBJEKT": self._object,
            "RAR": self._year,
            "KSUMMA": lambda _: None,
            **dict.fromkeys(("IB", "UB", "RES", "OIB", "OUB"), self._balance),
            **dict.fromkeys(("PSALDO", "PBUDGET"), self._period),
            **dict.fromkeys(_HEADER, self._header),
        }

    def take(self, event: Event) -> None:
        """Adds one event to the books."""
        if isinstance(event, TransRow):
            self._trans(event)
        elif isinstance(event, Record):
            self._record(event)
        elif isinstance(event, VoucherHead):
            self._voucher(event)
        else:
            self._voucher_end(event)

    def _record(self, record: Record) -> None:
        self.books.labels[record.label] += 1
        if record.label not in KNOWN_LABELS:
            self._unknown(record)
            return
        try:
            self._records[record.label](record)
        except FaultyRow as fault:
            self.log.add(fault.code, record.line, label=record.label, field=fault.field)

    def _unknown(self, record: Record) -> None:
        self.log.tally("unknown_label", record.line, record.label[:20])
        if len(self.books.other) < OTHER_KEPT:
            self.books.other.append(record)

    def _header(self, record: Record) -> None:
        texts = tuple(text_field(record, index) for index in range(len(record.fields)))
        if self.books.header.setdefault(record.label, texts) is not texts:
            self.log.tally("header_repeated", record.line, record.label)

    def _year(self, record: Record) -> None:
        year = year_row(record, self.log)
        if year is not None and self.books.years.setdefault(year.index, year) is not year:
            self.log.add("year_repeated", record.line, year=year.index)

    def _account(self, record: Record) -> None:
        account = account_row(record, self.log)
        if self.books.accounts.setdefault(account.number, account) is not account:
            self.log.tally("account_repeated", record.line, account.number)

    def _account_detail(self, record: Record) -> None:
        """What `#KTYP`, `#ENHET` and `#SRU` say of an account already declared."""
        number, value = account_field(record, 0, self.log), text_field(record, 1)
        account = self.books.accounts.get(number)
        if account is None:
            self.books.used_accounts.note(number, record.line)
            return
        if record.label == "SRU":
            detailed = replace(account, sru=(*account.sru, value))
        else:
            detailed = replace(account, kind=value) if record.label == "KTYP" else replace(account, unit=value)
        self.books.accounts[number] = detailed

    def _dimension(self, record: Record) -> None:
        dimension = dimension_row(record)
        self.books.dimensions.setdefault(dimension.number, dimension)

    def _object(self, record: Record) -> None:
        key, name = object_row(record)
        if key in self.books.objects:
            self.log.tally("object_repeated", record.line, ":".join(key))
        self.books.objects.setdefault(key, name)

    def _balance(self, record: Record) -> None:
        read = object_balance_row if record.label in {"OIB", "OUB"} else balance_row
        row = read(record, self.log)
        self.books.balances.append(row)
        self._used(row)

    def _period(self, record: Record) -> None:
        row = period_row(record, self.log)
        self.books.periods.append(row)
        self._used(row)

    def _used(self, row: Balance | PeriodAmount) -> None:
        self.books.used_accounts.note(row.account, row.line)
        self.books.used_years.note(row.year, row.line)
        for key in row.objects:
            self.books.used_objects.note(key, row.line)

    def _voucher(self, head: VoucherHead) -> None:
        self.is_open_at_end = True
        self._head, self._sum_ore, self._rows = head, 0, 0
        self.books.labels["VER"] += 1
        self.books.series.setdefault(head.series, Series(head.line)).add(head.number)

    def _trans(self, row: TransRow) -> None:
        books = self.books
        books.labels[row.kind] += 1
        self._rows += 1
        if row.kind != "TRANS":
            return
        self._sum_ore += row.amount_ore
        head_day = self._head.day if self._head else None
        day = row.day or head_day
        if day != head_day and head_day is not None:
            self.log.tally("row_date_differs", row.line)
        books.dated_once += row.day is None or day != head_day
        month = day.isoformat()[:7] if day else ""
        sums = books.movements.setdefault((row.account, row.objects, month), [0, 0])
        sums[0] += row.amount_ore
        sums[1] += 1
        books.used_days.note(day, row.line)
        books.used_accounts.note(row.account, row.line)
        for key in row.objects:
            books.used_objects.note(key, row.line, row.amount_ore)

    def _voucher_end(self, end: VoucherEnd) -> None:
        self.is_open_at_end = not end.is_closed
        if self._head is None:
            return
        voucher, line = voucher_name(self._head), self._head.line
        if not self._rows:
            self.log.add("voucher_empty", line, voucher=voucher)
        elif self._sum_ore:
            self.log.add("voucher_unbalanced", line, voucher=voucher, sum_ore=self._sum_ore)
        self._head = None


def collect(events: Iterable[Event], log: FindingLog) -> Collector:
    """The collector with every event taken."""
    collector = Collector(log)
    for event in events:
        collector.take(event)
    return collector
