"""The blog for readers of feeds: all posts, and those of a category, in each language."""

import hashlib

from fastapi import APIRouter, Request
from fastapi.responses import Response

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES, mark, speaking
from aistrategyhub.features.blog.queries.feeds import find_feed
from aistrategyhub.features.blog.rules.rss import rss
from aistrategyhub.features.blog.schemas.shelves import EVERYTHING, Shelf, ShelfKind
from aistrategyhub.features.site_settings.queries import list_sites
from aistrategyhub.infra.db import unit_of_work

router = APIRouter(include_in_schema=False)

_EVERYBODY = "a feed is for everybody"
_KIND = "application/rss+xml; charset=utf-8"
_CACHE = "public, max-age=300"


class FeedNotFound(DomainError):
    """No category has this address."""

    code = "FEED_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("A questo indirizzo non c’è nessun feed.")


@router.get("/blog/feed.xml")
@public(_EVERYBODY)
async def feed(request: Request) -> Response:
    return await _feed(request, EVERYTHING, DEFAULT_LOCALE)


@router.get("/blog/categoria/{slug}/feed.xml")
@public(_EVERYBODY)
async def feed_of_category(request: Request, slug: str) -> Response:
    return await _feed(request, Shelf(ShelfKind.CATEGORY, slug), DEFAULT_LOCALE)


@router.get("/{locale}/blog/feed.xml")
@public(_EVERYBODY)
async def translated_feed(request: Request, locale: str) -> Response:
    return await _feed(request, EVERYTHING, locale)


@router.get("/{locale}/blog/categoria/{slug}/feed.xml")
@public(_EVERYBODY)
async def translated_feed_of_category(request: Request, locale: str, slug: str) -> Response:
    return await _feed(request, Shelf(ShelfKind.CATEGORY, slug), locale)


async def _feed(request: Request, shelf: Shelf, locale: str) -> Response:
    """The feed with an ETag, or that it has not changed: readers ask every few minutes."""
    if locale not in LOCALES or (locale == DEFAULT_LOCALE) != request.url.path.startswith("/blog/"):
        raise FeedNotFound
    with speaking(locale):
        async with unit_of_work() as session:
            found = await find_feed(session, shelf)
    if found is None:
        raise FeedNotFound
    text = rss(found.channel, found.items, await _origin())
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": _CACHE}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(text, media_type=_KIND, headers=headers)


async def _origin() -> str:
    tenant = current_principal().tenant_id
    return next(site.origin for site in await list_sites() if site.tenant_id == tenant)
