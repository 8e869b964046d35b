"""Deliveries from a database: the same tables as from files, read without writing, refused in words."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from delivered import LOOKUPS
from postgres import postgres
from samspelet import plan
from sqlalchemy import (
    URL,
    BigInteger,
    Boolean,
    Column,
    Date,
    Engine,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Uuid,
    create_engine,
    text,
)
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema, DropSchema

from samspelet_lib.data.demo import write_demo
from samspelet_lib.data.lookups import Lookups
from samspelet_lib.data.read import read_deliveries, read_frames
from samspelet_lib.data.sql import is_address, open_read_only, read_sql
from samspelet_lib.data.tables import ROW, SOURCE, load_tables
from samspelet_lib.errors import DisclosureError, RefusedError, UsageError

TYPES = {
    "text": String, "code": String, "codes": String, "pseudonym": String, "date": Date, "period": String,
    "int": Integer, "decimal": Numeric(12, 2), "money": BigInteger, "bool": Boolean,
}  # fmt: skip

PEOPLE = pd.DataFrame(
    {
        "insats": ["stigen", "stigen", "stigen"],
        "person": ["p1", "p2", "p3"],
        "kon": ["kvinna", "man", None],
        "fodelsear": pd.Series([1990, None, 2001], dtype="Int64"),
        "startdatum": [date(2026, 1, 10), date(2026, 2, 1), date(2026, 3, 1)],
        "slutdatum": [None, date(2026, 8, 31), None],
    }
)
RESOURCES = pd.DataFrame(
    {
        "insats": ["bron", "bron"],
        "period": ["2026-01", "2026-02"],
        "kon": ["alla", "alla"],
        "timmar": [12.5, 8.25],
        "kostnad_ore": [123_456, 100],
    }
)
VIOLENCE = pd.DataFrame({"insats": ["stigen"] * 3, "person": ["p1", "p2", "p3"], "besvarat": [True, False, None]})
FRAMES = {"deltagare": PEOPLE, "resurser": RESOURCES, "vald": VIOLENCE}


@pytest.fixture(scope="module")
def server() -> Iterator[URL]:
    with postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """An empty database of each kind that is read."""
    if request.param == "sqlite":
        yield URL.create("sqlite", database=str(tmp_path / "leveranser.db"))
        return
    url: URL = request.getfixturevalue("server")
    schema = f"prov_{os.getpid()}"
    with engine(url).begin() as connection:
        connection.execute(CreateSchema(schema))
    yield url.update_query_dict({"options": f"-csearch_path={schema}"})
    with engine(url).begin() as connection:
        connection.execute(DropSchema(schema, cascade=True))


def engine(url: URL) -> Engine:
    return create_engine(url, poolclass=NullPool)  # a connection is closed when it is done


def address(url: URL) -> str:
    """The address as a user writes it."""
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)


def fill(url: URL, frames: dict[str, pd.DataFrame], types: dict | None = None) -> None:
    """Creates a table per frame, typed as the schemas say or as `types` says, and writes the rows."""
    metadata = MetaData()
    for name, frame in frames.items():
        ours = (
            {column.id: TYPES[column.type] for column in load_tables()[name].columns} if name in load_tables() else {}
        )
        Table(name, metadata, *(Column(c, (types or {}).get(c, ours.get(c, String))) for c in frame.columns))
    with engine(url).begin() as connection:
        metadata.create_all(connection)
        for name, frame in frames.items():
            rows = frame.astype("object").where(frame.notna(), None).to_dict("records")
            if rows:
                connection.execute(metadata.tables[name].insert(), rows)


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """The same rows, wherever they came from."""
    order = [column for column in one.columns if column not in {SOURCE, ROW}]
    sorted_frames = [f[order].sort_values(order, ignore_index=True) for f in (one, other)]
    pd.testing.assert_frame_equal(*sorted_frames)


def test_a_database_gives_the_same_rows_as_frames(database: URL):
    """Dates, amounts, yes and no, and blanks come out as they do from any other delivery."""
    fill(database, FRAMES)
    got = read_sql(address(database), LOOKUPS)
    in_kronor = RESOURCES.assign(kostnad_ore=RESOURCES["kostnad_ore"] / 100)
    expected = read_frames(FRAMES | {"resurser": in_kronor}, LOOKUPS, name="databas")
    assert got.refused == ()
    for table, frame in expected.frames.items():
        same(got.frames[table], frame)
    assert list(got.frames["resurser"]["kostnad_ore"]) == [123_456, 100]


@pytest.mark.slow
def test_the_demo_in_a_database_is_the_demo_in_files(database: URL, tmp_path: Path):
    """Everything that the demo's files hold comes out of a database that holds the same rows."""
    write_demo(plan(), tmp_path / "demo")
    lookups = Lookups.from_plan(plan())
    from_files = read_deliveries(tmp_path / "demo", lookups)
    fill(database, {name: frame.drop(columns=[SOURCE, ROW]) for name, frame in from_files.frames.items()})
    from_database = read_sql(address(database), lookups)
    assert from_database.refused == ()
    for table, frame in from_files.frames.items():
        same(from_database.frames[table], frame)


