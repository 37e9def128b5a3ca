"""Where visitors are sent who look for what was withdrawn."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.models import Address, Publication, PublicationStatus
from aistrategyhub.features.publishing.queries import get_publication
from aistrategyhub.features.publishing.rules import path_key, read_target
from aistrategyhub.features.publishing.service.addresses import hold_addresses

_IN_CIRCLES = mark("«{title}» rimanda già qui: chi visita il sito girerebbe in tondo. Scegli un’altra destinazione.")
_NOT_THERE = mark("La destinazione scelta non è pubblicata: scegline una che si possa vedere.")
_TO_ITSELF = mark("Una pagina ritirata non può rimandare a sé stessa.")


@dataclass(frozen=True)
class Forward:
    """Another publication, or else a path of this site (`/contatti`, its query left aside) or an address elsewhere
    (`https://...`)."""

    publication_id: UUID | None = None
    path: str = ""


async def hold_for(session: AsyncSession, forward: Forward | None) -> None:
    """Waits for whoever changes addresses, where a forward will have to be checked: before a publication is held."""
    if forward is not None:
        await hold_addresses(session)


async def set_forward(session: AsyncSession, publication: Publication, forward: Forward | None) -> None:
    """Says where a publication that this transaction holds leads once it is withdrawn; None is nowhere (410).

    Raises InvalidInput (`forward`) when nobody could see it there, or would be sent back.
    """
    publication.forward_publication_id = publication.forward_path = None
    if forward is None or not (forward.publication_id or forward.path.strip()):
        return
    target_id, path = forward.publication_id, None
    if target_id is None:
        target = read_target(forward.path, "forward")
        path = target.path
        target_id = None if target.is_elsewhere else await owner_of(session, path)
    if target_id is None:
        publication.forward_path = path
        return
    await _check_target(session, publication, target_id)
    publication.forward_publication_id = target_id


async def owner_of(session: AsyncSession, path: str) -> UUID | None:
    """The publication that a path of this site is or was the address of."""
    query = select(Address.publication_id).where(Address.path == path_key(path))
    return (await session.execute(query)).scalar_one_or_none()


async def _check_target(session: AsyncSession, publication: Publication, target_id: UUID) -> None:
    if target_id == publication.id:
        raise _refusal("TO_ITSELF", _TO_ITSELF)
    try:
        target = await get_publication(session, target_id)
    except DomainError:
        raise _refusal("TARGET_NOT_FOUND", _NOT_THERE) from None
    if target.forward_publication_id == publication.id:
        raise _refusal("IN_CIRCLES", _IN_CIRCLES, title=target.title)
    if target.status is not PublicationStatus.PUBLISHED:
        raise _refusal("TARGET_NOT_FOUND", _NOT_THERE)


def _refusal(code: str, sentence: str, **values: object) -> InvalidInput:
    return InvalidInput([FieldError("forward", code, sentence, values)])
