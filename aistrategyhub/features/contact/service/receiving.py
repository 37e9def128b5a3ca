"""Taking in a message: once for each submit, with its mails, in the caller's transaction."""

import hashlib
import json
from dataclasses import asdict

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import DEFAULT_LOCALE, mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.contact.emails import MessageArrived, MessageConfirmed
from aistrategyhub.features.contact.events import MessageReceived
from aistrategyhub.features.contact.models import ContactMessage, MessageStatus
from aistrategyhub.features.contact.queries import find_message_of_request, is_proof_spent
from aistrategyhub.features.contact.rules import CONSENT_VERSION, consent_words
from aistrategyhub.features.contact.schemas import Inquiry, Occasion
from aistrategyhub.features.legal.queries import notice_version
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.site_settings.queries import address_of_firm
from aistrategyhub.infra.db import take_turns
from aistrategyhub.infra.outbox import publish


class ProofSpent(DomainError):
    """This proof of work has already let another message in."""

    code = "PROOF_SPENT"
    sentence = mark("Questa pagina ha già inviato un messaggio: ricaricala e invia di nuovo.")


async def receive_message(
    session: AsyncSession,
    inquiry: Inquiry,
    occasion: Occasion,
    *,
    submit: str,
    proof_key: str | None = None,
    is_trapped: bool = False,
) -> ContactMessage:
    """The message in the inbox, and its mails queued; the one that the same submit made before, if it did.

    `submit` names the visit of the form: the same words sent twice in one visit are one message. A message that fell
    into the robots' trap is kept as spam and nobody is written to. Raises ProofSpent.
    """
    key = _request_key(submit, inquiry, occasion)
    await take_turns(session, f"contact:{key}")
    if earlier := await find_message_of_request(session, key):
        return earlier
    if proof_key and await is_proof_spent(session, proof_key):
        raise ProofSpent
    message = _new_message(inquiry, occasion, request_key=key, proof_key=proof_key, is_spam=is_trapped)
    message.notice_version = await notice_version(session)
    session.add(message)
    await session.flush()
    await record(session, "contact.received", "contact_message", message.id, status=message.status)
    if not is_trapped:
        await publish(session, MessageReceived(message_id=message.id))
        await _write_mails(session, message)
    return message


def _request_key(submit: str, inquiry: Inquiry, occasion: Occasion) -> str:
    said = json.dumps([submit, asdict(inquiry), occasion.page, occasion.service_slug], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _new_message(
    inquiry: Inquiry, occasion: Occasion, *, request_key: str, proof_key: str | None, is_spam: bool
) -> ContactMessage:
    at = now()
    return ContactMessage(
        user_id=occasion.user_id,
        name=inquiry.name,
        email=inquiry.email.lower(),
        phone=inquiry.phone,
        words=inquiry.words,
        page=occasion.page,
        service_slug=occasion.service_slug,
        service_name=occasion.service_name,
        locale=occasion.locale,
        consent_words=consent_words(occasion.locale),
        consent_version=CONSENT_VERSION,
        consented_at=at,
        status=MessageStatus.SPAM if is_spam else MessageStatus.NEW,
        status_at=at,
        request_key=request_key,
        proof_key=proof_key,
        received_at=at,
    )


async def _write_mails(session: AsyncSession, message: ContactMessage) -> None:
    if firm := await address_of_firm(session):
        await queue_mail(
            session,
            MessageArrived.of(message),
            to=firm,
            locale=DEFAULT_LOCALE,
            reply_to=message.email,
            key=mail_key(message),
            person_id=message.user_id,
        )
    await queue_mail(
        session,
        MessageConfirmed(service_name=message.service_name),
        to=message.email,
        locale=message.locale,
        key=_confirmation_key(message),
    )


def mail_key(message: ContactMessage) -> str:
    """Under which key the firm's mail about this message was queued."""
    return f"contact:{message.id}"


def _confirmation_key(message: ContactMessage) -> str:
    """One confirmation a day for an address: a form is no way to fill somebody's mailbox."""
    address = hashlib.sha256(message.email.encode()).hexdigest()[:32]
    return f"contact-confirmed:{today_in_rome(message.received_at)}:{address}"
