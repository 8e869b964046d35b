"""Reads CSV as it is made in Sweden: several encodings, any separator, titles above the headings."""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from samspelet_lib.data.cells import to_cells
from samspelet_lib.data.grid import NOTHING, Grid, UnreadableError
from samspelet_lib.data.matching import contains
from samspelet_lib.data.values import Refusal

SEPARATORS = (";", "\t", ",")
_LOOK_AT = 40  # lines that decide the separator
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")

NOT_TEXT = Refusal(
    "inte_text",
    "Filen är inte text i UTF-8, UTF-16 eller Windows-1252.",
    "Spara den som ”CSV UTF-8” från kalkylprogrammet.",
)
BAD_QUOTES = Refusal(
    "citattecken",
    "Ett citattecken öppnas men stängs inte, så att flera rader flyter ihop.",
    "Ta bort ensamma citattecken eller lämna uppgifterna som XLSX.",
)


def read_csv(path: Path) -> Grid:
    """The file's cells as text; the row numbers are those a spreadsheet shows.

    Raises:
        UnreadableError: the file is not text, or its quotes do not match.
    """
    text = decode(path.read_bytes())
    if not text.strip():
        return NOTHING
    lines = text.splitlines()
    separator = _separator(lines[:_LOOK_AT])
    width = max(line.count(separator) for line in lines) + 1
    cells = _parse(text, separator, width)
    if '"' in text:
        _check_quotes(cells, separator)
    return Grid("", to_cells(cells))


def decode(content: bytes) -> str:
    """The bytes as text, in the first encoding of those in use that fits.

    Raises:
        UnreadableError: none fits.
    """
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _BINARY.search(text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise UnreadableError(NOT_TEXT)


def _encodings(content: bytes) -> Iterable[str]:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return (encoding,)
    # UTF-16 without its mark: every other byte of Western text is zero.
    if content[1::2].count(0) > len(content) // 4:
        return ("utf-16-le",)
    if content[0::2].count(0) > len(content) // 4:
        return ("utf-16-be",)
    return ("utf-8", "cp1252")


def _separator(lines: list[str]) -> str:
    """The separator that gives the most rows of the same, greatest width."""

    def fit(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        commonest = max(set(widths), key=lambda width: (width > 1, widths.count(width), width))
        return (widths.count(commonest) if commonest > 1 else 0, commonest)

    return max(SEPARATORS, key=fit)


def _parse(text: str, separator: str, width: int) -> pd.DataFrame:
    try:
        cells = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            header=None,
            names=list(range(width)),
            dtype="str",
            keep_default_na=False,
            na_values=[""],
            skip_blank_lines=False,
            engine="c",
        )
    except pd.errors.ParserError as error:
        raise UnreadableError(BAD_QUOTES) from error
    cells.index = pd.RangeIndex(1, len(cells) + 1)
    return cells


def _check_quotes(cells: pd.DataFrame, separator: str) -> None:
    """Refuses cells that hold whole lines of the file: a stray quote has swallowed them."""
    swallowed = rf"\n[^\n]*{re.escape(separator)}[^\n]*\n|\n[^\n]*(?:{re.escape(separator)}[^\n]*){{2}}"
    for column in cells.columns:
        if contains(cells[column], swallowed).any():
            raise UnreadableError(BAD_QUOTES)
