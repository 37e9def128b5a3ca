"""What leaves the blog."""

from aistrategyhub.features.blog.schemas.content import PostContent
from aistrategyhub.features.blog.schemas.drafts import AuthorDraft, AuthorLink, PostFacts, ShelfDraft
from aistrategyhub.features.blog.schemas.rows import AuthorRow, PostFilter, PostRow, ShelfRow
from aistrategyhub.features.blog.schemas.views import (
    AuthorView,
    ListView,
    PostCard,
    PostView,
    SeriesPart,
    SeriesView,
    ShelfLink,
    TocEntry,
)

__all__ = [
    "AuthorDraft",
    "AuthorLink",
    "AuthorRow",
    "AuthorView",
    "ListView",
    "PostCard",
    "PostContent",
    "PostFacts",
    "PostFilter",
    "PostRow",
    "PostView",
    "SeriesPart",
    "SeriesView",
    "ShelfDraft",
    "ShelfLink",
    "ShelfRow",
    "TocEntry",
]
