"""The demo firm has a customer on trial."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.subscriptions.models import Subscription, SubscriptionStatus
from aistrategyhub.features.subscriptions.seed import seed
from aistrategyhub.infra.db import tenant_of
from tests.factories.demo_firm import load_demo_firm


async def test_one_customer_tries_a_subscription(
    session: AsyncSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    await load_demo_firm(session)
    for _twice in range(2):
        await seed(session, SeedPlan(tenant_of(session), 1))
    [subscription] = (await session.execute(select(Subscription))).scalars()
    assert subscription.status is SubscriptionStatus.TRIALING
    assert subscription.amount > 0