def test_amounts_under_their_label_are_kronor(database: URL):
    """A column called Kostnad (kr) holds kronor, as in a file; one called kostnad_ore holds öre."""
    in_kronor = RESOURCES.rename(columns={"kostnad_ore": "Kostnad (kr)"}).assign(**{"Kostnad (kr)": [1234.56, 1]})
    fill(database, {"resurser": in_kronor}, {"timmar": Numeric(8, 2), "Kostnad (kr)": Numeric(12, 2)})
    got = read_sql(address(database), LOOKUPS)
    assert list(got.frames["resurser"]["kostnad_ore"]) == [123_456, 100]


def test_rows_are_checked_as_in_files(database: URL):
    """A row that breaks a rule is refused with its place, and the others count."""
    wrong = PEOPLE.assign(slutdatum=[date(2025, 1, 1), None, None])
    fill(database, {"deltagare": wrong})
    got = read_sql(address(database), LOOKUPS)
    assert [(f.reason, f.source.file, f.source.sheet, f.row) for f in got.refused] == [
        ("slut_fore_start", "databas", "deltagare", 1)
    ]
    assert len(got.frames["deltagare"]) == 2


def test_tables_that_are_not_there_are_told(database: URL):
    """What nobody has put in the database is a remark, so that a forgotten table is seen."""
    fill(database, {"deltagare": PEOPLE})
    remarks = [f for f in read_sql(address(database), LOOKUPS).findings if f.reason == "tabell_saknas"]
    assert len(remarks) == 1
    assert "milstolpar" in remarks[0].problem
    assert " deltagare," not in remarks[0].problem


def test_every_fault_of_the_structure_is_told_at_once(database: URL):
    """Missing columns, columns of the wrong type and a misspelt table stand in one list."""
    fill(
        database,
        {
            "deltagare": PEOPLE.assign(startdatum=1),
            "vald": VIOLENCE.drop(columns="person"),
            "milstolparna": pd.DataFrame({"insats": ["stigen"]}),
        },
        {"startdatum": Integer},
    )
    with pytest.raises(RefusedError) as refused:
        read_sql(address(database), LOOKUPS)
    faults = [(fault.place, fault.problem) for fault in refused.value.faults]
    assert faults == [
        ("tabell deltagare, kolumn startdatum", "Kolumnen har typen INTEGER, som inte passar Startdatum."),
        ("tabell milstolparna", "Tabellen milstolpar saknas, men det finns en med ett namn som liknar."),
        ("tabell vald", "Kolumner saknas: person."),
    ]


def test_a_database_without_any_of_our_tables_is_refused(database: URL):
    """The wrong database is not an empty year."""
    fill(database, {"fakturor": pd.DataFrame({"nummer": ["1"]})})
    with pytest.raises(RefusedError, match="ingen av leveransernas tabeller"):
        read_sql(address(database), LOOKUPS)


def test_a_personnummer_in_a_database_stops_the_run(database: URL):
    """Skatteverket's test number in a column is found, also in one of ours that would be refused anyway."""
    fill(database, {"deltagare": PEOPLE.assign(person=["19121212-1212", "p2", "p3"])})
    with pytest.raises(DisclosureError) as stopped:
        read_sql(address(database), LOOKUPS)
    assert "1212" not in str(stopped.value)


