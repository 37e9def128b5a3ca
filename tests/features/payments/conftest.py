"""A database that state machines have to themselves."""

import asyncio
from collections.abc import Iterator

import pytest

from aistrategyhub.infra import db
from tests.harness.database import use_database


@pytest.fixture
def money_database(embedded_postgres, migrated) -> Iterator[asyncio.Runner]:
    """A database of its own, on an event loop of its own: the machine's rules are not coroutines."""
    use_database(embedded_postgres.fresh_database("money", template=migrated.name))
    with asyncio.Runner() as runner:
        runner.run(db.close_engine())
        yield runner
        runner.run(db.close_engine())
