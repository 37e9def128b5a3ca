"""Queueing: a mail with the change it tells of, and once more one that did not arrive."""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.latin import one_line
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.mailing.models import EmailSend, EmailStatus, SuppressedAddress
from aistrategyhub.features.mailing.queries import find_mail_of_request, get_mail, lock_mail, work_key
from aistrategyhub.features.mailing.rendering import Letterhead, render
from aistrategyhub.features.mailing.rules import check_transition
from aistrategyhub.features.mailing.schemas import MailAttachment
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.work import enqueue
from aistrategyhub.integrations.mail.message import recipient_address

SEND = "mailing.send"

# With the queue's longest delay of an hour this is four days, after which RFC 5321 (4.5.4.1) lets one give up.
_ATTEMPTS = 140
_WORDS = (
    "email_to",
    "person_id",
    "email_type",
    "is_fiscal",
    "template",
    "locale",
    "sender_name",
    "reply_to",
    "subject",
    "html",
    "text",
    "attachments",
)


async def queue_mail(
    session: AsyncSession,
    mail: Mail,
    *,
    to: str,
    locale: str,
    attachments: Sequence[MailAttachment] = (),
    reply_to: str | None = None,
    key: str | None = None,
    person_id: UUID | None = None,
) -> EmailSend:
    """Freezes the mail's words and asks for its sending, in the caller's transaction.

    With a `key` ("invoice:<id>") asking twice queues one mail, and the second caller gets the first one's.
    Without `reply_to` answers go to the firm's address. `person_id` is whose account it is about. Raises
    MailRefused when `to` is not an address.
    """
    values = {
        "id": new_id(),
        "email_to": recipient_address(to).addr_spec,
        "attachments": [attachment.model_dump() for attachment in attachments],
        "status": EmailStatus.QUEUED,
        "request_key": key,
        "person_id": person_id,
        "queued_at": now(),
        **await _words(session, mail, locale),
    }
    if reply_to:
        values["reply_to"] = reply_to
    insertion = insert(EmailSend).values(values).on_conflict_do_nothing(index_elements=["tenant_id", "request_key"])
    mail_id = await session.scalar(insertion.returning(EmailSend.id))
    if mail_id is None:
        return await find_mail_of_request(session, key)
    await _ask_for_sending(session, mail_id, key=work_key(mail_id))
    return await get_mail(session, mail_id)


async def retry_mail(session: AsyncSession, mail_id: UUID) -> UUID:
    """Queues a mail again that failed or came back, once what made it fail is mended; the id of the mail that leaves.

    One that failed never left and leaves now; one that came back did leave, so a copy of it does, which a carrier
    takes for another mail. Raises IllegalMailTransition for any other.
    """
    mail = await lock_mail(session, mail_id)
    await record(session, "mailing.retried", "email", mail_id, status=mail.status)
    if mail.status is EmailStatus.BOUNCED:
        return await _queue_copy(session, mail)
    check_transition(mail.status, EmailStatus.QUEUED)
    mail.status = EmailStatus.QUEUED
    mail.error_message = mail.draft_id = mail.turn_at = mail.sending_since = None
    await _ask_for_sending(session, mail_id)
    return mail_id


async def readmit_address(session: AsyncSession, mail_id: UUID) -> None:
    """Lets every kind of mail go again to the address that this mail went to. Raises EmailNotFound."""
    address = (await get_mail(session, mail_id)).email_to
    await session.execute(delete(SuppressedAddress).where(SuppressedAddress.address == address.lower()))
    await record(session, "mailing.address_readmitted", "email", mail_id, email=address)


async def _queue_copy(session: AsyncSession, mail: EmailSend) -> UUID:
    copied = {name: getattr(mail, name) for name in _WORDS}
    copy = EmailSend(id=new_id(), queued_at=now(), **copied)
    session.add(copy)
    await session.flush()
    await _ask_for_sending(session, copy.id, key=work_key(copy.id))
    return copy.id


async def _ask_for_sending(session: AsyncSession, mail_id: UUID, key: str | None = None) -> None:
    await enqueue(session, SEND, {"mail_id": str(mail_id)}, key=key, max_attempts=_ATTEMPTS)


async def _words(session: AsyncSession, mail: Mail, locale: str) -> dict[str, Any]:
    """What the mail says and who says it, as columns."""
    seller = await find_setting(session, SellerInfo)
    identity = await find_setting(session, SiteIdentity)
    letterhead = _letterhead(seller, identity)
    rendered = render(mail, locale=locale, letterhead=letterhead)
    return {
        "email_type": mail.email_type,
        "is_fiscal": mail.is_fiscal,
        "template": mail.qualified_template(),
        "locale": locale,
        "sender_name": letterhead.name,
        "reply_to": identity.contact_email if identity else seller.email if seller else None,
        "subject": rendered.subject,
        "html": rendered.html,
        "text": rendered.text,
    }


def _letterhead(seller: SellerInfo | None, identity: SiteIdentity | None) -> Letterhead:
    settings = get_settings()
    own_name = parseaddr(settings.mail_from)[0]
    name = identity.site_name if identity else seller.company_name if seller else own_name
    return Letterhead(name=one_line(name), site_url=settings.base_url, seller=seller)
