"""Deliveries from a database: the same tables, read in one read-only transaction, checked by the same door.

A database table or view is named as in the schemas, by id or label, and so are its columns. A column named
by an id that ends in `_ore` holds whole öre; under its label it holds kronor, as in a file. The structure is
checked before a row is read, and everything that is wrong with it is told at once. No text holds the
address's password, and no text of the database's own is passed on, for it may quote rows.
"""

import difflib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pandas as pd
from sqlalchemy import URL, Connection, MetaData, create_engine, inspect, make_url, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from samspelet_lib.data.delivery import Deliveries, Finding, Source
from samspelet_lib.data.lookups import Lookups, spellings
from samspelet_lib.data.read import read_frames
from samspelet_lib.data.tables import Column, ColumnType, Table, load_tables
from samspelet_lib.errors import Fault, RefusedError, UsageError
from samspelet_lib.swedish import enumerate_words, to_id

NAME = "databas"  # what the database is called in texts; its address may be private

_NEAR = 0.8  # likeness at which an unknown table is taken for a misspelling of one that is missing
_SECONDS = 10  # to wait for an answer when connecting
_HOW = "Skriv adressen som postgresql://användare:lösenord@värd/databas eller sqlite:///mapp/fil.db."
_STRUCTURE = "Databasen har inte de tabeller och kolumner som behövs. Inget har lästs."

_NUMBERS = frozenset({int, float, Decimal})
_HOLDS: Mapping[ColumnType, frozenset[type]] = {
    "text": frozenset({str}),
    "code": frozenset({str, int}),
    "codes": frozenset({str}),
    "pseudonym": frozenset({str, int, UUID}),
    "date": frozenset({date, str}),
    "period": frozenset({str, int, date}),
    "int": _NUMBERS | {str},
    "decimal": _NUMBERS | {str},
    "money": _NUMBERS | {str},
    "bool": frozenset({bool, int, str}),
}
_WORDS: Mapping[ColumnType, str] = {
    "text": "text",
    "code": "text",
    "codes": "text",
    "pseudonym": "text",
    "date": "datum (DATE), eller text som 2026-03-31",
    "period": "text, till exempel 2026-03",
    "int": "heltal (INTEGER)",
    "decimal": "tal (NUMERIC)",
    "money": "tal (NUMERIC eller BIGINT)",
    "bool": "ja eller nej (BOOLEAN)",
}


@dataclass(frozen=True)
class _Found:
    """A table of the database and the one of ours that it holds."""

    name: str
    table: Table
    definition: SqlTable


def is_address(source: str) -> bool:
    """Whether the source of deliveries is a database address rather than a folder."""
    return "://" in source


def read_sql(address: str, lookups: Lookups) -> Deliveries:
    """Every delivery in a database, checked and put together as from files.

    Args:
        address: `postgresql://…` or `sqlite:///…`.
        lookups: what params allow.

    Raises:
        UsageError: the address is wrong, or the database does not answer or may not be read.
        RefusedError: tables or columns are missing or of the wrong type; all faults are in it.
        DisclosureError: a personnummer or samordningsnummer stands somewhere.
    """
    with open_read_only(address) as connection:
        found = _find_tables(connection)
        frames = {one.table.id: _frame(connection, one) for one in found}
    return _with_remark(read_frames(frames, lookups, name=NAME))


@contextmanager
def open_read_only(address: str) -> Iterator[Connection]:
    """A connection that sees one moment of the database and can write nothing.

    Raises:
        UsageError: the address is wrong, or the database does not answer.
    """
    url = _checked(address)
    try:
        engine = create_engine(url, poolclass=NullPool, connect_args=_connect_arguments(url), hide_parameters=True)
        options = {} if _is_file(url) else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with engine.connect().execution_options(**options) as connection:
            inspect(connection)
            yield connection
    except ProgrammingError as error:
        raise UsageError("Kontot får inte läsa databasen. Ge det rätt att läsa (SELECT) tabellerna.") from error
    except OperationalError as error:
        raise UsageError(
            f"Databasen {_shown(url)} svarar inte. Kontrollera adress, konto, lösenord och nät."
        ) from error
    except DBAPIError as error:
        raise UsageError(f"Det går inte att läsa databasen {_shown(url)}. Är den en databas av rätt slag?") from error


