"""Where posts stand together: all of them, those of a category, a tag, an author, a series."""

from dataclasses import dataclass
from enum import StrEnum

ROOT = "/blog"
_THING = "posts"


class ShelfKind(StrEnum):
    """The value is the word of its addresses: `/blog/categoria/ai-act`."""

    ALL = "tutti"
    CATEGORY = "categoria"
    TAG = "tag"
    AUTHOR = "autore"
    SERIES = "serie"


@dataclass(frozen=True)
class Shelf:
    """One place where posts stand together. All of them have no `slug`."""

    kind: ShelfKind = ShelfKind.ALL
    slug: str = ""

    @property
    def path(self) -> str:
        """The address of its newest posts, without a language."""
        return ROOT if self.kind is ShelfKind.ALL else f"{ROOT}/{self.kind}/{self.slug}"

    @property
    def thing(self) -> str:
        """What a page names that lists its newest posts."""
        return _THING if self.kind is ShelfKind.ALL else f"{_THING}:{self.kind}:{self.slug}"

    @property
    def name_thing(self) -> str:
        """What a page names that says what the shelf is called."""
        return f"blog-{self.kind}:{self.slug}"

    @property
    def feed_path(self) -> str:
        """Where its feed is, without a language."""
        return f"{self.path}/feed.xml"

    def page_path(self, number: int) -> str:
        """The address of one of its older pages, without a language."""
        return f"{self.path}/pagina/{number}"

    def page_thing(self, number: int) -> str:
        """What that page names."""
        return f"{self.thing}/{number}"


EVERYTHING = Shelf()
SEARCH_SHELF = "blog"
"""Under which the words of posts are known (`infra.search`)."""
CATEGORIES_THING = "blog-categories"
"""Named by pages that offer the categories."""


def post_thing(post_id: object) -> str:
    """What a page names that shows a post in a list."""
    return f"post:{post_id}"
