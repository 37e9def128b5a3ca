"""Reads of publications for those who write them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, defer

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import LOCALES, mark
from aistrategyhub.features.publishing.models import Address, Publication, PublicationStatus, PublicationVersion
from aistrategyhub.features.publishing.rules import fold
from aistrategyhub.features.publishing.schemas import PublicationFilter, PublicationRow


class PublicationNotFound(DomainError):
    """No such publication, or erased."""

    code = "PUBLICATION_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo contenuto non esiste più: forse è stato eliminato.")


async def get_publication(session: AsyncSession, publication_id: UUID, *, kind: str | None = None) -> Publication:
    """The publication of this id, in whatever state. Raises PublicationNotFound, also where `kind` is told and it is
    of another: what has doors of its own does not exist behind those of others."""
    found = await find_publication(session, publication_id)
    if found is None or kind not in (None, found.kind):
        raise PublicationNotFound
    return found


async def find_publication(session: AsyncSession, publication_id: UUID) -> Publication | None:
    """The publication of this id, in whatever state."""
    query = select(Publication).where(Publication.id == publication_id).execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def lock_publication(session: AsyncSession, publication_id: UUID) -> Publication:
    """The same as it is now, kept from changing until the transaction ends. Raises PublicationNotFound.

    Its key never changes, so rows that point to it may be written meanwhile: whoever writes below it does not wait.
    """
    query = (
        select(Publication)
        .where(Publication.id == publication_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise PublicationNotFound
    return found


async def lock_publications(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Publication]:
    """Many of them, held in the same way, each by its id; those that are not there are left out."""
    query = (
        select(Publication)
        .where(Publication.id.in_(ids))
        .order_by(Publication.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in (await session.execute(query)).scalars()}


async def list_publications(
    session: AsyncSession, wanted: PublicationFilter = PublicationFilter(), page: PageRequest = PageRequest()
) -> Page[PublicationRow]:
    """One page of the publications that match: children in their order, others the last changed first."""
    conditions = _conditions(wanted)
    order = (
        (Publication.position, Publication.id)
        if wanted.of_parent
        else (Publication.updated_at.desc(), Publication.id.desc())
    )
    query = _rows().where(*conditions).order_by(*order).limit(page.per_page).offset(page.offset)
    rows = (await session.execute(query)).all()
    total = await session.scalar(select(func.count()).select_from(Publication).where(*conditions))
    return Page(await _publication_rows(session, rows), total or 0, page.page, page.per_page)


async def list_tree(session: AsyncSession, kind: str, *, most: int = 5_000) -> list[PublicationRow]:
    """Everything of a kind outside the trash, parents and children by position; the caller nests by `parent_id`."""
    query = (
        _rows()
        .where(Publication.kind == kind, Publication.status != PublicationStatus.TRASHED)
        .order_by(Publication.parent_id.nulls_first(), Publication.position, Publication.id)
        .limit(most)
    )
    return await _publication_rows(session, (await session.execute(query)).all())


async def get_row(session: AsyncSession, publication_id: UUID) -> PublicationRow:
    """The publication as a row. Raises PublicationNotFound."""
    rows = (await session.execute(_rows().where(Publication.id == publication_id))).all()
    if not rows:
        raise PublicationNotFound
    return (await _publication_rows(session, rows))[0]


async def lock_descendants(session: AsyncSession, publication_id: UUID) -> list[Publication]:
    """Everything below a publication, parents before children, the trash left out; kept from changing until the
    transaction ends."""
    below = (
        select(Publication.id, func.cast(0, Publication.position.type).label("depth"))
        .where(Publication.id == publication_id)
        .cte("below", recursive=True)
    )
    child = aliased(Publication)
    below = below.union_all(select(child.id, below.c.depth + 1).where(child.parent_id == below.c.id))
    query = (
        select(Publication)
        .join(below, below.c.id == Publication.id)
        .where(Publication.id != publication_id, Publication.status != PublicationStatus.TRASHED)
        .order_by(below.c.depth, Publication.position, Publication.id)
        .with_for_update(of=Publication, key_share=True)
        .execution_options(populate_existing=True)
    )
    return list((await session.execute(query)).scalars())


async def slugs_above(session: AsyncSession, publication_id: UUID | None) -> list[dict[str, str]]:
    """The slugs of a publication and of all above it, from the top down; none for None."""
    found: list[dict[str, str]] = []
    while publication_id is not None:
        row = (
            await session.execute(
                select(Publication.slugs, Publication.parent_id).where(Publication.id == publication_id)
            )
        ).one()
        found.insert(0, row.slugs)
        publication_id = row.parent_id
    return found


async def paths_of(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """The current path of each publication by locale."""
    query = select(Address.publication_id, Address.locale, Address.path).where(
        Address.publication_id.in_(ids), Address.is_current
    )
    found: dict[UUID, dict[str, str]] = {publication_id: {} for publication_id in ids}
    for publication_id, locale, path in (await session.execute(query)).tuples():
        found[publication_id][locale] = path
    return found


async def find_uses(session: AsyncSession, thing: str) -> list[PublicationRow]:
    """The publications whose draft or published version shows a thing (`media:<id>`), the trash included."""
    query = _rows().where(Publication.things.contains([thing])).order_by(Publication.updated_at.desc())
    return await _publication_rows(session, (await session.execute(query)).all())


def _conditions(wanted: PublicationFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Publication.status.in_(wanted.statuses)]
    if wanted.kind:
        conditions.append(Publication.kind == wanted.kind)
    if wanted.kinds is not None:
        conditions.append(Publication.kind.in_(wanted.kinds))
    if wanted.of_parent:
        conditions.append(Publication.parent_id == wanted.parent_id)
    for word in wanted.q[:100].split():
        # `fold` leaves letters, figures and dashes: nothing that LIKE understands.
        conditions.append(Publication.search_key.like(f"%{fold(word)}%"))
    return conditions


def _rows() -> Select[Any]:
    live = PublicationVersion.id == Publication.published_version_id
    differs = Publication.draft.is_distinct_from(PublicationVersion.content)
    # Drafts are large: what a list says of them is asked instead.
    written = [Publication.draft.has_key(locale).label(f"has_{locale}") for locale in LOCALES]
    return (
        select(Publication, differs.label("differs"), *written)
        .outerjoin(PublicationVersion, live)
        .options(defer(Publication.draft, raiseload=True))
    )


async def _publication_rows(session: AsyncSession, rows: Sequence[Any]) -> list[PublicationRow]:
    paths = await paths_of(session, [row.Publication.id for row in rows])
    return [_publication_row(row, paths[row.Publication.id]) for row in rows]


def _publication_row(row: Any, paths: dict[str, str]) -> PublicationRow:
    publication: Publication = row.Publication
    copied = (
        "id kind title status audience parent_id position slugs draft_revision publish_at unpublish_at published_at "
        "trashed_at updated_at updated_by"
    )
    return PublicationRow(
        **{name: getattr(publication, name) for name in copied.split()},
        paths=paths,
        locales=tuple(locale for locale in LOCALES if getattr(row, f"has_{locale}")),
        has_changes=publication.status is PublicationStatus.PUBLISHED and row.differs,
    )
