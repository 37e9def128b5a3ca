"""What somebody writes beside the words of posts."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.blog.models import LONGEST_BIO, LONGEST_DESCRIPTION, LONGEST_NAME, LONGEST_SLUG
from aistrategyhub.features.publishing.schemas.fields import Href, Line, Lines

MOST_LINKS = 10
MOST_TAGS = 20
MOST_AUTHORS = 10

Name = Annotated[Line, Field(max_length=LONGEST_NAME)]
Slug = Annotated[Line, Field(max_length=LONGEST_SLUG)]
Description = Annotated[Lines, Field(max_length=LONGEST_DESCRIPTION)]
Bio = Annotated[Lines, Field(max_length=LONGEST_BIO)]


class _Draft(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ShelfDraft(_Draft):
    """A category, a tag or a series: without a `slug` it is made from the name. English may be missing."""

    name_it: Name
    name_en: Name = ""
    slug: Slug = ""
    description_it: Description = ""
    description_en: Description = ""
    position: int = Field(default=0, ge=0, le=10_000)


class AuthorLink(_Draft):
    """A page of the author's own elsewhere."""

    label: Name
    href: Href


class AuthorDraft(_Draft):
    """Who signs posts: without a `slug` it is made from the name."""

    name: Name
    slug: Slug = ""
    person_id: UUID | None = None
    role_it: Name = ""
    role_en: Name = ""
    bio_it: Bio = ""
    bio_en: Bio = ""
    photo_id: UUID | None = None
    links: tuple[AuthorLink, ...] = Field(default=(), max_length=MOST_LINKS)


class PostFacts(_Draft):
    """What stands beside a post's words. Authors are in their order; `series_position` is the part's number."""

    category_id: UUID | None = None
    series_id: UUID | None = None
    series_position: int | None = Field(default=None, ge=1, le=1_000)
    author_ids: tuple[UUID, ...] = Field(default=(), max_length=MOST_AUTHORS)
    tag_ids: tuple[UUID, ...] = Field(default=(), max_length=MOST_TAGS)
