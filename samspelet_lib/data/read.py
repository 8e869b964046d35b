"""The one door for deliveries: a folder, a file or frames in, checked tables out.

Everything that is wrong is told at once. A personnummer anywhere stops the run before a row is used; a file
or sheet that cannot be read is refused and the others go on. Rows stay in this room.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pandas.api.types import is_bool_dtype
from pyarrow import parquet

from samspelet_lib.data.cells import to_cells
from samspelet_lib.data.declared import Named, read_leverans, read_name
from samspelet_lib.data.delivery import Count, Declared, Deliveries, Finding, Source
from samspelet_lib.data.grid import NOTHING, Grid, UnreadableError
from samspelet_lib.data.guard import BROKEN, HAS_MACROS, check_size
from samspelet_lib.data.identity import check_places, mask
from samspelet_lib.data.lookups import Lookups, spellings
from samspelet_lib.data.merge import Merged, Sheet, merge
from samspelet_lib.data.read_csv import read_csv
from samspelet_lib.data.read_workbook import read_workbook
from samspelet_lib.data.rows import Rows, to_rows
from samspelet_lib.data.search import identity_places
from samspelet_lib.data.sheet import Mapped, map_sheet
from samspelet_lib.data.tables import SOURCE, load_tables
from samspelet_lib.data.values import Refusal
from samspelet_lib.errors import UsageError
from samspelet_lib.swedish import to_id

_WORKBOOKS = {".xlsx", ".xls", ".ods"}
_TEXTS = {".csv", ".tsv", ".txt"}
_LEDGERS = {".se", ".si", ".sie"}
_HELP = re.compile(r"(?:readme|las_?mig|las_forst|att_ratta)", re.IGNORECASE)
_HELP_SHEET = re.compile(r"las_mig.*|las_forst.*|instruktion(?:er)?|listor|om_.*")
_UNNAMED_SHEET = re.compile(r"(?:blad|sheet|tabell|ark)?_?\d*")
_LEVERANS = "leverans"

NO_TABLE = Refusal(
    "okand_tabell",
    "Det går inte att se vilken tabell uppgifterna hör till.",
    "Ge bladet eller filen tabellens namn, till exempel ”Deltagare”.",
)
OTHER_KIND = Refusal(
    "okant_filslag",
    "Filen är inget kalkylblad.",
    "Lämna uppgifterna som XLSX, XLS, ODS, CSV eller Parquet.",
)


@dataclass
class _Reading:
    """What has been read so far of a folder."""

    lookups: Lookups
    names: list[str] = field(default_factory=list)  # of every file, also those not read
    grids: list[tuple[str, Grid]] = field(default_factory=list)  # file name and sheet
    findings: list[Finding] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    mapped: dict[str, dict[int, Mapped]] = field(default_factory=dict)  # table → number → sheet

    def refuse(self, source: Source, refusal: Refusal, rows: int = 0) -> None:
        """Notes that a file or a sheet cannot be read."""
        self.findings.append(
            Finding(
                source,
                0,
                "",
                level="file",
                reason=refusal.reason,
                problem=refusal.problem,
                remedy=refusal.remedy,
            )
        )
        self.counts.append(Count(source, rows, 0, rows, 0))


def read_deliveries(path: Path, lookups: Lookups) -> Deliveries:
    """Every delivery in a folder, or one file, checked and put together.

    Raises:
        UsageError: the path does not exist.
        DisclosureError: a personnummer or samordningsnummer stands somewhere.
    """
    if not path.exists():
        raise UsageError(f"Det finns ingen fil eller mapp ”{path.name}” att läsa leveranser ur.")
    reading = _Reading(lookups)
    for file, name in _files(path):
        _read_file(reading, file, name)
    return _finish(reading)


def read_frames(frames: Mapping[str, pd.DataFrame], lookups: Lookups, *, name: str) -> Deliveries:
    """Tables that came as frames, from a database, checked in the same way as files.

    Args:
        frames: table id → frame with the table's column ids or labels as column names.
        lookups: what params allow.
        name: what to call the database in texts.

    Raises:
        DisclosureError: a personnummer or samordningsnummer stands somewhere.
    """
    reading = _Reading(lookups)
    reading.grids = [(name, _from_frame(frame, table).without_blank_rows()) for table, frame in frames.items()]
    return _finish(reading)


def _files(path: Path) -> list[tuple[Path, str]]:
    """The files to read with the names they go by, in the order of the names."""
    if path.is_file():
        return [(path, path.name)]
    found = [(file, file.relative_to(path).as_posix()) for file in path.rglob("*") if file.is_file()]
    return sorted(((file, name) for file, name in found if not _is_hidden(name)), key=lambda pair: pair[1])


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "~$")) for part in name.split("/"))


def _read_file(reading: _Reading, file: Path, name: str) -> None:
    kind = file.suffix.lower()
    reading.names.append(name)
    if kind in _LEDGERS or reading.lookups.is_ledger(file.name) or _HELP.match(to_id(file.stem)):
        reading.passed_over.append(mask(name))
        return
    try:
        grids = _grids(file, kind)
    except UnreadableError as error:
        reading.refuse(Source(name, "", ""), error.refusal)
        return
    reading.grids += [(name, grid.without_blank_rows()) for grid in grids]


def _grids(file: Path, kind: str) -> list[Grid]:
    if kind in _WORKBOOKS:
        return read_workbook(file)
    if kind in {".xlsm", ".xlsb", ".xltm"}:
        raise UnreadableError(HAS_MACROS)
    check_size(file)
    if kind in _TEXTS:
        return [read_csv(file)]
    if kind == ".parquet":
        return [_read_parquet(file)]
    raise UnreadableError(OTHER_KIND)


def _read_parquet(file: Path) -> Grid:
    try:
        frame = parquet.read_table(file).to_pandas()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise UnreadableError(BROKEN) from error
    return _from_frame(frame, "")


def _from_frame(frame: pd.DataFrame, sheet: str) -> Grid:
    """The frame as a sheet with its column names on row 0 and its first row on row 1.

    Truth values become words: in a column of objects they would equal 0 and 1.
    """
    cells = frame.set_axis(range(len(frame.columns)), axis="columns")
    cells = cells.apply(lambda column: column.map({True: "ja", False: "nej"}) if is_bool_dtype(column) else column)
    cells.index = pd.RangeIndex(1, len(cells) + 1)
    return Grid(sheet, to_cells(cells), headings=tuple(str(name) for name in frame.columns))


def _finish(reading: _Reading) -> Deliveries:
    searched = [*((name, NOTHING) for name in reading.names), *reading.grids]
    check_places([place for name, grid in searched for place in identity_places(name, grid)])
    by_file: dict[str, list[Grid]] = {}
    for name, grid in reading.grids:
        by_file.setdefault(name, []).append(grid)
    named = {name: read_name(Path(name).stem, reading.lookups) for name in by_file}
    for name, grids in by_file.items():
        _place_sheets(reading, name, [grid for grid in grids if len(grid.cells.rows)], named=named[name])
    declared = {name: (said.declared,) for name, said in named.items()}
    leverans = _rows(reading, _LEVERANS, declared)
    return _deliveries(reading, declared, declared | _declared_in(reading, leverans))


def _place_sheets(reading: _Reading, file: str, grids: list[Grid], *, named: Named) -> None:
    """Finds each sheet's table and columns; the Leverans sheet first, for it tells of the others."""
    found: list[tuple[Grid, str]] = []
    for grid in grids:
        if grid.sheet and _HELP_SHEET.fullmatch(to_id(grid.sheet)) and not _table_of(grid, named):
            reading.passed_over.append(f"{file}, blad {grid.sheet}")
        elif table := _table_of(grid, named):
            found.append((grid, table))
        else:
            reading.refuse(Source(file, grid.sheet, ""), NO_TABLE, rows=len(grid.cells.rows))
    for grid, table in sorted(found, key=lambda pair: pair[1] != _LEVERANS):
        _map_sheet(reading, Source(file, grid.sheet, table), grid)


