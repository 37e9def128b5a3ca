"""Posts: new ones, what stands beside their words, and what lists know of them once they are published."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import DEFAULT_LOCALE, mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.blog.kinds import POST
from aistrategyhub.features.blog.models import Author, BlogCategory, BlogTag, PostAuthor, PostTag, PostText, Series
from aistrategyhub.features.blog.queries.facts import find_live_words, get_facts, lock_post
from aistrategyhub.features.blog.rules.reading import count_words, plain_words
from aistrategyhub.features.blog.schemas.content import PostContent
from aistrategyhub.features.blog.schemas.drafts import PostFacts
from aistrategyhub.features.blog.schemas.shelves import SEARCH_SHELF
from aistrategyhub.features.blog.service.relisting import relisting
from aistrategyhub.features.publishing.models import Publication
from aistrategyhub.features.publishing.queries import get_publication
from aistrategyhub.features.publishing.rules import Companion, accompany
from aistrategyhub.features.publishing.schemas import PublishedContent
from aistrategyhub.features.publishing.service import check_live, create
from aistrategyhub.infra.search import learn, of_this_tenant
from aistrategyhub.prerender.service import touch

_GONE = mark("Non esiste più: scegli di nuovo.")
_NO_SERIES = mark("Scegli la serie di cui questo articolo è una parte, o togli il numero.")


async def create_post(
    session: AsyncSession,
    *,
    title: str = "",
    content: Mapping[str, object] | None = None,
    slugs: Mapping[str, str] | None = None,
    facts: PostFacts = PostFacts(),
) -> Publication:
    """A new draft with a title alone, or with its whole content by language; without slugs its address is made from
    the title.

    Raises InvalidInput (`it.title`, `slugs.it`, `category_id`, ...).
    """
    words = content or {DEFAULT_LOCALE: PostContent.model_construct(title=title).model_dump(mode="json")}
    publication = await create(session, POST.name, content=words, slugs=slugs)
    await session.flush()
    await lock_post(session, publication.id)
    if facts != PostFacts():
        await set_facts(session, publication.id, facts)
    return publication


async def duplicate_post(session: AsyncSession, post_id: UUID) -> Publication:
    """A new draft with the same words under an address of its own, and the same facts beside them. Raises
    PublicationNotFound."""
    publication = await get_publication(session, post_id, kind=POST.name)
    facts = (await get_facts(session, post_id)).model_copy(update={"series_position": None})
    return await create_post(session, content=publication.draft, facts=facts)


async def set_facts(session: AsyncSession, post_id: UUID, facts: PostFacts) -> PostFacts:
    """What stands beside the post's words, on its page and in every list from the commit on.

    Raises InvalidInput naming the field (`category_id`, `author_ids`) that is not there any more, PublicationNotFound,
    and PermissionDenied for a post on the site and somebody who may not publish.
    """
    before = await get_facts(session, post_id)
    if before == facts:
        return facts
    await check_live(session, post_id)
    async with relisting(session, post_id) as post:
        await _check(session, facts)
        post.category_id, post.series_id, post.series_position = (
            facts.category_id,
            facts.series_id,
            facts.series_position,
        )
        post.updated_at = now()
        await session.execute(delete(PostAuthor).where(PostAuthor.post_id == post_id))
        await session.execute(delete(PostTag).where(PostTag.post_id == post_id))
        authors = [
            {"id": new_id(), "post_id": post_id, "author_id": author_id, "position": place, "live_at": post.live_at}
            for place, author_id in enumerate(dict.fromkeys(facts.author_ids))
        ]
        tags = [
            {"id": new_id(), "post_id": post_id, "tag_id": tag_id, "live_at": post.live_at}
            for tag_id in dict.fromkeys(facts.tag_ids)
        ]
        if authors:
            await session.execute(insert(PostAuthor), authors)
        if tags:
            await session.execute(insert(PostTag), tags)
    await touch(session, f"publication:{post_id}")
    await record(
        session,
        "blog.post_facts_changed",
        "publication",
        post_id,
        before=before.model_dump(mode="json"),
        after=facts.model_dump(mode="json"),
    )
    return facts


async def catch_up(session: AsyncSession, post_id: UUID) -> None:
    """Makes lists, search and feeds know of the post what visitors read; twice changes nothing. Raises
    PublicationNotFound."""
    async with relisting(session, post_id) as post:
        words = await find_live_words(session, post_id)
        live = words.get(DEFAULT_LOCALE)
        post.live_at = live.published_at if live else None
        post.updated_at = live.updated_at if live else now()
        post.word_count = await _store_texts(session, post_id, words)
        for table in (PostAuthor, PostTag):
            await session.execute(update(table).where(table.post_id == post_id).values(live_at=post.live_at))


async def _nothing_hinders(session: AsyncSession, post_id: UUID) -> Sequence[FieldError]:
    """A post may be published without a category, and without an author: then the firm signs it."""
    return ()


async def _store_texts(session: AsyncSession, post_id: UUID, words: Mapping[str, PublishedContent]) -> int:
    """Keeps the words of a live post and no others; how many Italian ones there are."""
    await session.execute(delete(PostText).where(of_this_tenant(PostText), PostText.post_id == post_id))
    counts = {locale: await _store_text(session, post_id, locale, live) for locale, live in words.items()}
    return counts.get(DEFAULT_LOCALE, 0)


async def _store_text(session: AsyncSession, post_id: UUID, locale: str, live: PublishedContent) -> int:
    content = PostContent.model_validate(live.content)
    body = plain_words(content.body)
    count, told = count_words(body), (live.locale, content.title, content.excerpt, body)
    values = {
        "id": new_id(),
        "post_id": post_id,
        "locale": locale,
        "lang": live.locale,
        "title": content.title,
        "excerpt": content.excerpt,
        "word_count": count,
        "cover_id": content.cover_id,
        "updated_at": now(),
        "name_key": func.search_fold(content.title),
        "name_vector": func.search_name_vector(live.locale, content.title),
        "vector": func.search_vector(*told),
    }
    await session.execute(insert(PostText).values(values))
    await learn(session, SEARCH_SHELF, locale, live.locale, " ".join(told[1:]))
    return count


async def _check(session: AsyncSession, facts: PostFacts) -> None:
    errors = []
    if facts.series_position is not None and facts.series_id is None:
        errors.append(FieldError("series_position", "NO_SERIES", _NO_SERIES))
    for field, table, ids in (
        ("category_id", BlogCategory, {facts.category_id} - {None}),
        ("series_id", Series, {facts.series_id} - {None}),
        ("author_ids", Author, set(facts.author_ids)),
        ("tag_ids", BlogTag, set(facts.tag_ids)),
    ):
        if ids - set((await session.execute(select(table.id).where(table.id.in_(ids)))).scalars()):
            errors.append(FieldError(field, "GONE", _GONE))
    if errors:
        raise InvalidInput(errors)


accompany(POST, Companion(hindrances=_nothing_hinders, follow=catch_up))
