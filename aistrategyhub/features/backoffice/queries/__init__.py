"""Reads of many rooms for one screen of the owner, and of the work queue."""

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.features.backoffice.rules import figures, first_month, month_bars, process_row, work_row
from aistrategyhub.features.backoffice.schemas import Figures, MonthBar, ProcessRow, WorkRow
from aistrategyhub.features.invoicing.queries import count_issued
from aistrategyhub.features.orders.queries import (
    count_payable,
    sum_electronic_to_people_abroad,
    sum_paid_by_month,
)
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import PublicOffices, SalesAbroad
from aistrategyhub.features.vat.rules import split_notice, threshold_notice
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.heartbeat import list_alive
from aistrategyhub.infra.work import Work, WorkStatus


async def read_figures(session: AsyncSession, *, today: date) -> tuple[Figures, list[MonthBar]]:
    """The figures of the month and the bars of the year that ends with it."""
    sums = await sum_paid_by_month(session, since=first_month(today))
    payable = await count_payable(session)
    issued = await count_issued(session, since=today.replace(day=1))
    work = await count_work(session)
    return figures(sums, payable, issued, work, today=today), month_bars(sums, today=today)


async def read_threshold_notice(session: AsyncSession, *, today: date) -> str:
    """What there is to know about sales of electronic services to private people in other member states."""
    sums = await sum_electronic_to_people_abroad(session, since=today.year - 1)
    net_of = {one.year: one.net for one in sums}
    abroad = await find_setting(session, SalesAbroad) or SalesAbroad()
    return threshold_notice(
        net_of.get(today.year, Decimal(0)),
        net_of.get(today.year - 1, Decimal(0)),
        is_registered=abroad.oss_since is not None and abroad.oss_since <= today,
    )


async def read_split_notice(session: AsyncSession, *, today: date) -> str:
    """What there is to know about the VAT of public offices."""
    offices = await find_setting(session, PublicOffices) or PublicOffices()
    return split_notice(offices.split_until, offices.split_law, sells_to_offices=offices.sells, today=today)


async def count_work(session: AsyncSession) -> dict[WorkStatus, int]:
    """How much work of this tenant there is in each status."""
    query = select(Work.status, func.count()).where(Work.tenant_id == tenant_of(session)).group_by(Work.status)
    return dict((await session.execute(query)).tuples().all())


async def list_work(session: AsyncSession, request: PageRequest, *, status: WorkStatus) -> Page[WorkRow]:
    """One page of this tenant's work in a status, the newest first."""
    wanted = (Work.tenant_id == tenant_of(session), Work.status == status)
    query = select(Work).where(*wanted).order_by(Work.created_at.desc(), Work.id)
    rows = await session.execute(query.limit(request.per_page).offset(request.offset))
    total = (await session.execute(select(func.count()).select_from(Work).where(*wanted))).scalar_one()
    at = now()
    return Page([work_row(work, now=at) for work in rows.scalars()], total, request.page, request.per_page)


async def list_processes(session: AsyncSession) -> list[ProcessRow]:
    """The job processes that are alive, the oldest first."""
    at = now()
    return [process_row(process, now=at) for process in await list_alive(session)]
