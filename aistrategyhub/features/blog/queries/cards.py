"""Posts as lists show them, in the language of the moment: as many statements for a hundred as for three."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.text import DEFAULT_LOCALE, current_locale, date_label
from aistrategyhub.features.blog.models import Author, BlogCategory, BlogTag, Post, PostAuthor, PostTag, PostText
from aistrategyhub.features.blog.rules.names import in_words, shelf_link
from aistrategyhub.features.blog.rules.reading import minutes_label
from aistrategyhub.features.blog.schemas.shelves import Shelf, ShelfKind, post_thing
from aistrategyhub.features.blog.schemas.views import PostCard, ShelfLink
from aistrategyhub.features.media.queries import image_views
from aistrategyhub.features.media.schemas import ImageView
from aistrategyhub.features.publishing.queries import paths_of
from aistrategyhub.infra.search import of_this_tenant


@dataclass(frozen=True)
class ListedPost:
    """A live post with all that a list says of it. Authors and tags are rows of `slug` and `name`."""

    id: UUID
    path: str
    lang: str
    title: str
    excerpt: str
    word_count: int
    live_at: datetime
    updated_at: datetime
    category: BlogCategory | None
    authors: Sequence[Mapping[str, str]]
    tags: Sequence[Mapping[str, str]]
    cover: ImageView


async def list_posts(session: AsyncSession, ids: Sequence[UUID]) -> list[ListedPost]:
    """The live posts among these, in this order."""
    if not ids:
        return []
    rows = {row.Post.id: row for row in await session.execute(_statement(ids))}
    paths = await paths_of(session, list(ids))
    covers = [row.cover_id for row in rows.values() if row.cover_id]
    images = await image_views(session, covers) if covers else {}
    return [_listed(rows[post_id], paths[post_id], images) for post_id in ids if post_id in rows]


async def list_cards(session: AsyncSession, ids: Sequence[UUID]) -> list[PostCard]:
    """The same as cards."""
    return [_card(post) for post in await list_posts(session, ids)]


async def find_texts(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Row[Any]]:
    """Title and language of each live post, as pages in the language of the moment show them."""
    query = select(PostText.post_id, PostText.lang, PostText.title).where(
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


def _statement(ids: Sequence[UUID]) -> Any:
    text = (PostText.lang, PostText.title, PostText.excerpt, PostText.cover_id, PostText.word_count)
    authors = (
        select(_names(Author.slug, Author.name, PostAuthor.position))
        .select_from(Author)
        .join(PostAuthor, PostAuthor.author_id == Author.id)
        .where(PostAuthor.post_id == Post.id)
        .scalar_subquery()
    )
    english = func.coalesce(func.nullif(BlogTag.name_en, ""), BlogTag.name_it)
    name = BlogTag.name_it if current_locale() == DEFAULT_LOCALE else english
    tags = (
        select(_names(BlogTag.slug, name, BlogTag.slug))
        .select_from(BlogTag)
        .join(PostTag, PostTag.tag_id == BlogTag.id)
        .where(PostTag.post_id == Post.id)
        .scalar_subquery()
    )
    return (
        select(Post, BlogCategory, *text, authors.label("authors"), tags.label("tags"))
        .join(PostText, PostText.post_id == Post.id)
        .outerjoin(BlogCategory, BlogCategory.id == Post.category_id)
        .where(
            Post.id.in_(ids),
            Post.live_at.is_not(None),
            of_this_tenant(PostText),
            PostText.locale == current_locale(),
        )
    )


def _names(slug: Any, name: Any, order: Any) -> ColumnElement[Any]:
    return func.json_agg(aggregate_order_by(func.json_build_object("slug", slug, "name", name), order))


def _listed(row: Row[Any], paths: Mapping[str, str], images: Mapping[UUID, ImageView]) -> ListedPost:
    return ListedPost(
        id=row.Post.id,
        path=paths[current_locale()],
        lang=row.lang,
        title=row.title,
        excerpt=row.excerpt,
        word_count=row.word_count,
        live_at=row.Post.live_at,
        updated_at=row.Post.updated_at,
        category=row.BlogCategory,
        authors=row.authors or [],
        tags=row.tags or [],
        cover=images.get(row.cover_id, ImageView()) if row.cover_id else ImageView(),
    )


def _card(post: ListedPost) -> PostCard:
    day = today_in_rome(post.live_at)
    category = post.category
    return PostCard(
        id=str(post.id),
        path=post.path,
        lang=post.lang,
        title=post.title,
        excerpt=post.excerpt,
        category=shelf_link(Shelf(ShelfKind.CATEGORY, category.slug), in_words(category, "name"))
        if category
        else ShelfLink(),
        authors_label=", ".join(author["name"] for author in post.authors),
        date=day.isoformat(),
        date_label=date_label(day),
        minutes_label=minutes_label(post.word_count, post.lang),
        cover=post.cover,
    )
