"""Numbers that are looked up rather than counted: how much work waits, how many people are signed in."""

from datetime import timedelta

from aistrategyhub.features.accounts.queries import count_people_signed_in
from aistrategyhub.features.tenants.queries import list_tenants
from aistrategyhub.infra import metrics, work
from aistrategyhub.infra.db import transaction, unit_of_work

MEASURE_EVERY = timedelta(seconds=15)


async def measure() -> None:
    """Looks up the gauges, when somebody collects them."""
    if not metrics.are_collected():
        return
    for status, count in (await work.count_unfinished()).items():
        metrics.set_work_rows(status, count)
    metrics.set_active_users(await _count_people_signed_in())


async def _count_people_signed_in() -> int:
    async with transaction() as session:
        tenants = await list_tenants(session)
    total = 0
    for tenant in tenants:
        async with unit_of_work(tenant.id) as session:
            total += await count_people_signed_in(session)
    return total
