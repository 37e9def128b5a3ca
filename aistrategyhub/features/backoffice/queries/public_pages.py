"""Reads of the public pages: which are written, which wait, and which could not be."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.features.backoffice.rules.public_pages import page_row, progress
from aistrategyhub.features.backoffice.schemas import PublicPageRow, WritingProgress
from aistrategyhub.prerender.models import PageStatus, PrerenderedPage
from aistrategyhub.prerender.queries import count_pages


async def list_public_pages(
    session: AsyncSession, request: PageRequest, *, status: PageStatus, q: str = ""
) -> Page[PublicPageRow]:
    """One page of the public pages in a status whose path contains `q`, those first that were asked for last."""
    wanted = [PrerenderedPage.status == status]
    if q:
        wanted.append(PrerenderedPage.path.contains(q, autoescape=True))
    query = select(PrerenderedPage).where(*wanted).order_by(PrerenderedPage.wanted_at.desc(), PrerenderedPage.path)
    rows = await session.execute(query.limit(request.per_page).offset(request.offset))
    total = (await session.execute(select(func.count()).select_from(PrerenderedPage).where(*wanted))).scalar_one()
    at = now()
    return Page([page_row(page, now=at) for page in rows.scalars()], total, request.page, request.per_page)


async def read_progress(session: AsyncSession) -> WritingProgress:
    """How many public pages are true, wait or failed, and when one was written last."""
    return progress(await count_pages(session), now=now())