def _table_of(grid: Grid, named: Named) -> str:
    """The id of the table in a sheet, by its name, or by the file's when it has none of its own."""
    folded = to_id(grid.sheet)
    if folded in _table_names():
        return _table_names()[folded]
    is_unnamed = _UNNAMED_SHEET.fullmatch(folded) is not None
    return named.tables[0] if is_unnamed and len(named.tables) == 1 else ""


@cache
def _table_names() -> Mapping[str, str]:
    return spellings({table.id: table.label for table in load_tables().values()})


def _map_sheet(reading: _Reading, source: Source, grid: Grid) -> None:
    table = load_tables()[source.table]
    spread = table.spread
    questions = reading.lookups.allowed({}, table.column(spread.question).lookup) if spread else None
    try:
        mapped = map_sheet(grid, source, table, questions=questions)
    except UnreadableError as error:
        reading.refuse(source, error.refusal, rows=len(grid.cells.rows))
        return
    if mapped.findings:
        reading.findings += mapped.findings
        reading.counts.append(Count(source, len(mapped.cells.rows), 0, len(mapped.cells.rows), 0))
        return
    reading.mapped.setdefault(table.id, {})[len(reading.sources)] = mapped
    reading.sources.append(source)


def _rows(reading: _Reading, table: str, declared: Mapping[str, tuple[Declared, ...]]) -> Rows | None:
    """The checked rows of all sheets of a table; None where there are none."""
    sheets = reading.mapped.get(table)
    if sheets is None:
        return None
    insatser = {number: _one_insats(declared[sheet.source.file]) for number, sheet in sheets.items()}
    return to_rows(sheets, reading.lookups, insatser=insatser)


