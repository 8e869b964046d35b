"""Downloads beside each table: the very table that the page shows, for people and for programs.

Every file is written from the tables on the page, so none can hold a number that the page does not show. In the
folder of a period, or of its working material:

- `data/<page>/<table>.csv`: for a spreadsheet; semicolon, decimal comma, byte order mark.
- `data/<page>/<table>.program.csv`: for a program; comma, decimal point, shares of 1 in place of per cent (RFC 4180).
- `data/<page>.xlsx`: all tables of the page, see `workbook`.

A mark such as `..` stands in the files as it stands on the page.
"""

import csv
import io
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from markupsafe import Markup

from samspelet_lib.publish.story import Story
from samspelet_lib.swedish import MINUS, NBSP

FOLDER = "data"
_NUMBER = re.compile(rf"{MINUS}?\d{{1,3}}(?:{NBSP}\d{{3}}|\d)*(?:,\d+)?(?:{NBSP}%)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula
_TABLE = re.compile(r'<table id="([^"]+)">.*?</table></div>(?:<p class="note">.*?</p>)*', re.DOTALL)


@dataclass(frozen=True)
class Amount:
    """A printed cell that is a number and nothing else.

    Attributes:
        value: the number as printed; a share of 1 where per cent is printed.
        decimals: as printed.
        is_percent: whether per cent is printed.
    """

    value: Decimal
    decimals: int
    is_percent: bool


def amount(cell: str) -> Amount | None:
    """The number that a printed cell holds; None where it holds anything else."""
    if not _NUMBER.fullmatch(cell):
        return None
    digits = cell.replace(NBSP, "").replace(MINUS, "-").replace(",", ".")
    is_percent = digits.endswith("%")
    value = Decimal(digits.rstrip("%"))
    decimals = len(digits.rstrip("%").partition(".")[2])
    return Amount(value.scaleb(-2) if is_percent else value, decimals, is_percent)


def heads(table: dict[str, Any]) -> list[str]:
    """The heads with their units, each only once in the table."""
    texts = [f"{c['label']} ({c['unit']})" if c["unit"] else str(c["label"]) for c in table["columns"]]
    return [text if text not in texts[:i] else f"{text} {texts[:i].count(text) + 1}" for i, text in enumerate(texts)]


def to_people_csv(table: dict[str, Any]) -> str:
    """The table for a spreadsheet with Swedish settings; no cell can become a formula."""
    return "\ufeff" + _written(table, [[_for_people(cell) for cell in row] for row in table["rows"]], ";")


def to_program_csv(table: dict[str, Any]) -> str:
    """The table for a program: numbers without blanks, per cent as a share of 1."""
    return _written(table, [[_for_programs(cell) for cell in row] for row in table["rows"]], ",")


def _for_people(cell: str) -> str:
    if amount(cell):
        return cell.replace(NBSP + "%", "%").replace(NBSP, "").replace(MINUS, "-")
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _for_programs(cell: str) -> str:
    found = amount(cell)
    return f"{found.value:f}" if found else cell.replace(NBSP, " ")


def _written(table: dict[str, Any], rows: Sequence[Sequence[str]], delimiter: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([heads(table), *rows])
    return text.getvalue()


def write_downloads(stage: Path, page: str, tables: Sequence[dict[str, Any]]) -> None:
    """The CSV files of a page's tables, below `stage`."""
    folder = stage / FOLDER / page
    for table in tables:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{table['anchor']}.csv").write_text(to_people_csv(table), encoding="utf-8", newline="")
        (folder / f"{table['anchor']}.program.csv").write_text(to_program_csv(table), encoding="utf-8", newline="")


def copy_downloads(before: Path, stage: Path, page: str) -> None:
    """The downloads of a page that stands, into the stage where it will stand again."""
    old, new = before / FOLDER, stage / FOLDER
    new.mkdir(exist_ok=True)
    if (old / page).is_dir():
        shutil.copytree(old / page, new / page, dirs_exist_ok=True)
    if (old / f"{page}.xlsx").is_file():
        shutil.copyfile(old / f"{page}.xlsx", new / f"{page}.xlsx")


def files_of(page: str, files: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """The page and its downloads among the noted files of a period's folder, each with its checksum."""
    own = [name for name in files if name == f"{FOLDER}/{page}.xlsx" or name.startswith(f"{FOLDER}/{page}/")]
    return [(name, files.get(name)) for name in (f"{page}.html", *own)]


def with_links(story: Story, page: str) -> Story:
    """The story with links to its files below each table."""
    captions = {table["anchor"]: table["caption"] for table in story.tables}

    def linked(found: re.Match[str]) -> str:
        if found[1] not in captions:
            return found[0]
        return found[0] + str(_links(f"{FOLDER}/{page}/{found[1]}", captions[found[1]]))

    parts = [replace(part, html=Markup(_TABLE.sub(linked, str(part.html)))) for part in story.parts]  # noqa: S704
    return replace(story, parts=tuple(parts))


def _links(address: str, caption: str) -> Markup:
    """Short for the eye, since they stand at their table; whole for who meets them in a list of links."""
    link = Markup('<a href="{}" download>{}<span class="unseen">: {}</span></a>')
    files = [(f"{address}.csv", "CSV för kalkylark"), (f"{address}.program.csv", "CSV för program")]
    both = Markup(" ").join(link.format(href, text, caption) for href, text in files)
    return Markup('<p class="downloads">{}</p>').format(both)
