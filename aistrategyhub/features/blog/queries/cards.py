"""Posts as lists show them, in the language of the moment: as many statements for a hundred as for three."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.text import current_locale, date_label
from aistrategyhub.features.blog.models import BlogCategory, Post, PostText
from aistrategyhub.features.blog.queries.facts import author_names
from aistrategyhub.features.blog.rules.names import in_words, shelf_link
from aistrategyhub.features.blog.rules.reading import minutes_label
from aistrategyhub.features.blog.schemas.shelves import Shelf, ShelfKind, post_thing
from aistrategyhub.features.blog.schemas.views import PostCard, ShelfLink
from aistrategyhub.features.media.queries import image_views
from aistrategyhub.features.media.schemas import ImageView
from aistrategyhub.features.publishing.queries import paths_of
from aistrategyhub.infra.search import of_this_tenant


async def list_cards(session: AsyncSession, ids: Sequence[UUID]) -> list[PostCard]:
    """The live posts among these, in this order."""
    if not ids:
        return []
    texts = await find_texts(session, ids)
    query = (
        select(Post.id, Post.live_at, BlogCategory)
        .outerjoin(BlogCategory, BlogCategory.id == Post.category_id)
        .where(Post.id.in_(ids), Post.live_at.is_not(None))
    )
    posts = {row.id: row for row in await session.execute(query)}
    authors = await author_names(session, ids)
    paths = await paths_of(session, list(ids))
    covers = [text.cover_id for text in texts.values() if text.cover_id]
    images = await image_views(session, covers) if covers else {}
    return [
        _card(posts[post_id], texts[post_id], authors[post_id], paths[post_id], images)
        for post_id in ids
        if post_id in posts and post_id in texts
    ]


async def find_texts(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Row]:
    """Title, excerpt, cover and length of each live post, as pages in the language of the moment show them."""
    columns = (PostText.post_id, PostText.lang, PostText.title, PostText.excerpt)
    query = select(*columns, PostText.cover_id, PostText.word_count).where(
        of_this_tenant(PostText), PostText.post_id.in_(ids), PostText.locale == current_locale()
    )
    return {row.post_id: row for row in await session.execute(query)}


def things_of_cards(cards: Sequence[PostCard]) -> frozenset[str]:
    """What a page names that shows these posts in a list: them, and what their categories are called."""
    categories = {card.category.path.rpartition("/")[2] for card in cards if card.category.path}
    return frozenset(
        {post_thing(card.id) for card in cards}
        | {Shelf(ShelfKind.CATEGORY, slug).name_thing for slug in categories}
        | {f"media:{card.cover.id}" for card in cards if card.cover.id}
    )


def _card(
    post: Row, text: Row, authors: Sequence[str], paths: dict[str, str], images: dict[UUID, ImageView]
) -> PostCard:
    category = post.BlogCategory
    day = today_in_rome(post.live_at)
    return PostCard(
        id=str(post.id),
        path=paths[current_locale()],
        lang=text.lang,
        title=text.title,
        excerpt=text.excerpt,
        category=shelf_link(Shelf(ShelfKind.CATEGORY, category.slug), in_words(category, "name"))
        if category
        else ShelfLink(),
        authors_label=", ".join(authors),
        date=day.isoformat(),
        date_label=date_label(day),
        minutes_label=minutes_label(text.word_count, text.lang),
        cover=images.get(text.cover_id, ImageView()),
    )
