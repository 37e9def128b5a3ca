"""The demo firm's blog, from the texts in `demo/`; with a scale, many more posts of the same sort."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES
from aistrategyhub.features.blog import service
from aistrategyhub.features.blog.kinds import POST
from aistrategyhub.features.blog.models import Post, PostAuthor, PostTag
from aistrategyhub.features.blog.queries.shelves import find_shelf_row
from aistrategyhub.features.blog.rules.reading import count_words, plain_words
from aistrategyhub.features.blog.schemas.drafts import AuthorDraft, PostFacts, ShelfDraft
from aistrategyhub.features.blog.schemas.shelves import ROOT, SEARCH_SHELF, ShelfKind
from aistrategyhub.features.media.queries import find_named
from aistrategyhub.features.media.seed import DEMO_FOLDER
from aistrategyhub.features.publishing.queries import find_published
from aistrategyhub.features.publishing.rules import suggest_slug
from aistrategyhub.features.publishing.service import NewPublication, create_many
from aistrategyhub.infra.search import learn
from aistrategyhub.prerender.service import want

_TEXTS = Path(__file__).parent / "demo"
_SHELVES = "shelves.toml"
_LISTED = {"category": ShelfKind.CATEGORY, "tag": ShelfKind.TAG, "series": ShelfKind.SERIES}
_SECTORS = (
    ("nei servizi idrici", "in water utilities"),
    ("nell’industria alimentare", "in the food industry"),
    ("nelle banche locali", "in local banks"),
    ("nella chimica", "in chemicals"),
    ("nei comuni", "in municipalities"),
    ("nell’edilizia", "in construction"),
    ("nella logistica", "in logistics"),
    ("nella meccanica", "in engineering"),
    ("nella sanità privata", "in private healthcare"),
    ("nelle software house", "in software houses"),
    ("nei trasporti", "in transport"),
)
_BATCH = 1_000
_FIRST_VARIANT = datetime(2021, 1, 4, 8, tzinfo=UTC)
_ADD_TEXT = text(
    """
    INSERT INTO post_texts (id, post_id, locale, lang, title, excerpt, word_count, updated_at, name_key, name_vector,
        vector)
    SELECT :id, :post_id, told.locale, told.locale, told.title, told.excerpt, :word_count, :at, search_fold(told.title),
        search_name_vector(told.locale, told.title),
        search_vector(told.locale, told.title, told.excerpt, CAST(:body AS text))
    FROM (SELECT CAST(:locale AS text), CAST(:title AS text), CAST(:excerpt AS text)) AS told (locale, title, excerpt)
    """
)

Ids = Mapping[tuple[ShelfKind, str], UUID]


@dataclass(frozen=True)
class _DemoPost:
    slugs: Mapping[str, str]
    content: Mapping[str, Mapping[str, Any]]
    published_at: datetime
    facts: Mapping[str, Any]
    cover: str


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Adds what is missing and touches nothing that is there; `plan.scale` N makes N times the posts."""
    ids = await _shelves(session)
    for post in _demo_posts():
        if not await _is_there(session, post.slugs[DEFAULT_LOCALE]):
            await _add(session, post, ids)
    more = len(_demo_posts()) * (plan.scale - 1)
    for first in range(0, more, _BATCH):
        if not await _is_there(session, _variant(first).slugs[DEFAULT_LOCALE]):
            # Plans of the foreign key checks were made for almost empty tables and would read all of a full one.
            await session.execute(text("DISCARD PLANS"))
            await _add_variants(session, [_variant(number) for number in range(first, min(first + _BATCH, more))], ids)


async def _is_there(session: AsyncSession, slug: str) -> bool:
    return await find_published(session, POST.name, f"{ROOT}/{slug}", DEFAULT_LOCALE) is not None


async def _add(session: AsyncSession, post: _DemoPost, ids: Ids) -> None:
    cover = await find_named(session, DEMO_FOLDER, post.cover)
    shown = {"cover_id": str(cover.id) if cover else None}
    content = {locale: {**words, **shown} for locale, words in post.content.items()}
    [post_id] = await create_many(session, POST.name, [NewPublication(content, post.slugs, post.published_at)])
    await service.set_facts(session, post_id, _facts(post, ids))
    await service.catch_up(session, post_id)
    await want(session, *(in_language(f"{ROOT}/{slug}", locale) for locale, slug in post.slugs.items()))


def _facts(post: _DemoPost, ids: Ids) -> PostFacts:
    told = post.facts
    return PostFacts(
        category_id=ids[ShelfKind.CATEGORY, told["category"]],
        tag_ids=tuple(ids[ShelfKind.TAG, slug] for slug in told["tags"]),
        author_ids=tuple(ids[ShelfKind.AUTHOR, slug] for slug in told["authors"]),
        series_id=ids[ShelfKind.SERIES, told["series"]] if "series" in told else None,
        series_position=told.get("part"),
    )


