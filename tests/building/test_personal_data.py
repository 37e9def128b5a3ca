"""The map of personal data: no column forgotten, the page up to date, the command as documented."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlmodel import SQLModel

from aistrategyhub import registry
from aistrategyhub.core.privacy import ROW_NAMES, Basis, Holding, Personal, RowLink, Whose
from aistrategyhub.core.privacy import Retention as Kept
from aistrategyhub.infra import data_map
from aistrategyhub.infra.settings import ROOT

PAGE = ROOT / "docs" / "personal-data.md"
MEND = "declare it in the room's privacy.py, then `hub privacy map --markdown > docs/personal-data.md`"


def gaps(metadata: MetaData, found: data_map.DataMap) -> list[str]:
    """Every disagreement between the tables and what is declared of them."""
    holdings = {table: holding for room in found.values() for table, holding in room.items()}
    said = [f"{table} is declared and does not exist" for table in holdings.keys() - metadata.tables.keys()]
    for name, table in metadata.tables.items():
        if name not in holdings:
            said.append(f"{name} has no entry: {MEND}")
            continue
        columns = holdings[name].columns
        real = {column.name for column in table.columns} - ROW_NAMES
        accounted = set(columns) - ROW_NAMES
        said += [f"{name}.{column} has no entry: {MEND}" for column in sorted(real - accounted)]
        said += [f"{name}.{column} does not exist" for column in sorted(accounted - real)]
        said += [f"{name}.{column} is declared twice" for column in set(columns) if columns.count(column) > 1]
    return said


@pytest.fixture(scope="module")
def metadata() -> MetaData:
    registry.load_models()
    return SQLModel.metadata


def test_every_column_of_every_table_is_accounted_for(metadata: MetaData) -> None:
    assert gaps(metadata, registry.personal_data()) == []


def test_a_planted_table_and_a_planted_column_are_found() -> None:
    planted = MetaData()
    Table("diaries", planted, Column("id", Integer, primary_key=True), Column("secret_thoughts", String))
    Table(
        "known", planted, Column("id", Integer, primary_key=True), Column("name", String), Column("shoe_size", String)
    )
    name = Personal("call", Basis.CONTRACT, Kept.ACCOUNT, Whose.MEMBER)
    found = {"room": {"known": Holding(personal={"name": name}, none=("gone", "name")), "lost": Holding()}}
    assert sorted(gaps(planted, found)) == [
        f"diaries has no entry: {MEND}",
        "known.gone does not exist",
        "known.name is declared twice",
        f"known.shoe_size has no entry: {MEND}",
        "lost is declared and does not exist",
    ]


def test_links_lead_to_columns_that_exist(metadata: MetaData) -> None:
    for room in registry.personal_data().values():
        for name, holding in room.items():
            for link in holding.links:
                assert link.column in metadata.tables[name].c
                if isinstance(link, RowLink):
                    assert link.key in metadata.tables[link.table].c
            for personal in holding.personal.values():
                assert not personal.belongs_to or personal.belongs_to in {link.column for link in holding.links}


def test_what_cannot_be_found_by_person_says_why() -> None:
    for room in registry.personal_data().values():
        for name, holding in room.items():
            assert bool(holding.apart) == bool(holding.personal and not holding.links), name


def test_only_fiscal_columns_outlive_an_erasure() -> None:
    outliving = {
        column.table for column in data_map.mapped_columns(registry.personal_data()) if column.outlives_erasure
    }
    issued = {
        "invoices",
        "invoice_signatures",
        "invoice_versions",
        "invoice_transmissions",
        "sdi_receipts",
        "vat_checks",
    }
    assert outliving == issued | {"suppliers", "received_files", "received_invoices"}


def test_the_page_is_what_the_command_prints() -> None:
    assert PAGE.read_text(encoding="utf-8") == data_map.as_page(registry.personal_data()), (
        "hub privacy map --markdown > docs/personal-data.md"
    )


def test_the_page_changes_with_the_map() -> None:
    found = {room: dict(holdings) for room, holdings in registry.personal_data().items()}
    users = found["accounts"]["users"]
    found["accounts"]["users"] = replace(users, personal={**users.personal, "nickname": users.personal["first_name"]})
    assert data_map.as_page(found) != PAGE.read_text(encoding="utf-8")


def test_the_command_prints_json_for_programs() -> None:
    command = [sys.executable, "-m", "aistrategyhub.cli", "privacy", "map", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    columns = json.loads(done.stdout)
    [email] = [row for row in columns if (row["table"], row["column"]) == ("users", "email")]
    assert email["basis"] == "contract, art. 6(1)(b)"
    assert email["handed_out"] is True
