"""Posts with what stands beside them, every field defaulted."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.blog import service
from aistrategyhub.features.blog.schemas import AuthorDraft, PostFacts, ShelfDraft
from aistrategyhub.features.blog.schemas.shelves import ShelfKind
from aistrategyhub.features.publishing.service import publish

BODY = "<p>Il registro si tiene aggiornato.</p>"


def post_words(title: str = "Un articolo", *, body: str = BODY, en: dict[str, Any] | None = None, **more: Any) -> Any:
    """Content in Italian alone; `en={...}` adds English."""
    content: dict[str, Any] = {"it": {"title": title, "body": body, **more}}
    return content | ({"en": {"title": title, "body": body, **en}} if en is not None else {})


async def create_post(session: AsyncSession, title: str = "Un articolo", **options: Any) -> UUID:
    """A draft; its facts are given as `category_id`, `author_ids`, `tag_ids`, `series_id`, `series_position`."""
    facts = {name: options.pop(name) for name in PostFacts.model_fields if name in options}
    words = options.pop("words", None) or post_words(title, **options)
    post = await service.create_post(session, content=words, facts=PostFacts(**facts))
    return post.id


async def publish_post(session: AsyncSession, title: str = "Un articolo", **options: Any) -> UUID:
    """The same, published."""
    post_id = await create_post(session, title, **options)
    await publish(session, post_id)
    return post_id


async def create_category(session: AsyncSession, name: str = "AI Act", **more: Any) -> UUID:
    return await service.save_shelf(session, ShelfKind.CATEGORY, ShelfDraft(name_it=name, **more))


async def create_tag(session: AsyncSession, name: str = "registri", **more: Any) -> UUID:
    return await service.save_shelf(session, ShelfKind.TAG, ShelfDraft(name_it=name, **more))


async def create_series(session: AsyncSession, name: str = "NIS2 passo per passo", **more: Any) -> UUID:
    return await service.save_shelf(session, ShelfKind.SERIES, ShelfDraft(name_it=name, **more))


async def create_author(session: AsyncSession, name: str = "Giulia Marenco", **more: Any) -> UUID:
    return await service.save_author(session, AuthorDraft(name=name, **more))
