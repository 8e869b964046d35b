"""The tables are complete, agree with themselves and speak Swedish."""

import re
from pathlib import Path

import pandas as pd
import pytest
from pydantic import ValidationError

from samspelet_lib.data.tables import DTYPES, Column, Table, load_tables

TABLES = load_tables()
SCHEMAS = Path(__file__).parents[1] / "samspelet_lib" / "data" / "schemas"

# What the plan's 59 mätpunkter and the follow-up instruments need.
NEEDED = {
    "leverans", "aggregat", "deltagare", "milstolpar", "resurser", "upplevd_process", "planering_avslut",
    "skattningar", "vald", "handelser", "kapacitet", "foretag", "uppsokande", "utbildningar", "elever",
    "elevenkat", "arbetsgivarenkat", "uppfoljning_efter", "tris_arenden", "tris_deltagarenkat",
    "tris_personalenkat", "avvikelser", "partenkat", "medlemmar", "esf_deltagare", "behovsanalyser",
    "lagesnoter", "kommentarer", "nationell_statistik", "tillfragade", "samtal",
}  # fmt: skip


def test_every_instrument_has_its_table():
    """Nothing that a mätpunkt needs lacks a table, and no table is there without being named here."""
    assert set(TABLES) == NEEDED


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.id)
def test_a_table_about_people_has_insats_and_a_way_to_tell_rows_apart(table: Table):
    """Rows about participants carry insats and a pseudonym that is part of the key."""
    if table.is_people:
        assert table.column("insats").required
        assert table.column("person").type == "pseudonym"
        assert {"insats"} <= set(table.key)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.id)
def test_no_free_text_beside_a_pseudonym(table: Table):
    """A table about people or staff has no free text: it could hold what may not be delivered."""
    if table.subject in {"deltagare", "personal"}:
        assert [column.id for column in table.columns if column.type == "text"] == []


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.id)
def test_labels_are_unique_and_descriptions_are_sentences(table: Table):
    """A heading means one column, and every table and column is explained in a sentence."""
    labels = [column.label for column in table.columns]
    assert len(set(labels)) == len(labels)
    for thing in [table, *table.columns]:
        assert re.fullmatch(r"[A-ZÅÄÖ0-9].*[.]", thing.description), thing.id


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.id)
def test_an_empty_frame_has_every_column_typed(table: Table):
    """A table nobody delivered still has its columns, so that rules need no branch."""
    frame = table.empty()
    assert list(frame.columns) == [*table.ids, "_kalla", "_rad"]
    for column in table.columns:
        assert frame[column.id].dtype == pd.Series(dtype=DTYPES[column.type]).dtype


def test_violence_form_has_no_column_for_answers():
    """The violence table holds whether, when and with what; never what was answered."""
    assert set(TABLES["vald"].ids) == {"insats", "person", "besvarat", "datum", "instrument"}


def test_dates_follow_dates_and_limits_belong_to_numbers():
    """A date may only be compared with a date, and only numbers have a least and a most."""
    for table in TABLES.values():
        for column in table.columns:
            if column.not_before:
                assert column.type == table.column(column.not_before).type == "date"
            if column.least is not None or column.most is not None:
                assert column.type in {"int", "decimal"}


def test_a_code_column_takes_its_values_from_one_place():
    """Codes come from a list here or from params, not from both."""
    for table in TABLES.values():
        for column in table.columns:
            assert not (column.codes and column.lookup), (table.id, column.id)
            if column.codes or column.lookup:
                assert column.type in {"code", "codes"}


def test_schema_files_stay_readable():
    """No schema file passes 200 lines."""
    assert {path.name for path in SCHEMAS.glob("*.toml") if len(path.read_text().splitlines()) > 200} == set()


def test_an_unknown_key_in_a_schema_is_refused():
    """A misspelt key in a column definition is an error, not ignored."""
    with pytest.raises(ValidationError, match="requird"):
        Column.model_validate({"id": "a", "label": "A", "description": "A.", "type": "int", "requird": True})


def test_a_key_that_names_no_column_is_refused():
    """A table's key can only name its own columns."""
    with pytest.raises(ValidationError, match="names columns it does not have: b"):
        Table.model_validate(
            {
                "id": "t",
                "label": "T",
                "description": "T.",
                "subject": "verksamhet",
                "key": ["b"],
                "columns": [{"id": "a", "label": "A", "description": "A.", "type": "int"}],
            }
        )