def test_nothing_can_be_written(database: URL):
    """The transaction is read-only: whatever a view or a mistake in our code tries, the database stays as it is."""
    fill(database, {"deltagare": PEOPLE})
    with pytest.raises(UsageError), open_read_only(address(database)) as connection:
        connection.execute(text("DELETE FROM deltagare"))
    assert len(read_sql(address(database), LOOKUPS).frames["deltagare"]) == 3


def test_a_uuid_is_a_pseudonym(server: URL):
    """Case systems number people by UUID; PostgreSQL has a type for it."""
    ids = [f"123e4567-e89b-12d3-a456-42661417400{n}" for n in range(3)]
    with engine(server).begin() as connection:
        connection.execute(CreateSchema("uuids"))
    url = server.update_query_dict({"options": "-csearch_path=uuids"})
    try:
        fill(url, {"deltagare": PEOPLE.assign(person=ids)}, {"person": Uuid(as_uuid=False)})
        assert list(read_sql(address(url), LOOKUPS).frames["deltagare"]["person"]) == ids
    finally:
        with engine(server).begin() as connection:
            connection.execute(DropSchema("uuids", cascade=True))


def test_an_account_that_may_not_read_is_told_so(server: URL):
    """Without the right to select, the message says which right is missing."""
    with engine(server).begin() as connection:
        connection.execute(text("CREATE ROLE utan_ratt LOGIN PASSWORD 'hemligt'"))
        connection.execute(CreateSchema("stangt"))
        connection.execute(text("GRANT USAGE ON SCHEMA stangt TO utan_ratt"))
    url = server.update_query_dict({"options": "-csearch_path=stangt"})
    try:
        fill(url, {"deltagare": PEOPLE})
        with pytest.raises(UsageError, match=r"rätt att läsa \(SELECT\)"):
            read_sql(address(url.set(username="utan_ratt", password="hemligt")), LOOKUPS)
    finally:
        with engine(server).begin() as connection:
            connection.execute(DropSchema("stangt", cascade=True))
            connection.execute(text("DROP ROLE utan_ratt"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("postgresql://anna:hemligt@127.0.0.1:1/finsam", "postgresql://127.0.0.1:1/finsam svarar inte"),
        ("postgresql://127.0.0.1:1/finsam?password=hemligt", "postgresql://127.0.0.1:1/finsam svarar inte"),
        ("mysql://anna:hemligt@server/finsam", "PostgreSQL och SQLite"),
        ("postgresql://anna:hemligt@server:fel/finsam", "går inte att tolka"),
        ("sqlite:///finns/inte/leveranser.db", "ingen databasfil ”leveranser.db”"),
        ("sqlite://", "PostgreSQL och SQLite"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(wrong: str, words: str):
    """What is wrong is said in Swedish; the password is in neither the message nor what is chained to it."""
    with pytest.raises(UsageError, match=words.replace("?", r"\?")) as told:
        read_sql(wrong, LOOKUPS)
    chained = [str(told.value), str(told.value.__cause__ or "")]
    assert not any("hemligt" in message for message in chained)


def test_a_file_that_is_no_database_is_told(tmp_path: Path):
    """A workbook that is called .db is not read."""
    path = tmp_path / "leveranser.db"
    path.write_bytes(b"PK\x03\x04" * 1000)
    with pytest.raises(UsageError, match="databas av rätt slag"):
        read_sql(f"sqlite:///{path}", LOOKUPS)


def test_reading_makes_no_file(tmp_path: Path):
    """A misspelt path does not become an empty database."""
    with suppress(UsageError):
        read_sql(f"sqlite:///{tmp_path / 'fel.db'}", LOOKUPS)
    assert list(tmp_path.iterdir()) == []


def test_an_address_is_told_from_a_folder():
    """`--data` takes either."""
    assert is_address("sqlite:///x.db")
    assert not is_address("leveranser")
    assert not is_address("C:/leveranser")
