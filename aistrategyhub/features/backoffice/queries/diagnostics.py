"""The warnings and errors of the last 30 days."""

from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.system_logs import KEPT_FOR, SystemLog


async def list_logged(
    session: AsyncSession, request: PageRequest, *, levels: Collection[str], search: str, with_common: bool
) -> Page[SystemLog]:
    """One page of this tenant's lines, the newest first; with those that belong to no tenant when `with_common`.

    No `levels` means every level. `search` is looked for in message, module and request id.
    """
    theirs = SystemLog.tenant_id == tenant_of(session)
    wanted = [
        or_(theirs, SystemLog.tenant_id.is_(None)) if with_common else theirs,
        SystemLog.created_at >= now() - KEPT_FOR,
    ]
    if levels:
        wanted.append(SystemLog.level.in_(levels))
    if needle := search.strip():
        columns = (SystemLog.message, SystemLog.module, SystemLog.request_id)
        wanted.append(or_(*(column.icontains(needle, autoescape=True) for column in columns)))
    query = select(SystemLog).where(*wanted).order_by(SystemLog.created_at.desc(), SystemLog.id.desc())
    rows = await session.execute(query.limit(request.per_page).offset(request.offset))
    total = (await session.execute(select(func.count()).select_from(SystemLog).where(*wanted))).scalar_one()
    return Page(list(rows.scalars()), total, request.page, request.per_page)