def _one_insats(declared: Iterable[Declared]) -> str:
    insatser = {said.insats for said in declared}
    return insatser.pop() if len(insatser) == 1 else ""


def _declared_in(reading: _Reading, leverans: Rows | None) -> dict[str, tuple[Declared, ...]]:
    """File → what its Leverans sheet says, where it says anything."""
    if leverans is None:
        return {}
    files = {number: sheet.source.file for number, sheet in reading.mapped[_LEVERANS].items()}
    said: dict[str, tuple[Declared, ...]] = {}
    for number, declared in zip(leverans.frame[SOURCE], read_leverans(leverans.frame), strict=True):
        said[files[number]] = (*said.get(files[number], ()), declared)
    return said


def _deliveries(
    reading: _Reading, named: Mapping[str, tuple[Declared, ...]], declared: Mapping[str, tuple[Declared, ...]]
) -> Deliveries:
    """All tables put together.

    Args:
        reading: the mapped sheets.
        named: what the files' names say, which is all that holds for their Leverans sheets.
        declared: what is said of the other sheets of each file.
    """
    merged: dict[str, Merged] = {}
    said_of: dict[Source, tuple[Declared, ...]] = {}
    for table in load_tables().values():
        says = named if table.id == _LEVERANS else declared
        sheets = {
            number: Sheet(mapped.source, says[mapped.source.file], mapped.places, len(mapped.cells.rows))
            for number, mapped in reading.mapped.get(table.id, {}).items()
        }
        said_of |= {sheet.source: sheet.declared for sheet in sheets.values()}
        merged[table.id] = merge(table, _rows(reading, table.id, says), sheets, lookups=reading.lookups)
    return Deliveries(
        frames={table: result.frame for table, result in merged.items()},
        sources=tuple(reading.sources),
        declared=said_of,
        findings=tuple(sorted({*reading.findings, *(f for result in merged.values() for f in result.findings)})),
        repairs=tuple(sorted(repair for result in merged.values() for repair in result.repairs)),
        counts=tuple(sorted([*reading.counts, *(c for result in merged.values() for c in result.counts)])),
        passed_over=tuple(sorted(reading.passed_over)),
    )
