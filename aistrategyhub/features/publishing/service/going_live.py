"""What visitors read: published, withdrawn, archived."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import check
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.events import PublicationPublished, PublicationUnpublished
from aistrategyhub.features.publishing.models import (
    Publication,
    PublicationStatus,
    PublicationVersion,
    VersionOrigin,
)
from aistrategyhub.features.publishing.queries import find_last_version, find_version, lock_publication
from aistrategyhub.features.publishing.rules import check_transition, get_kind, short_line, things_of
from aistrategyhub.features.publishing.service import live_pages
from aistrategyhub.features.publishing.service.companions import check_ready, tell
from aistrategyhub.features.publishing.service.drafts import add_version, check_revision
from aistrategyhub.features.publishing.service.forwarding import Forward, hold_for, set_forward
from aistrategyhub.features.publishing.service.lifecycle import advance
from aistrategyhub.infra.outbox import publish as publish_fact

_NOT_PUBLISHED = mark("«{title}» non è pubblicata: non c’è nulla da ritirare.")


class NotArchived(DomainError):
    """Only what is archived is reopened."""

    code = "PUBLICATION_NOT_ARCHIVED"
    sentence = mark("«{title}» non è archiviata: non c’è nulla da riaprire.")


async def publish(
    session: AsyncSession, publication_id: UUID, *, revision: int | None = None, note: str = ""
) -> Publication:
    """The publication with its draft as what visitors read from the commit on, kept as a version.

    Publishing what is published already changes nothing, so that two who do it at once make one version. With a
    `revision`, only the draft that was seen is published. A planned publication is fulfilled by it. Raises
    EditedMeanwhile, IllegalPublicationTransition, and InvalidInput with everything that is unfinished.
    """
    publication = await lock_publication(session, publication_id)
    await check_revision(session, publication, revision)
    check_transition(publication.title, publication.status, PublicationStatus.PUBLISHED)
    await check_ready(session, publication)
    live = await find_version(session, publication.published_version_id)
    is_live = publication.status is PublicationStatus.PUBLISHED
    if not (is_live and live and live.content == publication.draft):
        await go_live(session, publication, await version_of_draft(session, publication, note))
    publication.publish_at = publication.scheduled_version_id = None
    return publication


async def check_live(session: AsyncSession, publication_id: UUID) -> None:
    """Keeps the publication on the site, or off it, until the transaction ends. What is on the site may be changed
    at once only by whoever may publish its kind.

    Raises PermissionDenied or SignInRequired for anybody else, PublicationNotFound.
    """
    publication = await lock_publication(session, publication_id)
    if publication.status is PublicationStatus.PUBLISHED:
        check(get_kind(publication.kind).rights.publish)


async def unpublish(session: AsyncSession, publication_id: UUID, *, forward: Forward | None = None) -> Publication:
    """The publication as a draft again. Its addresses lead to `forward`, or say that it is gone (410).

    Raises IllegalPublicationTransition when it is not published, and InvalidInput (`forward`) when visitors would go in
    circles.
    """
    await hold_for(session, forward)
    publication = await lock_publication(session, publication_id)
    if publication.status is not PublicationStatus.PUBLISHED:
        check_transition(publication.title, publication.status, PublicationStatus.DRAFT)
        raise InvalidInput([FieldError("status", "NOT_PUBLISHED", _NOT_PUBLISHED, {"title": publication.title})])
    await set_forward(session, publication, forward)
    await withdraw(session, publication, to=PublicationStatus.DRAFT)
    return publication


async def archive(session: AsyncSession, publication_id: UUID, *, forward: Forward | None = None) -> Publication:
    """The publication put away: off the site, out of the lists, its address kept. Raises as `unpublish` does."""
    await hold_for(session, forward)
    publication = await lock_publication(session, publication_id)
    check_transition(publication.title, publication.status, PublicationStatus.ARCHIVED)
    await set_forward(session, publication, forward)
    await withdraw(session, publication, to=PublicationStatus.ARCHIVED)
    return publication


async def reopen(session: AsyncSession, publication_id: UUID) -> Publication:
    """An archived publication as a draft again. Raises NotArchived for any other: what is published is withdrawn,
    what is in the trash restored."""
    publication = await lock_publication(session, publication_id)
    if publication.status is not PublicationStatus.ARCHIVED:
        raise NotArchived(title=publication.title)
    await advance(session, publication, to=PublicationStatus.DRAFT)
    await tell(session, publication)
    return publication


async def go_live(session: AsyncSession, publication: Publication, version: PublicationVersion) -> None:
    """Makes a version of a publication that this transaction holds what visitors read."""
    is_first = publication.first_published_at is None
    was_live = publication.status is PublicationStatus.PUBLISHED
    at = now()
    await advance(session, publication, to=PublicationStatus.PUBLISHED, version=version.number)
    version.was_published = True
    publication.published_version_id = version.id
    publication.first_published_at = publication.first_published_at or at
    publication.published_at = publication.published_at if was_live else at
    if publication.unpublish_at is None:
        publication.forward_publication_id = publication.forward_path = None
    publication.things = things_of(get_kind(publication.kind), publication.draft, version.content)
    await session.flush()
    paths = await live_pages.changed(session, publication)
    fact = PublicationPublished(
        publication_id=publication.id,
        kind=publication.kind,
        version=version.number,
        is_first=is_first,
        paths=paths,
    )
    await publish_fact(session, fact)
    await tell(session, publication)


async def withdraw(session: AsyncSession, publication: Publication, *, to: PublicationStatus) -> None:
    """Takes a publication that this transaction holds off the site, with all that was planned for it."""
    was_live = publication.status is PublicationStatus.PUBLISHED
    await advance(session, publication, to=to)
    publication.publish_at = publication.unpublish_at = publication.scheduled_version_id = None
    publication.published_version_id = None
    publication.things = things_of(get_kind(publication.kind), publication.draft)
    await session.flush()
    if was_live:
        paths = await live_pages.changed(session, publication)
        fact = PublicationUnpublished(publication_id=publication.id, kind=publication.kind, paths=paths)
        await publish_fact(session, fact)
    await tell(session, publication)


async def version_of_draft(session: AsyncSession, publication: Publication, note: str = "") -> PublicationVersion:
    """The draft as a version that stays: the newest one when that is the same."""
    last = await find_last_version(session, publication.id)
    if last is None or last.content != publication.draft:
        return await add_version(session, publication, VersionOrigin.PUBLISHED, note=note)
    return to_publish(last, note)


def to_publish(last: PublicationVersion, note: str = "") -> PublicationVersion:
    """The newest version, which the draft equals, as one that stays."""
    last.origin = VersionOrigin.PUBLISHED if last.origin is VersionOrigin.AUTOSAVE else last.origin
    last.note = short_line(note, 300) or last.note
    return last
