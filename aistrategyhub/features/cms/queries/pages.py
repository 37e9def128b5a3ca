"""Published pages as visitors see them."""

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import current_locale
from aistrategyhub.features.blog.queries import things_of_cards
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.queries.views import draw_blocks
from aistrategyhub.features.cms.rules.head import page_head, shared_image_of
from aistrategyhub.features.cms.schemas import PageContent
from aistrategyhub.features.cms.schemas.views import CrumbView, PageView
from aistrategyhub.features.media.queries import image_views
from aistrategyhub.features.publishing.models import Audience
from aistrategyhub.features.publishing.queries import (
    EVERYBODY,
    find_published,
    find_published_by_id,
    list_published_paths,
)
from aistrategyhub.features.publishing.schemas import PublishedContent
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity
from aistrategyhub.prerender.declared import Head

MEMBERS = frozenset({Audience.EVERYBODY, Audience.MEMBERS})

_DEEPEST = 10


@dataclass(frozen=True)
class ShownPage:
    """A page at an address: as it is drawn, what its head says, the names of the things it shows."""

    view: PageView
    head: Head
    things: frozenset[str]


async def find_page(
    session: AsyncSession, path: str, *, audiences: frozenset[Audience] = EVERYBODY
) -> ShownPage | None:
    """The published page at a path without its language, for these readers, in the language of the moment."""
    found = await find_published(session, PAGE.name, path, current_locale(), audiences=audiences)
    return None if found is None else await _shown(session, found, audiences)


async def list_page_paths(session: AsyncSession) -> list[str]:
    """The paths of the pages that everybody may read, without their language, which is that of the moment."""
    return await list_published_paths(session, PAGE.name, current_locale())


async def _shown(session: AsyncSession, found: PublishedContent, audiences: frozenset[Audience]) -> ShownPage:
    content = PageContent.model_validate(found.content)
    above = await _above(session, found, audiences)
    blocks = await draw_blocks(session, content)
    view = PageView(
        id=str(found.publication_id),
        path=found.path,
        lang=found.locale,
        title=content.title,
        summary=content.summary,
        has_opening=any(block.kind == "hero" and block.title for block in blocks),
        crumbs=[CrumbView(page.content["title"], page.path) for page in above],
        blocks=blocks,
    )
    image_id = shared_image_of(content)
    images = await image_views(session, [image_id]) if image_id else {}
    head = page_head(
        found,
        content,
        view,
        image=images[image_id].src if image_id in images else "",
        seller=await find_setting(session, SellerInfo),
        identity=await find_setting(session, SiteIdentity),
    )
    if found.audience is not Audience.EVERYBODY:
        head = replace(head, robots="noindex")
    posts = [card for block in blocks for card in block.posts]
    return ShownPage(view, head, _things(found, content, above) | things_of_cards(posts))


async def _above(
    session: AsyncSession, found: PublishedContent, audiences: frozenset[Audience]
) -> list[PublishedContent]:
    """The published pages above this one, from the top."""
    above: list[PublishedContent] = []
    parent_id = found.parent_id
    while parent_id is not None and len(above) < _DEEPEST:
        parent = await find_published_by_id(session, parent_id, current_locale(), audiences=audiences)
        if parent is None:
            break
        above.insert(0, parent)
        parent_id = parent.parent_id
    return above


def _things(found: PublishedContent, content: PageContent, above: list[PublishedContent]) -> frozenset[str]:
    shown = {f"publication:{found.publication_id}", "firm", *(f"link:{page.publication_id}" for page in above)}
    return frozenset(shown | PAGE.things_of(content))
