"""Who signs posts."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.blog.models import Author
from aistrategyhub.features.blog.queries.facts import list_posts_on
from aistrategyhub.features.blog.queries.shelves import get_author
from aistrategyhub.features.blog.schemas.drafts import AuthorDraft
from aistrategyhub.features.blog.schemas.shelves import ShelfKind, post_thing
from aistrategyhub.features.blog.service.emptying import empty_shelf
from aistrategyhub.features.blog.service.shelves import ShelfInUse, free_slug, get_row, tell_of_name
from aistrategyhub.infra.db import take_turns
from aistrategyhub.prerender.service import touch

_NO_NAME = mark("Scrivi nome e cognome, come compariranno sotto gli articoli.")


async def save_author(session: AsyncSession, draft: AuthorDraft, author_id: UUID | None = None) -> UUID:
    """Stores an author; with an id, changes that one on every page that shows them.

    Raises InvalidInput (`name`, `slug`), ShelfNotFound.
    """
    await take_turns(session, "blog.shelves")
    row: Author = await get_row(session, ShelfKind.AUTHOR, author_id) if author_id else Author()
    if not draft.name:
        raise InvalidInput([FieldError("name", "MISSING", _NO_NAME)])
    wanted = draft.slug or (row.slug if author_id else draft.name)
    slug = await free_slug(session, ShelfKind.AUTHOR, wanted, row)
    for name, value in draft.model_dump(exclude={"slug", "links"}).items():
        setattr(row, name, value)
    row.slug, row.links = slug, [link.model_dump() for link in draft.links]
    session.add(row)
    await session.flush()
    await _tell(session, row)
    # No name: the trail keeps its lines for ever, and the author may one day be erased.
    await record(session, "blog.author_saved", "author", row.id)
    return row.id


async def remove_author(session: AsyncSession, author_id: UUID, *, move_to: UUID | None = None) -> None:
    """Takes an author away; their posts are signed by `move_to` instead.

    Raises ShelfInUse for an author of posts and nobody to sign them, InvalidInput (`move_to`), ShelfNotFound.
    """
    author = await get_author(session, author_id)
    if author.post_count and move_to is None:
        raise ShelfInUse(name=author.name, count=author.post_count)
    post_ids = await empty_shelf(session, ShelfKind.AUTHOR, author_id, move_to)
    await session.execute(delete(Author).where(Author.id == author_id))
    await tell_of_name(session, ShelfKind.AUTHOR, author.slug)
    await record(session, "blog.author_removed", "author", author_id, moved_to=move_to, posts=post_ids)


async def forget_author(session: AsyncSession, person_id: UUID) -> None:
    """Leaves of whoever asked to be erased only the name under what they wrote: it is part of the work (art. 8 and 20
    L. 633/1941; art. 17(3)(a) GDPR). Whoever signed nothing leaves no name."""
    query = select(Author).where(Author.person_id == person_id).with_for_update()
    for author in (await session.execute(query)).scalars().all():
        if not await list_posts_on(session, ShelfKind.AUTHOR, author.id):
            await session.execute(delete(Author).where(Author.id == author.id))
            await tell_of_name(session, ShelfKind.AUTHOR, author.slug)
            continue
        author.person_id = author.photo_id = None
        author.role_it = author.role_en = author.bio_it = author.bio_en = ""
        author.links = []
        await _tell(session, author)


async def _tell(session: AsyncSession, author: Author) -> None:
    """Has every page written again that presents the author, or says their name beside a post."""
    await tell_of_name(session, ShelfKind.AUTHOR, author.slug)
    await touch(
        session, *(post_thing(post_id) for post_id in await list_posts_on(session, ShelfKind.AUTHOR, author.id))
    )