async def _shelves(session: AsyncSession) -> dict[tuple[ShelfKind, str], UUID]:
    """Categories, tags, series and authors by kind and slug, made where they are missing."""
    told = tomllib.loads((_TEXTS / _SHELVES).read_text(encoding="utf-8"))
    ids = {}
    for word, kind in _LISTED.items():
        for position, values in enumerate(told[word]):
            slug = suggest_slug(values["name_it"])
            known = await find_shelf_row(session, kind, slug)
            draft = ShelfDraft(**values, position=position)
            ids[kind, slug] = known.id if known else await service.save_shelf(session, kind, draft)
    for values in told["author"]:
        slug = suggest_slug(values["name"])
        known = await find_shelf_row(session, ShelfKind.AUTHOR, slug)
        author_id = known.id if known else await service.save_author(session, AuthorDraft(**values))
        ids[ShelfKind.AUTHOR, slug] = author_id
    return ids


@cache
def _demo_posts() -> tuple[_DemoPost, ...]:
    """The texts, the oldest first."""
    posts = (_read(path) for path in _TEXTS.glob("*.toml") if path.name != _SHELVES)
    return tuple(sorted(posts, key=lambda post: post.published_at))


def _read(path: Path) -> _DemoPost:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return _DemoPost(
        slugs=told["slug"],
        content={locale: told[locale] for locale in LOCALES if locale in told},
        published_at=datetime.combine(told["published_on"], time(7, 30), UTC),
        facts=told,
        cover=told["cover"],
    )


def _variant(number: int) -> _DemoPost:
    """A post like one of the demo's, about a sector."""
    model = _demo_posts()[number % len(_demo_posts())]
    edition, sector = divmod(number // len(_demo_posts()), len(_SECTORS))
    names = dict(zip(LOCALES, _SECTORS[sector], strict=True))
    titled = {
        locale: {**words, "title": f"{words['title']} {names[locale]}, {edition + 1}"}
        for locale, words in model.content.items()
    }
    return _DemoPost(
        slugs={locale: f"{slug}-{sector + 1}-{edition + 1}" for locale, slug in model.slugs.items()},
        content=titled,
        published_at=_FIRST_VARIANT + timedelta(hours=2 * number),
        facts={name: value for name, value in model.facts.items() if name not in ("series", "part")},
        cover="",
    )


async def _add_variants(session: AsyncSession, posts: Sequence[_DemoPost], ids: Ids) -> None:
    """Stores these posts, each table in one go."""
    wanted = [NewPublication(post.content, post.slugs, post.published_at) for post in posts]
    made = list(zip(await create_many(session, POST.name, wanted), posts, strict=True))
    words = {(post_id, locale): _words(post, locale) for post_id, post in made for locale in post.content}
    await session.execute(insert(Post), [_row(post_id, post, ids, words[post_id, "it"]) for post_id, post in made])
    await session.execute(insert(PostAuthor), [row for one in made for row in _signatures(*one, ids)])
    await session.execute(insert(PostTag), [row for one in made for row in _tags(*one, ids)])
    texts = [
        {"id": new_id(), "post_id": post_id, "locale": locale, "at": post.published_at, **words[post_id, locale]}
        for post_id, post in made
        for locale in post.content
    ]
    await session.execute(_ADD_TEXT, texts)
    for locale in LOCALES:
        titles = {word for (_id, spoken), told in words.items() if spoken == locale for word in told["title"].split()}
        await learn(session, SEARCH_SHELF, locale, locale, " ".join(sorted(titles)))


def _words(post: _DemoPost, locale: str) -> dict[str, Any]:
    told = post.content[locale]
    body = plain_words(told["body"])
    return {"title": told["title"], "excerpt": told["excerpt"], "body": body, "word_count": count_words(body)}


def _row(post_id: UUID, post: _DemoPost, ids: Ids, words: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": post_id,
        "category_id": ids[ShelfKind.CATEGORY, post.facts["category"]],
        "live_at": post.published_at,
        "updated_at": post.published_at,
        "word_count": words["word_count"],
    }


def _signatures(post_id: UUID, post: _DemoPost, ids: Ids) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(),
            "post_id": post_id,
            "author_id": ids[ShelfKind.AUTHOR, slug],
            "position": place,
            "live_at": post.published_at,
        }
        for place, slug in enumerate(post.facts["authors"])
    ]


def _tags(post_id: UUID, post: _DemoPost, ids: Ids) -> list[dict[str, Any]]:
    return [
        {"id": new_id(), "post_id": post_id, "tag_id": ids[ShelfKind.TAG, slug], "live_at": post.published_at}
        for slug in post.facts["tags"]
    ]
