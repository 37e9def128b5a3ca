"""The schema's history: one line of Alembic revisions for all rooms, run by the owner of the tables."""

from pathlib import Path

import psycopg
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import create_engine, make_url, text

from aistrategyhub.infra.db import APPLICATION_ROLE, psycopg_url
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import ROOT, Settings
from alembic import command, op

EXTENSIONS = ("vector", "pg_trgm", "unaccent")

_MIGRATION_LOCK = 7_304_117


class WrongMigrationState(Problem):
    """The database is at a revision that this code does not know, or behind it."""


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Brings the schema to `revision`. Two processes may call it at once: one waits for the other.

    When MIGRATION_DATABASE_URL may create roles, the login of DATABASE_URL is made on the way, with its password.
    """
    _check_extensions(owner_url(settings))
    _run_locked(settings, lambda config: command.upgrade(config, revision))
    if settings.migration_database_url and settings.database_url:
        _admit_application(owner_url(settings), psycopg_url(settings.database_url))


def downgrade(settings: Settings, revision: str) -> None:
    """Takes the schema back to `revision`."""
    _run_locked(settings, lambda config: command.downgrade(config, revision))


def check_state(settings: Settings) -> None:
    """Raises WrongMigrationState, with the command that mends it, unless the schema is the newest."""
    script = ScriptDirectory.from_config(_config(owner_url(settings)))
    engine = create_engine(owner_url(settings))
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    newest = script.get_current_head()
    if current == newest:
        return
    known = {revision.revision for revision in script.walk_revisions()}
    if current is not None and current not in known:
        raise WrongMigrationState(
            f"The database is at revision {current}, which this version of the program does not know:"
            " it was migrated by a newer one. Start that newer version, or restore a backup taken before it."
        )
    raise WrongMigrationState(f"The database is at revision {current or 'none'}, not {newest}.", "hub migrate")


def owner_url(settings: Settings) -> str:
    """The address that migrations use: the owner's when given, else the application's own."""
    url = settings.migration_database_url or settings.database_url
    if url is None:
        raise RuntimeError("neither MIGRATION_DATABASE_URL nor DATABASE_URL is set")
    return psycopg_url(url)


def create_extensions() -> None:
    """What the product needs of PostgreSQL, in a revision."""
    for extension in EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")


def create_application_role() -> None:
    """The group role that the application's logins belong to, in a revision. Roles are shared by a whole server,
    so another database may have made it already."""
    op.execute(
        f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION_ROLE}') THEN
                CREATE ROLE {APPLICATION_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """
    )


def grant_to_application() -> None:
    """Lets the application read and write every table, present and future, and truncate none; in a revision."""
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION_ROLE}")
    op.execute(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
        f" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APPLICATION_ROLE}"
    )


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(ROOT) / "alembic"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def _check_extensions(owner: str) -> None:
    """Raises Problem when the server does not carry an extension that the first revision creates."""
    with psycopg.connect(owner.replace("+psycopg", "")) as connection:
        found = connection.execute("SELECT name FROM pg_available_extensions WHERE name = ANY(%s)", (list(EXTENSIONS),))
        missing = sorted(set(EXTENSIONS) - {row[0] for row in found})
    if missing:
        raise Problem(
            f"This PostgreSQL has no {' and no '.join(missing)}.",
            "sudo apt-get install postgresql-contrib postgresql-18-pgvector  # on the server, with its own version",
        )


def _admit_application(owner: str, application: str) -> None:
    """Makes the application's login if it is missing, and a member of the role that the tables are granted to."""
    login = make_url(application)
    with psycopg.connect(owner.replace("+psycopg", ""), autocommit=True) as connection:
        name, group = sql.Identifier(login.username or ""), sql.Identifier(APPLICATION_ROLE)
        known = connection.execute(
            "SELECT pg_has_role(oid, %s, 'MEMBER') FROM pg_roles WHERE rolname = %s", (APPLICATION_ROLE, login.username)
        ).fetchone()
        if known is None:
            # The hash is made here, so that the password appears in no statement and no log of the server.
            password = connection.pgconn.encrypt_password(
                str(login.password or "").encode(), str(login.username).encode(), b"scram-sha-256"
            )
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}").format(
                    name, sql.Literal(password.decode())
                )
            )
        if known is None or not known[0]:
            connection.execute(sql.SQL("GRANT {} TO {}").format(group, name))


def _run_locked(settings: Settings, run: object) -> None:
    url = owner_url(settings)
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _MIGRATION_LOCK})
            connection.commit()
            run(_config(url))  # type: ignore[operator]
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _MIGRATION_LOCK})
            connection.commit()
    finally:
        engine.dispose()
