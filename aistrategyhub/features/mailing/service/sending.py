"""Sending in two steps: what lies ready at the carrier is committed before its sending is asked for.

However often a process is killed in between, only that one draft is ever sent.
"""

from datetime import datetime
from email.headerregistry import Address
from email.utils import parseaddr
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.mailing.models import EmailSend, EmailStatus, EmailType
from aistrategyhub.features.mailing.queries import find_suppression, lock_mail
from aistrategyhub.features.mailing.rules import SETTLES_WITHIN, check_transition
from aistrategyhub.features.mailing.schemas import MailAttachment
from aistrategyhub.infra import metrics
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import ObjectNotFound, Storage
from aistrategyhub.infra.work import Postponed
from aistrategyhub.integrations.mail.gateway import Attachment, MailGateway, MailRefused, OutgoingMail

_UNSENT = (EmailStatus.QUEUED, EmailStatus.SENDING)


async def lay_ready(session: AsyncSession, mail_id: UUID, gateway: MailGateway, storage: Storage) -> None:
    """Lays a queued mail ready at the carrier, where that knows drafts; its transaction ends before `send_mail` begins.

    A mail that the carrier refuses, or whose address is suppressed, is marked failed. Raises MailUnavailable, and
    Postponed while an earlier attempt may still be settling.
    """
    mail = await lock_mail(session, mail_id)
    if mail.status is EmailStatus.SENDING:
        _await_settling(mail)
        mail.sending_since = now()
    if mail.status is not EmailStatus.QUEUED or await _is_suppressed(session, mail):
        return
    try:
        mail.draft_id = await gateway.prepare(await _outgoing(mail, storage))
    except MailRefused as refusal:
        _fail(session, mail, str(refusal))
        return
    if mail.draft_id is not None:
        _advance(mail, EmailStatus.SENDING)
        mail.sending_since = now()


async def send_mail(session: AsyncSession, mail_id: UUID, gateway: MailGateway, storage: Storage) -> None:
    """Sends a mail and marks it sent, or failed with the carrier's reason; does nothing with one that left already.

    Raises MailUnavailable when it should be tried again: the carrier then recognises it by its draft or Message-ID.
    """
    mail = await lock_mail(session, mail_id)
    if mail.status not in _UNSENT:
        return
    try:
        receipt = await gateway.send(await _outgoing(mail, storage), mail.draft_id)
    except MailRefused as refusal:
        _fail(session, mail, str(refusal))
        return
    _advance(mail, EmailStatus.SENT)
    metrics.after_commit(session, metrics.mail_sent, "sent")
    mail.provider_message_id = receipt.provider_message_id
    mail.sent_at, mail.sending_since, mail.error_message = now(), None, None


async def keep_turn(session: AsyncSession, mail_id: UUID, at: datetime) -> None:
    """Notes when the mail may leave, as the list of mails says it."""
    (await lock_mail(session, mail_id)).turn_at = at


async def not_accepted(session: AsyncSession, mail_id: UUID) -> None:
    """The carrier said clearly that it did not take the mail: there is nothing to settle."""
    (await lock_mail(session, mail_id)).sending_since = None


def _await_settling(mail: EmailSend) -> None:
    if mail.sending_since and now() < mail.sending_since + SETTLES_WITHIN:
        raise Postponed(mail.sending_since + SETTLES_WITHIN, "waits until the carrier knows whether it left")


async def _is_suppressed(session: AsyncSession, mail: EmailSend) -> bool:
    """Whether nothing but what its reader asked for may go to this address; then the mail has failed."""
    if mail.email_type is EmailType.TRANSACTIONAL:
        return False
    found = await find_suppression(session, mail.email_to)
    if found is not None:
        _fail(session, mail, f"the address does not exist: {found.reason}")
    return found is not None


def _fail(session: AsyncSession, mail: EmailSend, reason: str) -> None:
    _advance(mail, EmailStatus.FAILED)
    metrics.after_commit(session, metrics.mail_sent, "failed")
    mail.error_message, mail.sending_since = reason, None


def _advance(mail: EmailSend, target: EmailStatus) -> None:
    check_transition(mail.status, target)
    mail.status = target


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
