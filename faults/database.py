"""The product's database, entered as its administrator: to look at rows of every tenant, and to hurt it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]

_PATIENCE_SECONDS = 5


class Database:
    """Each call is a connection of its own: whatever happened to the server meanwhile, the next one is a new one."""

    def __init__(self, url: str) -> None:
        self.url = url

    def rows(self, statement: str, *values: Any) -> list[Row]:
        """The rows of one statement, committed."""
        with self.connect() as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def value(self, statement: str, *values: Any) -> Any:
        """The first column of the only row."""
        [row] = self.rows(statement, *values)
        return next(iter(row.values()))

    @contextmanager
    def connect(self) -> Iterator[psycopg.Connection[Row]]:
        """A transaction that is committed when the block ends."""
        with psycopg.connect(self.url, row_factory=dict_row, connect_timeout=_PATIENCE_SECONDS) as connection:
            yield connection
