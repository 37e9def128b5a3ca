"""PostgreSQL made to refuse: a table that answers the next writes with an error of the server's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from faults.database import Database

DEADLOCK, SERIALIZATION, DISK_FULL = "40P01", "40001", "53100"


@contextmanager
def refusing(database: Database, table: str, event: str, sqlstate: str, times: int) -> Iterator[None]:
    """Within the block so many writes (`INSERT` or `UPDATE`) of the table fail with this SQLSTATE. The count outlives
    the transactions that it fails."""
    database.rows("CREATE SEQUENCE faults_met")
    database.rows(
        "CREATE FUNCTION faults_refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
        f" IF nextval('faults_met') <= {times} THEN"
        f" RAISE EXCEPTION 'refused on purpose' USING ERRCODE = '{sqlstate}'; END IF; RETURN NEW; END $$"
    )
    database.rows(
        f"CREATE TRIGGER faults_refuse BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION faults_refuse()"
    )
    try:
        yield
    finally:
        database.rows("DROP FUNCTION faults_refuse CASCADE")
        database.rows("DROP SEQUENCE faults_met")


def met(database: Database) -> int:
    """How often a write was tried within the block that is open."""
    return database.value("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM faults_met")
