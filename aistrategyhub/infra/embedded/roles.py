"""Who may do what in the embedded PostgreSQL, and how each role reaches a database."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

DATABASE = "hub"
SUPERUSER = "postgres"
OWNER = "hub_owner"
APPLICATION = "hub_web"
APPLICATION_GROUP = "hub_app"
EXTENSIONS = ("vector", "pg_trgm", "unaccent")


@dataclass(frozen=True)
class DatabaseUrls:
    """How each role reaches one database, in SQLAlchemy's form."""

    name: str
    socket_folder: Path

    @property
    def application(self) -> str:
        """The role of web and jobs: no superuser, cannot bypass row-level security."""
        return self._url(APPLICATION)

    @property
    def owner(self) -> str:
        """The role that owns the tables and runs migrations; not a superuser either."""
        return self._url(OWNER)

    @property
    def superuser(self) -> str:
        """PostgreSQL's own administrator. The product never uses it after the first start."""
        return self._url(SUPERUSER)

    def _url(self, role: str) -> str:
        return f"postgresql+psycopg://{role}@/{self.name}?host={quote(str(self.socket_folder), safe='/')}"


def create_roles(connection: psycopg.Connection) -> None:
    """Makes the roles that are not there yet. They need no password: the socket's folder lets only us in."""
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    wanted = {
        OWNER: "LOGIN NOSUPERUSER NOBYPASSRLS",
        APPLICATION_GROUP: "NOLOGIN NOSUPERUSER NOBYPASSRLS",
        APPLICATION: f"LOGIN NOSUPERUSER NOBYPASSRLS IN ROLE {APPLICATION_GROUP}",
    }
    for name, attributes in wanted.items():
        if name not in known:
            connection.execute(f"CREATE ROLE {name} {attributes}")


def create_extensions(connection: psycopg.Connection) -> None:
    """Makes the extensions that are not in this database yet."""
    for extension in EXTENSIONS:
        connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
