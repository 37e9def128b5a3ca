"""Asking for one's data or for their erasure, and how such a request goes on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import refuse_impersonation
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.emails.privacy import ErasurePostponed, ErasureScheduled, ExportReady, IdleAccount
from aistrategyhub.features.accounts.events import ExportRequested
from aistrategyhub.features.accounts.models import (
    PrivacyRequest,
    RequestKind,
    RequestOrigin,
    RequestStatus,
)
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.queries.privacy_requests import find_open_request, list_exports_of, lock_request
from aistrategyhub.features.accounts.rules.privacy_requests import (
    ERASURE_WAITS,
    EXPORT_LASTS,
    POSTPONED_BY,
    ExportNotReady,
    LastSuperAdmin,
    NothingToCancel,
    check_transition,
    one_month_after,
)
from aistrategyhub.features.accounts.rules.staff import LastOwner
from aistrategyhub.features.accounts.service.staff import keep_an_owner
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.infra.db import take_turns
from aistrategyhub.infra.outbox import publish
from aistrategyhub.infra.storage import Storage


async def request_export(session: AsyncSession, person_id: UUID, *, language: str) -> PrivacyRequest:
    """Asks for a copy of everything about a person (art. 15 and 20 GDPR), or finds the request under way."""
    request, is_new = await _open_request(session, person_id, RequestKind.EXPORT, language=language)
    if is_new:
        await publish(session, ExportRequested(request_id=request.id))
    return request


async def begin_export(session: AsyncSession, request_id: UUID) -> PrivacyRequest:
    """The copy is being made."""
    request = await lock_request(session, request_id)
    advance(request, RequestStatus.WORKING)
    return request


async def finish_export(
    session: AsyncSession, request: PrivacyRequest, storage: Storage, *, storage_key: str, size: int
) -> None:
    """The copy lies in the file store, for a week; an older one goes, and the person is told where to fetch it."""
    for older in await list_exports_of(session, request.user_id):
        await expire_export(older, storage)
    advance(request, RequestStatus.READY)
    request.storage_key, request.size = storage_key, size
    request.finished_at, request.expires_at = now(), now() + EXPORT_LASTS
    person = await get_person(session, request.user_id)
    mail = ExportReady.of(person, request)
    await queue_mail(
        session, mail, to=person.email, locale=request.language, person_id=person.id, key=f"export:{request.id}"
    )
    await record(session, "privacy.export_ready", "user", person.id, request_id=str(request.id))


async def expire_export(request: PrivacyRequest, storage: Storage) -> None:
    """Removes the file of an export; it cannot be fetched any more."""
    if request.storage_key:
        await storage.delete(request.storage_key)
    advance(request, RequestStatus.EXPIRED)
    request.storage_key = None


def is_fetchable(request: PrivacyRequest) -> bool:
    """Whether the file of an export is there, and its week is not over."""
    is_ready = request.status is RequestStatus.READY and request.storage_key is not None
    return is_ready and request.expires_at is not None and request.expires_at > now()


def file_of(request: PrivacyRequest) -> str:
    """Where the file of an export lies. Raises ExportNotReady before it is made and after its week."""
    if not is_fetchable(request) or request.storage_key is None:
        raise ExportNotReady
    return request.storage_key


async def request_erasure(
    session: AsyncSession, person_id: UUID, *, language: str, origin: RequestOrigin = RequestOrigin.PERSON
) -> PrivacyRequest:
    """Asks for a person's erasure (art. 17 GDPR) after a time to think again, or finds the request under way.

    Raises LastSuperAdmin.
    """
    person = await get_person(session, person_id)
    try:
        await keep_an_owner(session, person)
    except LastOwner:
        raise LastSuperAdmin from None
    scheduled_for = now() + ERASURE_WAITS[origin]
    request, is_new = await _open_request(
        session, person_id, RequestKind.ERASURE, language=language, origin=origin, scheduled_for=scheduled_for
    )
    if is_new:
        mail = (IdleAccount if origin is RequestOrigin.IDLE_ACCOUNT else ErasureScheduled).of(person, request)
        await queue_mail(
            session, mail, to=person.email, locale=language, person_id=person.id, key=f"erasure:{request.id}"
        )
    return request


async def cancel_erasure(session: AsyncSession, person_id: UUID) -> None:
    """The person stays. Raises NothingToCancel when no erasure waits, also because it was carried out, and
    NotInSomebodysName: whether to go is the person's own decision."""
    refuse_impersonation()
    if not await withdraw_erasure(session, person_id):
        raise NothingToCancel


async def withdraw_erasure(session: AsyncSession, person_id: UUID) -> bool:
    """Closes the erasure that waits for the person; False when none does, also because it was carried out."""
    waiting = await find_open_request(session, person_id, RequestKind.ERASURE)
    if waiting is None:
        return False
    request = await lock_request(session, waiting.id)
    if request.status is not RequestStatus.REQUESTED:
        return False
    await drop_erasure(session, request)
    return True


async def drop_erasure(session: AsyncSession, request: PrivacyRequest) -> None:
    """Closes a request that is not carried out. The request must be locked by this transaction."""
    advance(request, RequestStatus.CANCELLED)
    request.finished_at = now()
    await record(session, "privacy.erasure_cancelled", "user", request.user_id, request_id=str(request.id))


async def postpone_erasure(session: AsyncSession, request: PrivacyRequest, *, order: str) -> None:
    """Something is still under way with the person: a week more, and they are told why."""
    request.scheduled_for = now() + POSTPONED_BY
    person = await get_person(session, request.user_id)
    mail = ErasurePostponed.of(person, request, order=order)
    key = f"erasure:{request.id}:{request.scheduled_for:%Y%m%d}"
    await queue_mail(session, mail, to=person.email, locale=request.language, person_id=person.id, key=key)


def advance(request: PrivacyRequest, target: RequestStatus) -> None:
    """The one door through which a request changes status. Raises IllegalRequestTransition."""
    check_transition(request.status, target)
    request.status = target


async def _open_request(
    session: AsyncSession,
    person_id: UUID,
    kind: RequestKind,
    *,
    language: str,
    origin: RequestOrigin = RequestOrigin.PERSON,
    scheduled_for: datetime | None = None,
) -> tuple[PrivacyRequest, bool]:
    """The open request of this kind and whether it was made now; two at once are one."""
    await take_turns(session, f"privacy:{kind}:{person_id}")
    if waiting := await find_open_request(session, person_id, kind):
        return waiting, False
    request = PrivacyRequest(
        user_id=person_id,
        kind=kind,
        origin=origin,
        language=language,
        requested_at=now(),
        answer_due_at=one_month_after(now()),
        scheduled_for=scheduled_for,
    )
    session.add(request)
    await session.flush()
    await record(session, f"privacy.{kind}_requested", "user", person_id, request_id=str(request.id))
    return request, True
