"""The contents of a post, of its headings. Pure."""

from collections.abc import Sequence

from aistrategyhub.features.blog.schemas.views import TocEntry
from aistrategyhub.features.publishing.rules import outline

_FEWEST = 3
_LEVELS = (2, 3)


def table_of_contents(html: str) -> Sequence[TocEntry]:
    """The headings of the second and third level of a cleaned text; none where there are too few to need it."""
    entries = [
        TocEntry(heading.text, f"#{heading.anchor}", heading.level)
        for heading in outline(html)
        if heading.level in _LEVELS
    ]
    return entries if len(entries) >= _FEWEST else []