def _checked(address: str) -> URL:
    """The address with the driver we have; a file's address so that it is opened for reading only."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise UsageError(f"Databasens adress går inte att tolka. {_HOW}") from None  # the cause quotes the address
    dialect = url.get_backend_name() if url.drivername in {"postgresql", "sqlite"} else url.drivername
    if dialect == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if dialect != "sqlite" or not url.database:
        raise UsageError(f"Leveranser kan läsas från PostgreSQL och SQLite. {_HOW}")
    path = Path(url.database)
    if not path.is_file():
        raise UsageError(f"Det finns ingen databasfil ”{path.name}”. Kontrollera sökvägen i adressen.")
    return URL.create("sqlite", database=f"file:{quote(str(path.resolve()))}", query={"mode": "ro", "uri": "true"})


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _connect_arguments(url: URL) -> dict[str, int]:
    return {} if _is_file(url) or "connect_timeout" in url.query else {"connect_timeout": _SECONDS}


def _shown(url: URL) -> str:
    """The address without account, password and options."""
    if _is_file(url):
        return f"”{Path(str(url.database)).name}”"
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{url.host or ''}{port}/{url.database or ''}"


def _find_tables(connection: Connection) -> list[_Found]:
    """The tables and views that hold deliveries.

    Raises:
        RefusedError: there are none, one seems misspelt, or columns are missing or of the wrong type.
    """
    ways = spellings({table.id: table.label for table in load_tables().values()})
    inspector = inspect(connection)
    names = sorted({*inspector.get_table_names(), *inspector.get_view_names()})
    known = {name: ways[to_id(name)] for name in names if to_id(name) in ways}
    faults = [*_misspelt(set(names) - set(known), set(known.values())), *_doubled(known)]
    if not known and not faults:
        faults = [Fault(NAME, "", "Databasen har ingen av leveransernas tabeller.", _TABLES)]
    metadata = MetaData()
    metadata.reflect(connection, only=list(known), views=True, resolve_fks=False)
    found = [_Found(name, load_tables()[table], metadata.tables[name]) for name, table in sorted(known.items())]
    faults += [fault for one in found for fault in _column_faults(one)]
    if faults:
        raise RefusedError(_STRUCTURE, faults)
    return found


_TABLES = "Skapa tabeller eller vyer med de namn och kolumner som blanketten Om kolumnerna beskriver."


def _misspelt(unknown: set[str], known: set[str]) -> Iterator[Fault]:
    missing = sorted(set(load_tables()) - known)
    for name in sorted(unknown):
        near = difflib.get_close_matches(to_id(name), missing, n=1, cutoff=_NEAR)
        if near:
            problem = f"Tabellen {near[0]} saknas, men det finns en med ett namn som liknar."
            yield Fault(NAME, f"tabell {name}", problem, f"Byt namn till {near[0]}, eller till något helt annat.")


def _doubled(known: Mapping[str, str]) -> Iterator[Fault]:
    tables = list(known.values())
    for name, table in known.items():
        if tables.count(table) > 1:
            yield Fault(NAME, f"tabell {name}", f"Två tabeller står för {table}.", "Behåll en av dem.")


def _column_faults(found: _Found) -> Iterator[Fault]:
    columns = _columns(found)
    required = [column for column in found.table.columns if column.required and column.id not in columns.values()]
    place = f"tabell {found.name}"
    if required and not _is_spread(found):
        words = enumerate_words([column.id for column in required])
        yield Fault(NAME, place, f"Kolumner saknas: {words}.", "Lägg till dem i tabellen eller vyn.")
    for name, column_id in columns.items():
        column = found.table.column(column_id)
        kind = found.definition.columns[name].type
        if not _fits(_python_type(kind), column):
            problem = f"Kolumnen har typen {kind}, som inte passar {column.label}."
            yield Fault(NAME, f"{place}, kolumn {name}", problem, f"Här ska stå {_WORDS[column.type]}.")


def _is_spread(found: _Found) -> bool:
    """Whether a survey has a column per question; the door for files then tells what is missing."""
    return found.table.spread is not None and found.table.spread.question not in _columns(found).values()


def _columns(found: _Found) -> dict[str, str]:
    """The database's column names → our ids, for those that are ours."""
    ways = found.table.headings
    return {column.name: ways[to_id(column.name)] for column in found.definition.columns if to_id(column.name) in ways}


def _python_type(kind: Any) -> type | None:
    """What Python makes of values of the database's type; None when the driver does not say."""
    try:
        found: type = kind.python_type
    except NotImplementedError:
        return None
    return found


def _fits(kind: type | None, column: Column) -> bool:
    """Whether values of the type can be right; a type that nothing is known of is judged row by row."""
    allowed = _HOLDS[column.type]
    if kind is bool:
        return bool in allowed
    return kind is None or any(issubclass(kind, one) for one in allowed)


def _frame(connection: Connection, found: _Found) -> pd.DataFrame:
    """The table's rows in the order of its key, as a file would give them."""
    columns = _columns(found)
    key = [column for column in found.definition.columns if columns.get(column.name) in found.table.key]
    result = connection.execute(select(found.definition).order_by(*key))
    frame = pd.DataFrame(result.fetchall(), columns=list(result.keys()), dtype="object")
    for name in frame.columns:
        is_ore = name in columns and found.table.column(columns[name]).type == "money" and name == columns[name]
        frame[name] = frame[name].map(_to_kronor if is_ore else _to_plain, na_action="ignore")
    return frame


def _to_plain(value: Any) -> Any:
    """The value as a file would hold it."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return str(value) if isinstance(value, UUID) else value


def _to_kronor(value: Any) -> Any:
    return Decimal(value) / 100 if isinstance(value, int | Decimal) else value


def _with_remark(deliveries: Deliveries) -> Deliveries:
    """The deliveries, with a remark on the tables that the database does not have."""
    missing = sorted(set(load_tables()) - {source.table for source in deliveries.sources})
    return (
        deliveries
        if not missing
        else replace(deliveries, findings=tuple(sorted([*deliveries.findings, _missing(missing)])))
    )


def _missing(tables: list[str]) -> Finding:
    return Finding(
        Source(NAME, "", ""),
        0,
        "",
        level="remark",
        reason="tabell_saknas",
        problem=f"Tabeller saknas eller är tomma: {enumerate_words(tables)}. De räknas som inte lämnade.",
        remedy="Skapa dem om de ska följas upp.",
    )
