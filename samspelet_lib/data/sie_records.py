"""The records of a SIE file as they stream by: lines cut into fields, vouchers opened and closed.

`records` cuts lines; `events` turns the lines between `#VER` and `}` into heads, rows and ends, and lets all
other records through. Memory does not grow with the file. What is out of place is told, and every readable
`#TRANS` counts wherever it stands.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from samspelet_lib.data.sie_findings import FindingLog
from samspelet_lib.data.sie_lexer import lex
from samspelet_lib.data.sie_model import Objects, Record, TransRow, VoucherHead
from samspelet_lib.data.sie_values import (
    FaultyRow,
    account_field,
    amount_field,
    day_field,
    objects_field,
)

TRANS_LABELS = frozenset({"TRANS", "RTRANS", "BTRANS"})

# The most fields each label has, a quantity after the amount counted in.
KNOWN_LABELS = {
    "FLAGGA": 1, "PROGRAM": 2, "FORMAT": 1, "GEN": 2, "SIETYP": 1, "PROSA": 1, "FTYP": 1, "FNR": 1, "ORGNR": 3,
    "BKOD": 1, "ADRESS": 4, "FNAMN": 1, "RAR": 3, "TAXAR": 1, "OMFATTN": 1, "KPTYP": 1, "VALUTA": 1,
    "KONTO": 2, "KTYP": 2, "ENHET": 2, "SRU": 2, "DIM": 2, "UNDERDIM": 3, "OBJEKT": 3,
    "IB": 4, "UB": 4, "RES": 4, "OIB": 5, "OUB": 5, "PSALDO": 6, "PBUDGET": 6,
    "VER": 6, "TRANS": 7, "RTRANS": 7, "BTRANS": 7, "KSUMMA": 1,
}  # fmt: skip


class VoucherEnd(NamedTuple):
    """The voucher that was open is over."""

    line: int
    is_closed: bool


Event: TypeAlias = Record | VoucherHead | TransRow | VoucherEnd


def records(lines: Iterable[tuple[int, str]], log: FindingLog) -> Iterator[Record]:
    """The lines that begin with a label or are a lone brace; other lines are told, blank ones passed over."""
    for number, line in lines:
        if not line or line.isspace():
            continue
        label, fields, is_whole = lex(line)
        if not label:
            log.add("not_a_label", number)
            continue
        if not is_whole:
            log.add("line_syntax", number)
        yield Record(number, label, fields)


class _Vouchers:
    """Where in a voucher the stream is: outside, after `#VER`, or between its braces."""

    def __init__(self, log: FindingLog) -> None:
        self.log = log
        self.head: VoucherHead | None = None
        self.has_brace = False
        self.promised: TransRow | None = None

    @property
    def name(self) -> str:
        return voucher_name(self.head) if self.head else ""

    def head_met(self, record: Record) -> Sequence[Event]:
        ended = self.left_open(record.line)
        self.head = _voucher_head(record, self.log)
        return (*ended, self.head)

    def opening(self, record: Record) -> Sequence[Event]:
        is_unexpected = self.head is None or self.has_brace
        if is_unexpected:
            self.log.add("brace_unexpected", record.line)
        self.has_brace = True
        return () if self.head else (self._nameless(record.line),)

    def closing(self, record: Record) -> Sequence[Event]:
        if self.head is None or not self.has_brace:
            self.log.add("brace_unexpected", record.line)
        return (self._end(record.line, is_closed=True),) if self.head else ()

    def row(self, record: Record) -> Sequence[Event]:
        if not self.has_brace:
            self.log.add("row_outside_voucher", record.line, label=record.label)
        nameless = () if self.head else (self._nameless(record.line),)
        row = _trans_row(record, self.log)
        if row is None:
            return nameless
        self._keep_promise(row)
        return (*nameless, row)

    def other(self, record: Record) -> Sequence[Event]:
        if self.head is not None:
            self.log.add("label_in_voucher", record.line, label=record.label)
        return (record,)

    def left_open(self, line: int) -> Sequence[Event]:
        if self.head is None:
            return ()
        self.log.add("voucher_not_closed", self.head.line, voucher=self.name)
        return (self._end(line, is_closed=False),)

    def _nameless(self, line: int) -> VoucherHead:
        self.head = VoucherHead("", "", None, "", line)
        return self.head

    def _end(self, line: int, *, is_closed: bool) -> VoucherEnd:
        self._break_promise()
        self.head, self.has_brace = None, False
        return VoucherEnd(line, is_closed)

    def _keep_promise(self, row: TransRow) -> None:
        """A `#RTRANS` promises that its own `#TRANS` comes next."""
        if self.promised is not None and row[:4] == ("TRANS", *self.promised[1:4]):
            self.promised = None
        self._break_promise()
        self.promised = row if row.kind == "RTRANS" else None

    def _break_promise(self) -> None:
        if self.promised is not None:
            self.log.add("correction_without_row", self.promised.line, account=self.promised.account)
            self.promised = None


def events(stream: Iterable[Record], log: FindingLog) -> Iterator[Event]:
    """The records with vouchers resolved: a head, its rows and its end; other records as they are."""
    vouchers = _Vouchers(log)
    met: dict[str, Callable[[Record], Sequence[Event]]] = {
        "VER": vouchers.head_met,
        "{": vouchers.opening,
        "}": vouchers.closing,
        **dict.fromkeys(TRANS_LABELS, vouchers.row),
    }
    line = 0
    for record in stream:
        line = record.line
        if len(record.fields) > KNOWN_LABELS.get(record.label, len(record.fields)):
            log.tally("extra_fields", line, record.label)
        yield from met.get(record.label, vouchers.other)(record)
    yield from vouchers.left_open(line)


def voucher_name(head: VoucherHead) -> str:
    """How people name a voucher: series and number, or the line where neither is given."""
    return f"{head.series} {head.number}".strip() or f"på rad {head.line}"


def _voucher_head(record: Record, log: FindingLog) -> VoucherHead:
    texts = [field if isinstance(field, str) else "" for field in (*record.fields, "", "", "", "")]
    if not texts[2]:
        log.add("row_incomplete", record.line, label=record.label, field="datum")
    return VoucherHead(texts[0], texts[1], day_field(record, 2, log), texts[3], record.line)


def _trans_row(record: Record, log: FindingLog) -> TransRow | None:
    try:
        account = account_field(record, 0, log)
        objects, index = _trans_objects(record, log)
        amount_ore = amount_field(record, index, log)
        day = day_field(record, index + 1, log)
    except FaultyRow as fault:
        log.add(fault.code, record.line, label=record.label, field=fault.field)
        return None
    if index == 1:
        log.tally("object_list_missing", record.line, record.label)
    text = record.fields[index + 2] if len(record.fields) > index + 2 else ""
    shown = text if isinstance(text, str) else ""
    return TransRow(record.label, account, objects, amount_ore, day, shown, record.line)


def _trans_objects(record: Record, log: FindingLog) -> tuple[Objects, int]:
    """The row's objects, and where its amount stands."""
    if len(record.fields) == 1 or isinstance(record.fields[1], str):
        return (), 1
    try:
        return objects_field(record, 1), 2
    except FaultyRow:
        log.add("objects_unreadable", record.line, label=record.label)
        return (), 2
