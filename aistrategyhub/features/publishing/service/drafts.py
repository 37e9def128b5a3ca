"""Drafts: saved while somebody writes, never over what somebody else wrote meanwhile; versions of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _, mark, moment_label
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.publishing.models import Publication, PublicationVersion, VersionOrigin
from aistrategyhub.features.publishing.queries import (
    find_last_version,
    find_version,
    get_version,
    lock_publication,
    names_of,
)
from aistrategyhub.features.publishing.rules import (
    EDITABLE,
    Content,
    get_kind,
    read_content,
    search_key,
    short_line,
    things_of,
    title_of,
)
from aistrategyhub.features.publishing.rules.difference import changed_places
from aistrategyhub.features.publishing.service.lifecycle import acting_person_id, touch_row

# A draft that changes all the time is kept as a version this often.
AUTOSAVE_EVERY = timedelta(minutes=10)
# Who opened a draft this many saves ago is not told any more which of its parts another person changed.
CHANGES_LAST = 1000
_LONGEST_NOTE = 300
_SOMEBODY = mark("Qualcun altro")


class EditedMeanwhile(DomainError):
    """Somebody saved the draft after this person had opened it; nothing was overwritten.

    `by_id`, `at` and `revision` are of what is there now, which `get_publication(...).draft` still holds to compare.
    `fields` name the parts that both have changed, where whoever saves can tell.
    """

    code = "EDITED_MEANWHILE"
    sentence = mark("{by} ha salvato delle modifiche il {when}: guarda che cosa è cambiato prima di salvare le tue.")

    def __init__(self, *, by: str, by_id: UUID | None, at: datetime, revision: int) -> None:
        super().__init__(by=by, when=moment_label(at))
        self.by_id, self.at, self.revision = by_id, at, revision

    @property
    def present(self) -> Mapping[str, str]:
        return {"revision": str(self.revision), "by": self.values["by"], "at": self.at.isoformat()}


class NotEditable(DomainError):
    """What is archived or in the trash is not written in."""

    code = "PUBLICATION_NOT_EDITABLE"
    sentence = mark("«{title}» non si può modificare finché non torna tra le bozze.")


async def save_draft(
    session: AsyncSession, publication_id: UUID, content: object, *, revision: int, person_id: UUID | None = None
) -> Publication:
    """The publication with this draft, when `revision` is the one that was opened; `draft_revision` is the new one.

    Saving what is there already changes nothing. Raises EditedMeanwhile, InvalidInput with each wrong field,
    ContentTooLarge, NotEditable, PublicationNotFound.
    """
    publication = await lock_publication(session, publication_id)
    checked = read_content(get_kind(publication.kind), content)
    await check_revision(session, publication, revision)
    check_editable(publication)
    by = person_id or acting_person_id()
    if checked != publication.draft:
        await _keep_what_goes(session, publication, by)
        await write_draft(session, publication, checked, by)
    return publication


async def keep_version(session: AsyncSession, publication_id: UUID, *, note: str = "") -> PublicationVersion:
    """A version of the draft as it is, with a note, that stays. Raises PublicationNotFound."""
    publication = await lock_publication(session, publication_id)
    version = await add_version(session, publication, VersionOrigin.KEPT, note=note)
    await record(
        session, "publishing.version_kept", "publication", publication.id, number=version.number, note=version.note
    )
    return version


async def roll_back(session: AsyncSession, publication_id: UUID, number: int, *, revision: int) -> Publication:
    """The publication with the content of an old version as its draft; what was its draft is kept as a version.

    Raises EditedMeanwhile, VersionNotFound, NotEditable, and InvalidInput when the old content fits its kind no longer.
    """
    publication = await lock_publication(session, publication_id)
    await check_revision(session, publication, revision)
    check_editable(publication)
    older = await get_version(session, publication_id, number)
    content = read_content(get_kind(publication.kind), older.content)
    await _keep_unless_known(session, publication)
    await write_draft(session, publication, content, acting_person_id())
    note = f"v{number}"
    await add_version(session, publication, VersionOrigin.ROLLED_BACK, note=note)
    await record(session, "publishing.rolled_back", "publication", publication.id, number=number)
    return publication


async def check_revision(session: AsyncSession, publication: Publication, revision: int | None) -> None:
    """Raises EditedMeanwhile unless the draft is still the one that was opened; None was not opened."""
    if revision is None or revision == publication.draft_revision:
        return
    names = await names_of(session, [publication.draft_saved_by])
    raise EditedMeanwhile(
        by=names.get(publication.draft_saved_by) or _(_SOMEBODY),
        by_id=publication.draft_saved_by,
        at=publication.draft_saved_at,
        revision=publication.draft_revision,
    )


def check_editable(publication: Publication) -> None:
    """Raises NotEditable."""
    if publication.status not in EDITABLE:
        raise NotEditable(title=publication.title)


async def write_draft(session: AsyncSession, publication: Publication, content: Content, by: UUID | None) -> None:
    """Makes this checked content the draft of a publication that this transaction holds."""
    live = await find_version(session, publication.published_version_id)
    put_draft(publication, content, by)
    publication.things = things_of(get_kind(publication.kind), content, *([live.content] if live else []))
    await session.flush()


def put_draft(publication: Publication, content: Content, by: UUID | None) -> None:
    """The same, without what the publication shows (`things`)."""
    publication.draft_revision += 1
    publication.draft_changes = _changes(publication, content, by)
    publication.draft = content
    publication.draft_saved_at, publication.draft_saved_by = now(), by
    publication.title = title_of(get_kind(publication.kind), content)
    publication.search_key = search_key(publication.title, publication.slugs)
    touch_row(publication)


def _changes(publication: Publication, content: Content, by: UUID | None) -> dict[str, dict[str, Any]]:
    """Which part of the draft was last changed at which revision, and by whom."""
    mark_of_now = {"revision": publication.draft_revision, "by": str(by) if by else None}
    remembered = {
        place: known
        for place, known in publication.draft_changes.items()
        if publication.draft_revision - known["revision"] < CHANGES_LAST
    }
    return remembered | dict.fromkeys(changed_places(publication.draft, content), mark_of_now)


async def add_version(
    session: AsyncSession, publication: Publication, origin: VersionOrigin, *, note: str = ""
) -> PublicationVersion:
    """Keeps the draft of a publication that this transaction holds, under its next number."""
    version = new_version(publication, origin, note=note)
    session.add(version)
    await session.flush()
    return version


def new_version(publication: Publication, origin: VersionOrigin, *, note: str = "") -> PublicationVersion:
    """The version that keeps the draft, still to be stored."""
    publication.last_version += 1
    return PublicationVersion(
        publication_id=publication.id,
        number=publication.last_version,
        content=publication.draft,
        title=publication.title,
        note=short_line(note, _LONGEST_NOTE),
        origin=origin,
        created_by=publication.draft_saved_by,
        created_at=now(),
    )


async def _keep_what_goes(session: AsyncSession, publication: Publication, by: UUID | None) -> None:
    """Keeps the draft that is about to be overwritten: another person's always, one's own now and then."""
    if would_be_missed(publication, await find_last_version(session, publication.id), by):
        await add_version(session, publication, VersionOrigin.AUTOSAVE)


def would_be_missed(publication: Publication, last: PublicationVersion | None, by: UUID | None) -> bool:
    """Whether the draft has to be kept before this person overwrites it; `last` is the newest version."""
    if last is not None and last.content == publication.draft:
        return False
    is_others = publication.draft_saved_by != by
    return is_others or last is None or now() - last.created_at >= AUTOSAVE_EVERY


async def _keep_unless_known(session: AsyncSession, publication: Publication) -> None:
    last = await find_last_version(session, publication.id)
    if last is None or last.content != publication.draft:
        await add_version(session, publication, VersionOrigin.AUTOSAVE)
