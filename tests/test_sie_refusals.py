"""What the SIE reader refuses, and in which words."""

from pathlib import Path

import pytest
from sie_reading import read_content
from sie_writer import SMALL, to_sie

from samspelet_lib.data.sie import read_sie
from samspelet_lib.errors import RefusedError

REFUSED = {
    "tom": b"",
    "bara blanka": b"\r\n \r\n\x1a",
    "sie 5": b'\xef\xbb\xbf<?xml version="1.0"?>\n<Sie xmlns="http://www.sie.se/sie5"><FileInfo/></Sie>',
    "webbsida": b"\n<!DOCTYPE html>\n<html><body>Logga in</body></html>",
    "xml": b'<?xml version="1.0"?><faktura/>',
    "pdf": b"%PDF-1.7\n1 0 obj",
    "excel": b"PK\x03\x04\x14\x00\x06\x00",
    "utf-16": "#FLAGGA 0\r\n".encode("utf-16"),
    "binär": bytes(range(256)) * 20,
    "annan text": b"Konto;Belopp\r\n1930;100\r\n",
    "bara huvud": to_sie(SMALL)[:80],
    "mitt i en verifikation": to_sie(SMALL)[:-30],
    "mitt i en rad": to_sie(SMALL).partition(b"#UB 0 1930")[0] + b"#UB 0 19",
    "före kontot": to_sie(SMALL).partition(b"#UB 0 1930")[0] + b"#PBUDGET 0 202601",
    "huvud på verifikation": to_sie(SMALL).rpartition(b"{")[0],
}
WORDS = {
    "tom": "tom",
    "bara blanka": "tom",
    "sie 5": "SIE 5",
    "webbsida": "webbsida",
    "xml": "XML",
    "pdf": "PDF",
    "excel": "Excelfil",
    "utf-16": "UTF-16",
    "binär": "binär",
    "annan text": "inga SIE-rader",
    "bara huvud": "sidhuvudet",
    "mitt i en verifikation": "mitt i en verifikation",
    "mitt i en rad": "mitt i en rad",
    "före kontot": "mitt i en rad",
    "huvud på verifikation": "mitt i en verifikation",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_ledger_is_refused_in_plain_words(tmp_path, kind):
    """Other formats, binary, empty and cut files are refused with what they are and what to do."""
    with pytest.raises(RefusedError, match=WORDS[kind]) as refusal:
        read_content(tmp_path, REFUSED[kind])

    (fault,) = refusal.value.faults
    assert fault.file == "prov.se"
    assert fault.remedy


def test_a_missing_file_is_refused():
    """A path that does not exist is the user's mistake, told without a traceback."""
    with pytest.raises(RefusedError, match="finns inte"):
        read_sie(Path("finns-inte.se"))


def test_a_line_without_end_is_read_in_bounded_pieces(tmp_path):
    """A file that is one endless line is refused, not swallowed."""
    with pytest.raises(RefusedError, match="inga SIE-rader"):
        read_content(tmp_path, b"x" * 5_000_000)
