"""What is not a SIE 1–4 file, refused in plain words with what to do instead."""

import codecs
import re

from samspelet_lib.data.sie_books import Books
from samspelet_lib.data.sie_bytes import Survey
from samspelet_lib.data.sie_findings import FindingLog
from samspelet_lib.data.sie_records import KNOWN_LABELS
from samspelet_lib.errors import Fault, RefusedError

_EXPORT = "Exportera bokföringen som SIE 4 (typ 4E) ur ekonomisystemet och försök igen."
_CONTROL_SHARE = 100  # one byte of this many
_CONTENT = ("KONTO", "VER", "IB", "UB", "RES", "OIB", "OUB", "PSALDO", "PBUDGET")
_CUT_CODES = frozenset({
    "row_incomplete", "line_syntax", "not_a_label", "object_list_faulty", "month_unreadable", "account_number_missing",
})  # fmt: skip
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FOREIGN = (
    (re.compile(rb"<sie[ >:]|sie\.se/sie5", re.IGNORECASE), "Filen är SIE 5 (XML), som inte kan läsas."),
    (re.compile(rb"<!doctype html|<html", re.IGNORECASE), "Filen är en webbsida, inte en SIE-fil."),
    (re.compile(rb"\s*<\?xml", re.IGNORECASE), "Filen är XML, inte en SIE-fil av typ 1–4."),
    (re.compile(rb"%PDF"), "Filen är en PDF, inte en SIE-fil."),
    (re.compile(rb"PK\x03\x04"), "Filen är ett zip-arkiv eller en Excelfil, inte en SIE-fil."),
)


def refused(name: str, problem: str, remedy: str = _EXPORT) -> RefusedError:
    """The refusal of one file."""
    return RefusedError(f"{name} kan inte läsas som bokföring.", [Fault(name, "", problem, remedy)])


def check_bytes(name: str, found: Survey) -> None:
    """Stops at bytes that cannot be a SIE file.

    Raises:
        RefusedError: the file is empty, binary or of another kind.
    """
    head = found.head.removeprefix(codecs.BOM_UTF8)
    if not head.strip(b"\0\t\r\n\x1a "):
        raise refused(name, "Filen är tom.")
    if head.startswith(_UTF16):
        raise refused(name, "Filen är i UTF-16, som SIE inte tillåter.")
    start = head.lstrip()
    if not start.startswith(b"#"):
        for pattern, problem in _FOREIGN:
            if pattern.match(start) or (start.startswith(b"<") and pattern.search(start)):
                raise refused(name, problem)
    if _CONTROL_SHARE * found.controls > found.size:
        raise refused(name, "Filen är binär, inte text.")


def check_content(name: str, books: Books) -> None:
    """Stops at text that is not a SIE file, or is only the beginning of one.

    Raises:
        RefusedError: no SIE rows, or a header alone.
    """
    if not any(books.labels[label] for label in KNOWN_LABELS):
        raise refused(name, "Filen innehåller inga SIE-rader (#FLAGGA, #KONTO, #VER …).")
    if not any(books.labels[label] for label in _CONTENT):
        raise refused(name, "Filen slutar redan i sidhuvudet: den är avhuggen eller tom på bokföring.")


def check_end(name: str, log: FindingLog, last_line: int, *, is_open: bool) -> None:
    """Stops at a file that ends in the middle of a voucher or a row.

    Args:
        name: the file.
        log: what has been found so far.
        last_line: the last line when it lacks its line end, otherwise 0.
        is_open: the file ends inside a voucher.

    Raises:
        RefusedError: the file is cut off.
    """
    is_cut = last_line and any(finding.line == last_line and finding.code in _CUT_CODES for finding in log.findings())
    if is_open or is_cut:
        where = "mitt i en verifikation" if is_open else "mitt i en rad"
        raise refused(name, f"Filen är avhuggen: den slutar {where}.")
