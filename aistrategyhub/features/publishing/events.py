"""Facts of publications. Paths are whole public paths, with the prefix of their language."""

from uuid import UUID

from aistrategyhub.core.events import Fact


class PublicationPublished(Fact):
    """Visitors read this version from now on."""

    fact_name = "publishing.published"

    publication_id: UUID
    kind: str
    version: int
    is_first: bool
    paths: list[str]


class PublicationUnpublished(Fact):
    """Visitors do not find it any more: it is a draft again, archived or in the trash."""

    fact_name = "publishing.unpublished"

    publication_id: UUID
    kind: str
    paths: list[str]


class PublicationMoved(Fact):
    """A publication that visitors read has other addresses; `former[i]` leads to `paths[i]` now."""

    fact_name = "publishing.moved"

    publication_id: UUID
    kind: str
    former: list[str]
    paths: list[str]


class PublicationAudienceChanged(Fact):
    """Others may read it from now on: `audience` is one of `models.Audience`."""

    fact_name = "publishing.audience_changed"

    publication_id: UUID
    kind: str
    audience: str
