"""New words for many publications that visitors read: in a few statements for all of them, all or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.publishing.models import Publication, PublicationStatus, PublicationVersion, VersionOrigin
from aistrategyhub.features.publishing.queries import (
    PublicationNotFound,
    find_last_versions,
    lock_publications,
)
from aistrategyhub.features.publishing.rules import Content, check_finished, get_kind, read_content, things_of
from aistrategyhub.features.publishing.service import live_pages
from aistrategyhub.features.publishing.service.bulk import of_place
from aistrategyhub.features.publishing.service.drafts import check_revision, new_version, put_draft, would_be_missed
from aistrategyhub.features.publishing.service.going_live import to_publish
from aistrategyhub.features.publishing.service.lifecycle import acting_person_id

_AT_ONCE = 500


@dataclass(frozen=True)
class NewWords:
    """The words of one of many, and the `revision` of the draft that they were made from."""

    publication_id: UUID
    content: object
    revision: int


async def rewrite_many(session: AsyncSession, kind_name: str, wanted: Sequence[NewWords]) -> list[Content]:
    """Makes these words the drafts of published publications of a kind, and what visitors read from the commit on; the
    words as they are kept, in the order given.

    Their room has checked that the rest of them is ready, and follows by itself. Raises EditedMeanwhile,
    PublicationNotFound for one that is not published, and InvalidInput whose fields begin with the place of the one
    they are of (`12.it.title`); the caller's transaction must not be committed then.
    """
    contents = _read(kind_name, wanted)
    for first in range(0, len(wanted), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        await _rewrite(session, wanted[some], contents[some])
    if wanted:
        await record(session, "publishing.rewritten_many", "publication", publication_kind=kind_name, count=len(wanted))
    return contents


def _read(kind_name: str, wanted: Sequence[NewWords]) -> list[Content]:
    kind, contents, errors = get_kind(kind_name), [], []
    for place, one in enumerate(wanted):
        try:
            content = read_content(kind, one.content)
            check_finished(kind, content)
            contents.append(content)
        except InvalidInput as refusal:
            errors += of_place(place, refusal.fields)
    if errors:
        raise InvalidInput(errors)
    return contents


async def _rewrite(session: AsyncSession, wanted: Sequence[NewWords], contents: Sequence[Content]) -> None:
    ids = [one.publication_id for one in wanted]
    held, last = await lock_publications(session, ids), await find_last_versions(session, ids)
    live: dict[UUID, UUID] = {}
    new: list[PublicationVersion] = []
    for one, content in zip(wanted, contents, strict=True):
        publication = held.get(one.publication_id)
        if publication is None or publication.status is not PublicationStatus.PUBLISHED:
            raise PublicationNotFound
        await check_revision(session, publication, one.revision)
        made, version = _put(publication, content, last.get(publication.id))
        new += made
        live[publication.id] = version.id
    if new:
        await session.execute(insert(PublicationVersion), [one.model_dump(exclude={"tenant_id"}) for one in new])
    for publication_id, version_id in live.items():
        held[publication_id].published_version_id = version_id
    await session.flush()
    await live_pages.rewritten(session, list(held.values()))


def _put(
    publication: Publication, content: Content, last: PublicationVersion | None
) -> tuple[list[PublicationVersion], PublicationVersion]:
    """The versions that have to be stored, of what is overwritten where that would be missed too, and the one that
    visitors read now."""
    made, by = [], acting_person_id()
    if content != publication.draft:
        if would_be_missed(publication, last, by):
            made.append(new_version(publication, VersionOrigin.AUTOSAVE))
        put_draft(publication, content, by)
    publication.publish_at = publication.scheduled_version_id = None
    publication.things = things_of(get_kind(publication.kind), content)
    if last is not None and not made and last.content == content:
        version = to_publish(last)
    else:
        version = new_version(publication, VersionOrigin.PUBLISHED)
        made.append(version)
    version.was_published = True
    return made, version
