"""How many statements a read costs, so that a list of a hundred costs no more than a list of three."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from aistrategyhub.infra import db


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The statements sent to PostgreSQL inside the block."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engine = db.get_engine().sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
