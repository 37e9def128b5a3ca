"""Reads of the pages of the web that bots know."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant.models import (
    DocumentStatus,
    KnowledgeDocument,
    KnowledgeVersion,
    WebPage,
    WebSource,
)
from aistrategyhub.features.assistant.schemas.web import SiteCounts

_WAITING = (DocumentStatus.PENDING, DocumentStatus.PROCESSING)


class SiteNotFound(DomainError):
    """The bot reads no such page or sitemap."""

    code = "SITE_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa pagina web non è nell’elenco.")


async def list_sites(session: AsyncSession, bot_id: UUID) -> list[WebSource]:
    """The pages and sitemaps that a bot reads, by address: never more than `rules.web.MOST_SITES`."""
    query = select(WebSource).where(WebSource.bot_id == bot_id).order_by(WebSource.url)
    return list((await session.execute(query)).scalars())


async def lock_site(session: AsyncSession, site_id: UUID, *, bot_id: UUID | None = None) -> WebSource:
    """The page or sitemap, changed by one at a time. Raises SiteNotFound."""
    query = select(WebSource).where(WebSource.id == site_id).with_for_update()
    if bot_id is not None:
        query = query.where(WebSource.bot_id == bot_id)
    site = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if site is None:
        raise SiteNotFound
    return site


async def count_pages(session: AsyncSession, site_ids: Collection[UUID]) -> Mapping[UUID, SiteCounts]:
    """How far the pages of each of these are, in one statement."""
    waiting = func.count().filter(KnowledgeDocument.status.in_(_WAITING))
    failed = func.count().filter(KnowledgeDocument.status == DocumentStatus.FAILED)
    query = (
        select(WebPage.site_id, func.count(), waiting, failed)
        .join(KnowledgeDocument, KnowledgeDocument.id == WebPage.document_id)
        .where(WebPage.site_id.in_(site_ids))
        .group_by(WebPage.site_id)
    )
    return {site_id: SiteCounts(*counts) for site_id, *counts in await session.execute(query)}


async def list_due(session: AsyncSession, *, at: datetime) -> list[WebSource]:
    """What is to be looked at again by now, held until this transaction ends."""
    query = select(WebSource).where(WebSource.next_at.is_not(None), WebSource.next_at <= at).order_by(WebSource.next_at)
    return list((await session.execute(query.with_for_update(skip_locked=True))).scalars())


async def list_pages(session: AsyncSession, site_id: UUID) -> list[WebPage]:
    """The pages that were found there, by address."""
    query = select(WebPage).where(WebPage.site_id == site_id).order_by(WebPage.url)
    return list((await session.execute(query)).scalars())


async def find_page(session: AsyncSession, document_id: UUID) -> tuple[WebPage, WebSource] | None:
    """The page that a document is, with where it was found."""
    query = select(WebPage, WebSource).join(WebSource, WebSource.id == WebPage.site_id)
    row = (
        await session.execute(query.where(WebPage.document_id == document_id).with_for_update(of=WebPage))
    ).one_or_none()
    return (row.WebPage, row.WebSource) if row else None


async def list_outdated(session: AsyncSession, document_id: UUID, *, before: int) -> list[KnowledgeVersion]:
    """The files of a document that are older than this version."""
    query = select(KnowledgeVersion).where(
        KnowledgeVersion.document_id == document_id, KnowledgeVersion.number < before
    )
    return list((await session.execute(query)).scalars())
