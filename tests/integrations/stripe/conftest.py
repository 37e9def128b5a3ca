from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.integrations.stripe.stand_in import Receiver, StandIn


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """One stand-in for all tests that leave it running and undisturbed. It sends no webhooks."""
    running = StandIn(tmp_path_factory.mktemp("stripe")).start()
    yield running
    running.stop()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook endpoint, closed at first: `open` it."""
    made = Receiver()
    yield made
    await made.close()


@pytest.fixture
def own_stand_in(tmp_path: Path, receiver: Receiver) -> Iterator[StandIn]:
    """A stand-in of the test's own, sending webhooks to `receiver`."""
    running = StandIn(tmp_path, webhook_url=receiver.url).start()
    yield running
    running.kill()
