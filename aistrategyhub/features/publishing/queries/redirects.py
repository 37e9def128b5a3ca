"""Reads of redirects made by hand."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.models import Address, Publication, Redirect
from aistrategyhub.features.publishing.rules import short_line
from aistrategyhub.features.publishing.schemas import RedirectRow


class RedirectNotFound(DomainError):
    """No such redirect, or removed."""

    code = "REDIRECT_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo reindirizzamento non c’è più.")


async def get_redirect(session: AsyncSession, redirect_id: UUID) -> Redirect:
    """The redirect of this id. Raises RedirectNotFound."""
    found = (await session.execute(select(Redirect).where(Redirect.id == redirect_id))).scalar_one_or_none()
    if found is None:
        raise RedirectNotFound
    return found


async def list_redirects(session: AsyncSession, page: PageRequest = PageRequest(), *, q: str = "") -> Page[RedirectRow]:
    """One page of the redirects whose source or written target holds `q`, the newest first."""
    needle = func.lower(short_line(q, 100))
    wanted = or_(
        func.strpos(Redirect.source_key, needle) > 0,
        func.strpos(func.lower(func.coalesce(Redirect.target_path, "")), needle) > 0,
    )
    current = and_(
        Address.publication_id == Redirect.target_publication_id,
        Address.locale == Redirect.target_locale,
        Address.is_current,
    )
    query = (
        select(Redirect, Address.path, Publication.title)
        .outerjoin(Publication, Publication.id == Redirect.target_publication_id)
        .outerjoin(Address, current)
        .where(wanted)
        .order_by(Redirect.created_at.desc(), Redirect.id.desc())
    )
    rows = (await session.execute(query.limit(page.per_page).offset(page.offset))).all()
    total = await session.scalar(select(func.count()).select_from(Redirect).where(wanted))
    return Page([_row(row) for row in rows], total or 0, page.page, page.per_page)


def _row(row: Row[Any]) -> RedirectRow:
    redirect: Redirect = row.Redirect
    target = row.path or redirect.target_path or ""
    return RedirectRow(
        id=redirect.id,
        source=redirect.source,
        target=target and target + redirect.target_suffix,
        target_title=row.title or "",
        status=redirect.status,
        note=redirect.note,
        hits=redirect.hits,
        last_hit_at=redirect.last_hit_at,
        created_at=redirect.created_at,
    )
