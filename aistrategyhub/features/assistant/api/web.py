"""Pages of the web that bots read, over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Response, status
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import requires
from aistrategyhub.features.assistant import queries
from aistrategyhub.features.assistant.api.bots import Number
from aistrategyhub.features.assistant.models import WebSource
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.queries.web import count_pages, list_sites, lock_site
from aistrategyhub.features.assistant.rules.failures import failure_label
from aistrategyhub.features.assistant.rules.web import read_source
from aistrategyhub.features.assistant.schemas.web import NewSiteBody, SiteBody, SiteCounts
from aistrategyhub.features.assistant.service import crawling
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for

router = APIRouter(prefix="/bots/{number}", tags=["assistant"])


@router.post("/documents/scrape", status_code=status.HTTP_202_ACCEPTED)
@requires(AssistantPermission.TEACH)
async def scrape(number: Number, body: NewSiteBody) -> Envelope[SiteBody]:
    """Has a page, or the pages of a sitemap, read soon and then again: each is a document with a status of its own."""
    url, kind, locale, every_days = read_source(body.model_dump())
    async with unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        site = await crawling.add_site(session, bot, url, kind, locale=locale, every_days=every_days)
        return ok(_body_of(site, SiteCounts()))


@router.get("/sites")
@requires(AssistantPermission.READ)
async def list_all(number: Number) -> Envelope[list[SiteBody]]:
    """The pages and sitemaps that a bot reads, by address."""
    async with unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        sites = await list_sites(session, bot.id)
        counts = await count_pages(session, [site.id for site in sites])
        return ok([_body_of(site, counts.get(site.id, SiteCounts())) for site in sites])


@router.post("/sites/{site_id}/crawl", status_code=status.HTTP_202_ACCEPTED)
@requires(AssistantPermission.TEACH)
async def crawl(number: Number, site_id: UUID) -> Envelope[SiteBody]:
    """Has it looked at now."""
    async with unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        site = await lock_site(session, site_id, bot_id=bot.id)
        await crawling.ask_to_crawl(session, site)
        return ok(await _told(session, site))


@router.delete("/sites/{site_id}", status_code=status.HTTP_204_NO_CONTENT)
@requires(AssistantPermission.TEACH)
async def delete(number: Number, site_id: UUID) -> Response:
    """Reads it no more: its pages go too, for good."""
    async with unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        await crawling.delete_site(session, storage_for(get_settings()), bot, site_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


async def _told(session: AsyncSession, site: WebSource) -> SiteBody:
    return _body_of(site, (await count_pages(session, [site.id])).get(site.id, SiteCounts()))


def _body_of(site: WebSource, counts: SiteCounts) -> SiteBody:
    return SiteBody(
        id=site.id,
        url=site.url,
        kind=site.kind,
        locale=site.locale,
        every_days=site.every_days,
        status=site.status,
        failure_code=site.failure,
        failure=failure_label(site.failure, {}),
        pages=counts.pages,
        waiting=counts.waiting,
        failed=counts.failed,
        next_at=site.next_at,
        crawled_at=site.crawled_at,
    )
