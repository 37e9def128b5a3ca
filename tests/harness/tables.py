"""What is in every table of a site: told by a fingerprint, remembered, and put back."""

from collections.abc import Iterable

from tests.harness.guarded import GuardedSite

# When a session was last used, and until when it therefore lasts, is no change that anybody made.
_NOISE = {"sessions": ["last_used_at", "expires_at"]}


def fingerprints(site: GuardedSite) -> dict[str, str]:
    """A digest of all rows, by table."""
    digests = " UNION ALL ".join(
        f"SELECT '{table}', md5(string_agg(row, '' ORDER BY row))"
        f' FROM (SELECT ({_row(table)})::text AS row FROM "{table}" t) rows'
        for table in site.tables()
    )
    return dict(site.sql(digests))


def rows_about(site: GuardedSite, person_id: str) -> dict[str, set[str]]:
    """Every row that names the person, or something of the person's, by table; with the ids of all that."""
    names, found = {person_id}, {}
    for _ in range(4):
        found = {table: _rows_naming(site, table, names) for table in site.tables()}
        names |= {row_id for rows in found.values() for row_id, _row in rows if row_id}
    return {table: {row for _id, row in rows} for table, rows in found.items()} | {"": names}


def remember(site: GuardedSite) -> None:
    """Keeps a copy of every table."""
    site.sql("DROP SCHEMA IF EXISTS remembered CASCADE; CREATE SCHEMA remembered")
    for table in site.tables():
        site.sql(f'CREATE TABLE remembered."{table}" AS TABLE public."{table}"')


def put_back(site: GuardedSite) -> None:
    """Makes every table as it was remembered: neither triggers nor foreign keys have a say."""
    statements = ["SET session_replication_role = replica"]
    for table in site.tables():
        columns = ", ".join(_stored_columns(site, table))
        statements.append(f'DELETE FROM "{table}"')
        statements.append(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM remembered."{table}"')
    site.sql("; ".join(statements))


def _row(table: str) -> str:
    return f"to_jsonb(t) - ARRAY{_NOISE[table]}" if table in _NOISE else "to_jsonb(t)"


def _rows_naming(site: GuardedSite, table: str, names: Iterable[str]) -> set[tuple[str, str]]:
    pattern = "|".join(sorted(names))
    query = f"SELECT to_jsonb(t) ->> 'id', ({_row(table)})::text FROM \"{table}\" t WHERE to_jsonb(t)::text ~ %s"
    return set(site.sql(query, pattern))


def _stored_columns(site: GuardedSite, table: str) -> list[str]:
    query = (
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'"
    )
    return [f'"{name}"' for (name,) in site.sql(query, table)]
