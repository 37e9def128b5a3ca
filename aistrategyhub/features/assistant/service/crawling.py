"""Pages of the web as documents: looking which there are, fetching each, and letting go of those that are gone.

While a server is waited for, no transaction is open.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.assistant.models import (
    Bot,
    CrawlStatus,
    DocumentSource,
    DocumentStatus,
    DocumentType,
    KnowledgeDocument,
    WebKind,
    WebPage,
    WebSource,
)
from aistrategyhub.features.assistant.queries import find_by_source, lock_document
from aistrategyhub.features.assistant.queries.web import (
    SiteNotFound,
    find_page,
    list_due,
    list_outdated,
    list_pages,
    list_sites,
    lock_site,
)
from aistrategyhub.features.assistant.rules.failures import Unreadable
from aistrategyhub.features.assistant.rules.web import (
    GONE,
    GONE_TWICE,
    LARGEST_PAGE,
    MOST_PAGES,
    MOST_SITEMAPS,
    MOST_SITES,
    SiteKnown,
    TooManySites,
    check_status,
    in_utf8,
    key_of,
    name_for,
    own_pages,
    robots_url,
    title_of,
)
from aistrategyhub.features.assistant.service.documents import (
    FETCH_PAGE,
    add_version,
    delete_files_of,
    forget_document,
    let_answer,
    store_file,
)
from aistrategyhub.features.audit.service import record
from aistrategyhub.infra.db import after_commit, tenant_of, unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import Storage, storage_for
from aistrategyhub.infra.work import enqueue
from aistrategyhub.integrations.web.choose import web_gateway
from aistrategyhub.integrations.web.gateway import (
    AddressRefused,
    BodyTooLarge,
    ElsewhereRefused,
    Fetched,
    ServerAway,
)
from aistrategyhub.integrations.web.robots import (
    MOST_ROBOTS_BYTES,
    MOST_SITEMAP_BYTES,
    may_read,
    pause_of,
    read_sitemap,
)

CRAWL_SITE = "assistant.crawl_site"
_OK, _NOT_MODIFIED, _SERVER_ERRORS = 200, 304, 500


@dataclass(frozen=True)
class _Wanted:
    """A page to fetch, with what it was when it was fetched last."""

    document_id: UUID
    url: str
    robots: str
    content_hash: str
    etag: str = ""
    last_modified: str = ""


async def add_site(
    session: AsyncSession, bot: Bot, url: str, kind: WebKind, *, locale: str, every_days: int
) -> WebSource:
    """A page or sitemap that the bot reads from now on. Raises SiteKnown, TooManySites."""
    known = await list_sites(session, bot.id)
    if any(site.url == url for site in known):
        raise SiteKnown
    if len(known) >= MOST_SITES:
        raise TooManySites(most=MOST_SITES)
    site = WebSource(bot_id=bot.id, url=url, kind=kind, locale=locale, every_days=every_days)
    session.add(site)
    await session.flush()
    await record(session, "assistant.site_added", "knowledge_site", site.id, url=url, bot=bot.number)
    await ask_to_crawl(session, site)
    return site


async def ask_to_crawl(session: AsyncSession, site: WebSource) -> None:
    """Has it looked at soon, and then again by its days."""
    site.status, site.failure = CrawlStatus.WAITING, ""
    site.round += 1
    site.next_at = now() + timedelta(days=site.every_days) if site.every_days else None
    await session.flush()
    key = f"{CRAWL_SITE}:{site.id}:{site.round}"
    await enqueue(session, CRAWL_SITE, {"site_id": str(site.id)}, key=key, max_attempts=4)


async def crawl_due(session: AsyncSession) -> None:
    """Has everything looked at whose days are over."""
    for site in await list_due(session, at=now()):
        await ask_to_crawl(session, site)


async def delete_site(session: AsyncSession, storage: Storage, bot: Bot, site_id: UUID) -> None:
    """Reads it no more: its pages go too, for good. Raises SiteNotFound."""
    site = await lock_site(session, site_id, bot_id=bot.id)
    for page in await list_pages(session, site.id):
        document = await lock_document(session, page.document_id)
        await delete_files_of(session, storage, document)
        await forget_document(session, document)
    await record(session, "assistant.site_deleted", "knowledge_site", site.id, url=site.url, bot=bot.number)
    await session.delete(site)
    await session.flush()


async def crawl_site(session: AsyncSession, site_id: UUID) -> None:
    """Looks which pages there are and has each fetched, one after the other. Raises ServerAway: it is tried again."""
    async with unit_of_work(tenant_of(session)) as first:
        site = await _find_site(first, site_id)
        wanted = (site.url, site.kind) if site else None
    if wanted is None:
        return
    try:
        robots = await _robots_of(wanted[0])
        pages = [wanted[0]] if wanted[1] is WebKind.PAGE else await _pages_of(wanted[0], robots)
    except Unreadable as refusal:
        await fail_site(session, site_id, refusal.code)
        return
    site = await _find_site(session, site_id)
    if site is None:
        return
    site.robots, site.status, site.failure, site.crawled_at = robots, CrawlStatus.DONE, "", now()
    documents = await _documents_of(session, site, pages)
    pause = timedelta(seconds=pause_of(robots))
    for number, document_id in enumerate(documents):
        key = f"{FETCH_PAGE}:{document_id}:{site.id}:{site.round}"
        payload = {"document_id": str(document_id)}
        await enqueue(session, FETCH_PAGE, payload, key=key, due=now() + number * pause, max_attempts=4)
    await session.flush()


async def fail_site(session: AsyncSession, site_id: UUID, code: str) -> None:
    """Says why nothing was found there. What was read before goes on answering."""
    site = await _find_site(session, site_id)
    if site is not None:
        site.status, site.failure, site.crawled_at = CrawlStatus.FAILED, code, now()
        await session.flush()


async def fetch_page(session: AsyncSession, document_id: UUID, *, is_forced: bool = False) -> None:
    """Fetches a page and has it read where it changed; one that is gone twice in a row answers no more, until it is
    back. `is_forced` reads it also where it did not change. Raises ServerAway: it is tried again."""
    tenant_id = tenant_of(session)
    async with unit_of_work(tenant_id) as first:
        wanted = await _begin(first, document_id, is_forced=is_forced)
    if wanted is None:
        return
    try:
        fetched = await _fetch(wanted)
        await _keep(session, wanted, fetched)
    except Unreadable as refusal:
        await fail_page(session, document_id, refusal.code)


async def fail_page(session: AsyncSession, document_id: UUID, code: str) -> None:
    """Says why a page was not fetched. What was read of it before goes on answering."""
    found = await find_page(session, document_id)
    if found is None:
        return
    document = await lock_document(session, document_id)
    document.status, document.updated_at = DocumentStatus.FAILED, now()
    document.failure, document.failure_values = code, {}
    await session.flush()


async def _find_site(session: AsyncSession, site_id: UUID) -> WebSource | None:
    try:
        return await lock_site(session, site_id)
    except SiteNotFound:
        return None


async def _begin(session: AsyncSession, document_id: UUID, *, is_forced: bool) -> _Wanted | None:
    found = await find_page(session, document_id)
    if found is None:
        return None
    page, site = found
    if is_forced:
        return _Wanted(document_id, page.url, site.robots, "")
    return _Wanted(document_id, page.url, site.robots, page.content_hash, page.etag, page.last_modified)


async def _get(url: str, most_bytes: int, etag: str = "", last_modified: str = "") -> Fetched:
    """Raises Unreadable for what another try does not change, and ServerAway."""
    try:
        return await web_gateway().fetch(url, most_bytes=most_bytes, etag=etag, last_modified=last_modified)
    except AddressRefused as error:
        raise Unreadable("ADDRESS") from error
    except ElsewhereRefused as error:
        raise Unreadable("ELSEWHERE") from error
    except BodyTooLarge as error:
        raise Unreadable("TOO_LARGE") from error


async def _robots_of(url: str) -> str:
    """What the site asks of programs: nothing where it has no such file (RFC 9309, 2.3.1.3). Raises ServerAway where it
    fails: then nothing may be read."""
    try:
        fetched = await _get(robots_url(url), MOST_ROBOTS_BYTES)
    except Unreadable as refusal:
        if refusal.code == "ADDRESS":
            raise
        return ""
    if fetched.status >= _SERVER_ERRORS:
        raise ServerAway(f"robots.txt: {fetched.status}")
    return fetched.body.decode("utf-8", "ignore").replace("\x00", "") if fetched.status == _OK else ""


async def _pages_of(url: str, robots: str) -> Sequence[str]:
    """The pages that a sitemap names, and those of the sitemaps that it names. Raises Unreadable, ServerAway."""
    found: list[str] = []
    waiting, seen = [url], set[str]()
    while waiting and len(seen) < MOST_SITEMAPS and len(found) < MOST_PAGES:
        at = waiting.pop(0)
        seen.add(at)
        if not may_read(robots, at):
            raise Unreadable("ROBOTS")
        fetched = await _get(at, MOST_SITEMAP_BYTES)
        if fetched.status >= _SERVER_ERRORS:
            raise ServerAway(f"sitemap: {fetched.status}")
        sitemap = read_sitemap(fetched.body, most=MOST_PAGES) if fetched.status == _OK else None
        if sitemap is None:
            continue
        found += sitemap.pages
        waiting += [one for one in own_pages(sitemap.sitemaps, url) if one not in seen]
    pages = own_pages(found, url)
    if not pages:
        raise Unreadable("NO_SITEMAP")
    return pages


async def _documents_of(session: AsyncSession, site: WebSource, pages: Sequence[str]) -> list[UUID]:
    """The documents of these pages, made where there are none yet, and of those that were found before."""
    known = {page.url: page.document_id for page in await list_pages(session, site.id)}
    for url in pages:
        if url not in known and await find_by_source(session, site.bot_id, key_of(url)) is None:
            known[url] = await _add_page(session, site, url)
    return list(known.values())


async def _add_page(session: AsyncSession, site: WebSource, url: str) -> UUID:
    document = KnowledgeDocument(
        bot_id=site.bot_id,
        source=DocumentSource.WEB,
        source_key=key_of(url),
        file_type=DocumentType.HTML,
        title=url[:300],
        locale=site.locale,
        path=url,
    )
    session.add(document)
    await session.flush()
    session.add(WebPage(document_id=document.id, site_id=site.id, url=url))
    await session.flush()
    return document.id


async def _fetch(wanted: _Wanted) -> Fetched:
    if not may_read(wanted.robots, wanted.url):
        raise Unreadable("ROBOTS")
    fetched = await _get(wanted.url, LARGEST_PAGE, wanted.etag, wanted.last_modified)
    if fetched.status >= _SERVER_ERRORS or fetched.status == 429:
        raise ServerAway(f"HTTP {fetched.status}")
    return fetched


async def _keep(session: AsyncSession, wanted: _Wanted, fetched: Fetched) -> None:
    found = await find_page(session, wanted.document_id)
    if found is None:
        return
    page, _site = found
    document = await lock_document(session, wanted.document_id)
    page.fetched_at = now()
    if fetched.status in GONE:
        await _note_gone(session, page, document)
    if fetched.status != _NOT_MODIFIED:
        check_status(fetched.status)
    if page.gone_count >= GONE_TWICE:
        await let_answer(session, document, is_active=True)
    page.gone_count = 0
    content = in_utf8(fetched.body, fetched.content_type)
    digest = hashlib.sha256(content).hexdigest()
    if fetched.status == _NOT_MODIFIED or digest == wanted.content_hash:
        await _stay(session, document)
        return
    await _read_anew(session, page, document, content, fetched)
    page.content_hash, page.etag, page.last_modified = digest, fetched.etag, fetched.last_modified
    await session.flush()


async def _note_gone(session: AsyncSession, page: WebPage, document: KnowledgeDocument) -> None:
    if not document.is_active and page.gone_count < GONE_TWICE:
        # Somebody switched it off: it is not for a crawl to switch it on again.
        return
    page.gone_count += 1
    if page.gone_count >= GONE_TWICE:
        await let_answer(session, document, is_active=False)


async def _stay(session: AsyncSession, document: KnowledgeDocument) -> None:
    """What did not change is whole again, if only its server was away."""
    if document.live_version is not None and document.status is DocumentStatus.FAILED:
        document.status, document.failure, document.failure_values = DocumentStatus.COMPLETED, "", {}
    await session.flush()


async def _read_anew(
    session: AsyncSession, page: WebPage, document: KnowledgeDocument, content: bytes, fetched: Fetched
) -> None:
    if not content:
        raise Unreadable("EMPTY")
    storage = storage_for(get_settings())
    stored = await store_file(storage, tenant_of(session), _pieces(content), name_for(fetched.content_type))
    if page.content_hash:
        document.version += 1
    document.file_type = stored.file_type
    document.title = title_of(content, page.url) if stored.file_type is DocumentType.HTML else page.url[:300]
    await add_version(session, document, stored)
    await _forget_outdated(session, storage, document)


async def _forget_outdated(session: AsyncSession, storage: Storage, document: KnowledgeDocument) -> None:
    """Files of versions that nothing answers from: a page that changes each day fills no disk."""
    outdated = await list_outdated(session, document.id, before=document.live_version or 0)
    keys = [version.storage_key for version in outdated]
    for version in outdated:
        await session.delete(version)

    async def remove_files() -> None:
        for key in keys:
            await storage.delete(key)

    after_commit(session, f"outdated files of {document.id}", remove_files)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content
