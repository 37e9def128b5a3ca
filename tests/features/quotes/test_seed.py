"""The demo firm has a request that is being answered."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.quotes.models import OfferStatus, QuoteOffer, QuoteRequest
from aistrategyhub.features.quotes.seed import seed
from aistrategyhub.features.quotes.service.drafting import read_draft
from aistrategyhub.infra.db import tenant_of
from tests.factories.demo_firm import load_demo_firm


async def test_a_draft_waits_to_be_sent_and_nobody_is_written_to(
    session: AsyncSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    await load_demo_firm(session)
    for _twice in range(2):
        await seed(session, SeedPlan(tenant_of(session), 1))
    assert await session.scalar(select(func.count()).select_from(QuoteRequest)) == 1
    [offer] = (await session.execute(select(QuoteOffer))).scalars()
    assert (offer.status, offer.number[:4]) == (OfferStatus.DRAFT, "OFF-")
    written = await read_draft(session, offer)
    assert not written.errors
    assert len(written.content.lines) == 2
    assert offer.total > 0
    assert await session.scalar(select(func.count()).select_from(EmailSend)) == 0
