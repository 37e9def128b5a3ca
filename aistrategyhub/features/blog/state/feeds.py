"""The feed that every page leads to."""

from aistrategyhub.core.text import _
from aistrategyhub.features.blog.rules.heads import BLOG_TITLE, feed_title
from aistrategyhub.features.blog.rules.names import localized_path
from aistrategyhub.features.blog.schemas.shelves import EVERYTHING
from aistrategyhub.prerender.declared import Head, Session, Snapshot


async def feeds_shown(session: Session) -> Snapshot:
    """The feed of all posts, in the head of every page."""
    return Snapshot({}, Head(feeds={feed_title(_(BLOG_TITLE)): localized_path(EVERYTHING.feed_path)}))
