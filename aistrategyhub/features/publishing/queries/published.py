"""Reads of what visitors see. What is not published does not exist here."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.publishing.models import (
    Address,
    Audience,
    Publication,
    PublicationStatus,
    PublicationVersion,
)
from aistrategyhub.features.publishing.queries.publications import paths_of
from aistrategyhub.features.publishing.rules import path_key
from aistrategyhub.features.publishing.schemas import PublishedContent

EVERYBODY = frozenset({Audience.EVERYBODY})


async def find_published(
    session: AsyncSession, kind: str, path: str, locale: str, *, audiences: frozenset[Audience] = EVERYBODY
) -> PublishedContent | None:
    """What stands at this path (without its language) for these audiences, in the language or else in Italian."""
    wanted = Address.path == path_key(in_language("/" + path.strip("/"), locale))
    query = _published(kind, audiences).join(Address, Address.publication_id == Publication.id)
    row = (await session.execute(query.where(wanted, Address.is_current))).one_or_none()
    return None if row is None else (await _contents(session, [row], locale))[0]


async def find_published_by_id(
    session: AsyncSession, publication_id: UUID, locale: str, *, audiences: frozenset[Audience] = EVERYBODY
) -> PublishedContent | None:
    """The same for a publication that is known."""
    query = _published("", audiences).where(Publication.id == publication_id)
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (await _contents(session, [row], locale))[0]


async def list_published(
    session: AsyncSession,
    kind: str,
    locale: str,
    page: PageRequest = PageRequest(),
    *,
    audiences: frozenset[Audience] = EVERYBODY,
) -> Page[PublishedContent]:
    """One page of what is published of a kind, the newest first."""
    query = _published(kind, audiences).order_by(Publication.published_at.desc(), Publication.id.desc())
    rows = (await session.execute(query.limit(page.per_page).offset(page.offset))).all()
    counting = select(func.count()).select_from(Publication).where(*_is_published(kind, audiences))
    total = await session.scalar(counting)
    return Page(await _contents(session, rows, locale), total or 0, page.page, page.per_page)


async def list_published_paths(session: AsyncSession, kind: str, locale: str) -> list[str]:
    """The path of everything of a kind that everybody may read, without its language."""
    query = (
        select(Address.path)
        .join(Publication, Publication.id == Address.publication_id)
        .where(
            Publication.kind == kind,
            Publication.status == PublicationStatus.PUBLISHED,
            Publication.audience == Audience.EVERYBODY,
            Address.is_current,
            Address.locale == locale,
        )
        .order_by(Address.path)
    )
    paths = (await session.execute(query)).scalars()
    return list(paths) if locale == DEFAULT_LOCALE else [path.removeprefix(f"/{locale}") or "/" for path in paths]


async def find_audience(session: AsyncSession, path: str) -> Audience | None:
    """Who may read what is published at a whole public path; None when nothing is."""
    query = (
        select(Publication.audience)
        .join(Address, Address.publication_id == Publication.id)
        .where(Address.path == path_key(path), Address.is_current, Publication.status == PublicationStatus.PUBLISHED)
    )
    return (await session.execute(query)).scalar_one_or_none()


def _published(kind: str, audiences: frozenset[Audience]) -> Select[Any]:
    return (
        select(Publication, PublicationVersion)
        .join(PublicationVersion, PublicationVersion.id == Publication.published_version_id)
        .where(*_is_published(kind, audiences))
        .options(defer(Publication.draft, raiseload=True))
    )


def _is_published(kind: str, audiences: frozenset[Audience]) -> list[ColumnElement[bool]]:
    conditions = [Publication.status == PublicationStatus.PUBLISHED, Publication.audience.in_(audiences)]
    return [*conditions, Publication.kind == kind] if kind else conditions


async def _contents(session: AsyncSession, rows: "list[Row[Any]] | Any", locale: str) -> list[PublishedContent]:
    paths = await paths_of(session, [row.Publication.id for row in rows])
    return [_content(row, locale, paths[row.Publication.id]) for row in rows]


def _content(row: Row[Any], locale: str, paths: dict[str, str]) -> PublishedContent:
    publication, version = row.Publication, row.PublicationVersion
    spoken = locale if locale in version.content else DEFAULT_LOCALE
    return PublishedContent(
        publication_id=publication.id,
        kind=publication.kind,
        version=version.number,
        locale=spoken,
        content=version.content[spoken],
        title=version.title,
        path=paths[locale],
        alternates={other: path for other, path in paths.items() if other in version.content},
        audience=publication.audience,
        parent_id=publication.parent_id,
        first_published_at=publication.first_published_at,
        published_at=publication.published_at,
        updated_at=version.created_at,
        author_id=publication.created_by,
    )
