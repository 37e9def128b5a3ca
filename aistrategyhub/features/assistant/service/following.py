"""What the site publishes is known by the site's bot without anybody's doing."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.assistant.models import Bot, DocumentSource, DocumentType, KnowledgeDocument
from aistrategyhub.features.assistant.queries import find_by_source, list_of_publication
from aistrategyhub.features.assistant.service.bots import site_bot
from aistrategyhub.features.assistant.service.documents import ask_to_read, forget_document
from aistrategyhub.features.publishing.queries import find_published_by_id, list_published
from aistrategyhub.features.publishing.schemas import PublishedContent
from aistrategyhub.infra.work import enqueue

FOLLOW_SITE = "assistant.follow_site"
KINDS = ("service", "post", "page")
_AT_ONCE = 100


async def follow_publication(session: AsyncSession, publication_id: UUID) -> None:
    """Knows a publication as everybody reads it now, in each of its languages, or not at all."""
    published = await find_published_by_id(session, publication_id, DEFAULT_LOCALE)
    if published is None or published.kind not in KINDS:
        for document in await list_of_publication(session, publication_id):
            await forget_document(session, document)
        return
    bot = await site_bot(session)
    for document in await list_of_publication(session, publication_id):
        if document.locale not in published.alternates:
            await forget_document(session, document)
    for locale in published.alternates:
        await _follow(session, bot, published, locale)


async def follow_site(session: AsyncSession) -> None:
    """Everything that is published and not yet known, and nothing that no longer is: for what was published before
    this room was there."""
    known = await _known_publications(session)
    found: set[UUID] = set()
    for kind in KINDS:
        page = PageRequest(per_page=_AT_ONCE)
        while True:
            rows = (await list_published(session, kind, DEFAULT_LOCALE, page)).rows
            found |= {row.publication_id for row in rows}
            for row in rows:
                if row.publication_id not in known:
                    await follow_publication(session, row.publication_id)
            if len(rows) < _AT_ONCE:
                break
            page = PageRequest(page.page + 1, _AT_ONCE)
    for publication_id in sorted(known - found):
        await follow_publication(session, publication_id)


async def _follow(session: AsyncSession, bot: Bot, published: PublishedContent, locale: str) -> None:
    key = source_key(published.publication_id, locale)
    document = await find_by_source(session, bot.id, key)
    if document is None:
        document = KnowledgeDocument(
            bot_id=bot.id, source=DocumentSource.SITE, source_key=key, file_type=DocumentType.PUBLICATION, title=""
        )
        session.add(document)
    else:
        document.version += 1
    in_locale = await find_published_by_id(session, published.publication_id, locale)
    document.title = (in_locale or published).title[:300]
    document.path = published.alternates[locale][:500]
    document.locale = locale
    document.only_locale = locale if len(published.alternates) > 1 else ""
    await session.flush()
    await ask_to_read(session, document)


def source_key(publication_id: UUID, locale: str) -> str:
    """Under which name a publication in one language is known."""
    return f"publication:{publication_id}:{locale}"


def publication_of(document: KnowledgeDocument) -> tuple[UUID, str]:
    """The publication, and its language, that a document of the site tells."""
    _kind, publication_id, locale = document.source_key.split(":")
    return UUID(publication_id), locale


async def _known_publications(session: AsyncSession) -> set[UUID]:
    query = select(KnowledgeDocument.source_key).where(KnowledgeDocument.source == DocumentSource.SITE)
    keys: Iterable[str] = (await session.execute(query)).scalars()
    return {UUID(key.split(":")[1]) for key in keys}


async def ask_to_follow(session: AsyncSession) -> None:
    """Has everything that is published read soon."""
    await enqueue(session, FOLLOW_SITE)
