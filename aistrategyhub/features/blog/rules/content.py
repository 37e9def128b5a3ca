"""What a post's words say of themselves: what keeps them from being published, what they show. Pure."""

from collections.abc import Sequence

from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.text import mark
from aistrategyhub.features.blog.schemas.content import PostContent
from aistrategyhub.features.publishing.schemas.parts import media_of

_NO_BODY = mark("Manca il testo: scrivilo prima di pubblicare.")


def unfinished(content: PostContent) -> Sequence[FieldError]:
    """A post without a text; a missing title is refused for every kind."""
    return [] if content.body else [FieldError("body", "MISSING", _NO_BODY)]


def things_of(content: PostContent) -> frozenset[str]:
    """The pictures that the post shows."""
    return frozenset(f"media:{media_id}" for media_id in media_of(content))
