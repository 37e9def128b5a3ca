"""The API with its whole edge, called in this process."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from aistrategyhub import registry
from aistrategyhub.features.accounts.api import principal_finder
from aistrategyhub.features.assistant.api.widget import may_call
from aistrategyhub.features.tenants import queries as tenant_queries
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.infra import rate_limits
from aistrategyhub.infra.http.api import build_api
from aistrategyhub.infra.http.edge import edge
from aistrategyhub.infra.http.health import health_routers
from aistrategyhub.infra.rate_limits import RateLimit, Verdict


async def _provider_is_well() -> None:
    return None


def new_api() -> object:
    """The ASGI application of the API, as the product builds it."""
    features = registry.features()
    api_health, root_health = health_routers(_provider_is_well)
    api = build_api(
        [api_health, *(router for feature in features for router in feature.routers)],
        [root_health, *(router for feature in features for router in feature.root_routers)],
    )
    return edge(principal_finder(registry.granted), may_call)(api)


@pytest.fixture
async def api(
    connection: AsyncConnection, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the API on this test's tenant, whose requests are undone with the test and not counted."""

    async def uncounted(limit: RateLimit, key: str) -> Verdict:
        return Verdict(True)

    monkeypatch.setattr(rate_limits, "hit", uncounted)
    monkeypatch.setattr("aistrategyhub.infra.http.edge.hit", uncounted)
    tenant_queries.forget_hosts()
    transport = httpx.ASGITransport(app=new_api(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3000") as client:
        yield client
    tenant_queries.forget_hosts()
