"""A feed of posts (RSS 2.0). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0 cannot hold; the schemas keep the rest out.
_FORBIDDEN = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])


@dataclass(frozen=True)
class FeedItem:
    """A post as a feed tells it. `path` is whole."""

    title: str
    path: str
    summary: str
    authors: Sequence[str]
    categories: Sequence[str]
    published_at: datetime


@dataclass(frozen=True)
class FeedChannel:
    """What a feed is of, in which language. Paths are whole; `path` is the page that it follows."""

    title: str
    description: str
    path: str
    feed_path: str
    locale: str


def rss(channel: FeedChannel, items: Sequence[FeedItem], origin: str) -> str:
    """The feed of these posts, the newest first, for the site at `origin`."""
    newest = max((item.published_at for item in items), default=None)
    changed = f"<lastBuildDate>{_moment(newest)}</lastBuildDate>\n" if newest else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"<channel>\n<title>{_text(channel.title)}</title>\n<link>{_text(origin + channel.path)}</link>\n"
        f"<description>{_text(channel.description)}</description>\n<language>{channel.locale}</language>\n"
        f'<atom:link rel="self" type="application/rss+xml" href={quoteattr(origin + channel.feed_path)}/>\n'
        f"{changed}{''.join(_items(items, origin))}</channel>\n</rss>\n"
    )


def _items(items: Sequence[FeedItem], origin: str) -> Iterator[str]:
    for item in items:
        address = _text(origin + item.path)
        authors = "".join(f"<dc:creator>{_text(name)}</dc:creator>" for name in item.authors)
        categories = "".join(f"<category>{_text(name)}</category>" for name in item.categories)
        yield (
            f"<item><title>{_text(item.title)}</title><link>{address}</link><guid>{address}</guid>"
            f"<pubDate>{_moment(item.published_at)}</pubDate>{authors}{categories}"
            f"<description>{_text(item.summary)}</description></item>\n"
        )


def _text(words: str) -> str:
    return escape(words.translate(_FORBIDDEN))


def _moment(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)
