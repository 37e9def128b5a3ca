"""Many new publications at once: in a few statements for all of them, all or none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import LOCALES
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.publishing.models import (
    Address,
    Audience,
    Publication,
    PublicationStatus,
    PublicationVersion,
    Redirect,
    VersionOrigin,
)
from aistrategyhub.features.publishing.rules import (
    Content,
    ContentKind,
    get_kind,
    public_path,
    read_content,
    read_slugs,
    search_key,
    things_of,
    title_of,
)
from aistrategyhub.features.publishing.service.addresses import REDIRECTS, TAKEN, hold_addresses, take_over
from aistrategyhub.features.publishing.service.lifecycle import acting_person_id
from aistrategyhub.prerender import service as prerender

_AT_ONCE = 2_000


@dataclass(frozen=True)
class NewPublication:
    """One of many: with a moment it is born published, since then; its room has checked that it is ready for it."""

    content: object
    slugs: Mapping[str, str]
    published_at: datetime | None = None


@dataclass(frozen=True)
class _Checked:
    id: UUID
    title: str
    content: Content
    slugs: dict[str, str]
    paths: dict[str, str]
    published_at: datetime | None


async def create_many(session: AsyncSession, kind_name: str, wanted: Sequence[NewPublication]) -> list[UUID]:
    """New publications of a kind without parents; their ids, in the order given.

    Raises InvalidInput whose fields begin with the place of the one they are of (`12.slugs.it`, `0.it.title`); then
    nothing was created. Their pages are not asked for one by one: those of what is published are found when the site is
    next written as a whole, or by `prerender.want`.
    """
    kind = get_kind(kind_name)
    await hold_addresses(session)
    checked = _check(kind, wanted)
    await _check_free(session, checked)
    await take_over(session, [path for one in checked for path in one.paths.values()])
    for first in range(0, len(checked), _AT_ONCE):
        await _insert(session, kind, checked[first : first + _AT_ONCE])
    if checked:
        await record(session, "publishing.created_many", "publication", publication_kind=kind.name, count=len(checked))
    if kind.listing and any(one.published_at for one in checked):
        await prerender.touch(session, kind.listing)
    return [one.id for one in checked]


def _check(kind: ContentKind, wanted: Sequence[NewPublication]) -> list[_Checked]:
    checked, errors = [], []
    for place, one in enumerate(wanted):
        try:
            checked.append(_check_one(kind, one))
        except InvalidInput as refusal:
            errors += of_place(place, refusal.fields)
    if errors:
        raise InvalidInput(errors)
    return checked


def _check_one(kind: ContentKind, one: NewPublication) -> _Checked:
    content = read_content(kind, one.content)
    slugs = read_slugs(one.slugs, may_be_home=kind.may_be_home, is_top=True, has_root=bool(kind.root))
    paths = {locale: public_path(locale, kind.root, [slugs[locale]]) for locale in LOCALES}
    return _Checked(new_id(), title_of(kind, content), content, slugs, paths, one.published_at)


async def _check_free(session: AsyncSession, checked: Sequence[_Checked]) -> None:
    """Raises InvalidInput for every address that is another's, or twice among these."""
    owners: dict[str, str] = {}
    redirects: dict[str, str | None] = {}
    errors: list[FieldError] = []
    for first in range(0, len(checked), _AT_ONCE):
        paths = [path for one in checked[first : first + _AT_ONCE] for path in one.paths.values()]
        query = (
            select(Address.path, Publication.title)
            .join(Publication, Publication.id == Address.publication_id)
            .where(Address.path.in_(paths), Address.is_current)
        )
        owners |= dict((await session.execute(query)).tuples().all())
        led = select(Redirect.source_key, Redirect.target_path).where(Redirect.source_key.in_(paths))
        redirects |= dict((await session.execute(led)).tuples().all())
    for place, one in enumerate(checked):
        for locale, path in one.paths.items():
            if path in owners:
                values = {"path": path, "title": owners[path]}
                errors.append(FieldError(f"{place}.slugs.{locale}", "PATH_TAKEN", TAKEN, values))
            elif path in redirects:
                values = {"path": path, "target": redirects[path] or "410"}
                errors.append(FieldError(f"{place}.slugs.{locale}", "PATH_REDIRECTS", REDIRECTS, values))
        owners |= dict.fromkeys(one.paths.values(), one.title)
    if errors:
        raise InvalidInput(errors)


async def _insert(session: AsyncSession, kind: ContentKind, checked: Sequence[_Checked]) -> None:
    versions = {one.id: new_id() for one in checked if one.published_at}
    await session.execute(insert(Publication), [_publication(kind, one, versions.get(one.id)) for one in checked])
    born_published = [_version(one, versions[one.id]) for one in checked if one.published_at]
    if born_published:
        await session.execute(insert(PublicationVersion), born_published)
    await session.execute(insert(Address), [address for one in checked for address in _addresses(one)])


def _publication(kind: ContentKind, one: _Checked, version_id: UUID | None) -> dict[str, Any]:
    at, by = now(), acting_person_id()
    return {
        "id": one.id,
        "kind": kind.name,
        "status": PublicationStatus.PUBLISHED if version_id else PublicationStatus.DRAFT,
        "audience": Audience.EVERYBODY,
        "position": 0,
        "slugs": one.slugs,
        "title": one.title,
        "search_key": search_key(one.title, one.slugs),
        "things": things_of(kind, one.content),
        "draft": one.content,
        "draft_revision": 1,
        "draft_saved_at": at,
        "draft_saved_by": by,
        "last_version": 1 if version_id else 0,
        "published_version_id": version_id,
        "first_published_at": one.published_at,
        "published_at": one.published_at,
        "created_at": at,
        "created_by": by,
        "updated_at": at,
        "updated_by": by,
    }


def _version(one: _Checked, version_id: UUID) -> dict[str, Any]:
    return {
        "id": version_id,
        "publication_id": one.id,
        "number": 1,
        "content": one.content,
        "title": one.title,
        "note": "",
        "origin": VersionOrigin.PUBLISHED,
        "was_published": True,
        "created_by": acting_person_id(),
        "created_at": one.published_at,
    }


def _addresses(one: _Checked) -> Iterator[dict[str, Any]]:
    for locale, path in one.paths.items():
        yield {
            "id": new_id(),
            "path": path,
            "locale": locale,
            "publication_id": one.id,
            "is_current": True,
            "created_at": now(),
        }


def of_place(place: int, fields: Sequence[FieldError]) -> list[FieldError]:
    """Refusals of one of many, behind its place."""
    return [FieldError(f"{place}.{error.field}", error.code, error.sentence, error.values) for error in fields]
