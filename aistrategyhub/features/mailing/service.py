"""Verbs of mails: queue one with the change it tells of, send it once, try a failed one again."""

from collections.abc import Sequence
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.latin import one_line
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.mailing.models import EmailSend, EmailStatus, EmailType
from aistrategyhub.features.mailing.queries import find_mail_of_request, get_mail, lock_mail, work_key
from aistrategyhub.features.mailing.rendering import Letterhead, render
from aistrategyhub.features.mailing.rules import check_transition
from aistrategyhub.features.mailing.schemas import MailAttachment
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity
from aistrategyhub.infra import metrics
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import ObjectNotFound, Storage
from aistrategyhub.infra.work import enqueue
from aistrategyhub.integrations.mail.gateway import Attachment, MailGateway, MailRefused, OutgoingMail
from aistrategyhub.integrations.mail.message import recipient_address

SEND = "mailing.send"

# With the queue's longest delay of an hour this is four days, after which RFC 5321 (4.5.4.1) lets one give up.
_ATTEMPTS = 140


async def queue_mail(
    session: AsyncSession,
    mail: Mail,
    *,
    to: str,
    locale: str,
    attachments: Sequence[MailAttachment] = (),
    reply_to: str | None = None,
    key: str | None = None,
) -> EmailSend:
    """Freezes the mail's words and asks for its sending, in the caller's transaction.

    With a `key` ("invoice:<id>") asking twice queues one mail, and the second caller gets the first one's.
    Without `reply_to` answers go to the firm's address. Raises MailRefused when `to` is not an address.
    """
    values = {
        "id": new_id(),
        "email_to": recipient_address(to).addr_spec,
        "attachments": [attachment.model_dump() for attachment in attachments],
        "status": EmailStatus.QUEUED,
        "request_key": key,
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


async def send_mail(session: AsyncSession, mail_id: UUID, gateway: MailGateway, storage: Storage) -> None:
    """Sends a queued mail and marks it sent, or failed with the carrier's reason; does nothing with any other.

    Raises MailUnavailable when it should be tried again: the carrier then recognises it by its Message-ID.
    """
    mail = await lock_mail(session, mail_id)
    if mail.status is not EmailStatus.QUEUED:
        return
    try:
        receipt = await gateway.send(await _outgoing(mail, storage))
    except MailRefused as refusal:
        _advance(mail, EmailStatus.FAILED)
        metrics.after_commit(session, metrics.mail_sent, "failed")
        mail.error_message = str(refusal)
        return
    _advance(mail, EmailStatus.SENT)
    metrics.after_commit(session, metrics.mail_sent, "sent")
    mail.provider_message_id = receipt.provider_message_id
    mail.sent_at = now()


async def retry_mail(session: AsyncSession, mail_id: UUID) -> None:
    """Queues a failed mail again, once what made it fail is mended. Raises IllegalMailTransition for any other."""
    mail = await lock_mail(session, mail_id)
    _advance(mail, EmailStatus.QUEUED)
    mail.error_message = None
    await _ask_for_sending(session, mail_id)


async def _ask_for_sending(session: AsyncSession, mail_id: UUID, key: str | None = None) -> None:
    await enqueue(session, SEND, {"mail_id": str(mail_id)}, key=key, max_attempts=_ATTEMPTS)


def _advance(mail: EmailSend, target: EmailStatus) -> None:
    check_transition(mail.status, target)
    mail.status = target


async def _words(session: AsyncSession, mail: Mail, locale: str) -> dict[str, Any]:
    """What the mail says and who says it, as columns."""
    seller = await find_setting(session, SellerInfo)
    identity = await find_setting(session, SiteIdentity)
    letterhead = _letterhead(seller, identity)
    rendered = render(mail, locale=locale, letterhead=letterhead)
    return {
        "email_type": mail.email_type,
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


def _sender(name: str) -> str:
    return str(Address(name, addr_spec=parseaddr(get_settings().mail_from)[1]))


async def _outgoing(mail: EmailSend, storage: Storage) -> OutgoingMail:
    return OutgoingMail(
        key=str(mail.id),
        sender=_sender(mail.sender_name),
        to=mail.email_to,
        reply_to=mail.reply_to,
        subject=mail.subject,
        html=mail.html,
        text=mail.text,
        attachments=tuple([await _attachment(MailAttachment(**file), storage) for file in mail.attachments]),
        # RFC 3834: keeps holiday answers away from mails that no person wrote.
        headers={"Auto-Submitted": "auto-generated"} if mail.email_type is EmailType.TRANSACTIONAL else {},
    )


async def _attachment(file: MailAttachment, storage: Storage) -> Attachment:
    try:
        return Attachment(file.filename, file.content_type, await storage.get(file.storage_key))
    except ObjectNotFound as error:
        raise MailRefused(f"attachment {file.filename} is no longer in the file store") from error
