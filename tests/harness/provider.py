"""A stand-in of Stripe for tests of rooms that charge kept cards."""

from collections.abc import AsyncIterator, Iterator

import pytest

from aistrategyhub.integrations.stripe import choose
from aistrategyhub.integrations.stripe.client import StripeGateway
from tests.factories.cards import Bank
from tests.integrations.stripe.stand_in import StandIn


@pytest.fixture(scope="session")
def payment_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """One stand-in for all of them. It sends no webhooks."""
    running = StandIn(tmp_path_factory.mktemp("provider")).start()
    yield running
    running.stop()


@pytest.fixture
async def gateway(payment_provider: StandIn, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StripeGateway]:
    """The gateway of this process, which jobs and screens find too."""
    made = payment_provider.gateway()
    choose.current_gateway.cache_clear()
    monkeypatch.setattr(choose, "payment_gateway", lambda settings, address=None: made)
    yield made
    choose.current_gateway.cache_clear()
    await made.aclose()


@pytest.fixture
def bank(payment_provider: StandIn, gateway: StripeGateway) -> Bank:
    """The payer at the stand-in's pages."""
    return Bank(payment_provider, gateway)
