"""The trash: what is in it is gone for visitors, comes back as it was, and is erased after TRASH_LASTS."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.publishing.models import Address, Publication, PublicationStatus, Redirect
from aistrategyhub.features.publishing.queries import find_publication, lock_descendants, lock_publication
from aistrategyhub.features.publishing.rules import check_transition, get_kind, read_slugs, search_key
from aistrategyhub.features.publishing.service.addresses import hold_addresses, readdress, release
from aistrategyhub.features.publishing.service.companions import tell
from aistrategyhub.features.publishing.service.forwarding import Forward, set_forward
from aistrategyhub.features.publishing.service.going_live import withdraw
from aistrategyhub.features.publishing.service.lifecycle import advance


class TrashedWithAnother(DomainError):
    """It went into the trash with what stands above it, and comes back with that."""

    code = "TRASHED_WITH_ANOTHER"
    sentence = mark("«{title}» è nel cestino con la pagina superiore «{parent}»: ripristina prima quella.")


class NotInTrash(DomainError):
    """Only what is in the trash is erased."""

    code = "NOT_IN_TRASH"
    sentence = mark("«{title}» non è nel cestino: mettilo nel cestino prima di eliminarlo.")


class NothingToRestore(DomainError):
    """Only what is in the trash is restored."""

    code = "NOTHING_TO_RESTORE"
    sentence = mark("«{title}» non è nel cestino: non c’è nulla da ripristinare.")


async def trash(session: AsyncSession, publication_id: UUID, *, forward: Forward | None = None) -> list[Publication]:
    """Puts a publication and all below it into the trash; what went, the publication first.

    Its addresses lead to `forward`, or say that it is gone (410), and may be taken by others. Raises
    IllegalPublicationTransition, InvalidInput (`forward`), PublicationNotFound.
    """
    await hold_addresses(session)
    publication = await lock_publication(session, publication_id)
    check_transition(publication.title, publication.status, PublicationStatus.TRASHED)
    await set_forward(session, publication, forward)
    family = [publication, *await lock_descendants(session, publication.id)]
    at = now()
    for member in family:
        await withdraw(session, member, to=PublicationStatus.TRASHED)
        member.trashed_at, member.trashed_with = at, publication.id
    for member in family:
        await release(session, member.id)
    await session.flush()
    return family


async def restore(
    session: AsyncSession, publication_id: UUID, *, slugs: Mapping[str, str] | None = None
) -> Publication:
    """The publication as a draft again, with all that went into the trash with it, at its old addresses or at others.

    Raises NothingToRestore, TrashedWithAnother, and InvalidInput (`slugs.it`) when its old address was taken meanwhile:
    then `slugs` give it another.
    """
    await hold_addresses(session)
    publication = await lock_publication(session, publication_id)
    if publication.status is not PublicationStatus.TRASHED:
        raise NothingToRestore(title=publication.title)
    parent = await find_publication(session, publication.parent_id) if publication.parent_id else None
    if parent is not None and parent.status is PublicationStatus.TRASHED:
        raise TrashedWithAnother(title=publication.title, parent=parent.title)
    kind = get_kind(publication.kind)
    publication.slugs = read_slugs(
        {**publication.slugs, **(slugs or {})},
        may_be_home=kind.may_be_home,
        is_top=publication.parent_id is None,
        has_root=bool(kind.root),
    )
    publication.search_key = search_key(publication.title, publication.slugs)
    family = [publication, *await _went_with(session, publication)]
    for member in family:
        await advance(session, member, to=PublicationStatus.DRAFT)
        member.trashed_at = member.trashed_with = None
    await session.flush()
    await readdress(session, publication)
    for member in family:
        await tell(session, member)
    return publication


async def erase(session: AsyncSession, publication_id: UUID) -> int:
    """Erases a publication in the trash for good, with all that went with it; how many.

    Addresses that visitors knew say that it is gone (410), as do redirects to it. Raises NotInTrash,
    PublicationNotFound.
    """
    await hold_addresses(session)
    publication = await lock_publication(session, publication_id)
    if publication.status is not PublicationStatus.TRASHED:
        raise NotInTrash(title=publication.title)
    family = [publication, *await _went_with(session, publication)]
    for member in family:
        await record(
            session,
            "publishing.erased",
            "publication",
            member.id,
            publication_kind=member.kind,
            title=member.title,
            slugs=member.slugs,
        )
    await session.flush()
    await _forget(session, [member.id for member in family], known=[m.id for m in family if m.first_published_at])
    return len(family)


async def erase_old_trash(session: AsyncSession, *, before: datetime) -> int:
    """Erases what went into the trash before this moment; how many."""
    query = select(Publication.id).where(
        Publication.status == PublicationStatus.TRASHED,
        Publication.trashed_at < before,
        Publication.trashed_with == Publication.id,
    )
    return sum([await erase(session, publication_id) for publication_id in (await session.execute(query)).scalars()])


async def _went_with(session: AsyncSession, publication: Publication) -> list[Publication]:
    query = (
        select(Publication)
        .where(Publication.trashed_with == publication.id, Publication.id != publication.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list((await session.execute(query)).scalars())


async def _forget(session: AsyncSession, ids: Sequence[UUID], *, known: Sequence[UUID]) -> None:
    gone = {"publication_id": None, "is_current": False}
    await session.execute(update(Address).where(Address.publication_id.in_(known)).values(gone))
    await session.execute(delete(Address).where(Address.publication_id.in_(ids)))
    ended = {"target_publication_id": None, "target_locale": None, "status": 410}
    await session.execute(update(Redirect).where(Redirect.target_publication_id.in_(ids)).values(ended))
    forwarded = Publication.forward_publication_id.in_(ids)
    await session.execute(update(Publication).where(forwarded).values(forward_publication_id=None))
    await session.execute(update(Publication).where(Publication.parent_id.in_(ids)).values(parent_id=None))
    await session.execute(delete(Publication).where(Publication.id.in_(ids)))
