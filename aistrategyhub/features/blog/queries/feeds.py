"""The newest posts for readers of feeds."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.blog.queries.cards import ListedPost, list_posts
from aistrategyhub.features.blog.queries.shelves import find_shelf_row
from aistrategyhub.features.blog.queries.standing import count_live, list_slice, rows_of
from aistrategyhub.features.blog.rules.archive import Slice
from aistrategyhub.features.blog.rules.heads import BLOG_LEAD, BLOG_TITLE, feed_title
from aistrategyhub.features.blog.rules.names import in_words, localized_path
from aistrategyhub.features.blog.rules.rss import FeedChannel, FeedItem
from aistrategyhub.features.blog.schemas.shelves import EVERYTHING, Shelf

_MOST = 30


@dataclass(frozen=True)
class Feed:
    """A feed and what it tells."""

    channel: FeedChannel
    items: list[FeedItem]


async def find_feed(session: AsyncSession, shelf: Shelf) -> Feed | None:
    """The newest posts of a shelf in the language of the moment; None where there is no such shelf."""
    row = await find_shelf_row(session, shelf.kind, shelf.slug) if shelf != EVERYTHING else None
    if row is None and shelf != EVERYTHING:
        return None
    rows = rows_of(shelf.kind, row.id if row else None)
    total = await count_live(session, rows)
    ids = await list_slice(session, rows, Slice(max(total - _MOST, 0), total), total)
    channel = FeedChannel(
        title=feed_title(in_words(row, "name") if row else _(BLOG_TITLE)),
        description=(in_words(row, "description") if row else "") or _(BLOG_LEAD),
        path=localized_path(shelf.path),
        feed_path=localized_path(shelf.feed_path),
        locale=current_locale(),
    )
    return Feed(channel, [_item(post) for post in await list_posts(session, ids)])


def _item(post: ListedPost) -> FeedItem:
    names = [tag["name"] for tag in post.tags]
    return FeedItem(
        title=post.title,
        path=post.path,
        summary=post.excerpt,
        authors=[author["name"] for author in post.authors],
        categories=[in_words(post.category, "name"), *names] if post.category else names,
        published_at=post.live_at,
    )
