"""Looks up what the blocks of a page show: pictures, films, services, posts, the firm."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import read_id
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import DEFAULT_LOCALE, current_locale
from aistrategyhub.features.blog.queries import list_cards, list_newest
from aistrategyhub.features.blog.schemas import PostCard
from aistrategyhub.features.blog.schemas.shelves import EVERYTHING, Shelf, ShelfKind
from aistrategyhub.features.catalog.queries import cards_of, list_services
from aistrategyhub.features.catalog.schemas import ServiceCard
from aistrategyhub.features.cms.rules import firm_contact
from aistrategyhub.features.cms.rules.views import Material, block_views
from aistrategyhub.features.cms.schemas import FirmContact, PageContent
from aistrategyhub.features.cms.schemas.blocks import Contacts, PostList, ServiceList, Video
from aistrategyhub.features.cms.schemas.views import BlockView
from aistrategyhub.features.media.queries import file_views, image_views
from aistrategyhub.features.publishing.schemas.parts import media_of
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo


async def draw_blocks(session: AsyncSession, content: PageContent) -> list[BlockView]:
    """The blocks of a page as they are drawn now, in the language of the moment."""
    return block_views(content, await find_material(session, content))


async def find_material(session: AsyncSession, content: PageContent) -> Material:
    """All that the blocks show and do not hold themselves, in few statements."""
    blocks = content.blocks
    media = set(media_of(content))
    films = [block.file_id for block in blocks if isinstance(block, Video) and block.file_id]
    lists = [block for block in blocks if isinstance(block, ServiceList)]
    seller = await find_setting(session, SellerInfo) if any(isinstance(b, Contacts) for b in blocks) else None
    return Material(
        images=await image_views(session, media) if media else {},
        files=await file_views(session, films) if films else {},
        services={block.id: await _services(session, block) for block in lists},
        posts={block.id: await _posts(session, block) for block in blocks if isinstance(block, PostList)},
        contact=firm_contact(seller) if seller else FirmContact(),
    )


async def _services(session: AsyncSession, block: ServiceList) -> Sequence[ServiceCard]:
    wanted: dict[str, Any] = {
        "featured": {"featured": True},
        "category": {"category": block.category},
        "chosen": {"slugs": block.services},
        "all": {},
    }[block.shows]
    page = await list_services(session, current_locale(), **wanted, page=PageRequest(1, block.most))
    services = list(page.rows)
    if block.shows == "chosen":
        services.sort(key=lambda service: block.services.index(service.slugs[DEFAULT_LOCALE]))
    return await cards_of(session, [service.id for service in services])


async def _posts(session: AsyncSession, block: PostList) -> Sequence[PostCard]:
    if block.shows == "chosen":
        ids = [post_id for chosen in block.posts if (post_id := read_id(chosen))]
    else:
        shelf = Shelf(ShelfKind.CATEGORY, block.category) if block.shows == "category" else EVERYTHING
        ids = await list_newest(session, shelf, block.most)
    return await list_cards(session, ids[: block.most])
