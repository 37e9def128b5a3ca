"""The clock: which moment a tick stands for, and that each is asked for once whoever ticks."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.infra.db import transaction
from aistrategyhub.infra.work import Work
from jobs.clock import due_moment, tick


async def run(session, payload):
    raise AssertionError("the clock only asks")


@pytest.mark.parametrize(
    ("every", "at", "due"),
    [
        (timedelta(minutes=5), "2026-11-21T12:05:00Z", "2026-11-21T12:05:00Z"),
        (timedelta(minutes=5), "2026-11-21T12:09:59Z", "2026-11-21T12:05:00Z"),
        (timedelta(hours=1), "2026-10-25T01:30:00Z", "2026-10-25T01:00:00Z"),
    ],
)
def test_an_interval_is_due_at_its_boundaries(every: timedelta, at: str, due: str) -> None:
    assert due_moment(Job("prova", run, every=every), moment(at)) == moment(due)


@pytest.mark.parametrize(
    ("cron", "at", "due"),
    [
        ("0 3 * * *", "2026-11-21T02:00:00Z", "2026-11-21T02:00:00Z"),
        ("0 3 * * *", "2026-11-21T01:59:59Z", "2026-11-20T02:00:00Z"),
        ("0 3 * * *", "2026-11-21T09:00:00Z", "2026-11-21T02:00:00Z"),
        ("0 3 * * *", "2026-07-01T09:00:00Z", "2026-07-01T01:00:00Z"),
        ("*/15 * * * *", "2026-11-21T12:44:59Z", "2026-11-21T12:30:00Z"),
        ("0 3 1 * *", "2026-11-02T01:59:00Z", "2026-11-01T02:00:00Z"),
        ("0 3 1 * *", "2026-11-21T09:00:00Z", None),
    ],
)
def test_a_cron_line_is_due_at_its_minute_in_rome_and_is_made_up_for_within_a_day(
    cron: str, at: str, due: str | None
) -> None:
    assert due_moment(Job("prova", run, cron=cron), moment(at)) == (moment(due) if due else None)


async def test_many_clocks_ask_once_for_each_tenant_that_was_there(committed_tenant: UUID) -> None:
    async with transaction() as session:
        tenant = await session.get(Tenant, committed_tenant)
        tenant.created_at = now() - timedelta(days=2)
        session.add(Tenant(slug="nuova", name="Ditta nata adesso"))
    await asyncio.gather(*(tick(Job("prova", run, every=timedelta(days=1))) for _ in range(5)))
    async with transaction() as session:
        assert (await session.execute(select(Work.tenant_id))).scalars().all() == [committed_tenant]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
