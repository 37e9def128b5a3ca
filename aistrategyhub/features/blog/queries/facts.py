"""What stands beside the words of a post."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import LOCALES
from aistrategyhub.features.blog.kinds import POST
from aistrategyhub.features.blog.models import Author, BlogCategory, BlogTag, Post, PostAuthor, PostTag, Series
from aistrategyhub.features.blog.queries.standing import rows_of
from aistrategyhub.features.blog.schemas.drafts import PostFacts
from aistrategyhub.features.blog.schemas.shelves import EVERYTHING, Shelf, ShelfKind
from aistrategyhub.features.publishing.queries import find_published_by_id, get_publication
from aistrategyhub.features.publishing.schemas import PublishedContent


@dataclass(frozen=True)
class Beside:
    """The rows beside a post: each may be missing."""

    post: Post
    category: BlogCategory | None
    series: Series | None
    authors: list[Author]
    tags: list[BlogTag]


async def get_facts(session: AsyncSession, post_id: UUID) -> PostFacts:
    """What stands beside the post's words. Raises PublicationNotFound."""
    beside = await find_beside(session, post_id)
    if beside is None:
        await get_publication(session, post_id, kind=POST.name)
        return PostFacts()
    return PostFacts(
        category_id=beside.post.category_id,
        series_id=beside.post.series_id,
        series_position=beside.post.series_position,
        author_ids=tuple(author.id for author in beside.authors),
        tag_ids=tuple(tag.id for tag in beside.tags),
    )


async def find_beside(session: AsyncSession, post_id: UUID) -> Beside | None:
    """The rows beside a post; None while nobody gave it any."""
    query = (
        select(Post, BlogCategory, Series)
        .outerjoin(BlogCategory, BlogCategory.id == Post.category_id)
        .outerjoin(Series, Series.id == Post.series_id)
        .where(Post.id == post_id)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    authors = select(Author).join(PostAuthor, PostAuthor.author_id == Author.id).where(PostAuthor.post_id == post_id)
    tags = select(BlogTag).join(PostTag, PostTag.tag_id == BlogTag.id).where(PostTag.post_id == post_id)
    return Beside(
        row.Post,
        row.BlogCategory,
        row.Series,
        list((await session.execute(authors.order_by(PostAuthor.position, Author.name))).scalars()),
        list((await session.execute(tags.order_by(BlogTag.name_it))).scalars()),
    )


async def lock_post(session: AsyncSession, post_id: UUID) -> Post:
    """The row of a post, made where it is missing, kept from changing until the transaction ends. Raises
    PublicationNotFound."""
    await get_publication(session, post_id, kind=POST.name)
    await session.execute(insert(Post).values(id=post_id).on_conflict_do_nothing())
    query = select(Post).where(Post.id == post_id).with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one()


async def find_live_words(session: AsyncSession, post_id: UUID) -> dict[str, PublishedContent]:
    """What everybody may read of a post, by the language of the pages that show it; empty while it is nobody's to
    read."""
    found = {locale: await find_published_by_id(session, post_id, locale) for locale in LOCALES}
    return {locale: live for locale, live in found.items() if live is not None}


async def list_shelves_of(session: AsyncSession, post_id: UUID) -> list[tuple[Shelf, UUID | None]]:
    """Every shelf that a post stands on while it is live, all posts included."""
    beside = await find_beside(session, post_id)
    if beside is None:
        return []
    named = [
        *((ShelfKind.TAG, tag) for tag in beside.tags),
        *((ShelfKind.AUTHOR, author) for author in beside.authors),
        *([(ShelfKind.CATEGORY, beside.category)] if beside.category else []),
        *([(ShelfKind.SERIES, beside.series)] if beside.series else []),
    ]
    return [(EVERYTHING, None), *((Shelf(kind, row.slug), row.id) for kind, row in named)]


async def list_posts_on(session: AsyncSession, kind: ShelfKind, shelf_id: UUID) -> list[UUID]:
    """Every post of a shelf, live or not."""
    rows = rows_of(kind, shelf_id)
    return list((await session.execute(select(rows.post_id).where(*rows.conditions))).scalars())


async def author_names(session: AsyncSession, ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    """Who signs each of these posts, in their order."""
    query = (
        select(PostAuthor.post_id, Author.name)
        .join(Author, Author.id == PostAuthor.author_id)
        .where(PostAuthor.post_id.in_(ids))
        .order_by(PostAuthor.position)
    )
    names: defaultdict[UUID, list[str]] = defaultdict(list)
    for post_id, name in (await session.execute(query)).tuples():
        names[post_id].append(name)
    return names
