"""A post as visitors read it: its words, what stands beside them, and where to go on from there."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.text import DEFAULT_LOCALE, current_locale, date_label
from aistrategyhub.features.blog.kinds import POST
from aistrategyhub.features.blog.models import BlogCategory, BlogTag, Series
from aistrategyhub.features.blog.queries.authors import draw_authors
from aistrategyhub.features.blog.queries.cards import find_texts, list_cards, things_of_cards
from aistrategyhub.features.blog.queries.facts import Beside, find_beside
from aistrategyhub.features.blog.queries.helping import find_disclosure
from aistrategyhub.features.blog.queries.related import list_related
from aistrategyhub.features.blog.queries.standing import list_parts
from aistrategyhub.features.blog.rules.article import table_of_contents
from aistrategyhub.features.blog.rules.counting import sight_address
from aistrategyhub.features.blog.rules.heads import post_head
from aistrategyhub.features.blog.rules.names import in_words, localized_path, shelf_link
from aistrategyhub.features.blog.rules.reading import count_words, minutes_label, plain_words
from aistrategyhub.features.blog.rules.series import series_view
from aistrategyhub.features.blog.schemas.content import PostContent
from aistrategyhub.features.blog.schemas.shelves import EVERYTHING, Shelf, ShelfKind, post_thing
from aistrategyhub.features.blog.schemas.views import PostView, SeriesPart, SeriesView, ShelfLink
from aistrategyhub.features.media.queries import image_views
from aistrategyhub.features.media.schemas import ImageView
from aistrategyhub.features.publishing.models import LONGEST_PATH, Audience
from aistrategyhub.features.publishing.queries import EVERYBODY, find_published, list_published_paths, paths_of
from aistrategyhub.features.publishing.rules import drawn_html
from aistrategyhub.features.publishing.schemas import PublishedContent
from aistrategyhub.features.publishing.schemas.parts import media_of
from aistrategyhub.prerender.declared import Head


@dataclass(frozen=True)
class ShownPost:
    """A post at an address: as it is drawn, what its head says, the names of the things it shows."""

    id: UUID
    view: PostView
    head: Head
    things: frozenset[str]


async def find_post(
    session: AsyncSession, slug: str, *, audiences: frozenset[Audience] = EVERYBODY
) -> ShownPost | None:
    """The published post at this address, for these readers, in the language of the moment or else in Italian."""
    path = f"{EVERYTHING.path}/{slug}"
    if len(path) >= LONGEST_PATH or not slug.isprintable():
        return None
    found = await find_published(session, POST.name, path, current_locale(), audiences=audiences)
    return None if found is None else await _shown(session, found)


async def list_post_paths(session: AsyncSession) -> list[str]:
    """The paths of the posts that everybody may read, without their language, which is that of the moment."""
    return await list_published_paths(session, POST.name, current_locale())


async def draft_view(
    session: AsyncSession, post_id: UUID, content: PostContent, lang: str = DEFAULT_LOCALE
) -> PostView:
    """A post as it would be drawn with these words, which are in `lang`, beside the facts that it has now."""
    return await _view(session, post_id, content, await find_beside(session, post_id), lang)


async def _shown(session: AsyncSession, found: PublishedContent) -> ShownPost:
    content = PostContent.model_validate(found.content)
    beside = await find_beside(session, found.publication_id)
    drawn = await _view(session, found.publication_id, content, beside, found.locale)
    view = replace(drawn, path=found.path, sight=sight_address(found.publication_id), **_dates(found))
    image_id = content.seo.image_id or content.cover_id
    images = await image_views(session, [image_id]) if image_id else {}
    image = images[image_id].src if image_id in images else ""
    head = post_head(found, content, view, image=image, word_count=count_words(plain_words(content.body)))
    if found.audience is not Audience.EVERYBODY:
        head = replace(head, robots="noindex")
    return ShownPost(found.publication_id, view, head, _things(found, content, view, beside))


def _dates(found: PublishedContent) -> dict[str, str]:
    published, updated = today_in_rome(found.published_at), today_in_rome(found.updated_at)
    dates = {"date": published.isoformat(), "date_label": date_label(published)}
    return dates | (
        {"updated": updated.isoformat(), "updated_label": date_label(updated)} if updated > published else {}
    )


async def _view(
    session: AsyncSession, post_id: UUID, content: PostContent, beside: Beside | None, lang: str
) -> PostView:
    images = await image_views(session, set(media_of(content)))
    disclosure = await find_disclosure(session, post_id)
    series = await _series(session, post_id, beside.series) if beside and beside.series else SeriesView()
    cover = images.get(content.cover_id, ImageView()) if content.cover_id else ImageView()
    return PostView(
        id=str(post_id),
        lang=lang,
        title=content.title,
        excerpt=content.excerpt,
        html=drawn_html(content.body, images),
        toc=list(table_of_contents(content.body)),
        cover=cover,
        category=_category(beside.category) if beside and beside.category else ShelfLink(),
        authors=await draw_authors(session, beside.authors) if beside else [],
        tags=[_tag(tag) for tag in beside.tags] if beside else [],
        series=series,
        related=await list_cards(session, await list_related(session, post_id)),
        minutes_label=minutes_label(count_words(plain_words(content.body)), lang),
        is_helped=disclosure is not None and disclosure.is_shown,
    )


def _category(category: BlogCategory) -> ShelfLink:
    return shelf_link(Shelf(ShelfKind.CATEGORY, category.slug), in_words(category, "name"))


def _tag(tag: BlogTag) -> ShelfLink:
    return shelf_link(Shelf(ShelfKind.TAG, tag.slug), in_words(tag, "name"))


async def _series(session: AsyncSession, post_id: UUID, series: Series) -> SeriesView:
    ids = [part_id for part_id, _number in await list_parts(session, series.id)]
    texts, paths = await find_texts(session, ids), await paths_of(session, ids)
    parts = [
        SeriesPart(
            id=str(part_id),
            number=number,
            title=texts[part_id].title,
            lang=texts[part_id].lang,
            path=paths[part_id][current_locale()],
            is_here=part_id == post_id,
        )
        for number, part_id in enumerate(ids, 1)
        if part_id in texts
    ]
    return series_view(in_words(series, "name"), localized_path(Shelf(ShelfKind.SERIES, series.slug).path), parts)


def _things(found: PublishedContent, content: PostContent, view: PostView, beside: Beside | None) -> frozenset[str]:
    shown = {f"publication:{found.publication_id}", *POST.things_of(content), *things_of_cards(view.related)}
    if beside is None:
        return frozenset(shown)
    shelves = [
        *(Shelf(ShelfKind.AUTHOR, author.slug) for author in beside.authors),
        *(Shelf(ShelfKind.TAG, tag.slug) for tag in beside.tags),
        *([Shelf(ShelfKind.CATEGORY, beside.category.slug)] if beside.category else []),
        *([Shelf(ShelfKind.SERIES, beside.series.slug)] if beside.series else []),
    ]
    shown |= {shelf.name_thing for shelf in shelves}
    shown |= {f"media:{author.photo_id}" for author in beside.authors if author.photo_id}
    if beside.series:
        shown |= {Shelf(ShelfKind.SERIES, beside.series.slug).thing}
        shown |= {post_thing(part.id) for part in view.series.parts if not part.is_here}
    return frozenset(shown)
