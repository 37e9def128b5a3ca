"""Words that must never leave the house, in every row that is nobody's business."""

import psycopg
from sqlalchemy import Column, Enum, String, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import JSON
from sqlmodel import AutoString, SQLModel

CANARY = "canarino-"

# What every visitor may read, or what the tests themselves sign in and find their way with.
_PUBLIC_TABLES = {
    "categories",
    "catalog_items",
    "catalog_prices",
    "catalog_texts",
    "site_settings",
    "tenants",
    "tenant_domains",
}
_LEFT_ALONE = {"email", "password_hash", "token_fingerprint", "mfa_secret"}
# Shorter columns are codes: a currency, a country, a rate.
_SHORTEST = 30


def plant_canaries(superuser_url: str) -> set[str]:
    """Overwrites the free text of every private row; the tables that have at least one canary now."""
    planted = set()
    with psycopg.connect(superuser_url.replace("+psycopg", "")) as connection:
        # Neither triggers nor foreign keys: an issued invoice cannot be changed otherwise.
        connection.execute("SET session_replication_role = replica")
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in _PUBLIC_TABLES:
                planted |= {table.name for column in table.columns if _plant(connection, table, column)}
    return planted


def _plant(connection: psycopg.Connection, table: Table, column: Column) -> bool:
    value = _canary(table, column)
    if value is None:
        return False
    try:
        with connection.transaction():
            changed = connection.execute(f'UPDATE "{table.name}" SET "{column.name}" = {value}')
    except (psycopg.errors.CheckViolation, psycopg.errors.UniqueViolation):
        return False
    return changed.rowcount > 0


def _canary(table: Table, column: Column) -> str | None:
    """The SQL of a value for this column, None when it must stay as it is."""
    if column.primary_key or column.foreign_keys or column.name in _LEFT_ALONE:
        return None
    if isinstance(column.type, JSON | JSONB):
        return f"""'{{"{CANARY}{table.name}": "{CANARY}{table.name}"}}'"""
    if isinstance(column.type, String | AutoString) and not isinstance(column.type, Enum):
        length = column.type.length or 200
        return f"left('{CANARY}{table.name}-' || md5(random()::text), {length})" if length >= _SHORTEST else None
    return None
