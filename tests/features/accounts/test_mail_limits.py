"""Nobody fills another's mailbox, or tries tokens without end."""

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.infra import rate_limits
from aistrategyhub.infra.rate_limits import ACCOUNT_LINK, ACCOUNT_MAIL, RateLimit, Verdict
from aistrategyhub.infra.work import Work
from tests.factories.people import create_somebody


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch, api: httpx.AsyncClient) -> dict[str, int]:
    """What was counted against which limit, each refused beyond its amount as the real one does."""
    hits: dict[str, int] = {}

    async def count(limit: RateLimit, key: str) -> Verdict:
        hits[limit.name] = hits.get(limit.name, 0) + 1
        return Verdict(hits[limit.name] <= limit.amount, 60)

    monkeypatch.setattr(rate_limits, "hit", count)
    return hits


async def _waiting(session: AsyncSession) -> int:
    return (await session.execute(select(func.count()).select_from(Work))).scalar_one()


@pytest.mark.parametrize("is_known", [True, False])
async def test_one_address_asks_for_so_many_mails_and_no_more(
    api: httpx.AsyncClient, session: AsyncSession, tenant: Tenant, counted: dict[str, int], is_known: bool
) -> None:
    email = (await create_somebody(session)).email if is_known else "mai@visto.example"
    before = await _waiting(session)
    answers = [
        await api.post("/api/v1/auth/forgot-password", json={"email": email})
        for _time in range(ACCOUNT_MAIL.amount + 1)
    ]
    assert [answer.status_code for answer in answers] == [202] * ACCOUNT_MAIL.amount + [429]
    assert answers[-1].headers["retry-after"] == "60"
    assert await _waiting(session) - before == ACCOUNT_MAIL.amount


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("verify-email", {}),
        ("reset-password", {"password": "quattro parole a caso"}),
        ("confirm-email", {}),
    ],
)
async def test_tokens_are_not_guessed(
    api: httpx.AsyncClient, session: AsyncSession, counted: dict[str, int], path: str, body: dict[str, str]
) -> None:
    answers = [
        (await api.post(f"/api/v1/auth/{path}", json={"token": f"guess-{number}", **body})).status_code
        for number in range(ACCOUNT_LINK.amount + 1)
    ]
    assert answers == [400] * ACCOUNT_LINK.amount + [429]
